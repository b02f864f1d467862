"""Who sees what is measured, who says what is, and who enters figures."""

from sqlalchemy import ColumnElement, false, true

from domain import permissions
from domain.members import Actor, Member, require_self
from domain.metrics.model import Metric
from domain.permissions import Permission


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for metrics the actor may read: all for staff, none for anybody else."""
    return true() if may_read(actor) else false()


def may_read(actor: Actor) -> bool:
    """Return whether the actor sees metrics and their readings."""
    return actor.may(Permission.READ_METRICS)


def require_may_read(actor: Actor) -> None:
    """Raise SignInNeeded or NotAllowed unless the actor sees metrics."""
    permissions.require(actor, Permission.READ_METRICS)


def may_keep(actor: Actor) -> bool:
    """Return whether the actor says what is measured, and who owns it."""
    return actor.may(Permission.KEEP_METRICS)


def may_enter(actor: Actor, metric: Metric) -> bool:
    """Return whether the actor enters and corrects the readings of this metric."""
    owns = metric.owner_id == actor.id and may_read(actor)
    return metric.retired_at is None and (actor.may(Permission.ENTER_READINGS) or owns)


def require_may_enter(actor: Actor, metric: Metric) -> Member:
    """Return the actor as a member who enters readings of this metric; raises SignInNeeded or NotAllowed."""
    if metric.owner_id != actor.id or not may_read(actor):
        permissions.require(actor, Permission.ENTER_READINGS)
    return require_self(actor)
