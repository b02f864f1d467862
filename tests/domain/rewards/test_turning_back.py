"""What turns, comes back, comes late or comes in between: points follow it, once, and the books agree."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain import experiments, members, moderation, rewards, triage, votes
from domain.database import Sessions
from domain.experiments import Advice, ConclusionKind
from domain.members import Member, Role
from domain.moderation import ReportReason
from domain.rewards import BoardFilter, Code, Currency, Entry
from domain.triage import DecisionKind
from tests import experimenting
from tests.conftest import HeldClock
from tests.domain.rewards.test_outcomes import codes, crowd, points
from tests.people import People
from tests.seasons import days_after


@pytest.fixture(autouse=True)
async def _the_books_agree(people: People) -> AsyncIterator[None]:
    yield
    assert await people.reads(rewards.drift) == []


async def entries(sessions: Sessions, **where: object) -> list[Entry]:
    async with sessions() as session:
        return list(await session.scalars(select(Entry).filter_by(**where).order_by(Entry.id)))


async def test_a_conclusion_that_is_withdrawn_pays_nothing_and_the_next_one_does(
    people: People, sessions: Sessions
) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await experimenting.advised(people, experiment, Advice.STOP, by=emil)
    await experimenting.concluded(people, experiment, ConclusionKind.SCALED, by=emil)  # waits for a second person
    await people.hear()
    assert await codes(sessions, emil) == {Code.PLAN_APPROVED: 10}
    await people.does(experiments.withdraw, emil, experiment.id)
    await people.hear()
    assert await codes(sessions, emil) == {Code.PLAN_APPROVED: 10}
    await experimenting.concluded(people, experiment, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=emil)
    await people.hear()
    paid = {Code.PLAN_APPROVED: 10, Code.LEARNED: 60, Code.ACTED_ON_VERDICT: 40}
    assert await codes(sessions, emil) == paid


async def test_a_restored_idea_has_its_points_again_in_rows_of_their_own(
    people: People, clock: HeldClock, sessions: Sessions, pia: Member
) -> None:
    ann = await people.member("Ann")
    (ben,) = await crowd(people, clock, 1)
    idea = await people.idea(by=ann)
    await people.vote(by=ben, on=idea)
    for _ in range(2):
        await people.hear()
        assert await points(people, ann) == 7
        await people.does(moderation.hide, pia, idea_id=idea.id, reason=ReportReason.SPAM)
        await people.hear()
        assert await points(people, ann) == 0
        await people.does(moderation.restore, pia, idea_id=idea.id)
    await people.hear()
    assert await points(people, ann) == 7
    rows = await entries(sessions, code=Code.SUPPORTED.value)
    assert [(row.amount, row.generation) for row in rows] == [(5, 1), (-5, 1), (5, 2), (-5, 2), (5, 3)]


async def test_a_merge_that_is_undone_after_the_adoption_leaves_it_to_its_author(
    people: People, clock: HeldClock, sessions: Sessions, pia: Member
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    stays, goes = await people.idea(by=ann), await people.idea(by=ben, title="Somewhere to sit at stops")
    await people.does(triage.merge, pia, goes.id, stays.id)
    clock.forward(hours=1)
    await people.decide(DecisionKind.ADOPT, by=pia, on=stays)
    await people.hear()
    assert (await codes(sessions, ben))[Code.ADOPTED] == 45
    await people.does(triage.undo_merge, pia, goes.id)
    await people.hear()
    assert (await codes(sessions, ann))[Code.ADOPTED] == 150
    assert await codes(sessions, ben) == {Code.PUBLISHED: 2}


async def test_who_steps_out_of_a_merge_backed_only_the_duplicate(
    people: People, clock: HeldClock, sessions: Sessions, pia: Member
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    stayer, leaver = await crowd(people, clock, 2)
    stays, goes = await people.idea(by=ann), await people.idea(by=ben, title="Somewhere to sit at stops")
    for voter in (stayer, leaver):
        await people.vote(by=voter, on=goes)
    await people.does(triage.merge, pia, goes.id, stays.id)
    await people.does(votes.withdraw, leaver, stays.id)
    await people.decide(DecisionKind.ADOPT, by=pia, on=stays)
    await people.hear()
    assert await codes(sessions, stayer) == {Code.SUPPORTED_EARLY: 2}
    assert await codes(sessions, leaver) == {}


async def test_a_card_pays_once_another_team_has_begun_and_one_s_own_never(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    emil, pia = await experimenting.crew(people)
    olga = await people.member("Olga", Role.EMPLOYEE)
    first = await experimenting.running(people, by=emil, second=pia)
    await experimenting.advised(people, first, Advice.STOP, by=emil)
    ended = await experimenting.concluded(people, first, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=emil)
    for builder, title, expected in ((emil, "Benches that fold away", None), (olga, "Benches in the shade", 15)):
        idea = await people.idea(by=await people.member(f"Asks for {title}"), title=title)
        await people.decide(DecisionKind.SHORTLIST, by=pia, on=idea)
        builds = await experimenting.approved(people, by=builder, second=pia, on=idea)
        await people.does(experiments.reuse_card, builder, ended.card.id, builds.id)
        await people.hear()
        assert Code.CARD_REUSED not in await codes(sessions, emil)
        await people.does(experiments.start, builder, builds.id)
        await people.hear()
        assert (await codes(sessions, emil)).get(Code.CARD_REUSED) == expected


async def test_the_zone_may_change_and_the_season_that_has_begun_keeps_its_ends(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    cleo, ann = await people.admin(), await people.member("Ann")
    await people.idea(by=ann)
    await people.hear()
    before = (await people.reads(rewards.seasons))[0]
    await people.shape(cleo, zone="America/New_York")
    clock.time = before.ends_at - timedelta(minutes=1)
    await people.idea(by=ann, title="The last one of winter")
    await people.hear()
    clock.time = before.ends_at
    await people.idea(by=ann, title="The first one of spring")
    await people.hear()
    present, last = await people.reads(rewards.seasons)
    assert (last.id, last.starts_at, last.ends_at) == (before.id, before.starts_at, before.ends_at)
    assert (present.starts_at, present.key) == (before.ends_at, "2026-2")
    first, *rest = await entries(sessions, member_id=ann.id)
    assert [row.season_id for row in (first, *rest)] == [before.id, before.id, present.id]
    assert [f"{row.day:%d.%m.}" for row in rest] == ["31.03.", "31.03."]  # seven hours behind, it is still March


async def test_who_becomes_an_employee_keeps_points_and_leaves_boards_until_they_say_so(
    people: People, clock: HeldClock
) -> None:
    cleo, ann, ben = await people.admin(), await people.member("Ann"), await people.member("Ben")
    await people.idea(by=ann)
    await people.hear()
    season = (await people.reads(rewards.seasons))[0]

    async def on_the_board() -> list[int]:
        found = await people.reads(rewards.board, ben, season, BoardFilter())
        return [place.member.id for place in found.top]

    assert await on_the_board() == [ann.id]
    await people.does(members.change_role, cleo, ann.id, Role.EMPLOYEE)
    assert await on_the_board() == []
    ann = await people.again(ann)
    await people.does(rewards.revise_habit, ann, shown=True, tells=False)
    assert await on_the_board() == [ann.id]
    await people.does(members.change_role, cleo, ann.id, Role.CUSTOMER)
    assert (await people.reads(rewards.tally, ann)).in_all(Currency.IMPACT) == 2


async def test_the_fiftieth_early_supporter_is_the_last_one_paid(
    people: People, clock: HeldClock, sessions: Sessions, pia: Member
) -> None:
    voters = await crowd(people, clock, 51)
    idea = await people.idea(by=await people.member("Ann"))
    for voter in voters:
        clock.forward(seconds=1)
        await people.vote(by=voter, on=idea)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    assert [await codes(sessions, voter) for voter in voters[48:]] == [{Code.SUPPORTED_EARLY: 2}] * 2 + [{}]


async def test_what_comes_late_to_a_closed_season_stands_beside_it(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.idea(by=ann)
    await people.hear()
    season = (await people.reads(rewards.seasons))[0]
    await people.idea(by=ben, title="Nobody hears of it yet")
    await days_after(people, clock, season)
    await people.does(rewards.close_ended)
    closed = await people.reads(rewards.season, season.key)
    await people.hear()
    (row,) = await entries(sessions, member_id=ben.id)
    assert (row.late, row.season_id, row.amount) == (True, season.id, 2)
    kept = (await people.reads(rewards.frozen, ann, closed, BoardFilter())).places
    board = await people.reads(rewards.board, ann, closed, BoardFilter())
    assert [place.member.id for place in kept] == [place.member.id for place in board.top] == [ann.id]
    assert (await people.reads(rewards.tally, ben)).in_all(Currency.IMPACT) == 2
