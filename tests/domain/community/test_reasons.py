"""The short list of reasons for saying no, and the hours an answer has."""

import pytest

from domain import community
from domain.community import LastReason, ReasonKind
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.members import Role, Visitor
from tests.people import People


async def test_a_new_community_has_reasons_for_both(people: People) -> None:
    for kind in ReasonKind:
        assert len(await people.reads(community.reasons, kind=kind)) >= 3


async def test_a_reason_is_added_once_and_retired_and_comes_back(people: People) -> None:
    cleo = await people.admin()
    added = await people.does(community.add_reason, cleo, "decline", "  We   tried it. ")
    assert (await people.does(community.add_reason, cleo, "decline", "we tried it.")).id == added.id
    for _ in range(2):
        assert (await people.does(community.retire_reason, cleo, added.id)).retired_at
    assert added.id not in {each.id for each in await people.reads(community.reasons)}
    assert (await people.reads(community.reason, added.id)).label == "We tried it."
    back = await people.does(community.add_reason, cleo, "decline", "We tried it.")
    assert (back.id, back.retired_at) == (added.id, None)


async def test_the_last_of_its_kind_stays(people: People) -> None:
    cleo = await people.admin()
    *others, last = await people.reads(community.reasons, kind=ReasonKind.NOT_NOW)
    for each in others:
        await people.does(community.retire_reason, cleo, each.id)
    with pytest.raises(LastReason):
        await people.does(community.retire_reason, cleo, last.id)


@pytest.mark.parametrize(("kind", "label"), [("decline", ""), ("decline", "x" * 81), ("perhaps", "Some reason")])
async def test_odd_reasons_are_refused(people: People, kind: str, label: str) -> None:
    with pytest.raises(Invalid):
        await people.does(community.add_reason, await people.admin(), kind, label)


async def test_thirty_are_the_most(people: People) -> None:
    cleo = await people.admin()
    there = len(await people.reads(community.reasons, kind=ReasonKind.DECLINE))
    for number in range(30 - there):
        await people.does(community.add_reason, cleo, "decline", f"Reason {number}")
    with pytest.raises(Invalid):
        await people.does(community.add_reason, cleo, "decline", "One more reason")


async def test_only_admins_keep_the_list(people: People) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    some = (await people.reads(community.reasons))[0]
    for somebody, refusal in ((pia, NotAllowed), (Visitor(), SignInNeeded)):
        with pytest.raises(refusal):
            await people.does(community.add_reason, somebody, "decline", "A good reason")
        with pytest.raises(refusal):
            await people.does(community.retire_reason, somebody, some.id)
    with pytest.raises(NotFound):
        await people.does(community.retire_reason, await people.admin(), 2**70)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"answer_hours": 0}, "answer_hours"),
        ({"answer_hours": 721}, "answer_hours"),
        ({"answer_hours": "many"}, "answer_hours"),
        ({"working_days": []}, "working_days"),
        ({"working_days": [0, 8]}, "working_days"),
        ({"holidays": ["2026-02-30"]}, "holidays"),
        ({"holidays": ["Christmas"]}, "holidays"),
        ({"holidays": [f"{year}-01-01" for year in range(2000, 2201)]}, "holidays"),
    ],
)
async def test_hours_days_and_holidays_are_checked(people: People, fields: dict[str, object], wrong: str) -> None:
    with pytest.raises(Invalid) as caught:
        await people.shape(await people.admin(), **fields)
    assert {problem.field for problem in caught.value.problems} == {wrong}
