"""Totals as people enter them: which figures each kind of metric needs, and what is wrong with them, arm by arm."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.errors import FieldProblem, Invalid, Translate, _, problem
from domain.experiments.model import MetricKind, Plan
from domain.experiments.refusals import Impossible
from domain.experiments.totals import UNITS_MOST, Counted, Measured, Totals, scored

FIELDS: dict[MetricKind, tuple[str, ...]] = {
    MetricKind.SHARE: ("units", "conversions"),
    MetricKind.MEAN: ("units", "mean", "deviation"),
    MetricKind.SCORE: ("promoters", "passives", "detractors"),
}
LABELS: dict[str, str] = {
    "units": _("Units"),
    "conversions": _("Conversions"),
    "mean": _("Mean"),
    "deviation": _("Standard deviation"),
    "promoters": _("Promoters (9 or 10)"),
    "passives": _("Passives (7 or 8)"),
    "detractors": _("Detractors (0 to 6)"),
}
COUNTS = frozenset(LABELS) - {"mean", "deviation"}  # what only grows
Figures = Mapping[str, float | None]  # of one arm: units, 1 to 10¹⁰; conversions; mean; …, None where nothing was said


@dataclass(frozen=True)
class ArmProblem(FieldProblem):
    """What is wrong with one arm's figures; of a guardrail if one is named."""

    arm: str = ""
    guardrail: str = ""
    place: int = 0
    column: str = ""

    def text(self, translate: Translate = _) -> str:
        """Return the sentence, led by what it is about."""
        about = f"{self.guardrail}, {self.arm}" if self.guardrail else self.arm
        return f"{about}: {super().text(translate)}"


@dataclass(frozen=True, slots=True)
class Entry:
    """Cumulative totals up to the end of a day, as they are kept: the arms, and each guardrail's."""

    as_of: date
    arms: tuple[dict[str, Any], ...]
    guardrails: tuple[tuple[dict[str, Any], ...], ...] = ()


def totals(kind: MetricKind, figures: Mapping[str, Any]) -> Totals:
    """Return one arm's figures as the engine counts them. Raises Impossible."""
    values = [figures[name] for name in FIELDS[kind]]
    match kind:
        case MetricKind.SHARE:
            return Counted(*values)
        case MetricKind.MEAN:
            return Measured(*values)
        case MetricKind.SCORE:
            return scored(*values)


def entered(
    plan: Plan, as_of: date, arms: Sequence[Figures], guardrails: Sequence[Sequence[Figures]] = ()
) -> tuple[Entry, list[ArmProblem]]:
    """Return what was entered in the form it is kept in, and all that is wrong with its figures.

    A guardrail that counts shares takes the arm's own units where none are given. Raises Invalid for other arms than
    the plan's.
    """
    if len(arms) != len(plan.arms):
        message = _("Enter each of these arms once: %(arms)s.")
        raise problem("arms", "other_arms", message, arms=", ".join(plan.arms))
    if len(guardrails) != len(plan.guardrails) or any(len(each) != len(arms) for each in guardrails):
        message = _("For each arm enter these guardrails too: %(names)s.")
        names = ", ".join(each["name"] for each in plan.guardrails) or "–"
        raise problem("guardrails", "other_guardrails", message, names=names)
    found: list[ArmProblem] = []
    kept = tuple(_arm(found, plan, place, plan.kind, figures) for place, figures in enumerate(arms))
    beside = tuple(
        tuple(
            _arm(found, plan, place, MetricKind(guardrail["kind"]), _with_units(figures, arms[place]), number)
            for place, figures in enumerate(totals_of_it)
        )
        for number, (guardrail, totals_of_it) in enumerate(zip(plan.guardrails, guardrails, strict=True))
    )
    return Entry(as_of, kept, beside), found


def fallen(plan: Plan, earlier: Entry, later: Entry, *, told: Entry) -> Iterator[ArmProblem]:
    """Yield which totals of the later day are less than those of the earlier one, as said of `told`, one of both."""
    other = earlier if told is later else later
    if told is later:
        message = _("%(now)s is less than the %(other)s of %(day)s. Totals only grow: correct the one that is wrong.")
    else:
        message = _("%(now)s is more than the %(other)s of %(day)s. Totals only grow: correct the one that is wrong.")
    for number, place, before, after in _pairs(earlier, later):
        for name in before:
            if name in COUNTS and after[name] < before[name]:
                now, there = (after, before) if told is later else (before, after)
                params = {"now": now[name], "other": there[name], "day": other.as_of.isoformat()}
                yield _problem(plan, place, name, "totals_fell", message, params, number)


def column(name: str, number: int | None = None) -> str:
    """Return what a table calls a figure, of the guardrail with this place if one is named."""
    return name if number is None else f"guardrail {number + 1} {name}"


def field_of(name: str, place: int, number: int | None = None) -> str:
    """Return what a form calls a figure of the arm at a place, of a guardrail if one is named."""
    return f"arm_{place}_{name}" if number is None else f"guardrail_{number}_{place}_{name}"


def refuse(found: Sequence[FieldProblem]) -> None:
    """Raise Invalid with what was found, if anything was."""
    if found:
        raise Invalid(*found)


def _pairs(earlier: Entry, later: Entry) -> Iterator[tuple[int | None, int, dict[str, Any], dict[str, Any]]]:
    for place, (before, after) in enumerate(zip(earlier.arms, later.arms, strict=True)):
        yield None, place, before, after
    for number, (arms_before, arms_after) in enumerate(zip(earlier.guardrails, later.guardrails, strict=True)):
        for place, (before, after) in enumerate(zip(arms_before, arms_after, strict=True)):
            yield number, place, before, after


def _with_units(figures: Figures, arm: Figures) -> Figures:
    return {**figures, "units": arm.get("units")} if figures.get("units") is None and "units" in arm else figures


def _arm(
    found: list[ArmProblem], plan: Plan, place: int, kind: MetricKind, figures: Figures, number: int | None = None
) -> dict[str, Any]:
    """Return an arm's figures by name, noting what is missing, belongs to another kind, or can't be."""
    names, before = FIELDS[kind], len(found)
    for name, value in figures.items():
        if value is not None and name not in names and not (number is not None and name == "units"):
            message = _("This is of another kind of metric. Here belong: %(names)s.")
            params = {"names": ", ".join(names)}
            found.append(_problem(plan, place, name, "other_kind", message, params, number))
    for name in names:
        if figures.get(name) is None:
            found.append(_problem(plan, place, name, "missing", _("Please fill this in."), {}, number))
    kept = {name: _plain(name, figures.get(name)) for name in names}
    if len(found) == before:
        try:
            totals(kind, kept)
        except Impossible as refused:
            (wrong,) = refused.problems
            found.append(_problem(plan, place, wrong.field, wrong.code, wrong.message, wrong.params, number))
    return kept


def _plain(name: str, value: float | None) -> Any:
    """Return a count as a whole number if it is one, another figure as a float."""
    if value is None or name not in COUNTS:
        return None if value is None else float(value)
    whole = isinstance(value, float) and value.is_integer() and abs(value) <= UNITS_MOST
    return int(value) if whole else value


def _problem(
    plan: Plan, place: int, name: str, code: str, message: str, params: Mapping[str, Any], number: int | None
) -> ArmProblem:
    return ArmProblem(
        field_of(name, place, number),
        code,
        message,
        params,
        arm=plan.arms[place],
        guardrail=plan.guardrails[number]["name"] if number is not None else "",
        place=place,
        column=column(name, number),
    )
