"""Where a crowd comes at once, votes count on and their points wait: never paid twice, exactly paid after."""

import asyncio
import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from domain import checks, events, fairness, rewards, votes
from domain.fairness import CaseKind, FairnessCase
from domain.ideas import Idea
from domain.members import Member, Visitor
from domain.paging import Slice
from domain.rewards import Code, Entry, HeldFor
from domain.subscribers import SUBSCRIBERS
from domain.triage import DecisionKind
from tests.conftest import HeldClock
from tests.people import People

Crowd = tuple[Member, list[Member], Idea]


@pytest.fixture
async def crowd(people: People, pia: Member, clock: HeldClock) -> Crowd:
    """Return an author, twelve who joined yesterday and back an idea of theirs at once, and the idea; all is paid."""
    ann = await people.member("Ann")
    voters = [await people.member(f"Ben {number}") for number in range(12)]
    idea = await people.idea(by=ann)
    clock.forward(hours=25)
    for voter in voters:
        await people.vote(by=voter, on=idea)
    await people.hear()
    return ann, voters, idea


async def support(people: People, idea: Idea, code: Code = Code.SUPPORTED) -> int:
    """Return what support of an idea brings now; the ledger agrees, and nobody is paid twice for the same."""
    undone = aliased(Entry)
    async with people.sessions() as session:
        assert await rewards.drift(session) == []
        live = select(Entry.member_id, Entry.cause_id, Entry.part, Entry.amount).where(Entry.idea_id == idea.id)
        live = live.where(Entry.code == code.value, Entry.reverses_id.is_(None), Entry.tops_up_id.is_(None))
        live = live.outerjoin(undone, undone.reverses_id == Entry.id).where(undone.id.is_(None))
        rows = (await session.execute(live)).all()
        assert len({row[:3] for row in rows}) == len(rows)
        total = await session.scalar(
            select(func.sum(Entry.amount)).where(Entry.idea_id == idea.id, Entry.code == code.value)
        )
    assert sum(row.amount for row in rows) == (total or 0)
    return total or 0


async def looked(people: People) -> FairnessCase:
    """Run the checks, which find the crowd, and let follow what follows."""
    (case,) = await people.does(fairness.look)
    await people.hear()
    return case


async def test_votes_count_on_and_their_points_come_after_two_days(
    people: People, crowd: Crowd, clock: HeldClock
) -> None:
    ann, voters, idea = crowd
    assert await support(people, idea) == 54
    case = await looked(people)
    assert case.kind is CaseKind.FRESH_CROWD
    assert await people.reads(votes.standings, Visitor(), [idea.id]) == {idea.id: 12}
    assert await support(people, idea) == 0
    (coming,) = await people.reads(rewards.coming, ann)
    assert (coming.code, coming.until) == (Code.SUPPORTED, case.opened_at + timedelta(hours=48))
    said = {each.code: each.said.message for each in await people.reads(rewards.why_not, ann, ann, idea.id, {})}
    assert said[Code.SUPPORTED] == coming.said.message
    assert (await people.reads(fairness.own, voters[0], Slice())).items == [], "nobody is told of anything"
    clock.forward(hours=47)
    assert await people.does(rewards.settle_waiting) == 0
    await people.hear()
    assert await support(people, idea) == 0
    clock.forward(hours=1)
    assert await people.does(rewards.settle_waiting) == 1
    await people.hear()
    assert await support(people, idea) == 54
    assert [each.until for each in await people.reads(rewards.coming, ann)] == [None]
    assert await people.reads(checks.recount) == []


async def test_a_reversal_says_that_somebody_looks_at_the_crowd(people: People, crowd: Crowd) -> None:
    *_rest, idea = crowd
    await looked(people)
    async with people.sessions() as session:
        taken = list(await session.scalars(select(Entry).where(Entry.reverses_id.is_not(None))))
        looks = await fairness.looks(session, taken)
    assert {(each.held_for, each.code) for each in taken} == {(HeldFor.CROWD, Code.SUPPORTED)}
    for each in taken:
        said = rewards.why(each, idea, looks[each.id]).text()
        assert said == (
            "Taken back for now, since many backed “Benches at every station” at once. The votes count; the points for "
            "them come when somebody has looked."
        )


async def test_once_decided_they_come_at_once_or_never(people: People, crowd: Crowd, pia: Member) -> None:
    _ann, _voters, idea = crowd
    case = await looked(people)
    await people.does(fairness.clear, pia, case.id, said="They came from the town hall.")
    await people.hear()
    assert await support(people, idea) == 54
    cleo = await people.admin()
    with pytest.raises(fairness.CaseDecidedAlready):
        await people.does(fairness.uphold, cleo, case.id, said="A ring.", state="")


async def test_what_is_upheld_while_it_waits_is_not_paid_later(
    people: People, crowd: Crowd, pia: Member, clock: HeldClock
) -> None:
    _ann, _voters, idea = crowd
    case = await looked(people)
    state = (await people.reads(fairness.preview, pia, case.id)).state
    await people.does(fairness.uphold, pia, case.id, said="One hand made them.", state=state)
    await people.hear()
    clock.forward(hours=72)
    await people.does(rewards.settle_waiting)
    await people.hear()
    assert await support(people, idea) == 0
    await people.does(fairness.clear, pia, case.id, said="We were wrong.")
    await people.hear()
    assert await support(people, idea) == 54


async def test_a_vote_cast_anew_waits_still_and_others_are_paid(people: People, crowd: Crowd, pia: Member) -> None:
    _ann, voters, idea = crowd
    await looked(people)
    await people.does(votes.withdraw, voters[0], idea.id)
    await people.hear()
    await people.vote(by=voters[0], on=idea)
    await people.vote(by=pia, on=idea)
    await people.hear()
    assert await support(people, idea) == 5


async def test_early_supporters_of_a_crowd_keep_their_place_and_wait(
    people: People, crowd: Crowd, pia: Member, clock: HeldClock
) -> None:
    _ann, voters, idea = crowd
    await looked(people)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    assert await support(people, idea, Code.SUPPORTED_EARLY) == 0
    clock.forward(hours=49)
    await people.does(rewards.settle_waiting)
    await people.hear()
    assert await support(people, idea, Code.SUPPORTED_EARLY) == 2 * len(voters)


async def test_nothing_is_paid_twice_when_all_happens_at_once(
    people: People, crowd: Crowd, pia: Member, clock: HeldClock
) -> None:
    _ann, _voters, idea = crowd
    case = await looked(people)
    clock.forward(hours=48)
    said = {"said": "They came from the town hall."}
    found = await asyncio.gather(
        people.does(fairness.clear, pia, case.id, **said),
        people.does(rewards.settle_waiting),
        people.does(rewards.settle_waiting),
        *(events.deliver(people.sessions, SUBSCRIBERS) for _ in range(2)),
        *(rewards.settle_voted(people.sessions) for _ in range(2)),
        return_exceptions=True,
    )
    assert [each for each in found if isinstance(each, BaseException)] == []
    await people.hear()
    assert await support(people, idea) == 54


@pytest.mark.parametrize("seed", range(4))
async def test_however_it_waits_in_the_end_it_is_paid_exactly(
    people: People, crowd: Crowd, clock: HeldClock, seed: int
) -> None:
    _ann, voters, idea = crowd
    chance = random.Random(seed)  # noqa: S311 - it must come out the same each time
    for _ in range(12):
        some = [(voter.id, idea.id) for voter in chance.sample(voters, chance.randint(1, 12))]
        match chance.randrange(4):
            case 0:
                until = clock() + timedelta(hours=chance.randint(-2, 60))
                await people.does(rewards.wait, some, until)
            case 1:
                await people.does(rewards.wait_no_longer, some)
            case 2:
                clock.forward(hours=chance.randint(1, 30))
                await people.does(rewards.settle_waiting)
            case _:
                await people.hear()
                assert await support(people, idea) <= 54
    clock.forward(hours=72)
    await people.does(rewards.settle_waiting)
    await people.hear()
    assert await support(people, idea) == 54
