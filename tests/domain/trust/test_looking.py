"""Looking where members stand: what counts as evidence, what is lost at once, what a night's look does."""

import asyncio

import pytest
from sqlalchemy import update

from domain import behalf, comments, database, moderation, offers, rewards, trust, votes
from domain.errors import NotAllowed, SignInNeeded, TooMany
from domain.ideas import Quadrant
from domain.members import Member, Role, TrustLevel, Visitor
from domain.paging import Slice
from domain.trust import Figure, use_cases
from domain.votes import Vote
from tests import trusting
from tests.conftest import CountingFactory, HeldClock
from tests.people import People

NEW, KNOWN, REGULAR, TRUSTED = TrustLevel


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def others(people: People) -> list[Member]:
    return await trusting.crowd(people)


async def figures(people: People, member: Member) -> dict[Figure, int]:
    found = await people.reads(trust.of_member, member, await people.again(member))
    assert found
    return dict(found.evidence.figures)


async def test_a_day_makes_known_and_nobody_is_told(people: People, ann: Member, clock: HeldClock) -> None:
    clock.forward(hours=23)
    await people.does(trust.welcome)
    assert await trusting.stands(people, ann) is NEW
    clock.forward(hours=1)
    assert await people.does(trust.welcome) == 1
    assert await people.does(trust.welcome) == 0
    assert await trusting.stands(people, ann) is KNOWN
    found = await people.reads(trust.of_member, ann, await people.again(ann))
    assert found
    assert (found.stand.since, found.next_stand) == (clock(), found.stand)
    assert await trusting.told(people, ann) == []


async def test_who_is_known_is_whose_support_brings_points(
    people: People, ann: Member, others: list[Member], clock: HeldClock
) -> None:
    idea = await people.idea(by=others[0])
    await people.vote(by=ann, on=idea)
    clock.forward(hours=23, minutes=59)
    for late in (False, True):
        clock.forward(minutes=1 if late else 0)
        await people.does(trust.welcome)
        await people.does(rewards.settle_waiting)
        await people.hear()
        paid = [each for each in (await people.reads(rewards.personal_data, others[0])) if "supported" in str(each)]
        assert bool(paid) is late
        assert await trusting.stands(people, ann) is (KNOWN if late else NEW)


@pytest.mark.parametrize("level", [REGULAR, TRUSTED])
async def test_what_is_asked_lifts_and_one_less_doesnt(
    people: People, ann: Member, others: list[Member], clock: HeldClock, level: TrustLevel
) -> None:
    clock.forward(days=1)
    await getattr(trusting, level.value)(people, ann, others)
    await trusting.look(people)
    assert await trusting.stands(people, ann) is level
    kept = await people.reads(trust.personal_data, await people.again(ann))
    assert kept == {"level": level, "since": clock(), "below_since": None, "lost_for": None, "suspended_at": None}
    (rose,) = await trusting.told(people, ann)
    assert (rose["fact"], rose["level"]) == ("TrustRaised", level.value)
    assert await trusting.look(people) == 0, "looking twice is looking once"
    one = next(each for each in (await people.reads(votes.voted, ann, ann, Slice(1))).items)
    await people.does(votes.withdraw, ann, one.idea_id)
    clock.forward(minutes=1)
    await trusting.look(people)
    found = await people.reads(trust.of_member, ann, await people.again(ann))
    assert found
    assert (found.level, found.stand.below_since) == (level, clock()), "one less, and its grace begins"
    assert not await people.reads(trust.astray)


async def test_only_what_stands_counts(people: People, ann: Member, others: list[Member], clock: HeldClock) -> None:
    clock.forward(days=8)
    ben, eve, *_more = others
    mine = await people.idea(by=ann)
    await people.vote(by=ben, on=mine)
    theirs = await people.idea(by=ben)
    said = await people.comment(by=ann, on=theirs)
    reply = await people.comment(by=eve, on=theirs, to=said)
    await people.comment(by=ann, on=theirs, to=said, says="And myself.")
    await people.vote(by=ann, on=theirs)
    await people.does(comments.credit, ben, said.id)
    everything = {"active_days": 1, "votes_given": 1, "people": 2, "contributions": 2, "response_days": 1}
    assert await figures(people, ann) == everything
    pia = await people.member("Pia", Role.PRODUCT)
    await people.does(behalf.record_vote, pia, mine.id, behalf.Customer("Otto"), source="call")
    await people.vote(by=await people.member("Dan"), on=mine)
    assert (await figures(people, ann))[Figure.PEOPLE] == 2, "nor of who came today, nor of a name at a stand"
    await people.does(moderation.suspend, pia, ben.id, days=3, reason="Names were called.")
    assert await figures(people, ann) == everything | {"people": 1, "contributions": 1}, "the reply"
    await people.does(moderation.lift, pia, ben.id)
    await people.does(moderation.hide, pia, comment_id=reply.id, reason="rude")
    assert await figures(people, ann) == everything | {"people": 1}, "a vote and credit, from one"
    async with database.transaction(people.sessions) as session:
        await session.execute(update(Vote).values(quarantined_at=clock()))
    assert await figures(people, ann) == everything | {"votes_given": 0, "people": 1, "contributions": 1}, "the credit"
    clock.forward(days=100)
    assert set((await figures(people, ann)).values()) == {0}


async def test_an_offer_that_was_taken_up_counts(people: People, ann: Member, others: list[Member]) -> None:
    shared = await people.idea(by=others[0], quadrant=Quadrant.CREATION_WITH_OTHERS)
    offer = await people.offer(by=ann, on=shared)
    assert (await figures(people, ann))[Figure.CONTRIBUTIONS] == 0
    await people.does(offers.accept, others[0], offer.id)
    found = await figures(people, ann)
    assert (found[Figure.CONTRIBUTIONS], found[Figure.PEOPLE], found[Figure.ACTIVE_DAYS]) == (1, 1, 1)


async def test_days_are_the_communitys(people: People, ann: Member, others: list[Member], clock: HeldClock) -> None:
    idea = await people.idea(by=others[0])
    clock.forward(hours=11, minutes=30)  # half past eleven at night in Berlin
    await people.comment(by=ann, on=idea)
    clock.forward(hours=1)
    await people.comment(by=ann, on=idea)
    assert (await figures(people, ann))[Figure.ACTIVE_DAYS] == 2


async def test_only_oneself_and_moderators_see_it(people: People, ann: Member) -> None:
    await people.reads(trust.of_member, ann, ann)
    for role in Role:
        asker = Visitor() if role is Role.VISITOR else await people.member(f"A {role}", role)
        if role in (Role.PRODUCT, Role.ADMIN):
            assert await people.reads(trust.of_member, asker, ann)
            continue
        with pytest.raises((NotAllowed, SignInNeeded)):
            await people.reads(trust.of_member, asker, ann)


async def test_asking_for_a_look_is_one_and_not_too_often(
    people: People, ann: Member, others: list[Member], clock: HeldClock
) -> None:
    clock.forward(days=1)
    found = await people.does(trust.look_again, ann)
    assert (found.level, found.stand.since) == (KNOWN, clock())
    await trusting.regular(people, ann, others)
    promised = await people.reads(trust.of_member, ann, await people.again(ann))
    assert promised
    assert (promised.level, promised.rises) == (KNOWN, True)
    assert (await people.does(trust.look_again, ann)).level is REGULAR
    for _time in range(8):
        await people.does(trust.look_again, ann)
    with pytest.raises(TooMany):
        await people.does(trust.look_again, ann)


async def test_looks_at_the_same_time_tell_once(
    people: People, ann: Member, others: list[Member], clock: HeldClock
) -> None:
    clock.forward(days=1)
    await trusting.regular(people, ann, others)
    await asyncio.gather(
        trusting.look(people), trusting.look(people), *(people.does(trust.look_again, ann) for _ in range(4))
    )
    assert await trusting.stands(people, ann) is REGULAR
    assert [each["fact"] for each in await trusting.told(people, ann)] == ["TrustRaised"]


async def test_a_night_asks_as_little_for_many(
    people: People, ann: Member, others: list[Member], clock: HeldClock, counting: CountingFactory
) -> None:
    clock.forward(days=1)
    with counting() as few:
        await trusting.look(people)
    for number in range(20):
        await people.member(f"More {number}")
    await trusting.regular(people, ann, others)
    clock.forward(days=1)
    with counting() as many:
        await trusting.look(people)
    assert len(many) <= len(few) + 5, many.statements


async def test_members_are_looked_at_in_batches(
    people: People, ann: Member, others: list[Member], clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(use_cases, "BATCH", 2)
    clock.forward(days=1)
    assert await trusting.look(people) == 5
    assert {await trusting.stands(people, each) for each in (ann, *others)} == {KNOWN}


async def test_points_never_change_it(people: People, ann: Member, others: list[Member], clock: HeldClock) -> None:
    clock.forward(days=1)
    for idea in await trusting.backed(people, ann, others, times=3):
        assert idea
    await people.does(rewards.settle_waiting)
    await people.hear()
    assert (await people.reads(rewards.tally, ann)).in_all(rewards.Currency.IMPACT) > 0
    await trusting.look(people)
    assert await trusting.stands(people, ann) is KNOWN
