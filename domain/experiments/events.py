"""Facts about the life of experiments."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class ExperimentPlanned(Fact):
    """Somebody began to plan an experiment for an idea."""

    experiment_id: int
    idea_id: int
    actor_id: int


@dataclass(frozen=True)
class ExperimentProposed(Fact):
    """A plan is whole, and waits for a second person to approve it."""

    experiment_id: int
    idea_id: int
    actor_id: int


@dataclass(frozen=True)
class ExperimentApproved(Fact):
    """A second person stands for a plan before the start."""

    experiment_id: int
    idea_id: int
    actor_id: int


@dataclass(frozen=True)
class ExperimentSentBack(Fact):
    """A second person asks for another look at a plan before the start."""

    experiment_id: int
    idea_id: int
    actor_id: int


@dataclass(frozen=True)
class ExperimentStarted(Fact):
    """An experiment runs: its plan is locked."""

    experiment_id: int
    idea_id: int
    actor_id: int


@dataclass(frozen=True)
class ExperimentPaused(Fact):
    """An experiment holds; its time-box runs on."""

    experiment_id: int
    idea_id: int
    actor_id: int


@dataclass(frozen=True)
class ExperimentResumed(Fact):
    """An experiment that held runs again."""

    experiment_id: int
    idea_id: int
    actor_id: int


@dataclass(frozen=True)
class ExperimentAssigned(Fact):
    """An experiment has another owner, `member_id`, or another team."""

    experiment_id: int
    idea_id: int
    member_id: int
    actor_id: int


@dataclass(frozen=True)
class PlanRevised(Fact):
    """A changed plan of an experiment that runs waits for a second person."""

    experiment_id: int
    idea_id: int
    actor_id: int


@dataclass(frozen=True)
class PlanApproved(Fact):
    """A changed plan is in force, and the verdict starts anew."""

    experiment_id: int
    idea_id: int
    actor_id: int


@dataclass(frozen=True)
class PlanDismissed(Fact):
    """A changed plan was sent back or taken back, and the one in force stays; `author_id` wrote it."""

    experiment_id: int
    idea_id: int
    actor_id: int
    author_id: int


@dataclass(frozen=True)
class VerdictFell(Fact):
    """An experiment waits for a conclusion: its totals or, without a check-in, its time-box led to a verdict."""

    experiment_id: int
    idea_id: int
    check_in_id: int | None
    advice: str


@dataclass(frozen=True)
class VerdictOverdue(Fact):
    """Nobody concluded an experiment in time, and `member_id` should hear of it: its owner, or the sponsor."""

    experiment_id: int
    idea_id: int
    member_id: int


@dataclass(frozen=True)
class ConclusionDoubted(Fact):
    """A conclusion goes against the advice, so that it waits for a second person."""

    experiment_id: int
    idea_id: int
    conclusion_id: int
    actor_id: int


@dataclass(frozen=True)
class ConclusionConfirmed(Fact):
    """A second person stands for a conclusion against the advice; `author_id` drew it."""

    experiment_id: int
    idea_id: int
    conclusion_id: int
    actor_id: int
    author_id: int


@dataclass(frozen=True)
class ConclusionWithdrawn(Fact):
    """A conclusion that waited was given up; `author_id` drew it."""

    experiment_id: int
    idea_id: int
    conclusion_id: int
    actor_id: int
    author_id: int


@dataclass(frozen=True)
class ExperimentConcluded(Fact):
    """A conclusion counts: the experiment is over, and its learning card can be read."""

    experiment_id: int
    idea_id: int
    conclusion_id: int
    kind: str
    actor_id: int


@dataclass(frozen=True)
class ExperimentArchived(Fact):
    """An experiment is out of the way."""

    experiment_id: int
    idea_id: int
    actor_id: int


@dataclass(frozen=True)
class TotalsEntered(Fact):
    """Totals came in, of one day or of several at once; `check_in_id` is the last of them."""

    experiment_id: int
    idea_id: int
    check_in_id: int
    actor_id: int


@dataclass(frozen=True)
class TotalsCorrected(Fact):
    """Totals were corrected by a check-in of its own, `check_in_id`."""

    experiment_id: int
    idea_id: int
    check_in_id: int
    actor_id: int


@dataclass(frozen=True)
class LearningCardReused(Fact):
    """A card helped to plan an experiment."""

    experiment_id: int
    idea_id: int
    card_id: int
    actor_id: int
