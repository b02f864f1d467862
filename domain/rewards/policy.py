"""Who reads whose record, who stands on boards, and who writes rules."""

from sqlalchemy import ColumnElement, and_, false, or_

from domain.members import Actor, Member
from domain.permissions import STAFF, Permission, require
from domain.rewards.model import Currency, Entry, RewardHabit


def shown() -> ColumnElement[bool]:
    """Return the condition for members who stand on boards, of members joined to their habit if they have one.

    Customers do until they say otherwise, people who work here only when they say so; who left doesn't.
    """
    by_habit = or_(RewardHabit.shown.is_(True), and_(RewardHabit.shown.is_(None), Member.role.not_in(STAFF)))
    return and_(Member.left_at.is_(None), Member.imported_from.is_(None), by_habit)


def stands(member: Member, habit: RewardHabit | None) -> bool:
    """Return whether others see the member on boards, and read their record."""
    return not member.is_staff if habit is None or habit.shown is None else habit.shown


def entries_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for entries the actor may read, of entries joined to their member and that one's habit.

    One's own, those of who stands on boards, and for admins all; but thanks are for whom they are meant.
    """
    if not actor.may(Permission.READ):
        return false()
    whose = Member.id.is_not(None) if actor.may(Permission.EDIT_COMMUNITY) else shown()
    others = and_(whose, Entry.currency != Currency.THANKS)
    return others if actor.id is None else or_(others, Entry.member_id == actor.id)


def may_keep_rules(actor: Actor) -> bool:
    """Return whether the actor writes rules, closes seasons, and sees where the ledger drifts."""
    return actor.may(Permission.EDIT_COMMUNITY)


def require_may_keep_rules(actor: Actor) -> None:
    """Raise SignInNeeded or NotAllowed unless the actor writes rules."""
    require(actor, Permission.EDIT_COMMUNITY)


def may_read_record(actor: Actor, member: Member, habit: RewardHabit | None) -> bool:
    """Return whether the actor may read what a member earned: one's own, who stands on boards, and for admins all."""
    whose = actor.id == member.id or actor.may(Permission.EDIT_COMMUNITY) or stands(member, habit)
    return actor.may(Permission.READ) and member.left_at is None and whose
