"""Totals by form and by table, on plain pages: who may enter them, what is refused where, and what it changed."""

from datetime import timedelta

import pytest
from fastapi import FastAPI

from domain import experiments
from domain.experiments import Experiment, Phase
from domain.members import Member, Role
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.domain.experiments.lab import BEGAN, both, running
from tests.people import People
from tests.web.conftest import Browsing

GUARDED = [{"name": "Complaints", "kind": "share", "promise": "relative", "change": 0.5, "unit": ""}]


@pytest.fixture
async def eve(people: People) -> Member:
    return await people.member("Eve", Role.EMPLOYEE)


@pytest.fixture
async def benches(people: People, eve: Member, clock: HeldClock) -> Experiment:
    made = await running(people, await people.idea(by=eve), eve)
    clock.forward(days=15)
    return made


def totals(units: int, control: int, variant: int) -> dict[str, str]:
    numbers = {"arm_0_units": units, "arm_0_conversions": control, "arm_1_units": units, "arm_1_conversions": variant}
    return {name: str(number) for name, number in numbers.items()}


async def entered(people: People, eve: Member, on: Experiment) -> int:
    shown = await people.reads(experiments.visible, eve, on.id)
    return len((await people.reads(experiments.check_ins_of, eve, shown, Slice(50))).items)


async def test_totals_are_entered_by_form_and_the_page_says_what_they_changed(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, benches: Experiment
) -> None:
    browser, form = await browsing(app, eve), f"/experiments/{benches.id}/check-ins/new"
    page = await browser.page(form)
    assert "How many of them have done it: rides begun." in page.text
    assert page.one(id="field-as_of").get("value") == "2026-02-16", "yesterday"
    answer = await browser.submit(form, form, **totals(1_000, 100, 110), as_of="2026-02-12")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/experiments/{benches.id}"
    await browser.submit(form, form, **totals(3_000, 300, 420), as_of="2026-02-15")
    page = await browser.page(f"/experiments/{benches.id}/check-ins")
    for words in ("A verdict fell.", "Before: Continue", "Since: Scale", "Conversions: 420", "Eve, by form"):
        assert words in page.text
    assert "The data are" in page.text, "in sentences"


async def test_what_is_refused_stands_at_its_field_and_the_form_comes_back_as_it_was(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, benches: Experiment
) -> None:
    browser, form = await browsing(app, eve), f"/experiments/{benches.id}/check-ins/new"
    for field, value, says in (
        ("arm_1_conversions", "1,001", "There are more conversions than units"),
        ("arm_0_units", "-3", "Counts are whole numbers"),
        ("arm_0_units", "1e400", "Counts are whole numbers"),
        ("arm_0_units", "nan", "Counts are whole numbers"),
        ("arm_0_units", "1000000000000", "Counts are whole numbers"),
        ("arm_0_units", "0", "Nobody has been counted in this arm yet"),
        ("arm_0_units", "", "Please fill this in."),
        ("as_of", "", "up to the end of which day"),
        ("as_of", "2027-01-01", "still to come"),
        ("as_of", "2026-02-01", "before the plan came into force"),
    ):
        wanted = {"as_of": "2026-02-12", **totals(1_000, 100, 110)} | {field: value}
        answer = await browser.submit(form, form, **wanted)
        assert answer.status_code == 422, (field, value)
        assert says in answer.text, (field, value)
        assert 'value="110"' in answer.text or field == "arm_1_conversions"
    assert await entered(people, eve, benches) == 0


async def test_the_same_form_sent_twice_makes_one_check_in(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, benches: Experiment
) -> None:
    browser, form = await browsing(app, eve), f"/experiments/{benches.id}/check-ins/new"
    key = (await browser.page(form)).one(name="key").get("value")
    for _time in range(2):
        answer = await browser.submit(form, form, **totals(1_000, 100, 110), as_of="2026-02-12", key=key)
        assert answer.status_code == 303
    assert await entered(people, eve, benches) == 1


async def test_a_correction_keeps_what_was_said_and_says_why(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, benches: Experiment
) -> None:
    browser = await browsing(app, eve)
    day = BEGAN + timedelta(days=10)
    made = await people.does(experiments.check_in, eve, benches.id, day, both(3_000, 300, 420))
    form = f"/experiments/{benches.id}/check-ins/{made.check_in.id}/correct"
    page = await browser.page(form)
    assert page.one(id="field-arm_1_conversions").get("value") == "420"
    answer = await browser.submit(form, form, arm_1_conversions="320")
    assert answer.status_code == 422
    answer = await browser.submit(form, form, arm_1_conversions="320", why="A digit was wrong.")
    assert answer.status_code == 303
    page = await browser.page(f"/experiments/{benches.id}/check-ins")
    for words in ("Before: Scale", "Since: Continue", "A digit was wrong.", "these totals count no more"):
        assert words in page.text
    answer = await browser.submit(form, form, arm_1_conversions="330", why="Once more.")
    assert answer.status_code == 409
    other = await running(people, await people.idea(by=eve, title="Lamps"), eve)
    assert (await browser.get(form.replace(f"/{benches.id}/", f"/{other.id}/"))).status_code == 404


async def test_a_table_is_looked_at_first_and_then_entered(
    app: FastAPI, browsing: Browsing, people: People, eve: Member
) -> None:
    benches = await running(people, await people.idea(by=eve), eve, guardrails=GUARDED)
    browser, form = await browsing(app, eve), f"/experiments/{benches.id}/check-ins/import"
    page = await browser.page(form)
    assert "day,arm,units,conversions,guardrail 1 conversions" in page.text
    csv = (
        "day;arm;units;conversions;guardrail 1 conversions\n2.2.2026;As it is;100;10;1\n2.2.2026;With benches;100;{};1"
    )
    answer = await browser.submit(form, form, csv=csv.format(101), do="preview")
    assert answer.status_code == 422
    assert "Row 3, conversions: There are more conversions than units." in answer.text
    answer = await browser.submit(form, form, csv=csv.format(12), do="preview")
    assert answer.status_code == 200
    assert "One new day." in answer.text
    assert await entered(people, eve, benches) == 0
    answer = await browser.submit(form, form, csv=csv.format(12), do="save")
    assert answer.status_code == 303
    assert await entered(people, eve, benches) == 1
    answer = await browser.submit(form, form, csv=csv.format(12), do="save")
    assert answer.status_code == 422
    assert "All of these days are in already" in answer.text


async def test_only_who_may_enter_totals_gets_a_form_and_customers_read_nothing_yet(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, benches: Experiment
) -> None:
    made = await people.does(experiments.check_in, eve, benches.id, BEGAN, both(100, 10, 12))
    here = f"/experiments/{benches.id}/check-ins"
    pages = [f"{here}/new", f"{here}/import", f"{here}/{made.check_in.id}/correct"]
    bob, ann = await people.member("Bob", Role.EMPLOYEE), await people.member("Ann")
    employee, customer, visitor = await browsing(app, bob), await browsing(app, ann), await browsing(app)
    assert (await employee.get(here)).status_code == 200
    assert (await customer.get(here)).status_code == 403
    for address in pages:
        assert (await employee.get(address)).status_code == 403
        assert (await customer.get(address)).status_code == 403
        assert (await visitor.get(address)).status_code == 303
    assert "check-ins/new" not in (await employee.page(here)).html
    owner = await browsing(app, eve)
    assert "check-ins/new" in (await owner.page(here)).html
    async with people.sessions() as session:
        row = await session.get_one(Experiment, benches.id)
        row.phase, row.concluded_at = Phase.CONCLUDED, row.started_at
        await session.commit()
    assert "check-ins/new" not in (await owner.page(here)).html
    assert "Conversions: 12" in (await customer.page(here)).text
    assert (await owner.get(pages[0])).status_code == 409


async def test_totals_of_as_many_arms_and_guardrails_as_there_may_be_are_taken_in_and_other_forms_stay_short(
    app: FastAPI, people: People, eve: Member, browsing: Browsing, clock: HeldClock
) -> None:
    arms = [f"Bench {number}" for number in range(21)]
    worse = {"kind": "share", "promise": "relative", "change": -0.1, "unit": ""}
    guardrails = [{"name": f"Guard {number}", **worse} for number in range(20)]
    split = [1 / 21] * 21
    benches = await running(people, await people.idea(by=eve), eve, arms=arms, split=split, guardrails=guardrails)
    clock.forward(days=9)
    browser, path = await browsing(app, eve), f"{benches.path}/check-ins/new"
    totals = {f"arm_{arm}_units": "300" for arm in range(21)} | {f"arm_{arm}_conversions": "30" for arm in range(21)}
    totals |= {f"guardrail_{number}_{arm}_conversions": "9" for number in range(20) for arm in range(21)}
    day = (BEGAN + timedelta(days=8)).isoformat()
    form = (await browser.page(path)).form(path)
    assert (await browser.send(path, form | totals | {"as_of": day})).status_code == 303
    too_many = form | {f"field{number}": "x" for number in range(2000)}
    assert (await browser.send(path, too_many)).status_code == 400
    hundred = form | {f"field{number}": "x" for number in range(100)}
    for elsewhere in (f"{benches.path}/pause", f"{benches.path}/conclude", f"{benches.path}/check-ins/import"):
        assert (await browser.send(elsewhere, hundred)).status_code == 400
