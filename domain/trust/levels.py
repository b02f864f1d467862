"""How evidence becomes a level: what each level asks, what holds somebody below it, and when one is lost."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.members import TrustLevel
from domain.trust import thresholds as at


class Figure(StrEnum):
    """What is counted, over the last hundred days."""

    ACTIVE_DAYS = "active_days"
    VOTES_GIVEN = "votes_given"
    PEOPLE = "people"
    CONTRIBUTIONS = "contributions"
    RESPONSE_DAYS = "response_days"


class LostFor(StrEnum):
    """Why a level was lost."""

    SUSPENDED = "suspended"
    UPHELD = "upheld"
    QUIET = "quiet"


class Allowance(StrEnum):
    """What a level lets somebody do."""

    SUPPORT_COUNTS = "support_counts"
    TEXTS_AT_ONCE = "texts_at_once"
    REPORTS_STAND_OUT = "reports_stand_out"


_REGULAR = {
    Figure.ACTIVE_DAYS: at.REGULAR_DAYS,
    Figure.VOTES_GIVEN: at.REGULAR_VOTES,
    Figure.PEOPLE: at.REGULAR_PEOPLE,
}
# What each level asks at least; each asks for all that those below it do.
BARS: dict[TrustLevel, dict[Figure, int]] = {
    TrustLevel.REGULAR: _REGULAR,
    TrustLevel.TRUSTED: {
        **_REGULAR,
        Figure.ACTIVE_DAYS: at.TRUSTED_DAYS,
        Figure.PEOPLE: at.TRUSTED_PEOPLE,
        Figure.CONTRIBUTIONS: at.TRUSTED_CONTRIBUTIONS,
        Figure.RESPONSE_DAYS: at.TRUSTED_RESPONSE_DAYS,
    },
}
ALLOWS: dict[TrustLevel, tuple[Allowance, ...]] = {
    TrustLevel.NEW: (),
    TrustLevel.KNOWN: (Allowance.SUPPORT_COUNTS,),
    TrustLevel.REGULAR: (Allowance.SUPPORT_COUNTS, Allowance.TEXTS_AT_ONCE),
    TrustLevel.TRUSTED: tuple(Allowance),
}


@dataclass(frozen=True)
class Evidence:
    """What is known of a member at a moment: the figures, and what speaks against them.

    `upheld` counts texts of theirs that moderators took out of sight in a hundred days, and that still are.
    """

    joined_at: datetime
    figures: Mapping[Figure, int]
    upheld: int = 0
    suspended: bool = False
    suspended_at: datetime | None = None

    def meets(self, level: TrustLevel) -> bool:
        """Return whether the figures are those that a level asks for."""
        return all(self.figures[figure] >= least for figure, least in BARS.get(level, {}).items())

    def was_suspended(self, moment: datetime) -> bool:
        """Return whether they were suspended at some time in the last hundred days."""
        return self.suspended_at is not None and self.suspended_at > moment - at.LATELY

    def objection(self, moment: datetime) -> LostFor | None:
        """Return what takes away all that is above `known`, or with a suspension that too, whatever the figures."""
        if self.suspended or self.was_suspended(moment):
            return LostFor.SUSPENDED
        return LostFor.UPHELD if self.upheld else None

    def earns(self, moment: datetime) -> TrustLevel:
        """Return the level that this evidence is worth."""
        if self.suspended or self.joined_at > moment - at.MEMBER_FOR:
            return TrustLevel.NEW
        if self.objection(moment):
            return TrustLevel.KNOWN
        return next(
            (level for level in (TrustLevel.TRUSTED, TrustLevel.REGULAR) if self.meets(level)), TrustLevel.KNOWN
        )


@dataclass(frozen=True)
class Stand:
    """Where a member stands: since when, since when below what their level asks, and why they lost one last."""

    level: TrustLevel
    since: datetime
    below_since: datetime | None = None
    lost_for: LostFor | None = None

    @property
    def grace_until(self) -> datetime | None:
        """Return until when being below the bar costs nothing yet, None while they aren't."""
        return self.below_since + at.GRACE if self.below_since else None


def judge(stand: Stand, evidence: Evidence, moment: datetime) -> Stand:
    """Return where somebody stands now who stood there before: up at once, down at once for what was upheld.

    For quiet alone it goes down by one level, and only after the grace; the next level has a grace of its own.
    """
    earned = evidence.earns(moment)
    if earned is stand.level:
        return replace(stand, below_since=None)
    if earned.reaches(stand.level):
        lost_for = stand.lost_for if earned is TrustLevel.KNOWN else None
        return Stand(earned, moment, lost_for=lost_for)
    if objection := evidence.objection(moment):
        return Stand(earned, moment, lost_for=objection)
    if stand.level is TrustLevel.KNOWN:
        return replace(stand, below_since=None)  # a clock that was set back makes nobody new
    below_since = min(stand.below_since or moment, moment)
    if moment - below_since < at.GRACE:
        return replace(stand, below_since=below_since)
    order = list(TrustLevel)
    lower = order[order.index(stand.level) - 1]
    return Stand(lower, moment, moment if not earned.reaches(lower) else None, LostFor.QUIET)
