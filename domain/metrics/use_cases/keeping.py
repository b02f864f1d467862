"""Saying what is measured: adding a metric, changing what it says, retiring it."""

from dataclasses import dataclass, fields

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members, permissions
from domain.clock import now
from domain.errors import Conflict, _
from domain.events import record
from domain.members import Actor, Member
from domain.metrics.events import MetricAdded, MetricBroughtBack, MetricRetired, MetricRevised
from domain.metrics.model import (
    DECIMALS_MOST,
    METRICS_MOST,
    NAME_LEAST,
    NAME_MOST,
    SAYS_LEAST,
    SAYS_MOST,
    SEEDS,
    Better,
    FigureKind,
    Metric,
    Reading,
)
from domain.metrics.queries import visible
from domain.permissions import Permission
from domain.texts import Problems, checked, slug

_ADDRESSES = frozenset({"new", "readings", "retired"})  # pages beside those of metrics


class MetricChangedMeanwhile(Conflict):
    """Somebody saved the metric after this form was opened."""

    code = "metric_changed_meanwhile"
    message = _("Somebody changed this metric while you were at it. Please compare before you save.")


class FiguresThere(Conflict):
    """Figures would mean something else all at once."""

    code = "figures_there"
    message = _("There are readings already, so what kind of figure this is stays. Please add another metric for that.")
    field = "kind"


@dataclass(frozen=True)
class Definition:
    """What a metric is: its words, kind of figure, which way is better, decimals to show (0 to 4), and whose it is."""

    name: str
    says: str
    kind: FigureKind
    better: Better
    currency: str = ""  # three capital letters, for money alone
    decimals: int = 1
    kpi: bool = False
    owner_id: int | None = None


async def seed(session: AsyncSession) -> None:
    """Give a new community the metrics that it starts with; what is there stays. Done by its operator."""
    if await session.scalar(select(func.count()).select_from(Metric)):
        return
    session.add_all(Metric(**vars(each), kpi=True, created_at=now(session)) for each in SEEDS)
    await session.flush()


async def add(session: AsyncSession, actor: Actor, definition: Definition) -> Metric:
    """Measure something more from now on; its key is made of its first name. Raises NotAllowed, Invalid."""
    await community.current(session, lock=True)  # one at a time
    permissions.require(actor, Permission.KEEP_METRICS)
    keeper = members.require_self(actor)
    with checked() as problems:
        fresh = await _checked(session, problems, definition)
        key = slug(fresh.name)
        if fresh.name and (not key or key in _ADDRESSES):
            problems.add("name", "no_key", _("This can’t be part of an address. Please use other words."))
        if (await session.scalar(select(func.count()).select_from(Metric)) or 0) >= METRICS_MOST:
            problems.add("name", "too_many", _("%(most)s metrics are the most that fit."), most=METRICS_MOST)
        await _check_name(session, problems, fresh.name, key)
    metric = Metric(key=key, created_at=now(session), **vars(fresh))
    session.add(metric)
    await session.flush()
    await record(session, MetricAdded(metric.id, keeper.id))
    return await visible(session, actor, metric.id)


async def revise(
    session: AsyncSession, actor: Actor, metric_id: int, definition: Definition, *, based_on: int
) -> Metric:
    """Change what a metric says. `based_on` is its `saves` that whoever changes it saw; its key stays.

    FigureKind and currency stay as soon as there are readings. Raises NotFound, NotAllowed, MetricChangedMeanwhile,
    FiguresThere, Invalid.
    """
    await community.current(session, lock=True)
    permissions.require(actor, Permission.KEEP_METRICS)
    metric = await visible(session, actor, metric_id, lock=True)
    keeper = members.require_self(actor)
    if metric.saves != based_on:
        raise MetricChangedMeanwhile
    with checked() as problems:
        fresh = await _checked(session, problems, definition, owner_id=metric.owner_id)
        if fresh.name != metric.name:
            await _check_name(session, problems, fresh.name, slug(fresh.name), but=metric.id)
    changed = [each.name for each in fields(fresh) if getattr(metric, each.name) != getattr(fresh, each.name)]
    if {"kind", "currency"} & set(changed) and await _has_readings(session, metric):
        raise FiguresThere
    if changed:
        for name in changed:
            setattr(metric, name, getattr(fresh, name))
        metric.saves += 1
        await session.flush()
        await session.refresh(metric, ["owner"])
        await record(session, MetricRevised(metric.id, keeper.id, changed))
    return metric


async def retire(session: AsyncSession, actor: Actor, metric_id: int) -> Metric:
    """Take in no more readings of a metric; what was read stays. Twice is once. Raises NotFound, NotAllowed."""
    permissions.require(actor, Permission.KEEP_METRICS)
    metric = await visible(session, actor, metric_id, lock=True)
    if metric.retired_at is None:
        metric.retired_at = now(session)
        await session.flush()
        await record(session, MetricRetired(metric.id, members.require_self(actor).id))
    return metric


async def bring_back(session: AsyncSession, actor: Actor, metric_id: int) -> Metric:
    """Take in readings of a retired metric again. Twice is once. Raises NotFound, NotAllowed."""
    permissions.require(actor, Permission.KEEP_METRICS)
    metric = await visible(session, actor, metric_id, lock=True)
    if metric.retired_at is not None:
        metric.retired_at = None
        await session.flush()
        await record(session, MetricBroughtBack(metric.id, members.require_self(actor).id))
    return metric


async def forget(session: AsyncSession, member: Member) -> None:
    """Let the member's metrics be nobody's; what they entered stays, under their pseudonym."""
    theirs = update(Metric).where(Metric.owner_id == member.id).values(owner_id=None, saves=Metric.saves + 1)
    await session.execute(theirs.execution_options(synchronize_session=False))


async def _has_readings(session: AsyncSession, metric: Metric) -> bool:
    return bool(await session.scalar(select(Reading.id).where(Reading.metric_id == metric.id).limit(1)))


async def _checked(
    session: AsyncSession, problems: Problems, given: Definition, *, owner_id: int | None = None
) -> Definition:
    name = problems.line("name", given.name, least=NAME_LEAST, most=NAME_MOST)
    says = problems.line("says", given.says, least=SAYS_LEAST, most=SAYS_MOST)
    currency = given.currency.strip().upper() if given.kind is FigureKind.MONEY else ""
    if given.kind is FigureKind.MONEY and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        problems.add("currency", "not_a_currency", _("A currency is three letters, such as EUR or USD."))
    if not 0 <= given.decimals <= DECIMALS_MOST:
        problems.add("decimals", "out_of_range", _("Give a number from 0 to %(most)s."), most=DECIMALS_MOST)
    if given.owner_id not in (None, owner_id):
        owner = (await members.by_ids(session, [given.owner_id])).get(given.owner_id)
        if owner is None or owner.left_at is not None or not owner.is_staff:
            problems.add("owner_id", "unknown", _("A metric belongs to somebody who works here, or to nobody."))
    return Definition(name, says, given.kind, given.better, currency, given.decimals, given.kpi, given.owner_id)


async def _check_name(session: AsyncSession, problems: Problems, name: str, key: str, *, but: int = 0) -> None:
    same = (func.lower(Metric.name) == name.lower()) | (Metric.key == key)
    if name and await session.scalar(select(Metric.id).where(same, Metric.id != but)):
        problems.add("name", "taken", _("There is a metric of that name already; it may be retired."))
