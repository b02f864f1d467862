"""Reach × impact × confidence ÷ effort, each raised to its weight."""

from dataclasses import dataclass

from domain.ideas import ranking

# How much each person reached would gain, and how sure the team is of that.
IMPACTS = (0.25, 0.5, 1.0, 2.0, 3.0)
CONFIDENCES = (0.2, 0.5, 0.8, 1.0)
REACH_MOST = 1_000_000_000
EFFORT_LEAST, EFFORT_MOST = 0.1, 1000.0
WEIGHT_MOST = 3.0


@dataclass(frozen=True)
class Weights:
    """The power that each term is raised to, 0 to 3; 1 takes it as it is, 0 leaves it out."""

    reach: float = 1.0
    impact: float = 1.0
    confidence: float = 1.0
    effort: float = 1.0


@dataclass(frozen=True)
class Suggestion:
    """The community's own numbers: who would back an idea if every member had seen it, likely and by its interval.

    `reach`, `low` and `high` are people; `supporters` backed it of the `exposed`, among `members` members.
    """

    supporters: int
    customers: int
    staff: int
    exposed: int
    members: int
    reach: int
    low: int
    high: int


def value(reach: int, impact: float, confidence: float, effort: float, weights: Weights) -> float:
    """Return the score: people × gain for each × certainty ÷ weeks of work, each to the power of its weight.

    `reach` is people, 0 to 10⁹; `impact` one of IMPACTS; `confidence` one of CONFIDENCES, a share; `effort` is weeks of
    one person's work, 0.1 to 1000. More reach, impact or confidence never lowers it, more effort never raises it.
    """
    brings: float = float(reach) ** weights.reach * impact**weights.impact * confidence**weights.confidence
    costs: float = effort**weights.effort
    return brings / costs


def suggested(supporters: int, staff: int, exposed: int, members: int) -> Suggestion:
    """Return the reach that the counters speak for: the share of those who saw it that back it, times all members.

    The share lies in Wilson's interval, as lists reckon it; the reach is never less than who backs it already.
    """
    share, seen = ranking.interval(supporters, exposed), max(exposed, supporters)
    everybody = max(members, supporters)
    likely = supporters / seen if seen else share.low
    low, high = (max(supporters, round(bound * everybody)) for bound in (share.low, share.high))
    reach = min(max(supporters, round(likely * everybody), low), max(high, low))
    return Suggestion(supporters, supporters - staff, staff, exposed, members, reach, low, max(high, low))
