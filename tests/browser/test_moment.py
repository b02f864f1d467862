"""The quiet line that tells of an award: readable by everybody, put away in place, and away for good."""

import pytest
from playwright.async_api import Page, expect

from domain.members import Role
from domain.triage import DecisionKind
from tests.browser.held import Seats
from tests.browser.test_every_window import LOOKS, OTHER_LOOKS, faults
from tests.people import People


@pytest.fixture
async def page(seats: Seats, people: People) -> Page:
    """Return the page of a member whose idea was just adopted."""
    iris, pia = await people.member("Iris"), await people.member("Pia", Role.PRODUCT)
    await people.decide(DecisionKind.ADOPT, by=pia, on=await people.idea(by=iris))
    await people.hear()
    return await seats(iris)


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
