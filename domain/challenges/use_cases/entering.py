"""Entering how a participant's week was, and correcting it: always a new row, never an edit."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.challenges.events import ChallengeReadingMade
from domain.challenges.model import (
    MUCH_MOST,
    WELL_MOST,
    WHY_LEAST,
    WHY_MOST,
    Challenge,
    ChallengeKind,
    ChallengeReading,
    ChallengeState,
)
from domain.challenges.policy import NotAParticipant, NotRunning, OwnReading, require_keeper, require_open
from domain.challenges.queries import joined, visible
from domain.clock import now
from domain.errors import Conflict, _
from domain.events import record
from domain.members import Actor, Member
from domain.texts import Problems, checked


class ReadingEntered(Conflict):
    """One reading a week counts."""

    code = "week_entered"
    message = _("There is another reading for this week already. To correct it, say why.")
    field = "reason"


@dataclass(frozen=True)
class WeekFigures:
    """How much and how well in a week, counted from 1; without `much` the week has no reading after all."""

    week: int
    much: Decimal | None
    well: Decimal | None = None
    reason: str = ""


async def enter_reading(
    session: AsyncSession, actor: Actor, number: int, member_id: int, figures: WeekFigures
) -> ChallengeReading:
    """Enter a participant's week that has begun, or with a reason correct it; the same figures twice are once.

    Raises NotFound, NotAllowed, OwnReading, NotAParticipant, NotRunning, DecidedAlready, CalledOffAlready,
    ReadingEntered, Invalid, TooMany.
    """
    keeper = await members.lock(session, require_keeper(actor))
    challenge = await held(session, keeper, number)
    await members.spend(session, f"challenge_reading:{keeper.id}", 600, timedelta(hours=1))
    with checked() as problems:
        check_figures(problems, challenge, figures, begun(session, challenge))
        reason = problems.line("reason", figures.reason, least=WHY_LEAST if figures.reason else 0, most=WHY_MOST)
    return await put(session, keeper, challenge, member_id, figures, reason)


async def held(session: AsyncSession, keeper: Member, number: int) -> Challenge:
    """Return a challenge that takes readings, held for a change; raises NotFound and what `enter_reading` does."""
    challenge = await visible(session, keeper, number, lock=True)
    running = require_open(challenge, now(session)) in (ChallengeState.RUNNING, ChallengeState.OVER)
    if not running or challenge.kind is not ChallengeKind.STAFF:
        raise NotRunning
    return challenge


async def put(
    session: AsyncSession, keeper: Member, challenge: Challenge, member_id: int, figures: WeekFigures, reason: str
) -> ChallengeReading:
    """Write figures down that were looked over; raises OwnReading, NotAParticipant, ReadingEntered."""
    if member_id == keeper.id:
        raise OwnReading
    if await joined(session, challenge, member_id) is None:
        raise NotAParticipant
    query = select(ChallengeReading).where(
        ChallengeReading.challenge_id == challenge.id,
        ChallengeReading.member_id == member_id,
        ChallengeReading.week == figures.week,
        ChallengeReading.superseded_at.is_(None),
    )
    old = await session.scalar(query)
    if old is not None and (old.much, old.well) == (figures.much, figures.well):
        return old
    if not reason and (figures.much is None or (old is not None and old.much is not None)):
        raise ReadingEntered
    return await write(session, keeper, challenge, member_id, replace(figures, reason=reason), old)


async def write(
    session: AsyncSession,
    keeper: Member,
    challenge: Challenge,
    member_id: int,
    figures: WeekFigures,
    old: ChallengeReading | None,
) -> ChallengeReading:
    """Write figures down that may stand, in place of those that count so far. Whoever calls has checked all of it."""
    if old is not None:
        old.superseded_at = now(session)
        await session.flush()
    made = ChallengeReading(
        challenge_id=challenge.id,
        member_id=member_id,
        week=figures.week,
        much=figures.much,
        well=figures.well,
        reason=figures.reason,
        entered_by_id=keeper.id,
        entered_at=now(session),
    )
    session.add(made)
    await session.flush()
    await record(session, ChallengeReadingMade(challenge.id, member_id, keeper.id, figures.week))
    return made


def begun(session: AsyncSession, challenge: Challenge) -> int:
    """Return how many weeks of a challenge have begun."""
    passed = now(session) - challenge.starts_at
    return min(challenge.weeks, passed // timedelta(days=7) + 1)


def check_figures(problems: Problems, challenge: Challenge, figures: WeekFigures, weeks: int) -> None:
    """Note a week that hasn't begun or isn't one of the challenge's, and figures that can't be."""
    if not 1 <= figures.week <= challenge.weeks:
        problems.add("week", "out_of_range", _("This challenge has %(count)s weeks."), count=challenge.weeks)
    elif figures.week > weeks:
        problems.add("week", "future", _("This week is yet to come."))
    if figures.much is None:
        if figures.well is not None:
            problems.add("much", "missing", _("Please say how much, too."))
        return
    _check(problems, "much", figures.much, MUCH_MOST)
    if figures.well is not None:
        _check(problems, "well", figures.well, WELL_MOST)
        if figures.much == 0:
            problems.add("well", "of_nothing", _("Where nothing was done, nobody can tell how well. Leave it empty."))


def _check(problems: Problems, field: str, value: Decimal, most: Decimal) -> None:
    if not value.is_finite() or not 0 <= value <= most:
        problems.add(field, "out_of_range", _("From 0 to %(most)s."), most=f"{most:f}")
    elif value != round(value, 2):
        problems.add(field, "too_fine", _("Give at most %(most)s decimals."), most=2)
