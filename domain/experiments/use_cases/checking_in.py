"""Entering totals and correcting them: each time what counts is judged, and what is advised then is kept for good."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import community, members
from domain.clock import now
from domain.errors import Conflict, FieldProblem, NotFound, _, problem
from domain.events import record
from domain.experiments import plans, queries
from domain.experiments.check_ins import CheckIn, CheckInSource, KeptVerdict
from domain.experiments.chronicle import Change, changes, entry_of, has_fallen, rows, standing
from domain.experiments.courses import Course
from domain.experiments.entries import Entry, Figures, entered, fallen, refuse
from domain.experiments.events import TotalsCorrected, TotalsEntered, VerdictFell
from domain.experiments.model import UNDER_WAY, WORDS_MOST, Experiment, Phase, Plan
from domain.experiments.use_cases.moving import fall_due, move
from domain.experiments.verdicts import Advice
from domain.members import Actor, Member
from domain.texts import checked

TAKEN_BACK = _("A correction took the verdict back.")
HOURLY = 300  # check-ins of a member; a table is one


class NotUnderWay(Conflict):
    """Nothing is counted before the start, nor after the end."""

    code = "not_under_way"
    message = _("This experiment isn’t running, so no totals can be entered. Start it first; a concluded one stays.")


class CorrectedMeanwhile(Conflict):
    """What is corrected already stands corrected."""

    code = "corrected_meanwhile"
    message = _("These totals were corrected already. Please correct the newer ones.")


class PlanOver(Conflict):
    """The plan has changed, and counting has begun anew."""

    code = "plan_over"
    message = _("These totals were counted under an earlier plan. They stay as they are and count no more.")


class KeyUsed(Conflict):
    """A key stands for one check-in."""

    code = "key_used"
    message = _("This key was sent with other totals before. Take a new one for new totals.")


async def check_in(
    session: AsyncSession,
    actor: Actor,
    experiment_id: int,
    as_of: date,
    arms: Sequence[Figures],
    guardrails: Sequence[Sequence[Figures]] = (),
    *,
    source: CheckInSource = CheckInSource.FORM,
    key: UUID | None = None,
) -> Change:
    """Enter cumulative totals up to the end of a day, counted since the plan came into force; the control first.

    The same `key` again returns what it made. Raises NotFound, NotAllowed, NotUnderWay, KeyUsed, Invalid, TooMany.
    """
    experiment, member = await held(session, actor, experiment_id)
    course = await current(session, experiment)
    entry, problems = entered(course.plan, as_of, arms, guardrails)
    if twin := await _twin(session, member, key):
        return await _again(session, twin, experiment, entry)
    await members.spend(session, f"check-in:{member.id}", HOURLY, timedelta(hours=1))
    refuse([*about_day(session, course, as_of), *problems])
    before, after = course.neighbours(as_of)
    refuse(
        [
            *(fallen(course.plan, before, entry, told=entry) if before else ()),
            *(fallen(course.plan, entry, after, told=entry) if after else ()),
        ]
    )
    course.add(entry)
    row = CheckIn(source=source, key=key, why="", corrects_id=None)
    await keep(session, experiment, member, course, [(row, entry)])
    return await _changed(session, row)


async def correct(
    session: AsyncSession,
    actor: Actor,
    check_in_id: int,
    arms: Sequence[Figures],
    guardrails: Sequence[Sequence[Figures]] = (),
    why: str = "",
    *,
    source: CheckInSource = CheckInSource.FORM,
    key: UUID | None = None,
) -> Change:
    """Put other totals in the place of those of a day, saying why; all that counts is then followed anew.

    What was entered stays readable. Raises NotFound, NotAllowed, NotUnderWay, CorrectedMeanwhile, PlanOver, KeyUsed,
    Invalid, TooMany.
    """
    wrong = await session.scalar(select(CheckIn).where(CheckIn.id == check_in_id))
    if wrong is None:
        raise NotFound
    experiment, member = await held(session, actor, wrong.experiment_id)
    plan = await _plan(session, experiment)
    entry, problems = entered(plan, wrong.as_of, arms, guardrails)
    if twin := await _twin(session, member, key):
        return await _again(session, twin, experiment, entry)
    if wrong.plan_number != experiment.plan_number:
        raise PlanOver
    if await session.scalar(select(CheckIn.id).where(CheckIn.corrects_id == wrong.id)):
        raise CorrectedMeanwhile
    await members.spend(session, f"check-in:{member.id}", HOURLY, timedelta(hours=1))
    with checked() as found:
        why = found.text("why", why, least=3, most=WORDS_MOST)
        found.found += problems
    if entry == entry_of(wrong):
        raise problem("why", "the_same", _("These are the same totals as before. Change what was wrong."))
    zone = (await community.current(session)).zone_info
    days = standing([*await rows(session, plan), _correction(wrong, entry)])
    course = Course.of(plan, plans.terms_of(plan), zone, days)
    row = CheckIn(source=source, key=key, why=why, corrects_id=wrong.id)
    await keep(session, experiment, member, course, [(row, entry)])
    return await _changed(session, row)


async def held(session: AsyncSession, actor: Actor, experiment_id: int) -> tuple[Experiment, Member]:
    """Return an experiment kept from changes, and who may check in to it now. Raises what `check_in` does."""
    experiment = await queries.visible(session, actor, experiment_id, lock=True)
    await require_open(session, actor, experiment)
    return experiment, members.require_self(actor)


async def require_open(session: AsyncSession, actor: Actor, experiment: Experiment) -> None:
    """Raise SignInNeeded, NotAllowed, NotYourExperiment or NotUnderWay unless the actor may enter totals now."""
    await queries.require_may_check_in(session, actor, experiment)
    if experiment.phase not in UNDER_WAY:
        raise NotUnderWay


async def current(session: AsyncSession, experiment: Experiment) -> Course:
    """Return the course of the plan in force, for who may check in."""
    plan = await _plan(session, experiment)
    zone = (await community.current(session)).zone_info
    return Course.of(plan, plans.terms_of(plan), zone, standing(await rows(session, plan)))


def about_day(session: AsyncSession, course: Course, as_of: date) -> list[FieldProblem]:
    """Return what is wrong with a day of new totals: before the start, in the future, or in already."""
    today = now(session).astimezone(course.zone).date()
    if as_of < course.began_on:
        message = _("This is before the plan came into force, on %(day)s. Only count from then on.")
        return [FieldProblem("as_of", "before_start", message, {"day": course.began_on.isoformat()})]
    if as_of > today:
        return [FieldProblem("as_of", "in_future", _("This day is still to come. Enter what is in until today."))]
    if any(entry.as_of == as_of for entry in course.days):
        message = _("The totals of this day are in already. If they are wrong, correct them.")
        return [FieldProblem("as_of", "day_taken", message)]
    return []


async def keep(
    session: AsyncSession, experiment: Experiment, member: Member, course: Course, made: Sequence[tuple[CheckIn, Entry]]
) -> None:
    """Store check-ins, the last of which made the course what it is; those before it have their verdicts already.

    Moves the experiment when a verdict falls, or is taken back by a correction.
    """
    last, moment = made[-1][0], now(session)
    last.verdict = course.kept()
    for row, entry in made:
        row.experiment_id, row.plan_number = experiment.id, course.plan.number
        row.entered_by_id, row.entered_at, row.as_of = member.id, moment, entry.as_of
        row.arms, row.guardrails = list(entry.arms), [list(each) for each in entry.guardrails]
    before = await queries.standing_verdict(session, experiment)
    session.add_all([row for row, _entry in made])
    await session.flush()
    ids = experiment.id, experiment.idea_id
    told = TotalsCorrected if last.corrects_id else TotalsEntered
    await record(session, told(*ids, last.id, member.id))
    for row, _entry in made:
        if row.verdict and has_fallen(row.verdict):
            await _tell(session, experiment, before, row.verdict)
        before = row.verdict or before
    if last.corrects_id and before is not None and not has_fallen(before):
        await _take_back(session, experiment, course, member)


async def _tell(
    session: AsyncSession, experiment: Experiment, before: KeptVerdict | None, verdict: KeptVerdict
) -> None:
    """Let an experiment wait for its conclusion, or say of one that waits that the advice is another one now."""
    if experiment.phase is not Phase.VERDICT_DUE:
        await fall_due(session, experiment, verdict.advice, verdict.check_in_id)
    elif verdict.advice is not Advice.UNDECIDED and (before is None or before.advice is not verdict.advice):
        fell = VerdictFell(experiment.id, experiment.idea_id, verdict.check_in_id, verdict.advice.value)
        await record(session, fell)


async def _take_back(session: AsyncSession, experiment: Experiment, course: Course, member: Member) -> None:
    """Let an experiment run on whose verdict fell on wrong totals, unless its time is over or it is being concluded."""
    over = course.day_number(now(session).astimezone(course.zone).date()) > course.terms.time_box_days
    concluding = await queries.standing_conclusion(session, member, experiment) is not None
    if experiment.phase is Phase.VERDICT_DUE and not over and not concluding:
        await move(session, experiment, Phase.RUNNING, member.id, TAKEN_BACK)


async def _plan(session: AsyncSession, experiment: Experiment) -> Plan:
    number = experiment.plan_number
    query = select(Plan).where(Plan.experiment_id == experiment.id, Plan.number == number)
    return (await session.scalars(query)).one()


async def _twin(session: AsyncSession, member: Member, key: UUID | None) -> CheckIn | None:
    if key is None:
        return None
    return await session.scalar(select(CheckIn).where(CheckIn.entered_by_id == member.id, CheckIn.key == key))


async def _again(session: AsyncSession, twin: CheckIn, experiment: Experiment, entry: Entry) -> Change:
    if twin.experiment_id != experiment.id or entry_of(twin) != entry:
        raise KeyUsed
    return await _changed(session, twin)


async def _changed(session: AsyncSession, row: CheckIn) -> Change:
    query = select(CheckIn).where(CheckIn.id == row.id).options(joinedload(CheckIn.entered_by))
    query = query.options(joinedload(CheckIn.verdict)).execution_options(populate_existing=True)
    (change,) = await changes(session, [(await session.scalars(query)).one()])
    return change


def _correction(wrong: CheckIn, entry: Entry) -> CheckIn:
    """Return a row that stands for a correction while it is followed, and is never stored."""
    guardrails = [list(each) for each in entry.guardrails]
    return CheckIn(as_of=entry.as_of, arms=list(entry.arms), guardrails=guardrails, corrects_id=wrong.id)
