"""The pages of metrics: figures at a glance, a line with its table, entering by form and by table, and correcting."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from fastapi import FastAPI

from domain import metrics
from domain.members import Member, Role
from domain.metrics import Change, FigureKind, Metric, Reading
from domain.paging import Slice
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing, Counting
from web import i18n, quantities

SAID = "day;value;source\n31.10.2025;2,4;Billing\n2026-01-31;2,25;Billing\n"


@pytest.fixture
async def pia(people: People) -> Member:
    return await people.member("Pia", Role.PRODUCT)


@pytest.fixture
async def browser(app: FastAPI, pia: Member, browsing: Browsing) -> Browser:
    return await browsing(app, pia)


@pytest.fixture
async def churn(people: People, pia: Member) -> Metric:
    return await people.reads(metrics.by_key, pia, "churn")


async def entered(people: People, by: Member, metric: Metric) -> list[tuple[date, Decimal | None]]:
    found = await people.reads(metrics.readings, by, metric, Slice())
    return [(each.day, each.value) for each in found.items]


async def test_a_card_says_the_latest_figure_and_how_it_moved(
    browser: Browser, people: People, pia: Member, churn: Metric
) -> None:
    assert "No readings yet." in (await browser.page("/metrics")).text
    await people.does(metrics.enter_list, pia, SAID, metric_id=churn.id)
    page = await browser.page("/metrics")
    assert "2.25% 31 January 2026" in page.text
    assert page.text.count("0.15 percentage points less than on 31 October 2025: better") == 2
    assert "Churn from 31 October 2025 to 31 January 2026: from 2.40% to 2.25%" in page.text
    german = await browser.client.get("/metrics", headers={"cookie": f"{_cookies(browser)}; language=de"})
    assert "0,15 Prozentpunkte weniger als am 31. Oktober 2025" in german.text
    assert "Abwanderung" in german.text


def _cookies(browser: Browser) -> str:
    return "; ".join(f"{name}={value}" for name, value in browser.client.cookies.items())


async def test_a_page_shows_the_line_and_a_table_of_the_same_figures(
    browser: Browser, people: People, pia: Member, churn: Metric
) -> None:
    await people.does(metrics.enter_list, pia, SAID, metric_id=churn.id)
    page = await browser.page("/metrics/churn")
    assert len([each for each in page.all("circle") if "dot" in each.get("class")]) == 2
    assert [each.text for each in page.all("strong") if "%" in each.text] == ["2.25%", "2.25%", "2.40%"]
    assert "Lower is better" in page.text
    old = "day,value\n2020-01-31,9\n"
    await people.does(metrics.enter_list, pia, old, metric_id=churn.id)
    assert "9.00%" not in (await browser.page("/metrics/churn")).one("figcaption").text
    assert "9.00%" in (await browser.page("/metrics/churn?span=all")).one("figcaption").text


async def test_a_figure_is_entered_by_form_and_what_is_wrong_is_said_beside_its_field(
    browser: Browser, people: People, pia: Member, churn: Metric
) -> None:
    here, there = "/metrics/churn", "/metrics/churn/readings"
    for fields, words in (
        ({"day": "2026-02-03", "value": "2"}, "This day is yet to come"),
        ({"day": "", "value": "2"}, "Please choose a day."),
        ({"day": "2026-01-31", "value": "NaN"}, "isn’t a number"),
        ({"day": "2026-01-31", "value": "1,234"}, "could be 1.234 or 1234"),
        ({"day": "2026-01-31", "value": "101"}, "from 0 to 100 percent"),
    ):
        response = await browser.submit(here, there, **fields)
        assert response.status_code == 422
        assert words in response.text
    assert (await browser.submit(here, there, day="2026-01-31", value="2,5", source="Billing")).status_code == 303
    response = await browser.submit(here, there, day="2026-01-31", value="3")
    assert response.status_code == 409
    assert "There is another figure for this day already: 2.5." in response.text
    assert await entered(people, pia, churn) == [(date(2026, 1, 31), Decimal("2.5"))]


async def test_a_figure_is_corrected_and_withdrawn_with_a_reason_and_what_it_said_stays(
    browser: Browser, people: People, pia: Member, churn: Metric
) -> None:
    made = await people.does(metrics.enter, pia, churn.id, day=date(2026, 1, 31), value=Decimal(24), source="Billing")
    here = f"/readings/{made.id}/correct"
    assert (await browser.submit(here, here, value="2.4", reason="", do="correct")).status_code == 422
    assert (await browser.submit(here, here, value="2.4", reason="A slip", do="correct")).status_code == 303
    page = await browser.page("/metrics/churn")
    assert "What it said before" in page.text
    assert "24.00%" in page.text
    assert (await browser.submit(here, here, value="3", reason="Too late", do="correct")).status_code == 409
    newest = (await people.reads(metrics.readings, pia, churn, Slice())).items[0]
    assert newest.source == "Billing"
    there = f"/readings/{newest.id}/correct"
    assert (await browser.submit(there, there, value="", reason="Wrong month", do="withdraw")).status_code == 303
    assert await entered(people, pia, churn) == [(date(2026, 1, 31), None)]


async def test_a_table_is_shown_before_it_is_entered_and_may_come_as_a_file(
    browser: Browser, people: People, pia: Member, churn: Metric
) -> None:
    here = "/metrics/readings"
    token = await browser.token()
    file = {"file": ("churn.csv", SAID.encode("utf-8-sig"), "text/csv")}
    shown = await browser.client.post(here, data={"csrf": token, "metric": "churn", "do": "preview"}, files=file)
    assert shown.status_code == 200
    assert "2 new readings." in shown.text
    assert "31.10.2025;2,4;Billing" in shown.text
    assert await entered(people, pia, churn) == []
    done = await browser.submit(here, here, metric="churn", csv=SAID, do="save")
    assert (done.status_code, done.headers["location"]) == (303, "/metrics/churn")
    assert len(await entered(people, pia, churn)) == 2
    again = await browser.submit(here, here, metric="", csv=SAID, do="save")
    assert again.status_code == 422
    assert "The first row doesn’t name the column “metric”." in again.text


async def test_a_table_that_does_not_fit_names_each_row_and_enters_nothing(
    browser: Browser, people: People, pia: Member, churn: Metric
) -> None:
    here = "/metrics/readings"
    wrong = "day,value\n2026-01-31,2\n2026-02-30,x\n"
    response = await browser.submit(here, here, metric="churn", csv=wrong, do="save")
    assert response.status_code == 422
    assert "Row 3, day: There is no 2026-02-30 in the calendar." in response.text
    assert "Row 3, value: “x” isn’t a number." in response.text
    token = await browser.token()
    for file, words in ((b"PK\x03\x04\x00", "isn’t a table in text"), (b"x" * 600_000, "larger than 500 kilobytes")):
        response = await browser.client.post(
            here, data={"csrf": token, "metric": "churn", "do": "save"}, files={"file": ("a.xlsx", file)}
        )
        assert response.status_code == 422
        assert words in response.text
    assert await entered(people, pia, churn) == []


async def test_a_metric_is_added_changed_retired_and_brought_back(
    browser: Browser, people: People, pia: Member
) -> None:
    form = {"name": "Ride <days>", "says": "How long a bike is out.", "kind": "days", "better": "lower"}
    assert (await browser.submit("/metrics/new", "/metrics", **form | {"decimals": "9"})).status_code == 422
    assert (await browser.submit("/metrics/new", "/metrics", **form | {"kind": "moons"})).status_code == 422
    done = await browser.submit("/metrics/new", "/metrics", **form | {"decimals": "1", "owner_id": str(pia.id)})
    assert done.headers["location"] == "/metrics/ride-days"
    here = "/metrics/ride-days"
    assert "Ride <days>" in (await browser.page(here)).text
    changed = form | {"name": "Days out", "kpi": "yes", "based_on": "1"}
    assert (await browser.submit(f"{here}/edit", f"{here}/edit", **changed)).status_code == 303
    assert (await browser.submit(f"{here}/edit", f"{here}/edit", **changed | {"name": "Other"})).status_code == 409
    found = await people.reads(metrics.by_key, pia, "ride-days")
    assert (found.name, found.kpi, found.owner_id) == ("Days out", True, pia.id)
    await browser.submit(here, f"{here}/retire")
    assert "Enter a reading" not in (await browser.page(here)).text
    assert "Days out" not in (await browser.page("/metrics")).text
    assert "Days out" in (await browser.page("/metrics?show=retired")).text
    await browser.submit(here, f"{here}/bring-back")
    assert "Enter a reading" in (await browser.page(here)).text


async def test_who_may_not_enter_sees_no_form(app: FastAPI, people: People, browsing: Browsing, churn: Metric) -> None:
    emil = await browsing(app, await people.member("Emil", Role.EMPLOYEE))
    page = await emil.page("/metrics/churn")
    assert "Enter a reading" not in page.text
    assert "Retire it" not in page.text
    ann = await browsing(app, await people.member("Ann"))
    assert "/metrics" not in (await ann.page("/go")).html
    assert (await ann.get("/metrics/churn")).status_code == 403


@pytest.mark.parametrize("readings", [1, 40])
async def test_the_pages_send_as_many_statements_for_many_readings_as_for_one(
    readings: int, browser: Browser, people: People, pia: Member, churn: Metric, counting_app: Counting
) -> None:
    rows = [f"{date(2026, 1, 31) - timedelta(days=7 * week)},{week}" for week in range(readings)]
    for key in ("churn", "nps"):
        metric = await people.reads(metrics.by_key, pia, key)
        await people.does(metrics.enter_list, pia, "\n".join(["day,value", *rows]), metric_id=metric.id)
    for address, most in (("/metrics", 6), ("/metrics/churn", 10)):
        await browser.page(address)
        with counting_app() as counted:
            await browser.page(address)
        assert len(counted) <= most, "\n".join(counted.statements)


@pytest.mark.parametrize(
    ("kind", "decimals", "english", "german"),
    [
        (FigureKind.PERCENT, 1, "1,234.5%", "1.234,5\xa0%"),
        (FigureKind.PERCENT, 0, "1,234%", "1.234\xa0%"),
        (FigureKind.MONEY, 2, "€1,234.50", "1.234,50\xa0€"),
        (FigureKind.MONEY, 0, "€1,234", "1.234\xa0€"),
        (FigureKind.SCORE, 1, "1,234.5 points", "1.234,5 Punkte"),
        (FigureKind.DAYS, 1, "1,234.5 days", "1.234,5 Tage"),
        (FigureKind.NUMBER, 2, "1,234.50", "1.234,50"),
    ],
)
def test_figures_are_written_as_people_write_them(kind: FigureKind, decimals: int, english: str, german: str) -> None:
    metric = Metric(kind=kind, currency="EUR" if kind is FigureKind.MONEY else "", decimals=decimals)
    written = []
    for language in ("en", "de"):
        i18n.reader.set(language)
        written.append(quantities.said(metric, Decimal("1234.5")))
    i18n.reader.set("en")
    assert written == [english, german]


def test_a_change_too_small_to_be_shown_is_none() -> None:
    metric = Metric(kind=FigureKind.PERCENT, decimals=1, better="higher")
    since = Reading(day=date(2026, 1, 31), value=Decimal(1))
    assert quantities.moved(metric, Change(since, Decimal("0.04"), 1)).way == "same"
    assert quantities.moved(metric, Change(since, Decimal("-0.06"), -1)).judged == "worse"
