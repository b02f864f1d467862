"""What somebody does being taken on trust further than before, or less far, told to them."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain.events import RecordedFact
from domain.notifications.kinds import NoticeKind
from domain.notifications.telling import tell
from domain.trust import LostFor, TrustFell, TrustRaised

# Of a suspension, and of what it ends, they are told already.
_FELL = {LostFor.UPHELD: NoticeKind.TRUST_FELL_UPHELD, LostFor.QUIET: NoticeKind.TRUST_FELL_QUIET}


async def tell_of_trust(session: AsyncSession, fact: TrustRaised, row: RecordedFact) -> None:
    """Tell whoever rose, quietly: no mail is worth it."""
    await tell(session, row, {fact.member_id: NoticeKind.TRUST_ROSE}, idea_id=None, actor_id=None, mailed=False)


async def tell_of_lost_trust(session: AsyncSession, fact: TrustFell, row: RecordedFact) -> None:
    """Tell whoever lost a level why."""
    if kind := _FELL.get(LostFor(fact.lost_for)):
        await tell(session, row, {fact.member_id: kind}, idea_id=None, actor_id=None)
