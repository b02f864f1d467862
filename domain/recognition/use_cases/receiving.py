"""What who was thanked says to a card: whether others may read it; and what stays of it when somebody leaves."""

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.clock import now
from domain.events import record
from domain.members import Actor, Member
from domain.recognition.events import CardPublicationChanged
from domain.recognition.model import CardRecipient, CardReport, RecognitionCard
from domain.recognition.policy import CardWithdrawnAlready, NotARecipient
from domain.recognition.queries import visible
from domain.recognition.use_cases.carrying import WITHDRAWN, recall


async def choose_publication(session: AsyncSession, actor: Actor, number: int, *, declined: bool) -> RecognitionCard:
    """Decline that others read a card that thanks the actor, or allow it again; the card stays theirs either way.

    As long as one recipient declines, only its people read it. Raises NotFound, NotARecipient, CardWithdrawnAlready.
    """
    member = members.require_self(actor)
    card = await visible(session, member, number, lock=True)
    mine = next((each for each in card.recipients if each.member_id == member.id), None)
    if mine is None:
        raise NotARecipient
    if card.withdrawn_at is not None:
        raise CardWithdrawnAlready
    if declined is not (mine.declined_at is not None):
        mine.declined_at = now(session) if declined else None
        await session.flush()
        await record(session, CardPublicationChanged(card.id, member.id, declined))
    return card


async def forget(session: AsyncSession, member: Member) -> None:
    """Take what thanks a member who leaves out of others' sight, and what thanked nobody else out of words.

    Cards that they sent stay with whom they thank, without the name. What they reported loses its words.
    """
    mine = CardRecipient.member_id == member.id
    taken = update(CardRecipient).where(mine, CardRecipient.declined_at.is_(None)).values(declined_at=now(session))
    await session.execute(taken.execution_options(synchronize_session=False))
    thanked = select(CardRecipient.card_id).where(mine)
    others = exists().where(
        CardRecipient.card_id == RecognitionCard.id,
        CardRecipient.member_id == Member.id,
        CardRecipient.member_id != member.id,
        Member.left_at.is_(None),
    )
    alone = RecognitionCard.id.in_(thanked), RecognitionCard.withdrawn_at.is_(None), ~others
    for card in list(await session.scalars(select(RecognitionCard).where(*alone))):
        await recall(session, card, WITHDRAWN)
    wordless = update(RecognitionCard).where(*alone).values(because="", withdrawn_at=now(session))
    await session.execute(wordless.execution_options(synchronize_session=False))
    said = update(CardReport).where(CardReport.member_id == member.id).values(said="")
    await session.execute(said.execution_options(synchronize_session=False))
