"""Writing the changelog: drafting an entry, changing it, publishing it, throwing a draft away."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, members, votes
from domain.changelog.events import (
    ChangelogDiscarded,
    ChangelogDrafted,
    ChangelogExtended,
    ChangelogPublished,
    ChangelogRevised,
)
from domain.changelog.model import (
    BODY_LEAST,
    BODY_MOST,
    IDEAS_MOST,
    TITLE_LEAST,
    TITLE_MOST,
    ChangelogEntry,
    ChangelogIdea,
    ChangelogRevision,
)
from domain.changelog.policy import require_may_write
from domain.changelog.queries import DELIVERABLE, named_by, visible
from domain.clock import now
from domain.errors import Conflict, _
from domain.events import record
from domain.ideas import Idea, Status
from domain.members import Actor
from domain.texts import Problems, checked


class EntryChangedMeanwhile(Conflict):
    """Somebody saved the entry after this form was opened."""

    code = "entry_changed_meanwhile"
    message = _(
        "This entry was changed while you were writing. Your text is still here; please compare before you save."
    )


class EntryPublished(Conflict):
    """Everybody reads it already."""

    code = "entry_published"
    message = _("This entry is published. You can edit it, and what it said before stays to be read.")


class NotDelivered(Conflict):
    """An entry says that something is there."""

    code = "not_delivered"
    message = _("Not delivered yet: %(titles)s. Please decide about these ideas first, or take them off the entry.")


async def draft(
    session: AsyncSession, actor: Actor, *, title: str, body: str, idea_ids: Collection[int]
) -> ChangelogEntry:
    """Begin an entry that names adopted or delivered ideas. Raises NotAllowed, Invalid."""
    require_may_write(actor)
    writer = members.require_self(actor)
    title, body, wanted = await _checked(session, actor, title, body, idea_ids, DELIVERABLE)
    entry = ChangelogEntry(title=title, body=body, drafted_by_id=writer.id, drafted_at=now(session))
    session.add(entry)
    await session.flush()
    session.add_all(ChangelogIdea(entry_id=entry.id, idea_id=number) for number in sorted(wanted))
    await session.flush()
    await record(session, ChangelogDrafted(entry.id, writer.id))
    return await visible(session, actor, entry.id)


async def revise(
    session: AsyncSession,
    actor: Actor,
    entry_id: int,
    *,
    title: str,
    body: str,
    idea_ids: Collection[int],
    based_on: int,
) -> ChangelogEntry:
    """Change an entry. `based_on` is its `saves` that the writer saw; what a published one said before is kept.

    A published entry takes in delivered ideas only; whoever backs these hears of the entry, once. Raises NotFound,
    NotAllowed, EntryChangedMeanwhile, Invalid.
    """
    require_may_write(actor)
    entry = await visible(session, actor, entry_id, lock=True)
    editor = members.require_self(actor)
    if entry.saves != based_on:
        raise EntryChangedMeanwhile
    own = set(await named_by(session, entry.id))
    statuses = DELIVERABLE if entry.is_draft else (Status.DELIVERED,)
    title, body, wanted = await _checked(session, actor, title, body, idea_ids, statuses, own)
    if (entry.title, entry.body, own) == (title, body, wanted):
        return entry
    if not entry.is_draft and (entry.title, entry.body) != (title, body):
        said = {"title": entry.title, "body": entry.body}
        moment = now(session)
        session.add(
            ChangelogRevision(entry_id=entry.id, number=entry.saves, editor_id=editor.id, edited_at=moment, **said)
        )
        entry.edited_at = moment
    entry.title, entry.body, entry.saves = title, body, entry.saves + 1
    if own - wanted:
        gone = delete(ChangelogIdea).where(ChangelogIdea.entry_id == entry.id)
        await session.execute(gone.where(ChangelogIdea.idea_id.in_(own - wanted)))
    session.add_all(ChangelogIdea(entry_id=entry.id, idea_id=number) for number in sorted(wanted - own))
    await session.flush()
    if not entry.is_draft and own != wanted:
        entry.backers = await votes.count_voters(session, wanted)
    await record(session, ChangelogRevised(entry.id, editor.id))
    for number in [] if entry.is_draft else sorted(wanted - own):
        await record(session, ChangelogExtended(entry.id, number, editor.id))
    return entry


async def publish(session: AsyncSession, actor: Actor, entry_id: int) -> ChangelogEntry:
    """Let everybody read an entry, once each idea that it names is delivered. Twice is once.

    Ideas are delivered by a decision with its answer, and by nothing here. Raises NotFound, NotAllowed, NotDelivered.
    """
    require_may_write(actor)
    entry = await visible(session, actor, entry_id, lock=True)
    if not entry.is_draft:
        return entry
    publisher = members.require_self(actor)
    numbers = await named_by(session, entry.id)
    waiting = [idea.title for idea in await _held(session, numbers) if idea.status is not Status.DELIVERED]
    if waiting:
        raise NotDelivered(titles=", ".join(f"“{title}”" for title in waiting))
    entry.published_at, entry.published_by_id = now(session), publisher.id
    entry.backers = await votes.count_voters(session, numbers)
    await session.flush()
    await record(session, ChangelogPublished(entry.id, publisher.id))
    await session.refresh(entry, ["published_by"])
    return entry


async def discard(session: AsyncSession, actor: Actor, entry_id: int) -> None:
    """Throw a draft away. Raises NotFound, NotAllowed, EntryPublished."""
    require_may_write(actor)
    entry = await visible(session, actor, entry_id, lock=True)
    if not entry.is_draft:
        raise EntryPublished
    await session.delete(entry)
    await session.flush()
    await record(session, ChangelogDiscarded(entry_id, members.require_self(actor).id))


async def _checked(
    session: AsyncSession,
    actor: Actor,
    title: str,
    body: str,
    idea_ids: Collection[int],
    statuses: Collection[Status],
    own: Collection[int] = (),
) -> tuple[str, str, set[int]]:
    """Return the text tidied and the ideas to name; those in `own` may stand anywhere by now. Raises Invalid."""
    wanted = set(idea_ids)
    with checked() as problems:
        title = problems.line("title", title, least=TITLE_LEAST, most=TITLE_MOST)
        body = problems.text("body", body, least=BODY_LEAST, most=BODY_MOST)
        if len(wanted) > IDEAS_MOST:
            problems.add("ideas", "too_many", _("Name at most %(most)s ideas."), most=IDEAS_MOST)
        else:
            await _check_ideas(session, actor, problems, wanted - set(own), statuses)
    return title, body, wanted


async def _held(session: AsyncSession, numbers: Collection[int]) -> list[Idea]:
    """Return ideas as they are now, held against whoever reopens one of them just then."""
    query = select(Idea).where(Idea.id.in_(numbers)).order_by(Idea.id).with_for_update(read=True)
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def _check_ideas(
    session: AsyncSession, actor: Actor, problems: Problems, wanted: set[int], statuses: Collection[Status]
) -> None:
    if wanted:
        await _held(session, wanted)
    found = await ideas.by_ids(session, actor, wanted) if wanted else {}
    if any(number not in found or found[number].hidden_at or found[number].status not in statuses for number in wanted):
        message = _("An entry names ideas that are adopted or delivered; a published one only delivered ones.")
        problems.add("ideas", "not_there_yet", message)
