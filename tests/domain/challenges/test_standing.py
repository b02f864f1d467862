"""How far people are: two thresholds at once, ties by the stated rule, and never by one of the two alone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.challenges.model import Challenge, Much, TieRule, Well
from domain.challenges.standing import Deed, Progress, Week, by_deeds, by_weeks, is_enough, ranked, winning
from domain.rewards import Code, Currency

START = datetime(2026, 3, 2, tzinfo=UTC)


def challenge(**more: object) -> Challenge:
    fields = {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 30), "zone": "UTC", "winners": 1}
    least = {"much_least": Decimal(20), "well_least": Decimal(2)}
    kinds = {"much": Much.IMPACT, "well": Well.OUTCOMES, "tie": TieRule.EARLIER}
    return Challenge(**(fields | least | kinds | more))


def deed(day: int, points: int = 10, code: Code = Code.CHOSEN, idea: int = 1, **more: object) -> Deed:
    fields = {"currency": Currency.IMPACT, "cause_id": idea}
    return Deed(START + timedelta(days=day), code, points, idea_id=idea, **(fields | more))  # type: ignore[arg-type]


def met(number: int, day: int, much: int, well: int) -> Progress:
    return Progress(number, Decimal(much), Decimal(well), START + timedelta(days=day))


def test_both_are_met_since_the_later_of_the_two() -> None:
    found = by_deeds(challenge(), 1, [deed(1, 25), deed(5, 1, idea=2)])
    assert [found.much, found.well, found.met_at] == [26, 2, START + timedelta(days=5)]


@pytest.mark.parametrize(
    "deeds",
    [
        [deed(1, 1000)],  # a lot, of one idea
        [deed(1, 1), deed(2, 1, idea=2), deed(3, 1, idea=3)],  # well, and little
        [
            deed(1, 30, Code.SUPPORTED),
            deed(2, 30, Code.SUPPORTED_EARLY, idea=2),
        ],  # what others did counts as points alone
        [deed(1, 30, currency=Currency.LEARNING), deed(2, 30, idea=2, currency=Currency.THANKS)],
        [],
    ],
)
def test_one_threshold_alone_is_never_enough(deeds: list[Deed]) -> None:
    assert by_deeds(challenge(), 1, deeds).met_at is None


def test_a_share_may_fall_again_and_counts_since_it_rose() -> None:
    call = challenge(well=Well.SHARE_CHOSEN, well_least=Decimal("66.66"), much_least=Decimal(1))
    first = [deed(0, 2, Code.PUBLISHED), deed(1)]
    assert by_deeds(call, 1, first).met_at == START + timedelta(days=1)
    fallen = [*first, deed(2, 2, Code.PUBLISHED, idea=2)]
    assert [by_deeds(call, 1, fallen).well, by_deeds(call, 1, fallen).met_at] == [50, None]
    risen = by_deeds(call, 1, [*fallen, deed(3, 2, Code.PUBLISHED, idea=3), deed(4, idea=3)])
    assert [risen.well, risen.met_at] == [Decimal("66.66"), START + timedelta(days=4)]
    assert by_deeds(call, 1, [deed(1)]).well is None


def test_what_was_published_before_doesn_t_raise_the_share() -> None:
    call = challenge(well=Well.SHARE_CHOSEN)
    assert by_deeds(call, 1, [deed(0, 2, Code.PUBLISHED), deed(1, idea=7)]).well == 0


def test_experiments_are_counted_by_themselves_whatever_came_out() -> None:
    call = challenge(much=Much.LEARNING, well=Well.LEARNED)
    done = [deed(day, 60, Code.LEARNED, currency=Currency.LEARNING, cause_id=day) for day in (1, 2)]
    assert by_deeds(call, 1, done).met_at == START + timedelta(days=2)


def test_readings_add_up_and_weigh_how_well_by_how_much() -> None:
    call = challenge(much=Much.READINGS, well=Well.READINGS, much_least=Decimal(100), well_least=Decimal(80))
    weeks = [Week(1, Decimal(90), Decimal(70)), Week(2, Decimal(10), Decimal(100)), Week(3, Decimal(5), None)]
    found = by_weeks(call, 1, weeks)
    assert [found.much, found.well, found.met_at] == [105, 73, None]
    better = by_weeks(call, 1, [*weeks, Week(4, Decimal(300), Decimal("90.01"))])
    assert [better.much, better.well] == [405, Decimal("85.75")]
    assert better.met_at == datetime(2026, 3, 23, tzinfo=UTC)


def test_a_mean_just_below_is_cut_and_not_rounded_up() -> None:
    call = challenge(much_least=Decimal(1), well_least=Decimal("84.34"))
    found = by_weeks(call, 1, [Week(1, Decimal(2), Decimal(84)), Week(2, Decimal(1), Decimal("85.01"))])
    assert found.well == Decimal("84.33")
    assert found.met_at is None


def test_nothing_done_tells_nothing_of_how_well() -> None:
    assert by_weeks(challenge(), 1, [Week(1, Decimal(0), None)]) == Progress(1)


@pytest.mark.parametrize(
    ("tie", "order"), [(TieRule.EARLIER, [1, 2, 3]), (TieRule.BETTER, [3, 1, 2]), (TieRule.MORE, [2, 3, 1])]
)
def test_ties_are_resolved_by_the_stated_rule(tie: TieRule, order: list[int]) -> None:
    call = challenge(tie=tie)
    found = [met(2, 2, 50, 3), met(3, 3, 40, 9), met(1, 1, 30, 5), Progress(4, Decimal(900), Decimal(1))]
    assert [each.member_id for each in ranked(call, found)] == order
    assert [each.member_id for each in winning(call, ranked(call, found))] == order[:1]
    assert [each.member_id for each in winning(call, ranked(call, found), [order[0]])] == order[1:2]


def test_who_are_equal_in_all_win_together() -> None:
    call = challenge(winners=2)
    found = ranked(call, [met(1, 1, 30, 5), met(2, 2, 30, 5), met(3, 2, 30, 5), met(4, 3, 30, 5)])
    assert [each.member_id for each in winning(call, found)] == [1, 2, 3]


points = st.integers(0, 40)
somebody = st.lists(st.builds(deed, st.integers(0, 27), points, st.sampled_from(Code), st.integers(1, 6)), max_size=12)


@given(
    st.lists(somebody, max_size=8),
    st.sampled_from(TieRule),
    st.sampled_from([Well.OUTCOMES, Well.SHARE_CHOSEN]),
    st.integers(1, 4),
)
def test_nobody_wins_who_is_below_a_threshold(people: list[list[Deed]], tie: TieRule, well: Well, winners: int) -> None:
    call = challenge(tie=tie, well=well, winners=winners)
    found = [by_deeds(call, number, deeds) for number, deeds in enumerate(people)]
    won = winning(call, ranked(call, found))
    assert all(is_enough(call, each.much, each.well) for each in won)
    both = [each for each in found if is_enough(call, each.much, each.well)]
    assert min(winners, len(both)) <= len(won) <= len(both)
    assert [each.member_id for each in both] == [each.member_id for each in found if each.met_at is not None]


@given(somebody, st.randoms())
def test_the_order_in_which_deeds_are_read_makes_no_difference(deeds: list[Deed], random: object) -> None:
    call, other = challenge(), list(deeds)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert by_deeds(call, 1, deeds) == by_deeds(call, 1, other)
