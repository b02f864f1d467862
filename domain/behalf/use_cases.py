"""Recording that a customer backs an idea or has one, and undoing it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import ideas, members, votes
from domain.behalf.events import CustomerIdeaRecorded, CustomerVoteRecorded, RecordedIdeaTakenBack, RecordingTakenBack
from domain.behalf.model import NAME_MOST, SAID_MOST, RecordedIdea, Recording, Source
from domain.behalf.policy import (
    BacksAlready,
    ClaimedMeanwhile,
    RecordedAlready,
    TheirOwnIdea,
    may_take_back,
    require_may_record,
)
from domain.clock import now
from domain.errors import NotAllowed, NotFound, _, problem
from domain.events import record
from domain.ideas import Idea, Status, Writing
from domain.members import Actor, Member
from domain.texts import Problems, checked

GONE = (Status.DRAFT, Status.WITHDRAWN)


@dataclass(frozen=True)
class Customer:
    """Who said it: by address, or by name and company where there is none. An address finds the member who has it."""

    name: str = ""
    company: str = ""
    email: str = ""


async def record_vote(
    session: AsyncSession, actor: Actor, idea_id: int, customer: Customer, *, source: Source | str, said: str = ""
) -> Recording:
    """Record that a customer backs an idea, or the one it lives on in; the same again is the same.

    A customer who is no member becomes one who can't sign in, until they join with that address. Raises NotFound,
    NotAllowed, BacksAlready, TheirOwnIdea, Invalid, TooMany, and what voting raises.
    """
    recorder = require_may_record(actor)
    idea = await _one_that_stays(session, actor, idea_id)
    await members.spend(session, f"behalf:{recorder.id}", 120, timedelta(hours=1))
    with checked() as problems:
        tidy, email = _told(problems, customer, source)
        said = problems.line("said", said, most=SAID_MOST)
    who = await _stand_in(session, tidy, email)
    family = Recording.idea_id.in_([idea.id, *idea.merged_ids])
    found = await session.scalar(_one().where(Recording.member_id == who.id, family).order_by(Recording.id).limit(1))
    backed = bool(await votes.given(session, who, [idea.id]))
    if found is not None and backed:
        return found
    if backed:
        raise BacksAlready
    if idea.is_near(who.id):
        raise TheirOwnIdea
    await votes.cast(session, who, idea.id)
    recording = Recording(
        member_id=who.id,
        idea_id=idea.id,
        name=tidy.name,
        company=tidy.company,
        source=Source(source),
        said=said,
        recorded_by_id=recorder.id,
        recorded_at=now(session),
    )
    session.add(recording)
    await session.flush()
    await record(session, CustomerVoteRecorded(idea.id, who.id, recorder.id, recording.source.value))
    await session.refresh(recording, ["member", "recorded_by"])
    return recording


async def record_idea(
    session: AsyncSession,
    actor: Actor,
    customer: Customer,
    writing: Writing,
    *,
    source: Source | str,
    key: UUID | None = None,
) -> RecordedIdea:
    """Put an idea before the community that a customer told, who is its author; the same form again makes one idea.

    It is owed an answer like any other. The customer can't sign in until they join with the address, and the idea is
    theirs then; whoever has an account writes by themselves. Raises NotAllowed, Invalid, RecordedAlready, TooMany.
    """
    recorder = require_may_record(actor)
    await members.spend(session, f"behalf:{recorder.id}", 120, timedelta(hours=1))
    with checked() as problems:
        tidy, email = _told(problems, customer, source)
        writing = ideas.check_submission(problems, writing)
    author = await _stand_in(session, tidy, email)
    if not author.imported:
        raise problem("email", "has_account", _("They have an account here. Ask them to write it themselves."))
    theirs = _one_idea().where(RecordedIdea.member_id == author.id)
    sent = await session.scalar(theirs.where(Idea.key == key)) if key else None
    if sent is not None:
        return sent
    same = exists().where(Idea.author_id == author.id, Idea.status.not_in(GONE))
    if await session.scalar(select(same.where(func.lower(Idea.title) == func.lower(writing.title)))):
        raise RecordedAlready
    idea = await ideas.submit(session, author, writing, key=key)
    session.add(
        RecordedIdea(
            idea_id=idea.id,
            member_id=author.id,
            name=tidy.name,
            company=tidy.company,
            source=Source(source),
            recorded_by_id=recorder.id,
            recorded_at=now(session),
        )
    )
    await session.flush()
    await record(session, CustomerIdeaRecorded(idea.id, author.id, recorder.id, Source(source).value))
    return (await session.scalars(theirs.where(RecordedIdea.idea_id == idea.id))).one()


async def take_back(session: AsyncSession, actor: Actor, recording_id: int) -> int:
    """Undo a recording with its vote, and return the idea's number; who was known by it alone is forgotten.

    Raises NotFound, NotAllowed, VotingClosed.
    """
    recorder = require_may_record(actor)
    recording = await session.scalar(_one().where(Recording.id == recording_id))
    if recording is None:
        raise NotFound
    if not may_take_back(actor, recording):
        raise NotAllowed
    idea_id, who = recording.idea_id, recording.member
    session.expunge(recording)  # it goes with the vote
    # The idea is held first, as by whoever takes the vote back themselves, and with it what is recorded.
    await ideas.visible(session, actor, idea_id, lock=True, light=True)
    if await session.get(Recording, recording_id) is None:
        raise NotFound
    await votes.withdraw(session, who, idea_id)
    await record(session, RecordingTakenBack(idea_id, who.id, recorder.id))
    await _forget_if_unknown(session, who)
    return idea_id


async def take_back_idea(session: AsyncSession, actor: Actor, idea_id: int, reason: str) -> Idea:
    """Withdraw a recorded idea in its author's place, with a reason everybody reads; its page stays.

    Who was known by it alone is forgotten. Raises NotFound, NotAllowed, ClaimedMeanwhile, IdeaClosed, Invalid.
    """
    recorder = require_may_record(actor)
    await ideas.visible(session, actor, idea_id, lock=True)
    found = await session.scalar(_one_idea().where(RecordedIdea.idea_id == idea_id).with_for_update(of=RecordedIdea))
    if found is None:
        raise NotFound
    if not may_take_back(actor, found):
        raise NotAllowed
    author = await members.lock(session, found.member)
    await session.refresh(author)
    if not author.imported:
        raise ClaimedMeanwhile
    idea = await ideas.withdraw(session, author, idea_id, reason)
    await session.delete(found)
    await session.flush()
    await record(session, RecordedIdeaTakenBack(idea_id, author.id, recorder.id))
    await _forget_if_unknown(session, author)
    return idea


async def forget(session: AsyncSession, member: Member) -> None:
    """Drop what was recorded for a member who leaves; votes and ideas stay, as others of theirs do."""
    await session.execute(delete(Recording).where(Recording.member_id == member.id))
    await session.execute(delete(RecordedIdea).where(RecordedIdea.member_id == member.id))


async def _one_that_stays(session: AsyncSession, actor: Actor, idea_id: int) -> Idea:
    """Return the idea, or where it lives on, kept from changes; only that one is held, so that nobody waits in a
    circle with who merges it."""
    idea = await ideas.visible(session, actor, idea_id, light=True)
    while idea.merged_into_id is not None:
        idea = await ideas.visible(session, actor, idea.merged_into_id, light=True)
    idea = await ideas.visible(session, actor, idea.id, share=True)
    return idea if idea.merged_into_id is None else await _one_that_stays(session, actor, idea.id)


def _told(problems: Problems, customer: Customer, source: Source | str) -> tuple[Customer, str | None]:
    """Return who said it, tidied, and their address if there is one."""
    name = problems.line("name", customer.name, least=0 if customer.email.strip() else 2, most=NAME_MOST)
    company = problems.line("company", customer.company, most=NAME_MOST)
    email = members.checked_email(problems, customer.email) if customer.email.strip() else None
    if source not in set(Source):
        problems.add("source", "unknown", _("Choose one of the options."))
    return Customer(name, company, email or ""), email


async def _stand_in(session: AsyncSession, customer: Customer, email: str | None) -> Member:
    who = await members.stand_in(session, email or f"{customer.name}\n{customer.company}".casefold(), email)
    if who.is_staff:
        raise problem("email", "works_here", _("They work here, and speak for themselves."))
    if who.suspended_until is not None:
        raise problem("email", "suspended", _("They are suspended for now: nothing is recorded for them."))
    return who


async def _forget_if_unknown(session: AsyncSession, who: Member) -> None:
    """Let go of who can't sign in, once nothing is recorded for them any more."""
    some = or_(exists().where(Recording.member_id == who.id), exists().where(RecordedIdea.member_id == who.id))
    if who.imported and not await session.scalar(select(some)):
        await members.forget_stand_in(session, who)


def _one() -> Select[Recording]:
    return select(Recording).options(joinedload(Recording.member), joinedload(Recording.recorded_by))


def _one_idea() -> Select[RecordedIdea]:
    people = joinedload(RecordedIdea.member), joinedload(RecordedIdea.recorded_by)
    return select(RecordedIdea).join(RecordedIdea.idea).options(*people)
