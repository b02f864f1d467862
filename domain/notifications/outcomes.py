"""What becomes of ideas, told to all who have a part in them; and what waits for the product team, told to it."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import behalf, changelog, follows, members, votes
from domain.answers import AnswerOverdue, AnswerPublished, ClockPaused
from domain.changelog import ChangelogExtended, ChangelogPublished
from domain.events import RecordedFact
from domain.ideas import Idea, IdeaWithdrawn, Status
from domain.notifications.kinds import NoticeKind
from domain.notifications.model import Notice
from domain.notifications.telling import tell
from domain.permissions import Permission
from domain.triage import (
    Decision,
    DecisionConfirmed,
    DecisionDoubted,
    DecisionWithdrawn,
    IdeaAssigned,
    IdeaDecided,
    IdeaReturned,
)

SAME_NEWS = timedelta(days=7)
DECIDED: dict[Status, NoticeKind] = {
    Status.SHORTLISTED: NoticeKind.SHORTLISTED,
    Status.ADOPTED: NoticeKind.ADOPTED,
    Status.DELIVERED: NoticeKind.DELIVERED,
    Status.NOT_NOW: NoticeKind.PUT_OFF,
    Status.DECLINED: NoticeKind.TURNED_DOWN,
    Status.IN_REVIEW: NoticeKind.REOPENED,
}


async def tell_of_answer(session: AsyncSession, fact: AnswerPublished, row: RecordedFact) -> None:
    """Tell all who have a part in the idea, unless the decision that it came with tells them."""
    if not fact.with_decision:
        await tell_all(session, row, NoticeKind.ANSWERED, fact.idea_id, fact.author_id, answer_id=fact.answer_id)


async def tell_of_decision(session: AsyncSession, fact: IdeaDecided, row: RecordedFact) -> None:
    """Tell all who have a part in the idea, in the words of the answer."""
    decision = await session.get(Decision, fact.decision_id)
    answer_id = decision.answer_id if decision else None
    await tell_all(session, row, DECIDED[Status(fact.to_status)], fact.idea_id, fact.actor_id, answer_id=answer_id)


async def tell_of_return(session: AsyncSession, fact: IdeaReturned, row: RecordedFact) -> None:
    """Tell all who have a part in the idea that its day has come."""
    await tell_all(session, row, NoticeKind.REOPENED, fact.idea_id, None)


async def tell_of_withdrawal(session: AsyncSession, fact: IdeaWithdrawn, row: RecordedFact) -> None:
    """Tell all who had a part in the idea that its author took it back."""
    await tell_all(session, row, NoticeKind.WITHDRAWN, fact.idea_id, fact.author_id)


async def tell_of_changelog(session: AsyncSession, fact: ChangelogPublished, row: RecordedFact) -> None:
    """Tell all who have a part in one of the entry's ideas, each once, and at one idea.

    Whoever heard within the last seven days that the idea was delivered has heard it: its page leads on to the entry.
    """
    await _thank(session, row, fact.actor_id, await changelog.named_by(session, fact.entry_id))


async def tell_of_addition(session: AsyncSession, fact: ChangelogExtended, row: RecordedFact) -> None:
    """Tell all who have a part in an idea that a published entry names now, unless they heard of the entry before."""
    named = await changelog.named_by(session, fact.entry_id)
    telling = RecordedFact.kind.in_((ChangelogPublished.__name__, ChangelogExtended.__name__))
    same = RecordedFact.data["entry_id"].as_integer() == fact.entry_id
    heard = select(Notice.member_id).join(RecordedFact, RecordedFact.id == Notice.fact_id)
    knowing = set(await session.scalars(heard.where(telling, same, Notice.kind == NoticeKind.CHANGELOG)))
    await _thank(session, row, fact.actor_id, {fact.idea_id} & set(named), but=knowing)


async def _thank(
    session: AsyncSession,
    row: RecordedFact,
    actor_id: int,
    idea_ids: Collection[int],
    but: Collection[int] = (),
) -> None:
    for number in idea_ids:
        heard = select(Notice.member_id).where(Notice.idea_id == number, Notice.kind == NoticeKind.DELIVERED)
        knowing = set(await session.scalars(heard.where(Notice.created_at > row.recorded_at - SAME_NEWS)))
        await tell_all(session, row, NoticeKind.CHANGELOG, number, actor_id, but={*knowing, *but})


async def tell_of_question(session: AsyncSession, fact: ClockPaused, row: RecordedFact) -> None:
    """Tell who stands for the idea that something is asked of them, and whoever speaks for a customer."""
    idea = await session.get(Idea, fact.idea_id)
    if idea is not None:
        asked = {idea.author_id, *idea.co_author_ids} - {fact.actor_id}
        speaker = await behalf.speaker(session, idea.id)
        reasons = {} if speaker in {None, fact.actor_id} else {speaker: NoticeKind.ASKED_FOR_CUSTOMER}
        reasons |= dict.fromkeys(asked, NoticeKind.ASKED)
        await tell(session, row, reasons, idea_id=idea.id, actor_id=fact.actor_id)


async def tell_of_assignment(session: AsyncSession, fact: IdeaAssigned, row: RecordedFact) -> None:
    """Tell whoever was given the idea, unless they took it."""
    if fact.member_id != fact.actor_id:
        reasons = {fact.member_id: NoticeKind.ASSIGNED}
        await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.actor_id)


async def tell_of_overdue(session: AsyncSession, fact: AnswerOverdue, row: RecordedFact) -> None:
    """Tell the one whom a late answer has risen to."""
    await tell(session, row, {fact.member_id: NoticeKind.OVERDUE}, idea_id=fact.idea_id, actor_id=None)


async def tell_of_doubt(session: AsyncSession, fact: DecisionDoubted, row: RecordedFact) -> None:
    """Tell those who may be the second person."""
    seconds = {member.id for member in await members.staff(session) if member.may(Permission.TRIAGE)} - {fact.actor_id}
    reasons = dict.fromkeys(seconds, NoticeKind.DOUBTED)
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.actor_id)


async def tell_of_confirmation(session: AsyncSession, fact: DecisionConfirmed, row: RecordedFact) -> None:
    """Tell whose decision it is."""
    reasons = {fact.author_id: NoticeKind.CONFIRMED}
    await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.actor_id)


async def tell_of_giving_up(session: AsyncSession, fact: DecisionWithdrawn, row: RecordedFact) -> None:
    """Tell whose decision it was, unless they withdrew it themselves."""
    if fact.author_id != fact.actor_id:
        reasons = {fact.author_id: NoticeKind.GIVEN_UP}
        await tell(session, row, reasons, idea_id=fact.idea_id, actor_id=fact.actor_id)


async def tell_all(
    session: AsyncSession,
    row: RecordedFact,
    kind: NoticeKind,
    idea_id: int,
    actor_id: int | None,
    *,
    answer_id: int | None = None,
    experiment_id: int | None = None,
    also: Collection[int] = (),
    but: Collection[int] = (),
) -> None:
    """Tell who stands for the idea, follows it or backs it; but for the first, not who asked to hear no more of it.

    Who follows or backs what is merged into it hears too.
    """
    idea = await session.get(Idea, idea_id)
    if idea is None:
        return
    own = {idea.author_id, *idea.co_author_ids, *idea.merged_author_ids}
    backing = await votes.voters(session, idea_id, also_quarantined=True)
    hearing = {*await follows.followers(session, idea_id, *idea.merged_ids), *backing}
    hearing = (hearing | set(also)) - set(await follows.silenced(session, idea_id))
    reasons = dict.fromkeys((own | hearing) - {actor_id, *but}, kind)
    await tell(
        session,
        row,
        reasons,
        idea_id=idea_id,
        actor_id=actor_id,
        answer_id=answer_id,
        experiment_id=experiment_id,
        own=own,
    )
