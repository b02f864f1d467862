"""Entering many figures at once from a table: all of it or nothing, and each row that doesn't fit is named."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members, tables
from domain.clock import now
from domain.errors import _
from domain.events import record
from domain.members import Actor
from domain.metrics.events import ReadingsMade
from domain.metrics.figures import check_day, check_value
from domain.metrics.model import SOURCE_MOST, Metric, Reading
from domain.metrics.policy import may_enter, require_may_enter, require_may_read
from domain.metrics.queries import choices, said_of, visible
from domain.metrics.use_cases.entering import MetricRetiredAlready
from domain.tables import Row, RowProblems
from domain.texts import Problems

COLUMNS = ("day", "value")


@dataclass(frozen=True)
class Line:
    """What a row of a list says; `known` is whether that very figure counts already, so that nothing is entered."""

    row: int
    metric: Metric
    day: date
    value: Decimal
    source: str
    known: bool


async def enter_list(
    session: AsyncSession, actor: Actor, text: str, *, metric_id: int | None = None, preview: bool = False
) -> list[Line]:
    """Enter the figures of a table with the columns day and value, and source where it has one.

    Without `metric_id` it has a column metric too, which names metrics by key. Figures that are there already stay as
    they are, so the same list twice is once; another figure for a day is refused. With `preview` nothing is entered.
    Raises NotFound, NotAllowed, MetricRetiredAlready, TooMany, and Invalid naming up to 20 rows.
    """
    require_may_read(actor)
    member = await members.lock(session, members.require_self(actor))
    only = None
    if metric_id is not None:
        only = await visible(session, actor, metric_id, lock=True)
        require_may_enter(actor, only)
        if only.retired_at is not None:
            raise MetricRetiredAlready
    await members.spend(session, f"readings:{member.id}", 60, timedelta(hours=1))
    table = tables.read(text, COLUMNS if only else ("metric", *COLUMNS), ("source",))
    problems = RowProblems(table)
    lines = await _lines(session, actor, table.rows, problems, only)
    lines = await _compared(session, actor, lines, {row.number: row for row in table.rows}, problems)
    problems.refuse()
    if not preview:
        await _put(session, member.id, [line for line in lines if not line.known])
    return lines


async def _lines(
    session: AsyncSession, actor: Actor, rows: tuple[Row, ...], problems: RowProblems, only: Metric | None
) -> list[Line]:
    there = {each.key: each for each in ([only] if only else await choices(session, actor))}
    here, lines = await community.today(session), []
    for row in rows:
        key = only.key if only else row.cells["metric"].casefold()
        metric, day, value = there.get(key), problems.day(row, "day"), problems.figure(row, "value")
        if metric is None:
            message = _("There is no metric “%(key)s” that is read. Metrics are named as in their pages’ addresses.")
            problems.add(row, "metric", "unknown", message, key=key[:60])
        elif not may_enter(actor, metric):
            problems.add(row, "metric", "not_allowed", _("You don’t enter readings of this metric."))
        noted = Problems()
        if day is not None:
            check_day(noted, day, here)
        if metric is not None and value is not None:
            check_value(noted, metric.kind, value)
        source = noted.line("source", row.cells["source"], most=SOURCE_MOST)
        if source and not any(char.isalpha() for char in source):
            noted.add("source", "no_word", _("A source is said in words. A number with a comma may need quotes."))
        problems.take(row, noted)
        if metric is not None and day is not None and value is not None and not noted.found:
            lines.append(Line(row.number, metric, day, value, source, known=False))
    return lines


async def _compared(
    session: AsyncSession, actor: Actor, lines: list[Line], rows: dict[int, Row], problems: RowProblems
) -> list[Line]:
    """Return the lines with what is there already marked; note days that come twice, or that have another figure."""
    named = {line.metric.id for line in lines}
    for number in sorted(named):
        await visible(session, actor, number, lock=True)
    said = {(each.metric_id, each.day): each for each in await said_of(session, named, {line.day for line in lines})}
    first: dict[tuple[int, date], int] = {}
    compared = []
    for line in lines:
        place = line.metric.id, line.day
        if place in first:
            message = _("This day stands in row %(other)s already.")
            problems.add(rows[line.row], "day", "twice", message, other=first[place])
            continue
        first[place] = line.row
        stands = said[place].value if place in said else None
        if stands is not None and stands != line.value:
            message = _(
                "There is another figure for this day already: %(value)s. Please correct it on the metric’s page."
            )
            problems.add(rows[line.row], "value", "reading_there", message, value=f"{stands.normalize():f}")
        compared.append(Line(line.row, line.metric, line.day, line.value, line.source, stands == line.value))
    return compared


async def _put(session: AsyncSession, member_id: int, lines: list[Line]) -> None:
    moment = now(session)
    for number in sorted({line.metric.id for line in lines}):
        fresh = [line for line in lines if line.metric.id == number]
        days = [line.day for line in fresh]
        # What stood there was withdrawn, or it would have been refused.
        old = update(Reading).where(Reading.metric_id == number, Reading.day.in_(days), Reading.superseded_at.is_(None))
        await session.execute(old.values(superseded_at=moment).execution_options(synchronize_session=False))
        rows = [
            {"metric_id": number, "day": line.day, "value": line.value, "source": line.source}
            | {"entered_by_id": member_id, "entered_at": moment}
            for line in fresh
        ]
        await session.execute(insert(Reading), rows)
        await record(session, ReadingsMade(number, member_id, len(fresh)))
