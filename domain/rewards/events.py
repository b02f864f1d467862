"""Facts about rewards."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class PointsEarned(Fact):
    """An outcome brought a member points."""

    entry_id: int
    idea_id: int
    member_id: int


@dataclass(frozen=True)
class RuleRevised(Fact):
    """An admin wrote a new version of a rule, in force from the next day on."""

    rule_id: int
    actor_id: int
    code: str
    version: int


@dataclass(frozen=True)
class SeasonClosed(Fact):
    """A season's standing is kept as it was; nobody is behind it where time did it."""

    season_id: int
    actor_id: int | None
