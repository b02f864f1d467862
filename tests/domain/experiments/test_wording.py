"""What a verdict says: a sentence for everything the engine can advise, exact about odds, error and what is next."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.experiments import (
    ADVICES,
    ADVISED,
    REASONS,
    Absolute,
    Advice,
    Amount,
    AmountKind,
    Counted,
    Look,
    Measured,
    Reason,
    Relative,
    Risk,
    Sentence,
    Terms,
    Threshold,
    Verdict,
    Yardstick,
    follow,
    judge,
    told,
)

TERMS = Terms(Relative(0.2), planned_units=7_682, time_box_days=60)
ALONE = Terms(Threshold(0.05, 0.10), 169, 60, split=(1.0,))
THREE = Terms(Relative(0.2), 9_000, 60, split=(0.4, 0.3, 0.3))
DUD = (Counted(1500, 150), Counted(1500, 130))
SUCCESS = (Counted(3000, 300), Counted(3000, 390))
BETWEEN = (Counted(1000, 100), Counted(1000, 105))
FLAT = (Measured(50, 3, 0), Measured(50, 3, 0))
COUNTED, MEASURED = Yardstick(counted=True), Yardstick(counted=False, unit="min")


def write(amount: Amount) -> str:
    """Write an amount so that its kind can be seen."""
    return f"{'+' if amount.signed and amount.value > 0 else ''}{amount.value:.4g} {amount.kind}"


def read(terms: Terms, verdict: Verdict, yardstick: Yardstick | None = None, arms: tuple[str, ...] = ()) -> str:
    return " ".join(each.text(str, write) for each in told(terms, verdict, yardstick, arms))


GIVEN = [
    (TERMS, Look(10, SUCCESS)),
    (TERMS, Look(10, DUD)),
    (TERMS, Look(10, (Counted(3000, 400), Counted(3000, 260)))),
    (TERMS, Look(10, BETWEEN)),
    (TERMS, Look(60, BETWEEN)),
    (TERMS, Look(6, SUCCESS)),
    (TERMS, Look(10, (Counted(50, 1), Counted(50, 18)))),
    (TERMS, Look(60, (Counted(50, 1), Counted(50, 18)))),
    (TERMS, Look(10, (Counted(6000, 600), Counted(5000, 100)))),
    (TERMS, Look(10, FLAT)),
    (TERMS, Look(60, FLAT)),
    (TERMS, Look(10, (Measured(50, -3, 1), Measured(50, 3, 1)))),
    (TERMS, Look(60, (Measured(50, -3, 1), Measured(50, 3, 1)))),
    (ALONE, Look(10, (Counted(60, 0),))),
    (ALONE, Look(10, (Counted(100, 12),))),
    (ALONE, Look(10, (Counted(60, 4),))),
]
GUARDED = Terms(Relative(0.2), 7_682, 60, guardrails=(Relative(-0.05),))
BREACHED = Look(10, BETWEEN, ((Counted(9000, 4000), Counted(9000, 3300)),))


def given_verdicts() -> list[tuple[Terms, Verdict]]:
    """Return a verdict for everything that the engine can say."""
    fell = follow(TERMS, [Look(8, BETWEEN), Look(9, (Counted(900, 90), Counted(1000, 105)))])[-1]
    return [*((terms, judge(terms, look)) for terms, look in GIVEN), (GUARDED, judge(GUARDED, BREACHED)), (TERMS, fell)]


def test_everything_the_engine_says_has_words_and_nothing_else_has() -> None:
    assert {(verdict.advice, verdict.reason) for _terms, verdict in given_verdicts()} == set(ADVISED)
    assert set(ADVICES) == set(Advice)
    assert set(REASONS) == set(Reason)
    for terms, verdict in given_verdicts():
        text = read(terms, verdict)
        assert "Recommendation: " in text
        assert "%" not in text
        assert re.match("[A-Z]", text)
        assert text.endswith(".")


def test_it_says_how_much_likelier_what_to_do_and_how_often_that_is_wrong() -> None:
    assert read(TERMS, judge(TERMS, Look(10, DUD))) == (
        "The data are 27.14 times times more likely if the idea does nothing than if it brings the promised +0.2 "
        "percent. Recommendation: stop. If it really kept its promise, we would say this wrongly in at most 1 of 5 "
        "number cases. Not what was promised doesn't mean no value: a smaller promise can be tested anew."
    )
    success = read(TERMS, judge(TERMS, Look(10, SUCCESS)))
    assert "more likely if the idea brings the promised +0.2 percent than if it does nothing" in success
    assert "Recommendation: scale. If it did nothing, we would say this wrongly in at most 1 of 20 number" in success


def test_one_arm_is_compared_with_its_two_levels() -> None:
    stop, scale, between = (
        read(ALONE, judge(ALONE, Look(10, (Counted(units, done),)))) for units, done in ((60, 0), (100, 12), (60, 4))
    )
    assert "more likely at the hopeless 0.05 percent than at the promised 0.1 percent. Recommendation: stop" in stop
    assert "more likely at the promised 0.1 percent than at the hopeless 0.05 percent. Recommendation: scale" in scale
    assert "If it were hopeless, we would say this wrongly in at most 1 of 20 number" in scale
    assert "Recommendation: continue" in between


def test_close_to_even_neither_is_called_likelier() -> None:
    even = judge(TERMS, Look(10, (Counted(1000, 100), Counted(1000, 110))))
    assert even.leading.times < 1.25
    assert "about equally well" in read(TERMS, even)


def test_what_is_next_is_said_in_units_and_weeks_or_that_the_time_will_be_over() -> None:
    going = judge(TERMS, Look(10, (Counted(1000, 100), Counted(1000, 99))))
    assert going.units_left
    next_ = told(TERMS, going)[-1]
    assert read(TERMS, going).endswith("more units, within 1 weeks.")
    units = next_.params["units"]
    assert isinstance(units, Amount)
    assert going.units_left <= units.value < 1.1 * going.units_left
    over = read(TERMS, judge(TERMS, Look(50, BETWEEN)))
    assert over.endswith("If it goes on like this, the time is over in 2 weeks, before the data decide.")
    assert "goes on" not in read(TERMS, judge(TERMS, Look(60, BETWEEN)))


def test_after_it_fell_it_says_when_and_that_later_looks_change_nothing() -> None:
    first, later = follow(TERMS, [Look(10, DUD), Look(20, (Counted(9000, 900), Counted(9000, 1500)))])
    assert "fell on day" not in read(TERMS, first)
    assert read(TERMS, later).startswith(read(TERMS, first)), "it still says what was advised, on what was known then"
    assert read(TERMS, later).endswith(
        "The verdict fell on day 10 number. What came in since is shown as follow-up and doesn't change it."
    )


def test_of_several_variants_it_names_the_one_that_leads() -> None:
    verdict = judge(THREE, Look(10, (Counted(4000, 400), Counted(3000, 300), Counted(3000, 420))))
    assert verdict.reason is Reason.AS_PROMISED
    assert "This is said of “Short form”" in read(THREE, verdict, arms=("As before", "Long form", "Short form"))
    assert "This is said" not in read(TERMS, judge(TERMS, Look(10, SUCCESS)), arms=("As before", "New"))


@pytest.mark.parametrize(
    ("promise", "yardstick", "amount"),
    [
        (Relative(-0.1), MEASURED, Amount(AmountKind.PERCENT, -0.1, signed=True)),
        (Absolute(0.02), COUNTED, Amount(AmountKind.POINTS, 2, signed=True)),
        (Absolute(1.5), MEASURED, Amount(AmountKind.MEASURE, 1.5, signed=True, unit="min")),
        (Absolute(10), Yardstick(counted=False, scored=True), Amount(AmountKind.POINTS, 10, signed=True)),
        (Threshold(0.05, 0.1), COUNTED, Amount(AmountKind.PERCENT, 0.1)),
        (Threshold(5, 4), MEASURED, Amount(AmountKind.MEASURE, 4, unit="min")),
    ],
)
def test_a_promise_is_read_as_it_was_worded(
    promise: Relative | Absolute | Threshold, yardstick: Yardstick, amount: Amount
) -> None:
    assert yardstick.promised(promise) == amount


def test_a_sentence_is_translated_before_its_amounts_are_put_in() -> None:
    sentence = Sentence("Day %(day)s", {"day": Amount(AmountKind.NUMBER, 3)})
    assert sentence.text({"Day %(day)s": "Tag %(day)s"}.__getitem__, lambda each: f"{each.value:g}.") == "Tag 3."


COUNTS = some.integers(0, 10**10)
ARMS = some.tuples(COUNTS, COUNTS).filter(lambda each: max(each) > 0).map(lambda each: Counted(max(each), min(each)))
MEANS = some.builds(Measured, some.integers(1, 10**10), some.floats(-1e12, 1e12), some.floats(0, 1e12))
LOOKS = some.builds(Look, some.floats(0, 1000), some.tuples(ARMS, ARMS) | some.tuples(MEANS, MEANS))
PLANS = some.builds(
    Terms,
    some.sampled_from([Relative(0.2), Relative(-0.5), Absolute(0.01), Absolute(-100)]),
    some.integers(1, 10**10),
    some.floats(7, 1000),
    risk=some.sampled_from(Risk),
)


@given(PLANS, LOOKS)
def test_whatever_comes_in_there_are_words_for_it(terms: Terms, look: Look) -> None:
    verdict = judge(terms, look)
    text = read(terms, verdict)
    assert text
    assert "inf" not in text
    assert "nan" not in text
