"""Saying whether the business felt it, a month and three months after the conclusion; never a verdict."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members
from domain.clock import now
from domain.errors import Conflict, _, problem
from domain.events import record
from domain.members import Actor
from domain.rollouts.events import BenefitNoted, BenefitVerified, BenefitWithdrawn
from domain.rollouts.looking_back import compared
from domain.rollouts.model import AFTER, SAYS_LEAST, SAYS_MOST, WHY_LEAST, WHY_MOST, Benefit, Felt
from domain.rollouts.policy import (
    BenefitSettled,
    NothingSaid,
    NotYourRollout,
    OwnBenefit,
    SaidAlready,
    TooEarly,
    may_confirm,
    may_lead,
)
from domain.rollouts.reach import Reach
from domain.rollouts.use_cases.bringing import again, held, led
from domain.texts import checked


class NothingRead(Conflict):
    """A yes rests on readings."""

    code = "nothing_read"
    message = _(
        "A benefit shows in a KPI that the plan named, with readings before and after. There are none on both sides; "
        "enter them, or say that nobody can tell."
    )
    field = "felt"


async def note_benefit(
    session: AsyncSession, actor: Actor, experiment_id: int, *, days: int, felt: Felt, says: str
) -> Reach:
    """Say whether the business felt it 30 or 90 days after the conclusion; a yes waits for a second person.

    Raises NotFound, NotAllowed, NotScaled, NotYourRollout, TooEarly, SaidAlready, NothingRead, Invalid, TooMany.
    """
    experiment, sayer, found = await led(session, actor, experiment_id)
    _require_known(days)
    if await community.today(session) < found.due_on(days):
        raise TooEarly
    if found.standing(days) is not None:
        raise SaidAlready
    await members.spend(session, f"benefit:{sayer.id}", 30, timedelta(hours=1))
    with checked() as problems:
        says = problems.text("says", says, least=SAYS_LEAST, most=SAYS_MOST)
    comparison = await compared(session, actor, found, days)
    if felt is Felt.YES and not (comparison and comparison.can_be_compared):
        raise NothingRead
    benefit = Benefit(
        experiment_id=experiment.id,
        days=days,
        felt=felt,
        says=says,
        coverage=found.coverage_on(found.due_on(days)),
        said_by_id=sayer.id,
        said_at=now(session),
    )
    session.add(benefit)
    await session.flush()
    await record(session, BenefitNoted(experiment.id, experiment.idea_id, benefit.id, days, felt.value, sayer.id))
    return await again(session, actor, experiment)


async def confirm_benefit(session: AsyncSession, actor: Actor, experiment_id: int, *, days: int) -> Reach:
    """Stand for a yes as its second person: the benefit is verified.

    Raises NotFound, NotAllowed, NotScaled, NothingSaid, BenefitSettled, OwnBenefit, Invalid.
    """
    experiment, found = await held(session, actor, experiment_id)
    benefit = _standing(found, days)
    if not benefit.is_waiting:
        raise BenefitSettled
    if not may_confirm(actor, experiment, found.owner.id, benefit):
        raise OwnBenefit
    second = members.require_self(actor)
    benefit.confirmed_by_id, benefit.confirmed_at = second.id, now(session)
    await session.flush()
    ids = (experiment.id, experiment.idea_id, benefit.id)
    await record(session, BenefitVerified(*ids, days, second.id, benefit.said_by_id))
    return await again(session, actor, experiment)


async def withdraw_benefit(session: AsyncSession, actor: Actor, experiment_id: int, *, days: int, why: str) -> Reach:
    """Take back what was said of a benefit, verified or not, with a reason, so that it can be said anew.

    Whoever said or confirmed it may, and who leads the rollout on. Raises NotFound, NotAllowed, NotScaled,
    NotYourRollout, NothingSaid, Invalid.
    """
    experiment, found = await held(session, actor, experiment_id)
    benefit, withdrawer = _standing(found, days), members.require_self(actor)
    had_a_part = withdrawer.id in (benefit.said_by_id, benefit.confirmed_by_id)
    if not (had_a_part or may_lead(actor, experiment, found.owner.id)):
        raise NotYourRollout
    with checked() as problems:
        why = problems.line("why", why, least=WHY_LEAST, most=WHY_MOST)
    benefit.withdrawn_by_id, benefit.withdrawn_at, benefit.why_withdrawn = withdrawer.id, now(session), why
    await session.flush()
    ids, verified = (experiment.id, experiment.idea_id, benefit.id), benefit.confirmed_at is not None
    await record(session, BenefitWithdrawn(*ids, days, verified, withdrawer.id, benefit.said_by_id))
    return await again(session, actor, experiment)


def _standing(found: Reach, days: int) -> Benefit:
    _require_known(days)
    benefit = found.standing(days)
    if benefit is None:
        raise NothingSaid
    return benefit


def _require_known(days: int) -> None:
    if days not in AFTER:
        raise problem("days", "unknown", _("One looks 30 and 90 days after the conclusion."))
