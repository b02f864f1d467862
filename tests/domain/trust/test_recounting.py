"""Recounting where members stand: what no look and no decision left is found; what the next look moves is not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from domain import checks, database, members, moderation, trust, votes
from domain.checks import Finding
from domain.events import RecordedFact
from domain.members import Member, Role, TrustLevel
from domain.paging import Slice
from domain.trust import LostFor, TrustStanding, recounting
from tests import trusting
from tests.conftest import CountingFactory, HeldClock
from tests.people import People

NEW, KNOWN, REGULAR, TRUSTED = TrustLevel
Changing = Callable[[HeldClock], dict[str, object]]


@pytest.fixture
async def others(people: People) -> list[Member]:
    return await trusting.crowd(people)


@pytest.fixture
async def ann(people: People, others: list[Member], clock: HeldClock) -> Member:
    """Return a regular, who became one by what she did."""
    ann = await people.member("Ann")
    clock.forward(days=1)
    await trusting.regular(people, ann, others)
    await trusting.look(people)
    await people.hear()
    assert await trusting.stands(people, ann) is REGULAR
    return ann


async def put(people: People, member: Member, **kept: object) -> None:
    """Write something by hand into the row of what is kept of a member, and their level into theirs."""
    async with database.transaction(people.sessions) as session:
        if "trust" in kept:
            await session.execute(update(Member).where(Member.id == member.id).values(trust=kept.pop("trust")))
        if kept:
            await session.execute(update(TrustStanding).where(TrustStanding.member_id == member.id).values(kept))


async def astray(people: People) -> list[tuple[int, str]]:
    return await people.reads(trust.astray)


@pytest.mark.parametrize(
    ("level", "says"),
    [
        (NEW, "is new, and the record says regular"),
        (KNOWN, "is known, and the record says regular"),
        (TRUSTED, "is trusted, and the record says regular"),
    ],
)
async def test_a_level_changed_by_hand_is_found(people: People, ann: Member, level: TrustLevel, says: str) -> None:
    assert await people.reads(checks.recount) == []
    await put(people, ann, trust=level)
    assert await people.reads(checks.recount) == [Finding("trust", f"Member {ann.id} {says}.")]


async def test_a_level_that_no_look_gave_is_found(people: People, others: list[Member], clock: HeldClock) -> None:
    await trusting.put(people, others[0], REGULAR)
    assert await astray(people) == [
        (others[0].id, "is regular, and the record says nothing of a level that was earned")
    ]
    new = await people.member("Nia")
    await trusting.put(people, new, KNOWN)
    assert (new.id, "is known, and has not been here for a day") in await astray(people)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (lambda clock: {"since": clock() - timedelta(days=3)}, "is regular since another time than the record says"),
        (
            lambda clock: {"lost_for": LostFor.QUIET},
            "is regular, and lost a level for another reason than the record says",
        ),
        (lambda clock: {"suspended_at": clock()}, "was suspended, and kept a level that is earned"),
    ],
)
async def test_what_is_kept_beside_a_level_is_held_against_the_record(
    people: People, ann: Member, clock: HeldClock, changed: Changing, says: str
) -> None:
    await put(people, ann, **changed(clock))
    assert await astray(people) == [(ann.id, says)]


async def test_grace_and_being_let_go_are_held_against_the_record_too(
    people: People, ann: Member, pia: Member, clock: HeldClock
) -> None:
    await people.does(moderation.suspend, pia, ann.id, days=3, reason="Names were called.")
    await people.hear()
    assert await astray(people) == []
    await put(people, ann, trust=KNOWN)
    assert await astray(people) == [(ann.id, "is suspended, and kept a level")]
    await put(people, ann, trust=NEW)
    await people.does(moderation.lift, pia, ann.id)
    await people.hear()
    assert await astray(people) == []
    await put(people, ann, suspended_at=clock() - timedelta(days=120))
    assert await astray(people) == [(ann.id, "was let go early, and is still remembered as suspended")]
    await put(people, ann, suspended_at=None)
    ben = await people.member("Ben")
    async with database.transaction(people.sessions) as session:
        session.add(TrustStanding(member_id=ben.id, since=clock(), below_since=clock()))
    clock.forward(days=1)
    await people.does(trust.welcome)
    assert await astray(people) == []
    await put(people, ben, below_since=clock())
    assert await astray(people) == [(ben.id, "has a time of grace, and no level to lose")]


async def test_what_the_next_look_will_move_stands_where_it_should(
    people: People, ann: Member, others: list[Member], clock: HeldClock
) -> None:
    nia = await people.member("Nia")
    clock.forward(days=2)
    assert await trusting.stands(people, nia) is NEW
    one = next(iter((await people.reads(votes.voted, ann, ann, Slice(1))).items))
    await people.does(votes.withdraw, ann, one.idea_id)
    found = await people.reads(trust.of_member, ann, await people.again(ann))
    assert found is not None
    assert found.grace_until == clock() + timedelta(days=14), "the next look begins her grace"
    assert await astray(people) == []
    await trusting.look(people)
    clock.forward(days=40)
    assert await astray(people) == [], "her grace is over, and no look has been since"
    await trusting.look(people)
    assert await trusting.stands(people, ann) is KNOWN
    assert await astray(people) == []


async def test_what_is_still_to_be_heard_of_is_not_wrong_and_what_was_heard_is(
    people: People, ann: Member, others: list[Member], pia: Member
) -> None:
    bad = await people.comment(by=ann, on=await people.idea(by=others[0]))
    await people.does(moderation.hide, pia, comment_id=bad.id, reason="rude")
    assert await astray(people) == []
    await people.hear()
    assert await trusting.stands(people, ann) is KNOWN
    assert await astray(people) == []
    await put(people, ann, trust=REGULAR)
    assert await astray(people) == [
        (ann.id, "has a text that moderators took out of sight, and kept a level that is earned")
    ]


async def test_who_worked_here_in_between_may_have_lost_it(people: People, ann: Member, pia: Member) -> None:
    cleo = await people.admin()
    await people.does(members.change_role, cleo, ann.id, Role.EMPLOYEE)
    assert await astray(people) == [], "the hour that takes it from her is still to come"
    await people.hear()
    assert await astray(people) == []
    await people.does(moderation.suspend, pia, (await people.member("Ben")).id, days=1, reason="Names were called.")
    await people.does(members.change_role, cleo, ann.id, Role.CUSTOMER)
    await people.does(trust.welcome)
    assert await trusting.stands(people, ann) is KNOWN
    assert await astray(people) == [], "what she did is looked at again when it is heard"


async def test_thousands_are_gone_through_in_slices_and_few_are_printed(
    people: People, ann: Member, counting: CountingFactory, monkeypatch: pytest.MonkeyPatch, clock: HeldClock
) -> None:
    monkeypatch.setattr(recounting, "BATCH", 1000)
    with counting() as few:
        assert await astray(people) == []
    long_ago = clock() - timedelta(days=30)
    crowd = [
        {"handle": f"many{number}", "name": f"Many {number}", "joined_at": long_ago, "trust": KNOWN}
        for number in range(4000)
    ]
    async with database.transaction(people.sessions) as session:
        await session.execute(insert(Member), crowd)
    with counting() as many:
        assert await astray(people) == []
    assert len(many) == len(few) + 4, many.statements
    async with database.transaction(people.sessions) as session:
        await session.execute(update(Member).where(Member.handle.like("many%")).values(trust=TRUSTED))
    found = [each for each in await people.reads(checks.recount) if each.check == "trust"]
    assert len(found) == 4000
    printed = checks.shown(found)
    assert (len(printed), printed[-1].says) == (21, "And 3,980 more.")
    assert checks.shown(found[:20]) == found[:20]


async def test_a_look_that_was_never_heard_of_is_found(people: People, ann: Member) -> None:
    async with database.transaction(people.sessions) as session:
        rose = update(RecordedFact).where(RecordedFact.kind == "TrustRaised")
        await session.execute(rose.values(kind="TrustFell", data={**await _data(people, ann), "level": "known"}))
    assert await astray(people) == [(ann.id, "is regular, and the record says known")]


async def _data(people: People, member: Member) -> dict[str, object]:
    (rose,) = await trusting.told(people, member)
    return {"member_id": rose["member_id"], "before": "regular", "lost_for": "quiet"}
