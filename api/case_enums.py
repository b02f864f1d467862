"""What cases can be about, and how they are decided, as the schema names it."""

from api.enums import described
from domain.fairness import CaseKind as CaseKind
from domain.fairness import Outcome as Outcome

described(
    CaseKind,
    "What made somebody look at votes.",
    BURST="Members gave one author vote after vote within minutes.",
    RECIPROCITY="Members backed one another's ideas again and again.",
    CONCENTRATION="Most support for an author comes from very few people.",
    SLOW_DRIP="One member gives a large part of all that an author receives.",
    LOCKSTEP="Members back the same ideas, within minutes of one another.",
    FRESH_CROWD="Most support of a day came from members who had just joined.",
    CAMPAIGN="Support came far faster than ever before.",
    VERDICT_BENDING="What a test promised, or its totals, changed on the way, or it ended just before its season.",
    IDEA_SPLITTING="Two ideas of the same people say nearly the same.",
)
described(
    Outcome,
    "How a case about votes was decided.",
    name="CaseOutcome",
    UPHELD="These votes don't count.",
    CLEARED="A false alarm: these votes count.",
    MERGED="The two ideas became one, so that nothing was left to decide.",
    WITHDRAWN="The later idea was taken back by its author, so that nothing was left to decide.",
)
