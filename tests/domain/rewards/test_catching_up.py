"""What nobody looked at in time is paid all the same: to whom others had spoken for, after suspensions and outages."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from domain import behalf, comments, database, experiments, members, moderation, rewards, triage
from domain.behalf import Customer
from domain.database import Sessions
from domain.events import RecordedFact
from domain.ideas import Idea
from domain.members import Member, Role
from domain.rewards import Code, Entry, catching_up
from domain.triage import DecisionKind
from tests import experimenting
from tests.conftest import HeldClock
from tests.domain.rewards.test_outcomes import codes, crowd
from tests.people import People, writing

RUTH = Customer("Ruth Ames", "Harbour Ferries", "ruth@ferries.example")


@pytest.fixture(autouse=True)
async def _the_books_agree(people: People) -> AsyncIterator[None]:
    yield
    assert await people.reads(rewards.drift) == []


async def recorded(people: People, by: Member, title: str = "A bell on the pier") -> Idea:
    told = await people.does(behalf.record_idea, by, RUTH, writing(title), source="call")
    async with people.sessions() as session:
        return await session.get_one(Idea, told.idea_id)


async def joins(people: People) -> Member:
    token = await people.link("ruth@ferries.example", name="Ruth")
    return (await people.does(members.use_link, token, name="Ruth")).member


async def forget_what_happened(sessions: Sessions) -> None:
    """Let nobody hear of anything, as where it was lost."""
    async with database.transaction(sessions) as session:
        await session.execute(delete(RecordedFact))


async def test_who_joins_after_others_spoke_for_them_is_paid_once_for_what_came_of_it(
    people: People, clock: HeldClock, sessions: Sessions, pia: Member
) -> None:
    idea = await recorded(people, await people.member("Eve", Role.EMPLOYEE))
    for voter in await crowd(people, clock, 2):
        await people.vote(by=voter, on=idea)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    clock.forward(days=9)
    ruth = await joins(people)
    await people.hear()
    paid = {Code.PUBLISHED: 2, Code.SUPPORTED: 10, Code.ADOPTED: 150}
    assert await codes(sessions, ruth) == paid
    await people.forget_delivery()
    await people.hear()
    assert await codes(sessions, ruth) == paid


async def test_who_joins_later_gets_their_part_of_what_was_shared_out_already(
    people: People, clock: HeldClock, sessions: Sessions, pia: Member
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    stays = await people.idea(by=ann)
    for goes in (
        await people.idea(by=ben, title="Somewhere to sit"),
        await recorded(people, await people.member("Eve", Role.EMPLOYEE)),
    ):
        await people.does(triage.merge, pia, goes.id, stays.id)
    await people.decide(DecisionKind.ADOPT, by=pia, on=stays)
    await people.hear()
    before = await codes(sessions, ben)
    clock.forward(days=9)
    ruth = await joins(people)
    await people.hear()
    assert before[Code.ADOPTED] == (await codes(sessions, ruth))[Code.ADOPTED] == 31  # 150 × 30 % ÷ √2
    assert await codes(sessions, ben) == before
    async with sessions() as session:
        parts = list(await session.scalars(select(Entry).where(Entry.code == Code.ADOPTED, Entry.part == "merged")))
    assert {(each.member_id, each.people) for each in parts} == {(ben.id, 2), (ruth.id, 2)}


async def test_who_joins_a_team_later_gets_nothing_of_what_its_experiment_was_paid_before(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    emil, pia = await experimenting.crew(people)
    cleo = await people.admin()
    team = (await people.does(members.save_team, cleo, name="Riders", member_ids=[emil.id])).id
    idea = await people.idea(by=await people.member("Iris"))
    await people.decide(DecisionKind.SHORTLIST, by=pia, on=idea)
    experiment = await people.does(
        experiments.plan, emil, idea.id, "Benches at two stops", experimenting.share(), team_id=team
    )
    await people.does(experiments.propose, emil, experiment.id)
    seen = experiments.plan_fingerprint(experiment.plan)
    await people.does(experiments.approve, pia, experiment.id, seen=seen)
    await people.hear()
    clock.forward(days=1)
    eve = await people.member("Eve", Role.EMPLOYEE)
    await people.does(members.save_team, cleo, name="Riders", member_ids=[emil.id, eve.id], team_id=team)
    await people.does(rewards.settle, idea.id)
    assert (await codes(sessions, emil), await codes(sessions, eve)) == ({Code.PLAN_APPROVED: 10}, {})


async def test_who_came_with_an_import_is_paid_for_a_credited_comment_once_they_join(
    people: People, sessions: Sessions, pia: Member
) -> None:
    ann, ruth = await people.member("Ann"), await people.member("Ruth", email=RUTH.email)
    idea = await people.idea(by=ann)
    comment = await people.comment(by=ruth, on=idea)
    async with database.transaction(sessions) as session:
        await session.execute(update(Member).where(Member.id == ruth.id).values(imported_from="elsewhere:7"))
    await people.does(comments.credit, ann, comment.id)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    assert await codes(sessions, ruth) == {}
    await joins(people)
    await people.hear()
    assert await codes(sessions, ruth) == {Code.CREDITED: 15}


async def test_support_counts_once_a_suspension_is_over_however_long_it_was(
    people: People, clock: HeldClock, sessions: Sessions, pia: Member
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    await people.vote(by=ben, on=idea)
    await people.does(moderation.suspend, pia, ben.id, days=10, reason="Two warnings.")
    for _ in range(9):
        clock.forward(days=1)
        await people.does(rewards.settle_waiting)
        await people.hear()
    assert await codes(sessions, ann) == {Code.PUBLISHED: 2}
    clock.forward(days=1)
    await people.does(moderation.lift_ended)
    await people.hear()
    assert await codes(sessions, ann) == {Code.PUBLISHED: 2, Code.SUPPORTED: 5}


async def test_the_night_pays_for_support_that_began_to_count_while_nobody_worked(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    await people.vote(by=ben, on=idea)
    await people.hear()
    clock.forward(days=10)
    await people.does(rewards.settle_waiting)
    await people.hear()
    assert await codes(sessions, ann) == {Code.PUBLISHED: 2}
    assert await rewards.catch_up(sessions) == 1
    assert await codes(sessions, ann) == {Code.PUBLISHED: 2, Code.SUPPORTED: 5}


async def test_whatever_was_missed_is_paid_within_so_many_nights_and_a_quiet_night_changes_nothing(
    people: People, clock: HeldClock, sessions: Sessions, pia: Member
) -> None:
    ann = await people.member("Ann")
    made = [await people.idea(by=ann, title=f"Bench number {n}") for n in range(3)]
    await people.decide(DecisionKind.ADOPT, by=pia, on=made[0])
    await forget_what_happened(sessions)
    looked = 0
    for _ in range(rewards.NIGHTS):
        looked += await rewards.catch_up(sessions)
        clock.forward(days=1)
    assert looked == len(made)
    assert await codes(sessions, ann) == {Code.PUBLISHED: 6, Code.ADOPTED: 150}
    for _ in range(rewards.NIGHTS):
        await rewards.catch_up(sessions)
        clock.forward(days=1)
    assert await codes(sessions, ann) == {Code.PUBLISHED: 6, Code.ADOPTED: 150}


async def test_the_night_looks_again_at_nothing_whose_support_is_paid_or_waits_or_has_no_place(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann, cleo = await people.member("Ann"), await people.admin()
    voters = await crowd(people, clock, 4)
    paid, waiting, full, quiet = [await people.idea(by=ann, title=f"Bench number {n}") for n in range(4)]
    await people.vote(by=voters[0], on=paid)
    await people.hear()
    for voter in voters:
        await people.vote(by=voter, on=waiting)
    await people.does(rewards.wait, [(voter.id, waiting.id) for voter in voters], clock() + timedelta(days=40))
    only_two = rewards.Wording(((2, 5),), 200, rewards.CapPeriod.DAY, "Two are enough for the trial.")
    await people.does(rewards.revise_rule, cleo, Code.SUPPORTED.value, only_two, based_on=1)
    await people.hear()
    clock.forward(days=2)
    for voter in voters:
        await people.vote(by=voter, on=full)
    await people.hear()
    assert quiet.id
    assert await people.reads(catching_up.unpaid_support) == []
    await people.does(rewards.wait_no_longer, [(voters[0].id, waiting.id)])
    assert await people.reads(catching_up.unpaid_support) == [waiting.id]
