"""What happens with rollouts and follow-ups."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class RolloutAssigned(Fact):
    """It is `member_id`'s from now on to bring to everyone what was scaled."""

    experiment_id: int
    idea_id: int
    member_id: int
    actor_id: int


@dataclass(frozen=True)
class RolloutStepPlanned(Fact):
    """A step towards everyone has its day."""

    experiment_id: int
    idea_id: int
    step_id: int
    actor_id: int


@dataclass(frozen=True)
class RolloutStepDropped(Fact):
    """A planned step won't be done."""

    experiment_id: int
    idea_id: int
    step_id: int
    actor_id: int


@dataclass(frozen=True)
class RolloutAdvanced(Fact):
    """A step is done: since its day `coverage` percent of everyone have what was scaled."""

    experiment_id: int
    idea_id: int
    step_id: int
    coverage: int
    actor_id: int


@dataclass(frozen=True)
class RolloutSteppedBack(Fact):
    """Fewer have it than before: `coverage` percent."""

    experiment_id: int
    idea_id: int
    step_id: int
    coverage: int
    actor_id: int


@dataclass(frozen=True)
class FollowUpOverdue(Fact):
    """So many `days` are over since the conclusion, and nobody has looked yet; `member_id` should hear of it.

    `late` says that it was due a while ago, and that the sponsor hears.
    """

    experiment_id: int
    idea_id: int
    days: int
    late: bool
    member_id: int


@dataclass(frozen=True)
class BenefitNoted(Fact):
    """Somebody said whether the business felt it (yes, no, unclear); a yes waits for a second person."""

    experiment_id: int
    idea_id: int
    benefit_id: int
    days: int
    felt: str
    actor_id: int


@dataclass(frozen=True)
class BenefitVerified(Fact):
    """A second person confirmed that the business felt it 30 or 90 `days` after; `author_id` had said so."""

    experiment_id: int
    idea_id: int
    benefit_id: int
    days: int
    actor_id: int
    author_id: int


@dataclass(frozen=True)
class BenefitWithdrawn(Fact):
    """What `author_id` had said was taken back; `verified` if it counted as verified until then."""

    experiment_id: int
    idea_id: int
    benefit_id: int
    days: int
    verified: bool
    actor_id: int
    author_id: int
