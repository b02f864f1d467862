"""What must not get worse: a metric beside the promised one, with the harm that would end the experiment.

A guardrail is breached when its totals fit "it does this much harm" so much better than "it changes nothing" that this
happens to a harmless idea, over all guardrails and variants together, in at most one of twenty experiments.
"""

import math
from dataclasses import dataclass

from domain.experiments import odds
from domain.experiments.promises import Promise
from domain.experiments.refusals import NoRatio, NoSpread
from domain.experiments.totals import Totals

BREACHED_AT = 20


@dataclass(frozen=True, slots=True)
class Harm:
    """How much speaks for harm: a logarithm of odds, None while nothing can be said, and whether it is enough."""

    evidence: float | None
    breached: bool


def harm(margin: Promise, arms: tuple[Totals, ...], comparisons: int) -> Harm:
    """Return how much speaks for a change as bad as `margin`; `comparisons` are guardrails times variants.

    The margin is worded as a promise: Relative(−0.02) for a metric that may fall by less than a fiftieth.
    """
    try:
        evidence = odds.evidence(margin, *arms)
    except (NoRatio, NoSpread):
        return Harm(None, breached=False)
    return Harm(evidence, evidence >= math.log(BREACHED_AT * comparisons))
