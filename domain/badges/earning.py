"""When a criterion is fulfilled: what a deed is, what it brings to each part, and when all of them hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.badges.criteria import All, Count, Different, Either, Kind, Leaf, Not, Points, Share, wanted
from domain.ideas import Quadrant

Expression = Leaf | All | Either | Not


@dataclass(frozen=True, slots=True)
class Deed:
    """An entry of the ledger that nothing took back, as criteria see it; only of a credit there is a team."""

    at: datetime
    code: str
    points: int = 0
    idea_id: int | None = None
    quadrant: Quadrant | None = None
    season_id: int = 0
    team_id: int | None = None

    def of(self, kind: Kind) -> int | str | None:
        """Return what tells it apart from others in this respect, None where it is of none."""
        match kind:
            case Kind.IDEA:
                return self.idea_id
            case Kind.QUADRANT:
                return self.quadrant
            case Kind.SEASON:
                return self.season_id
            case Kind.TEAM:
                return self.team_id


def counts(leaf: Leaf, deed: Deed) -> bool:
    """Say whether a part of a criterion looks at a deed."""
    here = not leaf.quadrants or deed.quadrant in leaf.quadrants
    return here and deed.points >= leaf.points_least and deed.code in wanted(leaf)


def brings(leaf: Leaf, deed: Deed) -> int | str | None:
    """Return what a deed adds to a part that looks at it: a number, or what tells it apart from others."""
    match leaf:
        case Count():
            return 1
        case Different(what=what):
            return deed.of(what)
        case Points():
            return deed.points
        case Share(of=of):
            return int(deed.code in of)


def reached(leaf: Leaf, brought: Sequence[int | str | None]) -> float:
    """Return how far what deeds brought is: 1 and more when the part holds."""
    match leaf:
        case Different(least=least):
            return len(set(brought) - {None}) / least
        case Share(share=share, least=least):
            return share_reached(len(brought), _sum(brought), share, least)
        case Count(least=least) | Points(least=least):
            return _sum(brought) / least


def share_reached(among: int, those: int, share: float, least: int) -> float:
    """Return how far `those` of so many are: as many as are asked for, and such a share of them."""
    return min(among / least, those / among / share) if among else 0.0


def _sum(brought: Sequence[int | str | None]) -> int:
    return sum(each for each in brought if isinstance(each, int))


def holds(criterion: Expression, parts: Sequence[float]) -> bool:
    """Say whether a criterion holds, by how far each of its parts has been reached, in the order they stand in."""
    return _holds(criterion, iter(parts))


def _holds(criterion: Expression, parts: Iterable[float]) -> bool:
    match criterion:
        case All(of=of):
            each = [_holds(part, parts) for part in of]  # all are asked, so that each takes what is its own
            return all(each)
        case Either(of=of):
            each = [_holds(part, parts) for part in of]
            return any(each)
        case Not(of=part):
            return not _holds(part, parts)
        case _:
            return next(iter(parts)) >= 1
