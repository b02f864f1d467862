"""What becomes of what was scaled, told to those who bring it to everyone and look whether the business felt it."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.events import RecordedFact
from domain.experiments import Experiment
from domain.notifications.kinds import NoticeKind
from domain.notifications.telling import tell
from domain.rollouts import BenefitNoted, BenefitWithdrawn, Felt, FollowUpOverdue, Rollout, RolloutAssigned

_Fact = RolloutAssigned | FollowUpOverdue | BenefitNoted | BenefitWithdrawn


async def tell_of_rollout(session: AsyncSession, fact: RolloutAssigned, row: RecordedFact) -> None:
    """Tell whose it is now, unless they took it themselves."""
    await _tell(session, row, fact, NoticeKind.ROLLOUT_GIVEN, {fact.member_id} - {fact.actor_id}, fact.actor_id)


async def tell_of_follow_up(session: AsyncSession, fact: FollowUpOverdue, row: RecordedFact) -> None:
    """Ask whose it is to look, or tell the sponsor that nobody did."""
    kind = NoticeKind.FOLLOW_UP_LATE if fact.late else NoticeKind.FOLLOW_UP_DUE
    await _tell(session, row, fact, kind, {fact.member_id}, None)


async def tell_of_benefit(session: AsyncSession, fact: BenefitNoted, row: RecordedFact) -> None:
    """Tell the product team, but for those who own the experiment or its rollout, that a yes needs a second person."""
    if fact.felt != Felt.YES:
        return
    experiment, rollout = (
        await session.get(Experiment, fact.experiment_id),
        await session.get(Rollout, fact.experiment_id),
    )
    involved = {fact.actor_id, experiment.owner_id if experiment else 0, rollout.owner_id if rollout else 0}
    second = {member.id for member in await members.deciders(session)} - involved
    await _tell(session, row, fact, NoticeKind.BENEFIT_CLAIMED, second, fact.actor_id)


async def tell_of_withdrawn_benefit(session: AsyncSession, fact: BenefitWithdrawn, row: RecordedFact) -> None:
    """Tell who had said it, unless they took it back themselves."""
    await _tell(session, row, fact, NoticeKind.BENEFIT_WITHDRAWN, {fact.author_id} - {fact.actor_id}, fact.actor_id)


async def _tell(
    session: AsyncSession,
    row: RecordedFact,
    fact: _Fact,
    kind: NoticeKind,
    hearing: Collection[int],
    actor_id: int | None,
) -> None:
    reasons = dict.fromkeys(hearing, kind)
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=actor_id, experiment_id=fact.experiment_id)
