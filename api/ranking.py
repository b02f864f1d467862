"""Why an idea stands where it does in a list, over GraphQL."""

from typing import Annotated

import strawberry

from api.context import Info
from api.enums import IdeaOrder
from domain.ideas import Explanation


@strawberry.type(description="One part of a score.")
class RankTerm:
    """One part of a score."""

    name: str = strawberry.field(description="What was counted, for programs.")
    value: float = strawberry.field(description="How much of it there is.")
    contribution: float = strawberry.field(description="How much of the score it makes; together they are the score.")


@strawberry.type(description="Between which shares, 0 to 1, something is believed to lie.")
class Interval:
    """Between which shares something is believed to lie."""

    low: float = strawberry.field(description="The lower end.")
    high: float = strawberry.field(description="The upper end.")


@strawberry.type(description="Why an idea stands where it does in a list.")
class RankExplanation:
    """Why an idea stands where it does in a list."""

    order: IdeaOrder = strawberry.field(description="How the list is sorted.")
    formula_version: int = strawberry.field(description="Which formulas were used; a change of one is a new number.")
    score: float = strawberry.field(description="What the list sorts by; in a kept place, what it would be sorted by.")
    terms: list[RankTerm] = strawberry.field(description="What makes the score.", metadata={"at_most": 3})
    interval: Interval | None = strawberry.field(
        description="Where the share of those who would back it most likely lies; only in BEST."
    )
    kept_place: bool = strawberry.field(
        description="Whether it stands, in the list it was read with, in a place kept for what few have seen."
    )
    sentence: str = strawberry.field(description="All of this in words, in your language.")

    @classmethod
    def of(cls, why: Explanation, info: Info) -> "RankExplanation":
        """Return an explanation as the schema shows one."""
        return cls(
            order=IdeaOrder(why.order),
            formula_version=why.formula,
            score=why.score,
            terms=[RankTerm(name=term.name, value=term.value, contribution=term.contribution) for term in why.terms],
            interval=Interval(low=why.interval.low, high=why.interval.high) if why.interval else None,
            kept_place=why.kept_place,
            sentence=why.text(info.context.gettext),
        )


ExplainedOrder = Annotated[IdeaOrder, strawberry.argument(description="Of which list.")]
