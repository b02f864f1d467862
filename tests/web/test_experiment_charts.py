"""Pictures of an experiment: always within their frame, bounded, and the same figures as the table beside them."""

import itertools
import re

from hypothesis import given, settings
from hypothesis import strategies as some

from domain.experiments import (
    ADVICES,
    Absolute,
    Amount,
    Counted,
    Look,
    Measured,
    Relative,
    Risk,
    Terms,
    Threshold,
    Verdict,
    Yardstick,
    follow,
    health,
)
from tests.web.reading import Page
from web import amounts, i18n
from web.assets import Assets
from web.charts.experiments import WIDTH, arm_rows, effect_chart, look_rows, odds_bar
from web.render import environment

TERMS = Terms(Relative(0.2), planned_units=7_682, time_box_days=60)
THREE = Terms(Relative(0.2), 9_000, 60, split=(0.4, 0.3, 0.3), risk=Risk.HIGH_STAKES)
ALONE = Terms(Threshold(0.05, 0.10), 169, 60, split=(1.0,))
SHARES, MEANS = Yardstick(counted=True), Yardstick(counted=False, unit="min")
NAMES = ("As before", "Short form", "No form")
DUD = [
    Look(7, (Counted(700, 70), Counted(700, 70))),
    Look(14, (Counted(1500, 150), Counted(1500, 130))),
    Look(21, (Counted(2500, 250), Counted(2500, 320))),
]
PIECES = environment(Assets()).from_string(
    '{% from "experiments/_charts.html" import odds_bar, effect, arms, health, looks with context %}'
    '<main>{{ odds_bar(bar, "Said.", "x1") }}{% if chart %}{{ effect(chart, "Shown.", "x1") }}{% endif %}'
    '{{ arms(rows, counted, "x1") }}{{ health(signs, write, translate) }}{{ looks(table, advices, "x1") }}</main>'
)


def drawn(terms: Terms, verdicts: list[Verdict], yardstick: Yardstick = SHARES) -> Page:
    """Return all pieces of an experiment as a page has them."""
    names = NAMES[: len(terms.split)]
    return Page(
        PIECES.render(
            bar=odds_bar(terms, verdicts, names),
            chart=effect_chart(terms, verdicts, yardstick),
            rows=arm_rows(verdicts[-1].look, names, yardstick),
            counted=yardstick.counted,
            signs=health(terms, verdicts[-1], silent_days=2, plan_changed=False),
            table=look_rows(terms, verdicts, yardstick),
            advices=ADVICES,
            write=amounts.said,
            translate=i18n.gettext,
        )
    )


def test_the_marker_stays_where_the_verdict_fell_and_later_looks_are_a_ring() -> None:
    verdicts = follow(TERMS, DUD)
    for seen, later in ((verdicts[:2], False), (verdicts, True)):
        (row,) = odds_bar(TERMS, seen, NAMES[:2]).rows
        assert row.says.replace("\xa0", " ") == "1 : 27"
        assert (row.later is not None) is later
        assert len(row.trail) == 1
    chart = effect_chart(TERMS, verdicts, SHARES)
    assert chart
    assert chart.fell
    assert chart.fell.says == "Stop, day 14"
    assert (len(chart.dots), len(chart.later)) == (2, 1)
    assert chart.later_line.startswith(chart.line.split()[-1])


def test_the_bar_reaches_from_stop_to_scale_and_is_even_between() -> None:
    for terms, ends in ((TERMS, ("1 : 5", "20 : 1")), (THREE, ("1 : 10", "200 : 1"))):
        looks = [Look(7, tuple(Counted(1000, 100) for _each in terms.split))]
        bar = odds_bar(terms, follow(terms, looks), NAMES[: len(terms.split)])
        says = [tick.says.replace("\xa0", " ") for tick in bar.ticks]
        assert (says[0], says[-1]) == ends
        assert "1 : 1" in says
        assert [row.name for row in bar.rows] == (list(NAMES[1:]) if terms is THREE else [""])
        places = [tick.at for tick in bar.ticks]
        assert min(after - before for before, after in itertools.pairwise(places)) >= 30


def test_a_picture_is_named_and_its_figures_stand_in_a_table() -> None:
    page = drawn(TERMS, follow(TERMS, DUD))
    for picture in (each for each in page.all("svg") if each.get("role") == "img"):
        (title,) = [each for each in page.all("title") if each.get("id") == picture.get("aria-labelledby")]
        assert title.words
    assert len(list(page.all("figcaption"))) == 2
    assert len(list(page.all("tr"))) == 1 + 2 + 1 + 3
    cells = [each.words.replace("\xa0", " ") for each in page.all("td")]
    assert {"1 : 27", "Stop", "700 (50%)"} & set(cells) == {"1 : 27", "Stop"}
    assert "2,500 (50%)" in cells
    assert "12.8%" in cells
    ids = [each.get("id") for each in page.elements if each.get("id")]
    assert len(ids) == len(set(ids))


def test_before_anything_can_be_said_there_is_a_bar_without_a_marker_and_no_chart() -> None:
    flat = follow(TERMS, [Look(1, (Measured(5, 0, 0), Measured(5, 0, 0)))])
    assert effect_chart(TERMS, flat, MEANS) is None
    page = drawn(TERMS, flat, MEANS)
    assert "nothing to say yet" in page.text
    assert not page.has("path", class_="marker")


def test_a_single_arm_is_compared_with_its_levels() -> None:
    chart = effect_chart(ALONE, follow(ALONE, [Look(7, (Counted(40, 3),))]), SHARES)
    assert chart
    assert (chart.nothing.says, chart.promise.says, chart.alone) == ("5%", "10%", True)


def test_the_range_of_an_only_look_is_wide_enough_to_be_seen() -> None:
    chart = effect_chart(ALONE, follow(ALONE, [Look(7, (Counted(40, 3),))]), SHARES)
    assert chart
    across = [float(each.split(",")[0]) for each in chart.band.split()]
    assert max(across) - min(across) == 10


def test_it_speaks_german() -> None:
    i18n.reader.set("de")
    try:
        page = drawn(TERMS, follow(TERMS, DUD))
    finally:
        i18n.reader.set("en")
    assert "Stoppen, Tag 14" in page.text
    assert "12,8 %" in page.text


COUNTS = some.integers(0, 10**10)
ARM = some.tuples(COUNTS, COUNTS).filter(lambda each: max(each) > 0).map(lambda each: Counted(max(each), min(each)))
MEAN = some.builds(Measured, some.integers(1, 10**10), some.floats(-1e12, 1e12), some.floats(0, 1e12))
DAYS = some.lists(some.floats(0, 1000), min_size=1, max_size=8).map(sorted)


@settings(max_examples=60, deadline=None)
@given(
    some.sampled_from([Relative(0.2), Relative(-0.5), Absolute(0.01), Absolute(-1e9)]),
    DAYS,
    some.data(),
    some.sampled_from([ARM, MEAN]),
)
def test_whatever_was_counted_stays_within_the_picture(
    promise: Relative | Absolute, days: list[float], data: some.DataObject, kind: some.SearchStrategy[Counted]
) -> None:
    terms = Terms(promise, 1000, 1000)
    verdicts = follow(terms, [Look(day, (data.draw(kind), data.draw(kind))) for day in days])
    yardstick = Yardstick(counted=kind is ARM, unit="min")
    chart = effect_chart(terms, verdicts, yardstick)
    if chart:
        places = [float(each) for each in re.findall(r"-?[\d.]+", f"{chart.line} {chart.later_line} {chart.band}")]
        assert all(0 <= each <= WIDTH for each in places)
        assert all(0 <= each.at <= chart.tall for each in (*chart.levels, chart.promise, chart.nothing))
        assert len(chart.levels) <= 6
        assert len(chart.days) <= 7
    for row in odds_bar(terms, verdicts, NAMES[:2]).rows:
        assert all(12 <= x <= WIDTH - 12 and y <= 48 for x, y in row.trail)
        assert row.at is None or 12 <= row.at <= WIDTH - 12
    text = drawn(terms, verdicts, yardstick).html
    assert not re.search(r"\b(nan|inf)\b", text)
    assert max(len(each) for each in re.findall(r"[\d.,]+", text)) < 30


def test_amounts_are_written_for_the_reader() -> None:
    assert isinstance(TERMS.promise, Relative)
    assert amounts.said(SHARES.promised(TERMS.promise)) == "+20%"
    assert isinstance(SHARES.level(0.1), Amount)
