"""The figures of a plan as a form holds them, and what of the engine they mean; refusals name the form's fields."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import FieldProblem, Invalid, _
from domain.experiments import (
    Absolute,
    ExpectedMean,
    ExpectedShare,
    Impossible,
    Outlook,
    Promise,
    Relative,
    Risk,
    Threshold,
    Yardstick,
    outlook,
    smallest_promise,
)
from web.typed import count, number

# With an example, so that the page shows at once what it answers.
EXAMPLE = {
    "ask": "promise",
    "shape": "two",
    "kind": "share",
    "unit": "",
    "promise": "relative",
    "direction": "up",
    "change": "20",
    "level": "10",
    "deviation": "",
    "hopeless": "5",
    "right": "10",
    "risk": "balanced",
    "units_per_week": "1000",
    "variants": "1",
    "control_share": "",
    "least_weeks": "1",
    "weeks": "8",
}
LEAST_WEEKS_MOST = 52
VARIANTS_MOST = 20
# Where a form holds what the engine calls so.
_HELD_IN = {"share": "level", "mean": "level", "split": "control_share", "least_days": "least_weeks"}
_NO_NUMBER = _("Enter a number.")
_NO_SHARE = _("Enter a share in percent, above 0 and below 100.")
_NO_SCORE = _("A score lies between −100 and 100.")
_NO_SIZE = _("Enter how much, above zero. Which way it goes is said above.")
_NO_SPREAD = _("Enter how far the values lie apart, above zero.")
_NO_COUNT = _("Enter a whole number, at least %(least)s and at most %(most)s.")
_NO_CHOICE = _("Choose one of these.")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a plan's form says in the engine's terms; when `weeks` are given, `promise` only says which way and how."""

    promise: Promise
    expected: ExpectedShare | ExpectedMean
    split: tuple[float, ...]
    risk: Risk
    units_per_week: int
    least_weeks: int
    weeks: int | None
    yardstick: Yardstick


@dataclass(frozen=True, slots=True)
class Planned:
    """What became of a form's figures: the promise, given or found, and what it takes."""

    figures: Figures
    promise: Promise
    outlook: Outlook


def planned(given: Mapping[str, str]) -> Planned:
    """Return what the figures of a form take, or what can be found out in its weeks; raises Invalid by its fields."""
    figures = read(given)
    try:
        promise = figures.promise
        if figures.weeks is not None:
            found = (figures.expected, figures.units_per_week, figures.weeks)
            promise = smallest_promise(figures.promise, *found, split=figures.split)
        takes = outlook(
            promise,
            figures.expected,
            figures.units_per_week,
            split=figures.split,
            risk=figures.risk,
            least_weeks=figures.least_weeks,
        )
    except Impossible as refused:
        raise _of_form(refused, given) from refused
    return Planned(figures, promise, takes)


def read(given: Mapping[str, str]) -> Figures:
    """Return what a form says; raises Invalid with all that isn't a figure, by the form's fields."""
    form = _Reader(given)
    kind, alone = form.choice("kind", ("share", "mean", "score")), form.choice("shape", ("two", "one")) == "one"
    weeks = form.count("weeks", 1, 104) if form.choice("ask", ("promise", "weeks")) == "weeks" else None
    risk = form.choice("risk", tuple(Risk))
    upwards = form.choice("direction", ("up", "down")) == "up"
    deviation = 0.0 if kind == "share" else form.above_zero("deviation", _NO_SPREAD)
    ground = form.level("hopeless" if alone else "level", kind)
    if alone:
        target = form.level("right", kind) if weeks is None else ground + (1 if upwards else -1) * _little(kind)
    else:
        relative = form.choice("promise", ("relative", "absolute")) == "relative"
        size = form.above_zero("change", _NO_SIZE) if weeks is None else 1.0
        size = size / 100 if relative or kind == "share" else size
    units_per_week = form.count("units_per_week", 1, 10**9)
    least_weeks = form.count("least_weeks", 1, LEAST_WEEKS_MOST)
    split = (1.0,) if alone else form.split()
    form.require_whole()
    try:
        promise: Promise
        if alone:
            promise = Threshold(ground, target)
        else:
            promise = (Relative if relative else Absolute)(size if upwards else -size)
        expected = ExpectedShare(ground) if kind == "share" else ExpectedMean(ground, deviation)
    except Impossible as refused:
        raise _of_form(refused, given) from refused
    yardstick = Yardstick(kind == "share", kind == "score", given.get("unit", "").strip()[:20])
    return Figures(promise, expected, split, Risk(risk), units_per_week, least_weeks, weeks, yardstick)


def _little(kind: str) -> float:
    """Return a change that leaves the level one that can be, to say which way it goes."""
    return 1e-5 if kind == "share" else 1.0


def _of_form(refused: Impossible, given: Mapping[str, str]) -> Invalid:
    alone = given.get("shape") == "one"
    problems = []
    for each in refused.problems:
        name = _HELD_IN.get(each.field, each.field)
        if name in ("promise", "change"):
            name = "right" if alone else "change"
        if name == "level" and alone:
            name = "hopeless"
        problems.append(FieldProblem(name, each.code, each.message, each.params))
    return Invalid(*problems)


class _Reader:
    """Reads fields one by one and remembers what isn't right; what it returns then is no more than a stand-in."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given
        self.problems: list[FieldProblem] = []

    def choice(self, name: str, known: tuple[str, ...]) -> str:
        found = self.given.get(name, "")
        if found not in known:
            self._note(name, "no_choice", _NO_CHOICE)
            return known[0]
        return found

    def count(self, name: str, least: int, most: int) -> int:
        found = count(self.given.get(name, ""))
        if not least <= found <= most:
            self._note(name, "no_count", _NO_COUNT, least=least, most=most)
            return least
        return found

    def above_zero(self, name: str, message: str) -> float:
        found = number(self.given.get(name, ""))
        if not found > 0:
            self._note(name, "no_number", _NO_NUMBER if math.isnan(found) else message)
            return 1.0
        return found

    def level(self, name: str, kind: str) -> float:
        found = number(self.given.get(name, ""))
        if math.isnan(found):
            self._note(name, "no_number", _NO_NUMBER)
            return 0.5
        if kind == "share":
            if not 0 < found < 100:
                self._note(name, "no_share", _NO_SHARE)
                return 0.5
            return found / 100
        if kind == "score" and not -100 <= found <= 100:
            self._note(name, "no_score", _NO_SCORE)
        return found

    def split(self) -> tuple[float, ...]:
        """Return the control's share and the variants' even ones; all are even when none is given."""
        variants = self.count("variants", 1, VARIANTS_MOST)
        control = 1 / (variants + 1)
        if self.given.get("control_share", "").strip():
            control = self.level("control_share", "share")
        return (control, *((1 - control) / variants for _each in range(variants)))

    def require_whole(self) -> None:
        """Raise Invalid with all that was noted."""
        if self.problems:
            raise Invalid(*self.problems)

    def _note(self, name: str, code: str, message: str, **params: object) -> None:
        self.problems.append(FieldProblem(name, code, message, params))
