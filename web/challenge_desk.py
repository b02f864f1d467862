"""Keeping challenges: writing one, announcing it, changing it before it starts, and calling it off."""

from datetime import date
from decimal import Decimal, InvalidOperation

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import challenges
from domain.challenges import (
    MUCH,
    TIES,
    WELL,
    CalledOffAlready,
    Challenge,
    ChallengeFixed,
    ChallengeKind,
    ChallengeState,
    NotAnnounced,
    Terms,
)
from domain.clock import now
from domain.errors import Conflict, problem
from domain.errors import _ as mark
from web import i18n
from web.challenges import ChallengeId, figure
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.quadrants import QUADRANTS
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
FIELDS = (
    *("kind", "question", "says", "quadrant", "only_answers", "starts_on", "last_day", "much", "much_least", "well"),
    *("well_least", "much_name", "well_name", "staff_much_least", "staff_well_least", "tie", "perk", "winners"),
)


@router.get("/challenges/new")
async def ask_for_challenge(visit: Inside, session: Session) -> Response:
    """Offer an empty form."""
    challenges.require_keeper(visit.actor)
    return _form(visit, {"kind": "ideas", "much": "impact", "well": "outcomes", "tie": "earlier", "winners": "1"})


@router.post("/challenges")
async def draft_challenge(visit: Inside, session: Session) -> Response:
    """Keep a challenge as a draft."""
    given = visit.texts(*FIELDS)
    async with asking(session, Conflict) as answer:
        made = await challenges.draft(session, visit.actor, _terms(given))
        return see_other(visit, made.path, mark("Kept as a draft. Look it over, then announce it."))
    return _form(visit, given, answer)


@router.get("/challenges/{challenge_id}/edit")
async def ask_for_change(visit: Inside, session: Session, challenge_id: ChallengeId) -> Response:
    """Offer what a challenge promises for changing, before it starts."""
    challenge = await kept(visit, session, challenge_id)
    if challenge.state(now(session)) not in (ChallengeState.DRAFT, ChallengeState.ANNOUNCED):
        raise ChallengeFixed
    return _form(visit, _values(challenge), challenge=challenge)


@router.post("/challenges/{challenge_id}/edit")
async def revise_challenge(visit: Inside, session: Session, challenge_id: ChallengeId) -> Response:
    """Change what a challenge promises."""
    given = visit.texts(*FIELDS)
    async with asking(session, Conflict) as answer:
        made = await challenges.revise(session, visit.actor, challenge_id, _terms(given))
        return see_other(visit, made.path, mark("Saved."))
    return _form(visit, given, answer, await kept(visit, session, challenge_id))


@router.post("/challenges/{challenge_id}/announce")
async def announce_challenge(visit: Inside, session: Session, challenge_id: ChallengeId) -> Response:
    """Put a draft before the community."""
    async with asking(session) as answer:
        challenge = await challenges.announce(session, visit.actor, challenge_id)
        return see_other(visit, challenge.path, mark("It is announced."))
    challenge = await kept(visit, session, challenge_id)
    return _form(visit, _values(challenge), answer, challenge)


@router.post("/challenges/{challenge_id}/discard")
async def discard_challenge(visit: Inside, session: Session, challenge_id: ChallengeId) -> Response:
    """Throw a draft away."""
    await challenges.discard(session, visit.actor, challenge_id)
    return see_other(visit, "/challenges", mark("The draft is gone."))


@router.get("/challenges/{challenge_id}/call-off")
async def ask_why(visit: Inside, session: Session, challenge_id: ChallengeId) -> Response:
    """Ask why a challenge is called off."""
    return await _calling_off(visit, session, challenge_id)


@router.post("/challenges/{challenge_id}/call-off")
async def call_off_challenge(visit: Inside, session: Session, challenge_id: ChallengeId) -> Response:
    """Call a challenge off."""
    async with asking(session) as answer:
        challenge = await challenges.call_off(session, visit.actor, challenge_id, visit.text("why"))
        return see_other(visit, challenge.path, mark("Called off. Everybody reads why."))
    return await _calling_off(visit, session, challenge_id, answer)


async def kept(visit: Visit, session: AsyncSession, number: int) -> Challenge:
    """Return a challenge for who keeps challenges; raises SignInNeeded, NotAllowed, NotFound."""
    challenges.require_keeper(visit.actor)
    return await challenges.visible(session, visit.actor, number)


def _form(
    visit: Visit, values: dict[str, str], answer: Answer | None = None, challenge: Challenge | None = None
) -> Response:
    say = i18n.gettext
    challenges.require_keeper(visit.actor)
    errors = dict(answer.errors) if answer else {}
    if values.get("kind") == ChallengeKind.STAFF:
        errors |= {f"staff_{name}": errors.pop(name) for name in ("much_least", "well_least") if name in errors}
    return page(
        visit,
        "challenges/form.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        challenge=challenge,
        values=values,
        errors=errors,
        kinds=[
            ("ideas", say(mark("A call for ideas")), say(mark("Everybody takes part with their ideas and tests."))),
            ("staff", say(mark("Among staff")), say(mark("Who works here joins; readings are entered each week."))),
        ],
        much=[(kind.value, say(words)) for kind, words in MUCH.items()],
        well=[(kind.value, say(words)) for kind, words in WELL.items()],
        ties=[(kind.value, say(words), "") for kind, words in TIES.items()],
        squares=[("", say(mark("All four"))), *((words.value, say(words.name)) for words in QUADRANTS.values())],
    )


def _terms(given: dict[str, str]) -> Terms:
    """Return what a form says; raises Invalid for a figure that is none."""
    staff = given["kind"] == ChallengeKind.STAFF
    leasts = "staff_" if staff else ""
    return Terms(
        kind=given["kind"],
        question=given["question"],
        says=given["says"],
        starts_on=_day(given["starts_on"]),
        last_day=_day(given["last_day"]),
        much_least=figure_of("much_least", given[f"{leasts}much_least"]),
        well_least=figure_of("well_least", given[f"{leasts}well_least"]),
        much=given["much"],
        well=given["well"],
        much_name=given["much_name"],
        well_name=given["well_name"],
        tie=given["tie"],
        perk=given["perk"],
        winners=whole(given["winners"], 4),
        quadrant=given["quadrant"] or None,
        only_answers=bool(given["only_answers"]),
    )


def _values(challenge: Challenge) -> dict[str, str]:
    names = ("kind", "question", "says", "much", "well", "much_name", "well_name", "tie", "perk")
    least = "staff_" if challenge.kind is ChallengeKind.STAFF else ""
    return {name: str(getattr(challenge, name)) for name in names} | {
        "quadrant": challenge.quadrant or "",
        "only_answers": "yes" if challenge.only_answers else "",
        "starts_on": challenge.starts_on.isoformat(),
        "last_day": challenge.last_day.isoformat(),
        f"{least}much_least": figure(challenge.much_least),
        f"{least}well_least": figure(challenge.well_least),
        "winners": str(challenge.winners),
    }


async def _calling_off(visit: Visit, session: AsyncSession, number: int, answer: Answer | None = None) -> Response:
    challenge = await kept(visit, session, number)
    if challenge.announced_at is None:
        raise NotAnnounced
    if challenge.called_off_at is not None:
        raise CalledOffAlready
    return page(
        visit,
        "challenges/call_off.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        challenge=challenge,
        values={"why": visit.text("why")} if answer else {},
        errors=answer.errors if answer else {},
    )


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given.strip()) if len(given) <= 20 else None
    except ValueError:
        return None


def figure_of(field: str, given: str) -> Decimal | None:
    """Return a number with a comma or a point before its decimals, None for an empty field; raises Invalid."""
    plain = given.strip().replace(",", ".")
    if not plain:
        return None
    try:
        found = Decimal(plain) if len(plain) <= 20 and plain.isascii() else Decimal("nan")
    except InvalidOperation:
        found = Decimal("nan")
    if not found.is_finite():
        raise problem(field, "not_a_number", mark("Please give a number."))
    return found
