"""What admins keep for the answers: hours, days, holidays, reasons, who is on duty, who the best customers are."""

import pytest
from fastapi import FastAPI

from domain import community
from domain.community import Community, ReasonKind
from domain.database import Sessions
from domain.members import Role
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page

HERE = "/admin/answers"


@pytest.fixture
async def browser(app: FastAPI, people: People, browsing: Browsing) -> Browser:
    return await browsing(app, await people.admin())


async def kept(sessions: Sessions) -> Community:
    async with sessions() as session:
        return await community.current(session)


async def test_the_target_and_the_days_that_count_are_changed(browser: Browser, sessions: Sessions) -> None:
    page = await browser.page(HERE)
    assert page.form(HERE)["working_days"] == ["1", "2", "3", "4", "5"]
    sent = await browser.submit(HERE, HERE, answer_hours=" 48 ", working_days=["2", "4"], round_the_clock="yes")
    assert sent.status_code == 303
    here = await kept(sessions)
    assert (here.answer_hours, here.working_days, here.round_the_clock) == (48, [2, 4], True)
    form = (await browser.page(HERE)).form(HERE)
    assert (form["answer_hours"], form["working_days"], form["round_the_clock"]) == (["48"], ["2", "4"], ["yes"])
    assert (await browser.submit(HERE, HERE, round_the_clock=None)).status_code == 303
    assert (await kept(sessions)).round_the_clock is False


@pytest.mark.parametrize("hours", ["0", "9999", "721", "-1", "many", "", "1e3", "٣", "9" * 400])
async def test_hours_that_make_no_sense_are_refused_and_kept_as_typed(browser: Browser, hours: str) -> None:
    refused = await browser.submit(HERE, HERE, answer_hours=hours, working_days=["6"])
    assert refused.status_code == 422
    page = Page(refused.text)
    assert page.has(id="error-answer_hours")
    form = page.form(HERE)
    assert (form.get("answer_hours", [""]), form["working_days"]) == ([hours], ["6"])


@pytest.mark.parametrize("days", [None, ["0"], ["8"], ["1", "x"]])
async def test_a_week_without_a_working_day_is_refused(
    browser: Browser, sessions: Sessions, days: list[str] | None
) -> None:
    refused = await browser.submit(HERE, HERE, working_days=days, answer_hours="30")
    assert refused.status_code == 422
    page = Page(refused.text)
    assert page.has(id="error-working_days")
    assert page.form(HERE)["answer_hours"] == ["30"]
    assert (await kept(sessions)).answer_hours == 24


async def test_a_list_of_holidays_is_pasted_and_one_taken_out(browser: Browser, sessions: Sessions) -> None:
    pasted = "2026-12-25 Christmas\r\n\r\n26.12.2026; the day after\n2025-12-25"
    assert (await browser.submit(HERE, "/admin/holidays", holidays=pasted)).status_code == 303
    assert [str(day) for day in (await kept(sessions)).holidays] == ["2025-12-25", "2026-12-25", "2026-12-26"]
    page = await browser.page(HERE)
    assert "25 December 2026" in page.text
    assert "1 that is over" in page.text
    for _twice in range(2):
        assert (await browser.post("/admin/holidays/remove", {"day": "2026-12-25"})).status_code == 303
    assert [str(day) for day in (await kept(sessions)).holidays] == ["2025-12-25", "2026-12-26"]
    assert (await browser.post("/admin/holidays/remove", {"day": "someday"})).status_code == 404


@pytest.mark.parametrize(
    ("pasted", "says"),
    [
        ("", "at least one day"),
        ("2026-12-25\n2026-12-25", "Line 2: 2026-12-25 is in the list already"),
        ("2027-01-01\n\n01.01.2027", "Line 3: 2027-01-01 is in the list already"),
        ("2026-05-01", "Line 1: 2026-05-01 is in the list already"),
        ("1200-01-01", "Line 1: “1200-01-01” is no day"),
        ("2026-02-30", "Line 1: “2026-02-30” is no day"),
        ("2026-12-25\nChristmas", "Line 2: “Christmas” is no day"),
        ("2026-12-251", "is no day"),
        ("\n".join(f"20{year:02}-01-0{day}" for year in range(100) for day in (1, 2, 3)), "200 holidays are the most"),
    ],
)
async def test_days_that_do_not_fit_are_named_and_nothing_typed_is_lost(
    browser: Browser, sessions: Sessions, pasted: str, says: str
) -> None:
    await browser.submit(HERE, "/admin/holidays", holidays="2026-05-01")
    refused = await browser.submit(HERE, "/admin/holidays", holidays=pasted)
    assert refused.status_code == 422
    page = Page(refused.text)
    assert says in page.text
    assert page.form("/admin/holidays").get("holidays", [""]) == [pasted]
    assert [str(day) for day in (await kept(sessions)).holidays] == ["2026-05-01"]


async def reasons(people: People, **more: bool) -> dict[str, int]:
    return {each.label: each.id for each in await people.reads(community.reasons, kind=ReasonKind.DECLINE, **more)}


async def test_a_reason_is_added_renamed_retired_and_brought_back(browser: Browser, people: People) -> None:
    new = {"kind": "decline", "label": "We tried it"}
    assert (await browser.submit(HERE, "/admin/reasons", **new)).status_code == 303
    first = (await reasons(people))["We tried it"]
    assert (await browser.submit(HERE, f"/admin/reasons/{first}", label="We tried it in May")).status_code == 303
    second = (await reasons(people))["We tried it in May"]
    assert second != first, "what was given before keeps its words"
    assert (await browser.submit(HERE, f"/admin/reasons/{second}/retire")).status_code == 303
    assert not {"We tried it", "We tried it in May"} & set(await reasons(people))
    assert {"We tried it", "We tried it in May"} <= set(await reasons(people, retired=True))
    assert (await browser.submit(HERE, f"/admin/reasons/{first}/bring-back")).status_code == 303
    assert (await reasons(people))["We tried it"] == first


async def test_reasons_that_say_nothing_too_much_or_the_same_are_refused(browser: Browser, people: People) -> None:
    for label in ("", "  ", "x" * 81, "x" * 500):
        refused = await browser.submit(HERE, "/admin/reasons", kind="not_now", label=label)
        assert refused.status_code == 422
        page = Page(refused.text)
        assert page.has(id="error-label")
        assert (page.form("/admin/reasons")["kind"], page.form("/admin/reasons").get("label", [""])) == (
            ["not_now"],
            [label],
        )
    (one, first), (other, second), *_rest = (await reasons(people)).items()
    twin = await browser.submit(HERE, f"/admin/reasons/{first}", label=other)
    assert twin.status_code == 409
    assert Page(twin.text).form(f"/admin/reasons/{first}")["label"] == [other]
    assert (await browser.post(f"/admin/reasons/{first}", {"label": ""})).status_code == 422
    assert (await browser.post("/admin/reasons/999999", {"label": "Words enough"})).status_code == 404
    assert set(await reasons(people)) >= {one, other}
    assert second


async def test_the_last_reason_of_its_kind_stays(browser: Browser, people: People) -> None:
    numbers = list((await reasons(people)).values())
    answers = [(await browser.post(f"/admin/reasons/{number}/retire")).status_code for number in numbers]
    assert answers == [303] * (len(numbers) - 1) + [409]
    assert len(await reasons(people)) == 1


async def test_somebody_of_the_team_is_put_on_duty(browser: Browser, people: People) -> None:
    pia, ann = await people.member("Pia", Role.PRODUCT), await people.member("Ann")
    assert (await browser.submit(HERE, "/admin/duty", member=str(pia.id))).status_code == 303
    assert (await browser.page(HERE)).form("/admin/duty")["member"] == [str(pia.id)]
    assert (await browser.post("/admin/duty", {"member": str(ann.id)})).status_code == 409
    for odd in ("", "x", "-1", "9" * 30, "999999"):
        assert (await browser.post("/admin/duty", {"member": odd})).status_code == 404
