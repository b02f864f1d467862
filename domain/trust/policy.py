"""Who has a level, and who may read it."""

from domain.errors import NotAllowed, SignInNeeded
from domain.members import Actor, Member
from domain.permissions import Permission


def may_see(actor: Actor, member: Member) -> bool:
    """Return whether the actor may read where a member stands: the member, and moderators."""
    return actor.id is not None and (actor.id == member.id or actor.may(Permission.MODERATE))


def require_may_see(actor: Actor, member: Member) -> None:
    """Raise SignInNeeded or NotAllowed unless the actor may read where a member stands."""
    if actor.id is None:
        raise SignInNeeded
    if not may_see(actor, member):
        raise NotAllowed


def has_level(member: Member) -> bool:
    """Return whether a member has a level at all: what people who work here may do, their role says."""
    return not member.is_staff and not member.imported and member.left_at is None
