"""Deciding, always with an answer; and a second person's look at what best customers would dislike."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import answers, community, ideas, members
from domain.clock import now
from domain.errors import _
from domain.events import record
from domain.ideas import Idea, Status
from domain.members import Actor
from domain.texts import Problems, checked
from domain.triage.events import DecisionConfirmed, DecisionDoubted, DecisionWithdrawn, IdeaDecided
from domain.triage.model import NEEDS_REASON, WORDS_MOST, Decision, DecisionKind, Welcome
from domain.triage.policy import (
    CannotDecide,
    DecisionSettled,
    OwnDecision,
    open_decisions,
    require_may_decide,
    require_may_triage,
)
from domain.triage.queries import visible, waiting
from domain.triage.use_cases.caring import take_in

LOOK_AGAIN_WITHIN = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Ruling:
    """What somebody decides: the kind, the answer everybody reads, and what the best customers would think of it.

    `reason_id` is for not now and decline, `would_change` and `look_again_on` are for not now.
    """

    kind: DecisionKind
    answer: str
    best_customers: Welcome | str
    best_customers_words: str = ""
    reason_id: int | None = None
    would_change: str = ""
    look_again_on: date | None = None


async def decide(session: AsyncSession, actor: Actor, idea_id: int, ruling: Ruling, *, seen: Status) -> Decision:
    """Decide about an idea and answer it in the same step. `seen` is where it stood for whoever decides.

    What best customers would dislike waits for a second person: until then nothing moves and nobody reads the answer.
    Raises NotFound, NotAllowed, DecidedMeanwhile, DecisionWaits, CannotDecide, Invalid.
    """
    idea = await ideas.visible(session, actor, idea_id, lock=True)
    require_may_triage(actor)
    decider = members.require_self(actor)
    waits = await waiting(session, idea.id) is not None
    require_may_decide(actor, idea, ruling.kind, seen=seen, waits=waits)
    words = await checked_words(session, ruling)
    decision = Decision(idea_id=idea.id, actor_id=decider.id, decided_at=now(session), from_status=idea.status, **words)
    answer = await answers.write(session, decider, actor, idea, ruling.answer)
    if idea.status is Status.SUBMITTED:
        await take_in(session, idea, decider)
        decision.from_status = idea.status
    decision.answer_id = answer.id
    session.add(decision)
    await session.flush()
    if decision.best_customers is Welcome.DISLIKE:
        await record(session, DecisionDoubted(idea.id, decision.id, decider.id))
    else:
        await _carry_out(session, actor, idea, decision)
    return await visible(session, actor, decision.id)


async def confirm(session: AsyncSession, actor: Actor, decision_id: int) -> Decision:
    """Stand for a decision that best customers would dislike, as its second person; now it counts.

    Raises NotFound, NotAllowed, OwnDecision, DecisionSettled.
    """
    decision, idea = await _waiting(session, actor, decision_id)
    second = members.require_self(actor)
    if decision.actor_id == second.id:
        raise OwnDecision
    decision.seconded_by_id = second.id
    await record(session, DecisionConfirmed(idea.id, decision.id, second.id, decision.actor_id))
    await _carry_out(session, actor, idea, decision)
    return await visible(session, actor, decision.id)


async def withdraw(session: AsyncSession, actor: Actor, decision_id: int, words: str) -> Decision:
    """Give a waiting decision up, saying why to the team; its answer stays as a draft.

    Raises NotFound, NotAllowed, DecisionSettled, Invalid.
    """
    decision, idea = await _waiting(session, actor, decision_id)
    with checked() as problems:
        words = problems.line("words", words, least=3, most=WORDS_MOST)
    withdrawer = members.require_self(actor)
    decision.withdrawn_at, decision.withdrawn_by_id = now(session), withdrawer.id
    decision.withdrawn_words, decision.answer_id = words, None
    await session.flush()
    await record(session, DecisionWithdrawn(idea.id, decision.id, withdrawer.id, decision.actor_id))
    return await visible(session, actor, decision.id)


async def _waiting(session: AsyncSession, actor: Actor, decision_id: int) -> tuple[Decision, Idea]:
    require_may_triage(actor)
    found = await visible(session, actor, decision_id)
    idea = await ideas.visible(session, actor, found.idea_id, lock=True)
    decision = await waiting(session, idea.id)
    if decision is None or decision.id != found.id:
        raise DecisionSettled
    return decision, idea


async def _carry_out(session: AsyncSession, actor: Actor, idea: Idea, decision: Decision) -> None:
    if decision.kind not in open_decisions(actor, idea):
        raise CannotDecide
    answer = await answers.draft(session, actor, idea)
    if answer is None:
        raise ValueError("A decision has an answer.")
    decision.effective_at = now(session)
    await answers.publish(session, actor, idea, answer, with_decision=True)
    before = idea.status
    await ideas.move(session, idea, decision.to_status, decision.actor_id)
    if decision.kind is DecisionKind.REOPEN:
        await answers.start(session, idea.id, now(session))
    await record(session, IdeaDecided(idea.id, decision.id, decision.actor_id, before, idea.status))


async def checked_words(session: AsyncSession, ruling: Ruling) -> dict[str, Any]:
    """Return what a decision keeps of a ruling, looked at whole, its answer too. Raises Invalid."""
    with checked() as problems:
        problems.text("answer", ruling.answer, least=answers.BODY_LEAST, most=answers.BODY_MOST)
        words = problems.line("best_customers_words", ruling.best_customers_words, least=3, most=WORDS_MOST)
        if ruling.best_customers not in set(Welcome):
            message = _("Please say what our best customers would think. “We don’t know” is an answer too.")
            problems.add("best_customers", "missing", message)
        reason_id = await _reason(session, problems, ruling)
        would_change, look_again_on = "", None
        if ruling.kind is DecisionKind.NOT_NOW:
            would_change = problems.text("would_change", ruling.would_change, least=3, most=WORDS_MOST)
            look_again_on = await _day(session, problems, ruling.look_again_on)
    return {
        "kind": ruling.kind,
        "reason_id": reason_id,
        "would_change": would_change,
        "look_again_on": look_again_on,
        "best_customers": Welcome(ruling.best_customers),
        "best_customers_words": words,
    }


async def _reason(session: AsyncSession, problems: Problems, ruling: Ruling) -> int | None:
    kind = NEEDS_REASON.get(ruling.kind)
    if kind is None:
        return None
    offered = {reason.id for reason in await community.reasons(session, kind=kind)}
    if ruling.reason_id not in offered:
        problems.add("reason", "missing", _("Please choose a reason from the list."))
    return ruling.reason_id


async def _day(session: AsyncSession, problems: Problems, day: date | None) -> date | None:
    today = await community.today(session)
    if day is None or not today < day <= today + LOOK_AGAIN_WITHIN:
        problems.add("look_again_on", "missing", _("Please say on which day within three years you look at it again."))
    return day
