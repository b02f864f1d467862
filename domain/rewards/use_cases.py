"""Writing rules, closing seasons, and choosing whether to stand on boards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Date, cast, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members
from domain.clock import now
from domain.errors import Conflict, NotFound, _
from domain.events import record, take_turn
from domain.members import Actor, Member
from domain.rewards.boards import COUNTED
from domain.rewards.causes import CAUSES, Code, UpTo
from domain.rewards.events import RuleRevised, SeasonClosed
from domain.rewards.model import (
    CLOSES_AFTER,
    CLOSES_AFTER_NIGHTS,
    CapPeriod,
    Inspection,
    RewardHabit,
    Rule,
    Season,
)
from domain.rewards.pending import HeldSupport
from domain.rewards.policy import require_may_keep_rules
from domain.rewards.rulebook import Rulebook, kept_rulebook
from domain.rewards.seasons import closable_on, fingerprint, keep_standing, next_day
from domain.texts import Problems, checked

TIERS_MOST, AMOUNT_MOST, CAP_MOST = 5, 1000, 10_000
WHY_LEAST, WHY_MOST = 10, 300


class RuleChangedMeanwhile(Conflict):
    """Somebody wrote a version after this form was opened."""

    code = "rule_changed_meanwhile"
    message = _("Somebody changed this rule while you were at it. Please look at it again.")


class SeasonRunning(Conflict):
    """It isn't over yet."""

    code = "season_running"
    message = _("This season isn’t over yet, so its standing can’t be kept.")


class SeasonSettling(Conflict):
    """It is over, and what comes late still counts in it."""

    code = "season_settling"
    message = _("What comes late still counts in this season for a week. It can be closed from %(day)s on.")


class SeasonClosedAlready(Conflict):
    """Once is enough."""

    code = "season_closed"
    message = _("This season has been closed already. Its standing stays as it is.")


@dataclass(frozen=True)
class Wording:
    """What a rule shall pay: for the first so many and for later ones, as (up to, points), within a cap or none."""

    tiers: Sequence[tuple[int, int]]
    cap_points: int | None = None
    cap_period: CapPeriod | None = None
    why: str = ""


async def revise_rule(session: AsyncSession, actor: Actor, code: str, wording: Wording, *, based_on: int) -> Rule:
    """Write the next version of a rule, in force from the next day on. What was given stays as it is.

    One that isn't in force yet never is then. `based_on` is the version that whoever changes it saw.

    Raises NotFound, NotAllowed, RuleChangedMeanwhile, Invalid.
    """
    require_may_keep_rules(actor)
    keeper = members.require_self(actor)
    await community.current(session, lock=True)  # one at a time
    book = await kept_rulebook(session)
    cause, newest = known(code), book.of(code)[-1:]
    if not newest or newest[0].version != based_on:
        raise RuleChangedMeanwhile
    made = checked_rule(book, code, wording)
    made.version, made.currency, made.valid_from = (
        newest[0].version + 1,
        CAUSES[cause].currency,
        await next_day(session),
    )
    made.made_by_id, made.made_at = keeper.id, now(session)
    session.add(made)
    await session.flush()
    await record(session, RuleRevised(rule_id=made.id, actor_id=keeper.id, code=code, version=made.version))
    return made


def known(code: str) -> Code:
    """Return what a rule is about by its name; raises NotFound."""
    try:
        return Code(code)
    except ValueError:
        raise NotFound from None


def checked_rule(book: Rulebook, code: str, wording: Wording, *, for_good: bool = True) -> Rule:
    """Return a version that isn't written down yet; raises Invalid for one that would pay without limit.

    Only what is written `for_good` has to say why.
    """
    cause = CAUSES[known(code)]
    made = Rule(code=code, tiers=[{"upto": upto, "amount": amount} for upto, amount in wording.tiers])
    made.cap_points, made.cap_period = wording.cap_points, wording.cap_period
    with checked() as problems:
        made.why = problems.line("why", wording.why, least=WHY_LEAST if for_good else 0, most=WHY_MOST)
        _check_tiers(problems, wording.tiers, cause.farthest)
        if (wording.cap_points is None) != (wording.cap_period is None):
            problems.add("cap_points", "half", _("A cap is points and the time that they are counted over."))
        elif wording.cap_points is not None and not 1 <= wording.cap_points <= CAP_MOST:
            problems.add("cap_points", "out_of_range", _("A cap is 1 to %(most)s points."), most=CAP_MOST)
        elif cause.up_to is UpTo.MEMBERS and wording.cap_points is None and wording.tiers:
            message = _("Members can bring this about themselves, so without a cap it would pay without limit.")
            problems.add("cap_points", "without_limit", message)
    _check_popularity(book, made)
    return made


def _check_tiers(problems: Problems, tiers: Sequence[tuple[int, int]], farthest: int) -> None:
    if len(tiers) > TIERS_MOST:
        problems.add("tiers", "too_many", _("%(most)s steps are the most that fit."), most=TIERS_MOST)
    for before, (upto, amount) in zip([(0, AMOUNT_MOST), *tiers], tiers, strict=False):
        if not before[0] < upto <= farthest:
            message = _("Steps count upwards, to %(most)s at most: what is paid without end isn’t a rule.")
            problems.add("tiers", "out_of_order", message, most=farthest)
            return
        if not 1 <= amount <= AMOUNT_MOST:
            problems.add("tiers", "out_of_range", _("A step pays 1 to %(most)s points."), most=AMOUNT_MOST)
            return


def _check_popularity(book: Rulebook, made: Rule) -> None:
    """Refuse what would let popularity alone bring as much as one verified outcome."""
    newest = {code: made if code == made.code else book.of(code)[-1] for code in Code}
    liked = newest[Code.PUBLISHED].most + newest[Code.SUPPORTED].most
    proved = newest[Code.BENEFIT_VERIFIED].amount_at(1)
    if made.code in (Code.PUBLISHED, Code.SUPPORTED, Code.BENEFIT_VERIFIED) and liked >= proved:
        with checked() as problems:
            message = _("Being liked would bring %(liked)s points, as much as a confirmed benefit with its %(proved)s.")
            problems.add("tiers", "popularity", message, liked=liked, proved=proved)


async def close_season(session: AsyncSession, actor: Actor, season_id: int) -> Season:
    """Keep a season's standing for good, once it has been over for a week.

    Raises NotFound, NotAllowed, SeasonRunning, SeasonSettling, SeasonClosedAlready.
    """
    require_may_keep_rules(actor)
    season = await _held(session, season_id)
    if season.ends_at > now(session):
        raise SeasonRunning
    if season.closed_at is None and season.closable_from > now(session):
        raise SeasonSettling(day=closable_on(season).isoformat())
    await _close(session, season, members.require_self(actor).id)
    return season


async def close_ended(session: AsyncSession) -> int:
    """Close what has been over for a week; return how many seasons. Called every hour.

    A close can't be undone, and a clock may be wrong. So the books must have been looked at on some nights since, which
    a clock that only jumps ahead doesn't live through; an admin may close a season without these nights.
    """
    night = cast(Inspection.inspected_at, Date)
    nights = select(func.count(night.distinct())).where(Inspection.inspected_at.between(Season.ends_at, now(session)))
    query = select(Season.id).where(Season.closed_at.is_(None), Season.ends_at <= now(session) - CLOSES_AFTER)
    query = query.where(nights.scalar_subquery() >= CLOSES_AFTER_NIGHTS)
    ended = list(await session.scalars(query.order_by(Season.starts_at)))
    for number in ended:
        season = await _held(session, number)
        if season.closed_at is None:
            await _close(session, season, None)
    return len(ended)


async def _held(session: AsyncSession, season_id: int) -> Season:
    await take_turn(session)
    query = select(Season).where(Season.id == season_id).with_for_update().execution_options(populate_existing=True)
    season = await session.scalar(query)
    if season is None:
        raise NotFound
    return season


async def _close(session: AsyncSession, season: Season, actor_id: int | None) -> None:
    if season.closed_at is not None:
        raise SeasonClosedAlready
    await keep_standing(session, season, COUNTED)
    season.closed_at, season.hash = now(session), await fingerprint(session, season)
    await session.flush()
    await record(session, SeasonClosed(season_id=season.id, actor_id=actor_id))


async def revise_habit(
    session: AsyncSession,
    actor: Actor,
    *,
    shown: bool,
    tells: bool,
    sees_progress: bool = True,
    celebrates: bool = True,
) -> RewardHabit:
    """Choose whether others see the actor on boards and read their record, and whether they are told of outcomes.

    `sees_progress` is whether they see how far the next badges are, `celebrates` whether pages tell what is new.
    Points and badges go on either way.

    Raises SignInNeeded, NotFound, TooMany.
    """
    member = await members.lock(session, members.require_self(actor))
    await members.spend(session, f"boards:{member.id}", 60, timedelta(hours=1))
    chosen = {"shown": shown, "tells": tells, "sees_progress": sees_progress, "celebrates": celebrates}
    return await session.merge(RewardHabit(member_id=member.id, **chosen))


async def forget(session: AsyncSession, member: Member) -> None:
    """Forget what a member who leaves had chosen; their entries stay, under no name."""
    for table in (RewardHabit, HeldSupport):
        await session.execute(delete(table).where(table.member_id == member.id))
