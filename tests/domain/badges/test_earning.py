"""Badges that come by themselves: from what happened to an award, once, and at the time it was earned."""

import asyncio

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import badges, experiments, notifications, rewards, triage
from domain.badges import Award, Badge, BadgeVersion, Revocation
from domain.database import Sessions
from domain.experiments import Advice, Conclusion, ConclusionKind
from domain.members import Member, Role
from domain.paging import Slice
from domain.subscribers import SUBSCRIBERS
from domain.triage import DecisionKind
from tests import experimenting
from tests.conftest import HeldClock
from tests.people import People


@pytest.fixture(autouse=True)
async def starters(people: People) -> None:
    await people.does(badges.seed)


async def carried(sessions: Sessions, by: Member) -> dict[str, Award]:
    """Return what a member carries that nobody took back, by the badge's name in addresses."""
    query = select(Award).options(joinedload(Award.badge), joinedload(Award.revocation)).order_by(Award.id)
    async with sessions() as session:
        found = await session.scalars(query.where(Award.member_id == by.id))
        return {award.badge.slug: award for award in found if award.revocation is None}


async def test_an_adopted_idea_brings_its_badges_at_the_time_of_the_decision(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    await people.hear()
    assert set(await carried(sessions, ann)) == {"first-spark"}
    decided = await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    clock.forward(minutes=5)
    await people.hear()
    found = await carried(sessions, ann)
    assert set(found) == {"first-spark", "shipped-1", "clear-voice"}
    assert found["shipped-1"].earned_at == decided.effective_at
    assert (found["shipped-1"].given_by_id, found["shipped-1"].idea_id) == (None, idea.id)
    kinds = [notice.kind for notice in (await people.reads(notifications.listed, ann, Slice())).items]
    assert kinds.count(notifications.NoticeKind.BADGE_GIVEN) == 3
    await people.forget_delivery()
    await people.hear()
    assert await people.does(badges.survey) == 0


async def test_what_was_earned_long_ago_is_given_quietly(people: People, clock: HeldClock, sessions: Sessions) -> None:
    ann = await people.member("Ann")
    await people.idea(by=ann)
    clock.forward(days=3)
    await people.hear()
    assert set(await carried(sessions, ann)) == {"first-spark"}
    assert (await people.reads(notifications.listed, ann, Slice())).items == []


async def test_a_kept_badge_stays_and_one_that_follows_the_facts_goes_and_comes_again(
    people: People, sessions: Sessions
) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    async with sessions() as session, session.begin():
        of_shipped = select(Badge.id).where(Badge.slug == "shipped-1").scalar_subquery()
        await session.execute(update(BadgeVersion).where(BadgeVersion.badge_id == of_shipped).values(kept=True))
    idea = await people.idea(by=ann)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    await people.decide(DecisionKind.REOPEN, by=pia, on=idea)
    await people.hear()
    assert set(await carried(sessions, ann)) == {"first-spark", "shipped-1"}
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    assert (await carried(sessions, ann))["clear-voice"].key == "once~1"


async def test_what_a_person_took_back_does_not_come_again_by_itself(people: People, sessions: Sessions) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    await people.idea(by=ann)
    await people.hear()
    award = (await carried(sessions, ann))["first-spark"]
    await people.does(badges.revoke, pia, award.name, reason="It was copied from another place.")
    assert await people.does(badges.survey) == 0
    await people.does(badges.look_at, [ann.id])
    assert await carried(sessions, ann) == {}


async def test_what_a_person_gave_is_not_given_twice(people: People, sessions: Sessions) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    await people.does(badges.give, pia, "first-spark", ann.handle, because="For the idea with the benches.")
    await people.idea(by=ann)
    await people.hear()
    assert (await carried(sessions, ann))["first-spark"].given_by_id == pia.id


@pytest.mark.parametrize(
    ("saved_days", "kind", "expected"),
    [
        (41, ConclusionKind.STOPPED_NOT_AS_PROMISED, set()),
        (42, ConclusionKind.STOPPED_NOT_AS_PROMISED, {"honest-fast-failure-1"}),
        (63, ConclusionKind.STOPPED_HARMFUL, {"honest-fast-failure-1", "kill-switch"}),
        (63, ConclusionKind.SCALED, set()),
    ],
)
async def test_an_honest_failure_is_fast_with_half_of_its_twelve_weeks_left(
    people: People, sessions: Sessions, saved_days: int, kind: ConclusionKind, expected: set[str]
) -> None:
    emil, pia = await experimenting.crew(people)
    experiment = await experimenting.running(people, by=emil, second=pia)
    advice = Advice.SCALE if kind is ConclusionKind.SCALED else Advice.STOP
    await experimenting.advised(people, experiment, advice, by=emil)
    ended = await experimenting.concluded(people, experiment, kind, by=emil)
    async with sessions() as session, session.begin():
        await session.execute(update(Conclusion).values(saved_days=saved_days))
    await people.hear()
    held = await carried(sessions, emil)
    assert set(held) == {"pre-registrar"} | expected
    assert held["pre-registrar"].experiment_id == experiment.id
    assert {(held[slug].card_id, held[slug].experiment_id, held[slug].idea_id) for slug in expected} <= {
        (ended.card.id, None, None)
    }


@pytest.mark.parametrize(("days", "soon"), [(7, True), (8, False)])
async def test_who_answers_an_idea_of_somebody_else_within_a_week_comes_closer(
    days: int, soon: bool, people: People, clock: HeldClock, sessions: Sessions
) -> None:
    await _ask_for_less(sessions, "closer")
    ann, pia, rob = [await people.member(name, Role.PRODUCT) for name in ("Ann", "Pia", "Rob")]
    idea, own = await people.idea(by=ann), await people.idea(by=pia, title="Her own bench")
    clock.forward(days=days)
    await people.answer(by=pia, on=idea)
    clock.forward(hours=1)
    await people.answer(by=rob, on=idea, says="This is the second answer to it.")
    await people.answer(by=pia, on=own)
    await people.hear()
    assert ("closer" in await carried(sessions, pia)) is soon
    assert "closer" not in await carried(sessions, rob)
    assert await people.does(badges.survey) == 0


@pytest.mark.parametrize(
    ("owner", "kind", "expected"),
    [
        ("another", ConclusionKind.STOPPED_NOT_AS_PROMISED, True),
        ("another", ConclusionKind.INVALID, False),
        ("the same", ConclusionKind.STOPPED_NOT_AS_PROMISED, False),
    ],
)
async def test_who_tests_again_what_another_had_tested_replicates(
    owner: str, kind: ConclusionKind, expected: bool, people: People, sessions: Sessions
) -> None:
    emil, pia = await experimenting.crew(people)
    first = await experimenting.running(people, by=emil, second=pia)
    await experimenting.advised(people, first, Advice.STOP, by=emil)
    ended = await experimenting.concluded(people, first, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=emil)
    ed = await people.member("Ed", Role.EMPLOYEE) if owner == "another" else emil
    bench = await people.idea(by=pia, title="Benches at the lake")
    again = await experimenting.running(people, by=ed, second=pia, on=bench)
    await people.does(experiments.reuse_card, ed, ended.card.id, again.id)
    await people.hear()
    assert "replicator" not in await carried(sessions, ed)
    advice = Advice.INVALID if kind is ConclusionKind.INVALID else Advice.STOP
    await experimenting.advised(people, again, advice, by=ed)
    second = await experimenting.concluded(people, again, kind, by=ed)
    await people.hear()
    held = await carried(sessions, ed)
    assert ("replicator" in held) is expected
    if expected:
        assert held["replicator"].card_id == second.card.id
    assert await people.does(badges.survey) == 0


async def _ask_for_less(sessions: Sessions, slug: str) -> None:
    async with sessions() as session, session.begin():
        badge = await session.scalar(select(Badge).where(Badge.slug == slug).options(joinedload(Badge.version)))
        assert badge
        badge.version.criterion = {**(badge.version.criterion or {}), "least": 1}


async def test_what_somebody_made_shows_their_badge_and_what_they_backed_stays_theirs(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    await _ask_for_less(sessions, "sharp-eye")
    ann, ben, pia = await people.member("Ann"), await people.member("Ben"), await people.member("Pia", Role.PRODUCT)
    clock.forward(days=2)
    idea = await people.idea(by=ann)
    await people.vote(by=ben, on=idea)
    clock.forward(days=8)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    assert {award.idea_id for award in (await carried(sessions, ann)).values()} == {idea.id}
    assert (await carried(sessions, ben))["sharp-eye"].idea_id is None


async def test_by_one_statement_the_same_is_given_as_one_by_one(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann, ben, pia = [await people.member(name) for name in ("Ann", "Ben", "Pia the admirer")]
    chief = await people.member("Chief", Role.PRODUCT)
    clock.forward(days=2)
    for number, author in enumerate((ann, ann, ben, ann)):
        idea = await people.idea(by=author, title=f"Bench number {number}")
        await people.vote(by=pia, on=idea)
        if number:
            await people.decide(DecisionKind.ADOPT, by=chief, on=idea)
    await people.hear()
    one_by_one = {who.id: set(await carried(sessions, who)) for who in (ann, ben, pia)}
    assert one_by_one[ann.id] > {"first-spark", "shipped-1"}
    async with sessions() as session, session.begin():
        for award in await session.scalars(select(Award)):
            await session.delete(award)
    assert await people.does(badges.survey) == sum(map(len, one_by_one.values()))
    assert {who.id: set(await carried(sessions, who)) for who in (ann, ben, pia)} == one_by_one


async def test_what_somebody_takes_back_during_the_survey_is_taken_back_once(
    people: People, sessions: Sessions
) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    await people.hear()
    award = (await carried(sessions, ann))["first-spark"]
    await people.hide(idea)
    await people.does(rewards.settle, idea.id)

    taken = asyncio.Event()

    async def revoked(session: AsyncSession) -> None:
        await badges.revoke(session, pia, award.name, reason="It was copied from another place.")
        taken.set()
        await people.until_somebody_waits()

    async def surveyed(session: AsyncSession) -> int:
        await taken.wait()
        return await badges.survey(session)

    _revoked, changed = await asyncio.gather(people.does(revoked), people.does(surveyed))
    assert changed == 0
    async with sessions() as session:
        assert [row.actor_id for row in await session.scalars(select(Revocation))] == [pia.id]


async def test_whose_card_is_built_on_has_the_badge_at_once(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    emil, pia = await experimenting.crew(people)
    olga = await people.member("Olga", Role.EMPLOYEE)
    of_librarians = select(Badge.id).where(Badge.slug == "librarian").scalar_subquery()
    async with sessions() as session, session.begin():
        one = {"kind": "count", "of": ["card_reused"], "least": 1}
        await session.execute(update(BadgeVersion).where(BadgeVersion.badge_id == of_librarians).values(criterion=one))
    first = await experimenting.running(people, by=emil, second=pia)
    await experimenting.advised(people, first, Advice.STOP, by=emil)
    ended = await experimenting.concluded(people, first, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=emil)
    idea = await people.idea(by=await people.member("Ida"), title="Benches that fold away")
    await people.decide(DecisionKind.SHORTLIST, by=pia, on=idea)
    builds = await experimenting.approved(people, by=olga, second=pia, on=idea)
    await people.does(experiments.reuse_card, olga, ended.card.id, builds.id)
    await people.hear()
    clock.forward(hours=1)
    assert "librarian" not in await carried(sessions, emil)
    await people.does(experiments.start, olga, builds.id)
    await people.hear()
    assert (await carried(sessions, emil))["librarian"].card_id == ended.card.id


async def test_what_a_merge_had_brought_goes_at_once_when_it_is_undone(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann, ben, pia = await people.member("Ann"), await people.member("Ben"), await people.member("Pia", Role.PRODUCT)
    stays, goes = await people.idea(by=ann), await people.idea(by=ben, title="Somewhere to sit at stops")
    await people.does(triage.merge, pia, goes.id, stays.id)
    clock.forward(hours=1)
    await people.decide(DecisionKind.ADOPT, by=pia, on=stays)
    await people.hear()
    assert "clear-voice" in await carried(sessions, ben)
    clock.forward(hours=1)
    await people.does(triage.undo_merge, pia, goes.id)
    await people.hear()
    assert "clear-voice" not in await carried(sessions, ben)


def test_wherever_a_fact_brings_points_badges_are_looked_at_afterwards() -> None:
    rewarding = [page for page in SUBSCRIBERS.values() if rewards.reward in page]
    assert rewarding
    assert [page for page in rewarding if badges.look not in page[page.index(rewards.reward) :]] == []
