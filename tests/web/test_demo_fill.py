"""The demo's story, told through the use cases: all of it comes true, and the books agree."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import joinedload

from domain import challenges, checks, community, events
from domain.challenges import Challenge, ChallengeState
from domain.clock import now, system_clock
from domain.comments import Comment
from domain.database import Sessions, sessionmaker
from domain.experiments import Experiment, Phase
from domain.fairness import CaseKind, FairnessCase, Outcome
from domain.ideas import Idea, Status
from domain.images import Image
from domain.members import Member
from domain.notifications import Notice
from domain.subscribers import SUBSCRIBERS
from domain.votes import Vote
from web.demo import doubting, moderating
from web.demo.fill import fill
from web.demo.model import Story
from web.demo.pictures import SKETCHES

STANDING = (Phase.DRAFT, Phase.PROPOSED, Phase.RUNNING, Phase.VERDICT_DUE)


@pytest.mark.usefixtures("sessions")
async def test_the_whole_story_comes_true(engine: AsyncEngine) -> None:
    # The story ends now, and what follows from it follows now.
    sessions = sessionmaker(engine, system_clock)
    began = datetime.now(UTC)
    shown: list[tuple[int, int]] = []
    story = await fill(engine, lambda done, of: shown.append((done, of)))
    await events.deliver(sessions, SUBSCRIBERS)

    assert [done for done, _of in shown] == list(range(1, shown[-1][1] + 1))
    async with sessions() as session:
        await _everybody_is_there(session, story)
        await _everything_was_written(session, story)
        await _it_happened_when_the_story_says(session, story, began)
        assert await checks.recount(session) == []
        phases = Counter(await session.scalars(select(Experiment.phase)))
        assert phases == Counter({Phase.CONCLUDED: 2} | dict.fromkeys(STANDING, 1))
        to_oneself = select(Notice).where(Notice.actor_id == Notice.member_id)
        assert (await session.scalars(to_oneself)).all() == []
        assert await session.scalar(select(func.count()).select_from(Notice))
        await _calls_and_cases_stand_as_told(session)


async def test_a_story_that_breaks_off_leaves_nothing(engine: AsyncEngine, sessions: Sessions) -> None:
    def stumble(done: int, _of: int) -> None:
        if done == 60:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await fill(engine, stumble)
    async with sessions() as session:
        assert not await community.exists(session)
        assert await session.scalar(select(func.count()).select_from(Member)) == 0


async def _everybody_is_there(session: AsyncSession, story: Story) -> None:
    assert (await community.current(session)).name == story.community.name
    guests = {each["handle"] for each in doubting.told()["guest"]}
    here = list(await session.scalars(select(Member).where(Member.imported_from.is_(None))))
    people = [who for who in here if who.handle not in guests]
    assert {who.handle for who in here} - {who.handle for who in people} == guests
    assert {(who.handle, who.name, who.role) for who in people} == {(p.handle, p.name, p.role) for p in story.people}
    assert [who.handle for who in people if who.is_sponsor] == [p.handle for p in story.people if p.sponsor]


async def _everything_was_written(session: AsyncSession, story: Story) -> None:
    written = list(await session.scalars(select(Idea)))
    told = [idea for idea in story.ideas if not idea.draft]
    titles = Counter((idea.revisions[-1] if idea.revisions else idea).title for idea in told)
    titles["A rack for bread crates"] += 1  # which staff wrote down for a customer
    titles.update(idea["title"] for idea in doubting.told()["ring"]["idea"])
    assert Counter(idea.title for idea in written if idea.status is not Status.DRAFT) == titles
    statuses = Counter(idea.status for idea in written)
    assert statuses[Status.DRAFT] == len(story.ideas) - len(told)
    assert statuses[Status.WITHDRAWN] == sum(idea.withdrawn is not None for idea in told)
    comments = sum(len(idea.comments) for idea in told) + moderating.COMMENTS
    assert await session.scalar(select(func.count()).select_from(Comment)) == comments
    sketched = await session.scalars(select(Image.alternative_text))
    assert sorted(sketched) == sorted(sketch.shows for sketch in SKETCHES.values())


async def _it_happened_when_the_story_says(session: AsyncSession, story: Story, began: datetime) -> None:
    of_story = Member.handle.in_([person.handle for person in story.people])
    by_themselves = select(Vote.cast_at).join(Member, Member.id == Vote.member_id).where(of_story)
    cast = sorted(began - at for at in await session.scalars(by_themselves))
    kept = sorted(vote.ago for vote in story.votes if vote.taken_back_ago is None)
    here = select(Member.joined_at).where(of_story)
    joined = sorted(began - at for at in await session.scalars(here))
    came = sorted(person.ago for person in story.people)
    # The story is told as seen from the moment at which it began to be told.
    moment = timedelta(seconds=5)
    assert all(abs(real - told) < moment for real, told in zip(cast, kept, strict=True))
    assert all(abs(real - told) < moment for real, told in zip(joined, came, strict=True))


async def _calls_and_cases_stand_as_told(session: AsyncSession) -> None:
    calls = list(
        await session.scalars(select(Challenge).options(joinedload(Challenge.made_by)).order_by(Challenge.starts_on))
    )
    states = [each.state(now(session)) for each in calls]
    running = [ChallengeState.RUNNING] * 2
    assert states == [ChallengeState.DECIDED, ChallengeState.OVER, *running]
    verdict = await challenges.verdict(session, calls[0].made_by, calls[0])
    assert verdict is not None
    assert {each.member.handle for each in verdict.won} == {"pankaj", "ximena", "wren"}
    assert verdict.changed == frozenset()
    cases = list(await session.scalars(select(FairnessCase).order_by(FairnessCase.id)))
    assert [(case.kind, case.outcome) for case in cases] == [
        (CaseKind.LOCKSTEP, Outcome.CLEARED),
        (CaseKind.BURST, None),
    ]
    credited = await session.scalars(select(Comment.id).where(Comment.credited_at.is_not(None)))
    assert len(credited.all()) == 5
