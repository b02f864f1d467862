"""Check-ins from a table, one row for each day and arm: all of them or none, and looked at first if wanted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain import members, tables
from domain.errors import Invalid, _, problem
from domain.experiments import queries
from domain.experiments.check_ins import CheckIn, CheckInSource, KeptVerdict
from domain.experiments.courses import Course
from domain.experiments.entries import COUNTS, FIELDS, Entry, Figures, column, entered, fallen
from domain.experiments.model import MetricKind, Plan
from domain.experiments.use_cases.checking_in import about_day, current, held, keep, require_open
from domain.members import Actor
from domain.tables import Row, RowProblems

HOURLY = 60  # tables of a member
DAY, ARM = "day", "arm"


@dataclass(frozen=True)
class ImportedDay:
    """A day of a table: what it brings, and what is advised once it is in; `is_new` unless the same is in already."""

    entry: Entry
    is_new: bool
    verdict: KeptVerdict | None = None


@dataclass(frozen=True)
class Import:
    """What a table brings, day by day, and what was advised before; `check_ins` are those it made, if it made any."""

    days: tuple[ImportedDay, ...]
    before: KeptVerdict | None
    check_ins: tuple[CheckIn, ...] = field(default=())

    @property
    def new(self) -> list[ImportedDay]:
        """Return the days that weren't in before."""
        return [day for day in self.days if day.is_new]

    @property
    def after(self) -> KeptVerdict | None:
        """Return what is advised once all of it is in."""
        return self.new[-1].verdict


async def check_in_many(
    session: AsyncSession, actor: Actor, experiment_id: int, csv: str, *, source: CheckInSource = CheckInSource.CSV
) -> Import:
    """Enter all days of a table, or none: days that are in already with the same totals are passed over.

    Raises NotFound, NotAllowed, NotUnderWay, TooMany, and Invalid naming rows and columns.
    """
    experiment, member = await held(session, actor, experiment_id)
    course = await current(session, experiment)
    await members.spend(session, f"check-in-table:{member.id}", HOURLY, timedelta(hours=1))
    before = course.kept()
    days = _judged(session, course, csv)
    made = [
        (CheckIn(source=source, key=None, why="", corrects_id=None, verdict=day.verdict), day.entry)
        for day in days
        if day.is_new
    ]
    await keep(session, experiment, member, course, made)
    return Import(days, before, tuple(row for row, _entry in made))


async def preview_check_ins(session: AsyncSession, actor: Actor, experiment_id: int, csv: str) -> Import:
    """Return what a table would bring, and store nothing. Raises what `check_in_many` does."""
    experiment = await queries.visible(session, actor, experiment_id)
    await require_open(session, actor, experiment)
    course = await current(session, experiment)
    before = course.kept()
    return Import(_judged(session, course, csv), before)


def columns(plan: Plan) -> tuple[list[str], list[str]]:
    """Return the columns that a plan's table needs, and those it may have."""
    needed = [DAY, *([] if plan.is_one_arm else [ARM]), *FIELDS[plan.kind]]
    may = [ARM] if plan.is_one_arm else []
    for number, guardrail in enumerate(plan.guardrails):
        kind = MetricKind(guardrail["kind"])
        for name in FIELDS[kind]:
            (may if name == "units" and plan.kind is not MetricKind.SCORE else needed).append(column(name, number))
    return needed, may


def _judged(session: AsyncSession, course: Course, csv: str) -> tuple[ImportedDay, ...]:
    """Take a table's days into the course; raises Invalid with all that is wrong."""
    table = tables.read(csv, *columns(course.plan))
    problems = RowProblems(table)
    given = _by_day(course.plan, table.rows, problems)
    problems.refuse()
    entries: dict[date, Entry] = {}
    known: set[date] = set()
    for day, rows in sorted(given.items()):
        entry = _entry(course.plan, day, rows, problems)
        if entry is None:
            continue
        same = next((there for there in course.days if there.as_of == day), None)
        if same == entry:
            known.add(day)
        elif same is not None:
            message = _("Other totals are in for this day already. Please correct them there, saying why.")
            problems.add(_first(rows), DAY, "day_taken", message)
        else:
            for each in about_day(session, course, day):
                problems.add(_first(rows), DAY, each.code, each.message, **each.params)
            _compare(course, entries, entry, rows, problems)
        entries[day] = entry
    problems.refuse()
    new = [entry for day, entry in entries.items() if day not in known]
    if not new:
        raise problem("csv", "nothing_new", _("All of these days are in already, with these totals. Nothing is new."))
    verdicts = _verdicts(course, new, given, problems)
    return tuple(ImportedDay(entry, day not in known, verdicts.get(day)) for day, entry in entries.items())


def _by_day(plan: Plan, rows: tuple[Row, ...], problems: RowProblems) -> dict[date, list[tuple[Row, Figures]]]:
    """Return each day's rows in the order of the plan's arms, noting doubles and what is missing."""
    arms = {name.casefold(): place for place, name in enumerate(plan.arms)}
    found: dict[date, dict[int, tuple[Row, Figures]]] = {}
    for row in rows:
        day, figures = problems.day(row, DAY), _figures(plan, row, problems)
        place = 0 if plan.is_one_arm and not row.cells[ARM] else arms.get(row.cells[ARM].casefold())
        if place is None:
            message = _("“%(arm)s” is none of this experiment’s arms. They are: %(arms)s.")
            problems.add(row, ARM, "unknown_arm", message, arm=row.cells[ARM], arms=", ".join(plan.arms))
        elif day is not None:
            there = found.setdefault(day, {})
            if place in there:
                message = _("Row %(first)s has this day and arm already. Each may come once.")
                problems.add(row, DAY, "twice", message, first=there[place][0].number)
            else:
                there[place] = row, figures
    for there in found.values():
        missing = [name for place, name in enumerate(plan.arms) if place not in there]
        if missing and not problems.found:
            message = _("For this day a row is missing of: %(arms)s.")
            problems.add(_first(there.values()), ARM, "missing_arm", message, arms=", ".join(missing))
    return {day: [there[place] for place in sorted(there)] for day, there in found.items()}


def _first(rows: Iterable[tuple[Row, Figures]]) -> Row:
    return min((row for row, _figures in rows), key=lambda row: row.number)


def _figures(plan: Plan, row: Row, problems: RowProblems) -> Figures:
    """Return what a row says of its arm and, by their columns, of the guardrails."""
    needed, may = columns(plan)
    figures: dict[str, float | None] = {}
    for name in (*needed, *may):
        if name in (DAY, ARM) or (name in may and not row.cells[name]):
            continue
        if name.rsplit(" ", 1)[-1] in COUNTS:
            figures[name] = problems.whole(row, name)
        else:
            found = problems.figure(row, name)
            figures[name] = None if found is None else float(found)
    return figures


def _entry(plan: Plan, day: date, rows: list[tuple[Row, Figures]], problems: RowProblems) -> Entry | None:
    kinds = [MetricKind(guardrail["kind"]) for guardrail in plan.guardrails]
    arms = [{name: figures.get(name) for name in FIELDS[plan.kind]} for _row, figures in rows]
    guardrails = [
        [{name: figures.get(column(name, number)) for name in FIELDS[kind]} for _row, figures in rows]
        for number, kind in enumerate(kinds)
    ]
    entry, found = entered(plan, day, arms, guardrails)
    for each in found:
        problems.add(rows[each.place][0], each.column, each.code, each.message, **each.params)
    return None if found else entry


def _compare(
    course: Course,
    entries: Mapping[date, Entry],
    entry: Entry,
    rows: list[tuple[Row, Figures]],
    problems: RowProblems,
) -> None:
    """Note where totals are less than those of the day before, in the table or in already, or more than of the next."""
    before, after = course.neighbours(entry.as_of)
    written = max(entries, default=None)
    if written is not None and (before is None or written > before.as_of):
        before = entries[written]
    found = [*(fallen(course.plan, before, entry, told=entry) if before else ())]
    found += fallen(course.plan, entry, after, told=entry) if after else ()
    for each in found:
        problems.add(rows[each.place][0], each.column, each.code, each.message, **each.params)


def _verdicts(
    course: Course, new: list[Entry], given: Mapping[date, list[tuple[Row, Figures]]], problems: RowProblems
) -> dict[date, KeptVerdict | None]:
    """Judge the new days, lot by lot."""
    verdicts: dict[date, KeptVerdict | None] = {}
    for lot in course.lots(new):
        try:
            course.add(*lot)
        except Invalid as refused:
            for each in refused.problems:
                problems.add(_first(given[lot[0].as_of]), DAY, each.code, each.message, **each.params)
            break
        verdicts |= {entry.as_of: course.kept() for entry in lot}
    problems.refuse()
    return verdicts
