"""What becomes of experiments: told to all who have a part in the idea, and what waits, to those who work on them."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from domain import experiments, members, offers
from domain.events import RecordedFact
from domain.experiments import (
    ConclusionDoubted,
    ConclusionWithdrawn,
    Experiment,
    ExperimentApproved,
    ExperimentAssigned,
    ExperimentConcluded,
    ExperimentProposed,
    ExperimentSentBack,
    ExperimentStarted,
    PlanApproved,
    PlanDismissed,
    PlanRevised,
    VerdictFell,
    VerdictOverdue,
)
from domain.ideas import Idea
from domain.notifications.kinds import NoticeKind
from domain.notifications.outcomes import tell_all
from domain.notifications.telling import tell


async def tell_of_start(session: AsyncSession, fact: ExperimentStarted, row: RecordedFact) -> None:
    """Tell all who have a part in the idea, and those who offered to test it."""
    await _tell_everybody(session, row, NoticeKind.EXPERIMENT_STARTED, fact.idea_id, fact.experiment_id, fact.actor_id)


async def tell_of_conclusion(session: AsyncSession, fact: ExperimentConcluded, row: RecordedFact) -> None:
    """Tell all who have a part in the idea, and those who offered to test it."""
    kind = NoticeKind.EXPERIMENT_CONCLUDED
    await _tell_everybody(session, row, kind, fact.idea_id, fact.experiment_id, fact.actor_id)


async def tell_of_plan(session: AsyncSession, fact: ExperimentProposed | PlanRevised, row: RecordedFact) -> None:
    """Tell the product team that somebody should look at a plan, but not whose it is."""
    experiment = await session.get(Experiment, fact.experiment_id)
    owner_id = experiment.owner_id if experiment else None
    team = {member.id for member in await members.deciders(session)} - {fact.actor_id, owner_id}
    await _tell(session, row, NoticeKind.PLAN_PROPOSED, team, fact.idea_id, fact.experiment_id, fact.actor_id)


async def tell_of_approval(session: AsyncSession, fact: ExperimentApproved | PlanApproved, row: RecordedFact) -> None:
    """Tell the experiment's owner and team."""
    await _tell_around(session, row, NoticeKind.PLAN_APPROVED, fact.idea_id, fact.experiment_id, fact.actor_id)


async def tell_of_sending_back(
    session: AsyncSession, fact: ExperimentSentBack | PlanDismissed, row: RecordedFact
) -> None:
    """Tell the experiment's owner and team."""
    await _tell_around(session, row, NoticeKind.PLAN_SENT_BACK, fact.idea_id, fact.experiment_id, fact.actor_id)


async def tell_of_handing_over(session: AsyncSession, fact: ExperimentAssigned, row: RecordedFact) -> None:
    """Tell whoever owns the experiment now, unless they took it themselves."""
    owner = {fact.member_id} - {fact.actor_id}
    await _tell(session, row, NoticeKind.EXPERIMENT_GIVEN, owner, fact.idea_id, fact.experiment_id, fact.actor_id)


async def tell_of_verdict(session: AsyncSession, fact: VerdictFell, row: RecordedFact) -> None:
    """Tell the experiment's owner and team that it waits for a conclusion."""
    await _tell_around(session, row, NoticeKind.VERDICT_FELL, fact.idea_id, fact.experiment_id, None)


async def tell_of_late_verdict(session: AsyncSession, fact: VerdictOverdue, row: RecordedFact) -> None:
    """Tell the one it rose to."""
    await _tell(session, row, NoticeKind.VERDICT_LATE, {fact.member_id}, fact.idea_id, fact.experiment_id, None)


async def tell_of_doubted_conclusion(session: AsyncSession, fact: ConclusionDoubted, row: RecordedFact) -> None:
    """Tell the product team and the experiment's owner that a second person is needed."""
    experiment = await session.get(Experiment, fact.experiment_id)
    second = {member.id for member in await members.deciders(session)}
    second |= {experiment.owner_id} if experiment else set()
    second -= {fact.actor_id}
    await _tell(session, row, NoticeKind.CONCLUSION_DOUBTED, second, fact.idea_id, fact.experiment_id, fact.actor_id)


async def tell_of_withdrawn_conclusion(session: AsyncSession, fact: ConclusionWithdrawn, row: RecordedFact) -> None:
    """Tell whose conclusion it was, unless they withdrew it themselves."""
    author, kind = {fact.author_id} - {fact.actor_id}, NoticeKind.CONCLUSION_WITHDRAWN
    await _tell(session, row, kind, author, fact.idea_id, fact.experiment_id, fact.actor_id)


async def _tell_everybody(
    session: AsyncSession, row: RecordedFact, kind: NoticeKind, idea_id: int, experiment_id: int, actor_id: int
) -> None:
    idea = await session.get(Idea, idea_id)
    also = await offers.testers(session, [idea_id, *(idea.merged_ids if idea else ())])
    await tell_all(session, row, kind, idea_id, actor_id, experiment_id=experiment_id, also=also)


async def _tell_around(
    session: AsyncSession, row: RecordedFact, kind: NoticeKind, idea_id: int, experiment_id: int, actor_id: int | None
) -> None:
    experiment = await session.get(Experiment, experiment_id)
    if experiment is not None:
        around = await experiments.staff_around(session, experiment) - {actor_id}
        await _tell(session, row, kind, around, idea_id, experiment_id, actor_id)


async def _tell(
    session: AsyncSession,
    row: RecordedFact,
    kind: NoticeKind,
    hearing: Collection[int | None],
    idea_id: int,
    experiment_id: int,
    actor_id: int | None,
) -> None:
    reasons = {number: kind for number in hearing if number is not None}
    await tell(session, row, reasons, idea_id=idea_id, actor_id=actor_id, experiment_id=experiment_id)
