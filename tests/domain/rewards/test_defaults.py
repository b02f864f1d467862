"""What each rule pays before anybody has changed it, as the design has it; admins change it by new versions."""

from domain.rewards import Code
from domain.rewards.causes import CAUSES
from domain.rewards.model import CapPeriod

# Up to which number how many points each, and what they may come to.
DEFAULTS = {
    Code.PUBLISHED: (((1, 2),), (6, CapPeriod.DAY)),
    Code.SUPPORTED: (((10, 5), (50, 2), (100, 1)), (200, CapPeriod.DAY)),
    Code.CHOSEN: (((1, 25),), None),
    Code.TESTED: (((3, 20),), None),
    Code.ADOPTED: (((1, 150),), None),
    Code.BENEFIT_VERIFIED: (((1, 250),), None),
    Code.SUPPORTED_EARLY: (((50, 2),), (20, CapPeriod.SEASON)),
    Code.CREDITED: (((2, 15),), None),
    Code.PLAN_APPROVED: (((1, 10),), None),
    Code.LEARNED: (((1, 60),), None),
    Code.ACTED_ON_VERDICT: (((1, 40),), None),
    Code.CARD_REUSED: (((5, 15),), None),
    Code.THANKED: (((1, 1),), None),
}


def test_rules_pay_what_the_design_says() -> None:
    assert {code: (cause.tiers, cause.cap) for code, cause in CAUSES.items()} == DEFAULTS
    assert set(DEFAULTS) == set(Code)


def test_all_the_support_there_can_be_is_worth_less_than_one_outcome_that_is_confirmed() -> None:
    def all_of(code: Code) -> int:
        tiers = CAUSES[code].tiers
        return sum(
            pays * (upto - before) for (upto, pays), before in zip(tiers, (0, *(n for n, _ in tiers)), strict=False)
        )

    popular = all_of(Code.PUBLISHED) + all_of(Code.SUPPORTED)
    assert popular == 182
    assert popular < all_of(Code.BENEFIT_VERIFIED)
