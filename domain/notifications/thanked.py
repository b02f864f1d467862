"""Cards told to whom they thank; what moderators did with one, to its sender and to who reported it."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from domain.events import RecordedFact
from domain.notifications.kinds import NoticeKind
from domain.notifications.telling import tell
from domain.recognition import CardHidden, CardReportSettled, CardRestored, CardSent, RecognitionCard


async def tell_of_card(session: AsyncSession, fact: CardSent, row: RecordedFact) -> None:
    """Tell whom the card thanks, by mail once it can be changed no more; not of one that was taken back by then."""
    thanked = selectinload(RecognitionCard.recipients)
    card = await session.get(RecognitionCard, fact.recognition_id, options=[thanked])
    if card is not None and card.withdrawn_at is None:
        await tell(
            session,
            row,
            dict.fromkeys((each.member_id for each in card.recipients), NoticeKind.THANKED),
            idea_id=None,
            actor_id=fact.actor_id,
            recognition_id=card.id,
            mail_from=card.changeable_until,
        )


async def tell_of_card_hiding(session: AsyncSession, fact: CardHidden, row: RecordedFact) -> None:
    """Tell whoever sent the card."""
    reasons = {fact.author_id: NoticeKind.CARD_HIDDEN}
    await tell(session, row, reasons, idea_id=None, actor_id=None, recognition_id=fact.recognition_id)


async def tell_of_card_restoring(session: AsyncSession, fact: CardRestored, row: RecordedFact) -> None:
    """Tell whoever sent the card."""
    reasons = {fact.author_id: NoticeKind.CARD_RESTORED}
    await tell(session, row, reasons, idea_id=None, actor_id=None, recognition_id=fact.recognition_id)


async def tell_of_settled_card_report(session: AsyncSession, fact: CardReportSettled, row: RecordedFact) -> None:
    """Tell whoever reported the card."""
    reasons = {fact.member_id: NoticeKind.CARD_REPORT_SETTLED}
    await tell(session, row, reasons, idea_id=None, actor_id=None, recognition_id=fact.recognition_id)
