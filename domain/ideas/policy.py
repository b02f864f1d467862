"""Who sees an idea, and who may change it when."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_

from domain.errors import Conflict, NotAllowed, SignInNeeded, _
from domain.ideas.model import Idea
from domain.ideas.statuses import (
    MOVES,
    OPEN_FOR_ANSWERS,
    OPEN_FOR_COMMENTS,
    OPEN_FOR_EDITS,
    OPEN_FOR_OFFERS,
    OPEN_FOR_VOTES,
    Status,
)
from domain.members import Actor, Viewer
from domain.permissions import Permission, Suspended


class IdeaClosed(Conflict):
    """The idea's status no longer lets its text change."""

    code = "idea_closed"
    message = _("Where this idea stands now, it can't be changed any more.")


class NotTheAuthor(NotAllowed):
    """Somebody else's idea."""

    code = "not_the_author"
    message = _("Only its author can do this.")


def visible_to(actor: Viewer) -> ColumnElement[bool]:
    """Return the condition for ideas the actor may know of: what is public, and what is their own."""
    if not actor.may(Permission.READ):
        return false()
    public = and_(Idea.status != Status.DRAFT, Idea.hidden_at.is_(None))
    if actor.may(Permission.EDIT_ANY_IDEA):
        public = Idea.status != Status.DRAFT
    return public if actor.id is None else or_(public, and_(Idea.author_id == actor.id, Idea.discarded_at.is_(None)))


def may_submit(actor: Actor) -> bool:
    """Return whether the actor may put ideas before the community."""
    return actor.may(Permission.SUBMIT_IDEA)


def may_edit(actor: Actor, idea: Idea) -> bool:
    """Return whether the actor may change the idea's text now."""
    return idea.status in OPEN_FOR_EDITS and _has_hand_on(actor, idea)


def needs_note(actor: Actor, idea: Idea, now: datetime) -> bool:
    """Return whether an edit must say why: past the edit window or the first answer, or in somebody else's."""
    return not idea.is_draft and (not idea.is_by(actor.id) or idea.edit_until is None or now >= idea.edit_until)


def may_withdraw(actor: Actor, idea: Idea) -> bool:
    """Return whether the actor may take the idea back."""
    return actor.id is not None and idea.author_id == actor.id and Status.WITHDRAWN in MOVES.get(idea.status, ())


def takes_votes(idea: Idea) -> bool:
    """Return whether the idea's status lets members vote, and take votes back."""
    return idea.status in OPEN_FOR_VOTES and idea.hidden_at is None


def takes_offers(idea: Idea) -> bool:
    """Return whether the idea's status lets members offer to take part."""
    return idea.status in OPEN_FOR_OFFERS and idea.hidden_at is None


def takes_comments(idea: Idea) -> bool:
    """Return whether the idea's status lets members comment."""
    return idea.status in OPEN_FOR_COMMENTS and idea.hidden_at is None


def takes_answers(idea: Idea) -> bool:
    """Return whether the product team may answer the idea where it stands; one out of sight too."""
    return idea.status in OPEN_FOR_ANSWERS


def require_may_edit(actor: Actor, idea: Idea) -> None:
    """Raise SignInNeeded, NotTheAuthor or IdeaClosed unless the actor may change the idea."""
    if actor.id is None:
        raise SignInNeeded
    if actor.suspended_until is not None:
        raise Suspended
    if not _has_hand_on(actor, idea):
        raise NotTheAuthor
    if not may_edit(actor, idea):
        raise IdeaClosed


def require_may_withdraw(actor: Actor, idea: Idea) -> None:
    """Raise SignInNeeded, NotTheAuthor or IdeaClosed unless the actor may take the idea back; co-authors may not."""
    if actor.id is None:
        raise SignInNeeded
    if idea.author_id != actor.id:
        raise NotTheAuthor
    if not may_withdraw(actor, idea):
        raise IdeaClosed


def _has_hand_on(actor: Actor, idea: Idea) -> bool:
    if actor.suspended_until is not None:
        return False
    return idea.is_by(actor.id) or (not idea.is_draft and actor.may(Permission.EDIT_ANY_IDEA))
