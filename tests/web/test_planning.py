"""The page that works out what a promise takes, or what can be found out in the weeks there are."""

import pytest
from fastapi import FastAPI

from domain.errors import Invalid
from domain.experiments import Absolute, ExpectedMean, ExpectedShare, Relative, Threshold
from domain.members import Member, Role
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page
from web import i18n
from web.plan_forms import EXAMPLE, planned, read


def problems(**given: str) -> dict[str, str]:
    """Return the refusals of a form, by field, with their codes."""
    with pytest.raises(Invalid) as caught:
        planned(EXAMPLE | given)
    assert {each.field for each in caught.value.problems} <= set(EXAMPLE)
    assert all(each.text() for each in caught.value.problems)
    return {each.field: each.code for each in caught.value.problems}


@pytest.fixture
async def eve(people: People) -> Member:
    return await people.member("Eve", Role.EMPLOYEE)


@pytest.fixture
async def browser(app: FastAPI, eve: Member, browsing: Browsing) -> Browser:
    return await browsing(app, eve)


def test_the_example_takes_what_the_textbook_says() -> None:
    found = planned(EXAMPLE)
    assert found.promise == Relative(0.2)
    assert (found.outlook.units, found.outlook.weeks, found.outlook.time_box_weeks) == (7682, 8, 12)


def test_a_form_is_read_into_the_engines_terms() -> None:
    assert read(EXAMPLE).expected == ExpectedShare(0.1)
    assert read(EXAMPLE | {"direction": "down"}).promise == Relative(-0.2)
    assert read(EXAMPLE | {"promise": "absolute", "change": "2,5"}).promise == Absolute(0.025)
    mean = EXAMPLE | {"kind": "mean", "promise": "absolute", "level": "12,5", "deviation": "8", "change": "1.5"}
    assert (read(mean).promise, read(mean).expected) == (Absolute(1.5), ExpectedMean(12.5, 8))
    assert read(EXAMPLE | {"shape": "one"}).promise == Threshold(0.05, 0.1)
    score = read(EXAMPLE | {"kind": "score", "level": "-20", "deviation": "77", "promise": "absolute", "change": "10"})
    assert (score.promise, score.yardstick.scored) == (Absolute(10), True)
    assert read(EXAMPLE | {"variants": "2", "control_share": "50"}).split == (0.5, 0.25, 0.25)


def test_what_is_hidden_by_the_choices_is_not_read() -> None:
    planned(EXAMPLE | {"shape": "one", "level": "", "change": "x", "variants": "-3", "control_share": "200"})
    planned(EXAMPLE | {"ask": "weeks", "change": "", "hopeless": "", "right": "", "deviation": ""})


def test_the_other_way_round_finds_the_smallest_promise() -> None:
    up = planned(EXAMPLE | {"ask": "weeks"}).promise
    assert isinstance(up, Relative)
    assert up.change == pytest.approx(0.196, abs=0.001)
    down = planned(EXAMPLE | {"ask": "weeks", "direction": "down"}).promise
    assert isinstance(down, Relative)
    assert -0.2 < down.change < -0.15
    alone = planned(EXAMPLE | {"ask": "weeks", "shape": "one", "units_per_week": "20"}).promise
    assert isinstance(alone, Threshold)
    assert alone.hopeless == 0.05 < alone.right < 0.15


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"change": "0"}, {"change": "no_number"}),
        ({"change": "-20"}, {"change": "no_number"}),
        ({"change": ""}, {"change": "no_number"}),
        ({"change": "nan"}, {"change": "no_number"}),
        ({"change": "100", "direction": "down"}, {"change": "promise_out_of_reach"}),
        ({"change": "1000000"}, {"change": "promise_out_of_reach"}),
        ({"change": "0,00001"}, {"change": "promise_of_nothing"}),
        ({"change": "0.1"}, {"change": "plan_too_long"}),
        ({"promise": "absolute", "change": "95"}, {"change": "promise_out_of_reach"}),
        ({"level": "0"}, {"level": "no_share"}),
        ({"level": "100"}, {"level": "no_share"}),
        ({"level": "1e-3"}, {"level": "no_number"}),
        ({"units_per_week": "0"}, {"units_per_week": "no_count"}),
        ({"units_per_week": "1000000000000"}, {"units_per_week": "no_count"}),
        ({"variants": "21"}, {"variants": "no_count"}),
        ({"control_share": "100"}, {"control_share": "no_share"}),
        ({"least_weeks": "0"}, {"least_weeks": "no_count"}),
        ({"kind": "mean"}, {"deviation": "no_number"}),
        ({"kind": "mean", "deviation": "0"}, {"deviation": "no_number"}),
        ({"kind": "mean", "deviation": "3", "level": "0"}, {"level": "no_ratio"}),
        ({"kind": "score", "level": "101", "deviation": "77"}, {"level": "no_score"}),
        ({"shape": "one", "right": "5"}, {"right": "promise_of_nothing"}),
        ({"shape": "one", "right": "0"}, {"right": "no_share"}),
        ({"ask": "weeks", "weeks": "0"}, {"weeks": "no_count"}),
        ({"ask": "weeks", "weeks": "1", "units_per_week": "2"}, {"weeks": "nothing_to_find"}),
        (
            {"shape": "three", "risk": "none", "level": "x"},
            {"shape": "no_choice", "risk": "no_choice", "level": "no_number"},
        ),
    ],
)
def test_what_cant_be_is_refused_at_its_field(given: dict[str, str], expected: dict[str, str]) -> None:
    assert problems(**given) == expected


async def test_staff_see_at_once_what_it_takes(browser: Browser) -> None:
    page = await browser.page("/experiments/plan")
    assert [each.words for each in page.all("dd")] == ["7,682", "8 weeks", "12 weeks"]
    assert "If it does nothing, you will most likely know within 3 weeks" in page.text
    assert "the promised +20%, within" in page.text


async def test_figures_in_the_address_are_worked_out_also_by_the_script(browser: Browser) -> None:
    answer = await browser.client.get(
        "/experiments/plan", params={"ask": "weeks", "weeks": "4"}, headers={"hx-request": "true"}
    )
    piece = Page(answer.text)
    assert "<html" not in answer.text
    assert "The smallest promise that can be tested: +28" in piece.text
    (root,) = [each for each in piece.elements if each.get("id") == "takes"]
    assert root.get("data-announce").startswith("Takes ")


async def test_a_refusal_leads_to_its_field_and_keeps_what_was_typed(browser: Browser) -> None:
    page = await browser.page("/experiments/plan?level=400&units_per_week=zw%C3%B6lf")
    assert "This can’t be worked out yet" in page.text
    assert {"#field-level", "#field-units_per_week"} <= {each.get("href") for each in page.all("a")}
    (level,) = [each for each in page.all("input") if each.get("name") == "level"]
    assert (level.get("value"), level.get("aria-invalid")) == ("400", "true")


@pytest.mark.parametrize("odd", ["%FF%FE", "9" * 400, "<b>", "{{7*7}}", "%25(name)s", "٣", "-", "1e308", "%"])
async def test_odd_input_gets_an_answer_in_words(odd: str, browser: Browser) -> None:
    for name in EXAMPLE:
        response = await browser.get(f"/experiments/plan?ask=weeks&shape=one&kind=mean&{name}={odd}")
        assert response.status_code == 200, name
        assert "<b>" not in Page(response.text).html, name


async def test_it_is_for_staff(app: FastAPI, people: People, browsing: Browsing) -> None:
    customer = await browsing(app, await people.member("Ann"))
    assert (await customer.get("/experiments/plan")).status_code == 403
    assert (await (await browsing(app)).get("/experiments/plan")).status_code == 303


async def test_german_numbers_are_read_and_written(app: FastAPI, people: People, browsing: Browsing) -> None:
    dora = await people.member("Dora", Role.EMPLOYEE)
    browser = await browsing(app, dora)
    browser.client.cookies.set("language", "de")
    page = await browser.page("/experiments/plan?units_per_week=1.000&level=10,0&change=20")
    assert [each.words for each in page.all("dd")] == ["7.682", "8 Wochen", "12 Wochen"]
    i18n.reader.set("en")
