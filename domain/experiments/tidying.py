"""Plans as people send them, brought into form: each field that doesn't fit is named, words and figures alike."""

import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from domain.errors import _
from domain.experiments.model import (
    ARM_MOST,
    BECAUSE_MOST,
    CRITERIA_MOST,
    CRITERION_MOST,
    PART_MOST,
    UNIT_MOST,
    MetricKind,
    PromiseKind,
)
from domain.experiments.plans import PART_LEAST, WEEK, Guardrail, PlanDraft, harm_of, outlook_of
from domain.experiments.refusals import Impossible
from domain.experiments.terms import COMPARISONS_MOST, DAYS_MOST
from domain.experiments.totals import UNITS_MOST, require_figure
from domain.texts import Problems, checked

TIME_BOX_MOST = DAYS_MOST // WEEK
LEAST_WEEKS_MOST, RAMP_IN_MOST, RIPE_MOST = 26, 90, 180
BUDGET_DAYS_MOST, MONEY_MOST = 10_000, Decimal("9999999999.99")
# What the engine calls the fields of a plan.
_NAMED = {"share": "level", "mean": "level", "right": "right_from", "promise": "change", "weeks": "units_per_week"}


def tidied(draft: PlanDraft) -> tuple[PlanDraft, int]:
    """Return the draft tidied and with its time-box, and the units it takes. Raises Invalid naming each field."""
    with checked() as problems:
        tidy = _tidy_words(problems, draft)
        _check_counts(problems, tidy)
        if not problems.found:
            try:
                found = outlook_of(tidy)
            except Impossible as refused:
                problems.found += [replace(each, field=_NAMED.get(each.field, each.field)) for each in refused.problems]
            for guardrail in tidy.guardrails:
                _check_harm(problems, guardrail)
    if tidy.time_box_weeks is None:
        waiting = math.ceil((tidy.ramp_in_days + tidy.ripe_after_days) / WEEK)
        tidy = replace(tidy, time_box_weeks=min(found.time_box_weeks + waiting, TIME_BOX_MOST))
    return tidy, found.units


def _tidy_words(problems: Problems, draft: PlanDraft) -> PlanDraft:
    alone = draft.promise is PromiseKind.THRESHOLD
    money = draft.budget_money
    if money is not None and not (money.is_finite() and 0 <= money <= MONEY_MOST):
        problems.add("budget_money", "not_a_figure", _("Enter an amount of money, or leave it out."))
        money = None
    return replace(
        draft,
        changing=problems.line("changing", draft.changing, most=PART_MOST),
        segment=problems.line("segment", draft.segment, most=PART_MOST),
        metric=problems.line("metric", draft.metric, most=PART_MOST),
        because=problems.text("because", draft.because, most=BECAUSE_MOST),
        unit=problems.line("unit", draft.unit, most=UNIT_MOST),
        arms=_names(problems, draft.arms),
        change=None if alone else draft.change,
        hopeless=draft.hopeless if alone else None,
        right_from=draft.right_from if alone else None,
        level=(draft.hopeless or 0.0) if alone else draft.level,
        deviation=None if draft.kind is MetricKind.SHARE else draft.deviation,
        budget_money=None if money is None else money.quantize(Decimal("0.01")),
        guardrails=tuple(
            replace(
                each,
                name=problems.line("guardrails", each.name, least=PART_LEAST, most=PART_MOST),
                unit=problems.line("guardrails", each.unit, most=UNIT_MOST),
            )
            for each in draft.guardrails
        ),
        criteria=tuple(
            replace(each, words=problems.line("criteria", each.words, least=PART_LEAST, most=CRITERION_MOST))
            for each in draft.criteria
        ),
    )


def _names(problems: Problems, arms: Sequence[str]) -> tuple[str, ...]:
    names = tuple(problems.line("arms", name, least=1, most=ARM_MOST) for name in arms)
    if len({name.casefold() for name in names}) < len(names):
        problems.add("arms", "same", _("Give each arm a name of its own."))
    return names


def _check_counts(problems: Problems, draft: PlanDraft) -> None:
    box, longest = draft.time_box_weeks, TIME_BOX_MOST
    counted = (
        ("units_per_week", draft.units_per_week, 1, UNITS_MOST),
        ("least_weeks", draft.least_weeks, 1, LEAST_WEEKS_MOST),
        ("time_box_weeks", draft.least_weeks if box is None else box, draft.least_weeks, longest),
        ("ramp_in_days", draft.ramp_in_days, 0, RAMP_IN_MOST),
        ("ripe_after_days", draft.ripe_after_days, 0, RIPE_MOST),
        ("budget_days", draft.budget_days or 0, 0, BUDGET_DAYS_MOST),
        ("arms", len(draft.arms), 1, COMPARISONS_MOST + 1),
        ("split", len(draft.split), len(draft.arms), len(draft.arms)),
        ("guardrails", len(draft.guardrails), 0, COMPARISONS_MOST if len(draft.arms) > 1 else 0),
        ("criteria", len(draft.criteria), 0, CRITERIA_MOST),
    )
    for field, value, least, most in counted:
        try:
            require_figure(field, value, least, most)
        except Impossible as refused:
            problems.found += refused.problems


def _check_harm(problems: Problems, guardrail: Guardrail) -> None:
    if guardrail.promise is PromiseKind.THRESHOLD:
        problems.add("guardrails", "no_threshold", _("A guardrail names a change for the worse, not a threshold."))
        return
    try:
        harm_of(guardrail)
    except Impossible as refused:
        problems.found += [replace(each, field="guardrails") for each in refused.problems]
