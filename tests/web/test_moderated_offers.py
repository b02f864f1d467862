"""An offer is reported, hidden, looked at and brought back on pages, and whoever made it reads why."""

import pytest
from fastapi import FastAPI

from domain import images, moderation, offers
from domain.ideas import Idea, Quadrant
from domain.images import Described
from domain.members import Member, Role
from domain.offers import Offer
from tests.people import People
from tests.web.conftest import Browsing
from tests.web.reading import Page

SAYS = "Buy watches at my shop"


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


@pytest.fixture
async def idea(people: People) -> Idea:
    return await people.idea(by=await people.member("Ann"), quadrant=Quadrant.CREATION_FOR_SELF)


@pytest.fixture
async def offer(people: People, ben: Member, idea: Idea) -> Offer:
    """Return what Ben would make of it, with an image."""
    return await people.offer(by=ben, on=idea, text=SAYS)


async def test_an_offer_is_reported_hidden_and_brought_back(
    app: FastAPI, browsing: Browsing, people: People, idea: Idea, offer: Offer, ben: Member
) -> None:
    shown = await people.image(by=ben)
    await people.does(images.place, ben, [Described(shown.id, "A watch.")], offer_id=offer.id)
    cat, pat = (
        await browsing(app, await people.member("Cat")),
        await browsing(app, await people.member("Pat", Role.PRODUCT)),
    )
    own, visitor, listed = await browsing(app, ben), await browsing(app), f"/ideas/{idea.id}/offers"
    form, hide = f"/offers/{offer.id}/report", f"/offers/{offer.id}/hide"
    assert form in (await cat.page(listed)).html
    for browser in (visitor, own):
        assert form not in (await browser.page(listed)).html
    assert (await cat.submit(form, form, reason="")).status_code == 422
    assert (await cat.submit(form, form, reason="spam", said="It is a shop")).status_code == 303
    queue = await pat.page("/moderation")
    for words in (SAYS, "It is a shop", "An offer to take part in"):
        assert words in queue.text
    assert shown.small_path in queue.html
    assert "1 waits" in (await pat.page("/")).html
    assert (await pat.submit(hide, hide, reason="none")).status_code == 422
    assert (await pat.submit(hide, hide, reason="spam", said="No shops, please")).status_code == 303
    for browser in (cat, visitor):
        assert SAYS not in (await browser.page(listed)).text
        assert "1 would make their own" not in (await browser.page(idea.path)).text
        assert (await browser.get(shown.path)).status_code == 404
    for browser in (own, pat):
        page = await browser.page(listed)
        assert SAYS in page.text
        assert "No shops, please" in page.text
        assert (await browser.get(shown.path)).status_code == 200
    assert "A moderator looked at it and hid it" in (await cat.page("/me/reports")).text
    assert "No shops, please" in (await own.page("/me?show=offers")).text
    assert (await pat.submit("/moderation/hidden", f"/offers/{offer.id}/restore")).status_code == 303
    assert SAYS in (await visitor.page(listed)).text
    assert (await visitor.get(shown.path)).status_code == 200


async def test_whoever_made_a_hidden_offer_reads_why_and_is_shown_no_form_that_refuses(
    app: FastAPI, browsing: Browsing, people: People, idea: Idea, offer: Offer, ben: Member
) -> None:
    pat, own = await people.member("Pat", Role.PRODUCT), await browsing(app, ben)
    await people.does(moderation.hide, pat, offer_id=offer.id, reason="rude", said="Please be kind")
    page = await own.page(idea.path)
    part = page.one("section", id="take-part").words
    assert "Please be kind" in part
    assert "Taking it back is final" in part
    assert f"/ideas/{idea.id}/offers" not in [form.action for form in page.forms]
    answer = await own.script(f"/offers/{offer.id}/take-back")
    (root,) = Page(answer.text).roots
    assert "So you can’t offer this here again." in root.words
    assert [form.action for form in Page(answer.text).forms] == []
    assert root.get("data-focus") == "take-part-words"
    assert "So you can’t offer this here again." in (await own.page(idea.path)).one("section", id="take-part").words
    refused = await own.post(f"/ideas/{idea.id}/offers", {"kind": "make", "offer": "Other words"})
    assert (refused.status_code, "out of sight" in refused.text) == (409, True)


async def test_an_offer_is_left_with_a_word_and_one_that_is_gone_says_so(
    app: FastAPI, browsing: Browsing, people: People, idea: Idea, offer: Offer, ben: Member
) -> None:
    cat, pat = await people.member("Cat"), await browsing(app, await people.member("Pat", Role.PRODUCT))
    reader = await browsing(app, cat)
    await people.does(moderation.report, cat, offer_id=offer.id, reason="spam")
    assert (await pat.submit("/moderation", f"/offers/{offer.id}/keep", answer="It is fine")).status_code == 303
    assert "It is fine" in (await reader.page("/me/reports")).text
    asked = await people.idea(by=cat, quadrant=Quadrant.CREATION_WITH_OTHERS)
    ask = await people.offer(by=ben, on=asked)
    await people.does(moderation.report, cat, offer_id=ask.id, reason="spam")
    await people.does(offers.accept, cat, ask.id)
    assert "Nothing is waiting" in (await pat.page("/moderation")).text
    assert "The offer was answered or taken back" in (await reader.page("/me/reports")).text


async def test_who_moderates_judges_no_offer_of_their_own_and_sees_no_way_to(
    app: FastAPI, browsing: Browsing, people: People, idea: Idea
) -> None:
    pat = await people.member("Pat", Role.PRODUCT)
    own = await people.offer(by=pat, on=idea)
    browser, hide = await browsing(app, pat), f"/offers/{own.id}/hide"
    await people.does(moderation.report, await people.member("Cat"), offer_id=own.id, reason="rude")
    for address in ("/moderation", f"/ideas/{idea.id}/offers"):
        assert hide not in (await browser.page(address)).html
    assert "Another moderator has to look at it." in (await browser.page("/moderation")).text
    assert (await browser.get(hide)).status_code == 403
    for doing in ("hide", "keep", "restore"):
        assert (await browser.post(f"/offers/{own.id}/{doing}", {"reason": "rude"})).status_code == 403
