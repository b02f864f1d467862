"""How far one member is towards a badge: their deeds, counted moment after moment."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.badges.criteria import Different, Leaf, Share, leaves, wanted
from domain.badges.earning import Deed, Expression, brings, counts, holds, reached, share_reached


@dataclass
class Tally:
    """What a part of a criterion has counted: how many deeds, what they brought in all, and what they were of.

    A part that looks back only so far keeps when each deed happened, and what it brought.
    """

    deeds: int = 0
    brought: int = 0
    different: set[int | str] = field(default_factory=set)
    recent: list[tuple[datetime, int | str | None]] = field(default_factory=list)

    def add(self, leaf: Leaf, deed: Deed) -> None:
        """Count a deed that the part looks at."""
        new = brings(leaf, deed)
        if leaf.days:
            self.recent.append((deed.at, new))
        elif isinstance(leaf, Different):
            self.different.update(() if new is None else (new,))
        else:
            self.deeds, self.brought = self.deeds + 1, self.brought + int(new or 0)

    def reached(self, leaf: Leaf, moment: datetime) -> float:
        """Return how far the part is at a moment, 1 and more when it holds; forgets what is too long ago."""
        if leaf.days:
            since = moment - timedelta(days=leaf.days)
            self.recent = [each for each in self.recent if each[0] > since]
            return reached(leaf, [new for _at, new in self.recent])
        match leaf:
            case Different(least=least):
                return len(self.different) / least
            case Share(share=share, least=least):
                return share_reached(self.deeds, self.brought, share, least)
            case _:
                return self.brought / leaf.least


@dataclass(frozen=True)
class Progress:
    """When a criterion first held of somebody's deeds, and how far each of its parts is now: 1 and more is all."""

    earned_at: datetime | None
    far: tuple[float, ...]

    @property
    def share(self) -> float:
        """Return how far it is in all, 0 to 1: as far as its parts on average, none of them more than whole."""
        return sum(min(part, 1.0) for part in self.far) / len(self.far)


def progress(criterion: Expression, deeds: Iterable[Deed], now: datetime) -> Progress:
    """Return how far somebody is now who did all this, in whatever order it is given."""
    parts, moments = list(leaves(criterion)), dict[datetime, list[Deed]]()
    for deed in deeds:
        if any(deed.code in wanted(part) for part in parts):
            moments.setdefault(deed.at, []).append(deed)
    tallies, earned_at = [Tally() for _part in parts], None

    def far(moment: datetime) -> list[float]:
        return [tally.reached(part, moment) for part, tally in zip(parts, tallies, strict=True)]

    for moment in sorted(moments):
        for part, tally in zip(parts, tallies, strict=True):
            for deed in moments[moment]:
                if counts(part, deed):
                    tally.add(part, deed)
        if holds(criterion, far(moment)):
            earned_at = earned_at or moment
    return Progress(earned_at, tuple(far(now)))
