"""Writing a challenge, announcing it, and calling it off."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members
from domain.challenges.events import (
    ChallengeAnnounced,
    ChallengeCancelled,
    ChallengeDiscarded,
    ChallengeDrafted,
    ChallengeEnded,
    ChallengeRevised,
)
from domain.challenges.model import (
    DAYS_MOST,
    MUCH_MOST,
    NAME_LEAST,
    NAME_MOST,
    PERK_LEAST,
    PERK_MOST,
    QUESTION_LEAST,
    QUESTION_MOST,
    SAYS_MOST,
    WELL_MOSTS,
    WHY_LEAST,
    WHY_MOST,
    WINNERS_MOST,
    Challenge,
    ChallengeKind,
    ChallengeState,
    Much,
    TieRule,
    Well,
)
from domain.challenges.policy import ChallengeFixed, NotADraft, NotAnnounced, require_keeper, require_open
from domain.challenges.queries import visible
from domain.clock import now
from domain.errors import _
from domain.events import record
from domain.ideas import Quadrant
from domain.members import Actor
from domain.texts import Problems, checked

Word = TypeVar("Word", bound=StrEnum)
_FIELDS = (
    *("kind", "question", "says", "quadrant", "only_answers", "starts_on", "ends_on", "zone", "starts_at", "ends_at"),
    *("much", "much_name", "much_least", "well", "well_name", "well_least", "tie", "perk", "winners"),
)


@dataclass(frozen=True)
class Terms:
    """What a challenge promises; `last_day` still counts. What measures and names hold for its kind is asked for."""

    kind: ChallengeKind | str
    question: str
    starts_on: date | None
    last_day: date | None
    much_least: Decimal | None
    well_least: Decimal | None
    tie: TieRule | str
    perk: str
    winners: int | None
    says: str = ""
    quadrant: Quadrant | str | None = None
    only_answers: bool = False
    much: Much | str = ""
    well: Well | str = ""
    much_name: str = ""
    well_name: str = ""


async def draft(session: AsyncSession, actor: Actor, terms: Terms) -> Challenge:
    """Write a challenge that nobody but its keepers sees until it is announced. Raises NotAllowed, Invalid, TooMany."""
    keeper = await members.lock(session, require_keeper(actor))
    await members.spend(session, f"challenge:{keeper.id}", 60, timedelta(hours=1))
    challenge = Challenge(made_by_id=keeper.id, made_at=now(session), language=keeper.language)
    await _put(session, challenge, terms)
    session.add(challenge)
    await session.flush()
    await record(session, ChallengeDrafted(challenge.id, keeper.id))
    return await visible(session, keeper, challenge.id)


async def revise(session: AsyncSession, actor: Actor, number: int, terms: Terms) -> Challenge:
    """Change what a challenge promises, before it starts.

    Raises NotFound, NotAllowed, ChallengeFixed, CalledOffAlready, DecidedAlready, Invalid.
    """
    keeper = require_keeper(actor)
    challenge = await visible(session, keeper, number, lock=True)
    state = require_open(challenge, now(session))
    if state not in (ChallengeState.DRAFT, ChallengeState.ANNOUNCED):
        raise ChallengeFixed
    # Whoever joined did so for what they read, so that it stays a challenge of its kind.
    if state is ChallengeState.ANNOUNCED and terms.kind != challenge.kind:
        raise ChallengeFixed
    before = {name: getattr(challenge, name) for name in _FIELDS}
    await _put(session, challenge, terms)
    if changed := [name for name in _FIELDS if getattr(challenge, name) != before[name]]:
        await session.flush()
        await record(session, ChallengeRevised(challenge.id, keeper.id, changed))
    return challenge


async def discard(session: AsyncSession, actor: Actor, number: int) -> None:
    """Throw a draft away. Raises NotFound, NotAllowed, NotADraft."""
    keeper = require_keeper(actor)
    challenge = await visible(session, keeper, number, lock=True)
    if challenge.announced_at is not None:
        raise NotADraft
    await session.delete(challenge)
    await session.flush()
    await record(session, ChallengeDiscarded(number, keeper.id))


async def announce(session: AsyncSession, actor: Actor, number: int) -> Challenge:
    """Put a draft before the community; its days begin by the community's zone as it is now, and stay so.

    Raises NotFound, NotAllowed, NotADraft, Invalid for one whose start has come.
    """
    keeper = require_keeper(actor)
    challenge = await visible(session, keeper, number, lock=True)
    if challenge.announced_at is not None:
        raise NotADraft
    await _set_clock(session, challenge)
    with checked() as problems:
        _check_start(problems, challenge.starts_at, now(session))
    challenge.announced_at = now(session)
    await session.flush()
    await record(session, ChallengeAnnounced(challenge.id, keeper.id))
    return challenge


async def call_off(session: AsyncSession, actor: Actor, number: int, why: str) -> Challenge:
    """Call a challenge off, with a reason for all to read.

    Raises NotFound, NotAllowed, NotAnnounced, CalledOffAlready, DecidedAlready, Invalid.
    """
    keeper = require_keeper(actor)
    challenge = await visible(session, keeper, number, lock=True)
    if require_open(challenge, now(session)) is ChallengeState.DRAFT:
        raise NotAnnounced
    with checked() as problems:
        why = problems.line("why", why, least=WHY_LEAST, most=WHY_MOST)
    challenge.called_off_at, challenge.called_off_why = now(session), why
    await session.flush()
    await record(session, ChallengeCancelled(challenge.id, keeper.id))
    return challenge


async def note_ended(session: AsyncSession) -> int:
    """Note which challenges are over and wait for a decision, each once; return how many. Called every hour."""
    query = select(Challenge).where(Challenge.ends_at <= now(session), Challenge.announced_at.is_not(None))
    query = query.where(Challenge.decided_at.is_(None), Challenge.called_off_at.is_(None))
    query = query.where(Challenge.over_told_at.is_(None)).order_by(Challenge.id).with_for_update(skip_locked=True)
    found = list(await session.scalars(query))
    for challenge in found:
        challenge.over_told_at = now(session)
        await session.flush()
        await record(session, ChallengeEnded(challenge.id))
    return len(found)


async def _put(session: AsyncSession, challenge: Challenge, terms: Terms) -> None:
    """Write down what a challenge promises; raises Invalid naming all that doesn't fit, and changes nothing then."""
    with checked() as problems:
        kind = _known(problems, "kind", ChallengeKind, terms.kind)
        staff = kind is ChallengeKind.STAFF
        question = problems.line("question", terms.question, least=QUESTION_LEAST, most=QUESTION_MOST)
        says = problems.text("says", terms.says, most=SAYS_MOST)
        perk = problems.line("perk", terms.perk, least=PERK_LEAST, most=PERK_MOST)
        tie = _known(problems, "tie", TieRule, terms.tie)
        quadrant = _known(problems, "quadrant", Quadrant, terms.quadrant) if terms.quadrant and not staff else None
        much = Much.READINGS if staff else _known(problems, "much", Much, terms.much, but=Much.READINGS)
        well = Well.READINGS if staff else _known(problems, "well", Well, terms.well, but=Well.READINGS)
        names = {"much_name": "", "well_name": ""}
        if staff:
            for name in names:
                names[name] = problems.line(name, getattr(terms, name), least=NAME_LEAST, most=NAME_MOST)
        _check_least(problems, "much_least", terms.much_least, MUCH_MOST, whole=not staff)
        if well is not None:
            whole = well in (Well.OUTCOMES, Well.LEARNED)
            _check_least(problems, "well_least", terms.well_least, WELL_MOSTS[well], whole=whole)
        if terms.winners is None or not 1 <= terms.winners <= WINNERS_MOST:
            message = _("At least one and at most %(most)s can win.")
            problems.add("winners", "out_of_range", message, most=WINNERS_MOST)
        zone = (await community.current(session)).zone_info
        today = now(session).astimezone(zone).date()
        _check_days(problems, terms.starts_on, terms.last_day, today)
    if kind is None or tie is None or much is None or well is None:
        raise AssertionError  # a problem was raised for each
    challenge.kind, challenge.question, challenge.says, challenge.perk = kind, question, says, perk
    challenge.tie, challenge.quadrant, challenge.much, challenge.well = tie, quadrant, much, well
    challenge.only_answers = terms.only_answers and not staff
    challenge.much_name, challenge.well_name = names["much_name"], names["well_name"]
    challenge.much_least, challenge.well_least = terms.much_least or Decimal(0), terms.well_least or Decimal(0)
    challenge.winners = terms.winners or 0
    challenge.starts_on, challenge.ends_on = terms.starts_on or today, (terms.last_day or today) + timedelta(days=1)
    await _set_clock(session, challenge)


async def _set_clock(session: AsyncSession, challenge: Challenge) -> None:
    challenge.zone = (await community.current(session)).zone_info.key
    utc = now(session).tzinfo
    challenge.starts_at = challenge.moment_of(challenge.starts_on).astimezone(utc)
    challenge.ends_at = challenge.moment_of(challenge.ends_on).astimezone(utc)


def _known(
    problems: Problems, field: str, kind: type[Word], given: str | None, *, but: Word | None = None
) -> Word | None:
    if given not in set(kind) or given == but:
        problems.add(field, "unknown", _("Choose one of the options."))
        return None
    return kind(given)


def _check_least(problems: Problems, field: str, given: Decimal | None, most: Decimal, *, whole: bool) -> None:
    if given is None:
        message = _("Please say how much and how well: both have to be reached.")
        problems.add(field, "missing", message)
    elif not given.is_finite() or not 0 < given <= most:
        problems.add(field, "out_of_range", _("More than 0, and at most %(most)s."), most=f"{most:f}")
    elif whole and given != given.to_integral_value():
        problems.add(field, "not_whole", _("This is counted in whole numbers."))
    elif given != round(given, 2):
        problems.add(field, "too_fine", _("Give at most %(most)s decimals."), most=2)


def _check_days(problems: Problems, starts_on: date | None, last_day: date | None, today: date) -> None:
    for name, day in (("starts_on", starts_on), ("last_day", last_day)):
        if day is None:
            problems.add(name, "not_a_day", _("Please choose a day."))
    if starts_on is not None and not today < starts_on:
        _late(problems)
    if starts_on is not None and last_day is not None:
        if last_day < starts_on:
            problems.add("last_day", "before_start", _("It ends before it starts. Please look at both days."))
        elif (last_day - starts_on).days >= DAYS_MOST or last_day.year > 9000:
            problems.add("last_day", "too_long", _("A challenge lasts %(most)s days at most."), most=DAYS_MOST)


def _check_start(problems: Problems, starts_at: datetime, moment: datetime) -> None:
    if starts_at <= moment:
        _late(problems)


def _late(problems: Problems) -> None:
    message = _("It starts tomorrow at the earliest, so that everybody can read first what it asks for.")
    problems.add("starts_on", "past", message)
