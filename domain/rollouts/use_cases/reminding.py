"""What time does: follow-ups come due, and rise to the sponsor when nobody looks. Run by a job every minute."""

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, experiments, members
from domain.events import record
from domain.rollouts.events import FollowUpOverdue
from domain.rollouts.model import BenefitReminder, Rollout
from domain.rollouts.queries import LATE_AFTER, unsettled

BATCH = 200


async def remind(session: AsyncSession) -> int:
    """Record who should hear of each follow-up that came due or is late now; return how many rose.

    Whose rollout it is hears on the day, or the experiment's owner, or who is on duty, for one who left; the sponsor
    hears two weeks later, each once.
    """
    today = await community.today(session)
    query = await unsettled(session)
    due, days_after = query.selected_columns["due"], query.selected_columns["days"]
    known = (BenefitReminder.experiment_id == experiments.Experiment.id) & (BenefitReminder.days == days_after)
    told, late = func.coalesce(BenefitReminder.told, 0), due + LATE_AFTER.days <= today
    query = query.outerjoin(BenefitReminder, known).where((told == 0) | (late & (told == 1)))
    query = query.outerjoin(Rollout, Rollout.experiment_id == experiments.Experiment.id)
    rows = list(await session.execute(query.add_columns(told, late, Rollout.owner_id).limit(BATCH)))
    if not rows:
        return 0
    owners = {number for row in rows for number in (row[5], row[0].owner_id) if number is not None}
    present, on_duty = await experiments.present_staff(session, owners), await members.on_duty(session)
    sponsor = await members.sponsor(session)
    for experiment, days, _due, heard, is_late, owner_id in rows:
        reached = 2 if is_late else 1
        kept = insert(BenefitReminder).values(experiment_id=experiment.id, days=days, told=reached)
        keys = [BenefitReminder.experiment_id, BenefitReminder.days]
        risen = kept.on_conflict_do_update(
            index_elements=keys, set_={"told": reached}, where=BenefitReminder.told < reached
        )
        if await session.scalar(risen.returning(BenefitReminder.told)) is None:
            continue
        owner = present.get(owner_id or 0) or present.get(experiment.owner_id) or on_duty
        hearing = ((owner, False), (sponsor, True))[heard:reached]
        ids = (experiment.id, experiment.idea_id)
        for member, as_sponsor in hearing:
            if member is not None and not (as_sponsor and heard == 0 and owner is not None and member.id == owner.id):
                await record(session, FollowUpOverdue(*ids, days, as_sponsor, member.id))
    return len(rows)
