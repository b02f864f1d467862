"""The quiet moment on pages: in a line, gone when closed or when one's points were opened, and free for all else."""

from fastapi import FastAPI

from domain import rewards
from domain.members import Member
from domain.triage import DecisionKind
from tests import carrying
from tests.people import People
from tests.web.conftest import Browsing, Counting
from tests.web.reading import Page


async def adopted(people: People, pia: Member, of: Member) -> None:
    idea = await people.idea(by=of)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()


def moment(page: Page) -> str | None:
    """Return what the quiet moment of a page says."""
    return next((each.words for each in page.all("div", id="moment")), None)


async def test_what_is_new_is_said_in_a_line_with_its_reason_until_it_is_closed(
    app: FastAPI, browsing: Browsing, people: People, pia: Member
) -> None:
    ann = await people.member("Ann")
    await adopted(people, pia, ann)
    browser = await browsing(app, ann)
    for path in ("/", "/ideas?order=newest"):
        page = await browser.page(path)
        said = moment(page)
        assert said
        assert "+150 impact" in said
        assert "“Benches at every station”" in said
        assert "!" not in said
    (entry,) = (each for each in page.all("a") if each.text == "See the entry")
    assert entry.get("href").startswith("/points/entries/")
    assert moment(await (await browsing(app, pia)).page("/")) is None
    response = await browser.submit("/about", "/points/moment")
    assert (response.status_code, response.headers["location"]) == (303, "/about")
    assert moment(await browser.page("/")) is None


async def test_several_things_are_one_line_which_opening_one_s_points_takes_away(
    app: FastAPI, browsing: Browsing, people: People, pia: Member
) -> None:
    ann = await people.member("Ann")
    await adopted(people, pia, ann)
    await carrying.given(people, ann)
    await people.hear()
    browser = await browsing(app, ann)
    said = moment(await browser.page("/ideas"))
    assert said
    assert "+150 impact, the badge “First Spark”" in said
    assert "2 things" in said
    assert moment(await browser.page("/points")) is None
    assert moment(await browser.page("/ideas")) is None


async def test_badges_alone_lead_to_one_s_badges_which_take_them_away(
    app: FastAPI, browsing: Browsing, people: People
) -> None:
    ann = await people.member("Ann")
    for slug in ("first-spark", "shipped-1"):
        await carrying.given(people, ann, slug)
    await people.hear()
    browser = await browsing(app, ann)
    page = await browser.page("/ideas")
    assert moment(page) == "New for you: 2 badges. Each says what it is for. My badges Close"
    assert "/me/badges" in [each.get("href") for each in page.all("a") if each.text == "My badges"]
    assert moment(await browser.page("/badges"))
    assert moment(await browser.page("/me/badges")) is None
    assert moment(await browser.page("/ideas")) is None


async def test_by_script_it_is_closed_without_the_page_and_pieces_don_t_carry_it(
    app: FastAPI, browsing: Browsing, people: People, pia: Member
) -> None:
    ann = await people.member("Ann")
    await adopted(people, pia, ann)
    browser = await browsing(app, ann)
    page = await browser.page("/ideas")
    assert moment(Page((await browser.get("/ideas", hx_request="true")).text)) is None
    (mark,) = (each.get("value") for each in page.all("input", name="up_to"))
    response = await browser.script("/points/moment", {"up_to": mark})
    assert (response.status_code, response.text) == (200, "")
    assert moment(await browser.page("/ideas")) is None


async def test_who_switched_it_off_is_shown_none(app: FastAPI, browsing: Browsing, people: People, pia: Member) -> None:
    ann = await people.member("Ann")
    browser = await browsing(app, ann)
    await browser.send("/points/habit", {"shown": "on", "csrf": await browser.token()})
    assert (await people.reads(rewards.habit, ann)).celebrates is False
    await adopted(people, pia, ann)
    assert moment(await browser.page("/ideas")) is None


async def test_a_page_costs_nothing_more_while_there_is_nothing_new_and_little_while_there_is(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, counting_app: Counting
) -> None:
    ann = await people.member("Ann")
    browser = await browsing(app, ann)
    await adopted(people, pia, ann)
    await browser.get("/about")
    with counting_app() as new:
        await browser.get("/about")
    await browser.submit("/about", "/points/moment")
    await browser.get("/about")
    with counting_app() as none:
        await browser.get("/about")
    assert len(new) - len(none) <= 4, "\n\n".join(new.statements)
    for _ in range(3):
        await adopted(people, pia, ann)
    with counting_app() as many:
        await browser.get("/about")
    assert len(many) <= len(new), "\n\n".join(many.statements)
