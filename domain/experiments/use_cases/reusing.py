"""Saying that a learning card was of use."""

from datetime import timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.clock import now
from domain.errors import Conflict, _
from domain.events import record
from domain.experiments.conclusions import LearningCard
from domain.experiments.events import LearningCardReused
from domain.experiments.library import card
from domain.experiments.model import PLANNED, UNDER_WAY
from domain.experiments.queries import visible
from domain.experiments.reuses import CardReuse
from domain.members import Actor
from domain.permissions import Permission


class OwnCard(Conflict):
    """An experiment can't build on what it taught itself."""

    code = "own_card"
    message = _("This card came from that very experiment. Name one that built on it.")


class PlannedAlready(Conflict):
    """What is concluded is no longer planned."""

    code = "planned_already"
    message = _("That experiment is concluded. Name one that is being planned or runs.")


async def reuse_card(session: AsyncSession, actor: Actor, card_id: int, experiment_id: int) -> LearningCard:
    """Note that a card helped to plan an experiment, once for each of them; for staff.

    Raises NotFound, OwnCard, PlannedAlready, TooMany.
    """
    member = members.require_member(actor, Permission.RUN_EXPERIMENT)
    experiment = await visible(session, actor, experiment_id, lock=True)
    found = await card(session, actor, card_id)
    await members.spend(session, f"reuse:{member.id}", 60, timedelta(hours=1))
    if found.experiment_id == experiment.id:
        raise OwnCard
    if experiment.phase not in PLANNED | UNDER_WAY:
        raise PlannedAlready
    noted = insert(CardReuse).values(
        card_id=found.id, experiment_id=experiment.id, member_id=member.id, reused_at=now(session)
    )
    if await session.scalar(noted.on_conflict_do_nothing().returning(CardReuse.card_id)) is not None:
        await record(
            session,
            LearningCardReused(
                experiment_id=experiment.id, idea_id=experiment.idea_id, actor_id=member.id, card_id=found.id
            ),
        )
    return found
