"""Who may read at all, and which members others can see."""

from sqlalchemy import ColumnElement, false

from domain import permissions
from domain.community import Community, Reading
from domain.errors import SignInNeeded
from domain.members.model import Actor, Member, Visitor
from domain.permissions import Permission


def visitor(community: Community) -> Visitor:
    """Return somebody who hasn't signed in; a community for members shows them its door only."""
    return Visitor(reads=community.reading is Reading.EVERYONE, language=community.language)


def require_may_read(actor: Actor) -> None:
    """Raise SignInNeeded when the community is for members and the actor is none."""
    permissions.require(actor, Permission.READ)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for members the actor can look up: those who haven't left."""
    return Member.left_at.is_(None) if actor.may(Permission.READ) else false()


def may_manage(actor: Actor) -> bool:
    """Return whether the actor may change roles and name the sponsor."""
    return actor.may(Permission.MANAGE_MEMBERS)


def may_manage_teams(actor: Actor) -> bool:
    """Return whether the actor may make and fill teams."""
    return actor.may(Permission.MANAGE_TEAMS)


def may_edit_community(actor: Actor) -> bool:
    """Return whether the actor may change the community's name, zone, hue, doors and labels."""
    return actor.may(Permission.EDIT_COMMUNITY)


def require_member(actor: Actor, permission: Permission) -> Member:
    """Return the actor as a member with `permission`; raises SignInNeeded or NotAllowed."""
    permissions.require(actor, permission)
    if not isinstance(actor, Member):
        raise SignInNeeded
    return actor


def require_self(actor: Actor) -> Member:
    """Return the actor as a member acting on themselves; raises SignInNeeded."""
    if not isinstance(actor, Member) or actor.left_at is not None:
        raise SignInNeeded
    return actor
