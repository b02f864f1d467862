"""Giving badges, taking them back, and letting them be seen."""

import re
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import experiments, ideas, members
from domain.badges import queries
from domain.badges.events import BadgeGiven, BadgeHidden, BadgeShown
from domain.badges.model import (
    BECAUSE_LEAST,
    BECAUSE_MOST,
    REASON_LEAST,
    REASON_MOST,
    Award,
    Repeats,
    Revocation,
)
from domain.badges.policy import BadgeRetired, OwnBadge, RevokedAlready, require_may_give
from domain.badges.use_cases.bestowing import Evidence, Gift, take_away, write
from domain.clock import now
from domain.errors import NotFound, _, problem
from domain.events import record
from domain.ideas import Status
from domain.members import Actor, Member
from domain.texts import checked

GIVEN_MOST, GIVEN_PER = 100, timedelta(days=1)
_PAGE = re.compile(r"(?:https?://[^/\s]+)?/(ideas|experiments|learning)/(\d{1,18})(?:-[^\s?#]*)?/?(?:[?#]\S*)?")


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
    award = await write(session, gift, giver, now(session))
    await record(session, BadgeGiven(award.id, award.badge_id, award.member_id, giver.id))
    return award


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
    if not await take_away(session, award, reason, taker.id):
        raise RevokedAlready
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
