"""Changing a text that all see, past whatever makes the change wait; until then it says and shows what it did."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import comments, ideas, images
from domain.clock import now
from domain.comments import Comment
from domain.errors import Conflict, NotFound, _
from domain.events import record
from domain.ideas import Idea, Writing
from domain.images import NO_IMAGES, Arrangement, Changes
from domain.members import Actor, Member, require_self
from domain.moderation.desk import why_hidden
from domain.moderation.events import EditAdmitted, EditKeptBack, EditRejected
from domain.moderation.model import HeldEdit, ReportReason, Sign
from domain.moderation.policy import NothingToSettle, OwnJudgement, edits_visible_to, require_moderator
from domain.moderation.suspicion import signs_of_edit


class ChangedSince(Conflict):
    """The text says something else than when the edit was written."""

    code = "changed_since"
    message = _("The text was changed since. Don’t let this edit through, and its writer can compare.")


async def revise_idea(
    session: AsyncSession,
    actor: Actor,
    idea_id: int,
    writing: Writing,
    *,
    based_on: int,
    note: str = "",
    pictures: Arrangement = NO_IMAGES,
) -> Idea:
    """Change what an idea says and shows, or have the change wait for a moderator; the idea is then as it was.

    A later change takes the place of one that waits. Raises what `ideas.revise` and `images.place` do.
    """
    found = await _pictured(session, actor, pictures, idea_id, None)
    counts = True

    async def judge(idea: Idea, tidy: Writing, note: str) -> bool:
        nonlocal counts
        before, after = (f"{each.title}\n{each.problem}\n{each.proposal}" for each in (idea, tidy))
        signs = [] if idea.hidden_at else await signs_of_edit(session, require_self(actor), before, after)
        says = asdict(tidy) | {"tags": list(tidy.tags), "note": note, "images": asdict(found)}
        counts = await _judged(session, require_self(actor), signs, says, based_on, idea.id, None)
        return counts

    idea = await ideas.revise(
        session, actor, idea_id, writing, based_on=based_on, note=note, images_change=bool(found), judge=judge
    )
    if found and counts:
        await images.put(session, require_self(actor), found, idea_id=idea.id)
    return idea


async def revise_comment(
    session: AsyncSession, actor: Actor, comment_id: int, body: str, *, pictures: Arrangement = NO_IMAGES
) -> Comment:
    """Change one's own comment, or have the change wait for a moderator; the comment is then as it was.

    Raises what `comments.revise` and `images.place` do.
    """
    found = await _pictured(session, actor, pictures, None, comment_id)
    counts = True

    async def judge(comment: Comment, body: str) -> bool:
        nonlocal counts
        signs = [] if comment.held_at else await signs_of_edit(session, require_self(actor), comment.body, body)
        says = {"body": body, "images": asdict(found)}
        counts = await _judged(session, require_self(actor), signs, says, 0, comment.idea_id, comment.id)
        return counts

    comment = await comments.revise(session, actor, comment_id, body, images_change=bool(found), judge=judge)
    if found and counts:
        await images.put(session, require_self(actor), found, comment_id=comment.id)
    return comment


async def let_edit_through(session: AsyncSession, actor: Actor, edit_id: int) -> Idea:
    """Let a text say and show what an edit wants it to. Raises NotFound, NotAllowed, NothingToSettle, ChangedSince."""
    edit, idea, moderator = await _waiting(session, actor, edit_id)
    await images.release(session, edit.held_images)
    if edit.comment_id is not None:
        comment = await comments.visible(session, actor, edit.comment_id)
        if comment.removed_at is not None:
            raise NothingToSettle
        await comments.say_anew(session, comment, edit.says["body"])
        await images.put(session, edit.editor, edit.images, comment_id=comment.id)
    else:
        if idea.status not in ideas.OPEN_FOR_EDITS:
            raise NothingToSettle
        if await ideas.latest_revision(session, idea.id) != edit.based_on:
            raise ChangedSince
        says = {name: value for name, value in edit.says.items() if name not in {"note", "images"}}
        changed, note = bool(edit.images), edit.says["note"]
        await ideas.apply_revision(session, idea, edit.editor, Writing(**says), note, images_changed=changed)
        await images.put(session, edit.editor, edit.images, idea_id=idea.id)
    await session.delete(edit)
    await session.flush()
    await record(session, EditAdmitted(idea.id, edit.comment_id, edit.editor_id, moderator.id))
    return idea


async def turn_edit_down(
    session: AsyncSession, actor: Actor, edit_id: int, *, reason: ReportReason | str, said: str = ""
) -> Idea:
    """Leave a text as it was, with a reason that the edit's writer reads; the edit's new images are gone for good.

    Raises NotFound, NotAllowed, Invalid, NothingToSettle.
    """
    edit, idea, moderator = await _waiting(session, actor, edit_id)
    edit.reason, edit.said = why_hidden(reason, said)
    edit.turned_down_at = now(session)
    await images.let_go(session, edit.held_images)
    await session.flush()
    await record(session, EditRejected(idea.id, edit.comment_id, edit.editor_id, moderator.id, edit.reason.value))
    return idea


async def _pictured(
    session: AsyncSession, actor: Actor, wanted: Arrangement, idea_id: int | None, comment_id: int | None
) -> Changes:
    """Return how images change, with the text held; those of an edit that waits may be named again."""
    if not wanted:
        return Changes()
    if comment_id is not None:
        idea_id = (await comments.visible(session, actor, comment_id, lock=True)).idea_id
    else:
        await ideas.visible(session, actor, idea_id or 0, lock=True)
    earlier = await session.scalar(select(HeldEdit).where(*_same(actor, idea_id, comment_id)))
    where = {"comment_id": comment_id} if comment_id is not None else {"idea_id": idea_id}
    return await images.changes(session, actor, wanted, again=earlier.held_images if earlier else (), **where)


def _same(editor: Actor, idea_id: int | None, comment_id: int | None) -> tuple[ColumnElement[bool], ...]:
    text = HeldEdit.comment_id == comment_id if comment_id else HeldEdit.comment_id.is_(None)
    return HeldEdit.idea_id == idea_id, text, HeldEdit.editor_id == editor.id


async def _judged(
    session: AsyncSession,
    editor: Member,
    found: list[Sign],
    says: dict[str, Any],
    based_on: int,
    idea_id: int,
    comment_id: int | None,
) -> bool:
    """Return whether the edit counts at once; else keep it, in the place of what waited before, with its images."""
    for earlier in await session.scalars(select(HeldEdit).where(*_same(editor, idea_id, comment_id))):
        await images.release(session, earlier.held_images)
        await session.delete(earlier)
    await session.flush()
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
    await images.hold(session, editor, edit.images.added)
    await record(session, EditKeptBack(edit.id, idea_id, comment_id, editor.id, signs))
    return False


async def _waiting(session: AsyncSession, actor: Actor, edit_id: int) -> tuple[HeldEdit, Idea, Member]:
    """Return an edit that waits and its idea; the text is held first, as by whoever edits it."""
    moderator = require_moderator(actor)
    query = select(HeldEdit).where(HeldEdit.id == edit_id, edits_visible_to(actor)).options(joinedload(HeldEdit.editor))
    edit = await session.scalar(query)
    if edit is None:
        raise NotFound
    if edit.editor_id == moderator.id:
        raise OwnJudgement
    idea = await ideas.visible(session, actor, edit.idea_id, lock=True)
    if edit.comment_id is not None:
        await comments.visible(session, actor, edit.comment_id, lock=True)
    held = query.with_for_update(of=HeldEdit).execution_options(populate_existing=True)
    edit = await session.scalar(held)
    if edit is None or edit.turned_down_at is not None:
        raise NothingToSettle
    return edit, idea, moderator
