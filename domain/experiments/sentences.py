"""What a plan believes and promises, each in one sentence, as a learning card keeps it."""

from domain.errors import Translate, _
from domain.experiments.model import MetricKind, Plan, PromiseKind
from domain.experiments.plans import PlanDraft

_DECIMAL_COMMA = {"de"}


def hypothesis(plan: Plan | PlanDraft, translate: Translate = _) -> str:
    """Return what is believed, in one sentence."""
    parts = {name: getattr(plan, name).rstrip(".") for name in ("changing", "segment", "metric", "because")}
    sentence = _("We believe that %(changing)s for %(segment)s will move %(metric)s, because %(because)s.")
    return translate(sentence) % parts


def measured(plan: Plan, language: str, translate: Translate = _) -> str:
    """Return what is measured and what was promised, in one sentence."""
    scale, unit = (100, " %") if plan.kind is MetricKind.SHARE else (1, f" {plan.unit}" if plan.unit else "")

    def level(value: float | None) -> str:
        return _figure(language, scale * (value or 0.0)) + unit

    if plan.promise is PromiseKind.THRESHOLD:
        message = _("%(metric)s: hopeless at %(hopeless)s, right from %(right)s; %(units)s planned.")
        promised = {"hopeless": level(plan.hopeless), "right": level(plan.right_from)}
    elif plan.promise is PromiseKind.RELATIVE:
        message = _("%(metric)s: %(change)s promised on %(level)s; %(units)s planned.")
        change = _figure(language, 100 * (plan.change or 0.0), "+") + " %"
        promised = {"change": change, "level": level(plan.level)}
    else:
        message = _("%(metric)s: %(change)s promised on %(level)s; %(units)s planned.")
        points = " " + translate(_("points")) if plan.kind is MetricKind.SHARE else unit
        change = _figure(language, scale * (plan.change or 0.0), "+") + points
        promised = {"change": change, "level": level(plan.level)}
    return translate(message) % {"metric": plan.metric, "units": plan.planned_units, **promised}


def _figure(language: str, value: float, sign: str = "") -> str:
    written = format(round(value, 6), f"{sign}g").replace("-", "−")
    return written.replace(".", ",") if language in _DECIMAL_COMMA else written
