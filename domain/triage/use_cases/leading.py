"""Leading an idea from one column of the board to another."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas
from domain.errors import Conflict, _
from domain.ideas import Status
from domain.members import Actor
from domain.triage.board import kind_to
from domain.triage.model import DecisionKind
from domain.triage.policy import CannotDecide, require_may_triage
from domain.triage.use_cases.caring import claim


class MovedMeanwhile(Conflict):
    """The idea stands elsewhere than where the board showed it."""

    code = "moved_meanwhile"
    message = _("“%(title)s” was moved while your board was open. Nothing was changed; look where it stands now.")


async def lead(session: AsyncSession, actor: Actor, idea_id: int, to: Status, *, seen: Status) -> DecisionKind | None:
    """Lead an idea to a status: take it up at once, or return the decision that is to be made with its answer.

    `seen` is where the board showed it. Raises NotFound, NotAllowed, MovedMeanwhile, CannotDecide, ClaimedMeanwhile.
    """
    idea = await ideas.visible(session, actor, idea_id, lock=True)
    require_may_triage(actor)
    if idea.status is not seen:
        raise MovedMeanwhile(title=idea.title)
    if to is Status.IN_REVIEW and idea.status is Status.SUBMITTED:
        await claim(session, actor, idea_id)
        return None
    kind = kind_to(actor, idea, to)
    if kind is None:
        raise CannotDecide
    return kind
