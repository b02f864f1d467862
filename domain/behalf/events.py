"""Facts about what was recorded for customers."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class CustomerVoteRecorded(Fact):
    """Somebody of the staff recorded that a customer backs an idea."""

    idea_id: int
    member_id: int
    actor_id: int
    source: str


@dataclass(frozen=True)
class RecordingTakenBack(Fact):
    """A vote that had been recorded for a customer is gone again."""

    idea_id: int
    member_id: int
    actor_id: int


@dataclass(frozen=True)
class CustomerIdeaRecorded(Fact):
    """Somebody of the staff wrote down an idea of a customer's, who is its author."""

    idea_id: int
    member_id: int
    actor_id: int
    source: str


@dataclass(frozen=True)
class RecordedIdeaTakenBack(Fact):
    """An idea that had been recorded for a customer was withdrawn in their place."""

    idea_id: int
    member_id: int
    actor_id: int
