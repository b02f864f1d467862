"""Facts about votes. Nobody waits for them, so they are delivered with the next round."""

from dataclasses import dataclass
from typing import ClassVar

from domain.events import Fact


@dataclass(frozen=True)
class VoteCast(Fact):
    """A member backed an idea."""

    prompt: ClassVar[bool] = False
    member_id: int
    idea_id: int


@dataclass(frozen=True)
class VoteWithdrawn(Fact):
    """A member took a vote back."""

    prompt: ClassVar[bool] = False
    member_id: int
    idea_id: int
