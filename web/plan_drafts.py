"""The whole plan of an experiment as a form holds it, and back: words, figures, arms, guardrails and kill criteria."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from domain.errors import FieldProblem, Invalid, _
from domain.experiments import (
    COMPARISONS_MOST,
    CRITERIA_MOST,
    Absolute,
    Criterion,
    ExpectedMean,
    Experiment,
    Guardrail,
    MetricKind,
    Plan,
    PlanDraft,
    PromiseKind,
    Relative,
    Threshold,
    drafted,
    tidied,
)
from web import i18n
from web.plan_forms import EXAMPLE, read
from web.typed import count, number

ROWS_FIRST = 3  # of guardrails and of kill criteria, before somebody asks for one more
ROWS_MOST = {"guard_rows": COMPARISONS_MOST, "criterion_rows": CRITERIA_MOST}
_HARMS = {  # which way is worse, and how it is worded
    "falls_percent": (PromiseKind.RELATIVE, -1),
    "rises_percent": (PromiseKind.RELATIVE, 1),
    "falls_unit": (PromiseKind.ABSOLUTE, -1),
    "rises_unit": (PromiseKind.ABSOLUTE, 1),
}
_COUNTS = ("time_box_weeks", "ramp_in_days", "ripe_after_days", "budget_days")
_TEXTS = ("title", "changing", "segment", "metric", "metric_id", "because", "arms", *_COUNTS, "budget_money", "why")
_ROW_TEXTS = {
    "guard_rows": ("guard_name", "guard_kind", "guard_unit", "guard_harm", "guard_size"),
    "criterion_rows": ("criterion", "watcher"),
}
_ROWS_TEXTS = tuple(
    f"{name}{row}" for rows, names in _ROW_TEXTS.items() for row in range(1, ROWS_MOST[rows] + 1) for name in names
)
FIELDS = (*_TEXTS, *EXAMPLE, *ROWS_MOST, *_ROWS_TEXTS)
# What the domain calls otherwise than a form does.
_NAMED = {"right_from": "right", "split": "control_share", "guardrails": "guard_name1", "criteria": "criterion1"}
_TWO_ARMS = _("Name at least two arms, one a line, the control first.")
_NO_COUNT = _("Enter a whole number, or nothing.")
_NO_MONEY = _("Enter an amount of money, or leave it out.")
_NOBODY = _("Choose who watches it.")
_NO_KPI = _("Choose one of the KPIs that are read, or none.")
_NO_HARM = _("Enter by how much it may get worse, above zero.")


def empty(title: str = "", because: str = "") -> dict[str, str]:
    """Return what a form holds before anybody has written: an example's figures and names for two arms."""
    words = {"title": title, "changing": title, "because": because, "segment": "", "metric": "", "why": ""}
    arms = {"arms": i18n.gettext("As it is\nWith the idea")}
    return dict.fromkeys(FIELDS, "") | EXAMPLE | words | arms


def rows_of(given: Mapping[str, str]) -> dict[str, range]:
    """Return the numbers of the rows of guardrails and of kill criteria that a form shows: all that hold something."""
    return {rows: range(1, _rows(given, rows, most) + 1) for rows, most in ROWS_MOST.items()}


def one_more(given: Mapping[str, str], rows: str) -> dict[str, str]:
    """Return what a form holds with one row more of guardrails or of kill criteria, as many as there may be."""
    grown = {rows: str(len(rows_of(given)[rows]) + 1)} if rows in ROWS_MOST else {}
    return {**given, **grown}


def arms_of(given: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the arms, one a line, the control first; the first line alone where there is one arm."""
    lines = [line.strip() for line in given.get("arms", "").splitlines() if line.strip()][:21]
    return tuple(lines[:1] or [i18n.gettext("Everybody")]) if given.get("shape") == "one" else tuple(lines)


def draft_of(given: Mapping[str, str]) -> PlanDraft:
    """Return the plan that a form holds; raises Invalid with what isn't a figure, by the form's fields."""
    arms, problems = arms_of(given), list[FieldProblem]()
    counts = {name: _count(given, name, problems) for name in _COUNTS}
    money, metric_id = _money(given, problems), _metric(given, problems)
    rows = rows_of(given)
    guardrails = [found for row in rows["guard_rows"] if (found := _guardrail(given, row, problems))]
    criteria = [each for row in rows["criterion_rows"] if (each := _criterion(given, row, problems))]
    if given.get("shape") != "one" and len(arms) < 2:
        problems.append(FieldProblem("arms", "two_arms", _TWO_ARMS))
    try:
        figures = read({**given, "ask": "promise", "variants": str(max(len(arms) - 1, 1))})
    except Invalid as refused:
        raise Invalid(*problems, *refused.problems) from refused
    if problems:
        raise Invalid(*problems)
    promise, expected = figures.promise, figures.expected
    alone = promise if isinstance(promise, Threshold) else None
    return PlanDraft(
        changing=given.get("changing", ""),
        segment=given.get("segment", ""),
        metric=given.get("metric", ""),
        because=given.get("because", ""),
        metric_id=metric_id,
        kind=MetricKind(given["kind"]),
        unit=given.get("unit", "") if given["kind"] == "mean" else "",
        promise=_worded(promise),
        change=promise.change if isinstance(promise, Relative | Absolute) else None,
        hopeless=alone.hopeless if alone else None,
        right_from=alone.right if alone else None,
        level=expected.mean if isinstance(expected, ExpectedMean) else expected.share,
        deviation=expected.deviation if isinstance(expected, ExpectedMean) else None,
        risk=figures.risk,
        arms=arms,
        split=figures.split,
        units_per_week=figures.units_per_week,
        least_weeks=figures.least_weeks,
        time_box_weeks=counts["time_box_weeks"],
        ramp_in_days=counts["ramp_in_days"] or 0,
        ripe_after_days=counts["ripe_after_days"] or 0,
        budget_days=counts["budget_days"],
        budget_money=money,
        guardrails=tuple(guardrails),
        criteria=tuple(criteria),
    )


def held(experiment: Experiment, plan: Plan) -> dict[str, str]:
    """Return what a form holds to change a plan; its criteria must have been loaded."""
    share = plan.kind is MetricKind.SHARE
    scale = 100 if share else 1
    even = len({round(each, 6) for each in plan.split}) == 1
    values = empty(experiment.title) | {
        **{name: getattr(plan, name) for name in ("changing", "segment", "metric", "because", "unit")},
        "metric_id": str(plan.metric_id or ""),
        "arms": "\n".join(plan.arms),
        "shape": "one" if plan.is_one_arm else "two",
        "kind": plan.kind.value,
        "promise": "absolute" if plan.promise is PromiseKind.ABSOLUTE else "relative",
        "direction": "down" if _falls(plan) else "up",
        "change": _said(abs(plan.change or 0.0) * (100 if plan.promise is PromiseKind.RELATIVE or share else 1)),
        "level": _said(plan.level * scale),
        "deviation": _said(plan.deviation),
        "hopeless": _said(None if plan.hopeless is None else plan.hopeless * scale),
        "right": _said(None if plan.right_from is None else plan.right_from * scale),
        "risk": plan.risk.value,
        "units_per_week": str(plan.units_per_week),
        "variants": str(max(len(plan.arms) - 1, 1)),
        "control_share": "" if even else _said(100 * plan.split[0]),
        "least_weeks": str(plan.least_weeks),
        **{name: str(getattr(plan, name) or "") for name in _COUNTS},
        "budget_money": "" if plan.budget_money is None else _said(float(plan.budget_money)),
    }
    usual, _units = tidied(replace(drafted(plan), time_box_weeks=None))
    if plan.time_box_weeks == usual.time_box_weeks:
        values["time_box_weeks"] = ""
    for row, guardrail in enumerate(plan.guardrails, 1):
        values |= {"guard_rows": str(row)} | _row_of(guardrail, row)
    for row, criterion in enumerate(plan.criteria, 1):
        words = {f"criterion{row}": criterion.words, f"watcher{row}": str(criterion.watcher_id)}
        values |= {"criterion_rows": str(row)} | words
    return values


def renamed(errors: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Return refusals of the domain by the form's fields."""
    alone = {"change": "right", "level": "hopeless"} if given.get("shape") == "one" else {}
    return {_NAMED.get(name, alone.get(name, name)): sentence for name, sentence in errors.items()}


def _rows(given: Mapping[str, str], rows: str, most: int) -> int:
    says = _ROW_TEXTS[rows][0]
    filled = (row for row in range(1, most + 1) if given.get(f"{says}{row}", "").strip())
    return max(ROWS_FIRST, min(count(given.get(rows, "")), most), *filled)


def _falls(plan: Plan) -> bool:
    if plan.hopeless is not None and plan.right_from is not None:
        return plan.right_from < plan.hopeless
    return (plan.change or 0.0) < 0


def _worded(promise: Relative | Absolute | Threshold) -> PromiseKind:
    match promise:
        case Relative():
            return PromiseKind.RELATIVE
        case Absolute():
            return PromiseKind.ABSOLUTE
    return PromiseKind.THRESHOLD


def _guardrail(given: Mapping[str, str], row: int, problems: list[FieldProblem]) -> Guardrail | None:
    name = given.get(f"guard_name{row}", "").strip()
    if not name:
        return None
    worded, sign = _HARMS.get(given.get(f"guard_harm{row}", ""), _HARMS["falls_percent"])
    kind = (
        MetricKind(given[f"guard_kind{row}"]) if given.get(f"guard_kind{row}") in set(MetricKind) else MetricKind.SHARE
    )
    size = number(given.get(f"guard_size{row}", ""))
    if not size > 0:
        problems.append(FieldProblem(f"guard_size{row}", "no_number", _NO_HARM))
        return None
    scale = 100 if worded is PromiseKind.RELATIVE or kind is MetricKind.SHARE else 1
    unit = given.get(f"guard_unit{row}", "").strip() if kind is MetricKind.MEAN else ""
    return Guardrail(name, kind, worded, sign * size / scale, unit)


def _metric(given: Mapping[str, str], problems: list[FieldProblem]) -> int | None:
    chosen = given.get("metric_id", "").strip()
    if not chosen:
        return None
    if not 0 < count(chosen) < 2**63:
        problems.append(FieldProblem("metric_id", "unknown", _NO_KPI))
        return None
    return count(chosen)


def _criterion(given: Mapping[str, str], row: int, problems: list[FieldProblem]) -> Criterion | None:
    words, watcher = given.get(f"criterion{row}", "").strip(), count(given.get(f"watcher{row}", ""))
    if not words:
        return None
    if not 0 < watcher < 2**63:
        problems.append(FieldProblem(f"watcher{row}", "nobody", _NOBODY))
        return None
    return Criterion(words, watcher)


def _row_of(guardrail: Mapping[str, object], row: int) -> dict[str, str]:
    change = guardrail["change"]
    worded, kind = PromiseKind(str(guardrail["promise"])), MetricKind(str(guardrail["kind"]))
    signed = float(change) if isinstance(change, int | float) else 0.0
    scale = 100 if worded is PromiseKind.RELATIVE or kind is MetricKind.SHARE else 1
    harm = next(name for name, (each, sign) in _HARMS.items() if each is worded and sign * signed > 0)
    return {
        f"guard_name{row}": str(guardrail["name"]),
        f"guard_kind{row}": kind.value,
        f"guard_unit{row}": str(guardrail["unit"]),
        f"guard_harm{row}": harm,
        f"guard_size{row}": _said(abs(signed) * scale),
    }


def _count(given: Mapping[str, str], name: str, problems: list[FieldProblem]) -> int | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    found = count(text)
    if found < 0:
        problems.append(FieldProblem(name, "no_count", _NO_COUNT))
    return found


def _money(given: Mapping[str, str], problems: list[FieldProblem]) -> Decimal | None:
    text = given.get("budget_money", "").strip()
    if not text:
        return None
    try:
        found = Decimal(str(number(text)))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        problems.append(FieldProblem("budget_money", "no_money", _NO_MONEY))
        return None
    return found


def _said(value: float | None) -> str:
    """Return a number as a form holds it, with the mark that the reader's language has."""
    if value is None:
        return ""
    text = f"{round(value, 9):.15g}"
    return text if i18n.reader.get() == "en" else text.replace(".", ",")
