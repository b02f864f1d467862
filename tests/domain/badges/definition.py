"""The plain definition of when a badge is earned: slow, read at a glance, and what both evaluators are held to."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.badges.criteria import Leaf, leaves, wanted
from domain.badges.earning import Deed, Expression, brings, counts, holds, reached


def earned_at(criterion: Expression, deeds: Iterable[Deed]) -> datetime | None:
    """Return the first moment at which the criterion holds of one member's deeds, None if at none of them."""
    parts = list(leaves(criterion))
    known = [deed for deed in deeds if any(deed.code in wanted(part) for part in parts)]
    for moment in sorted({deed.at for deed in known}):
        seen = [deed for deed in known if deed.at <= moment]
        if holds(criterion, [reached(part, _brought(part, seen, moment)) for part in parts]):
            return moment
    return None


def _brought(leaf: Leaf, seen: Iterable[Deed], moment: datetime) -> list[int | str | None]:
    since = moment - timedelta(days=leaf.days) if leaf.days else None
    return [brings(leaf, deed) for deed in seen if counts(leaf, deed) and (since is None or deed.at > since)]
