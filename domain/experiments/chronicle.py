"""Reading check-ins: the course of an experiment with a verdict on each day, and what each check-in changed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby, pairwise

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import community
from domain.errors import NotAllowed, NotFound, _
from domain.experiments import plans, policy, queries
from domain.experiments.check_ins import CheckIn, KeptVerdict
from domain.experiments.courses import Course
from domain.experiments.entries import Entry
from domain.experiments.model import Experiment, Phase, Plan
from domain.experiments.verdicts import Advice
from domain.members import Actor
from domain.paging import Order, Page, Slice, page

GAP = timedelta(days=14)
LATE = timedelta(days=7)
FALLEN_MOST = 200
_LATEST: Order[CheckIn] = Order("check-ins", (CheckIn.id,), lambda row: (row.id,), (int,))


class RemarkKind(StrEnum):
    """What is worth knowing of a check-in, and doesn't speak against it."""

    GAP = "gap"
    LATE = "late"
    RAMP_IN = "ramp_in"
    LEFT_OUT = "left_out"


REMARKS: dict[RemarkKind, str] = {
    RemarkKind.GAP: _("%(days)s days without totals before this one."),
    RemarkKind.LATE: _("It came in %(days)s days after that day."),
    RemarkKind.RAMP_IN: _("One of the first days, which are left out."),
    RemarkKind.LEFT_OUT: _("It came in when a verdict had fallen already for a later day, which stands."),
}


class FiguresLater(NotAllowed):
    """Until it is over, only who works here reads what was counted."""

    code = "figures_later"
    message = _("What was counted can be read here once the experiment is concluded.")


@dataclass(frozen=True)
class Remark:
    """One thing worth knowing of a check-in; `days` where it is about a time."""

    kind: RemarkKind
    days: int = 0


@dataclass(frozen=True)
class Change:
    """A check-in and what it changed: what was advised before it and is since, None where nothing could be said yet.

    `corrected_by` is the check-in that corrects it, if there is one.
    """

    check_in: CheckIn
    before: KeptVerdict | None
    remarks: tuple[Remark, ...] = ()
    corrected_by_id: int | None = None

    @property
    def after(self) -> KeptVerdict | None:
        """Return what is advised since."""
        return self.check_in.verdict

    @property
    def fell(self) -> bool:
        """Return whether a verdict fell by it that had not fallen before."""
        after, before = self.after, self.before
        return after is not None and has_fallen(after) and (before is None or before.advice is not after.advice)


def has_fallen(verdict: KeptVerdict) -> bool:
    """Return whether people have to decide: a bound was crossed, or the time is over."""
    return verdict.crossed_on is not None or verdict.advice is Advice.UNDECIDED


async def history(
    session: AsyncSession, actor: Actor, experiment: Experiment, plan_number: int | None = None
) -> Course | None:
    """Return all that counts under a plan, the one in force if none is named, with the verdict on each day.

    None before the start. Staff read it at any time, others once it is concluded; raises FiguresLater, NotFound.
    """
    if not policy.may_read_figures(actor, experiment):
        raise FiguresLater
    number = plan_number or experiment.plan_number
    plan = await session.scalar(select(Plan).where(Plan.experiment_id == experiment.id, Plan.number == number))
    if plan is None:
        raise NotFound
    if plan.in_force_at is None:
        return None
    zone = (await community.current(session)).zone_info
    return Course.of(plan, plans.terms_of(plan), zone, standing(await rows(session, plan)))


async def check_ins_of(session: AsyncSession, actor: Actor, experiment: Experiment, wanted: Slice) -> Page[Change]:
    """Return a page of an experiment's check-ins, latest first, under whichever plan; for who may read its figures.

    Each comes with who entered it and what it changed. Raises FiguresLater.
    """
    if not policy.may_read_figures(actor, experiment):
        raise FiguresLater
    query = select(CheckIn).where(CheckIn.experiment_id == experiment.id)
    query = query.options(joinedload(CheckIn.entered_by), joinedload(CheckIn.verdict))
    found = await page(session, query, _LATEST, wanted)
    return found.holding(await changes(session, found.items))


async def visible_check_in(session: AsyncSession, actor: Actor, check_in_id: int) -> CheckIn:
    """Return a check-in with who entered it and what was advised then; raises NotFound, FiguresLater."""
    query = select(CheckIn).where(CheckIn.id == check_in_id)
    found = await session.scalar(query.options(joinedload(CheckIn.entered_by), joinedload(CheckIn.verdict)))
    if found is None:
        raise NotFound
    if not policy.may_read_figures(actor, await queries.visible(session, actor, found.experiment_id)):
        raise FiguresLater
    return found


async def visible_change(session: AsyncSession, actor: Actor, check_in_id: int) -> Change:
    """Return a check-in with what it changed; raises NotFound, FiguresLater."""
    (change,) = await changes(session, [await visible_check_in(session, actor, check_in_id)])
    return change


async def standing_verdicts(session: AsyncSession, experiment_ids: Collection[int]) -> dict[int, KeptVerdict]:
    """Return what is advised now of experiments, by their number; whoever calls asks `may_read_figures` of each."""
    query = select(CheckIn.experiment_id, KeptVerdict).join(KeptVerdict, KeptVerdict.check_in_id == CheckIn.id)
    query = query.join(Experiment, Experiment.id == CheckIn.experiment_id)
    query = query.where(Experiment.id.in_(experiment_ids), CheckIn.plan_number == Experiment.plan_number)
    newest = query.distinct(CheckIn.experiment_id).order_by(CheckIn.experiment_id, CheckIn.id.desc())
    return {row[0]: row[1] for row in await session.execute(newest)}


async def fallen(
    session: AsyncSession, actor: Actor, experiment_id: int | None = None
) -> list[tuple[Experiment, KeptVerdict | None]]:
    """Return the experiments that wait for a conclusion, or one of them, latest first, each with what is advised.

    None is advised where time ran out before any totals. Empty for all but staff.
    """
    if not policy.may_read_inside(actor):
        return []
    newest = select(CheckIn.id).where(
        CheckIn.experiment_id == Experiment.id, CheckIn.plan_number == Experiment.plan_number
    )
    newest = newest.join(KeptVerdict, KeptVerdict.check_in_id == CheckIn.id).order_by(CheckIn.id.desc()).limit(1)
    query = queries.seen(actor).add_columns(KeptVerdict).where(Experiment.phase == Phase.VERDICT_DUE)
    query = query.outerjoin(KeptVerdict, KeptVerdict.check_in_id == newest.correlate(Experiment).scalar_subquery())
    if experiment_id is not None:
        query = query.where(Experiment.id == experiment_id)
    found = await session.execute(query.order_by(Experiment.moved_at.desc(), Experiment.id.desc()).limit(FALLEN_MOST))
    return [(row[0], row[1]) for row in found]


async def changes(session: AsyncSession, found: Collection[CheckIn]) -> list[Change]:
    """Return what each of these check-ins of one experiment changed."""
    if not found:
        return []
    experiment_id = next(iter(found)).experiment_id
    zone = (await community.current(session)).zone_info
    query = select(CheckIn.id, CheckIn.plan_number, CheckIn.as_of, CheckIn.corrects_id)
    every = (await session.execute(query.where(CheckIn.experiment_id == experiment_id).order_by(CheckIn.id))).all()
    in_force = select(Plan).where(Plan.experiment_id == experiment_id, Plan.in_force_at.is_not(None))
    courses = {plan.number: Course(plan, plans.terms_of(plan), zone) for plan in await session.scalars(in_force)}
    corrected = {row.corrects_id: row.id for row in every}
    days = {number: sorted(row.as_of for row in every if row.plan_number == number) for number in courses}
    earlier = {row.id: other.id for other, row in pairwise(every) if other.plan_number == row.plan_number}
    wanted = {row.id for row in found} | {earlier[row.id] for row in found if row.id in earlier}
    verdicts = await session.scalars(select(KeptVerdict).where(KeptVerdict.check_in_id.in_(wanted)))
    kept = {verdict.check_in_id: verdict for verdict in verdicts}
    return [
        Change(
            row,
            kept.get(earlier.get(row.id, 0)),
            tuple(_remarks(row, courses[row.plan_number], days[row.plan_number])),
            corrected.get(row.id),
        )
        for row in found
    ]


async def rows(session: AsyncSession, plan: Plan) -> list[CheckIn]:
    """Return all check-ins under a plan as they came in."""
    query = select(CheckIn).where(CheckIn.experiment_id == plan.experiment_id, CheckIn.plan_number == plan.number)
    return list(await session.scalars(query.order_by(CheckIn.id)))


def standing(found: Iterable[CheckIn]) -> list[list[Entry]]:
    """Return the totals that count, in the order in which their days first came in, and those together that did."""
    newest: dict[int, CheckIn] = {}
    first: dict[int, CheckIn] = {}
    for row in found:
        root = first[row.id] = first[row.corrects_id] if row.corrects_id else row
        newest[root.id] = row
    lots = groupby((first[number] for number in newest), lambda root: (root.entered_at, root.entered_by_id))
    return [[entry_of(newest[root.id]) for root in lot] for _when, lot in lots]


def entry_of(row: CheckIn) -> Entry:
    """Return the totals that a check-in holds."""
    return Entry(row.as_of, tuple(row.arms), tuple(map(tuple, row.guardrails)))


def _remarks(row: CheckIn, course: Course, days: list[date]) -> Iterable[Remark]:
    if course.is_ramp_in(row.as_of):
        yield Remark(RemarkKind.RAMP_IN)
    if row.corrects_id is not None:
        return
    gap = row.as_of - max((day for day in days if day < row.as_of), default=course.began_on)
    if gap > GAP:
        yield Remark(RemarkKind.GAP, gap.days)
    late = row.entered_at.astimezone(course.zone).date() - row.as_of
    if late > LATE:
        yield Remark(RemarkKind.LATE, late.days)
    if row.verdict and row.verdict.crossed_on and row.as_of < row.verdict.crossed_on:
        yield Remark(RemarkKind.LEFT_OUT)
