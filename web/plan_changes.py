"""What a changed plan says otherwise than the one before it, term by term: what stood there, and what stands there."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.errors import _ as mark
from domain.experiments import Amount, AmountKind, MetricKind, Plan
from domain.metrics import Metric
from web import amounts, i18n

KINDS = {MetricKind.SHARE: mark("A share"), MetricKind.MEAN: mark("A mean"), MetricKind.SCORE: mark("A score")}
NOTHING = "–"


def differences(
    old: Plan,
    old_says: dict[str, Any],
    new: Plan,
    new_says: dict[str, Any],
    *,
    inside: bool,
    kpis: Mapping[int, Metric],
) -> list[tuple[str, str, str]]:
    """Return each term that differs: what it is called, what it was and what it is; '–' where there is none.

    The figures come as `web.experiments.said_of` reads them; who isn't `inside` hears of no budget, criteria or KPI.
    """
    before, after = _terms(old, old_says, inside, kpis), _terms(new, new_says, inside, kpis)
    return [
        (i18n.gettext(name), before[name] or NOTHING, after[name] or NOTHING)
        for name in after
        if before[name] != after[name]
    ]


def _terms(plan: Plan, says: dict[str, Any], inside: bool, kpis: Mapping[int, Metric]) -> dict[str, str]:
    terms = {
        mark("this change"): plan.changing,
        mark("for these people"): plan.segment,
        mark("Metric"): plan.metric,
        mark("because"): plan.because,
        mark("Measured as"): ", ".join([i18n.gettext(KINDS[plan.kind]), *([plan.unit] if plan.unit else [])]),
        mark("Promise"): says["promise"],
        mark("Expected without it"): says["level"],
        mark("Standard deviation"): _figure(plan.deviation),
        mark("Arms"): ", ".join(name if says["alone"] else f"{name} {share}" for name, share in says["arms"]),
        mark("Planned units"): says["units"],
        mark("Units a week"): says["per_week"],
        mark("Runs at least"): says["least"],
        mark("Time-box"): says["time_box"],
        mark("How sure"): i18n.gettext("scaling wrongly 1 of %(scale)s, stopping wrongly 1 of %(stop)s")
        % {"scale": says["scale_wrong"], "stop": says["stop_wrong"]},
        mark("Guardrails"): "; ".join(f"{name}: {harm}" for name, harm in says["guardrails"]),
        mark("First days left out"): _figure(plan.ramp_in_days),
        mark("Days until an outcome is known"): _figure(plan.ripe_after_days),
    }
    if inside:
        kpi = kpis.get(plan.metric_id or 0)
        watched = (f"{each.words} ({each.watcher.name})" for each in plan.criteria)
        terms |= {
            mark("KPI that shall feel it"): i18n.gettext(kpi.name) if kpi else "",
            mark("What else would end it"): "; ".join(watched),
            mark("Budget in days of work"): _figure(plan.budget_days),
            mark("Budget in money"): _figure(plan.budget_money),
        }
    return terms


def _figure(value: float | Decimal | None) -> str:
    return amounts.said(Amount(AmountKind.NUMBER, float(value))) if value else ""
