"""Everything that points can be for: who it is up to, in which words it is told, and what it pays to begin with.

What isn't here can't be paid, whatever a rule says: casting votes, visits and comments aren't.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import isqrt

from domain.errors import _
from domain.rewards.model import CapPeriod, Currency


class Code(StrEnum):
    """What points can be for."""

    PUBLISHED = "published"
    SUPPORTED = "supported"
    CHOSEN = "chosen"
    TESTED = "tested"
    ADOPTED = "adopted"
    BENEFIT_VERIFIED = "benefit_verified"
    SUPPORTED_EARLY = "supported_early"
    CREDITED = "credited"
    PLAN_APPROVED = "plan_approved"
    LEARNED = "learned"
    ACTED_ON_VERDICT = "acted_on_verdict"
    CARD_REUSED = "card_reused"
    THANKED = "thanked"


class UpTo(StrEnum):
    """Who brings a cause about: members can do so at will, or it takes a decision of others that is answered for."""

    MEMBERS = "members"
    OUTCOME = "outcome"


@dataclass(frozen=True)
class Cause:
    """What one code stands for. `says` is a sentence with the place %(idea)s, `shared` whether authors split it."""

    currency: Currency
    up_to: UpTo
    name: str
    says: str
    waiting: str
    tiers: tuple[tuple[int, int], ...]  # up to how many, and the points for each
    cap: tuple[int, CapPeriod] | None = None
    farthest: int = 10  # the most that a rule may pay of the same thing


_I, _L, _T = Currency.IMPACT, Currency.LEARNING, Currency.THANKS
CAUSES: Mapping[Code, Cause] = {
    Code.PUBLISHED: Cause(
        _I,
        UpTo.MEMBERS,
        _("An idea put before the community"),
        _("%(idea)s was put before the community."),
        _("Waiting until the idea is published."),
        ((1, 2),),
        (6, CapPeriod.DAY),
    ),
    Code.SUPPORTED: Cause(
        _I,
        UpTo.MEMBERS,
        _("Somebody supports an idea"),
        _("Somebody supports %(idea)s, as number %(place)s."),
        _("Waiting until whoever supports it has been a member for a day."),
        ((10, 5), (50, 2), (100, 1)),
        (200, CapPeriod.DAY),
        farthest=1000,
    ),
    Code.CHOSEN: Cause(
        _I,
        UpTo.OUTCOME,
        _("An idea is chosen for an experiment"),
        _("%(idea)s was chosen for an experiment."),
        _("Waiting until an experiment on it starts."),
        ((1, 25),),
    ),
    Code.TESTED: Cause(
        _I,
        UpTo.OUTCOME,
        _("An experiment on an idea is concluded, whatever came out"),
        _("An experiment on %(idea)s was concluded. What came out makes no difference to these points."),
        _("Waiting until the experiment on it is concluded."),
        ((3, 20),),
    ),
    Code.ADOPTED: Cause(
        _I,
        UpTo.OUTCOME,
        _("An idea is adopted"),
        _("The product team decided to build %(idea)s."),
        _("Waiting until the product team decides."),
        ((1, 150),),
    ),
    Code.BENEFIT_VERIFIED: Cause(
        _I,
        UpTo.OUTCOME,
        _("What an idea brings is measured and confirmed"),
        _("Ninety days on, the figures confirm what %(idea)s brings."),
        _("Waiting until the figures of the first ninety days are in."),
        ((1, 250),),
    ),
    Code.SUPPORTED_EARLY: Cause(
        _I,
        UpTo.OUTCOME,
        _("Early support of an idea that was adopted"),
        _("%(idea)s was adopted, and this support was among the first."),
        _("Waiting until the product team decides."),
        ((50, 2),),
        (20, CapPeriod.SEASON),
        farthest=1000,
    ),
    Code.CREDITED: Cause(
        _I,
        UpTo.OUTCOME,
        _("An idea builds on a comment, and is tested or adopted"),
        _("%(idea)s builds on what was said below it, and it got somewhere."),
        _("Waiting until the idea is tested or adopted."),
        ((2, 15),),
    ),
    Code.PLAN_APPROVED: Cause(
        _L,
        UpTo.OUTCOME,
        _("The plan of an experiment is approved"),
        _("The plan for testing %(idea)s was approved before it started."),
        _("Waiting until a second person approves the plan."),
        ((1, 10),),
    ),
    Code.LEARNED: Cause(
        _L,
        UpTo.OUTCOME,
        _("An experiment ends in time, is valid and has its card, whatever came out"),
        _("The test of %(idea)s ended in time and taught something. What came out makes no difference."),
        _("Waiting until the experiment is concluded with its card."),
        ((1, 60),),
    ),
    Code.ACTED_ON_VERDICT: Cause(
        _L,
        UpTo.OUTCOME,
        _("An experiment is stopped or scaled within a week of its verdict, as advised"),
        _("The verdict about %(idea)s was acted on within a week. To stop pays the same as to scale."),
        _("Waiting until a verdict falls and is acted on."),
        ((1, 40),),
    ),
    Code.CARD_REUSED: Cause(
        _L,
        UpTo.OUTCOME,
        _("Another team’s experiment builds on a learning card"),
        _("Another team built an experiment on what was learned from %(idea)s."),
        _("Waiting until another team starts an experiment that builds on it."),
        ((5, 15),),
    ),
    Code.THANKED: Cause(
        _T,
        UpTo.OUTCOME,
        _("A recognition card thanks somebody"),
        _("Somebody wrote a card to say thank you."),
        _("Waiting until somebody writes a card."),
        ((1, 1),),
    ),
}
# Where a duplicate lives on, what comes of the idea is shared: so many percent for each side.
FOR_THE_IDEA, FOR_ITS_DUPLICATES = 70, 30
MAIN, MERGED = "main", "merged"


@dataclass(frozen=True)
class Due:
    """Something that happened: its code and cause, when, the how manieth of its kind, and who shares `percent` of it.

    A `personal` one is each member's own; the others are shared by 1/√n each.
    """

    code: Code
    cause_kind: str
    cause_id: int
    at: datetime
    people: Sequence[int]
    part: str = ""
    place: int = 1
    percent: int = 100

    def share(self, amount: int) -> int:
        """Return what each of its people gets of an amount: a whole number, never more than 1/√n of it."""
        return isqrt((amount * self.percent) ** 2 // len(self.people)) // 100 if self.people else 0
