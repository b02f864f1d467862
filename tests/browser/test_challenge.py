"""A challenge's long lists go on in place with script, and on a page of their own without."""

import pytest
from playwright.async_api import expect

from domain import challenges
from domain.members import Role
from tests.browser.held import Seats
from tests.challenging import began, called
from tests.people import People

JOINED = 53


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
async def test_more_of_those_who_joined_are_shown(seats: Seats, people: People, script: bool) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    work = await began(people, await called(people, by=pia, staff=True))
    for number in range(JOINED):
        await people.does(challenges.join, await people.member(f"Mate {number:02}", Role.EMPLOYEE), work.id)
    seats.pages[pia.id] = await seats.windows.open(script=script)
    page = await seats(pia)
    await page.goto(work.path)
    mates = page.locator("#people-list > li:not(.more)")
    await expect(mates).to_have_count(50)
    await page.locator("#people-list .more a").click()
    await expect(mates).to_have_count(JOINED if script else JOINED - 50)
    await expect(mates.last).to_contain_text("Mate 52")
    await expect(page.locator("#people-list .more")).to_have_count(0)
    await expect(page.get_by_role("heading", level=1)).to_have_count(1)
    if script:
        await expect(mates.nth(50).locator("a").first).to_be_focused()
