"""What costs a level: what moderators decided at once, quiet after a grace, another role, leaving."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain import checks, database, members, moderation, trust
from domain.errors import NotAllowed
from domain.events import RecordedFact
from domain.members import Member, Role, TrustLevel
from domain.trust import LostFor, TrustStanding
from tests import trusting
from tests.conftest import HeldClock
from tests.people import People

NEW, KNOWN, REGULAR, TRUSTED = TrustLevel


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def others(people: People) -> list[Member]:
    return await trusting.crowd(people)


async def test_a_hidden_text_costs_it_at_once_and_gives_it_back_when_restored(
    people: People, ann: Member, others: list[Member], clock: HeldClock
) -> None:
    clock.forward(days=1)
    await trusting.regular(people, ann, others)
    await trusting.look(people)
    pia = await people.member("Pia", Role.PRODUCT)
    bad = await people.comment(by=ann, on=await people.idea(by=others[0]))
    await people.does(moderation.report, others[1], comment_id=bad.id, reason="rude")
    await people.hear()
    assert await trusting.stands(people, ann) is REGULAR, "a report alone is nobody's fault"
    await people.does(moderation.hide, pia, comment_id=bad.id, reason="rude")
    await people.hear()
    assert await trusting.stands(people, ann) is KNOWN
    _rose, fell = await trusting.told(people, ann)
    assert (fell["level"], fell["before"], fell["lost_for"]) == ("known", "regular", "upheld")
    await people.does(moderation.restore, pia, comment_id=bad.id)
    await people.hear()
    assert await trusting.stands(people, ann) is REGULAR
    await people.forget_delivery()
    await people.hear()
    assert await trusting.stands(people, ann) is REGULAR, "what is heard twice changes nothing"


@pytest.mark.parametrize("early", [True, False])
async def test_a_suspension_costs_it_and_is_remembered_unless_a_moderator_takes_it_back(
    people: People, ann: Member, others: list[Member], clock: HeldClock, early: bool
) -> None:
    clock.forward(days=1)
    await trusting.regular(people, ann, others)
    await trusting.look(people)
    pia = await people.member("Pia", Role.PRODUCT)
    await people.does(moderation.suspend, pia, ann.id, days=1, reason="Names were called.")
    await people.hear()
    assert await trusting.stands(people, ann) is NEW
    if early:
        await people.does(moderation.lift, pia, ann.id)
    else:
        clock.forward(days=1)
        await people.does(moderation.lift_ended)
    await people.hear()
    assert await trusting.stands(people, ann) is (REGULAR if early else KNOWN)
    found = await people.reads(trust.of_member, pia, await people.again(ann))
    assert found
    assert found.objection is (None if early else LostFor.SUSPENDED)
    assert [each for each in await people.reads(checks.recount) if each.check == "trust"] == []


async def test_quiet_costs_it_after_a_grace_that_the_nights_keep(
    people: People, ann: Member, others: list[Member], clock: HeldClock
) -> None:
    clock.forward(days=1)
    await trusting.regular(people, ann, others)
    await trusting.look(people)
    clock.forward(days=101)
    assert await trusting.look(people) == 0
    quiet = clock()
    found = await people.reads(trust.of_member, ann, await people.again(ann))
    assert found
    assert (found.level, found.stand.below_since) == (REGULAR, quiet)
    assert found.grace_until == quiet + timedelta(days=14)
    for _night in range(13):
        clock.forward(days=1)
        await trusting.look(people)
    assert await trusting.stands(people, ann) is REGULAR
    clock.forward(days=1)
    assert await trusting.look(people) == 1
    assert await trusting.stands(people, ann) is KNOWN
    assert (await trusting.told(people, ann))[-1]["lost_for"] == "quiet"
    again = await trusting.backed(people, ann, others[:3])
    await trusting.gave(people, ann, 10, to=others[1])
    await trusting.active(people, ann, 15, on=again[0])
    await trusting.look(people)
    assert await trusting.stands(people, ann) is REGULAR


async def test_who_works_here_has_none_and_who_stops_begins_as_known(
    people: People, ann: Member, others: list[Member], clock: HeldClock
) -> None:
    clock.forward(days=1)
    await trusting.regular(people, ann, others)
    await trusting.look(people)
    cleo = await people.admin()
    await people.does(members.change_role, cleo, ann.id, Role.EMPLOYEE)
    await people.hear()
    assert await trusting.stands(people, ann) is NEW
    employee = await people.again(ann)
    assert await people.reads(trust.of_member, employee, employee) is None
    with pytest.raises(NotAllowed):
        await people.does(trust.look_again, employee)
    await people.does(members.change_role, cleo, ann.id, Role.CUSTOMER)
    await people.hear()
    assert await trusting.stands(people, ann) is REGULAR, "what they did still stands"


async def test_what_cant_be_is_found(people: People, ann: Member, clock: HeldClock) -> None:
    assert await people.reads(trust.astray) == []
    async with database.transaction(people.sessions) as session:
        await session.execute(update(Member).where(Member.id == ann.id).values(trust=REGULAR))
    assert [each.says for each in await people.reads(checks.recount)] == [
        f"Member {ann.id} has a level that is earned, and nothing says since when."
    ]
    async with database.transaction(people.sessions) as session:
        session.add(TrustStanding(member_id=ann.id, since=clock(), suspended_at=clock()))
    assert [says for _who, says in await people.reads(trust.astray)] == [
        "was suspended, and kept a level that is earned"
    ]
    async with database.transaction(people.sessions) as session:
        await session.execute(update(Member).where(Member.id == ann.id).values(role=Role.EMPLOYEE, trust=KNOWN))
    assert [says for _who, says in await people.reads(trust.astray)] == ["has a level, and none is theirs to have"]


async def test_who_leaves_leaves_no_level(people: People, ann: Member, others: list[Member], clock: HeldClock) -> None:
    clock.forward(days=1)
    await trusting.regular(people, ann, others)
    await trusting.look(people)
    await people.leave(await people.again(ann))
    await people.hear()
    await trusting.look(people)
    assert await trusting.stands(people, ann) is NEW
    async with people.sessions() as session:
        assert await session.get(TrustStanding, ann.id) is None
        assert await session.scalar(select(RecordedFact.id).where(RecordedFact.kind == "TrustFell")) is None
