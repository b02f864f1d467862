"""One page of who may what: every permission, and the roles it is granted to. A visitor is a role too."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.errors import NotAllowed, SignInNeeded, _


class Role(StrEnum):
    """What a person is to the community."""

    VISITOR = "visitor"
    CUSTOMER = "customer"
    EMPLOYEE = "employee"
    PRODUCT = "product"
    EXECUTIVE = "executive"
    ADMIN = "admin"


STAFF = frozenset({Role.EMPLOYEE, Role.PRODUCT, Role.EXECUTIVE, Role.ADMIN})


class Permission(StrEnum):
    """Something that can be allowed, named `resource:action`."""

    READ = "community:read"
    EDIT_COMMUNITY = "community:edit"
    SUBMIT_IDEA = "idea:submit"
    EDIT_ANY_IDEA = "idea:edit_any"
    TRIAGE = "idea:triage"
    READ_TRIAGE = "triage:read"
    KEEP_TAGS = "tag:keep"
    WRITE_CHANGELOG = "changelog:write"
    FOLLOW_IDEA = "idea:follow"
    CAST_VOTE = "vote:cast"
    MAKE_OFFER = "offer:make"
    READ_ANY_OFFER = "offer:read_any"
    REMOVE_ANY_OFFER = "offer:remove_any"
    WRITE_COMMENT = "comment:write"
    ADD_IMAGE = "image:add"
    REMOVE_ANY_COMMENT = "comment:remove_any"
    REPORT_TEXT = "report:make"
    MODERATE = "report:settle"
    SHARE_NOTES = "note:share"
    RECORD_FOR_CUSTOMER = "vote:record"
    MANAGE_MEMBERS = "member:manage"
    SUSPEND_MEMBER = "member:suspend"
    READ_RECORD = "record:read"
    MANAGE_TEAMS = "team:manage"
    READ_METRICS = "metric:read"
    KEEP_METRICS = "metric:keep"
    ENTER_READINGS = "reading:enter"
    TEND_DELIVERY = "delivery:tend"
    RUN_EXPERIMENT = "experiment:run"
    SEND_CARD = "card:send"
    READ_FAIRNESS = "fairness:read"
    GIVE_BADGE = "badge:give"
    NOMINATE_HERO = "hero:nominate"
    CHOOSE_HERO = "hero:choose"
    KEEP_CHALLENGES = "challenge:keep"
    JOIN_CHALLENGE = "challenge:join"
    CREATE_TOKEN = "token:create"  # noqa: S105 - a permission's name


_TAKING_PART = frozenset(
    {
        Permission.READ,
        Permission.SUBMIT_IDEA,
        Permission.FOLLOW_IDEA,
        Permission.CAST_VOTE,
        Permission.MAKE_OFFER,
        Permission.WRITE_COMMENT,
        Permission.ADD_IMAGE,
        Permission.REPORT_TEXT,
        Permission.NOMINATE_HERO,
        Permission.CREATE_TOKEN,
    }
)
_WORKING_HERE = _TAKING_PART | {
    Permission.READ_ANY_OFFER,
    Permission.SHARE_NOTES,
    Permission.RECORD_FOR_CUSTOMER,
    Permission.READ_METRICS,
    Permission.RUN_EXPERIMENT,
    Permission.SEND_CARD,
    Permission.JOIN_CHALLENGE,
}
_TENDING = frozenset(
    {
        Permission.TRIAGE,
        Permission.READ_TRIAGE,
        Permission.KEEP_TAGS,
        Permission.WRITE_CHANGELOG,
        Permission.EDIT_ANY_IDEA,
        Permission.REMOVE_ANY_COMMENT,
        Permission.REMOVE_ANY_OFFER,
        Permission.MODERATE,
        Permission.SUSPEND_MEMBER,
        Permission.KEEP_METRICS,
        Permission.ENTER_READINGS,
        Permission.GIVE_BADGE,
        Permission.KEEP_CHALLENGES,
    }
)

# What somebody may still do while they are suspended: they read, and nothing of theirs reaches others.
WHILE_SUSPENDED = frozenset({Permission.READ, Permission.FOLLOW_IDEA})

# A visitor's READ is taken back when the community is for members only: see `members.Visitor`.
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.VISITOR: frozenset({Permission.READ}),
    Role.CUSTOMER: _TAKING_PART,
    Role.EMPLOYEE: _WORKING_HERE,
    Role.PRODUCT: _WORKING_HERE | _TENDING,
    Role.EXECUTIVE: _WORKING_HERE
    | {
        Permission.READ_TRIAGE,
        Permission.ENTER_READINGS,
        Permission.CHOOSE_HERO,
        Permission.KEEP_CHALLENGES,
    },
    Role.ADMIN: frozenset(Permission),
}


class Suspended(NotAllowed):
    """Somebody who may only read for a while."""

    code = "suspended"
    message = _("For now you can read here, and not write. At the top of each page stands why, and until when.")


class Actor(Protocol):
    """Whoever asks for something: a member, or a visitor without an id."""

    @property
    def id(self) -> int | None:
        """Return the member's id, None for a visitor."""

    @property
    def role(self) -> Role:
        """Return what the person is to the community."""

    @property
    def suspended_until(self) -> datetime | None:
        """Return until when the person may only read, None for almost everybody."""

    def may(self, permission: Permission) -> bool:
        """Return whether the actor has been granted `permission`."""


def require(actor: Actor, permission: Permission) -> None:
    """Raise SignInNeeded for a visitor, NotAllowed for anybody else without the permission."""
    if not actor.may(permission):
        if actor.id is None:
            raise SignInNeeded
        raise Suspended if actor.suspended_until and permission in GRANTS[actor.role] else NotAllowed
