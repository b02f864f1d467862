"""Who reads the changelog, and who writes it."""

from sqlalchemy import ColumnElement, false, true

from domain import permissions
from domain.changelog.model import ChangelogEntry
from domain.members import Actor
from domain.permissions import Permission


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for entries the actor may read: published ones, and drafts for who writes them."""
    if not actor.may(Permission.READ):
        return false()
    return true() if may_write(actor) else ChangelogEntry.published_at.is_not(None)


def may_write(actor: Actor) -> bool:
    """Return whether the actor may draft, publish and edit entries."""
    return actor.may(Permission.WRITE_CHANGELOG)


def require_may_write(actor: Actor) -> None:
    """Raise SignInNeeded or NotAllowed unless the actor may write the changelog."""
    permissions.require(actor, Permission.WRITE_CHANGELOG)
