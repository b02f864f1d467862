"""Which units count: not those of the first days, when people only get used to it, nor those whose outcome is open."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.experiments.refusals import OtherArms
from domain.experiments.totals import Totals, less, together


@dataclass(frozen=True, slots=True)
class Cohort:
    """The units that came in on one day of the experiment, 0 for the first, with what is known of them by now."""

    day: int
    arms: tuple[Totals, ...]


def mature(cohorts: Iterable[Cohort], *, today: int, ramp_in_days: int, ripe_after_days: int) -> tuple[Totals, ...]:
    """Return the totals of all arms over the days that count; empty when there is none yet.

    The first `ramp_in_days` are left out for good, the last `ripe_after_days` before `today` until they are over.
    """
    counted = [each.arms for each in cohorts if ramp_in_days <= each.day <= today - ripe_after_days]
    if len({len(arms) for arms in counted}) > 1:
        raise OtherArms("arms")
    return tuple(together(arm) for arm in zip(*counted, strict=True))


def after_ramp_in(now: tuple[Totals, ...], at_its_end: tuple[Totals, ...]) -> tuple[Totals, ...]:
    """Return cumulative totals without those that were in when the ramp-in ended; refuses totals that fell."""
    if len(now) != len(at_its_end):
        raise OtherArms("arms")
    return tuple(less(arm, part) for arm, part in zip(now, at_its_end, strict=True))
