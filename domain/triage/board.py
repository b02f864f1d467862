"""The board: where ideas stand, a column for each status, and where each may be led from there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Subquery
from sqlalchemy.ext.asyncio import AsyncSession

from domain import answers, ideas
from domain.answers import AnswerClock
from domain.ideas import UNDECIDED, Idea, Status
from domain.members import Actor, Member
from domain.triage.model import LEADS_TO, DecisionKind
from domain.triage.policy import may_claim, open_decisions, require_may_read_triage
from domain.triage.queries import assignees

SHOWN = 10
STATUSES = (
    *(Status.SUBMITTED, Status.IN_REVIEW, Status.SHORTLISTED, Status.IN_EXPERIMENT),
    *(Status.ADOPTED, Status.DELIVERED, Status.NOT_NOW, Status.DECLINED),
)


@dataclass(frozen=True)
class BoardCard:
    """An idea on the board, who takes care of it, its clock while it is undecided, and where the actor may lead it."""

    idea: Idea
    assignee: Member | None
    clock: AnswerClock | None
    targets: tuple[Status, ...]

    @property
    def stands(self) -> tuple[object, ...]:
        """Return what tells how it stands from how it stood: its status, clock, and who has it."""
        clock, assignee = self.clock, self.assignee
        times = (clock.due_at, clock.paused_at, clock.settled_at) if clock else None
        return self.idea.id, self.idea.status, times, assignee and assignee.id


@dataclass(frozen=True)
class BoardColumn:
    """What stands at one status; `has_more` says that there are others."""

    status: Status
    cards: Sequence[BoardCard]
    has_more: bool


async def board(
    session: AsyncSession, actor: Actor, *, scores: Subquery | None = None, most: int = SHOWN
) -> list[BoardColumn]:
    """Return the columns with at most so many ideas each, in three statements; last come first, or highest score first.

    `scores` (idea_id, value) are those to sort by.

    Raises SignInNeeded or NotAllowed for who may not read the queue.
    """
    require_may_read_triage(actor)
    found = await ideas.by_status(session, actor, STATUSES, most + 1, scores=scores)
    shown = {status: column[:most] for status, column in found.items()}
    caring = await assignees(session, [idea.id for column in shown.values() for idea in column])
    clocks = await answers.clocks(session, [idea.id for status in UNDECIDED for idea in shown[status]])
    return [
        BoardColumn(
            status,
            [BoardCard(idea, caring.get(idea.id), clocks.get(idea.id), (*targets(actor, idea),)) for idea in column],
            len(found[status]) > most,
        )
        for status, column in shown.items()
    ]


def targets(actor: Actor, idea: Idea) -> list[Status]:
    """Return where the actor may lead an idea from where it stands: by claiming it, or by a decision."""
    claiming = [Status.IN_REVIEW] if idea.status is Status.SUBMITTED and may_claim(actor, idea) else []
    return claiming + [LEADS_TO[kind] for kind in open_decisions(actor, idea) if LEADS_TO[kind] not in claiming]


def kind_to(actor: Actor, idea: Idea, to: Status) -> DecisionKind | None:
    """Return the decision that leads an idea to a status, None where there is none."""
    return next((kind for kind in open_decisions(actor, idea) if LEADS_TO[kind] is to), None)
