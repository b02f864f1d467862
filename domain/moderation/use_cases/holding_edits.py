"""Changing a text that all see, past whatever makes the change wait; until then it says what it said."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import comments, ideas
from domain.clock import now
from domain.comments import Comment
from domain.errors import Conflict, NotFound, _
from domain.events import record
from domain.ideas import Idea, Writing
from domain.members import Actor, Member, require_self
from domain.moderation.desk import why_hidden
from domain.moderation.events import EditAdmitted, EditKeptBack, EditRejected
from domain.moderation.model import HeldEdit, ReportReason, Sign
from domain.moderation.policy import NothingToSettle, edits_visible_to, require_moderator
from domain.moderation.suspicion import signs_of_edit


class ChangedSince(Conflict):
    """The text says something else than when the edit was written."""

    code = "changed_since"
    message = _("The text was changed since. Don’t let this edit through, and its writer can compare.")


async def revise_idea(
    session: AsyncSession, actor: Actor, idea_id: int, writing: Writing, *, based_on: int, note: str = ""
) -> Idea:
    """Change what an idea says, or have the change wait for a moderator; the idea then says what it said.

    A later change takes the place of one that waits. Raises what `ideas.revise` does.
    """

    async def judge(idea: Idea, tidy: Writing, note: str) -> bool:
        editor = require_self(actor)
        before, after = (f"{each.title}\n{each.problem}\n{each.proposal}" for each in (idea, tidy))
        found = [] if idea.hidden_at else await signs_of_edit(session, editor, before, after)
        says = asdict(tidy) | {"tags": list(tidy.tags), "note": note}
        return await _judged(session, editor, found, says, based_on, idea.id, None)

    return await ideas.revise(session, actor, idea_id, writing, based_on=based_on, note=note, judge=judge)


async def revise_comment(session: AsyncSession, actor: Actor, comment_id: int, body: str) -> Comment:
    """Change one's own comment, or have the change wait for a moderator; the comment then says what it said.

    Raises what `comments.revise` does.
    """

    async def judge(comment: Comment, body: str) -> bool:
        editor = require_self(actor)
        found = [] if comment.held_at else await signs_of_edit(session, editor, comment.body, body)
        return await _judged(session, editor, found, {"body": body}, 0, comment.idea_id, comment.id)

    return await comments.revise(session, actor, comment_id, body, judge=judge)


async def let_edit_through(session: AsyncSession, actor: Actor, edit_id: int) -> Idea:
    """Let a text say what an edit wants it to. Raises NotFound, NotAllowed, NothingToSettle, ChangedSince."""
    edit, idea, moderator = await _waiting(session, actor, edit_id)
    if edit.comment_id is not None:
        comment = await comments.visible(session, actor, edit.comment_id)
        if comment.removed_at is not None:
            raise NothingToSettle
        await comments.say_anew(session, comment, edit.says["body"])
    else:
        if idea.status not in ideas.OPEN_FOR_EDITS:
            raise NothingToSettle
        if await ideas.latest_revision(session, idea.id) != edit.based_on:
            raise ChangedSince
        says = {name: value for name, value in edit.says.items() if name != "note"}
        await ideas.apply_revision(session, idea, edit.editor, Writing(**says), edit.says["note"])
    await session.delete(edit)
    await session.flush()
    await record(session, EditAdmitted(idea.id, edit.comment_id, edit.editor_id, moderator.id))
    return idea


async def turn_edit_down(
    session: AsyncSession, actor: Actor, edit_id: int, *, reason: ReportReason | str, said: str = ""
) -> Idea:
    """Leave a text as it was, with a reason that the edit's writer reads. Raises NotFound, NotAllowed, Invalid,
    NothingToSettle."""
    edit, idea, moderator = await _waiting(session, actor, edit_id)
    edit.reason, edit.said = why_hidden(reason, said)
    edit.turned_down_at = now(session)
    await session.flush()
    await record(session, EditRejected(idea.id, edit.comment_id, edit.editor_id, moderator.id, edit.reason.value))
    return idea


async def _judged(
    session: AsyncSession,
    editor: Member,
    found: list[Sign],
    says: dict[str, Any],
    based_on: int,
    idea_id: int,
    comment_id: int | None,
) -> bool:
    """Return whether the edit counts at once; else keep it, in the place of what waited before."""
    same = HeldEdit.comment_id == comment_id if comment_id else HeldEdit.comment_id.is_(None)
    earlier = delete(HeldEdit).where(HeldEdit.idea_id == idea_id, same, HeldEdit.editor_id == editor.id)
    await session.execute(earlier)
    if not found:
        return True
    signs = [str(sign) for sign in found]
    edit = HeldEdit(
        idea_id=idea_id,
        comment_id=comment_id,
        editor_id=editor.id,
        says=says,
        based_on=based_on,
        held_for=signs,
        held_at=now(session),
    )
    session.add(edit)
    await session.flush()
    await record(session, EditKeptBack(edit.id, idea_id, comment_id, editor.id, signs))
    return False


async def _waiting(session: AsyncSession, actor: Actor, edit_id: int) -> tuple[HeldEdit, Idea, Member]:
    """Return an edit that waits and its idea; the text is held first, as by whoever edits it."""
    moderator = require_moderator(actor)
    query = select(HeldEdit).where(HeldEdit.id == edit_id, edits_visible_to(actor)).options(joinedload(HeldEdit.editor))
    edit = await session.scalar(query)
    if edit is None:
        raise NotFound
    idea = await ideas.visible(session, actor, edit.idea_id, lock=True)
    if edit.comment_id is not None:
        await comments.visible(session, actor, edit.comment_id, lock=True)
    held = query.with_for_update(of=HeldEdit).execution_options(populate_existing=True)
    edit = await session.scalar(held)
    if edit is None or edit.turned_down_at is not None:
        raise NothingToSettle
    return edit, idea, moderator
