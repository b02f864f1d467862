"""Figures as people write them in English and German, and numbers as people type them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.experiments import Amount, AmountKind
from web.amounts import plain, written
from web.typed import count, number

K = AmountKind


@pytest.mark.parametrize(
    ("amount", "english", "german"),
    [
        (Amount(K.NUMBER, 3841), "3,841", "3.841"),
        (Amount(K.NUMBER, -0.0), "0", "0"),
        (Amount(K.TIMES, 6.83), "6.8", "6,8"),
        (Amount(K.TIMES, 153.2), "153", "153"),
        (Amount(K.TIMES, 1_000_000), "more than 1,000,000", "mehr als 1.000.000"),
        (Amount(K.ODDS, math.log(20)), "20 : 1", "20 : 1"),
        (Amount(K.ODDS, -math.log(6.8)), "1 : 6.8", "1 : 6,8"),
        (Amount(K.ODDS, 700), "more than 1,000,000 : 1", "mehr als 1.000.000 : 1"),
        (Amount(K.PERCENT, 0.2, signed=True), "+20%", "+20 %"),
        (Amount(K.PERCENT, -0.105, signed=True), "−10.5%", "−10,5 %"),
        (Amount(K.PERCENT, 0.0, signed=True), "0%", "0 %"),
        (Amount(K.PERCENT, 0.00052), "0.052%", "0,052 %"),
        (Amount(K.POINTS, 1, signed=True), "+1 point", "+1 Punkt"),
        (Amount(K.POINTS, 1.5, signed=True), "+1.5 points", "+1,5 Punkte"),
        (Amount(K.POINTS, -2, signed=True), "−2 points", "−2 Punkte"),
        (Amount(K.MEASURE, 4.25, unit="€"), "4.25 €", "4,25 €"),
        (Amount(K.MEASURE, 4.25), "4.25", "4,25"),
        (Amount(K.DAYS, 7), "7 days", "7 Tage"),
        (Amount(K.WEEKS, 0.2), "1 week", "1 Woche"),
        (Amount(K.AGO, 0.9), "today", "heute"),
        (Amount(K.AGO, 1), "1 day ago", "vor 1 Tag"),
        (Amount(K.AGO, 400), "400 days ago", "vor 400 Tagen"),
    ],
)
def test_an_amount_is_written_in_the_readers_way(amount: Amount, english: str, german: str) -> None:
    assert [written(amount, language).replace("\xa0", " ") for language in ("en", "de")] == [english, german]


@given(some.floats(-1e12, 1e12), some.sampled_from(["en", "de"]))
def test_a_figure_can_be_read_back(value: float, language: str) -> None:
    text = plain(value, language)
    assert math.isclose(number(text, language), value, rel_tol=0.06, abs_tol=1e-8)
    assert len(text) <= 20


@pytest.mark.parametrize(
    ("typed", "english", "german"),
    [
        ("12", 12, 12),
        ("12,5", 12.5, 12.5),
        ("12.5 %", 12.5, 12.5),
        ("+20%", 20, 20),
        ("−3,5", -3.5, -3.5),
        ("1.000", 1, 1000),
        ("1,000", 1000, 1),
        ("1 000", 1000, 1000),
        ("1’000", 1000, 1000),
        ("1,234.5", 1234.5, 1234.5),
        ("1.234,5", 1234.5, 1234.5),
        ("1.234.567", 1234567, 1234567),
        ("0.125", 0.125, 0.125),
        (".5", 0.5, 0.5),
        ("5,", 5, 5),
    ],
)
def test_a_number_is_read_as_it_was_meant(typed: str, english: float, german: float) -> None:
    assert [number(typed, language) for language in ("en", "de")] == [english, german]


@pytest.mark.parametrize("typed", ["", " ", "ten", "1e5", "nan", "inf", "-", ".", "٣", "1-2", "--1", "9" * 400, "0x10"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert math.isnan(number(typed, "en"))
    assert count(typed, "en") == -1


def test_a_count_is_whole() -> None:
    assert [count(each, "de") for each in ("3", "1.000", "2,5", "-4")] == [3, 1000, -1, -4]
