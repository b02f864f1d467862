"""How far something that was scaled has come, and how long it took from the verdict to everyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.experiments import Experiment
from domain.members import Member
from domain.rollouts.model import AFTER, EVERYONE, Benefit, Rollout, RolloutStep


@dataclass(frozen=True)
class Reach:
    """A scaled experiment's way to everyone.

    `verdict_on` and `scaled_on` are days in the community's zone; `done` are the steps that were done, in order,
    `planned` those to come, by their day; `benefits` all that was said of it, oldest first.
    """

    experiment: Experiment
    owner: Member
    verdict_on: date
    scaled_on: date
    rollout: Rollout | None = None
    done: Sequence[RolloutStep] = ()
    planned: Sequence[RolloutStep] = ()
    benefits: Sequence[Benefit] = ()

    @property
    def coverage(self) -> int:
        """Return how many of a hundred have it now."""
        return self.done[-1].coverage if self.done else 0

    def coverage_on(self, day: date) -> int:
        """Return how many of a hundred had it at the end of a day."""
        until = [step.coverage for step in self.done if step.done_on and step.done_on <= day]
        return until[-1] if until else 0

    @property
    def everyone_since(self) -> date | None:
        """Return the day since which all have it without a break, None as long as they don't."""
        since = None
        for step in reversed(self.done):
            if step.coverage < EVERYONE:
                break
            since = step.done_on
        return since

    @property
    def days_to_everyone(self) -> int | None:
        """Return the days from the verdict to everyone, None as long as not all have it."""
        return (self.everyone_since - self.verdict_on).days if self.everyone_since else None

    @property
    def last_day(self) -> date:
        """Return the day before which nothing more can be done: that of the last step, or of the conclusion."""
        return (self.done[-1].done_on if self.done else None) or self.scaled_on

    def due_on(self, days: int) -> date:
        """Return the day from which one looks whether the business felt it."""
        return self.scaled_on + timedelta(days=days)

    def standing(self, days: int) -> Benefit | None:
        """Return what stands of the follow-up after so many days."""
        return next((each for each in self.benefits if each.days == days and each.withdrawn_at is None), None)

    def withdrawn(self, days: int) -> list[Benefit]:
        """Return what was said of it and taken back, oldest first."""
        return [each for each in self.benefits if each.days == days and each.withdrawn_at is not None]

    @property
    def verified_after(self) -> tuple[int, ...]:
        """Return after how many days the benefit is verified."""
        return tuple(days for days in AFTER if (found := self.standing(days)) and found.confirmed_at is not None)
