"""Whether the arms were filled as planned: an alarm that may be asked at any time.

The e-value compares the counts under the planned shares with a Dirichlet mixture around them (M. Lindon and A. Malek
2020, Anytime-valid inference for multinomial count data). If all is well it ever reaches k in at most one of k cases.
"""

import math

from domain.experiments.refusals import OtherArms, SplitImpossible
from domain.experiments.totals import require_count

ALARM_AT = 1000
CONCENTRATION = 100  # units' worth of belief that the planned shares are right


def evidence(counts: tuple[int, ...], split: tuple[float, ...]) -> float:
    """Return the logarithm of the e-value against `split`, the planned share of each arm; one arm is always right."""
    require_split(split)
    if len(counts) != len(split):
        raise OtherArms("arms")
    for count in counts:
        require_count("units", count)
    total = math.lgamma(CONCENTRATION) - math.lgamma(CONCENTRATION + sum(counts))
    for count, planned in zip(counts, split, strict=True):
        believed = CONCENTRATION * planned
        total += math.lgamma(believed + count) - math.lgamma(believed) - count * math.log(planned)
    return total


def alarms(counts: tuple[int, ...], split: tuple[float, ...]) -> bool:
    """Say whether the counts can't have come from the planned split; wrong in at most one of 1,000 experiments."""
    return evidence(counts, split) >= math.log(ALARM_AT)


def require_split(split: tuple[float, ...]) -> None:
    """Refuse shares that aren't above zero, or don't add up to one."""
    if not split or not all(0 < share <= 1 for share in split) or not math.isclose(sum(split), 1, abs_tol=1e-9):
        raise SplitImpossible("split")
