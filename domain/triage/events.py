"""Facts about taking care of ideas and deciding."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class IdeaClaimed(Fact):
    """Somebody of the product team took an idea up for themselves."""

    idea_id: int
    actor_id: int


@dataclass(frozen=True)
class IdeaAssigned(Fact):
    """Somebody gave an idea into somebody's care."""

    idea_id: int
    member_id: int
    actor_id: int


@dataclass(frozen=True)
class IdeaReleased(Fact):
    """Nobody takes care of an idea any more; `member_id` did."""

    idea_id: int
    member_id: int
    actor_id: int


@dataclass(frozen=True)
class IdeaDecided(Fact):
    """A decision counts: the idea has moved, and its answer is published."""

    idea_id: int
    decision_id: int
    actor_id: int
    from_status: str
    to_status: str


@dataclass(frozen=True)
class DecisionDoubted(Fact):
    """Best customers would dislike a decision, so that it waits for a second person of the product team."""

    idea_id: int
    decision_id: int
    actor_id: int


@dataclass(frozen=True)
class DecisionConfirmed(Fact):
    """A second person stands for a decision that best customers would dislike; `author_id` made it."""

    idea_id: int
    decision_id: int
    actor_id: int
    author_id: int


@dataclass(frozen=True)
class DecisionWithdrawn(Fact):
    """A decision that best customers would dislike was given up before it counted; `author_id` made it."""

    idea_id: int
    decision_id: int
    actor_id: int
    author_id: int


@dataclass(frozen=True)
class IdeaReturned(Fact):
    """An idea that was put off is looked at again, on the day that was named."""

    idea_id: int
    decision_id: int


@dataclass(frozen=True)
class IdeaMerged(Fact):
    """An idea lives on in another, `target_id`; nothing of it moved there."""

    idea_id: int
    target_id: int
    merge_id: int
    actor_id: int


@dataclass(frozen=True)
class MergeUndone(Fact):
    """An idea stands on its own again that was merged into `target_id`."""

    idea_id: int
    target_id: int
    merge_id: int
    actor_id: int
