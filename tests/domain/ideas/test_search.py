"""Finding ideas by words: each in its own language, while typing, and never an error."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain import ideas
from domain.ideas import IdeaFilter, IdeaOrder
from domain.members import Visitor
from domain.paging import Slice
from tests.people import People


async def _found(people: People, words: str) -> set[str]:
    page = await people.reads(ideas.listed, Visitor(), Slice(50), only=IdeaFilter(words=words))
    return {idea.title for idea in page.items}


async def _library(people: People) -> None:
    ann = await people.member("Ann")
    for title, language in (
        ("Benches at every station", "en"),
        ("Cargo boxes for children", "en"),
        ("Happy hour on an e-bike", "en"),
        ("Bänke an jeder Haltestelle", "de"),
        ("Fahrräder für Kinder leihen", "de"),
    ):
        await people.idea(by=ann, title=title, language=language, problem="", proposal="·" * 20)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("bench", "Benches at every station"),
        ("BENCHES", "Benches at every station"),
        ("station bench", "Benches at every station"),
        ("child", "Cargo boxes for children"),
        ("box", "Cargo boxes for children"),
        ("Haltestellen", "Bänke an jeder Haltestelle"),
        ("bank", "Bänke an jeder Haltestelle"),
        ("Fahrrads", "Fahrräder für Kinder leihen"),
        ("kind", "Fahrräder für Kinder leihen"),
        ("e-bike", "Happy hour on an e-bike"),
        ("bike", "Happy hour on an e-bike"),
    ],
)
async def test_plurals_and_cases_are_one_word_in_each_language(people: People, words: str, title: str) -> None:
    await _library(people)
    assert title in await _found(people, words)


async def test_the_last_word_may_be_unfinished_the_others_may_not(people: People) -> None:
    await _library(people)
    for words in ("stat", "benches stat", "Benches  at every stati", "\tbench\nst "):
        assert await _found(people, words) == {"Benches at every station"}
    assert await _found(people, "stat bench") == set()
    assert await _found(people, "happy e-bi") == {"Happy hour on an e-bike"}
    assert await _found(people, "Fahrr") == {"Fahrräder für Kinder leihen"}


async def test_quotes_or_and_minus_mean_what_they_mean_elsewhere(people: People) -> None:
    await _library(people)
    assert await _found(people, '"cargo boxes"') == {"Cargo boxes for children"}
    assert await _found(people, '"boxes cargo"') == set()
    assert await _found(people, '"cargo box') == {"Cargo boxes for children"}
    assert await _found(people, "bench or cargo") == {"Benches at every station", "Cargo boxes for children"}
    assert await _found(people, "boxes -children") == set()
    assert await _found(people, "boxes -children cargo") == set()
    assert "Happy hour on an e-bike" not in await _found(people, "-happy")


async def test_a_title_counts_for_more_than_a_problem(people: People) -> None:
    ann = await people.member("Ann")
    await people.idea(by=ann, title="Somewhere to rest", problem="There is no bench.", proposal="Let us make one.....")
    await people.idea(by=ann, title="A bench", problem="")
    await people.idea(by=ann, title="Somewhere to wait", proposal="Put a bench beside each station.")
    page = await people.reads(ideas.listed, ann, Slice(), only=IdeaFilter(words="bench"))
    assert [idea.title for idea in page.items] == ["A bench", "Somewhere to wait", "Somewhere to rest"]


@pytest.mark.parametrize(
    "words",
    [
        *[
            "the",
            "!!!",
            '"',
            "'",
            "\\",
            "-",
            "- -",
            "&|!()<->:*",
            "a:*",
            "'':*",
            "%",
            "\0",
            "\ud800",
            "🙂",
            "\u202e",
            "or",
        ],
        *["-" * 200, "- " * 100, "-!" * 100, "-(" * 100, '-"' * 100, "-a" * 100, "or " * 60, "not " * 50],
        pytest.param("x" * 10_000_000, id="10 MB"),
        pytest.param("bench " * 100_000, id="many words"),
    ],
)
async def test_odd_words_are_no_error(people: People, words: str) -> None:
    await _library(people)
    await _found(people, words)
    await people.reads(ideas.count, Visitor(), IdeaFilter(words=words))


@given(
    st.one_of(
        st.text(max_size=60),
        st.text("ab'\"\\:*&|!()<>- \0\u00b2é", max_size=30),
        st.lists(st.sampled_from(["bench", "or", "-", '"', "and", "not", ":*", "&", "e-", "'", "\\"]), max_size=8).map(
            " ".join
        ),
    )
)
@example("a\\'b")
async def test_nothing_anybody_types_is_an_error(people: People, words: str) -> None:
    for order in IdeaOrder:
        await people.reads(ideas.listed, Visitor(), Slice(5), only=IdeaFilter(words=words), order=order)


async def test_relevant_pages_neither_repeat_nor_lose(people: People) -> None:
    ann = await people.member("Ann")
    for n in range(11):
        await people.idea(by=ann, title=f"Bench {n % 3} " + "bench " * (n % 4))
    seen: list[int] = []
    after = None
    while True:
        page = await people.reads(ideas.listed, ann, Slice(2, after=after), only=IdeaFilter(words="bench"))
        seen += [idea.id for idea in page.items]
        if not page.has_next:
            break
        after = page.end_cursor
    assert len(seen) == len(set(seen)) == 11
