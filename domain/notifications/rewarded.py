"""Points that an outcome brought, told to whoever wants to hear of it."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import rewards
from domain.events import RecordedFact
from domain.notifications.kinds import NoticeKind
from domain.notifications.telling import tell
from domain.rewards import PointsEarned


async def tell_of_points(session: AsyncSession, fact: PointsEarned, row: RecordedFact) -> None:
    """Tell whose points they are, if they wish; of the outcome itself they hear anyway."""
    if await rewards.wish_to_hear(session, [fact.member_id]):
        await tell(session, row, {fact.member_id: NoticeKind.POINTS_EARNED}, idea_id=fact.idea_id, actor_id=None)
