"""Reading challenges: lists, one, its ideas, who takes part, readings and results."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, any_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import ideas, rewards
from domain.challenges.model import (
    Challenge,
    ChallengeIdea,
    ChallengeKind,
    ChallengeParticipant,
    ChallengeReading,
    ChallengeResult,
    ChallengeState,
)
from domain.challenges.policy import may_answer, may_keep, visible_to
from domain.challenges.standing import Progress, candidates, is_enough, of_members, of_participants, winning
from domain.clock import now
from domain.errors import NotFound
from domain.ideas import Idea, Quadrant, Status
from domain.members import Actor, Member, Viewer
from domain.paging import Order, Page, Slice, page
from domain.permissions import STAFF

_LAST_STARTED: Order[Challenge] = Order(
    "challenges",
    (Challenge.starts_on, Challenge.id),
    lambda row: (row.starts_on, row.id),
    (date, int),
)
_BY_NAME: Order[Member] = Order(
    "challenge_people", (Member.name, Member.id), lambda member: (member.name, member.id), (str, int), upwards=True
)
_LATEST_IDEA: Order[Idea] = Order("challenge_ideas", (Idea.id,), lambda idea: (idea.id,), (int,))
CALLS_MOST, IDEAS_MOST = 20, 30
# What a line says of a challenge: what it asks, and how it stands or ended.
LINE = ("question", "language", "starts_at", "ends_on", "ends_at", "announced_at", "called_off_at", "decided_at")


class Which(StrEnum):
    """Which challenges a list holds: those that can still be taken part in, those past, or drafts."""

    OPEN = "open"
    PAST = "past"
    DRAFTS = "drafts"


@dataclass(frozen=True)
class Person:
    """A member and how far they are; `missing` are the weeks that are over and have no reading."""

    member: Member
    progress: Progress
    missing: tuple[int, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Who won, in their order, and who was set aside; `changed` of those have less today than at the decision."""

    won: Sequence[ChallengeResult]
    aside: Sequence[ChallengeResult]
    changed: frozenset[int] = frozenset()


def _seen(actor: Actor) -> Select[Challenge]:
    people = joinedload(Challenge.made_by, innerjoin=True), joinedload(Challenge.decided_by)
    return select(Challenge).where(visible_to(actor)).options(*people)


async def visible(session: AsyncSession, actor: Actor, number: int, *, lock: bool = False) -> Challenge:
    """Return one challenge with who made and decided it; raises NotFound. `lock` holds it for a change."""
    query = _seen(actor).where(Challenge.id == number)
    if lock:
        query = query.with_for_update(of=Challenge).execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise NotFound
    return found


def _which(session: AsyncSession, which: Which) -> ColumnElement[bool]:
    past = or_(Challenge.ends_at <= now(session), Challenge.called_off_at.is_not(None))
    match which:
        case Which.OPEN:
            return and_(Challenge.announced_at.is_not(None), ~past)
        case Which.PAST:
            return and_(Challenge.announced_at.is_not(None), past)
    return Challenge.announced_at.is_(None)


async def listed(session: AsyncSession, actor: Actor, wanted: Slice, *, which: Which = Which.OPEN) -> Page[Challenge]:
    """Return a page of challenges, what starts or started last first; drafts for who keeps challenges alone."""
    return await page(session, _seen(actor).where(_which(session, which)), _LAST_STARTED, wanted)


async def calls(session: AsyncSession, actor: Actor, quadrant: Quadrant | None = None) -> list[Challenge]:
    """Return the calls for ideas that run now, ending first at the top; with a quadrant those that are open to it."""
    query = _seen(actor).where(Challenge.kind == ChallengeKind.IDEAS, Challenge.starts_at <= now(session))
    query = query.where(_which(session, Which.OPEN))
    if quadrant is not None:
        query = query.where(or_(Challenge.quadrant.is_(None), Challenge.quadrant == quadrant))
    return list(await session.scalars(query.order_by(Challenge.ends_at, Challenge.id).limit(CALLS_MOST)))


async def answers(session: AsyncSession, actor: Viewer, challenge: Challenge, wanted: Slice) -> Page[Idea]:
    """Return a page of the ideas that answer a call and that the actor may see, latest first."""
    query = select(Idea).join(ChallengeIdea, ChallengeIdea.idea_id == Idea.id)
    query = query.where(ChallengeIdea.challenge_id == challenge.id, ideas.visible_to(actor))
    return await page(session, query.options(*ideas.card()), _LATEST_IDEA, wanted)


async def answered(session: AsyncSession, actor: Actor, idea_ids: Collection[int]) -> dict[int, Challenge]:
    """Return the calls that these ideas answer and that the actor may see, by idea."""
    query = _seen(actor).add_columns(ChallengeIdea.idea_id).join(ChallengeIdea)
    return {row[1]: row[0] for row in await session.execute(query.where(ChallengeIdea.idea_id.in_(idea_ids)))}


async def could_answer(session: AsyncSession, actor: Actor, challenge: Challenge) -> list[Idea]:
    """Return the ideas that the actor stands for and that could answer a call now, latest first, thirty at most."""
    if actor.id is None or not may_answer(actor, challenge, now(session)):
        return []
    query = select(Idea).where(ideas.visible_to(actor), Idea.status != Status.DRAFT)
    query = query.where((Idea.author_id == actor.id) | (actor.id == any_(Idea.co_author_ids)))
    query = query.where(~exists().where(ChallengeIdea.idea_id == Idea.id))
    if challenge.quadrant is not None:
        query = query.where(Idea.quadrant == challenge.quadrant)
    return list(await session.scalars(query.order_by(Idea.id.desc()).limit(IDEAS_MOST)))


def with_call(query: Select[Any], viewer: Viewer) -> Select[Any]:
    """Return a query on ideas joined with the call that each answers, where it answers one that the viewer may see."""
    query = query.outerjoin(ChallengeIdea.__table__, ChallengeIdea.idea_id == Idea.id)
    call = and_(Challenge.id == ChallengeIdea.challenge_id, visible_to(viewer))
    return query.outerjoin(Challenge.__table__, call)


async def joined(session: AsyncSession, challenge: Challenge, member_id: int | None) -> ChallengeParticipant | None:
    """Return somebody's taking part in a challenge among staff, None if they haven't joined."""
    return await session.get(ChallengeParticipant, (challenge.id, member_id)) if member_id is not None else None


async def count_joined(session: AsyncSession, challenge: Challenge) -> int:
    """Return how many joined a challenge among staff."""
    query = select(func.count()).where(ChallengeParticipant.challenge_id == challenge.id)
    return await session.scalar(query) or 0


async def participants(
    session: AsyncSession,
    actor: Actor,
    challenge: Challenge,
    wanted: Slice,
    *,
    among: Collection[int] | None = None,
) -> Page[Member]:
    """Return a page of who joined, by name, to who joined themselves and to who keeps challenges; nobody to others.

    With `among` only those of these members.
    """
    if not may_keep(actor) and await joined(session, challenge, actor.id) is None:
        return Page([])
    query = _joined(challenge)
    if among is not None:
        query = query.where(Member.id.in_(among))
    return await page(session, query, _BY_NAME, wanted)


def _joined(challenge: Challenge) -> Select[Member]:
    query = select(Member).join(ChallengeParticipant, ChallengeParticipant.member_id == Member.id)
    return query.where(ChallengeParticipant.challenge_id == challenge.id)


async def own(session: AsyncSession, actor: Actor, challenge: Challenge) -> Progress | None:
    """Return how far the actor is: in a call for ideas everybody who is a member, else who joined; None for others."""
    if actor.id is None or challenge.state(now(session)) in (ChallengeState.DRAFT, ChallengeState.ANNOUNCED):
        return None
    if challenge.kind is ChallengeKind.IDEAS:
        return (await of_members(session, challenge, [actor.id]))[actor.id]
    return (await of_participants(session, challenge, [actor.id])).get(actor.id)


async def own_readings(session: AsyncSession, actor: Actor, challenge: Challenge) -> list[ChallengeReading]:
    """Return the readings that were entered for the actor and count, by week."""
    return await _counting(session, challenge, [actor.id]) if actor.id is not None else []


async def met(session: AsyncSession, actor: Actor, challenge: Challenge) -> list[Person]:
    """Return who met both thresholds so far, in the order in which they win, to those who may know.

    Of a call for ideas everybody knows, of one among staff who joined and who keeps challenges.
    """
    told = challenge.kind is ChallengeKind.IDEAS or may_keep(actor)
    if not told and await joined(session, challenge, actor.id) is None:
        return []
    return await _people(session, await candidates(session, challenge))


async def proposed(session: AsyncSession, challenge: Challenge, aside: Collection[int] = ()) -> list[Person]:
    """Return who wins by the rule as it stands, less those set aside. Whoever calls keeps challenges."""
    return await _people(session, winning(challenge, await candidates(session, challenge), aside))


async def everyone(session: AsyncSession, challenge: Challenge, wanted: Slice) -> Page[Person]:
    """Return a page of all who joined, by name, with how far they are and the weeks without a reading.

    Whoever calls keeps challenges.
    """
    here = _joined(challenge).where(Member.left_at.is_(None), Member.role.in_(STAFF))
    people = await page(session, here, _BY_NAME, wanted)
    numbers = [each.id for each in people.items]
    found = await of_participants(session, challenge, numbers)
    entered: dict[int, set[int]] = defaultdict(set)
    for each in await _counting(session, challenge, numbers):
        entered[each.member_id].add(each.week)
    over = weeks_over(session, challenge)
    rows = [
        Person(
            each, found.get(each.id, Progress(each.id)), tuple(week for week in over if week not in entered[each.id])
        )
        for each in people.items
    ]
    return Page(rows, people.cursors, people.has_next, people.has_previous)


async def readings(session: AsyncSession, challenge: Challenge, member_id: int) -> list[ChallengeReading]:
    """Return all that was entered for somebody, also what was corrected since, by week, the latest first."""
    query = select(ChallengeReading).options(joinedload(ChallengeReading.entered_by, innerjoin=True))
    query = query.where(ChallengeReading.challenge_id == challenge.id, ChallengeReading.member_id == member_id)
    return list(await session.scalars(query.order_by(ChallengeReading.week, ChallengeReading.id.desc())))


async def all_readings(
    session: AsyncSession, challenge: Challenge, member_ids: Collection[int]
) -> dict[int, list[ChallengeReading]]:
    """Return all readings of these members that count, by member and then week. Whoever calls keeps challenges."""
    found: dict[int, list[ChallengeReading]] = defaultdict(list)
    for each in await _counting(session, challenge, member_ids):
        found[each.member_id].append(each)
    return found


async def is_on_boards(session: AsyncSession, actor: Actor) -> bool:
    """Return whether others see the actor on boards, so that they can win a call for ideas."""
    return isinstance(actor, Member) and (await rewards.habit(session, actor)).shown is True


async def verdict(session: AsyncSession, actor: Actor, challenge: Challenge) -> Verdict | None:
    """Return who won a challenge that is decided, None before; who was set aside only they and keepers know."""
    if challenge.decided_at is None:
        return None
    query = select(ChallengeResult).where(ChallengeResult.challenge_id == challenge.id)
    query = query.options(joinedload(ChallengeResult.member, innerjoin=True)).order_by(ChallengeResult.place)
    rows = list(await session.scalars(query))
    won = [each for each in rows if each.won]
    aside = [each for each in rows if not each.won and (may_keep(actor) or each.member_id == actor.id)]
    changed = frozenset[int]()
    if challenge.kind is ChallengeKind.IDEAS and won:
        today = await of_members(session, challenge, [each.member_id for each in won])
        changed = frozenset(number for number, each in today.items() if not is_enough(challenge, each.much, each.well))
    return Verdict(won, aside, changed)


def weeks_over(session: AsyncSession, challenge: Challenge) -> range:
    """Return the weeks of a challenge that are over, counted from 1."""
    today = now(session).astimezone(challenge.moment_of(challenge.starts_on).tzinfo).date()
    if today >= challenge.ends_on:
        return range(1, challenge.weeks + 1)
    return range(1, max(0, (today - challenge.starts_on) // timedelta(days=7)) + 1)


async def _counting(session: AsyncSession, challenge: Challenge, member_ids: Collection[int]) -> list[ChallengeReading]:
    query = select(ChallengeReading).where(ChallengeReading.challenge_id == challenge.id)
    query = query.where(ChallengeReading.superseded_at.is_(None), ChallengeReading.much.is_not(None))
    query = query.where(ChallengeReading.member_id.in_(member_ids))
    return list(await session.scalars(query.order_by(ChallengeReading.member_id, ChallengeReading.week)))


async def _people(session: AsyncSession, found: Sequence[Progress]) -> list[Person]:
    query = select(Member).where(Member.id.in_([each.member_id for each in found]))
    known = {each.id: each for each in await session.scalars(query)} if found else {}
    return [Person(known[each.member_id], each) for each in found]
