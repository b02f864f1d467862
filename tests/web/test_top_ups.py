"""The page of an entry says what a limit withheld, and links on to what paid it later, and back."""

from fastapi import FastAPI

from domain import rewards
from tests.people import People
from tests.topping_up import topped_up
from tests.web.conftest import Browsing


async def test_what_was_withheld_links_to_what_paid_it_later(app: FastAPI, browsing: Browsing, people: People) -> None:
    told = await topped_up(people)
    for browser in (await browsing(app, told.ann), await browsing(app)):
        late = await browser.page(told.late.path)
        assert "0 of 2 points: the limit of 6 for that day was reached." in late.text
        assert "Paid later" in late.text
        assert [each.words for each in late.all("a", href=told.top_up.path)] == ["+2"]
        top_up = await browser.page(told.top_up.path)
        assert "Pays the rest of" in top_up.text
        assert [each.words for each in top_up.all("a", href=told.late.path)] == [f"Entry {told.late.id}"]
        assert "Paid later, since room came free below a limit" in top_up.text
        assert not top_up.has("a", href=told.top_up.path)
        first = await browser.page(told.first.path)
        assert "Taken back by" in first.text
        assert "Paid later" not in first.text


async def test_german_readers_read_it_in_german(app: FastAPI, browsing: Browsing, people: People) -> None:
    told = await topped_up(people)
    reader = await browsing(app, await people.member("Greta", language="de"))
    assert "Später gezahlt" in (await reader.page(told.late.path)).text
    assert "Zahlt den Rest von" in (await reader.page(told.top_up.path)).text


async def test_who_keeps_their_points_to_themselves_keeps_these_too(
    app: FastAPI, browsing: Browsing, people: People
) -> None:
    told = await topped_up(people)
    await people.does(rewards.revise_habit, told.ann, shown=False, tells=False)
    others = [await browsing(app, await people.member("Ben")), await browsing(app)]
    for entry in (told.late, told.top_up):
        assert [(await each.get(entry.path)).status_code for each in others] == [404, 404]
        assert (await (await browsing(app, told.ann)).get(entry.path)).status_code == 200
