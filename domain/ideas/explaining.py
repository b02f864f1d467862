"""Why an idea stands where it stands in a list: the terms of its score, and one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from domain.errors import Translate, _
from domain.ideas import ranking
from domain.ideas.counters import IdeaCounters
from domain.ideas.lists import IdeaOrder
from domain.ideas.model import Idea
from domain.ideas.ranking import Interval


@dataclass(frozen=True)
class Term:
    """One part of a score: what was counted, and how much of the score it makes; together the parts are the score."""

    name: str
    value: float
    contribution: float


@dataclass(frozen=True)
class Explanation:
    """Why an idea stands where it does; `message` is a catalogue id with %(name)s places for `params`.

    An idea in a kept place stands there by its turn; its score says where it would stand without.
    """

    order: IdeaOrder
    terms: tuple[Term, ...]
    message: str
    params: Mapping[str, Any]
    interval: Interval | None = None
    kept_place: bool = False
    formula: int = ranking.FORMULA

    @property
    def score(self) -> float:
        """Return what the list sorts by; 0 where it sorts by nothing that was counted."""
        return sum(term.contribution for term in self.terms)

    def text(self, translate: Translate = _) -> str:
        """Return the sentence."""
        return translate(self.message) % self.params


def explain(idea: Idea, order: IdeaOrder, now: datetime) -> Explanation:
    """Return why a submitted idea, its counters loaded, stands where it does in a list sorted by `order`."""
    counters = idea.counters
    params = _params(counters.supporters, counters.staff, counters.exposed)
    match order:
        case IdeaOrder.BEST:
            return _best(counters.supporters, counters.staff, counters.exposed, idea.kept_place)
        case IdeaOrder.RISING:
            return _rising(counters, params, now)
        case IdeaOrder.FRESH:
            chances = float(ranking.LITTLE_SEEN_WEIGHT if counters.familiar_at is None else 1)
            message = _("Drawn by lot, each day anew. What few have seen has four times the chance of the others.")
            return Explanation(order, (Term("chances", chances, chances),), message, params)
        case IdeaOrder.SUPPORTED:
            message = _("Backed by %(supporters)s (customers: %(customers)s, staff: %(staff)s). Nothing else counts.")
            return Explanation(order, (_plain("supporters", counters.supporters),), message, params)
        case IdeaOrder.NEW:
            since = (idea.submitted_at or idea.created_at).timestamp()
            return Explanation(
                order, (_plain("submitted", since),), _("The newest is first. Nothing else counts."), params
            )
        case IdeaOrder.RELEVANT:
            return Explanation(order, (), _("It holds the words that were looked for."), params)


def _params(supporters: int, staff: int, exposed: int) -> dict[str, Any]:
    return {"exposed": exposed, "supporters": supporters, "customers": supporters - staff, "staff": staff}


@lru_cache(8192)
def _best(supporters: int, staff: int, exposed: int, kept: bool) -> Explanation:
    params = _params(supporters, staff, exposed)
    lent, seen = ranking.LENT_SUPPORTERS + ranking.SURE**2 / 2, exposed + ranking.LENT_VIEWERS
    whole, interval = seen + ranking.SURE**2, ranking.interval(supporters, exposed)
    terms = (
        Term("supporters", supporters, supporters / whole),
        Term("lent", ranking.LENT_SUPPORTERS, lent / whole),
        Term("doubt", exposed, -(interval.high - interval.low) / 2),
    )
    message = _(
        "Seen by %(exposed)s, backed by %(supporters)s (customers: %(customers)s, staff: %(staff)s): most likely at "
        "least %(low)s of all would back it."
    )
    if kept:
        message = _(
            "Seen by %(exposed)s so far, backed by %(supporters)s (customers: %(customers)s, staff: %(staff)s). Every "
            "fifth place is kept for what few have seen."
        )
    params["low"] = f"{100 * interval.low:.0f}\N{NO-BREAK SPACE}%"
    return Explanation(IdeaOrder.BEST, terms, message, params, interval, kept)


def _rising(counters: IdeaCounters, params: dict[str, Any], now: datetime) -> Explanation:
    worth = ranking.worth(counters.rising, now)
    message = _(
        "Backed by %(supporters)s (customers: %(customers)s, staff: %(staff)s). A vote loses half of its weight in a "
        "week; together they weigh as much as %(worth)s of today."
    )
    params["worth"] = round(worth, 1)
    return Explanation(IdeaOrder.RISING, (Term("votes_of_today", worth, counters.rising or 0.0),), message, params)


def _plain(name: str, value: float) -> Term:
    return Term(name, value, value)
