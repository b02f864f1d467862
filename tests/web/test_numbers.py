"""A whole number that a form or an address holds is taken, and nothing that only looks like one."""

import pytest

from web.forms import whole


@pytest.mark.parametrize(("given", "number"), [("0", 0), ("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_a_whole_number_is_taken(given: str, number: int) -> None:
    assert whole(given) == number


@pytest.mark.parametrize("given", ["", " 7", "7 ", "-1", "+1", "1.5", "1e3", "1_000", "٣", "³", "seven", "9" * 19])
def test_what_is_none_is_nothing(given: str) -> None:
    assert whole(given) is None


def test_a_field_may_hold_fewer_digits() -> None:
    assert whole("999", 3) == 999
    assert whole("1000", 3) is None
