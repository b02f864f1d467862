"""The story of an idea: every step it took, who took it, when, and with which words; for all who may read them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain

from sqlalchemy.ext.asyncio import AsyncSession

from domain import answers, ideas
from domain.answers import Answer, Pause
from domain.ideas import Idea, Merge, Move, Status
from domain.members import Actor, Member
from domain.triage.model import Decision
from domain.triage.queries import decisions


class StepKind(StrEnum):
    """What happened."""

    MOVED = "moved"
    ASKED = "asked"
    RESUMED = "resumed"
    ANSWERED = "answered"
    DECIDED = "decided"
    MERGED = "merged"
    UNMERGED = "unmerged"
    TOOK_IN = "took_in"
    GAVE_BACK = "gave_back"
    # As concepts above tell it.
    TEST_PLANNED = "test_planned"
    TEST_STARTED = "test_started"
    VERDICT_FELL = "verdict_fell"
    TEST_CONCLUDED = "test_concluded"
    ROLLED_OUT = "rolled_out"
    ROLLED_BACK = "rolled_back"
    BENEFIT_SETTLED = "benefit_settled"


@dataclass(frozen=True)
class Step:
    """One thing that happened; nobody is behind what time brought. A decision comes with its answer.

    `other` is the idea that this one was merged into, or that was merged into this one, as far as all may see it.
    """

    at: datetime
    kind: StepKind
    actor: Member | None
    from_status: Status | None = None
    to_status: Status | None = None
    question: str = ""
    answer: Answer | None = None
    decision: Decision | None = None
    other: Idea | None = None


async def story(session: AsyncSession, actor: Actor, idea: Idea) -> list[Step]:
    """Return all that happened to an idea, oldest first; it must have been loaded for whoever asks."""
    if idea.is_draft or idea.submitted_at is None:
        return []
    # Most ideas are new: that nothing was decided or answered yet, and nobody took them up, the idea itself says.
    moves = await ideas.moves(session, idea) if idea.moved_at != idea.submitted_at else []
    questions = await answers.pauses(session, idea)
    said = (await answers.published(session, actor, [idea.id])).get(idea.id, []) if idea.answered_at else []
    made = (await decisions(session, actor, [idea.id])).get(idea.id, []) if idea.answered_at else []
    decided = [decision for decision in made if decision.effective_at is not None]
    with_decision = {decision.answer_id for decision in decided}
    by_decision = {(decision.effective_at, decision.to_status) for decision in decided}
    merges = await ideas.merges(session, idea)
    by_merge = {(merge.merged_at, Status.MERGED) for merge in merges if merge.duplicate_id == idea.id}
    by_merge |= {
        (at, merge.from_status) for merge in merges if merge.duplicate_id == idea.id and (at := merge.undone_at)
    }
    told_apart = by_decision | by_merge
    begun = [Step(idea.submitted_at, StepKind.MOVED, idea.author, Status.DRAFT, Status.SUBMITTED)]
    steps = chain(
        begun if not moves else (),
        (_moved(move) for move in moves if (move.moved_at, move.to_status) not in told_apart),
        chain.from_iterable(_merged(merge, idea) for merge in merges),
        chain.from_iterable(_asked(pause) for pause in questions),
        (_answered(answer) for answer in said if answer.id not in with_decision),
        (_decided(decision) for decision in decided),
    )
    return sorted(steps, key=lambda step: step.at)


def _moved(move: Move) -> Step:
    return Step(move.moved_at, StepKind.MOVED, move.actor, move.from_status, move.to_status)


def _merged(merge: Merge, idea: Idea) -> list[Step]:
    ours = merge.duplicate_id == idea.id
    other = merge.target if ours else merge.duplicate
    shown = other if other.is_public else None
    kinds = (StepKind.MERGED, StepKind.UNMERGED) if ours else (StepKind.TOOK_IN, StepKind.GAVE_BACK)
    before, after = (merge.from_status, Status.MERGED) if ours else (None, None)
    steps = [Step(merge.merged_at, kinds[0], merge.merged_by, before, after, other=shown)]
    if merge.undone_at is not None:
        steps.append(Step(merge.undone_at, kinds[1], merge.undone_by, after, before, other=shown))
    return steps


def _asked(pause: Pause) -> list[Step]:
    asked = Step(pause.paused_at, StepKind.ASKED, pause.asked_by, question=pause.question)
    if pause.resumed_at is None or pause.resumed_by is None:
        return [asked]
    return [asked, Step(pause.resumed_at, StepKind.RESUMED, pause.resumed_by, question=pause.question)]


def _answered(answer: Answer) -> Step:
    at = answer.published_at or answer.drafted_at
    return Step(at, StepKind.ANSWERED, answer.published_by, answer=answer)


def _decided(decision: Decision) -> Step:
    at = decision.effective_at or decision.decided_at
    return Step(
        at,
        StepKind.DECIDED,
        decision.actor,
        decision.from_status,
        decision.to_status,
        answer=decision.answer,
        decision=decision,
    )
