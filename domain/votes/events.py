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


@dataclass(frozen=True)
class MergeLeft(Fact):
    """A voter or the author of a merged idea stepped out: what they gave it counts for the other one no longer."""

    idea_id: int
    target_id: int
    merge_id: int
    member_id: int


@dataclass(frozen=True)
class MergeRejoined(Fact):
    """Somebody who had stepped out of a merge goes along with it again."""

    idea_id: int
    target_id: int
    merge_id: int
    member_id: int
