"""Taking part from a page: each idea's own call, who reads the answer, and what author and asker do then."""

from uuid import uuid4

import pytest
from fastapi import FastAPI

from domain import database, ideas, offers
from domain.database import Sessions
from domain.ideas import Idea, Quadrant
from domain.members import Member, Role
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing, Counting
from tests.web.reading import Page

CALLS = {
    Quadrant.PARTICIPATION_FOR_SELF: "I’ll test it",
    Quadrant.CREATION_FOR_SELF: "I’d make mine",
    Quadrant.PARTICIPATION_FOR_OTHERS: "I’ll help",
    Quadrant.CREATION_WITH_OTHERS: "Build it with me",
}


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


@pytest.fixture
async def together(people: People, ann: Member) -> Idea:
    return await people.idea(by=ann, quadrant=Quadrant.CREATION_WITH_OTHERS)


def part(page: Page) -> str:
    """Return the words of the page's part about taking part."""
    return page.one("section", id="take-part").words


@pytest.mark.parametrize("quadrant", Quadrant)
async def test_each_quadrant_shows_its_own_call_and_takes_an_answer_without_script(
    quadrant: Quadrant, app: FastAPI, browsing: Browsing, people: People, ann: Member, ben: Member
) -> None:
    idea, browser = await people.idea(by=ann, quadrant=quadrant), await browsing(app, ben)
    words = part(await browser.page(idea.path))
    assert [call for call in CALLS.values() if call in words] == [CALLS[quadrant]]
    assert ("Everybody who can read this idea" in words) is (quadrant is Quadrant.CREATION_FOR_SELF)
    sent = await browser.submit(idea.path, f"/ideas/{idea.id}/offers", offer="With my own hands.")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{idea.path}#take-part")
    words = part(await browser.page(idea.path))
    assert "With my own hands." in words
    assert "1 would" in words
    assert "Take it back" in words


async def test_the_script_gets_the_part_alone(
    app: FastAPI, browsing: Browsing, people: People, ann: Member, ben: Member
) -> None:
    idea, browser = await people.idea(by=ann), await browsing(app, ben)
    answer = await browser.script(f"/ideas/{idea.id}/offers", {"kind": "test", "offer": ""})
    (root,) = Page(answer.text).roots
    assert (answer.status_code, root.get("id")) == (200, "take-part")
    assert "You would test this." in root.words
    mine = next(form.action for form in Page(answer.text).forms if form.action.endswith("/take-back"))
    answer = await browser.script(mine)
    assert "I’ll test it" in Page(answer.text).roots[0].words


async def test_a_refused_offer_comes_back_with_its_words(
    app: FastAPI, browsing: Browsing, together: Idea, ben: Member
) -> None:
    browser = await browsing(app, ben)
    for by_script in (False, True):
        path, fields = f"/ideas/{together.id}/offers", {"kind": "build", "offer": "x" * 601}
        answer = await (browser.script(path, fields) if by_script else browser.post(path, fields))
        page = Page(answer.text)
        assert answer.status_code == 422
        area = page.one("textarea", id="field-offer")
        assert (area.words, area.get("aria-invalid")) == ("x" * 601, "true")
        assert "600 is the most that fits" in part(page)
        assert "open" in next(page.all("details")).attributes or by_script is False


@pytest.mark.parametrize("kind", ["help", "", "Build", "'; --", "x" * 5000])
async def test_another_call_than_the_ideas_own_is_a_clear_refusal(
    kind: str, app: FastAPI, browsing: Browsing, together: Idea, ben: Member
) -> None:
    answer = await (await browsing(app, ben)).post(f"/ideas/{together.id}/offers", {"kind": kind, "offer": "I weld."})
    assert answer.status_code == 409
    assert "another way to take part" in Page(answer.text).text


async def test_a_visitor_sees_the_call_and_the_number_and_signs_in_to_answer(
    app: FastAPI, browsing: Browsing, people: People, together: Idea, ben: Member
) -> None:
    await people.offer(by=ben, on=together, text="I weld.")
    visitor = await browsing(app)
    page = await visitor.page(together.path)
    assert "1 would build it together" in part(page)
    assert page.has("a", href=f"/signin?next=/ideas/{together.id}")
    assert "I weld." not in (await visitor.page(f"/ideas/{together.id}/offers")).text
    sent = await visitor.post(f"/ideas/{together.id}/offers", {"kind": "build", "offer": "I weld."})
    assert (sent.status_code, "Please sign in first." in sent.text) == (403, True)


async def test_the_list_of_offers_shows_each_reader_what_concerns_them(
    app: FastAPI, browsing: Browsing, people: People, together: Idea, ann: Member, ben: Member
) -> None:
    await people.offer(by=ben, on=together, text="I weld.")
    eli, dan = await people.member("Eli", Role.EMPLOYEE), await people.member("Dan")
    for reader, reads in ((ann, True), (ben, True), (eli, True), (dan, False), (None, False)):
        page = await (await browsing(app, reader)).page(f"/ideas/{together.id}/offers")
        assert ("I weld." in page.text) is reads
        assert ("Build it together" in page.text) is (reader is ann)
        assert any(form.action.endswith("/accept") for form in page.forms) is (reader is ann)
        assert "Would build it together: 1" in page.text
    assert (await (await browsing(app, ann)).page(f"/ideas/{together.id}/offers?kind=test")).text.count("I weld.") == 0


async def test_the_author_accepts_and_both_names_stand_on_page_and_card(
    app: FastAPI, browsing: Browsing, people: People, together: Idea, ann: Member, ben: Member
) -> None:
    offer = await people.offer(by=ben, on=together)
    author, asker = await browsing(app, ann), await browsing(app, ben)
    path = f"/ideas/{together.id}/offers"
    assert (await author.submit(path, f"/offers/{offer.id}/accept")).headers["location"] == path
    await people.hear()
    assert "with Ben" in next((await author.page(together.path)).all("p", class_="byline")).words
    assert "and one more" in (await author.page("/ideas")).text
    assert "Ann shares this idea with you now" in (await asker.page("/me/notices")).text
    page = await asker.page(together.path)
    assert page.has("a", href=f"/ideas/{together.id}/edit")
    assert not page.has("a", href=f"/ideas/{together.id}/withdraw")
    assert not [form for form in page.forms if form.action.endswith("/vote")]


async def test_the_author_declines_kindly_and_only_the_asker_hears(
    app: FastAPI, browsing: Browsing, people: People, together: Idea, ann: Member, ben: Member
) -> None:
    offer = await people.offer(by=ben, on=together, text="I weld.")
    author, asker = await browsing(app, ann), await browsing(app, ben)
    address = f"/offers/{offer.id}/decline"
    assert (await author.submit(address, address, note="x" * 401)).status_code == 422
    assert (await author.submit(address, address, note="We are three already.")).status_code == 303
    await people.hear()
    words = part(await asker.page(together.path))
    assert "not this time" in words
    assert "We are three already." in words
    assert "Build it with me" not in words
    assert "answered you: not this time" in (await asker.page("/me/notices")).text
    assert "We are three already." in (await asker.page("/me?show=offers")).text
    assert "We are three already." not in part(await author.page(together.path))
    assert (await author.get(address)).status_code == 409


async def test_parting_is_asked_first_from_both_sides(
    app: FastAPI, browsing: Browsing, people: People, together: Idea, ann: Member, ben: Member
) -> None:
    author, asker = await browsing(app, ann), await browsing(app, ben)
    for browser, address in (
        (asker, f"/ideas/{together.id}/step-down"),
        (author, f"/ideas/{together.id}/co-authors/{ben.id}/remove"),
    ):
        await people.does(offers.accept, ann, (await people.offer(by=ben, on=together)).id)
        sent = await browser.submit(address, address)
        assert (sent.status_code, sent.headers["location"]) == (303, together.path)
        assert (await people.reads(ideas.visible, ann, together.id)).co_author_ids == []
    assert (await author.get(f"/ideas/{together.id}/co-authors/{ben.id}/remove")).status_code == 404
    assert (await asker.get(f"/ideas/{together.id}/step-down")).status_code == 403


async def test_my_page_lists_my_offers_and_takes_them_back(
    app: FastAPI, browsing: Browsing, people: People, ann: Member, ben: Member
) -> None:
    idea, browser = await people.idea(by=ann, title="Benches for all"), await browsing(app, ben)
    assert "haven’t offered" in (await browser.page("/me?show=offers")).text
    offer = await people.offer(by=ben, on=idea, text="Every Monday.")
    page = await browser.page("/me?show=offers")
    assert "Benches for all" in page.text
    assert "Every Monday." in page.text
    sent = await browser.submit("/me?show=offers", f"/offers/{offer.id}/take-back")
    assert sent.headers["location"] == "/me?show=offers"
    assert (await browser.post(f"/offers/{offer.id}/take-back")).status_code == 404


async def test_the_product_team_removes_what_does_not_belong_and_its_member_is_told(
    app: FastAPI, browsing: Browsing, people: People, ann: Member, ben: Member
) -> None:
    idea = await people.idea(by=ann, quadrant=Quadrant.CREATION_FOR_SELF)
    offer = await people.offer(by=ben, on=idea, text="Buy watches")
    pia = await browsing(app, await people.member("Pia", Role.PRODUCT))
    path = f"/ideas/{idea.id}/offers"
    assert (await pia.submit(path, f"/offers/{offer.id}/take-back")).headers["location"] == path
    await people.hear()
    assert "Pia took your offer away" in (await (await browsing(app, ben)).page("/me/notices")).text


async def test_a_closed_idea_shows_what_it_has_and_no_call(
    app: FastAPI, browsing: Browsing, people: People, ann: Member, ben: Member
) -> None:
    idea, quiet = await people.idea(by=ann), await people.idea(by=ann)
    await people.offer(by=ben, on=idea)
    for each in (idea, quiet):
        await people.does(ideas.withdraw, ann, each.id, "Done already")
    browser: Browser = await browsing(app, await people.member("Dan"))
    assert part(await browser.page(idea.path)) == "Take part 1 would test it"
    assert "hidden" in (await browser.page(quiet.path)).one("section", id="take-part").attributes


async def test_a_list_of_offers_asks_as_much_for_one_as_for_many(
    app: FastAPI, browsing: Browsing, people: People, sessions: Sessions, counting_app: Counting, ann: Member
) -> None:
    idea, browser = await people.idea(by=ann), await browsing(app, ann)
    counted = []
    for number in range(23):
        await people.offer(by=await people.member(f"Tester {number}"), on=idea)
        if number in (0, 22):
            await browser.get("/about")
            with counting_app() as statements:
                page = await browser.page(f"/ideas/{idea.id}/offers")
            counted.append(len(statements))
    assert counted[0] == counted[1] <= 8
    more = next(link.get("href") for link in page.all("a") if "after=" in link.get("href"))
    rest = await browser.page(more)
    assert [len(list(each.all("li", class_="offer"))) for each in (page, rest)] == [20, 3]


async def test_a_drafts_offers_are_not_there(
    app: FastAPI, browsing: Browsing, people: People, sessions: Sessions, ann: Member
) -> None:
    async with database.transaction(sessions) as session:
        draft = await ideas.save_draft(session, ann, uuid4(), ideas.Writing("A draft", "", "", None))
    browser = await browsing(app, ann)
    assert (await browser.get(f"/ideas/{draft.id}/offers")).status_code == 404
    assert (await browser.post(f"/ideas/{draft.id}/offers", {"kind": "test"})).status_code == 409
