"""How sound an experiment is, sign by sign, in words: whether what is advised of it can be trusted."""

import math
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import _
from domain.experiments.amounts import Amount, AmountKind
from domain.experiments.terms import Terms
from domain.experiments.verdicts import Reason, Verdict
from domain.experiments.wording import Sentence

FRESH_DAYS = 7


class SignKind(StrEnum):
    """What is looked at."""

    SPLIT = "split"
    TOTALS = "totals"
    FRESH = "fresh"
    WEEKS = "weeks"
    ENOUGH = "enough"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of health: what it is about, whether all is well, and what it says."""

    kind: SignKind
    well: bool
    says: Sentence


def health(terms: Terms, verdict: Verdict, *, silent_days: float | None, plan_changed: bool) -> tuple[Sign, ...]:
    """Return the signs at a look, `silent_days` after it (None once it is over); one arm alone has no split."""
    signs = []
    if len(terms.split) > 1:
        well = Reason.OTHER_SPLIT not in verdict.alarms and verdict.reason is not Reason.OTHER_SPLIT
        signs.append(_sign(SignKind.SPLIT, well, _("Split as planned"), _("Not split as planned")))
    if Reason.TOTALS_FELL in verdict.alarms:
        signs.append(Sign(SignKind.TOTALS, well=False, says=Sentence(_("Totals fell"))))
    if silent_days is not None:
        ago = {"ago": Amount(AmountKind.AGO, math.floor(silent_days))}
        signs.append(Sign(SignKind.FRESH, silent_days <= FRESH_DAYS, Sentence(_("Last data: %(ago)s"), ago)))
    weeks = {"weeks": Amount(AmountKind.NUMBER, math.floor(verdict.look.day / 7))}
    least = Amount(AmountKind.DAYS, math.ceil(terms.least_days))
    if verdict.look.day >= terms.least_days:
        signs.append(Sign(SignKind.WEEKS, well=True, says=Sentence(_("Full weeks: %(weeks)s"), weeks)))
    else:
        says = Sentence(_("Shorter than the planned %(least)s"), {"least": least})
        signs.append(Sign(SignKind.WEEKS, well=False, says=says))
    few = verdict.leading.lacks in (Reason.TOO_FEW, Reason.NO_SPREAD, Reason.NO_RATIO)
    signs.append(_sign(SignKind.ENOUGH, not few, _("Enough data for a verdict"), _("Not enough data yet")))
    changed = _("Plan changed; the verdict began anew")
    signs.append(_sign(SignKind.PLAN, not plan_changed, _("Plan unchanged since the start"), changed))
    return tuple(signs)


def _sign(kind: SignKind, well: bool, good: str, bad: str) -> Sign:
    return Sign(kind, well, Sentence(good if well else bad))
