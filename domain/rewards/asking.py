"""Asking of an idea why it brought a member points or not, and what is still to come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas
from domain.clock import now
from domain.errors import _
from domain.experiments import UNDER_WAY, Experiment
from domain.ideas import Idea, Status
from domain.members import Actor, Member
from domain.rewards.causes import CAUSES, Code, Due
from domain.rewards.due import MEMBER_FOR, Paid, due, shared_with
from domain.rewards.experimenting import experiments_of
from domain.rewards.explaining import Said
from domain.rewards.model import Currency, Entry
from domain.rewards.pending import OF_AN_END, HeldPart, held_of, held_parts
from domain.rewards.rulebook import Rulebook, rulebook
from domain.rewards.waiting import waiting_until
from domain.votes import Vote

OPEN_MOST = 5
_OVER = frozenset({Status.DECLINED, Status.WITHDRAWN, Status.MERGED, Status.DRAFT})
_LOOKED_AT = _("Many backed it at once. These votes count; the points for them come when somebody has looked.")
_TEST_LOOKED_AT = _(
    "Somebody looks at how this test ended. These points wait until it is decided; it is no accusation."
)
_REFUSED = _("Somebody looked at how this test ended, and decided that these points aren’t given. You read why.")
_PART_LOOKED_AT = _(
    "Somebody looks at whether this and an earlier idea are one. These points wait until then; it is no accusation."
)
_PART_REFUSED = _(
    "Somebody looked and found that this and an earlier idea are one, so that these points aren’t given again."
)
_PART_MERGED = _("This and an earlier idea are one now, and share one budget: these points aren’t given a second time.")


@dataclass(frozen=True)
class WhyNot:
    """One rule against one idea: the entry it gave the reader, or the first condition that doesn't hold."""

    code: Code
    currency: Currency
    name: str
    said: Said
    entry_id: int | None = None


async def why_not(session: AsyncSession, actor: Actor, member: Member, idea_id: int) -> list[WhyNot]:
    """Return for each rule why an idea brought a member points or not. Raises NotFound for an idea out of sight."""
    idea = await ideas.visible(session, actor, idea_id)
    book, moment = await rulebook(session), now(session)
    mine = select(Entry).where(Entry.idea_id == idea.id, Entry.member_id == member.id).order_by(Entry.id)
    entries = list(await session.scalars(mine))
    support = select(Entry).where(Entry.idea_id == idea.id, Entry.code == Code.SUPPORTED.value)
    gone = {each.reverses_id for each in entries}
    rows = await session.scalars(support.where(Entry.reverses_id.is_(None), Entry.tops_up_id.is_(None)))
    paid = Paid({each.cause_id: each.place for each in rows})
    happened = [each for each in await due(session, idea, book, paid, moment) if each.at <= moment]
    waits = idea.id in await waiting_until(session, [idea.id])
    stands = {idea.author_id, *await shared_with(session, idea)}
    of_test = await _of_test(session, member, idea.id)
    part = (await held_parts(session, [idea.id])).get(idea.id) if member.id in stands else None
    found = []
    for code, cause in CAUSES.items():
        if cause.currency is Currency.THANKS:
            continue  # no idea brings them
        own = [each for each in entries if each.code == code and each.reverses_id is None]
        of_this = [one for one in happened if one.code is code]
        theirs = [one for one in of_this if member.id in one.people]
        entry_id: int | None = None
        if part is not None and code in part.codes and gone.issuperset(each.id for each in own):
            said = _of_part(part)
        elif waits and code is Code.SUPPORTED and member.id in stands and gone.issuperset(each.id for each in own):
            said = Said(_LOOKED_AT)
        elif of_test is not None and code in OF_AN_END and gone.issuperset(each.id for each in own):
            said = of_test
        elif own:
            said, entry_id = _of_entries(own, gone)
        elif theirs:
            said = _of_share(code, theirs, book)
        else:
            said = _of_people(code, member.id in stands) if of_this else Said(cause.waiting)
        found.append(WhyNot(code, cause.currency, cause.name, said, entry_id))
    return found


async def _of_test(session: AsyncSession, member: Member, idea_id: int) -> Said | None:
    """Return why a test that the member runs brings no points for how it ended, as far as somebody looks at it."""
    held = await held_of(session, idea_id)
    tests = await experiments_of(session, idea_id) if held else []
    mine = [held[test.id] for test in tests if test.id in held and member.id in test.people]
    return Said(_REFUSED if all(mine) else _TEST_LOOKED_AT) if mine else None


def _of_part(part: HeldPart) -> Said:
    """Return why the later of two ideas that may be one brings no points of its own."""
    if part.merged:
        return Said(_PART_MERGED)
    return Said(_PART_REFUSED if part.refused else _PART_LOOKED_AT)


def _of_entries(own: Sequence[Entry], gone: Collection[int | None]) -> tuple[Said, int]:
    standing = [each for each in own if each.id not in gone]
    if standing:
        points = sum(each.amount for each in standing)
        return Said(_("You got %(points)s points for it."), {"points": points}), standing[-1].id
    return Said(_("You got points for it, and they were taken back when it no longer held.")), own[-1].id


def _of_people(code: Code, stands: bool) -> Said:
    """Return why something that happened isn't for this member."""
    if CAUSES[code].currency is Currency.LEARNING:
        return Said(_("This is for those who run the experiment."))
    if code is Code.CREDITED:
        return Said(_("This is for those on whose comments the idea builds."))
    if code is Code.SUPPORTED_EARLY:
        return Said(_("This is for those who backed it first, before it was adopted."))
    if stands:
        return Said(_("You joined this idea after that, so it went to those who stood for it then."))
    return Said(_("This is for those who stand for the idea."))


def _of_share(code: Code, theirs: Sequence[Due], book: Rulebook) -> Said:
    """Return why what happened for this member isn't an entry."""
    rules = [(each, book.at(code, each.at)) for each in theirs]
    if not any(rule and rule.amount_at(each.place) for each, rule in rules):
        return Said(_("The rule pays the first of these only, and others came before."))
    if not any(rule and each.share(rule.amount_at(each.place)) for each, rule in rules):
        return Said(_("Shared by so many, it comes to less than one point each."))
    return Said(_("It has just happened. The points arrive within a minute."))


@dataclass(frozen=True)
class Coming:
    """What one of a member's ideas may still bring, and what that waits for, until `until` where that is known."""

    idea: Idea
    code: Code
    said: Said
    until: datetime | None = None


async def coming(session: AsyncSession, member: Member) -> list[Coming]:
    """Return what may still come of the member's newest open ideas, one thing for each."""
    query = select(Idea).where(Idea.author_id == member.id, Idea.status.not_in(_OVER), Idea.hidden_at.is_(None))
    mine = list(await session.scalars(query.order_by(Idea.id.desc()).limit(OPEN_MOST)))
    if not mine:
        return []
    numbers = [idea.id for idea in mine]
    testing = select(Experiment.idea_id).where(Experiment.idea_id.in_(numbers), Experiment.phase.in_(UNDER_WAY))
    tested = set(await session.scalars(testing))
    fresh = select(Vote.idea_id, func.count()).join(Member, Member.id == Vote.member_id)
    fresh = fresh.where(Vote.idea_id.in_(numbers), Vote.quarantined_at.is_(None))
    fresh = fresh.where(Member.joined_at > now(session) - MEMBER_FOR)
    waiting = {row[0]: row[1] for row in await session.execute(fresh.group_by(Vote.idea_id))}
    looked_at, parts = await waiting_until(session, numbers), await held_parts(session, numbers)
    found = []
    for idea in mine:
        if idea.id in parts:
            found.append(Coming(idea, Code.PUBLISHED, _of_part(parts[idea.id])))
            continue
        if idea.id in looked_at:
            found.append(Coming(idea, Code.SUPPORTED, Said(_LOOKED_AT), looked_at[idea.id]))
            continue
        code = _next(idea, idea.id in tested, idea.id in waiting)
        found.append(Coming(idea, code, Said(CAUSES[code].waiting)))
    return found


def _next(idea: Idea, tested: bool, has_new_supporters: bool) -> Code:
    if idea.status in (Status.ADOPTED, Status.DELIVERED):
        return Code.BENEFIT_VERIFIED
    if tested:
        return Code.TESTED
    if has_new_supporters:
        return Code.SUPPORTED
    return Code.CHOSEN if idea.status is Status.SHORTLISTED else Code.ADOPTED
