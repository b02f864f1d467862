"""Notes that staff leave on ideas for each other."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import ideas, members
from domain.clock import now
from domain.errors import NotFound
from domain.events import record
from domain.members import Actor
from domain.moderation.events import NoteRemoved, NoteWritten
from domain.moderation.model import NOTE_MOST, Note
from domain.permissions import Permission
from domain.texts import checked


async def write_note(session: AsyncSession, actor: Actor, idea_id: int, body: str) -> Note:
    """Leave a note on an idea, for staff alone to read. Raises NotFound, NotAllowed, Invalid, TooMany."""
    author = members.require_member(actor, Permission.SHARE_NOTES)
    idea = await ideas.visible(session, actor, idea_id, share=True)
    if idea.is_draft:
        raise NotFound
    await members.spend(session, f"note:{author.id}", 120, timedelta(hours=1))
    with checked() as problems:
        body = problems.text("body", body, least=1, most=NOTE_MOST)
    note = Note(idea_id=idea.id, author_id=author.id, body=body, written_at=now(session))
    session.add(note)
    await session.flush()
    await record(session, NoteWritten(note.id, idea.id, author.id))
    await session.refresh(note, ["author"])
    return note


async def remove_note(session: AsyncSession, actor: Actor, note_id: int) -> Note:
    """Take one's own note away, and return what it was. Raises NotFound for a note that isn't one's own."""
    author = members.require_member(actor, Permission.SHARE_NOTES)
    mine = select(Note).where(Note.id == note_id, Note.author_id == author.id).options(joinedload(Note.author))
    note = await session.scalar(mine.with_for_update(of=Note))
    if note is None:
        raise NotFound
    await session.delete(note)
    await session.flush()
    await record(session, NoteRemoved(note.id, note.idea_id, author.id))
    return note
