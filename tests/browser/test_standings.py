"""A board of points on a page that stays open: an award changes it in place, and whoever reads it keeps their place."""

import pytest
from playwright.async_api import Page, expect

from domain.members import Member
from tests.browser.held import Seats
from tests.people import People

BOARD = "/points/boards"
DOWN = 150  # pixels


class Board:
    """A board that Iris reads, with Ada above Ben above her, and what she earns meanwhile."""

    def __init__(self, seats: Seats, people: People) -> None:
        self.seats, self.people = seats, people

    async def assemble(self) -> None:
        """Let everybody join, and give Ada three ideas, Ben two, Iris one, and the others what makes a page long."""
        ada, self.ben = await self.people.member("Ada"), await self.people.member("Ben")
        self.iris = await self.people.member("Iris")
        others = [await self.people.member(f"Reader {number}") for number in range(7)]
        for who in (ada, ada, ada, self.ben, self.ben, self.iris, *others):
            await self.people.idea(by=who)
        await self.people.hear()

    async def opens(self, *, script: bool) -> Page:
        """Let Iris open the board in a window that is too small for it."""
        self.seats.pages[self.iris.id] = await self.seats.windows.open(script=script, width=375)
        page = await self.seats(self.iris)
        await page.set_viewport_size({"width": 375, "height": 500})
        await page.goto(BOARD)
        return page

    async def earns(self, who: Member) -> None:
        """Let somebody put another idea before the community, which brings two points."""
        await self.people.idea(by=who)
        await self.people.hear()


@pytest.fixture
async def board(seats: Seats, people: People) -> Board:
    found = Board(seats, people)
    await found.assemble()
    return found


async def _keeps_place(page: Page) -> bool:
    """Whether it is the page that was opened, as far down as it was scrolled, with the focus where it was put."""
    found = await page.evaluate("[window.opened, Math.round(scrollY), document.activeElement.id]")
    return bool(found == [True, DOWN, "field-quadrant"])


async def _settles_down(page: Page) -> None:
    await page.evaluate("window.opened = true")
    await page.locator("#field-quadrant").focus()
    await page.evaluate(f"scrollTo({{top: {DOWN}, behavior: 'instant'}})")
    assert await _keeps_place(page)


async def test_an_award_changes_the_open_board_in_place(board: Board) -> None:
    page = await board.opens(script=True)
    await _settles_down(page)
    iris = page.locator(f"#top-{board.iris.id} td").last
    await board.earns(board.iris)
    await expect(iris).to_have_text("4")
    assert await _keeps_place(page)
    await board.earns(board.iris)  # and above Ben, so that the lines change places
    await expect(iris).to_have_text("6")
    assert (await page.locator("[data-lane=top] tbody th").all_inner_texts())[:3] == ["Ada", "Iris you", "Ben"]
    assert await _keeps_place(page)
    await expect(page.locator("#news")).to_be_hidden()


async def test_whoever_is_within_the_board_is_told_and_not_moved(board: Board) -> None:
    page = await board.opens(script=True)
    link = page.locator(f"#top-{board.ben.id} a").first
    await link.focus()
    await board.earns(board.iris)
    await expect(page.locator(f"#top-{board.iris.id} td").last).to_have_text("4")
    await board.earns(board.iris)  # and above Ben, where the lines would move under the focus
    news = page.locator("#news")
    await expect(news).to_contain_text("The board has changed meanwhile.")
    await expect(link).to_be_focused()
    await expect(page.locator(f"#top-{board.iris.id} td").last).to_have_text("4")
    await news.get_by_role("button", name="Show it").click()
    await expect(page.locator(f"#top-{board.iris.id} td").last).to_have_text("6")
    await expect(news).to_be_hidden()


async def test_without_script_the_next_look_shows_it(board: Board) -> None:
    page = await board.opens(script=False)
    points = page.locator(f"#top-{board.iris.id} td").last
    await expect(points).to_have_text("2")
    await board.earns(board.iris)
    await expect(points).to_have_text("2")
    await page.reload()
    await expect(points).to_have_text("4")
