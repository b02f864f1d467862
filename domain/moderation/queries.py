"""Reading what was reported, and what is hidden."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, contains_eager, joinedload, undefer

from domain import ideas, images
from domain.comments import Comment
from domain.events import RecordedFact
from domain.ideas import Idea, Status
from domain.images import Image
from domain.members import Actor, Member
from domain.moderation.desk import by_subject
from domain.moderation.events import MemberSuspended, SuspensionLifted
from domain.moderation.model import HeldEdit, Hiding, Note, Report
from domain.moderation.policy import edits_visible_to, hidings_visible_to, notes_visible_to, visible_to
from domain.moderation.subjects import Subject
from domain.offers import Offer
from domain.paging import Order, Page, Slice, page

_LATEST: Order[Report] = Order("reports", (Report.id,), lambda report: (report.id,), (int,))
_LAST_NOTED: Order[Note] = Order("notes", (Note.id,), lambda note: (note.id,), (int,))
_FIRST_HELD: Order[Hiding] = Order("waiting", (Hiding.id,), lambda hiding: (hiding.id,), (int,), upwards=True)
_FIRST_EDITED: Order[HeldEdit] = Order("held_edits", (HeldEdit.id,), lambda edit: (edit.id,), (int,), upwards=True)
_LAST_HIDDEN: Order[Hiding] = Order("hidden", (Hiding.id,), lambda hiding: (hiding.id,), (int,))


@dataclass(frozen=True)
class Reported:
    """A text with all open reports about it, oldest first; the idea where there is no comment and no offer."""

    idea: Idea
    comment: Comment | None
    offer: Offer | None
    reports: list[Report]


def _seen(actor: Actor) -> Select[Report]:
    return (
        select(Report)
        .join(Report.idea)
        .outerjoin(Report.offer)
        .where(visible_to(actor))
        .options(
            joinedload(Report.member, innerjoin=True),
            contains_eager(Report.idea).options(joinedload(Idea.author, innerjoin=True), joinedload(Idea.counters)),
            joinedload(Report.comment).joinedload(Comment.author),
            contains_eager(Report.offer).joinedload(Offer.member),
        )
    )


async def reported(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[Reported]:
    """Return a page of texts with open reports that the actor may read, what was reported first at the top."""
    query = _seen(actor).where(ideas.visible_to(actor), _THERE)
    found = await by_subject(session, query, (Report.idea_id, Report.comment_id, Report.offer_id), wanted)
    return found.holding([Reported(of[0].idea, of[0].comment, of[0].offer, of) for of in found.items])


async def count_reported(session: AsyncSession, actor: Actor) -> int:
    """Return how many texts have open reports that the actor may read."""
    texts = _reported().where(visible_to(actor)).subquery()
    return await session.scalar(select(func.count()).select_from(texts)) or 0


async def count_waiting(session: AsyncSession, *also: ScalarSelect[int]) -> int:
    """Return how many texts a moderator has to look at, reported or kept back, and `also` of others; for moderators."""
    texts = _reported().subquery()
    held = select(func.count()).select_from(Hiding).join(Hiding.idea).outerjoin(Hiding.comment)
    held = held.where(Hiding.restored_at.is_(None), *_WAITING)
    reported = select(func.count()).select_from(texts)
    edits = select(func.count()).select_from(HeldEdit).join(HeldEdit.idea).outerjoin(HeldEdit.comment)
    edits = edits.where(*_TO_LOOK_AT)
    counts = (*(each.scalar_subquery() for each in (reported, held, edits)), *also)
    return await session.scalar(select(reduce(add, counts))) or 0


# What an offer said is gone once it is answered or taken back, and its reports settle with nobody's word.
_THERE = or_(
    Report.offer_id.is_(None), Offer.accepted_at.is_(None) & Offer.declined_at.is_(None) & Offer.taken_back_at.is_(None)
)


def _reported() -> Select[int, int | None, int | None]:
    """Select the texts with open reports."""
    texts = select(Report.idea_id, Report.comment_id, Report.offer_id).outerjoin(Report.offer)
    return texts.where(Report.settled_at.is_(None), _THERE).distinct()


async def made(session: AsyncSession, member: Member, wanted: Slice) -> Page[Report]:
    """Return a page of what a member reported and what became of it, latest first."""
    return await page(session, _seen(member).where(Report.member_id == member.id), _LATEST, wanted)


async def hidden(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[Hiding]:
    """Return a page of what is hidden now and why, last hidden first, as far as the actor may know."""
    query = _out_of_sight(actor).where(Hiding.reason.is_not(None), Offer.taken_back_at.is_(None))
    return await page(session, query, _LAST_HIDDEN, wanted)


async def waiting(session: AsyncSession, actor: Actor, wanted: Slice) -> Page[Hiding]:
    """Return a page of the texts that no moderator has looked at yet, what waits longest first, as far as may be."""
    return await page(session, _out_of_sight(actor).where(*_WAITING), _FIRST_HELD, wanted)


# Those that their authors haven't taken back; joined by every query.
_WAITING = Hiding.reason.is_(None), Idea.status != Status.WITHDRAWN, Comment.removed_at.is_(None)


_NO_COMMENT = HeldEdit.comment_id.is_(None)
_TO_LOOK_AT = HeldEdit.turned_down_at.is_(None), Idea.status != Status.WITHDRAWN, Comment.removed_at.is_(None)


async def held_edits(
    session: AsyncSession, actor: Actor, wanted: Slice, *, by: Member | None = None, edit_id: int | None = None
) -> Page[HeldEdit]:
    """Return a page of edits that the actor may read of: what waits, or with `by` all of one member's; oldest first."""
    query = select(HeldEdit).join(HeldEdit.idea).outerjoin(HeldEdit.comment)
    query = query.where(edits_visible_to(actor), ideas.visible_to(actor))
    query = query.where(HeldEdit.editor_id == by.id) if by else query.where(*_TO_LOOK_AT)
    if edit_id is not None:
        query = query.where(HeldEdit.id == edit_id)
    card = joinedload(Idea.author, innerjoin=True), joinedload(Idea.counters)
    text = contains_eager(HeldEdit.idea).options(*card), contains_eager(HeldEdit.comment).joinedload(Comment.author)
    return await page(session, query.options(*text, joinedload(HeldEdit.editor, innerjoin=True)), _FIRST_EDITED, wanted)


@dataclass(frozen=True)
class Pictured:
    """Which images an edit adds or describes anew, each with what it then shows, and which it takes away."""

    shows: list[tuple[Image, str]]
    loses: list[Image]


async def pictured(session: AsyncSession, actor: Actor, edits: Collection[HeldEdit]) -> dict[int, Pictured]:
    """Return by edit how it changes images, as far as the actor may see them; without those that change none."""
    changes = {edit.id: edit.images for edit in edits if edit.images}
    shown = {number: (*each.added, *each.described) for number, each in changes.items()}
    named = {one.image_id for each in shown.values() for one in each}
    known = await images.by_ids(session, actor, named.union(*(each.removed for each in changes.values())))
    return {
        number: Pictured(
            [(known[one.image_id], one.alternative_text) for one in shown[number] if one.image_id in known],
            [known[one] for one in each.removed if one in known],
        )
        for number, each in changes.items()
    }


async def edit_waits(
    session: AsyncSession, actor: Actor, *, idea_id: int | None = None, comment_id: int | None = None
) -> bool:
    """Return whether an edit of the actor's of this text waits for a moderator."""
    text = HeldEdit.comment_id == comment_id if comment_id else and_(HeldEdit.idea_id == idea_id, _NO_COMMENT)
    mine = HeldEdit.editor_id == actor.id, HeldEdit.turned_down_at.is_(None)
    return bool(await session.scalar(select(HeldEdit.id).where(text, *mine).limit(1)))


async def edited(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the edits of the member that wait or were turned down."""
    rows = await session.scalars(select(HeldEdit).where(HeldEdit.editor_id == member.id).order_by(HeldEdit.id))
    names = ("idea_id", "comment_id", "says", "held_for", "held_at", "reason", "said", "turned_down_at")
    return [{name.removesuffix("_id"): getattr(row, name) for name in names} for row in rows]


def _out_of_sight(actor: Actor) -> Select[Hiding]:
    seen = hidings_visible_to(actor), ideas.visible_to(actor), Hiding.restored_at.is_(None)
    return (
        select(Hiding)
        .join(Hiding.idea)
        .outerjoin(Hiding.comment)
        .outerjoin(Hiding.offer)
        .where(*seen)
        .options(
            contains_eager(Hiding.idea).options(joinedload(Idea.author, innerjoin=True), joinedload(Idea.counters)),
            contains_eager(Hiding.comment).options(joinedload(Comment.author), undefer(Comment.hidden_body)),
            contains_eager(Hiding.offer).joinedload(Offer.member),
            joinedload(Hiding.hidden_by),
        )
    )


async def standing(
    session: AsyncSession, idea: Idea, comment: Comment | None = None, offer: Offer | None = None
) -> Hiding | None:
    """Return why an idea, or a comment or an offer on it, is out of sight, None if it isn't or its import hid it.

    The text must have been loaded for who asks.
    """
    subject = Subject(idea, comment, offer)
    if comment is None and (offer or idea).hidden_at is None:
        return None
    found: Hiding | None = await session.scalar(select(Hiding).filter_by(**subject.columns, restored_at=None))
    return found


async def standing_on_offers(session: AsyncSession, offer_ids: Collection[int]) -> dict[int, Hiding]:
    """Return by offer why it is out of sight; without those that aren't. They must have been loaded for who asks."""
    if not offer_ids:
        return {}
    query = select(Hiding).where(Hiding.offer_id.in_(offer_ids), Hiding.restored_at.is_(None))
    return {row.offer_id: row for row in await session.scalars(query) if row.offer_id}


async def strays(session: AsyncSession) -> list[tuple[str, int]]:
    """Return what stands hidden without being so, or comments and offers out of sight that no moderator hid.

    Each as its kind and number.
    """
    open_ = Hiding.restored_at.is_(None)
    shown = select(Idea.id).join(Hiding, Hiding.idea_id == Idea.id)
    of_idea = Hiding.comment_id.is_(None), Hiding.offer_id.is_(None)
    shown = shown.where(open_, *of_idea, Idea.hidden_at.is_(None)).order_by(Idea.id)
    mine = aliased(Hiding)
    standing = select(mine.id).where(mine.comment_id == Comment.id, mine.restored_at.is_(None)).exists()
    kept = or_(Comment.hidden_body.is_not(None), Comment.held_at.is_not(None))
    odd = select(Comment.id).where(or_(and_(kept, ~standing), and_(~kept, standing))).order_by(Comment.id)
    found = [("idea", number) for number in await session.scalars(shown)]
    found += [("comment", number) for number in await session.scalars(odd)]
    on_offer = select(mine.id).where(mine.offer_id == Offer.id, mine.restored_at.is_(None)).exists()
    odd = select(Offer.id).where(Offer.hidden_at.is_not(None) != on_offer).order_by(Offer.id)
    return found + [("offer", number) for number in await session.scalars(odd)]


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return what the member reported, and what became of it."""
    rows = await session.scalars(select(Report).where(Report.member_id == member.id).order_by(Report.id))
    return [
        {
            "idea": row.idea_id,
            "comment": row.comment_id,
            "offer": row.offer_id,
            "reason": row.reason,
            "said": row.said,
            "made_at": row.made_at,
            "settled_at": row.settled_at,
            "outcome": row.outcome,
            "answer": row.answer,
        }
        for row in rows
    ]


async def hidings(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return which texts of the member were hidden, and which the member hid, with what was said."""
    query = select(Hiding).join(Hiding.idea).outerjoin(Hiding.comment).outerjoin(Hiding.offer)
    author = func.coalesce(Offer.member_id, Comment.author_id, Idea.author_id)
    query = query.where(or_(author == member.id, Hiding.hidden_by_id == member.id)).order_by(Hiding.id)
    return [
        {
            "idea": row.idea_id,
            "comment": row.comment_id,
            "offer": row.offer_id,
            "by_you": row.hidden_by_id == member.id,
            "reason": row.reason,
            "said": row.said,
            "held_for": row.held_for,
            "hidden_at": row.hidden_at,
            "restored_at": row.restored_at,
        }
        for row in await session.scalars(query)
    ]


async def notes(session: AsyncSession, actor: Actor, idea: Idea, wanted: Slice) -> Page[Note]:
    """Return a page of the staff's notes on an idea that the actor sees, latest first; empty for all but staff."""
    query = select(Note).where(Note.idea_id == idea.id, notes_visible_to(actor))
    return await page(session, query.options(joinedload(Note.author, innerjoin=True)), _LAST_NOTED, wanted)


async def noted(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the notes that the member wrote."""
    rows = await session.scalars(select(Note).where(Note.author_id == member.id).order_by(Note.id))
    return [{"idea": row.idea_id, "body": row.body, "written_at": row.written_at} for row in rows]


async def wrongly_suspended(session: AsyncSession) -> list[int]:
    """Return the members who are suspended, or aren't, other than the record says last."""
    who = RecordedFact.data["member_id"].as_integer()
    kinds = RecordedFact.kind.in_((MemberSuspended.__name__, SuspensionLifted.__name__))
    last = select(who.label("member_id"), RecordedFact.kind).where(kinds).distinct(who)
    told = last.order_by(who, RecordedFact.id.desc()).subquery()
    is_told = func.coalesce(told.c.kind == MemberSuspended.__name__, false())
    query = select(Member.id).outerjoin(told, told.c.member_id == Member.id).where(Member.left_at.is_(None))
    return list(await session.scalars(query.where(is_told != Member.suspended_until.is_not(None)).order_by(Member.id)))
