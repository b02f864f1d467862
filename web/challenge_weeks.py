"""A week of a challenge among staff as one table: how it was for everybody, looked over before it is entered."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import challenges
from domain.challenges import Challenge, ChallengeKind, ChallengeState, LineChange, NotRunning, WeekFigures, WeekLine
from domain.clock import now
from domain.errors import Conflict, FieldProblem, Invalid, NotAllowed
from domain.errors import _ as mark
from domain.members import Member
from domain.paging import Slice
from web import i18n
from web.challenge_desk import figure_of, kept
from web.challenges import PEOPLE, ChallengeId, figure, takes
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
ONWARD_MOST = 500
COLUMNS = ("much", "well", "reason")
CHANGES: dict[LineChange, str] = {
    LineChange.NEW: mark("New"),
    LineChange.CORRECTION: mark("A correction"),
    LineChange.NONE: mark("Stays as it is"),
    LineChange.REFUSED: mark("Has to be mended"),
}


@router.get("/challenges/{challenge_id}/week")
async def show_week(
    visit: Inside,
    session: Session,
    challenge_id: ChallengeId,
    week: Annotated[str, Query(max_length=4)] = "",
    after: str | None = None,
) -> Response:
    """Show what was entered of a week, the latest that is over if none is named, for all who joined."""
    challenge = await _open(visit, session, challenge_id)
    chosen = _week(session, challenge, whole(week, 4))
    found = await challenges.participants(session, visit.actor, challenge, Slice(PEOPLE, after=after))
    people = [each for each in found.items if each.id != visit.actor.id]
    values = await _entered(session, challenge, chosen, people)
    onward = found.end_cursor if found.has_next else None
    return _page(visit, session, challenge, chosen, people, values, after=after, onward=onward)


@router.post("/challenges/{challenge_id}/week")
async def enter_week(visit: Inside, session: Session, challenge_id: ChallengeId) -> Response:
    """Enter a week for all who joined, or with `do=look` show what that would do."""
    given = dict(visit.fields())
    week, numbers = whole(given.get("week", ""), 4) or 0, _numbers(given)
    looks, onward = given.get("do") == "look", given.get("onward", "")[:ONWARD_MOST] or None
    seen: list[WeekLine] = []
    async with asking(session, Conflict, NotAllowed) as answer:
        lines = _lines(given, week, numbers)
        if not looks:
            challenge = await challenges.enter_week(session, visit.actor, challenge_id, lines)
            there = f"week?{urlencode({'week': week, 'after': onward})}" if onward else "readings"
            return see_other(visit, f"{challenge.path}/{there}", mark("The week is entered."))
        seen = await challenges.look_over_week(session, visit.actor, challenge_id, lines)
    challenge = await _open(visit, session, challenge_id)
    lot = Slice(challenges.LINES_MOST)
    found = await challenges.participants(session, visit.actor, challenge, lot, among=numbers)
    known = {each.id: each for each in found.items}
    people = [known[number] for number in numbers if number in known]
    values = {f"{name}_{place}": given.get(f"{name}_{place}", "") for place in range(1, 201) for name in COLUMNS}
    return _page(
        visit, session, challenge, _week(session, challenge, week), people, values, seen, answer, onward=onward
    )


async def _open(visit: Visit, session: AsyncSession, number: int) -> Challenge:
    challenge = await kept(visit, session, number)
    open_ = challenge.state(now(session)) in (ChallengeState.RUNNING, ChallengeState.OVER)
    if challenge.kind is not ChallengeKind.STAFF or not open_:
        raise NotRunning
    return challenge


async def _entered(session: AsyncSession, challenge: Challenge, week: int, people: list[Member]) -> dict[str, str]:
    said = await challenges.all_readings(session, challenge, [each.id for each in people])
    values: dict[str, str] = {}
    for place, each in enumerate(people, 1):
        for row in said.get(each.id, []):
            if row.week == week and row.much is not None:
                values[f"much_{place}"] = figure(row.much)
                values[f"well_{place}"] = figure(row.well) if row.well is not None else ""
    return values


def _week(session: AsyncSession, challenge: Challenge, wanted: int | None) -> int:
    """Return the week wanted if it has begun, else the latest that is over, or the first."""
    over = len(challenges.weeks_over(session, challenge))
    return wanted if wanted and wanted <= min(challenge.weeks, over + 1) else max(1, over)


def _numbers(given: dict[str, str]) -> list[int]:
    """Return the members whose lines a form holds, in their order."""
    found = []
    for place in range(1, challenges.LINES_MOST + 1):
        number = whole(given.get(f"member_{place}", ""))
        if number is None:
            break
        found.append(number)
    return found


def _lines(given: dict[str, str], week: int, numbers: list[int]) -> list[tuple[int, WeekFigures]]:
    """Return the lines of a form; raises Invalid with every figure that is none."""
    lines, wrong = [], list[FieldProblem]()
    for place, number in enumerate(numbers, 1):
        figures = {}
        for name in ("much", "well"):
            field = f"{name}_{place}"
            try:
                figures[name] = figure_of(field, given.get(field, ""))
            except Invalid as refused:
                wrong += refused.problems
        if len(figures) == 2:
            reason = given.get(f"reason_{place}", "")
            lines.append((number, WeekFigures(week, figures["much"], figures["well"], reason)))
    if wrong:
        raise Invalid(*wrong)
    return lines


def _page(
    visit: Visit,
    session: AsyncSession,
    challenge: Challenge,
    week: int,
    people: list[Member],
    values: dict[str, str],
    seen: list[WeekLine] | None = None,
    answer: Answer | None = None,
    *,
    after: str | None = None,
    onward: str | None = None,
) -> Response:
    errors = dict(answer.errors) if answer else {}
    for place, line in enumerate(seen or [], 1):
        errors |= {f"{each.field}_{place}": each.text(i18n.gettext) for each in line.problems}
    over = len(challenges.weeks_over(session, challenge))
    status = status_of(answer.refused) if answer and answer.refused else 422 if errors else 200
    return page(
        visit,
        "challenges/week.html",
        status=status,
        challenge=challenge,
        week=week,
        weeks=[
            (number, i18n.calendar_day(challenge.week_starts(number)))
            for number in range(1, min(challenge.weeks, over + 1) + 1)
        ],
        people=people,
        after=after,
        onward=onward,
        lines=seen or [],
        changes=CHANGES,
        takes=takes(challenge),
        figure=figure,
        values=values,
        errors=errors,
    )
