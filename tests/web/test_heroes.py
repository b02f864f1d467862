"""Telling of a hero, choosing one, saying yes or no, and reading the story, on pages without script."""

import pytest
from fastapi import FastAPI

from domain import badges, heroes
from domain.members import Member, Role
from domain.paging import Slice
from tests.heroic import BECAUSE, STORY, TOLD, about_test, agreed, chosen, month, stopped
from tests.people import People
from tests.pictures import file, head_of_png
from tests.thanking import about
from tests.web.conftest import Browsing, Counting
from tests.web.reading import Page

NEW = "/heroes/choosing/new"


@pytest.fixture
async def rex(people: People) -> Member:
    return await people.member("Rex", Role.EXECUTIVE)


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


async def test_a_story_is_told_chosen_agreed_to_and_read(
    app: FastAPI, browsing: Browsing, people: People, rex: Member, ann: Member
) -> None:
    await people.does(badges.seed)
    ben = await people.member("Ben")
    idea = await people.idea(by=ann)
    teller, chooser, hero, visitor = [await browsing(app, who) for who in (ben, rex, ann, None)]
    sent = await teller.submit("/heroes/nominate", "/heroes/nominate", to="@ann", story=TOLD, about=idea.path)
    assert sent.headers["location"] == "/me/heroes"
    assert TOLD in (await teller.page("/me/heroes")).text
    desk = await chooser.page("/heroes/choosing")
    assert TOLD in desk.text
    (made,) = (await people.reads(heroes.nominations, rex, Slice())).items
    form = (await chooser.page(f"{NEW}?nomination={made.id}")).form(NEW)
    assert (form["to"], form["about"]) == (["ann"], [idea.path])
    filled = {"because": BECAUSE, **vars(STORY)}
    chosen_now = await chooser.send(NEW, form | filled | {"month": (await month(people)).isoformat()})
    path = "/heroes/2026-02-customer"
    assert chosen_now.headers["location"] == path
    assert (await visitor.get(path)).status_code == 404
    assert "Say yes or no" in (await hero.page(path)).text
    said = await hero.submit(f"{path}/answer", f"{path}/answer", headline="What I saw in the rain")
    assert said.headers["location"] == path
    read = await visitor.page(path)
    for words in ("What I saw in the rain", STORY.problem, BECAUSE, "Rex", idea.title, "February 2026"):
        assert words in read.text
    assert "What I saw in the rain" in (await visitor.page("/heroes")).text
    assert "What I saw in the rain" not in (await visitor.page("/heroes?kind=employee")).text
    assert "What I saw in the rain" in (await visitor.page("/members/ann")).text
    assert "Hero of the Month" in (await hero.page("/me/badges")).text


async def test_whose_story_it_is_can_be_said_by_name_where_nobody_else_is_meant(
    app: FastAPI, browsing: Browsing, people: People, rex: Member
) -> None:
    one, ines = await people.member("Ines Adler"), await people.member("Ines Bauer")
    await people.member("Ines Bauer", email="another@people.example")
    teller = await browsing(app, await people.member("Ben"))
    for typed in ("ines", "Ines Bauer"):
        refused = await teller.submit("/heroes/nominate", "/heroes/nominate", to=typed, story=TOLD)
        assert refused.status_code == 422
        assert "Whom do you mean? " in refused.text
        assert f"Ines Bauer (@{ines.handle})" in refused.text
    assert (await people.reads(heroes.nominations, rex, Slice())).items == []
    sent = await teller.submit("/heroes/nominate", "/heroes/nominate", to="ines adler", story=TOLD)
    assert sent.headers["location"] == "/me/heroes"
    (made,) = (await people.reads(heroes.nominations, rex, Slice())).items
    assert made.nominee_id == one.id


async def test_a_handle_is_enough_however_many_have_it_in_their_name(
    app: FastAPI, browsing: Browsing, people: People, rex: Member, ann: Member
) -> None:
    for number in range(6):
        await people.member(f"Annika {number}")
    teller = await browsing(app, await people.member("Ben"))
    sent = await teller.submit("/heroes/nominate", "/heroes/nominate", to=ann.handle, story=TOLD)
    assert sent.headers["location"] == "/me/heroes"
    (made,) = (await people.reads(heroes.nominations, rex, Slice())).items
    assert made.nominee_id == ann.id


async def test_markup_in_a_story_is_text_and_a_hidden_idea_is_in_no_chain(
    app: FastAPI, browsing: Browsing, people: People, rex: Member, ann: Member
) -> None:
    idea = await people.idea(by=ann)
    bad = heroes.Story("<b>Bold</b> as brass", "<script>alert(1)</script> and more", STORY.tried, "", STORY.changed)
    hero = await chosen(people, ann, by=rex, about=about(idea))
    await agreed(people, ann, hero, bad)
    visitor = await browsing(app)
    page = await visitor.page(hero.path)
    assert "<script>alert" not in page.html
    assert "<b>Bold" not in page.html
    assert idea.title in page.text
    await people.hide(idea)
    assert idea.title not in (await visitor.page(hero.path)).text


async def test_a_failures_story_shows_what_was_learned(
    app: FastAPI, browsing: Browsing, people: People, rex: Member, ann: Member
) -> None:
    card = await stopped(people, by=await people.member("Eve", Role.EMPLOYEE), on=await people.idea(by=ann))
    await agreed(people, ann, await chosen(people, ann, by=rex, failure=True, about=about_test(card)))
    page = await (await browsing(app)).page("/heroes/2026-02-customer")
    assert "A failure that taught something" in page.text
    assert card.learned in page.text
    assert card.path in page.html


async def test_a_no_leaves_nothing_and_asks_nobody_again(
    app: FastAPI, browsing: Browsing, people: People, rex: Member, ann: Member
) -> None:
    hero = await chosen(people, ann, by=rex)
    asked, chooser = await browsing(app, ann), await browsing(app, rex)
    assert (await chooser.get(f"{hero.path}/answer")).status_code == 403
    said = await asked.submit(f"{hero.path}/answer", f"{hero.path}/decline")
    assert said.headers["location"] == "/me/heroes"
    for browser in (asked, chooser):
        assert (await browser.get(hero.path)).status_code == 404


async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    app: FastAPI, browsing: Browsing, people: People, rex: Member, ann: Member
) -> None:
    teller, chooser = await browsing(app, await people.member("Ben")), await browsing(app, rex)
    short = await teller.submit("/heroes/nominate", "/heroes/nominate", to="ann", story="Too short, sorry")
    assert short.status_code == 422
    assert "Too short, sorry" in short.text
    assert "at least 80 characters" in short.text
    mine = await teller.submit("/heroes/nominate", "/heroes/nominate", to="ben", story=TOLD)
    assert (mine.status_code, "chosen by others" in mine.text) == (403, True)
    wrong = await chooser.submit(NEW, NEW, to="ann", because="Short", headline="Kept as typed")
    assert wrong.status_code == 422
    assert "Kept as typed" in wrong.text


async def test_a_choice_is_taken_back_and_a_story_withdrawn(
    app: FastAPI, browsing: Browsing, people: People, rex: Member, ann: Member
) -> None:
    hero = await chosen(people, ann, by=rex)
    chooser, own = await browsing(app, rex), await browsing(app, ann)
    assert (await chooser.submit(hero.path, f"{hero.path}/take-back")).status_code == 303
    await agreed(people, ann, await chosen(people, ann, by=rex))
    other = await browsing(app, await people.member("Ben"))
    assert (await other.get(f"{hero.path}/withdraw")).status_code == 403
    assert (await own.submit(f"{hero.path}/withdraw", f"{hero.path}/withdraw")).status_code == 303
    assert (await own.get(hero.path)).status_code == 404


@pytest.mark.parametrize("slug", ["2026-13-customer", "0000-01-customer", "2026-02-hero", "٢٠٢٦-02-customer", "x"])
async def test_what_is_no_address_of_a_story_is_not_found(app: FastAPI, browsing: Browsing, slug: str) -> None:
    browser = await browsing(app)
    for path in (f"/heroes/{slug}", "/heroes/pictures/1-0123456789abcdef.webp", "/heroes/pictures/x"):
        assert (await browser.get(path)).status_code == 404


async def test_a_picture_is_sent_with_the_answer_and_seen_with_the_story(
    app: FastAPI, browsing: Browsing, people: People, rex: Member, ann: Member
) -> None:
    hero = await chosen(people, ann, by=rex)
    own, visitor = await browsing(app, ann), await browsing(app)
    path = f"{hero.path}/answer"
    fields = (await own.page(path)).form(path) | {"image_1_alt": "A bench in the rain"}
    said = await own.client.post(path, data=fields, files={"image_1_file": ("rain.png", file(), "image/png")})
    assert said.status_code == 303
    page = await visitor.page(hero.path)
    (image,) = [each for each in page.elements if each.get("alt") == "A bench in the rain"]
    shown = await visitor.get(image.get("src"))
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
    assert (await visitor.get(image.get("src").replace("/heroes/pictures/", "/images/"))).status_code == 404


async def test_a_picture_of_100_megapixels_is_refused_and_the_words_stay(
    app: FastAPI, browsing: Browsing, people: People, rex: Member, ann: Member
) -> None:
    hero = await chosen(people, ann, by=rex)
    own, path = await browsing(app, ann), f"{hero.path}/answer"
    fields = (await own.page(path)).form(path) | {"headline": "What I saw in the rain", "image_1_alt": "A bench"}
    huge = {"image_1_file": ("rain.png", head_of_png(10_000, 10_000), "image/png")}
    said = await own.client.post(path, data=fields, files=huge)
    assert said.status_code == 422
    assert "40 megapixels" in Page(said.text).text
    assert Page(said.text).form(path)["headline"] == ["What I saw in the rain"]
    assert (await (await browsing(app)).get(hero.path)).status_code == 404


async def test_a_retired_badge_is_told_with_the_yes(
    app: FastAPI, browsing: Browsing, people: People, rex: Member, ann: Member
) -> None:
    hero = await chosen(people, ann, by=rex)
    await people.does(badges.retire_badge, await people.admin(), "hero-of-the-month")
    own, path = await browsing(app, ann), f"{hero.path}/answer"
    assert (await own.submit(path, path)).status_code == 303
    assert "no longer given, so none came with it" in (await own.page(hero.path)).text


async def test_the_wall_asks_as_much_for_many_as_for_one(
    app: FastAPI, browsing: Browsing, counting: Counting, people: People, rex: Member, ann: Member
) -> None:
    async def asked() -> int:
        with counting() as statements:
            await visitor.page("/heroes")
        return len(statements)

    visitor = await browsing(app)
    await agreed(people, ann, await chosen(people, ann, by=rex))
    await visitor.page("/heroes")
    one = await asked()
    eve = await people.member("Eve", Role.EMPLOYEE)
    await agreed(people, eve, await chosen(people, eve, by=rex))
    assert await asked() == one
