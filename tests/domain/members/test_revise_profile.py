"""What members say of themselves."""

import pytest

from domain import members
from domain.errors import Invalid, NotFound, SignInNeeded
from domain.members import Visitor
from tests.people import People


async def test_name_line_and_language_change_the_handle_stays(people: People) -> None:
    ann = await people.member("Ann")
    await people.does(members.revise_profile, ann, name="Ann  Lee", about=" I ride.\r\nA lot. ", language="de")
    seen = await people.again(ann)
    assert (seen.name, seen.about, seen.language, seen.handle) == ("Ann Lee", "I ride.\nA lot.", "de", "ann")
    assert seen.initials == "AL"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "\u202e\u202e"),
        ("name", "\ud800\ud800"),
        ("name", "x" * 61),
        ("about", "x" * 401),
        ("about", "\udfff"),
        pytest.param("about", "x" * 10_000_000, id="10 MB"),
        ("language", "fr"),
        ("language", "\0"),
    ],
)
async def test_what_does_not_fit_is_refused_at_its_field(people: People, field: str, value: str) -> None:
    ann = await people.member("Ann")
    with pytest.raises(Invalid) as refused:
        await people.does(
            members.revise_profile, ann, **{"name": "Ann", "about": "", "language": "en"} | {field: value}
        )
    assert [problem.field for problem in refused.value.problems] == [field]
    assert (await people.again(ann)).name == "Ann"


async def test_letters_that_turn_the_line_round_are_left_out(people: People) -> None:
    ann = await people.member("Ann")
    seen = await people.does(members.revise_profile, ann, name="\u202enimda", about="\u2066x\u2069", language="en")
    assert (seen.name, seen.about) == ("nimda", "x")


async def test_only_oneself(people: People) -> None:
    with pytest.raises(SignInNeeded):
        await people.does(members.revise_profile, Visitor(), name="Eve", about="", language="en")
    ann = await people.member("Ann")
    await people.does(members.forget, ann)
    with pytest.raises(NotFound):
        await people.does(members.revise_profile, ann, name="Eve", about="", language="en")
