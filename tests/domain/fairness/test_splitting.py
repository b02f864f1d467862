"""Two ideas of one person that may be one: the points of the later wait for a look, or until they are merged."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain import fairness, ideas, notifications, rewards, triage
from domain.database import Sessions
from domain.errors import NotFound
from domain.fairness import CaseKind, FairnessCase, Outcome
from domain.ideas import Idea
from domain.members import Member
from domain.paging import Slice
from domain.rewards import Code, Entry, HeldFor
from tests.conftest import HeldClock
from tests.people import People
from tests.splitting import NIGHT, REWORDED, posted

WAITS, DECIDED = "part_waits", "case_decided"


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def pair(people: People, ann: Member, clock: HeldClock) -> tuple[Idea, Idea]:
    """Return an idea, and what says nearly the same three hours later; both are backed, and paid."""
    ben = await people.member("Ben")
    clock.forward(hours=25)
    one = await posted(people, NIGHT, ann)
    clock.forward(hours=3)
    other = await posted(people, REWORDED, ann)
    for idea in (one, other):
        await people.vote(by=ben, on=idea)
    await people.hear()
    return one, other


async def paid(sessions: Sessions, idea: Idea) -> dict[str, int]:
    """Return how many points stand for an idea, by what they are for."""
    async with sessions() as session:
        found = await session.scalars(select(Entry).where(Entry.idea_id == idea.id))
        sums = dict[str, int]()
        for each in found:
            sums[each.code] = sums.get(each.code, 0) + each.amount
        return {code: points for code, points in sums.items() if points}


async def _compared(people: People) -> FairnessCase:
    (case,) = await people.does(fairness.compare)
    await people.hear()
    return case


async def _now(people: People, case: FairnessCase) -> FairnessCase:
    async with people.sessions() as session:
        return await session.get_one(FairnessCase, case.id)


async def _told(people: People, member: Member) -> list[str]:
    found = await people.reads(notifications.listed, member, Slice())
    return [each.kind.value for each in found.items if each.kind.value in (WAITS, DECIDED)]


async def _says(people: People, member: Member, idea: Idea) -> dict[Code, str]:
    return {each.code: each.said.message for each in await people.reads(rewards.why_not, member, member, idea.id, {})}


BOTH = {"published": 2, "supported": 5}


async def test_points_of_the_later_wait_and_come_once_all_is_well(
    people: People, sessions: Sessions, ann: Member, pia: Member, pair: tuple[Idea, Idea]
) -> None:
    one, other = pair
    assert (await paid(sessions, one), await paid(sessions, other)) == (BOTH, BOTH)
    case = await _compared(people)
    assert (case.kind, case.part_id, case.first_id) == (CaseKind.IDEA_SPLITTING, other.id, one.id)
    assert case.evidence == [{"idea": one.id, "later": other.id, "alike": 0.873, "hours": 3}]
    assert case.decide_by - case.opened_at == timedelta(days=7)
    assert (await paid(sessions, one), await paid(sessions, other)) == (BOTH, {})
    assert await _told(people, ann) == [WAITS]
    said = await _says(people, ann, other)
    assert "no accusation" in said[Code.SUPPORTED]
    assert "no accusation" in said[Code.ADOPTED]
    assert "no accusation" not in said[Code.LEARNED], "what a test of it brings is for others"
    assert "no accusation" not in (await _says(people, ann, one))[Code.ADOPTED]
    assert "accusation" not in " ".join((await _says(people, pia, other)).values()), "only who stands for it knows"
    (soon, *_rest) = await people.reads(rewards.coming, ann)
    assert "no accusation" in soon.said.message
    assert await people.does(fairness.compare) == [], "once is enough"
    (own,) = (await people.reads(fairness.own, ann, Slice())).items
    assert (own.may_appeal, own.quarantined, [each.id for each in own.ideas]) == (True, 0, [one.id, other.id])
    await people.does(fairness.clear, pia, case.id, said="One is for the phone, one for the watch.")
    await people.hear()
    assert await paid(sessions, other) == BOTH
    assert await _told(people, ann) == [DECIDED, WAITS]
    assert await people.does(fairness.compare) == [], "nobody looks twice"
    assert await people.reads(rewards.drift) == []


async def test_a_reversal_says_why_the_points_wait(
    people: People, sessions: Sessions, ann: Member, pair: tuple[Idea, Idea]
) -> None:
    await _compared(people)
    async with sessions() as session:
        taken = list(await session.scalars(select(Entry).where(Entry.reverses_id.is_not(None))))
        looks = await fairness.looks(session, taken)
    assert {each.held_for for each in taken} == {HeldFor.PART}
    for each in taken:
        said = rewards.why(each, pair[1], looks[each.id]).text()
        assert "whether “The app in a dark mode” and an earlier idea are one" in said


async def test_refused_points_never_come_unless_somebody_else_decides_otherwise(
    people: People, sessions: Sessions, ann: Member, pia: Member, pair: tuple[Idea, Idea]
) -> None:
    _one, other = pair
    case = await _compared(people)
    held = await people.does(fairness.hold, pia, case.id, state="")
    assert held.is_open, "it waits anyway"
    await people.does(fairness.uphold, pia, case.id, said="They are one wish.")
    await people.hear()
    assert await paid(sessions, other) == {}
    assert "found that this and an earlier idea are one" in (await _says(people, ann, other))[Code.SUPPORTED]
    await people.does(fairness.appeal, ann, case.id, said="The watch has no settings.")
    assert "no accusation" in (await _says(people, ann, other))[Code.SUPPORTED]
    with pytest.raises(fairness.DecidedBefore):
        await people.does(fairness.clear, pia, case.id, said="I was wrong.")
    await people.does(fairness.clear, await people.admin(), case.id, said="It hasn’t indeed.")
    await people.hear()
    assert await paid(sessions, other) == BOTH


@pytest.mark.parametrize("later_into_first", [True, False])
async def test_a_merge_settles_it_with_one_budget_and_undoing_it_opens_it_again(
    people: People, sessions: Sessions, ann: Member, pia: Member, pair: tuple[Idea, Idea], later_into_first: bool
) -> None:
    one, other = pair
    case = await _compared(people)
    duplicate, target = (other, one) if later_into_first else (one, other)
    await people.does(triage.merge, pia, duplicate.id, target.id)
    await people.hear()
    now = await _now(people, case)
    assert (now.outcome, now.decided_by_id) == (Outcome.MERGED, pia.id)
    with pytest.raises(fairness.CaseDecidedAlready):
        await people.does(fairness.clear, pia, case.id, said="Pay it twice.")
    assert (await paid(sessions, one), await paid(sessions, other)) == (BOTH, {})
    assert await _told(people, ann) == [DECIDED, WAITS]
    assert "share one budget" in (await _says(people, ann, other))[Code.SUPPORTED]
    if not later_into_first:
        said = (await _says(people, ann, other))[Code.ADOPTED]
        assert "Waiting until the product team decides" in said, "what comes of it is paid once"
    record = await people.reads(fairness.record_of_cases, pia)
    assert (record.decided, record.cleared, record.waiting) == (1, 0, 0)
    await people.does(triage.undo_merge, pia, duplicate.id)
    await people.hear()
    assert (await _now(people, case)).is_open
    assert await paid(sessions, other) == {}
    assert await _told(people, ann) == [WAITS, DECIDED, WAITS]
    await people.does(fairness.clear, pia, case.id, said="Two after all.")
    await people.hear()
    assert (await paid(sessions, one), await paid(sessions, other)) == (BOTH, BOTH)
    assert await people.reads(rewards.drift) == []


async def test_both_merged_into_a_third_are_one_too(
    people: People, pia: Member, pair: tuple[Idea, Idea], clock: HeldClock
) -> None:
    one, other = pair
    case = await _compared(people)
    third = await people.idea(by=await people.member("Eve"), title="Night colours everywhere")
    await people.does(triage.merge, pia, one.id, third.id)
    await people.hear()
    assert (await _now(people, case)).is_open, "the other stands alone"
    await people.does(triage.merge, pia, other.id, third.id)
    await people.hear()
    assert (await _now(people, case)).outcome is Outcome.MERGED


@pytest.mark.parametrize("appealed", [False, True])
async def test_a_later_one_that_is_taken_back_closes_its_case_by_itself(
    people: People, sessions: Sessions, ann: Member, pia: Member, pair: tuple[Idea, Idea], appealed: bool
) -> None:
    one, other = pair
    case = await _compared(people)
    if appealed:
        await people.does(fairness.uphold, pia, case.id, said="They are one wish.")
        await people.does(fairness.appeal, ann, case.id, said="I take it back anyway.")
        await people.hear()
    await people.does(ideas.withdraw, ann, other.id, "It says the same again.")
    await people.hear()
    now = await _now(people, case)
    assert (now.outcome, now.decided_by_id, now.said) == (Outcome.WITHDRAWN, None, "")
    assert (await paid(sessions, one), await paid(sessions, other)) == (BOTH, {})
    assert not any("accusation" in each for each in (await _says(people, ann, other)).values())
    (own,) = (await people.reads(fairness.own, ann, Slice())).items
    assert not own.may_appeal
    assert own.appeal is None or own.appeal.outcome is Outcome.WITHDRAWN
    record = await people.reads(fairness.record_of_cases, pia)
    assert (record.decided, record.cleared, record.waiting) == (0, 0, 0)
    with pytest.raises(fairness.CaseDecidedAlready):
        await people.does(fairness.clear, pia, case.id, said="Pay it after all.")
    assert await people.does(fairness.compare) == []
    assert await people.reads(rewards.drift) == []


async def test_a_first_one_that_is_taken_back_leaves_the_look_to_somebody(
    people: People, sessions: Sessions, ann: Member, pia: Member, pair: tuple[Idea, Idea]
) -> None:
    one, other = pair
    case = await _compared(people)
    await people.does(ideas.withdraw, ann, one.id, "The other says it better.")
    await people.hear()
    assert (await _now(people, case)).is_open, "a third copy would be paid beside it"
    assert (await paid(sessions, one), await paid(sessions, other)) == ({}, {})
    await people.does(fairness.clear, pia, case.id, said="One of them is left.")
    await people.hear()
    assert (await paid(sessions, one), await paid(sessions, other)) == ({}, BOTH)


async def test_a_later_one_that_was_refused_stays_refused_when_it_is_taken_back(
    people: People, ann: Member, pia: Member, pair: tuple[Idea, Idea]
) -> None:
    _one, other = pair
    case = await _compared(people)
    await people.does(fairness.uphold, pia, case.id, said="They are one wish.")
    await people.does(ideas.withdraw, ann, other.id, "Then it may go.")
    await people.hear()
    assert (await _now(people, case)).outcome is Outcome.UPHELD


async def test_a_second_look_is_not_answered_by_the_merge_of_who_decided_first(
    people: People, ann: Member, pia: Member, pair: tuple[Idea, Idea]
) -> None:
    one, other = pair
    case = await _compared(people)
    await people.does(fairness.uphold, pia, case.id, said="They are one wish.")
    await people.does(fairness.appeal, ann, case.id, said="The watch has no settings.")
    await people.does(triage.merge, pia, other.id, one.id)
    await people.hear()
    assert (await _now(people, case)).is_open
    cleo = await people.admin()
    await people.does(triage.undo_merge, cleo, other.id)
    await people.does(triage.merge, cleo, other.id, one.id)
    await people.hear()
    assert (await _now(people, case)).outcome is Outcome.MERGED
    (own,) = (await people.reads(fairness.own, ann, Slice())).items
    assert own.appeal is not None
    assert own.appeal.outcome is Outcome.MERGED


async def test_a_decided_case_stays_decided_when_they_are_merged_later(
    people: People, sessions: Sessions, pia: Member, pair: tuple[Idea, Idea]
) -> None:
    one, other = pair
    case = await _compared(people)
    await people.does(fairness.uphold, pia, case.id, said="They are one wish.")
    await people.does(triage.merge, pia, one.id, other.id)
    await people.hear()
    assert (await _now(people, case)).outcome is Outcome.UPHELD
    assert await paid(sessions, other) == {}
    await people.does(triage.undo_merge, pia, one.id)
    await people.hear()
    assert (await _now(people, case)).outcome is Outcome.UPHELD
    assert await paid(sessions, other) == {}


async def test_who_stands_for_the_later_judges_nothing(people: People, pia: Member, clock: HeldClock) -> None:
    await posted(people, NIGHT, pia)
    clock.forward(hours=3)
    await posted(people, REWORDED, pia)
    case = await _compared(people)
    for verb in (fairness.clear, fairness.uphold):
        with pytest.raises(NotFound):
            await people.does(verb, pia, case.id, said="All is well.")
    assert (await people.reads(fairness.cases, pia, Slice())).items == []


async def test_a_moderator_who_asks_compares_ideas_too(people: People, pia: Member, pair: tuple[Idea, Idea]) -> None:
    assert await people.does(fairness.look_now, pia) == 1
    assert await people.does(fairness.look_now, pia) == 0


async def test_two_looks_at_once_open_one_case(people: People, sessions: Sessions, pair: tuple[Idea, Idea]) -> None:
    found = await asyncio.gather(*(people.does(fairness.compare) for _ in range(3)))
    assert sorted(map(len, found)) == [0, 0, 1]
