"""Who sees badges, and who gives them."""

from sqlalchemy import ColumnElement, and_, false, or_, true

from domain import permissions
from domain.badges.model import Award, Revocation
from domain.errors import Conflict, NotAllowed, _
from domain.members import Actor, Member, require_self
from domain.permissions import Permission


class OwnBadge(NotAllowed):
    """Nobody gives a badge to themselves."""

    code = "own_badge"
    message = _("A badge comes from somebody else. Please ask a colleague to look at what you did.")
    field = "handle"


class AlreadyCarried(Conflict):
    """The member has this badge, for this."""

    code = "already_carried"
    message = _("They have this badge already.")
    field = "handle"


class BadgeRetired(Conflict):
    """No longer given."""

    code = "badge_retired"
    message = _("This badge is no longer given.")


class RevokedAlready(Conflict):
    """Somebody took it back before."""

    code = "revoked_already"
    message = _("This badge was taken back already; its page says why.")


class BadgeRevisedMeanwhile(Conflict):
    """Somebody else was faster."""

    code = "badge_revised_meanwhile"
    message = _("Somebody else has changed this badge meanwhile. Please look at it again.")


class BadgesFull(Conflict):
    """As many badges as a catalogue can hold."""

    code = "badges_full"
    message = _("There are %(most)s badges, more than anybody can know. Retire one first.")


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for awards the actor finds in lists: their own, those shown, and all for who gives badges.

    Revocations must be joined from the outside.
    """
    if not actor.may(Permission.READ):
        return false()
    if may_give(actor):
        return true()
    shown = and_(Award.shown_at.is_not(None), Revocation.award_id.is_(None))
    return shown if actor.id is None else or_(shown, Award.member_id == actor.id)


def may_give(actor: Actor) -> bool:
    """Return whether the actor gives badges and takes them back."""
    return actor.may(Permission.GIVE_BADGE)


def require_may_give(actor: Actor) -> Member:
    """Return the actor as a member who gives badges; raises SignInNeeded or NotAllowed."""
    permissions.require(actor, Permission.GIVE_BADGE)
    return require_self(actor)


def may_keep(actor: Actor) -> bool:
    """Return whether the actor makes badges, revises and retires them."""
    return actor.may(Permission.EDIT_COMMUNITY)


def require_may_keep(actor: Actor) -> Member:
    """Return the actor as a member who makes badges; raises SignInNeeded or NotAllowed."""
    permissions.require(actor, Permission.EDIT_COMMUNITY)
    return require_self(actor)
