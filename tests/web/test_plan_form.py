"""The form of a plan: it holds what was written, names what can't be, and grows by a row at a press."""

import pytest
from fastapi import FastAPI

from domain.ideas import Idea
from domain.members import Member, Role
from tests.experimenting import planned
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page
from tests.web.test_experiments import WORDS
from web.plan_drafts import FIELDS, ROWS_FIRST


@pytest.fixture
async def idea(people: People) -> Idea:
    return await people.idea(by=await people.member("Iris"), title="Benches for everybody")


@pytest.fixture
async def emil(people: People) -> Member:
    return await people.member("Emil", Role.EMPLOYEE)


@pytest.fixture
async def browser(app: FastAPI, emil: Member, browsing: Browsing) -> Browser:
    return await browsing(app, emil)


async def test_a_form_holds_a_plan_as_it_was_written(browser: Browser, people: People, emil: Member) -> None:
    experiment = await planned(people, on=await people.idea(by=emil), by=emil)
    path = f"{experiment.path}/plan"
    more = {
        "guard_name1": "Complaints",
        "guard_harm1": "rises_percent",
        "guard_size1": "5",
        "criterion1": "A bench breaks",
        "watcher1": str(emil.id),
        "budget_money": "1200.5",
        "time_box_weeks": "20",
        "ripe_after_days": "7",
    }
    assert (await browser.submit(path, path, **more)).status_code == 303
    once = (await browser.page(path)).form(path)
    assert (await browser.submit(path, path)).status_code == 303
    twice = (await browser.page(path)).form(path)
    for name, value in more.items():
        assert once[name] == twice[name] == [value], name
    page = await browser.page(experiment.path)
    assert "Complaints" in page.text
    assert "A bench breaks" in page.text


async def test_one_more_guardrail_is_a_press_away_and_nothing_is_kept_by_it(
    browser: Browser, people: People, emil: Member
) -> None:
    experiment = await planned(people, on=await people.idea(by=emil), by=emil)
    path = f"{experiment.path}/plan"
    whole = (await browser.page(path)).form(path) | {"guard_name1": "Complaints", "guard_size1": "5"}
    for row in range(4, 21):
        grown = await browser.send(path, whole | {"more": "guard_rows"})
        assert grown.status_code == 200
        whole |= Page(grown.text).form(path) | {f"guard_name{row}": f"Minutes {row}", f"guard_kind{row}": "mean"}
        whole |= {f"guard_unit{row}": "min", f"guard_size{row}": str(row), f"guard_harm{row}": "rises_unit"}
    assert "One more guardrail" not in Page((await browser.send(path, whole | {"more": "guard_rows"})).text).text
    assert "Complaints" not in (await browser.page(experiment.path)).text
    criteria = Page((await browser.send(path, whole | {"more": "criterion_rows"})).text)
    assert criteria.one("input", name="criterion4").get("autofocus")
    assert (await browser.send(path, whole)).status_code == 303
    page = await browser.page(experiment.path)
    assert "Complaints" in page.text
    assert "Minutes 20: +20 min" in " ".join(page.text.split())
    held = (await browser.page(path)).form(path)
    assert (held["guard_unit18"], held["guard_name18"]) == (["min"], ["Minutes 20"])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"arms": "Alone"}, "arms"),
        ({"arms": "Same\nsame"}, "arms"),
        ({"change": "0"}, "change"),
        ({"level": "1e9"}, "level"),
        ({"shape": "one", "hopeless": "10", "right": "10"}, "right"),
        ({"control_share": "100"}, "control_share"),
        ({"time_box_weeks": "0"}, "time_box_weeks"),
        ({"time_box_weeks": "x"}, "time_box_weeks"),
        ({"budget_money": "much"}, "budget_money"),
        ({"guard_name1": "Complaints", "guard_size1": "-1"}, "guard_size1"),
        ({"title": "x"}, "title"),
        ({"changing": "x" * 400}, "changing"),
        ({"units_per_week": "10000000000000"}, "units_per_week"),
    ],
)
async def test_what_cant_be_planned_is_named_at_its_field(
    given: dict[str, str], field: str, browser: Browser, idea: Idea
) -> None:
    form = f"/ideas/{idea.id}/experiment"
    sent = await browser.submit(form, form, **(WORDS | given))
    assert sent.status_code == 422
    assert f'id="error-{field}"' in sent.text


@pytest.mark.parametrize(
    "odd", ["", "\u202eשלום", "9" * 400, "1e308", "-1", "٣", "{{7*7}}%(name)s", "a\nb\nc\nd", "nan"]
)
async def test_an_odd_value_in_any_field_of_a_plan_is_named_or_kept_as_text(
    odd: str, browser: Browser, emil: Member, people: People
) -> None:
    experiment = await planned(people, on=await people.idea(by=emil), by=emil)
    path = f"{experiment.path}/plan"
    whole = (await browser.page(path)).form(path)
    for name in (each for each in FIELDS if int("0" + each.lstrip("abcdefghijklmnopqrstuvwxyz_")) <= ROWS_FIRST):
        sent = await browser.send(path, whole | {name: odd})
        assert sent.status_code in (303, 422), f"{name}: {sent.status_code}"
        if sent.status_code == 303:
            whole = (await browser.page(path)).form(path)
        else:
            assert 'id="error-' in sent.text, name
