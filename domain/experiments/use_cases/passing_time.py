"""What time does: a time-box ends, and verdicts that nobody concludes rise. Run by a job every minute."""

from datetime import timedelta

from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members
from domain.answers import WorkingTime
from domain.clock import now
from domain.events import record
from domain.experiments.events import VerdictOverdue
from domain.experiments.model import Experiment, Phase, Plan
from domain.experiments.queries import present_staff
from domain.experiments.use_cases.moving import CONCLUDED_WITHIN, fall_due
from domain.experiments.verdicts import Advice

BATCH = 200


async def end_time_boxes(session: AsyncSession) -> int:
    """Let experiments wait for their conclusion whose time is over without a verdict; return how many."""
    over = Plan.in_force_at + literal(timedelta(weeks=1)) * Plan.time_box_weeks <= now(session)
    query = select(Experiment).join(Experiment.plan).where(Experiment.phase.in_((Phase.RUNNING, Phase.PAUSED)), over)
    query = query.order_by(Experiment.id).limit(BATCH).with_for_update(of=Experiment, key_share=True, skip_locked=True)
    ended = list(await session.scalars(query.execution_options(populate_existing=True)))
    for experiment in ended:
        await fall_due(session, experiment, Advice.UNDECIDED, None)
    return len(ended)


async def tell_of_late_verdicts(session: AsyncSession) -> int:
    """Record whom each verdict rises to that nobody concluded in time; return how many rose.

    Its owner hears at once, or the product member on duty for one who left; the sponsor after as long again.
    """
    moment, time = now(session), WorkingTime.of(await community.current(session))
    query = select(Experiment).where(Experiment.phase == Phase.VERDICT_DUE, Experiment.verdict_due_at <= moment)
    query = query.where(Experiment.told < 2).order_by(Experiment.verdict_due_at).limit(BATCH)
    query = query.with_for_update(of=Experiment, key_share=True, skip_locked=True)
    late = list(await session.scalars(query.execution_options(populate_existing=True)))
    if not late:
        return 0
    present = await present_staff(session, {experiment.owner_id for experiment in late})
    on_duty, sponsor = await members.on_duty(session), await members.sponsor(session)
    rose = 0
    for experiment in late:
        since = experiment.verdict_due_at or moment
        reached = 2 if time.between(since, moment) >= CONCLUDED_WITHIN else 1
        hearing = (present.get(experiment.owner_id) or on_duty, sponsor)
        told = {member.id for member in hearing[: experiment.told] if member}
        for member in hearing[experiment.told : reached]:
            if member is not None and member.id not in told:
                await record(session, VerdictOverdue(experiment.id, experiment.idea_id, member.id))
                told.add(member.id)
        rose += experiment.told != reached
        experiment.told = reached
    await session.flush()
    return rose
