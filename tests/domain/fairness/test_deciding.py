"""A case's votes stop counting as one batch, count again exactly, and nobody decides twice."""

import asyncio
from importlib import import_module

import pytest
from sqlalchemy import func, select

from domain import checks, fairness, members, rewards, triage, votes
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.fairness import FairnessCase, Outcome
from domain.ideas import Idea
from domain.members import Member, Role, Visitor
from domain.rewards import Entry
from tests.conftest import HeldClock
from tests.people import People
from tests.weighing import opened

Ring = tuple[FairnessCase, list[Member], list[Idea]]


@pytest.fixture
async def ring(people: People, clock: HeldClock) -> Ring:
    """Return a case about two members' votes for three ideas of a third, which somebody else backs as well."""
    ann, dan = await people.member("Ann"), await people.member("Dan")
    voters = [await people.member("Ben"), await people.member("Eve")]
    mine = [await people.idea(by=ann, title=f"Bench number {number}") for number in range(3)]
    clock.forward(hours=25)
    for idea in mine:
        for member in (*voters, dan):
            await people.vote(by=member, on=idea)
    await settled(people)
    return await opened(people, voters, mine), voters, mine


async def settled(people: People) -> None:
    """Deliver what happened, and settle what it touches."""
    await people.hear()
    await rewards.settle_voted(people.sessions)


async def supporters(people: People, ideas: list[Idea]) -> list[int]:
    """Return how many support each of these."""
    found = await people.reads(votes.standings, Visitor(), [idea.id for idea in ideas])
    return [found[idea.id] for idea in ideas]


async def points(people: People, member: Member) -> int:
    """Return a member's balance, which the entries bear out."""
    async with people.sessions() as session:
        assert await rewards.drift(session) == []
        query = select(func.sum(Entry.amount)).where(Entry.member_id == member.id)
        return int(await session.scalar(query) or 0)


async def state(people: People, moderator: Member, case: FairnessCase) -> str:
    """Return the state of what a moderator is shown."""
    return (await people.reads(fairness.preview, moderator, case.id)).state


async def test_what_was_shown_is_what_happens_and_it_is_undone_exactly(people: People, pia: Member, ring: Ring) -> None:
    case, voters, mine = ring
    ann = await people.again(Member(id=mine[0].author_id))
    before = await supporters(people, mine), await points(people, ann)
    shown = await people.reads(fairness.preview, pia, case.id)
    assert (shown.votes, shown.voters) == (6, {one.id: 3 for one in voters})
    assert shown.moves == {idea.id: (3, 1) for idea in mine}
    assert shown.points == {ann.id: 30}
    held = await people.does(fairness.hold, pia, case.id, state=shown.state)
    assert held.is_open
    assert await supporters(people, mine) == [1, 1, 1]
    await settled(people)
    assert await points(people, ann) == before[1] - 30
    batch = (await people.reads(fairness.batches, case.id))[0]
    async with people.sessions() as session:
        written = list(await session.scalars(select(Entry).where(Entry.batch == batch.id)))
    assert sorted(each.amount for each in written) == [-5] * 6
    assert await people.reads(votes.given, voters[0], [idea.id for idea in mine]) == {idea.id for idea in mine}
    assert await people.reads(checks.recount) == []
    done = await people.does(fairness.clear, pia, case.id, said="They build one van together.")
    assert done.outcome is Outcome.CLEARED
    await settled(people)
    assert (await supporters(people, mine), await points(people, ann)) == before
    assert await people.reads(checks.recount) == []


async def test_upholding_takes_what_counts_and_can_be_undone_later(people: People, pia: Member, ring: Ring) -> None:
    case, _voters, mine = ring
    said = {"said": "One person stands behind both."}
    await people.does(fairness.uphold, pia, case.id, state=await state(people, pia, case), **said)
    assert await supporters(people, mine) == [1, 1, 1]
    with pytest.raises(fairness.CaseDecidedAlready):
        await people.does(fairness.uphold, pia, case.id, state=await state(people, pia, case), **said)
    with pytest.raises(fairness.CaseDecidedAlready):
        await people.does(fairness.hold, pia, case.id, state=await state(people, pia, case))
    await people.does(fairness.clear, pia, case.id, said="We were wrong.")
    assert await supporters(people, mine) == [3, 3, 3]
    with pytest.raises(fairness.CaseDecidedAlready):
        await people.does(fairness.clear, pia, case.id, said="Once more.")
    await settled(people)
    assert await people.reads(checks.recount) == []
    record = await people.reads(fairness.record_of_cases, pia)
    assert (record.decided, record.cleared, record.waiting, record.false_alarms) == (1, 1, 0, 1.0)


async def test_votes_that_changed_since_are_shown_anew(people: People, pia: Member, ring: Ring) -> None:
    case, voters, mine = ring
    seen = await state(people, pia, case)
    await people.does(votes.withdraw, voters[0], mine[0].id)
    with pytest.raises(fairness.CaseMoved):
        await people.does(fairness.hold, pia, case.id, state=seen)
    with pytest.raises(fairness.CaseMoved):
        await people.does(fairness.uphold, pia, case.id, state=seen, said="A ring.")
    assert await supporters(people, mine) == [2, 3, 3]
    await people.does(fairness.hold, pia, case.id, state=await state(people, pia, case))
    assert await supporters(people, mine) == [1, 1, 1]


async def test_two_moderators_at_once_do_it_once(people: People, pia: Member, ring: Ring) -> None:
    case, _voters, mine = ring
    cleo = await people.admin()
    seen = await state(people, pia, case)
    said = {"said": "A ring.", "state": seen}
    both = [people.does(fairness.uphold, who, case.id, **said) for who in (pia, cleo)]
    found = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["CaseDecidedAlready", "FairnessCase"]
    assert len(await people.reads(fairness.batches, case.id)) == 1
    assert await supporters(people, mine) == [1, 1, 1]
    lifting = [people.does(fairness.clear, who, case.id, said="No ring.") for who in (pia, cleo)]
    found = await asyncio.gather(*lifting, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["CaseDecidedAlready", "FairnessCase"]
    assert await supporters(people, mine) == [3, 3, 3]
    assert await people.reads(checks.recount) == []


async def behind(people: People, moderator: Member, case: FairnessCase) -> int:
    """Return how much is worked through until the points of a case's votes follow."""
    async with people.sessions() as session:
        batch = await fairness.standing(session, case.id)
        return await fairness.settling(session, await fairness.visible(session, moderator, case.id), batch)


async def test_points_follow_in_their_turn_and_the_case_says_so(people: People, pia: Member, ring: Ring) -> None:
    case, _voters, mine = ring
    await people.idea(by=pia, title="A roof at the stop")
    assert await behind(people, pia, case) == 0
    await people.does(fairness.hold, pia, case.id, state=await state(people, pia, case))
    assert await behind(people, pia, case) == 2, "the new idea comes first"
    await settled(people)
    assert await behind(people, pia, case) == 0
    async with people.sessions() as session:
        gone = list(await session.scalars(select(Entry).where(Entry.batch.is_not(None))))
        looks = await fairness.looks(session, gone)
        said = {rewards.why(entry, mine[0], looks[entry.id]).text() for entry in gone}
    assert said == {
        f"Held back with support that is looked at: “{mine[0].title}”. If all is well, the points come again."
    }
    await people.does(fairness.clear, pia, case.id, said="No ring.")
    assert await behind(people, pia, case) > 0


async def test_whoever_meets_a_count_under_way_is_told_and_nothing_happens(
    people: People, pia: Member, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, _voters, mine = ring
    monkeypatch.setattr(import_module("domain.votes.counting"), "TRIES", 1)
    seen = await state(people, pia, case)
    async with people.sessions() as other, other.begin():
        await votes.one_at_a_time(other)
        with pytest.raises(fairness.VotesBusy):
            await people.does(fairness.hold, pia, case.id, state=seen)
        with pytest.raises(fairness.VotesBusy):
            await people.does(fairness.uphold, pia, case.id, state=seen, said="A ring.")
    assert await supporters(people, mine) == [3, 3, 3]
    await people.does(fairness.hold, pia, case.id, state=seen)
    async with people.sessions() as other, other.begin():
        await votes.one_at_a_time(other)
        with pytest.raises(fairness.VotesBusy):
            await people.does(fairness.clear, pia, case.id, said="No ring.")
    assert await supporters(people, mine) == [1, 1, 1]
    await people.does(fairness.clear, pia, case.id, said="No ring.")
    assert await supporters(people, mine) == [3, 3, 3]


async def test_a_vote_taken_back_while_held_moves_nothing_and_comes_back_held(
    people: People, pia: Member, ring: Ring
) -> None:
    case, voters, mine = ring
    await people.does(fairness.hold, pia, case.id, state=await state(people, pia, case))
    assert (await people.does(votes.withdraw, voters[0], mine[0].id)).supporters == 1
    assert await people.reads(checks.recount) == []
    await people.vote(by=voters[0], on=mine[0])
    await settled(people)
    assert await supporters(people, mine) == [1, 1, 1]
    await people.does(votes.withdraw, voters[1], mine[0].id)
    await people.does(fairness.clear, pia, case.id, said="No ring.")
    await settled(people)
    assert await supporters(people, mine) == [2, 3, 3]
    assert await people.reads(checks.recount) == []


async def test_a_vote_that_two_cases_hold_counts_when_both_let_it_go(people: People, pia: Member, ring: Ring) -> None:
    case, voters, mine = ring
    other = await opened(people, voters[:1], mine[:1])
    await people.does(fairness.hold, pia, case.id, state=await state(people, pia, case))
    await people.does(fairness.hold, pia, other.id, state=await state(people, pia, other))
    await people.does(fairness.clear, pia, case.id, said="No ring.")
    assert await supporters(people, mine) == [2, 3, 3]
    assert await people.reads(checks.recount) == []
    await people.does(fairness.clear, pia, other.id, said="No ring either.")
    assert await supporters(people, mine) == [3, 3, 3]


async def test_held_votes_count_nowhere_through_a_merge_and_back(people: People, pia: Member, ring: Ring) -> None:
    case, _voters, mine = ring
    await people.does(fairness.hold, pia, case.id, state=await state(people, pia, case))
    await people.does(triage.merge, pia, mine[0].id, mine[1].id)
    assert (await supporters(people, mine))[1] == 1
    assert await people.reads(checks.recount) == []
    await people.does(fairness.clear, pia, case.id, said="No ring.")
    assert (await supporters(people, mine))[1] == 3
    await settled(people)
    assert await people.reads(checks.recount) == []


async def test_hidden_ideas_and_members_who_leave_stand_in_nobodys_way(people: People, pia: Member, ring: Ring) -> None:
    case, voters, mine = ring
    await people.hide(mine[2])
    await people.does(fairness.hold, pia, case.id, state=await state(people, pia, case))
    await people.leave(voters[0])
    await settled(people)
    await people.does(fairness.clear, pia, case.id, said="No ring.")
    await settled(people)
    assert await people.reads(checks.recount) == []


async def test_only_moderators_whom_it_does_not_concern_see_a_case(people: People, pia: Member, ring: Ring) -> None:
    case, voters, _mine = ring
    for who, refusal in ((Visitor(), SignInNeeded), (voters[0], NotAllowed)):
        with pytest.raises(refusal):
            await people.does(fairness.clear, who, case.id, said="All is well.")
        with pytest.raises(refusal):
            await people.reads(fairness.preview, who, case.id)
    await people.does(members.change_role, await people.admin(), voters[0].id, Role.PRODUCT)
    party = await people.again(voters[0])
    for use_case in (fairness.clear, fairness.uphold):
        with pytest.raises(NotFound):
            await people.does(use_case, party, case.id, said="All is well.")
    with pytest.raises(NotFound):
        await people.does(fairness.clear, pia, 4711, said="All is well.")
    with pytest.raises(Invalid):
        await people.does(fairness.clear, pia, case.id, said=" ")


async def test_what_a_cap_withheld_is_paid_out_and_taken_back_again(
    people: People, pia: Member, clock: HeldClock
) -> None:
    ann = await people.member("Ann")
    voters = [await people.member(f"Ben {number}") for number in range(9)]
    mine = [await people.idea(by=ann, title=f"Bench number {number}") for number in range(6)]
    clock.forward(hours=25)
    for idea in mine:
        for member in voters:
            await people.vote(by=member, on=idea)
        await settled(people)
    full = await points(people, ann)
    case = await opened(people, voters[:2], mine)
    await people.does(fairness.hold, pia, case.id, state=await state(people, pia, case))
    await settled(people)
    assert await points(people, ann) == full  # 42 honest votes bring more than the day's limit by themselves
    await people.does(fairness.clear, pia, case.id, said="No ring.")
    await settled(people)
    assert await points(people, ann) == full
