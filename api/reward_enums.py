"""What points are called in the schema: their enumerations, each value described."""

from api.enums import described
from domain.rewards import CapPeriod, Code, Currency

described(
    Currency,
    "What points are for; they never turn into one another.",
    name="RewardCurrency",
    IMPACT="For what became of ideas.",
    LEARNING="For what experiments taught.",
    THANKS="For thanks; never ranked.",
)
described(
    CapPeriod,
    "Over which time a cap is counted.",
    name="RewardCapPeriod",
    DAY="A day in the community's zone.",
    SEASON="A season.",
)
described(
    Code,
    "What points can be for.",
    name="RewardCode",
    PUBLISHED="An idea put before the community.",
    SUPPORTED="A supporter of one's idea.",
    CHOSEN="One's idea is tested.",
    TESTED="An experiment on one's idea is concluded, whatever came out.",
    ADOPTED="One's idea is adopted.",
    BENEFIT_VERIFIED="What one's idea brings is confirmed by figures.",
    SUPPORTED_EARLY="One backed an idea early that was adopted.",
    CREDITED="An idea that is tested or adopted builds on one's comment.",
    PLAN_APPROVED="The plan of one's experiment is approved.",
    LEARNED="One's experiment ended in time and taught something, whatever came out.",
    ACTED_ON_VERDICT="One stopped or scaled in time, as advised.",
    CARD_REUSED="Another team built on one's card.",
    THANKED="A recognition card thanks one.",
)

__all__ = ["CapPeriod", "Code", "Currency"]
