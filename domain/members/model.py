"""People, the teams staff work in, and the secrets by which people are known again. Secrets are stored hashed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from sqlalchemy import BindParameter, CheckConstraint, ForeignKey, Index, LargeBinary, String, bindparam, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, Number, PrimaryKey, words
from domain.errors import _
from domain.permissions import GRANTS, STAFF, WHILE_SUSPENDED, Permission, Role

NAME_MOST = 60
ABOUT_MOST = 400
REASON_MOST = 200
EMAIL_MOST = 254
STAFF_IDLE, STAFF_LONGEST = timedelta(hours=1), timedelta(hours=24)
CUSTOMER_IDLE = timedelta(days=30)
LINK_LIFE = timedelta(minutes=15)
SET_UP_LIFE = timedelta(hours=24)
# What those are called who left, or stand for a customer; of who it is nothing is told, and pages translate it.
FORMER, STAND_IN = _("Former member"), _("A customer")
STAND_IN_FROM = "behalf:"
CUSTOMERS = 0  # stands for all customers where people are told apart by the numbers of their teams


class TrustLevel(StrEnum):
    """How far what a member does is taken on trust: from evidence and time, never from points."""

    NEW = "new"
    KNOWN = "known"
    REGULAR = "regular"
    TRUSTED = "trusted"

    def reaches(self, other: "TrustLevel") -> bool:
        """Return whether this is that level, or one above it."""
        order = list(TrustLevel)
        return order.index(self) >= order.index(other)


class Team(Base):
    """Staff who work together."""

    __tablename__ = "teams"

    id: Mapped[PrimaryKey]
    name: Mapped[str] = mapped_column(String(NAME_MOST), unique=True)


class TeamMembership(Base):
    """A member's place in a team."""

    __tablename__ = "team_memberships"

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)


class Member(Base):
    """A person. One who left keeps only the number, so that what they gave stays counted."""

    __tablename__ = "members"
    __table_args__ = (
        Index("uq_members_email", text("lower(email)"), unique=True, postgresql_where="email IS NOT NULL"),
        Index("uq_members_sponsor", "is_sponsor", unique=True, postgresql_where="is_sponsor"),
        Index("uq_members_on_duty", "is_on_duty", unique=True, postgresql_where="is_on_duty"),
        Index("ix_members_best_customers", "id", postgresql_where="is_best_customer"),
        CheckConstraint("role <> 'visitor'", name="visitors_are_nobody"),
        CheckConstraint("left_at IS NULL OR (email IS NULL AND password_hash IS NULL)", name="gone_is_nameless"),
    )

    id: Mapped[PrimaryKey]
    handle: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_MOST))
    email: Mapped[str | None] = mapped_column(String(EMAIL_MOST))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(words(Role), default=Role.CUSTOMER)
    language: Mapped[str] = mapped_column(String(8), default="en")
    about: Mapped[str] = mapped_column(String(ABOUT_MOST), default="")
    is_sponsor: Mapped[bool] = mapped_column(default=False)
    is_on_duty: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_best_customer: Mapped[bool] = mapped_column(default=False, server_default=false())
    # As of the last look, for whoever needs it at once; `domain.trust` keeps it. It says nothing of staff.
    trust: Mapped[TrustLevel] = mapped_column(
        words(TrustLevel), default=TrustLevel.NEW, server_default=TrustLevel.NEW.value
    )
    suspended_until: Mapped[datetime | None]
    suspended_reason: Mapped[str] = mapped_column(String(REASON_MOST), default="", server_default="")
    imported_from: Mapped[str | None] = mapped_column(String(200), unique=True)
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    teams: Mapped[list[Team]] = relationship(secondary="team_memberships", lazy="raise", order_by=Team.name)

    @property
    def imported(self) -> bool:
        """Return whether this person came with an import and cannot sign in."""
        return self.imported_from is not None

    @property
    def is_nameless(self) -> bool:
        """Return whether the name is words of ours, which each reads in their language: FORMER or STAND_IN."""
        return self.left_at is not None or (self.imported_from or "").startswith(STAND_IN_FROM)

    @property
    def is_staff(self) -> bool:
        """Return whether this person works here."""
        return self.role in STAFF

    @property
    def initials(self) -> str:
        """Return one or two letters for the avatar."""
        parts = self.name.split() or ["?"]
        return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper()

    def may(self, permission: Permission) -> bool:
        """Return whether this person's role has been granted `permission`, and no suspension holds it back."""
        return permission in GRANTS[self.role] and (self.suspended_until is None or permission in WHILE_SUSPENDED)


@dataclass(frozen=True)
class Visitor:
    """Somebody who hasn’t signed in; `reads` is whether the community is open to them, `language` is its own."""

    reads: bool = True
    language: str = "en"
    id: None = None
    role: Literal[Role.VISITOR] = Role.VISITOR
    suspended_until: None = None

    def may(self, permission: Permission) -> bool:
        """Return whether visitors have been granted `permission` here."""
        return permission in GRANTS[self.role] and (self.reads or permission != Permission.READ)


Actor = Member | Visitor


@dataclass(frozen=True)
class Alike:
    """All of a role, suspended or not, whom a statement is made for once; who asks is its parameter `viewer`."""

    role: Role
    suspended: bool = False

    @property
    def id(self) -> BindParameter[int]:
        """Return what stands for the member's number."""
        return bindparam("viewer", type_=Number)

    def may(self, permission: Permission) -> bool:
        """Return whether the role has been granted `permission`, and no suspension holds it back."""
        return permission in GRANTS[self.role] and (not self.suspended or permission in WHILE_SUSPENDED)


Viewer = Member | Visitor | Alike


def alike(actor: Actor) -> Visitor | Alike:
    """Return all who see what the actor sees, but for what is the actor's own."""
    return Alike(actor.role, actor.suspended_until is not None) if isinstance(actor, Member) else actor


class SignIn(Base):
    """A browser in which a member is signed in, known by the hash of its cookie's token."""

    __tablename__ = "sign_ins"

    id: Mapped[PrimaryKey]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    browser: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]

    member: Mapped[Member] = relationship(lazy="raise")

    def has_ended(self, now: datetime) -> bool:
        """Return whether it has been idle too long, or for staff, has lasted too long; the member must be loaded."""
        if self.member.is_staff:
            return now - self.seen_at > STAFF_IDLE or now - self.created_at > STAFF_LONGEST
        return now - self.seen_at > CUSTOMER_IDLE


class LinkPurpose(StrEnum):
    """What a link in a mail is for."""

    SIGN_IN = "sign_in"
    JOIN = "join"
    CHANGE_EMAIL = "change_email"
    SET_UP = "set_up"


class Link(Base):
    """A one-time link. Its token is made when the mail leaves, and only its hash is kept."""

    __tablename__ = "links"

    id: Mapped[PrimaryKey]
    purpose: Mapped[LinkPurpose] = mapped_column(words(LinkPurpose))
    email: Mapped[str] = mapped_column(String(EMAIL_MOST), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_MOST), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    asked_by: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(8), default="en")
    next_path: Mapped[str] = mapped_column(String(500), default="/")
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Scope(StrEnum):
    """What an access token may be used for."""

    READ = "read"
    WRITE = "write"


class AccessToken(Base):
    """A member's key for the API, shown once and stored hashed."""

    __tablename__ = "access_tokens"

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_MOST))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scope: Mapped[Scope] = mapped_column(words(Scope))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship(lazy="raise")


class Attempt(Base):
    """How often something was tried in a window of time. Loses nothing that matters in a crash."""

    __tablename__ = "attempts"
    __table_args__ = {"prefixes": ["UNLOGGED"]}  # noqa: RUF012

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    window: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
