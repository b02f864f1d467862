"""Entering a week for all participants at once, as a table: looked over first, and all of it kept or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.challenges.model import WHY_LEAST, WHY_MOST, Challenge, ChallengeParticipant, ChallengeReading
from domain.challenges.policy import NotAParticipant, OwnReading, require_keeper
from domain.challenges.use_cases.entering import ReadingEntered, WeekFigures, begun, check_figures, held, write
from domain.errors import FieldProblem, Invalid, _, problem
from domain.members import Actor, Member
from domain.texts import Problems

LINES_MOST = 200
TABLES_MOST, TABLES_PER = 60, timedelta(hours=1)


class LineChange(StrEnum):
    """What a line of a table would do."""

    NEW = "new"
    CORRECTION = "correction"
    NONE = "none"
    REFUSED = "refused"


@dataclass(frozen=True)
class WeekLine:
    """A line of a table: whose week, what it would say, the reading that counts now, and what stands against it."""

    member_id: int
    figures: WeekFigures
    before: ChallengeReading | None
    problems: tuple[FieldProblem, ...]

    @property
    def change(self) -> LineChange:
        """Return what the line would do; one that says nothing, or what is there, does nothing."""
        if self.problems:
            return LineChange.REFUSED
        if self.figures.much is None or _same(self.before, self.figures):
            return LineChange.NONE
        return LineChange.CORRECTION if self.before is not None else LineChange.NEW


async def look_over_week(
    session: AsyncSession, actor: Actor, number: int, lines: Sequence[tuple[int, WeekFigures]]
) -> list[WeekLine]:
    """Return what entering a table would do, line by line, and keep nothing. A line without figures is left out.

    Raises NotFound, NotAllowed, NotRunning, DecidedAlready, CalledOffAlready, Invalid for too many lines.
    """
    keeper = require_keeper(actor)
    return await _looked_over(session, keeper, await held(session, keeper, number), lines)


async def enter_week(
    session: AsyncSession, actor: Actor, number: int, lines: Sequence[tuple[int, WeekFigures]]
) -> Challenge:
    """Enter a table, or none of it: Invalid names what is wrong in each line, its fields followed by its number from 1.

    The same table twice is once. Raises NotFound, NotAllowed, NotRunning, DecidedAlready, CalledOffAlready, TooMany.
    """
    keeper = await members.lock(session, require_keeper(actor))
    challenge = await held(session, keeper, number)
    await members.spend(session, f"challenge_week:{keeper.id}", TABLES_MOST, TABLES_PER)
    seen = await _looked_over(session, keeper, challenge, lines)
    numbered = ((place, found) for place, line in enumerate(seen, 1) for found in line.problems)
    if wrong := [replace(found, field=f"{found.field}_{place}") for place, found in numbered]:
        raise Invalid(*wrong)
    for line in seen:
        if line.change is not LineChange.NONE:
            await write(session, keeper, challenge, line.member_id, line.figures, line.before)
    return challenge


async def _looked_over(
    session: AsyncSession, keeper: Member, challenge: Challenge, lines: Sequence[tuple[int, WeekFigures]]
) -> list[WeekLine]:
    if len(lines) > LINES_MOST:
        raise problem("lines", "too_many", _("Enter at most %(most)s people at once."), most=LINES_MOST)
    joined = select(ChallengeParticipant.member_id).where(ChallengeParticipant.challenge_id == challenge.id)
    theirs = set(await session.scalars(joined))
    counting = select(ChallengeReading).where(
        ChallengeReading.challenge_id == challenge.id,
        ChallengeReading.week.in_({figures.week for _who, figures in lines}),
        ChallengeReading.superseded_at.is_(None),
    )
    known = {(row.member_id, row.week): row for row in await session.scalars(counting)}
    weeks, seen, found = begun(session, challenge), set[tuple[int, int]](), []
    for who, given in lines:
        before = known.get((who, given.week))
        problems, figures = _checked(challenge, given, before, weeks)
        if who == keeper.id:
            problems.add("member", OwnReading.code, OwnReading.message)
        elif who not in theirs:
            problems.add("member", NotAParticipant.code, NotAParticipant.message)
        elif (who, given.week) in seen:
            problems.add("member", "twice", _("This person stands in the table twice."))
        seen.add((who, given.week))
        found.append(WeekLine(who, figures, before, tuple(problems.found)))
    return found


def _checked(
    challenge: Challenge, given: WeekFigures, before: ChallengeReading | None, weeks: int
) -> tuple[Problems, WeekFigures]:
    """Return what is wrong with a line by itself, and the line in good form."""
    problems = Problems()
    check_figures(problems, challenge, given, weeks)
    reason = problems.line("reason", given.reason, least=WHY_LEAST if given.reason.strip() else 0, most=WHY_MOST)
    changes = given.much is not None and before is not None and before.much is not None and not _same(before, given)
    if changes and not given.reason.strip():
        problems.add("reason", ReadingEntered.code, ReadingEntered.message)
    return problems, replace(given, reason=reason)


def _same(before: ChallengeReading | None, figures: WeekFigures) -> bool:
    return before is not None and (before.much, before.well) == (figures.much, figures.well)
