"""A hero's story is reported, hidden, looked at and brought back on pages, with script and without."""

import pytest
from fastapi import FastAPI

from domain import heroes
from domain.heroes import Hero
from domain.images import Described
from domain.members import Member, Role
from tests.heroic import STORY, agreed, chosen
from tests.people import People
from tests.web.conftest import Browsing, Counting

QUEUE = "/moderation/heroes"


@pytest.fixture
async def rex(people: People) -> Member:
    return await people.member("Rex", Role.EXECUTIVE)


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def hero(people: People, ann: Member, rex: Member) -> Hero:
    """Return Ann's story with a picture, which Rex chose and everybody reads."""
    shown = [Described((await people.image(by=ann, wide=66)).id, "A bench in the rain.")]
    return await agreed(people, ann, await chosen(people, ann, by=rex), pictures=shown)


async def test_a_story_is_reported_hidden_and_brought_back(
    app: FastAPI, browsing: Browsing, people: People, hero: Hero, ann: Member, rex: Member
) -> None:
    ben = await browsing(app, await people.member("Ben"))
    pat = await browsing(app, await people.member("Pat", Role.PRODUCT))
    visitor, own, chooser = await browsing(app), await browsing(app, ann), await browsing(app, rex)
    form, hide, picture = f"{hero.path}/report", f"{hero.path}/hide", hero.pictures[0].path
    assert form in (await ben.page(hero.path)).html
    for browser in (visitor, own, chooser):
        assert form not in (await browser.page(hero.path)).html
    assert (await ben.submit(form, form, reason="")).status_code == 422
    assert (await ben.submit(form, form, reason="rude", said="It mocks her")).status_code == 303
    queue = await pat.page(QUEUE)
    for words in ("It mocks her", STORY.headline, STORY.problem, hero.because):
        assert words in queue.text
    assert hero.pictures[0].small_path in queue.html
    assert "1 waits" in (await pat.page("/")).html
    assert "Nobody has looked at it yet" in (await ben.page("/me/reports/heroes")).text
    assert (await pat.submit(hide, hide, reason="none")).status_code == 422
    assert (await pat.submit(hide, hide, reason="rude", said="Please be kind")).status_code == 303
    for browser in (ben, visitor):
        assert (await browser.get(hero.path)).status_code == 404
        assert (await browser.get(picture)).status_code == 404
        assert STORY.headline not in (await browser.page("/heroes")).text
    for browser in (own, chooser, pat):
        assert "Please be kind" in (await browser.page(hero.path)).text
        assert (await browser.get(picture)).status_code == 200
        assert STORY.headline not in (await browser.page("/heroes")).text
    for browser in (own, chooser):
        assert "A moderator took it out of sight." in (await browser.page("/me/heroes")).text
    assert "A moderator looked at it and hid it" in (await ben.page("/me/reports/heroes")).text
    assert (await pat.submit(f"{QUEUE}?show=hidden", f"{hero.path}/restore")).status_code == 303
    assert (await visitor.get(hero.path)).status_code == 200
    assert STORY.headline in (await visitor.page("/heroes")).text


async def test_a_story_is_left_with_a_word_and_one_that_is_gone_says_so(
    app: FastAPI, browsing: Browsing, people: People, hero: Hero, ann: Member
) -> None:
    ben, eve = await people.member("Ben"), await people.member("Eve")
    pat = await browsing(app, await people.member("Pat", Role.PRODUCT))
    await people.does(heroes.report, ben, hero.id, reason="spam")
    assert (await pat.submit(QUEUE, f"{hero.path}/keep", answer="It is fine")).status_code == 303
    assert "It is fine" in (await (await browsing(app, ben)).page("/me/reports/heroes")).text
    await people.does(heroes.report, eve, hero.id, reason="other", said="Not so")
    await people.does(heroes.withdraw, ann, hero.id)
    assert "Nothing is waiting" in (await pat.page(QUEUE)).text
    gone = await (await browsing(app, eve)).page("/me/reports/heroes")
    assert "taken off the wall before anybody looked" in gone.text
    assert "Not so" in gone.text


async def test_with_script_the_same_pages_answer(app: FastAPI, browsing: Browsing, people: People, hero: Hero) -> None:
    ben = await browsing(app, await people.member("Ben"))
    wrong = await ben.script(f"{hero.path}/report", {"reason": ""})
    assert wrong.status_code == 422
    assert "Choose one of the options." in wrong.text
    assert (await ben.script(f"{hero.path}/report", {"reason": "rude"})).status_code < 400
    pat = await browsing(app, await people.member("Pat", Role.PRODUCT))
    assert (await pat.script(f"{hero.path}/hide", {"reason": "rude"})).status_code < 400
    assert (await ben.get(hero.path)).status_code == 404


async def test_who_chose_a_story_leaves_it_to_others(
    app: FastAPI, browsing: Browsing, people: People, ann: Member
) -> None:
    cleo = await people.admin()
    hero = await agreed(people, ann, await chosen(people, ann, by=cleo))
    await people.does(heroes.report, await people.member("Ben"), hero.id, reason="rude")
    admin = await browsing(app, cleo)
    queue = await admin.page(QUEUE)
    assert "Somebody else has to look at it." in queue.text
    assert f"{hero.path}/hide" not in queue.html
    assert (await admin.get(f"{hero.path}/hide")).status_code == 403


async def test_the_queue_takes_as_many_statements_for_many_as_for_one(
    app: FastAPI, browsing: Browsing, people: People, hero: Hero, rex: Member, counting_app: Counting
) -> None:
    pat, ben = await browsing(app, await people.member("Pat", Role.PRODUCT)), await people.member("Ben")

    async def statements() -> int:
        with counting_app() as counted:
            await pat.page(QUEUE)
        return len(counted)

    await people.does(heroes.report, ben, hero.id, reason="rude")
    await statements()
    one = await statements()
    emil = await people.member("Emil", Role.EMPLOYEE)
    other = await agreed(people, emil, await chosen(people, emil, by=rex))
    for number in range(3):
        await people.does(heroes.report, await people.member(f"More {number}"), hero.id, reason="spam")
    await people.does(heroes.report, ben, other.id, reason="rude")
    assert await statements() == one
