"""The checks find who trades votes and leave honest teams, fans and people of one taste alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from benchmarks.tastes import fill, weighed
from domain import clock as clocks
from domain import fairness, votes
from domain.fairness import CaseKind, CaseParty
from domain.members import Member
from domain.paging import Slice
from domain.votes import Vote
from tests.conftest import HeldClock
from tests.people import People

MEMBERS = 2_000


@pytest.mark.parametrize("seed", [1, 2])
async def test_rings_are_found_and_honest_members_are_left_alone(people: People, pia: Member, seed: int) -> None:
    async with people.sessions() as session, session.begin():
        moment = clocks.now(session)
        made = weighed(seed, MEMBERS, moment, first=pia.id + 1_000)
        await fill(session, made, moment - timedelta(days=90))
        await votes.recount(session, range(made.first, made.first + len(made.authors)))
    await people.does(fairness.look)
    async with people.sessions() as session:
        found = set(await session.scalars(select(CaseParty.member_id)))
        held = set(await session.scalars(select(Vote.member_id).where(Vote.quarantined_at.is_not(None))))
    rings = made.planted["ring at once"] | made.planted["ring in time"]
    assert len(rings & found) >= 0.95 * len(rings)
    assert len(rings & held) >= 0.9 * len(rings), "most of them at once, without anybody"
    assert len(made.planted["sockpuppets"] & found) >= 0.95 * len(made.planted["sockpuppets"])
    assert len(made.planted["slow drip"] & found) >= 0.5 * len(made.planted["slow drip"]), "the hardest to tell"
    assert len(held - made.guilty) <= made.honest / 1_000
    assert await people.reads(votes.differences) == []
    opened = len((await people.reads(fairness.cases, pia, Slice(100))).items)
    assert await people.does(fairness.look_now, pia) == 0
    assert len((await people.reads(fairness.cases, pia, Slice(100))).items) == opened


async def _bursts(people: People, clock: HeldClock, voters: list[Member], author: Member, ideas: int) -> None:
    mine = [await people.idea(by=author, title=f"Bench number {number}") for number in range(ideas)]
    clock.forward(hours=25)
    for voter in voters:
        for idea in mine:
            clock.forward(minutes=1)
            await people.vote(by=voter, on=idea)


async def test_one_who_reads_an_authors_page_is_looked_at_and_not_held_back(
    people: People, pia: Member, clock: HeldClock
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await _bursts(people, clock, [ben], ann, 5)
    (case,) = await people.does(fairness.look)
    assert case.kind is CaseKind.BURST
    assert await people.reads(fairness.batches, case.id) == []
    assert (await people.reads(fairness.own, ben, Slice())).items == []


async def test_readers_of_one_page_who_come_weeks_apart_are_no_crowd(
    people: People, pia: Member, clock: HeldClock
) -> None:
    ann = await people.member("Ann")
    voters = [await people.member(name) for name in ("Ben", "Eve", "Dan")]
    mine = [await people.idea(by=ann, title=f"Bench number {number}") for number in range(4)]
    for voter in voters:
        clock.forward(hours=14 * 24)
        for idea in mine:
            clock.forward(minutes=1)
            await people.vote(by=voter, on=idea)
    (case,) = await people.does(fairness.look)
    assert case.kind is CaseKind.BURST
    assert await people.reads(fairness.batches, case.id) == []


async def test_what_else_an_author_is_liked_for_hides_no_drip(people: People, pia: Member, clock: HeldClock) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    liked, *others = [await people.idea(by=ann, title=f"Bench number {number}") for number in range(9)]
    theirs = await people.idea(by=pia, title="A roof")
    many = [await people.member(f"Dan {number}") for number in range(20)]
    clock.forward(hours=8 * 24)
    for member in many:
        await people.vote(by=member, on=liked)
    await people.vote(by=ben, on=theirs)
    for idea in others[:-1]:
        clock.forward(hours=30)
        await people.vote(by=ben, on=idea)
    assert await people.does(fairness.look) == [], "seven of twenty-seven"
    clock.forward(hours=30)
    await people.vote(by=ben, on=others[-1])
    (case,) = await people.does(fairness.look)
    assert case.kind is CaseKind.SLOW_DRIP
    assert [each["received"] for each in case.evidence] == [8]
    assert await people.reads(fairness.batches, case.id) == []


async def test_several_at_once_for_one_are_held_back_and_told_and_may_answer(
    people: People, pia: Member, clock: HeldClock
) -> None:
    ann = await people.member("Ann")
    voters = [await people.member(name) for name in ("Ben", "Eve", "Dan")]
    await _bursts(people, clock, voters, ann, 4)
    (case,) = await people.does(fairness.look)
    (own,) = (await people.reads(fairness.own, voters[0], Slice())).items
    assert (own.quarantined, own.may_appeal, own.party.voted) == (4, True, True)
    (theirs,) = (await people.reads(fairness.own, ann, Slice())).items
    assert (theirs.quarantined, theirs.party.wrote) == (12, True)
    state = (await people.reads(fairness.preview, pia, case.id)).state
    await people.does(fairness.uphold, pia, case.id, said="They came together.", state=state)
    after = await people.does(fairness.appeal, voters[0], case.id, said="We share one van.")
    assert after.party.case.is_open
    assert after.party.case.decide_by == clock() + timedelta(days=7)
    with pytest.raises(fairness.AppealedAlready):
        await people.does(fairness.appeal, voters[0], case.id, said="Once more, please.")
    with pytest.raises(fairness.DecidedBefore):
        await people.does(fairness.clear, pia, case.id, said="I was wrong.")
    cleo = await people.admin()
    await people.does(fairness.clear, cleo, case.id, said="They do share one van.")
    with pytest.raises(fairness.NothingToAppeal):
        await people.does(fairness.appeal, ann, case.id, said="Count them, please.")
    assert await people.does(fairness.look) == [], "the same evidence opens nothing again"
