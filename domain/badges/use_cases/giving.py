"""Giving badges, taking them back, and letting them be seen."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, experiments, ideas, members
from domain.badges import queries
from domain.badges.events import BadgeGiven, BadgeHidden, BadgeRevoked, BadgeShown
from domain.badges.model import (
    BECAUSE_LEAST,
    BECAUSE_MOST,
    REASON_LEAST,
    REASON_MOST,
    Award,
    Badge,
    Repeats,
    Revocation,
)
from domain.badges.policy import AlreadyCarried, BadgeRetired, OwnBadge, RevokedAlready, require_may_give
from domain.clock import now
from domain.errors import NotFound, _, problem
from domain.events import record
from domain.ideas import Status
from domain.members import Actor, Member
from domain.texts import checked

GIVEN_MOST, GIVEN_PER = 100, timedelta(days=1)
_PAGE = re.compile(r"(?:https?://[^/\s]+)?/(ideas|experiments|learning)/(\d{1,18})(?:-[^\s?#]*)?/?(?:[?#]\S*)?")


@dataclass(frozen=True)
class Evidence:
    """What shows that a badge is earned: at most one of these; `earned_at` is when it happened, None for now."""

    idea_id: int | None = None
    experiment_id: int | None = None
    card_id: int | None = None

    @property
    def key(self) -> str:
        """Return what names it, '' for nothing."""
        named = ((kind.removesuffix("_id"), number) for kind, number in vars(self).items() if number is not None)
        return next((f"{kind}:{number}" for kind, number in named), "")


def evidence_at(address: str) -> Evidence:
    """Return what a page of ours shows, as somebody copied its address; raises Invalid for any other page."""
    if not address.strip():
        return Evidence()
    found = _PAGE.fullmatch(address.strip())
    if found is None:
        message = _("This is no address of an idea, an experiment or a learning card here.")
        raise problem("evidence", "not_evidence", message)
    number = int(found[2])
    match found[1]:
        case "ideas":
            return Evidence(idea_id=number)
        case "experiments":
            return Evidence(experiment_id=number)
    return Evidence(card_id=number)


@dataclass(frozen=True)
class Gift:
    """A badge that could be given as asked for: to whom, and for what."""

    badge: Badge
    member: Member
    because: str
    evidence: Evidence


async def considered(
    session: AsyncSession, actor: Actor, slug: str, handle: str, *, because: str, evidence: Evidence | None = None
) -> Gift:
    """Return what giving a badge would give, without giving it.

    Raises NotFound, NotAllowed, OwnBadge, BadgeRetired, Invalid.
    """
    giver, evidence = require_may_give(actor), evidence or Evidence()
    badge = await queries.by_slug(session, actor, slug)
    if badge.retired_at is not None:
        raise BadgeRetired
    member = await _recipient(session, actor, handle)
    if member.id == giver.id:
        raise OwnBadge
    with checked() as problems:
        because = problems.line("because", because, least=BECAUSE_LEAST, most=BECAUSE_MOST)
        if badge.repeats is Repeats.EACH and not evidence.key:
            problems.add("evidence", "missing", _("This badge is given for one thing. Please say which."))
    await _require_seen(session, actor, evidence)
    return Gift(badge, member, because, evidence)


async def give(
    session: AsyncSession,
    actor: Actor,
    slug: str,
    handle: str,
    *,
    because: str,
    evidence: Evidence | None = None,
) -> Award:
    """Give a badge to a member, who is told. It is signed in the background.

    Raises NotFound, NotAllowed, OwnBadge, BadgeRetired, AlreadyCarried, TooMany, Invalid.
    """
    gift = await considered(session, actor, slug, handle, because=because, evidence=evidence)
    giver = members.require_self(actor)
    await members.spend(session, f"badges:{giver.id}", GIVEN_MOST, GIVEN_PER)
    award = await _award(session, gift, giver, now(session))
    await record(session, BadgeGiven(award.id, award.badge_id, award.member_id, giver.id))
    return award


async def bestow(
    session: AsyncSession,
    slug: str,
    member: Member,
    *,
    by_id: int,
    because: str,
    evidence: Evidence,
    earned_at: datetime,
) -> Award | None:
    """Give a badge for something that people decided elsewhere; whoever calls has allowed it.

    Returns None where it is no longer given, or where they carry it for this already.
    """
    badge = await queries.still_given(session, slug)
    if badge is None:
        return None
    giver = (await members.by_ids(session, [by_id]))[by_id]
    try:
        award = await _award(session, Gift(badge, member, because, evidence), giver, earned_at)
    except AlreadyCarried:
        return None
    await record(session, BadgeGiven(award.id, award.badge_id, member.id, giver.id))
    return award


async def cover(session: AsyncSession, award_id: int) -> None:
    """Let a badge be seen no longer but by its address, since what it tells of isn't told any more. Twice is once."""
    award = await queries.by_id(session, award_id)
    if award.shown_at is not None:
        award.shown_at = None
        await session.flush()
        await record(session, BadgeHidden(award.id, award.member_id))


async def revoke(session: AsyncSession, actor: Actor, name: UUID, *, reason: str) -> Award:
    """Take a badge back, for a reason that everybody who has its address reads.

    Raises NotFound, NotAllowed, RevokedAlready, Invalid.
    """
    taker = require_may_give(actor)
    award = await queries.named(session, name, lock=True)
    if award.revocation is not None:
        raise RevokedAlready
    with checked() as problems:
        reason = problems.line("reason", reason, least=REASON_LEAST, most=REASON_MOST)
    session.add(Revocation(award_id=award.id, reason=reason, actor_id=taker.id, at=now(session)))
    award.shown_at = None
    await session.flush()
    await record(session, BadgeRevoked(award.id, award.badge_id, award.member_id, taker.id))
    return await queries.named(session, name, lock=True)


async def show(session: AsyncSession, actor: Actor, name: UUID) -> Award:
    """Let a badge of the actor's be seen on their page, and on the badge's own. Twice is once.

    Raises NotFound, RevokedAlready.
    """
    award = await _own(session, actor, name)
    if award.revocation is not None:
        raise RevokedAlready
    if award.shown_at is None:
        award.shown_at = now(session)
        await session.flush()
        await record(session, BadgeShown(award.id, award.member_id))
    return award


async def hide(session: AsyncSession, actor: Actor, name: UUID) -> Award:
    """Let a badge of the actor's be seen no longer but by its address. Twice is once. Raises NotFound."""
    award = await _own(session, actor, name)
    if award.shown_at is not None:
        award.shown_at = None
        await session.flush()
        await record(session, BadgeHidden(award.id, award.member_id))
    return award


async def forget(session: AsyncSession, member: Member) -> None:
    """Show the member's badges to nobody, and drop the sentences about them; that they were given stays."""
    theirs = update(Award).where(Award.member_id == member.id).values(shown_at=None, because="")
    await session.execute(theirs.execution_options(synchronize_session=False))
    took = update(Revocation).where(Revocation.award_id.in_(select(Award.id).where(Award.member_id == member.id)))
    await session.execute(took.values(reason="").execution_options(synchronize_session=False))


async def _award(session: AsyncSession, gift: Gift, giver: Member | None, earned_at: datetime) -> Award:
    badge, member = gift.badge, gift.member
    key = await _key(session, badge, gift.evidence, earned_at)
    theirs = select(func.count()).select_from(Award).join(Award.revocation)
    theirs = theirs.where(Award.badge_id == badge.id, Award.member_id == member.id)
    # What was taken back can be earned again: each time under a key of its own.
    again = or_(Award.key == key, Award.key.startswith(f"{key}~", autoescape=True))
    if before := await session.scalar(theirs.where(again)):
        key = f"{key}~{before}"
    row = insert(Award).values(
        badge_id=badge.id,
        version_id=badge.version.id,
        member_id=member.id,
        key=key,
        earned_at=earned_at,
        given_at=now(session),
        given_by_id=giver.id if giver else None,
        because=gift.because,
        **vars(gift.evidence),
    )
    number = await session.scalar(row.on_conflict_do_nothing().returning(Award.id))
    if number is None:
        raise AlreadyCarried
    return await queries.by_id(session, number)


async def _key(session: AsyncSession, badge: Badge, evidence: Evidence, earned_at: datetime) -> str:
    match badge.repeats:
        case Repeats.EACH:
            return evidence.key
        case Repeats.MONTH:
            zone = (await community.current(session)).zone_info
            return f"{earned_at.astimezone(zone):%Y-%m}"
    return "once"


async def _recipient(session: AsyncSession, actor: Actor, handle: str) -> Member:
    try:
        member = await members.by_handle(session, actor, handle.strip().removeprefix("@"))
    except NotFound:
        raise problem("handle", "nobody", _("Nobody here has this handle.")) from None
    if member.left_at is not None or member.is_nameless:
        raise problem("handle", "nobody", _("Nobody here has this handle."))
    return member


async def _require_seen(session: AsyncSession, actor: Actor, evidence: Evidence) -> None:
    try:
        if evidence.idea_id is not None:
            idea = await ideas.visible(session, actor, evidence.idea_id)
            if idea.status is Status.DRAFT:
                raise NotFound
        if evidence.experiment_id is not None:
            await experiments.visible(session, actor, evidence.experiment_id)
        if evidence.card_id is not None:
            await experiments.card(session, actor, evidence.card_id)
    except NotFound:
        raise problem("evidence", "not_found", _("We couldn’t find this page.")) from None


async def _own(session: AsyncSession, actor: Actor, name: UUID) -> Award:
    member = members.require_self(actor)
    award = await queries.named(session, name, lock=True)
    if award.member_id != member.id:
        raise NotFound
    return award
