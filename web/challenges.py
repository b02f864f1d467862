"""Challenges: what runs and what is past, one, taking part; readings and keeping are in `challenge_desk`."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from babel import numbers
from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import challenges, votes
from domain.challenges import MUCH, TIES, WELL, Challenge, ChallengeKind, ChallengeState, Progress, Which
from domain.clock import now
from domain.errors import Conflict
from domain.errors import _ as mark
from domain.ideas import Idea
from domain.members import Member
from domain.paging import Page, Slice, placed
from web import i18n
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.front import votable
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
ChallengeId = Annotated[int, Path(ge=1, lt=2**63)]
SHOWN, PEOPLE = 20, 50
STATES: dict[ChallengeState, str] = {
    ChallengeState.DRAFT: mark("Draft"),
    ChallengeState.ANNOUNCED: mark("Announced"),
    ChallengeState.RUNNING: mark("Running"),
    ChallengeState.OVER: mark("Over, not yet decided"),
    ChallengeState.DECIDED: mark("Decided"),
    ChallengeState.CALLED_OFF: mark("Called off"),
}
# How the call that an idea answers stands; no idea answers one that hasn't begun.
CALL_STANDS: dict[ChallengeState, str] = {
    ChallengeState.ANNOUNCED: mark("open until %(day)s"),
    ChallengeState.RUNNING: mark("open until %(day)s"),
    ChallengeState.OVER: mark("ended on %(day)s; who won is being confirmed"),
    ChallengeState.DECIDED: mark("ended on %(day)s, and decided"),
    ChallengeState.CALLED_OFF: mark("called off"),
}


@dataclass(frozen=True)
class Bar:
    """How much of what is needed is there: in words, of a hundred for the drawing, and whether it is enough."""

    says: str
    least: str
    share: int
    enough: bool


@dataclass(frozen=True)
class After:
    """The cursors after which the lists of a challenge's page go on."""

    ideas: str | None = None
    people: str | None = None
    met: str | None = None


@router.get("/challenges")
async def list_challenges(
    visit: Inside, session: Session, show: Annotated[str, Query(max_length=9)] = "", after: str | None = None
) -> Response:
    """List what can be taken part in, with `show=past` what is over, with `show=drafts` what isn't announced."""
    keeps = challenges.may_keep(visit.actor)
    which = Which(show) if show in set(Which) and (keeps or show != Which.DRAFTS) else Which.OPEN
    found = await challenges.listed(session, visit.actor, Slice(SHOWN, after=after), which=which)
    moment = now(session)
    return page(
        visit,
        "challenges/list.html",
        page=found,
        which=which,
        states={each.id: STATES[each.state(moment)] for each in found.items},
        keeps=keeps,
    )


@router.get("/challenges/{challenge_id}")
async def show_challenge(
    visit: Inside,
    session: Session,
    challenge_id: ChallengeId,
    ideas: str | None = None,
    people: str | None = None,
    met: str | None = None,
) -> Response:
    """Show one challenge: what it asks for, how far the reader is, who met both, and who won.

    `ideas`, `people` and `met` are the cursors after which those lists go on.
    """
    return await _challenge(visit, session, challenge_id, After(ideas, people, met))


@router.post("/challenges/{challenge_id}/join")
async def join_challenge(visit: Inside, session: Session, challenge_id: ChallengeId) -> Response:
    """Join a challenge among staff."""
    challenge = await challenges.join(session, visit.actor, challenge_id)
    return see_other(visit, challenge.path, mark("You take part. You can leave until it is decided."))


@router.post("/challenges/{challenge_id}/leave")
async def leave_challenge(visit: Inside, session: Session, challenge_id: ChallengeId) -> Response:
    """Leave a challenge among staff."""
    challenge = await challenges.leave(session, visit.actor, challenge_id)
    return see_other(visit, challenge.path, mark("You have left it, and your readings are gone."))


@router.post("/challenges/{challenge_id}/answer")
async def answer_challenge(visit: Inside, session: Session, challenge_id: ChallengeId) -> Response:
    """Say that an idea of one's own answers the call."""
    async with asking(session, Conflict) as answer:
        number = whole(visit.text("idea")) or 0
        challenge = await challenges.answer(session, visit.actor, challenge_id, number)
        return see_other(visit, challenge.path, mark("Your idea answers this call now."))
    return await _challenge(visit, session, challenge_id, answer=answer)


async def _challenge(
    visit: Visit, session: AsyncSession, number: int, after: After = After(), answer: Answer | None = None
) -> Response:
    actor = visit.actor
    challenge = await challenges.visible(session, actor, number)
    moment = now(session)
    state, staff = challenge.state(moment), challenge.kind is ChallengeKind.STAFF
    own = await challenges.own(session, actor, challenge)
    joined = staff and await challenges.joined(session, challenge, actor.id) is not None
    answers, people = Page[Idea]([]), Page[Member]([])
    if staff:
        people = await challenges.participants(session, actor, challenge, Slice(PEOPLE, after=after.people))
    else:
        answers = await challenges.answers(session, actor, challenge, Slice(SHOWN, after=after.ideas))
    may_answer = challenges.may_answer(actor, challenge, moment)
    counts = state in (ChallengeState.RUNNING, ChallengeState.OVER)
    met = await challenges.met(session, actor, challenge) if counts else []
    return page(
        visit,
        "challenges/show.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        challenge=challenge,
        state=state,
        state_words=STATES[state],
        takes=takes(challenge),
        bars=bars(challenge, own) if own and counts else None,
        progress=own,
        hidden=own is not None and not staff and not await challenges.is_on_boards(session, actor),
        joined=joined,
        may_join=challenges.may_join(actor, challenge, moment) and not joined,
        count=await challenges.count_joined(session, challenge) if staff else 0,
        participants=people,
        own_readings=await challenges.own_readings(session, actor, challenge) if joined else [],
        met=placed(met, "met", Slice(PEOPLE, after=after.met)),
        verdict=await challenges.verdict(session, actor, challenge),
        answers=answers,
        voted=await votes.given(session, actor, [idea.id for idea in answers.items]),
        votable=votable(visit, answers.items),
        may_answer=may_answer,
        own_ideas=[(str(idea.id), idea.title) for idea in await challenges.could_answer(session, actor, challenge)],
        keeps=challenges.may_keep(actor),
        figure=figure,
        errors=answer.errors if answer else {},
    )


def takes(challenge: Challenge) -> dict[str, str]:
    """Return in words what a challenge takes: how much, how well, and who wins where too many met both."""
    return {
        "much": challenge.much_name or i18n.gettext(MUCH[challenge.much]),
        "much_least": figure(challenge.much_least),
        "well": challenge.well_name or i18n.gettext(WELL[challenge.well]),
        "well_least": figure(challenge.well_least),
        "tie": i18n.gettext(TIES[challenge.tie]),
    }


def bars(challenge: Challenge, found: Progress) -> list[Bar]:
    """Return the two bars of somebody's progress: how much, then how well."""
    return [_bar(found.much, challenge.much_least), _bar(found.well, challenge.well_least)]


def _bar(value: Decimal | None, least: Decimal) -> Bar:
    if value is None:
        return Bar("–", figure(least), 0, enough=False)
    # Just below isn't there yet, and is not drawn as if it were.
    share = 100 if value >= least else min(97, int(100 * value / least))
    return Bar(figure(value), figure(least), share, enough=value >= least)


def figure(value: Decimal) -> str:
    """Return a figure as the reader reads it, with two decimals at most."""
    return numbers.format_decimal(value, "#,##0.##", locale=i18n.reader.get())
