"""The rules over experiments that are over: ours, one look at the end, and peeking."""

import pytest

from domain.experiments import PROMISES, Advice, Look, Measured, Reason, Relative, plain, replayed

DAYS = (2.0, 7.0, 14.0, 21.0, 28.0)


def looks(*means: float, units: tuple[int, int] = (10_000, 10_000)) -> tuple[Look, ...]:
    """Return looks at a control of mean 10 and a variant of these means, as units come in evenly."""
    return tuple(
        Look(day, (Measured(units[0] * place, 10, 20), Measured(units[1] * place, mean, 20)))
        for place, (day, mean) in enumerate(zip(DAYS, means, strict=False), 1)
    )


def test_the_promises_were_fixed_beforehand() -> None:
    assert (Relative(0.01), Relative(0.02), Relative(0.05)) == PROMISES


def test_an_idea_that_works_is_scaled_before_the_end_and_one_that_does_not_is_stopped() -> None:
    works = replayed(looks(10.5, 10.6, 10.6, 10.6, 10.6), Relative(0.05))
    assert (works.advice, works.reason, works.day, works.used) == (Advice.SCALE, Reason.AS_PROMISED, 7, 0.4)
    assert works.odds_log10 is not None
    assert works.odds_log10 > 1
    dud = replayed(looks(10, 10, 10, 10, 10), Relative(0.05))
    assert (dud.advice, dud.reason) == (Advice.STOP, Reason.NOT_AS_PROMISED)
    assert dud.used < 1


def test_what_the_data_do_not_decide_ends_undecided() -> None:
    found = replayed(looks(10.05, 10.05), Relative(0.01))
    assert (found.advice, found.reason, found.used) == (Advice.UNDECIDED, Reason.TIME_BOX, 1.0)
    assert replayed(looks(10.5), Relative(0.01)).reason is Reason.TOO_SOON


def test_a_wrong_split_is_invalid_and_falling_totals_are_named() -> None:
    found = replayed(looks(10, 10, 10, units=(10_000, 9_000)), Relative(0.01))
    assert (found.advice, found.reason, found.alarm_on) == (Advice.INVALID, Reason.OTHER_SPLIT, 2)
    fell = (*looks(10.05, 10.05), Look(9, (Measured(19_990, 10, 20), Measured(20_010, 10.05, 20))))
    assert replayed(fell, Relative(0.01)).fell_on == (9,)


def test_whoever_peeks_calls_what_is_not_there_at_the_end() -> None:
    found = plain(looks(10.9, 10.1, 10))
    assert (found.first, found.first_day, found.at_end) == (1, 2, 0)
    assert found.first_used == pytest.approx(1 / 3)
    worse = plain(looks(10, 9))
    assert (worse.first, worse.first_day, worse.at_end) == (-1, 7, -1)
    assert plain(looks(10, 10)).first_day is None
