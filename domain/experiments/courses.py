"""The course of an experiment under one plan: all that counts, day by day, and what was advised as it came in.

More data never take a verdict back that has fallen: what comes in late, for a day before it, is kept beside it. Only a
correction of the totals themselves has everything followed anew.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.errors import _, problem
from domain.experiments.amounts import Yardstick
from domain.experiments.check_ins import KeptVerdict
from domain.experiments.entries import Entry, totals
from domain.experiments.maturity import after_ramp_in
from domain.experiments.model import MetricKind, Plan
from domain.experiments.refusals import EmptyArm, Impossible, TotalsFell
from domain.experiments.terms import Look, Terms
from domain.experiments.totals import Totals
from domain.experiments.verdicts import Verdict, judge
from domain.experiments.wording import Sentence, told


@dataclass
class Course:
    """What counts under a plan in force: its days in order, those of them that are judged, and the verdict on each."""

    plan: Plan
    terms: Terms
    zone: ZoneInfo
    days: list[Entry] = field(default_factory=list)
    judged: list[Entry] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    base: Entry | None = None  # the totals at the end of the ramp-in, which count no more

    @classmethod
    def of(cls, plan: Plan, terms: Terms, zone: ZoneInfo, came_in: Sequence[Sequence[Entry]]) -> "Course":
        """Return the course that days took which came in together, lot after lot. Raises Invalid."""
        every = [entry for lot in came_in for entry in lot]
        course = cls(plan, terms, zone)
        course.add(*every)
        if not course._settled_until or every == course.days:
            return course
        course = cls(plan, terms, zone)
        for lot in came_in:
            course.add(*lot)
        return course

    @property
    def latest(self) -> Verdict | None:
        """Return what is advised of all that counts, None before the first look."""
        return self.verdicts[-1] if self.verdicts else None

    @property
    def crossed_on(self) -> date | None:
        """Return the day whose totals made the verdict fall that stands."""
        pairs = zip(self.judged, self.verdicts, strict=True)
        return next((entry.as_of for entry, verdict in pairs if verdict.crossed), None)

    @property
    def began_on(self) -> date:
        """Return the day on which the plan came into force."""
        return _moment(self.plan).astimezone(self.zone).date()

    def is_ramp_in(self, as_of: date) -> bool:
        """Return whether a day is one of the first, which are left out."""
        return (as_of - self.began_on).days < self.plan.ramp_in_days

    def day_number(self, as_of: date) -> float:
        """Return the days from when the plan came into force to the end of a day, never less than 0."""
        end = datetime.combine(as_of + timedelta(days=1), time(), self.zone)
        return max(0.0, (end - _moment(self.plan)) / timedelta(days=1))

    def neighbours(self, as_of: date) -> tuple[Entry | None, Entry | None]:
        """Return the totals of the days before and after one that counts."""
        place = bisect_left(self.days, as_of, key=_day)
        after = place + 1 if place < len(self.days) and self.days[place].as_of == as_of else place
        return self.days[place - 1] if place else None, self.days[after] if after < len(self.days) else None

    def add(self, *entries: Entry) -> None:
        """Take in days that come in together. Raises Invalid for what the ramp-in rules out, changing nothing then."""
        base, settled = self.base, self._settled_until
        ramp_in = [entry for entry in entries if self.is_ramp_in(entry.as_of)]
        if ramp_in and not settled:
            base = max([*ramp_in, *([base] if base else [])], key=_day)
        counted = [entry for entry in entries if not self.is_ramp_in(entry.as_of)]
        fresh = [entry for entry in counted if self.day_number(entry.as_of) >= settled]
        places = [bisect_left(self.judged, entry.as_of, key=_day) for entry in fresh]
        place = 0 if base is not self.base else min(places, default=len(self.judged))
        self._judge(sorted([*self.judged, *fresh], key=_day), place, base)
        self.days = sorted([*self.days, *entries], key=_day)

    def lots(self, entries: Sequence[Entry]) -> list[list[Entry]]:
        """Return days of a table as they count: those before the latest that is in together, the others in turn."""
        latest = self.days[-1].as_of if self.days else date.min
        late = [entry for entry in entries if entry.as_of < latest]
        return [*([late] if late else []), *([entry] for entry in entries if entry.as_of >= latest)]

    @property
    def says(self) -> tuple[Sentence, ...]:
        """Return in sentences what is advised now, none before the first look."""
        if self.latest is None:
            return ()
        return told(self.terms, self.latest, self.yardstick, tuple(self.plan.arms))

    @property
    def yardstick(self) -> Yardstick:
        """Return how the metric's figures are read."""
        kind = self.plan.kind
        return Yardstick(kind is MetricKind.SHARE, kind is MetricKind.SCORE, self.plan.unit)

    def kept(self) -> KeptVerdict | None:
        """Return what is advised now as it is kept beside the check-in that led to it."""
        verdict = self.latest
        if verdict is None:
            return None
        estimate, crossed = verdict.leading.estimate, verdict.crossed
        return KeptVerdict(
            day=verdict.look.day,
            units=verdict.look.units,
            advice=verdict.advice,
            reason=verdict.reason,
            alarms=[str(alarm) for alarm in verdict.alarms],
            variant=verdict.leading.variant,
            evidence=verdict.leading.evidence,
            wrong_at_most=verdict.wrong_at_most,
            raw=estimate.raw if estimate else None,
            cautious=estimate.cautious if estimate else None,
            low=estimate.low if estimate else None,
            high=estimate.high if estimate else None,
            units_left=verdict.units_left,
            crossed_on=self.crossed_on,
            crossed_units=crossed.units if crossed else None,
            fingerprint=crossed.fingerprint if crossed else None,
        )

    @property
    def _settled_until(self) -> float:
        """Return the day, since the start, of the last verdict that fell, on a variant too; 0 while none has."""
        if self.latest is None:
            return 0.0
        fallen = (self.latest.crossed, *(finding.crossed for finding in self.latest.findings))
        return max((crossing.day for crossing in fallen if crossing), default=0.0)

    def _judge(self, entries: list[Entry], place: int, base: Entry | None) -> None:
        """Judge these days, of which the ones before `place` are as they were."""
        verdicts = self.verdicts[:place]
        for entry in entries[place:]:
            verdicts.append(judge(self.terms, self._look(entry, base), verdicts[-1] if verdicts else None))
        self.judged, self.verdicts, self.base = entries, verdicts, base

    def _look(self, entry: Entry, base: Entry | None) -> Look:
        """Return a day's totals, without those of the ramp-in, at the end of that day."""
        arms, guardrails = _totals(self.plan, entry)
        if self.plan.ramp_in_days:
            if base is None:
                message = _("Enter the totals at the end of %(day)s first: what came in until then is left out.")
                last = self.began_on + timedelta(days=self.plan.ramp_in_days - 1)
                raise problem("as_of", "ramp_in_first", message, day=last.isoformat())
            base_arms, base_guardrails = _totals(self.plan, base)
            try:
                arms = after_ramp_in(arms, base_arms)
                guardrails = tuple(map(after_ramp_in, guardrails, base_guardrails))
            except Impossible as refused:
                raise _without_ramp_in(refused, entry, base) from refused
        return Look(self.day_number(entry.as_of), arms, guardrails)


def _totals(plan: Plan, entry: Entry) -> tuple[tuple[Totals, ...], tuple[tuple[Totals, ...], ...]]:
    guardrails = tuple(
        tuple(totals(MetricKind(guardrail["kind"]), arm) for arm in arms)
        for guardrail, arms in zip(plan.guardrails, entry.guardrails, strict=True)
    )
    return tuple(totals(plan.kind, arm) for arm in entry.arms), guardrails


def _without_ramp_in(refused: Impossible, entry: Entry, base: Entry) -> Exception:
    params = {"day": entry.as_of.isoformat(), "base": base.as_of.isoformat()}
    if isinstance(refused, EmptyArm):
        message = _("Nothing has come in between %(base)s, when the first days ended, and %(day)s. Enter it later.")
        return problem("as_of", "empty_arm", message, **params)
    if isinstance(refused, TotalsFell):
        message = _("The totals of %(day)s are less than those of %(base)s, which are left out. Correct one of them.")
        return problem("as_of", "totals_fell", message, **params)
    return refused


def _day(entry: Entry) -> date:
    return entry.as_of


def _moment(plan: Plan) -> datetime:
    if plan.in_force_at is None:
        raise ValueError("This plan isn't in force.")
    return plan.in_force_at
