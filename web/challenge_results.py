"""What keepers do with a challenge that runs or is over: entering readings, and confirming who won."""

from urllib.parse import urlencode

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import challenges
from domain.challenges import ChallengeKind, ChallengeState, NotOver, NotRunning, WeekFigures
from domain.clock import now
from domain.errors import Conflict, NotAllowed
from domain.errors import _ as mark
from domain.paging import Slice
from web import i18n
from web.challenge_desk import figure_of, kept
from web.challenges import PEOPLE, STATES, ChallengeId, bars, figure, takes
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
READING = ("member", "week", "much", "well", "reason")


@router.get("/challenges/{challenge_id}/readings")
async def show_readings(
    visit: Inside, session: Session, challenge_id: ChallengeId, after: str | None = None
) -> Response:
    """Show how far everybody is who joined, and take in how their weeks were."""
    return await _readings(visit, session, challenge_id, after)


@router.post("/challenges/{challenge_id}/readings")
async def enter_reading(
    visit: Inside, session: Session, challenge_id: ChallengeId, after: str | None = None
) -> Response:
    """Enter how a participant's week was, or correct it."""
    given = visit.texts(*READING)
    async with asking(session, Conflict, NotAllowed) as answer:
        week = whole(given["week"], 4) or 0
        much, well = figure_of("much", given["much"]), figure_of("well", given["well"])
        figures = WeekFigures(week, much, well, given["reason"])
        await challenges.enter_reading(session, visit.actor, challenge_id, whole(given["member"]) or 0, figures)
        there = f"/challenges/{challenge_id}/readings" + (f"?{urlencode({'after': after})}" if after else "")
        return see_other(visit, there, mark("Entered."))
    return await _readings(visit, session, challenge_id, after, answer, given)


@router.get("/challenges/{challenge_id}/decide")
async def ask_for_winners(visit: Inside, session: Session, challenge_id: ChallengeId) -> Response:
    """Show who wins by the rule, and ask to confirm it."""
    return await _deciding(visit, session, challenge_id)


@router.post("/challenges/{challenge_id}/decide")
async def decide_challenge(visit: Inside, session: Session, challenge_id: ChallengeId) -> Response:
    """Confirm who won; with `do=look` show who would, without those who are set aside."""
    aside = {
        number: visit.text(f"aside_{number}")
        for name, value in visit.fields()
        if name == "aside" and (number := whole(value)) is not None
    }
    why = visit.text("why")
    if visit.text("do") == "look":
        return await _deciding(visit, session, challenge_id, aside=aside, why=why)
    winners = [whole(value) or 0 for name, value in visit.fields() if name == "winner"]
    async with asking(session, Conflict, NotAllowed) as answer:
        decided = await challenges.decide(session, visit.actor, challenge_id, winner_ids=winners, why=why, aside=aside)
        return see_other(visit, decided.path, mark("Decided. Everybody who took part hears of it."))
    return await _deciding(visit, session, challenge_id, answer, aside=aside, why=why)


async def _readings(
    visit: Visit,
    session: AsyncSession,
    number: int,
    after: str | None = None,
    answer: Answer | None = None,
    values: dict[str, str] | None = None,
) -> Response:
    challenge = await kept(visit, session, number)
    if challenge.kind is not ChallengeKind.STAFF or challenge.state(now(session)) is ChallengeState.DRAFT:
        raise NotRunning
    people = await challenges.everyone(session, challenge, Slice(PEOPLE, after=after))
    over = len(challenges.weeks_over(session, challenge))
    state = challenge.state(now(session))
    return page(
        visit,
        "challenges/readings.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        challenge=challenge,
        people=people,
        after=after,
        bars={each.member.id: bars(challenge, each.progress) for each in people.items},
        said=await challenges.all_readings(session, challenge, [each.member.id for each in people.items]),
        takes=takes(challenge),
        state_words=STATES[state],
        open=state in (ChallengeState.RUNNING, ChallengeState.OVER),
        members=[(str(each.member.id), each.member.name) for each in people.items if each.member.id != visit.actor.id],
        weeks=[
            (str(week), f"{week}: {i18n.calendar_day(challenge.week_starts(week))}")
            for week in range(1, min(challenge.weeks, over + 1) + 1)
        ],
        figure=figure,
        values=values or {},
        errors=answer.errors if answer else {},
    )


async def _deciding(
    visit: Visit,
    session: AsyncSession,
    number: int,
    answer: Answer | None = None,
    *,
    aside: dict[int, str] | None = None,
    why: str = "",
) -> Response:
    challenge = await kept(visit, session, number)
    if challenge.state(now(session)) is not ChallengeState.OVER:
        raise NotOver
    left_out = aside or {}
    return page(
        visit,
        "challenges/decide.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        challenge=challenge,
        takes=takes(challenge),
        candidates=await challenges.met(session, visit.actor, challenge),
        won=[each.member.id for each in await challenges.proposed(session, challenge, left_out)],
        aside=left_out,
        figure=figure,
        values={"why": why} | {f"aside_{member_id}": said for member_id, said in left_out.items()},
        errors=answer.errors if answer else {},
    )
