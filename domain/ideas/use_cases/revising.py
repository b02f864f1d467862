"""Changing an idea after it was submitted, in the open; taking it back; naming the statuses."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members, permissions
from domain.clock import now
from domain.community import Community
from domain.errors import Conflict, _, problem
from domain.events import record
from domain.ideas.events import IdeaRevised, IdeaWithdrawn
from domain.ideas.model import NOTE_MOST, Idea
from domain.ideas.policy import needs_note, require_may_edit, require_may_withdraw
from domain.ideas.queries import latest_revision, visible
from domain.ideas.statuses import Status
from domain.ideas.use_cases.moving import move
from domain.ideas.use_cases.submitting import keep_revision
from domain.ideas.use_cases.writing import Writing, for_submission, put
from domain.members import Actor, Member, require_self
from domain.permissions import Permission
from domain.texts import checked, slug

LABEL_MOST = 30
REVISIONS_MOST = 120  # an hour, of all ideas that one may edit
EditJudge = Callable[[Idea, Writing, str], Awaitable[bool]]


class EditedMeanwhile(Conflict):
    """Somebody changed the idea after this form was opened."""

    code = "edited_meanwhile"
    message = _(
        "This idea was changed while you were writing. Your text is still here; please compare before you save."
    )


async def revise(
    session: AsyncSession,
    actor: Actor,
    idea_id: int,
    writing: Writing,
    *,
    based_on: int,
    note: str = "",
    images_change: bool = False,
    judge: EditJudge | None = None,
) -> Idea:
    """Change what an idea says. `based_on` is the revision the writer saw; past the edit window a note says why.

    With `images_change` its images change along, which the caller does then. A `judge` is shown what it shall say, and
    the note; when it returns false, nothing changes yet.
    Raises NotFound, NotTheAuthor, IdeaClosed, EditedMeanwhile, Invalid, TooMany.
    """
    idea = await visible(session, actor, idea_id, lock=True)
    require_may_edit(actor, idea)
    editor = require_self(actor)
    await members.spend(session, f"revise:{editor.id}", REVISIONS_MOST, timedelta(hours=1))
    tidy = for_submission(writing)
    with checked() as problems:
        note = problems.line("note", note, most=NOTE_MOST)
    number = await latest_revision(session, idea.id)
    if based_on != number:
        raise EditedMeanwhile
    if needs_note(actor, idea, now(session)) and not note:
        raise problem("note", "missing", _("Please say in a few words what changes and why; everybody will see it."))
    changes = images_change or not _same(idea, tidy)
    if changes and (judge is None or await judge(idea, tidy, note)):
        await apply_revision(session, idea, editor, tidy, note, images_changed=images_change)
    return idea


async def apply_revision(
    session: AsyncSession, idea: Idea, editor: Member, tidy: Writing, note: str, *, images_changed: bool
) -> None:
    """Let an idea say something else from now on. Whoever calls holds the idea and has allowed it."""
    number = await latest_revision(session, idea.id) + 1
    await put(session, idea, tidy)
    idea.edited_at = now(session)
    await keep_revision(session, idea, editor, number, note, images_changed=images_changed)
    await session.flush()
    await record(session, IdeaRevised(idea.id, editor.id, number))


async def withdraw(session: AsyncSession, actor: Actor, idea_id: int, reason: str) -> Idea:
    """Take an idea back with a reason everybody can read; its page stays. Raises Invalid, NotTheAuthor, IdeaClosed."""
    idea = await visible(session, actor, idea_id, lock=True)
    if idea.status is Status.WITHDRAWN and idea.author_id == actor.id:
        return idea
    require_may_withdraw(actor, idea)
    with checked() as problems:
        reason = problems.line("reason", reason, least=3, most=NOTE_MOST)
    idea.withdrawn_reason = reason
    await move(session, idea, Status.WITHDRAWN, actor.id)
    await record(session, IdeaWithdrawn(idea.id, idea.author_id))
    return idea


async def relabel(session: AsyncSession, actor: Actor, labels: Mapping[str, Mapping[str, str]]) -> Community:
    """Give statuses labels of the community's own, by language and then by status; an empty one goes back to ours.

    Raises Invalid, NotAllowed.
    """
    here = await community.current(session, lock=True)
    permissions.require(actor, Permission.EDIT_COMMUNITY)
    kept = {language: dict(here.status_labels.get(language, {})) for language in community.LANGUAGES}
    with checked() as problems:
        for language, status, label in [(one, *other) for one, own in labels.items() for other in own.items()]:
            field = f"label_{language}_{status}"
            if language not in kept or status not in set(Status):
                problems.add(field, "unknown", _("There is no such status."))
            else:
                kept[language][str(status)] = problems.line(field, label, most=LABEL_MOST)
    named = {language: {status: label for status, label in own.items() if label} for language, own in kept.items()}
    return await community.revise(session, actor, status_labels={one: own for one, own in named.items() if own})


def _same(idea: Idea, writing: Writing) -> bool:
    mine = (
        idea.title,
        idea.problem,
        idea.proposal,
        idea.quadrant,
        idea.language,
        {tag.slug for tag in idea.tags},
    )
    theirs = (
        writing.title,
        writing.problem,
        writing.proposal,
        writing.quadrant,
        writing.language,
        {slug(tag) for tag in writing.tags},
    )
    return mine == theirs
