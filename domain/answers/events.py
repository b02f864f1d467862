"""Facts about answers and their clock."""

from dataclasses import dataclass
from typing import ClassVar

from domain.events import Fact


@dataclass(frozen=True)
class AnswerPublished(Fact):
    """The product team answered an idea; an answer that came with a decision is told of by the decision."""

    doer: ClassVar[str] = "author_id"

    idea_id: int
    answer_id: int
    author_id: int
    with_decision: bool


@dataclass(frozen=True)
class ClockPaused(Fact):
    """The author of an idea was asked something, and the clock stands still until they say."""

    idea_id: int
    pause_id: int
    actor_id: int


@dataclass(frozen=True)
class ClockResumed(Fact):
    """The clock of an idea runs again, since its author replied or the product team goes on without."""

    idea_id: int
    pause_id: int
    actor_id: int | None


@dataclass(frozen=True)
class AnswerOverdue(Fact):
    """An answer is late, and `member_id` should hear of it: its owner, the product member on duty, or the sponsor."""

    idea_id: int
    level: str
    member_id: int
