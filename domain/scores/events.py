"""Facts about scores."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class IdeaScored(Fact):
    """Somebody of the product team scored an idea, by this version of the weights."""

    idea_id: int
    actor_id: int
    version: int


@dataclass(frozen=True)
class ScoreWeightsRevised(Fact):
    """An admin named new weights; scores that were given keep theirs."""

    actor_id: int
    version: int
