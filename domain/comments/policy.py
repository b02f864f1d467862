"""Who reads comments, and who may write, change and remove them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, or_, true

from domain import ideas, permissions
from domain.comments.model import Comment
from domain.errors import Conflict, NotAllowed, _
from domain.ideas import Idea
from domain.members import Actor, Viewer
from domain.permissions import Permission


class CommentsClosed(Conflict):
    """The idea's status takes no comments."""

    code = "comments_closed"
    message = _("The discussion of this idea is closed.")


class TooLateToEdit(Conflict):
    """The edit window has passed."""

    code = "too_late_to_edit"
    message = _("A comment can be changed for 30 minutes. You can add a reply, or remove it.")


class OwnCredit(Conflict):
    """Credit goes to others."""

    code = "own_credit"
    message = _("Whoever wrote this stands for the idea already. Credit is for what others added.")


class NothingToCredit(Conflict):
    """The words aren't there for all to read."""

    code = "nothing_to_credit"
    message = _("This comment can’t be read by others now, so an idea can’t be said to build on it.")


class CreditedEnough(Conflict):
    """Credit that everybody gets says nothing."""

    code = "credited_enough"
    message = _(
        "You have credited as many people below this idea as one person can, or this one already. "
        "Take another credit back first."
    )


class NotYours(NotAllowed):
    """Somebody else's comment."""

    code = "not_yours"
    message = _("Only the person who wrote this can do that.")


def visible_to(actor: Viewer, comment: Any = Comment) -> ColumnElement[bool]:
    """Return the condition for comments the actor may know of: what is kept back is its author's and the moderators'.

    The idea's own rule is joined by every query; `comment` is the table, or an alias of it.
    """
    if not actor.may(Permission.READ):
        return false()
    if actor.may(Permission.MODERATE):
        return true()
    told: ColumnElement[bool] = comment.held_at.is_(None)
    return told if actor.id is None else or_(told, comment.author_id == actor.id)


def may_comment(actor: Actor, idea: Idea) -> bool:
    """Return whether the actor may write below the idea now."""
    return actor.may(Permission.WRITE_COMMENT) and ideas.takes_comments(idea)


def may_edit(actor: Actor, comment: Comment, now: datetime) -> bool:
    """Return whether the actor may still change the comment."""
    mine = actor.id is not None and comment.author_id == actor.id
    return mine and comment.removed_at is None and not comment.is_turned_down and now < comment.edit_until


def may_remove(actor: Actor, comment: Comment) -> bool:
    """Return whether the actor may take the comment away."""
    mine = actor.id is not None and comment.author_id == actor.id
    return comment.removed_at is None and (mine or actor.may(Permission.REMOVE_ANY_COMMENT))


def may_credit(actor: Actor, idea: Idea, comment: Comment) -> bool:
    """Return whether the actor may say that their idea builds on the comment, which somebody else wrote below it."""
    apart = idea.is_by(actor.id) and not idea.is_by(comment.author_id)
    return apart and actor.may(Permission.WRITE_COMMENT) and comment.can_be_read and comment.credited_at is None


def may_take_credit_back(actor: Actor, idea: Idea, comment: Comment) -> bool:
    """Return whether the actor may say that the idea doesn't build on the comment after all."""
    return comment.credited_at is not None and idea.is_by(actor.id) and actor.may(Permission.WRITE_COMMENT)


def require_may_credit(actor: Actor, idea: Idea, comment: Comment) -> None:
    """Raise SignInNeeded, NotTheAuthor, OwnCredit or NothingToCredit unless the idea can be said to build on it."""
    require_stands_for(actor, idea)
    if idea.is_by(comment.author_id):
        raise OwnCredit
    if not comment.can_be_read:
        raise NothingToCredit


def require_stands_for(actor: Actor, idea: Idea) -> None:
    """Raise SignInNeeded or NotTheAuthor unless the actor is the idea's author or shares it."""
    permissions.require(actor, Permission.WRITE_COMMENT)
    if not idea.is_by(actor.id):
        raise ideas.NotTheAuthor


def require_may_comment(actor: Actor, idea: Idea) -> None:
    """Raise SignInNeeded or CommentsClosed unless the actor may write below the idea."""
    permissions.require(actor, Permission.WRITE_COMMENT)
    if not ideas.takes_comments(idea):
        raise CommentsClosed


def require_may_edit(actor: Actor, comment: Comment, now: datetime) -> None:
    """Raise SignInNeeded, NotYours or TooLateToEdit unless the actor may change the comment."""
    permissions.require(actor, Permission.WRITE_COMMENT)
    if comment.author_id != actor.id:
        raise NotYours
    if not may_edit(actor, comment, now):
        raise TooLateToEdit


def require_may_remove(actor: Actor, comment: Comment) -> None:
    """Raise SignInNeeded or NotYours unless the actor may take the comment away."""
    permissions.require(actor, Permission.WRITE_COMMENT)
    if comment.author_id != actor.id and not actor.may(Permission.REMOVE_ANY_COMMENT):
        raise NotYours
