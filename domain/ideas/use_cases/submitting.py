"""Drafting and submitting. A form has a key of its own, so that sending it twice makes one idea."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.clock import now
from domain.events import record
from domain.ideas.counters import IdeaCounters
from domain.ideas.events import IdeaSubmitted
from domain.ideas.model import Idea, Revision
from domain.ideas.queries import whole
from domain.ideas.statuses import Status
from domain.ideas.use_cases.moving import move
from domain.ideas.use_cases.writing import Writing, for_draft, for_submission, put
from domain.members import Actor, Member
from domain.permissions import Permission

Judge = Callable[[Idea], Awaitable[bool]]


async def save_draft(session: AsyncSession, actor: Actor, key: UUID, writing: Writing) -> Idea:
    """Keep what has been typed so far under the form's `key`; one already submitted stays as it is.

    Raises Invalid, TooMany.
    """
    member = await members.lock(session, members.require_member(actor, Permission.SUBMIT_IDEA))
    idea = await _by_key(session, member, key)
    if idea is None:
        await members.spend(session, f"draft:{member.id}", 60, timedelta(hours=1))
        idea = _fresh(session, member, key)
    if idea.is_draft:
        await put(session, idea, for_draft(writing))
        idea.edited_at = now(session)
        await session.flush()
    return idea


async def submit(
    session: AsyncSession, actor: Actor, writing: Writing, *, key: UUID | None = None, judge: Judge | None = None
) -> Idea:
    """Put an idea before the community; the same key again returns the idea it made.

    A `judge` is shown what is new, and may take it out of sight: when it returns false, nobody hears of it yet.
    Raises Invalid, TooMany.
    """
    member = await members.lock(session, members.require_member(actor, Permission.SUBMIT_IDEA))
    idea = await _by_key(session, member, key)
    if idea is not None and not idea.is_draft:
        return idea
    await members.spend(session, f"idea:{member.id}", 20, timedelta(hours=1))
    idea = idea or _fresh(session, member, key)
    await put(session, idea, for_submission(writing))
    await publish(session, idea, member)
    if judge is None or await judge(idea):
        await record(session, IdeaSubmitted(idea.id, member.id))
    return idea


async def publish(session: AsyncSession, idea: Idea, author: Member) -> None:
    """Turn a written idea into a submitted one, with its counters and its first revision."""
    idea.submitted_at, idea.edited_at = now(session), None
    await move(session, idea, Status.SUBMITTED, author.id)
    idea.counters = IdeaCounters(idea_id=idea.id, quadrant=idea.quadrant, listed=idea.listed, supporters=0, comments=0)
    await keep_revision(session, idea, author, 1)
    await session.flush()


async def keep_revision(
    session: AsyncSession, idea: Idea, editor: Member, number: int, note: str = "", *, images_changed: bool = False
) -> None:
    """Keep what the idea says now as revision `number`, and whether its images changed with it."""
    if idea.quadrant is None:
        raise ValueError("A submitted idea has a quadrant.")
    session.add(
        Revision(
            idea_id=idea.id,
            number=number,
            editor_id=editor.id,
            edited_at=now(session),
            title=idea.title,
            problem=idea.problem,
            proposal=idea.proposal,
            quadrant=idea.quadrant,
            tags=[tag.name for tag in idea.tags],
            note=note,
            images_changed=images_changed,
        )
    )


def _fresh(session: AsyncSession, author: Member, key: UUID | None) -> Idea:
    idea = Idea(
        author_id=author.id,
        author=author,
        key=key,
        status=Status.DRAFT,
        created_at=now(session),
        counters=None,
        tags=[],
    )
    session.add(idea)
    return idea


async def _by_key(session: AsyncSession, author: Member, key: UUID | None) -> Idea | None:
    if key is None:
        return None
    found = await session.scalar(select(Idea).where(Idea.author_id == author.id, Idea.key == key).options(*whole()))
    if found is None or found.discarded_at is None:
        return found
    # Somebody goes on writing in a form whose draft is thrown away: that becomes a draft of its own.
    found.key = None
    await session.flush()
    return None
