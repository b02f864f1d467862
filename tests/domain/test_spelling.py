"""Words that are spelt nearly so: which are near, which are not, and that nothing anybody types is an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import ideas
from domain.members import Member
from tests.people import People


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def told(people: People, ann: Member) -> None:
    said = "Paint the lanterns along the bicycle lane, at the Fußgängerbrücke, and map each bench."
    await people.idea(by=ann, title="A brighter way home", problem="", proposal=said)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("words", "spelt"),
    [
        ("lantrens", {"lanterns"}),
        ("lantern", set()),
        ("bycicle", {"bicycle"}),
        ("brigther hmoe", {"brighter", "home"}),
        ("beach", {"bench"}),
        ("fussgangerbrucke", set()),
        ("fusgängerbrükce", {"fussgangerbrucke"}),
        ("mpa", set()),
        ("zeppelin", set()),
        ("bich", set()),
        ("-lantrens", set()),
        (" ".join(f"lantren{letter}" for letter in "abcdefghi"), set()),
    ],
)
async def test_words_are_near_that_have_a_fault_or_two(people: People, words: str, spelt: set[str]) -> None:
    found = await people.reads(ideas.spellings, words)
    near = {word for _typed, *words in found for word in words}
    assert spelt <= near
    assert spelt or not near


async def test_words_of_drafts_and_of_what_is_hidden_are_near_to_nothing(people: People, ann: Member) -> None:
    idea = await people.idea(by=ann, title="A moonlit bench")
    assert await people.reads(ideas.spellings, "moonlti") == [["moonlti", "moonlit"]]
    await people.hide(idea)
    assert await people.reads(ideas.spellings, "moonlti") == []


@pytest.mark.usefixtures("told")
@given(st.one_of(st.text(max_size=60), st.text("ab地図'\"\\:*&|!()<>- %_\0\u00b2é\u200b\u202e\ue000🚲", max_size=30)))
async def test_nothing_anybody_types_is_an_error(people: People, words: str) -> None:
    await people.reads(ideas.spellings, words)
