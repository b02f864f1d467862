"""What a member took back can be had again for a day: at once from the toast, later from the idea's page."""

from fastapi import FastAPI

from domain import offers
from domain.members import Role
from tests.people import People
from tests.web.conftest import Browsing
from tests.web.reading import Page


async def test_an_offer_taken_back_is_had_again_with_script_and_without(
    app: FastAPI, browsing: Browsing, people: People
) -> None:
    idea, ben = await people.idea(by=await people.member("Ann")), await people.member("Ben")
    offer = await people.offer(by=ben, on=idea, text="On Mondays")
    browser, back, undo = (
        await browsing(app, ben),
        f"/offers/{offer.id}/take-back",
        f"/offers/{offer.id}/take-back/undo",
    )
    answer = await browser.script(back)
    (root,) = Page(answer.text).roots
    form = next(each for each in Page(answer.text).all("form") if each.get("action") == undo)
    assert root.get("data-undo") == form.get("id") == "undo-take-back"
    assert "I’ll test it" in root.words, "they may as well offer something else"
    answer = await browser.script(undo)
    (root,) = Page(answer.text).roots
    assert "data-undo" not in root.attributes
    assert "On Mondays" in root.words

    sent = await browser.submit(idea.path, back)
    assert sent.status_code == 303
    page = await browser.page(idea.path)
    assert [form.action for form in page.forms].count(undo) == 2, "in the line on what was done, and where it stood"
    page = await browser.page(idea.path)
    assert [form.action for form in page.forms].count(undo) == 1, "there all day"
    assert (await browser.submit(idea.path, undo)).headers["location"] == f"{idea.path}#take-part"
    assert "On Mondays" in (await browser.page(idea.path)).one("section", id="take-part").words
    assert (await browser.post(undo)).status_code == 409


async def test_what_the_product_team_took_away_offers_no_undoing(
    app: FastAPI, browsing: Browsing, people: People
) -> None:
    idea, ben = await people.idea(by=await people.member("Ann")), await people.member("Ben")
    offer = await people.offer(by=ben, on=idea)
    pia, own = await browsing(app, await people.member("Pia", Role.PRODUCT)), await browsing(app, ben)
    listed, undo = f"/ideas/{idea.id}/offers", f"/offers/{offer.id}/take-back/undo"
    await pia.submit(listed, f"/offers/{offer.id}/take-back")
    for browser in (pia, own):
        assert undo not in (await browser.page(idea.path)).html
        assert (await browser.post(undo)).status_code == 404


async def test_making_another_offer_lets_the_one_taken_back_go(
    app: FastAPI, browsing: Browsing, people: People
) -> None:
    idea, ben = await people.idea(by=await people.member("Ann")), await people.member("Ben")
    first = await people.offer(by=ben, on=idea, text="On Mondays")
    await people.does(offers.take_back, ben, first.id)
    browser = await browsing(app, ben)
    await browser.submit(idea.path, f"/ideas/{idea.id}/offers", offer="On Fridays")
    words = (await browser.page(idea.path)).one("section", id="take-part").words
    assert ("On Fridays" in words, "On Mondays" in words) == (True, False)
    assert (await browser.post(f"/offers/{first.id}/take-back/undo")).status_code == 404
