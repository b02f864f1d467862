"""What lists of ideas sort by: pure formulas, each beside the same in SQL. A change of any is a new FORMULA.

*Best* is the lower end of Wilson's interval (E. B. Wilson 1927, JASA 22, p. 209) for the share of those who saw an idea
and back it, after every idea was lent the same few viewers. *Rising* is the logarithm of the sum of all votes, each
losing half of its weight in HALF_LIFE; as a logarithm it needs no time but the votes' own, and stays small.
*Fresh* draws without replacement by weight (Efraimidis and Spirakis 2006, Inf. Process. Lett. 97, p. 181).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Double, SQLColumnExpression, case, cast, func, literal

FORMULA = 1
LENT_SUPPORTERS, LENT_VIEWERS = 1, 10  # one of ten: what is believed of an idea that nobody has seen
SURE = 1.645  # standard deviations; 19 of 20 ideas are backed by more than *best* says
HALF_LIFE = timedelta(days=7)
TAU = HALF_LIFE.total_seconds() / math.log(2)  # seconds in which a vote's weight falls to 1/e
REMEMBERED = 40  # in TAUs; a vote older than that against the newest is less than a double's last digit
SEEN_ENOUGH = 20  # members; until then an idea has a turn at a kept place of the list
LITTLE_SEEN_WEIGHT = 4  # chances of an idea few have seen, against one of the others, in the fresh look

Float = ColumnElement[Any]  # a double; the stubs take its products for decimals
_Z2 = SURE**2
# The same as `interval(…).low`, as the database reckons it whenever one of the two counts moves.
BEST_SQL = (
    f"((supporters + {LENT_SUPPORTERS} + {_Z2 / 2!r}::double precision)"
    f" - {SURE!r}::double precision * sqrt((supporters + {LENT_SUPPORTERS})::double precision"
    f" * (exposed - supporters + {LENT_VIEWERS - LENT_SUPPORTERS}) / (exposed + {LENT_VIEWERS})"
    f" + {_Z2 / 4!r}::double precision)) / (exposed + {LENT_VIEWERS} + {_Z2!r}::double precision)"
)


@dataclass(frozen=True)
class Interval:
    """Between which shares, 0 to 1, the support among all who might see an idea is believed to lie."""

    low: float
    high: float


def interval(supporters: int, exposed: int) -> Interval:
    """Return Wilson's interval of `supporters` out of `exposed` members, with the lent viewers among them."""
    backing, seen = supporters + LENT_SUPPORTERS, exposed + LENT_VIEWERS
    half = SURE * math.sqrt(backing * (seen - backing) / seen + _Z2 / 4)
    return Interval((backing + _Z2 / 2 - half) / (seen + _Z2), (backing + _Z2 / 2 + half) / (seen + _Z2))


def best(supporters: int, exposed: int) -> float:
    """Return what the order *best* sorts by: a share, 0 to 1."""
    return interval(supporters, exposed).low


def weight(cast_at: datetime) -> float:
    """Return the logarithm of a vote's weight, in TAUs since 1970; later votes weigh more, by this alone."""
    return cast_at.timestamp() / TAU


def added(rising: float | None, cast_at: datetime) -> float:
    """Return what *rising* becomes by one more vote; never less than it was."""
    one = weight(cast_at)
    if rising is None:
        return one
    return max(rising, one) + math.log(1 + math.exp(-min(abs(rising - one), 700)))


def rising(votes: Iterable[datetime]) -> float | None:
    """Return what the order *rising* sorts by, from the times of all votes; None for none."""
    weights = [weight(cast_at) for cast_at in votes]
    if not weights:
        return None
    top = max(weights)
    return top + math.log(sum(math.exp(each - top) for each in weights if each > top - REMEMBERED))


def worth(rising: float | None, now: datetime) -> float:
    """Return how many votes cast `now` would weigh as much as an idea's votes do."""
    return 0.0 if rising is None else math.exp(min(rising - weight(now), 700))


def weight_sql(cast_at: SQLColumnExpression[datetime]) -> Float:
    """Return `weight` in SQL."""
    return _double(func.extract("epoch", cast_at)) / literal(TAU, Double)


def added_sql(
    rising: SQLColumnExpression[float | None], cast_at: SQLColumnExpression[datetime]
) -> ColumnElement[float]:
    """Return `added` in SQL."""
    one = weight_sql(cast_at)
    apart = func.least(func.abs(rising - one), literal(700.0, Double))
    both: Float = func.greatest(rising, one) + func.ln(1 + func.exp(-apart))
    return func.coalesce(both, one)


def best_sql(supporters: SQLColumnExpression[int], exposed: SQLColumnExpression[int]) -> Float:
    """Return `best` in SQL, of other counts than those that stand in the row."""
    backing, seen = _double(supporters + LENT_SUPPORTERS), _double(exposed + LENT_VIEWERS)
    half = literal(SURE, Double) * func.sqrt(backing * (seen - backing) / seen + literal(_Z2 / 4, Double))
    return (backing + literal(_Z2 / 2, Double) - half) / (seen + literal(_Z2, Double))


def draw_sql(number: SQLColumnExpression[int], seed: int, little_seen: ColumnElement[bool]) -> Float:
    """Return the place of an idea in the fresh look of a seed, 64 bits: the smaller, the nearer to the top."""
    hashed = func.hashint8extended(number, literal(seed, BigInteger))
    luck = (_double(hashed.op("&")(literal(2**53 - 1, BigInteger))) + literal(0.5, Double)) / literal(2.0**53, Double)
    return -func.ln(luck) / case((little_seen, literal(float(LITTLE_SEEN_WEIGHT), Double)), else_=literal(1.0, Double))


def _double(value: SQLColumnExpression[Any]) -> Float:
    return cast(value, Double)
