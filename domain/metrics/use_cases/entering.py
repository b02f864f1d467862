"""Entering figures one by one, and correcting them: always a new row, never an edit."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members
from domain.clock import now
from domain.errors import Conflict, _
from domain.events import record
from domain.members import Actor, Member
from domain.metrics.events import ReadingCorrected, ReadingMade
from domain.metrics.figures import check_day, check_value
from domain.metrics.model import REASON_LEAST, REASON_MOST, SOURCE_MOST, TOKEN_MOST, Metric, Reading
from domain.metrics.policy import require_may_enter, require_may_read
from domain.metrics.queries import reading, said_of, visible
from domain.texts import checked


class MetricRetiredAlready(Conflict):
    """Nobody reads it any more."""

    code = "metric_retired"
    message = _("This metric is retired and takes in no more readings. It can be brought back first.")


class ReadingThere(Conflict):
    """One figure a day counts."""

    code = "reading_there"
    message = _("There is another figure for this day already: %(value)s. Please correct that one and say why.")
    field = "day"


class CorrectedMeanwhile(Conflict):
    """What was to be corrected doesn't count any more."""

    code = "corrected_meanwhile"
    message = _("Somebody corrected this figure in the meantime. Please look at what stands there now.")


class TokenUsed(Conflict):
    """One key, one reading."""

    code = "key_used"
    message = _("You used this key for another reading. Please choose a new key for each.")
    field = "key"


async def enter(
    session: AsyncSession,
    actor: Actor,
    metric_id: int,
    *,
    day: date,
    value: Decimal,
    source: str = "",
    token: str = "",
) -> Reading:
    """Enter a metric's figure of a day, today or before. The same figure twice is once, and so is the same `token`.

    Raises NotFound, NotAllowed, MetricRetiredAlready, ReadingThere, TokenUsed, TooMany, Invalid.
    """
    require_may_read(actor)
    member = await members.lock(session, members.require_self(actor))
    metric = await visible(session, actor, metric_id, lock=True)
    require_may_enter(actor, metric)
    if metric.retired_at is not None:
        raise MetricRetiredAlready
    await members.spend(session, f"reading:{member.id}", 300, timedelta(hours=1))
    with checked() as problems:
        check_day(problems, day, await community.today(session))
        check_value(problems, metric.kind, value)
        source = problems.line("source", source, most=SOURCE_MOST)
        token = problems.line("token", token, most=TOKEN_MOST)
    if done := await _done(session, member, token):
        return await _again(session, actor, done, metric, day, value)
    there = next(iter(await said_of(session, [metric.id], [day])), None)
    if there is not None and there.value == value:
        return await reading(session, actor, there.id)
    if there is not None and there.value is not None:
        raise ReadingThere(value=f"{there.value.normalize():f}")
    made = await _put(session, member, metric, there, Reading(day=day, value=value, source=source, token=token))
    await record(session, ReadingMade(metric.id, made.id, member.id))
    return await reading(session, actor, made.id)


async def correct(
    session: AsyncSession,
    actor: Actor,
    reading_id: int,
    *,
    value: Decimal | None,
    reason: str,
    source: str = "",
    token: str = "",
) -> Reading:
    """Put another figure in the place of one, or none with `value` None, and say why; what stood there stays readable.

    Raises NotFound, NotAllowed, MetricRetiredAlready, CorrectedMeanwhile, TokenUsed, TooMany, Invalid.
    """
    require_may_read(actor)
    member = await members.lock(session, members.require_self(actor))
    old = await reading(session, actor, reading_id)
    metric = await visible(session, actor, old.metric_id, lock=True)
    require_may_enter(actor, metric)
    if metric.retired_at is not None:
        raise MetricRetiredAlready
    await session.refresh(old, ["superseded_at"])  # it may have been corrected until the metric was ours
    await members.spend(session, f"reading:{member.id}", 300, timedelta(hours=1))
    with checked() as problems:
        if value is not None:
            check_value(problems, metric.kind, value)
        reason = problems.line("reason", reason, least=REASON_LEAST, most=REASON_MOST)
        source = problems.line("source", source, most=SOURCE_MOST)
        token = problems.line("token", token, most=TOKEN_MOST)
    if done := await _done(session, member, token):
        return await _again(session, actor, done, metric, old.day, value)
    if old.superseded_at is not None:
        raise CorrectedMeanwhile
    if (old.value, old.source) == (value, source):
        return old
    fresh = Reading(day=old.day, value=value, source=source, reason=reason, token=token)
    made = await _put(session, member, metric, old, fresh)
    await record(session, ReadingCorrected(metric.id, made.id, member.id))
    return await reading(session, actor, made.id)


async def _put(session: AsyncSession, member: Member, metric: Metric, old: Reading | None, fresh: Reading) -> Reading:
    moment = now(session)
    if old is not None:
        old.superseded_at = moment
        await session.flush()
    fresh.metric_id, fresh.entered_by_id, fresh.entered_at = metric.id, member.id, moment
    session.add(fresh)
    await session.flush()
    return fresh


async def _done(session: AsyncSession, member: Member, token: str) -> Reading | None:
    if not token:
        return None
    return await session.scalar(select(Reading).where(Reading.entered_by_id == member.id, Reading.token == token))


async def _again(
    session: AsyncSession, actor: Actor, done: Reading, metric: Metric, day: date, value: Decimal | None
) -> Reading:
    if (done.metric_id, done.day, done.value) != (metric.id, day, value):
        raise TokenUsed
    return await reading(session, actor, done.id)
