"""Recording that a customer backs an idea, and undoing it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import ideas, members, votes
from domain.behalf.events import CustomerVoteRecorded, RecordingTakenBack
from domain.behalf.model import NAME_MOST, SAID_MOST, Recording, Source
from domain.behalf.policy import BacksAlready, may_take_back, require_may_record
from domain.clock import now
from domain.errors import NotAllowed, NotFound, _, problem
from domain.events import record
from domain.members import Actor, Member
from domain.texts import checked


@dataclass(frozen=True)
class Customer:
    """Who said it: by address, or by name and company where there is none. An address finds the member who has it."""

    name: str = ""
    company: str = ""
    email: str = ""


async def record_vote(
    session: AsyncSession, actor: Actor, idea_id: int, customer: Customer, *, source: Source | str, said: str = ""
) -> Recording:
    """Record that a customer backs an idea; the same again is the same. A customer who is no member becomes one who
    can't sign in, until they join with that address.

    Raises NotFound, NotAllowed, BacksAlready, Invalid, TooMany, and what voting raises.
    """
    recorder = require_may_record(actor)
    idea = await ideas.visible(session, actor, idea_id, share=True)
    await members.spend(session, f"behalf:{recorder.id}", 120, timedelta(hours=1))
    with checked() as problems:
        name = problems.line("name", customer.name, least=0 if customer.email.strip() else 2, most=NAME_MOST)
        company = problems.line("company", customer.company, most=NAME_MOST)
        email = members.checked_email(problems, customer.email) if customer.email.strip() else None
        said = problems.line("said", said, most=SAID_MOST)
        if source not in set(Source):
            problems.add("source", "unknown", _("Choose one of the options."))
    who = await members.stand_in(session, email or f"{name}\n{company}".casefold(), email)
    if who.is_staff:
        raise problem("email", "works_here", _("They work here, and vote by themselves."))
    found = await session.scalar(_one().where(Recording.member_id == who.id, Recording.idea_id == idea.id))
    if found is not None:
        return found
    if await votes.given(session, who, [idea.id]):
        raise BacksAlready
    await votes.cast(session, who, idea.id)
    recording = Recording(
        member_id=who.id,
        idea_id=idea.id,
        name=name,
        company=company,
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
    others = select(Recording.id).where(Recording.member_id == who.id).limit(1)
    if who.imported and await session.scalar(others) is None:
        await members.forget_stand_in(session, who)
    return idea_id


async def forget(session: AsyncSession, member: Member) -> None:
    """Drop what was recorded for a member who leaves; the votes stay, as others of theirs do."""
    await session.execute(delete(Recording).where(Recording.member_id == member.id))


def _one() -> Select[Recording]:
    return select(Recording).options(joinedload(Recording.member), joinedload(Recording.recorded_by))
