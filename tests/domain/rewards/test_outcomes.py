"""From what happens to points: supporters, experiments, adoption, duplicates, and everything taken back."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import events, experiments, offers, rewards, triage, votes
from domain.database import Sessions
from domain.experiments import Advice, ConclusionKind
from domain.ideas import Idea, Quadrant
from domain.members import Member, Role
from domain.rewards import Code, Currency, Entry, settling
from domain.subscribers import SUBSCRIBERS
from domain.triage import DecisionKind
from tests import experimenting
from tests.conftest import CountingFactory, HeldClock
from tests.people import People


async def points(people: People, of: Member, currency: Currency = Currency.IMPACT) -> int:
    found = await people.reads(rewards.tally, of)
    return found.ever.get(currency, 0)


async def codes(sessions: Sessions, of: Member) -> dict[str, int]:
    """Return what each rule brought somebody, less what was taken back."""
    found: dict[str, int] = {}
    async with sessions() as session:
        for entry in await session.scalars(select(Entry).where(Entry.member_id == of.id)):
            found[entry.code] = found.get(entry.code, 0) + entry.amount
    return {code: amount for code, amount in found.items() if amount}


async def crowd(people: People, clock: HeldClock, count: int) -> list[Member]:
    """Let so many join, and be members for longer than a day."""
    joined = [await people.member(f"Voter {number:02}") for number in range(count)]
    clock.forward(hours=25)
    return joined


async def test_supporters_count_once_they_have_been_here_for_a_day(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann = await people.member("Ann")
    early, *_ = await crowd(people, clock, 1)
    idea = await people.idea(by=ann)
    ben = await people.member("Ben")
    await people.vote(by=early, on=idea)
    await people.vote(by=ben, on=idea)
    await people.hear()
    assert await codes(sessions, ann) == {Code.PUBLISHED: 2, Code.SUPPORTED: 5}
    clock.forward(hours=25)
    assert await people.does(rewards.settle_waiting) == 1
    await people.hear()
    assert await codes(sessions, ann) == {Code.PUBLISHED: 2, Code.SUPPORTED: 10}
    assert await people.does(rewards.settle_waiting) == 0


async def test_the_first_ten_bring_five_the_next_forty_two_and_then_one(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    for voter in await crowd(people, clock, 53):
        await people.vote(by=voter, on=idea)
    await people.hear()
    assert (await codes(sessions, ann))[Code.SUPPORTED] == 50 + 80 + 3


async def test_vote_unvote_vote_is_one_vote_and_says_so_in_three_rows(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    (ben,) = await crowd(people, clock, 1)
    for use_case in (votes.cast, votes.withdraw, votes.cast):
        await people.does(use_case, ben, idea.id)
        await people.hear()
    async with sessions() as session:
        rows = await session.scalars(select(Entry).where(Entry.code == Code.SUPPORTED).order_by(Entry.id))
        assert [(row.amount, row.generation) for row in rows] == [(5, 1), (-5, 1), (5, 2)]
    for _ in range(3):
        await people.forget_delivery()
        await people.hear()
    assert await points(people, ann) == 7


async def test_voting_commenting_and_looking_earn_nothing(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    (ben,) = await crowd(people, clock, 1)
    idea = await people.idea(by=ann)
    await people.vote(by=ben, on=idea)
    await people.comment(by=ben, on=idea)
    await people.look(by=ben, on=idea)
    await people.hear()
    assert await points(people, ben) == 0


async def test_adoption_pays_author_and_early_supporters_and_reopening_takes_it_back(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    (ben,) = await crowd(people, clock, 1)
    idea = await people.idea(by=ann)
    await people.vote(by=ben, on=idea)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    assert (await codes(sessions, ann))[Code.ADOPTED] == 150
    assert await codes(sessions, ben) == {Code.SUPPORTED_EARLY: 2}
    await people.decide(DecisionKind.REOPEN, by=pia, on=idea)
    await people.hear()
    assert Code.ADOPTED not in await codes(sessions, ann)
    assert await codes(sessions, ben) == {}
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    await people.forget_delivery()
    await people.hear()
    assert (await codes(sessions, ann))[Code.ADOPTED] == 150
    assert await people.reads(rewards.drift) == []


async def test_early_supporters_have_a_limit_for_the_season(people: People, clock: HeldClock) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    (ben,) = await crowd(people, clock, 1)
    for number in range(12):
        idea = await people.idea(by=ann, title=f"Bench number {number}")
        await people.vote(by=ben, on=idea)
        await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
        clock.forward(hours=25)
    await people.hear()
    assert await points(people, ben) == 20


async def test_a_hidden_idea_loses_its_points_and_a_restored_one_has_them_again(
    people: People, clock: HeldClock
) -> None:
    ann = await people.member("Ann")
    (ben,) = await crowd(people, clock, 1)
    idea = await people.idea(by=ann)
    await people.vote(by=ben, on=idea)
    await people.hear()
    await people.hide(idea)
    await people.does(rewards.settle, idea.id)
    assert await points(people, ann) == 0
    assert await people.reads(rewards.drift) == []


async def co_authored(people: People, clock: HeldClock, ann: Member, ben: Member) -> Idea:
    idea = await people.idea(by=ann, quadrant=Quadrant.CREATION_WITH_OTHERS)
    offer = await people.offer(by=ben, on=idea)
    await people.does(offers.accept, ann, offer.id)
    clock.forward(hours=1)
    return idea


async def test_co_authors_share_and_who_joins_later_gets_nothing_of_it(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann, ben, dan = [await people.member(name) for name in ("Ann", "Ben", "Dan")]
    pia = await people.member("Pia", Role.PRODUCT)
    idea = await co_authored(people, clock, ann, ben)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    clock.forward(hours=1)
    offer = await people.offer(by=dan, on=idea)
    await people.does(offers.accept, ann, offer.id)
    await people.hear()
    assert (await codes(sessions, ann))[Code.ADOPTED] == 106  # 150 / √2
    assert (await codes(sessions, ben))[Code.ADOPTED] == 106
    assert await codes(sessions, dan) == {}


async def test_a_merged_duplicate_shares_in_what_comes_after_and_loses_it_when_undone(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann, ben, pia = await people.member("Ann"), await people.member("Ben"), await people.member("Pia", Role.PRODUCT)
    stays, goes = await people.idea(by=ann), await people.idea(by=ben, title="Somewhere to sit at stops")
    await people.does(triage.merge, pia, goes.id, stays.id)
    clock.forward(hours=1)
    await people.decide(DecisionKind.ADOPT, by=pia, on=stays)
    await people.hear()
    assert (await codes(sessions, ann))[Code.ADOPTED] == 105
    assert await codes(sessions, ben) == {Code.PUBLISHED: 2, Code.ADOPTED: 45}


async def test_a_fast_honest_failure_pays_what_a_success_pays(people: People, sessions: Sessions) -> None:
    emil, pia = await experimenting.crew(people)
    for advice, kind in (
        (Advice.SCALE, ConclusionKind.SCALED),
        (Advice.STOP, ConclusionKind.STOPPED_NOT_AS_PROMISED),
    ):
        idea = await people.idea(by=await people.member(f"Iris {kind}"))
        experiment = await experimenting.running(people, by=emil, second=pia, on=idea)
        await experimenting.advised(people, experiment, advice, by=emil)
        await experimenting.concluded(people, experiment, kind, by=emil)
        await people.hear()
    async with sessions() as session:
        rows = list(await session.scalars(select(Entry).where(Entry.member_id == emil.id)))
    by_idea: dict[int | None, int] = {}
    for row in rows:
        by_idea[row.idea_id] = by_idea.get(row.idea_id, 0) + row.amount
    assert set(by_idea.values()) == {110}


async def test_an_invalid_test_pays_nothing_but_its_plan(people: People, sessions: Sessions) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await experimenting.concluded(people, experiment, ConclusionKind.INVALID, by=emil)
    await people.hear()
    assert await codes(sessions, emil) == {Code.PLAN_APPROVED: 10}


async def test_going_against_the_advice_is_neither_paid_nor_punished(people: People, sessions: Sessions) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await experimenting.advised(people, experiment, Advice.STOP, by=emil)
    await experimenting.concluded(people, experiment, ConclusionKind.SCALED, by=emil)
    await people.does(experiments.confirm, pia, experiment.id)
    await people.hear()
    assert await codes(sessions, emil) == {Code.PLAN_APPROVED: 10, Code.LEARNED: 60}


async def test_a_conclusion_that_comes_late_pays_its_plan_alone(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await experimenting.advised(people, experiment, Advice.STOP, by=emil)
    clock.forward(days=7 * experiment.plan.time_box_weeks + 8)
    await experimenting.concluded(people, experiment, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=emil)
    await people.hear()
    assert await codes(sessions, emil) == {Code.PLAN_APPROVED: 10}


async def test_who_left_gets_nothing_more_and_keeps_entries_under_no_name(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    await people.hear()
    await people.leave(ann)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    assert await codes(sessions, ann) == {Code.PUBLISHED: 2}


async def test_many_votes_are_settled_once_for_all(
    people: People, clock: HeldClock, sessions: Sessions, counting: CountingFactory
) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    *many, last = await crowd(people, clock, 8)
    await people.hear()
    for voter in many:
        await people.vote(by=voter, on=idea)
    await events.deliver(sessions, SUBSCRIBERS)
    assert Code.SUPPORTED not in await codes(sessions, ann)
    with counting() as whole:
        assert await rewards.settle_voted(sessions) == 1
    assert sum("FROM ideas" in each and "FROM votes" not in each for each in whole.statements) == 1
    assert (await codes(sessions, ann))[Code.SUPPORTED] == 7 * 5
    assert await rewards.settle_voted(sessions) == 0
    await people.vote(by=last, on=idea)
    await people.hear()
    assert (await codes(sessions, ann))[Code.SUPPORTED] == 8 * 5


async def test_an_idea_that_cannot_be_settled_holds_up_no_other(
    people: People, clock: HeldClock, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await people.member("Ann")
    ideas = [await people.idea(by=ann, title=f"Benches by the {where}") for where in ("river", "sea")]
    (ben,) = await crowd(people, clock, 1)
    await people.hear()
    for idea in ideas:
        await people.vote(by=ben, on=idea)
    settle = settling.settle

    async def stumbling(session: AsyncSession, idea_id: int) -> list[Entry]:
        if idea_id == ideas[0].id:
            raise ArithmeticError
        return await settle(session, idea_id)

    monkeypatch.setattr(settling, "settle", stumbling)
    await people.hear()
    assert (await codes(sessions, ann))[Code.SUPPORTED] == 5
    monkeypatch.undo()
    await people.hear()
    assert (await codes(sessions, ann))[Code.SUPPORTED] == 10
