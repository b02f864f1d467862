"""The quiet line that tells of an award: readable by everybody, put away in place, and away for good."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from domain.database import Sessions
from domain.members import Role
from domain.triage import DecisionKind
from tests.browser.conftest import Windows
from tests.browser.held import Seats, served
from tests.browser.test_every_window import LOOKS, OTHER_LOOKS, faults
from tests.conftest import HeldClock
from tests.people import People


@pytest.fixture
async def page(
    chromium: Browser, database_url: str, sessions: Sessions, people: People, clock: HeldClock
) -> AsyncIterator[Page]:
    """Return the page of a member whose idea was just adopted."""
    iris, pia = await people.member("Iris"), await people.member("Pia", Role.PRODUCT)
    await people.decide(DecisionKind.ADOPT, by=pia, on=await people.idea(by=iris))
    await people.hear()
    async with served(database_url, clock) as site:
        windows = Windows(chromium, site)
        yield await Seats(windows, sessions)(iris)
        await windows.close()
    assert windows.complaints == []


async def test_axe_finds_nothing_on_it_in_either_theme_at_either_width(page: Page) -> None:
    await page.goto("/ideas")
    await expect(page.locator("#moment")).to_contain_text("New for you: +150 impact")
    for width, theme in (*LOOKS, *OTHER_LOOKS):
        await page.set_viewport_size({"width": width, "height": 900})
        await page.emulate_media(color_scheme=theme)
        assert await faults(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_it_is_put_away_in_place_and_stays_away(page: Page) -> None:
    await page.goto("/ideas")
    await page.evaluate("window.opened = true")
    await page.locator("#moment").get_by_role("button", name="Close").click()
    await expect(page.locator("#moment")).to_have_count(0)
    assert await page.evaluate("window.opened") is True
    await page.goto("/ideas")
    await expect(page.locator("h1")).to_be_visible()
    await expect(page.locator("#moment")).to_have_count(0)
