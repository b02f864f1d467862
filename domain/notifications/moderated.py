"""What moderators did, told to whom it concerns and not by whom; and notes of the staff, to whom they name."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, members, moderation
from domain.comments import mentioned
from domain.events import RecordedFact
from domain.members import Member
from domain.moderation import (
    CommentHidden,
    CommentRestored,
    EditAdmitted,
    EditRejected,
    IdeaHidden,
    IdeaRestored,
    MemberSuspended,
    Note,
    NoteWritten,
    OfferHidden,
    OfferRestored,
    ReportSettled,
    SuspensionLifted,
    TextAdmitted,
    TextRejected,
)
from domain.notifications.kinds import NoticeKind
from domain.notifications.telling import tell


async def tell_of_hiding(session: AsyncSession, fact: IdeaHidden, row: RecordedFact) -> None:
    """Tell the idea's author."""
    await tell(session, row, {fact.author_id: NoticeKind.HIDDEN}, idea_id=fact.idea_id, actor_id=None)


async def tell_of_restoring(session: AsyncSession, fact: IdeaRestored, row: RecordedFact) -> None:
    """Tell the idea's author."""
    await tell(session, row, {fact.author_id: NoticeKind.RESTORED}, idea_id=fact.idea_id, actor_id=None)


async def tell_of_comment_hiding(session: AsyncSession, fact: CommentHidden, row: RecordedFact) -> None:
    """Tell whoever wrote the comment."""
    reasons = {fact.author_id: NoticeKind.COMMENT_HIDDEN}
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=None, comment_id=fact.comment_id)


async def tell_of_comment_restoring(session: AsyncSession, fact: CommentRestored, row: RecordedFact) -> None:
    """Tell whoever wrote the comment."""
    reasons = {fact.author_id: NoticeKind.COMMENT_RESTORED}
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=None, comment_id=fact.comment_id)


async def tell_of_offer_hiding(session: AsyncSession, fact: OfferHidden, row: RecordedFact) -> None:
    """Tell whoever made the offer."""
    await tell(session, row, {fact.author_id: NoticeKind.OFFER_HIDDEN}, idea_id=fact.idea_id, actor_id=None)


async def tell_of_offer_restoring(session: AsyncSession, fact: OfferRestored, row: RecordedFact) -> None:
    """Tell whoever made the offer."""
    await tell(session, row, {fact.author_id: NoticeKind.OFFER_RESTORED}, idea_id=fact.idea_id, actor_id=None)


async def tell_of_settled_report(session: AsyncSession, fact: ReportSettled, row: RecordedFact) -> None:
    """Tell whoever reported the text, as long as they may see where it stood."""
    reasons = {fact.member_id: NoticeKind.REPORT_SETTLED}
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=None, comment_id=fact.comment_id)


async def tell_of_letting_through(session: AsyncSession, fact: TextAdmitted, row: RecordedFact) -> None:
    """Tell whose text had waited."""
    kind = NoticeKind.LET_THROUGH if fact.comment_id is None else NoticeKind.COMMENT_LET_THROUGH
    await tell(session, row, {fact.author_id: kind}, idea_id=fact.idea_id, actor_id=None, comment_id=fact.comment_id)


async def tell_of_turning_down(session: AsyncSession, fact: TextRejected, row: RecordedFact) -> None:
    """Tell whose text had waited."""
    kind = NoticeKind.NOT_LET_THROUGH if fact.comment_id is None else NoticeKind.COMMENT_NOT_LET_THROUGH
    await tell(session, row, {fact.author_id: kind}, idea_id=fact.idea_id, actor_id=None, comment_id=fact.comment_id)


async def tell_of_edit(session: AsyncSession, fact: EditAdmitted, row: RecordedFact) -> None:
    """Tell whose edit had waited."""
    reasons = {fact.editor_id: NoticeKind.EDIT_LET_THROUGH}
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=None, comment_id=fact.comment_id)


async def tell_of_rejected_edit(session: AsyncSession, fact: EditRejected, row: RecordedFact) -> None:
    """Tell whose edit had waited."""
    reasons = {fact.editor_id: NoticeKind.EDIT_NOT_LET_THROUGH}
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=None, comment_id=fact.comment_id)


async def tell_of_suspension(session: AsyncSession, fact: MemberSuspended, row: RecordedFact) -> None:
    """Tell whoever may only read now, unless they may write again by now."""
    member = await session.get(Member, fact.member_id)
    if member is not None and member.suspended_until is not None:
        await tell(session, row, {member.id: NoticeKind.SUSPENDED}, idea_id=None, actor_id=None)


async def tell_of_lifting(session: AsyncSession, fact: SuspensionLifted, row: RecordedFact) -> None:
    """Tell whoever may write again, because a moderator said so or the time is over."""
    await tell(session, row, {fact.member_id: NoticeKind.SUSPENSION_LIFTED}, idea_id=None, actor_id=None)


async def tell_of_note(session: AsyncSession, fact: NoteWritten, row: RecordedFact) -> None:
    """Tell whom a note names, of those who read notes and see the idea."""
    note = await session.get(Note, fact.note_id)
    if note is None:
        return
    named = [each for each in await members.by_handles(session, mentioned(note.body)) if each.id != fact.author_id]
    reasons = {
        member.id: NoticeKind.NOTED
        for member in named
        if moderation.may_share_notes(member) and await ideas.by_ids(session, member, [fact.idea_id])
    }
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.author_id, note_id=note.id)
