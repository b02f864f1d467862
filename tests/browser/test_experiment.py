"""From an idea to what its voters read: one scaled, one stopped early against the advice, each in its own window."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from domain import events
from domain.database import Sessions
from domain.members import Member, Role
from domain.subscribers import SUBSCRIBERS
from tests.browser.held import Seats
from tests.conftest import HeldClock
from tests.people import People

LOOKS = 10
LEARNED = "People wait where they can sit."


class Way:
    """Everybody who has a part in an idea's way, each in a window, and the clock they share."""

    def __init__(self, seats: Seats, sessions: Sessions, clock: HeldClock) -> None:
        self.seats, self.sessions, self.clock = seats, sessions, clock

    async def assemble(self, people: People) -> None:
        """Let everybody join."""
        self.iris, self.vera = await people.member("Iris"), await people.member("Vera")
        self.emil = await people.member("Emil", Role.EMPLOYEE)
        self.pia = await people.member("Pia", Role.PRODUCT)

    async def opens(self, member: Member | None, path: str) -> Page:
        """Let somebody open a page."""
        page = await self.seats(member)
        await page.goto(path)
        return page

    async def submitted(self, title: str) -> str:
        """Let Iris submit an idea and Vera back it; return its address."""
        page = await self.opens(self.iris, "/ideas/new")
        await page.get_by_label("Title").fill(title)
        await page.get_by_label("What is wrong today?").fill("There is nowhere to sit at the stop.")
        await page.get_by_label("What could be done?").fill("Put a bench at each, from old cargo boxes.")
        await page.get_by_role("radio", name="For myself", exact=True).check()
        await page.get_by_role("radio", name="Take part in it", exact=True).check()
        self.clock.forward(minutes=5)  # what is sent at once waits for a moderator
        await self._press(page, "Submit the idea", "h1", title)
        path = page.url.removeprefix(self.seats.windows.site)
        page = await self.opens(self.vera, path)
        async with page.expect_response(lambda answer: answer.url.endswith("/vote")):
            await page.locator(".vote button").click()
        await expect(page.locator(".vote button")).to_have_attribute("aria-pressed", "true")
        return path

    async def begun(self, idea: str, title: str) -> str:
        """Turn the idea into an experiment, have the plan approved and the idea shortlisted, and start it."""
        page = await self.opens(self.emil, idea)
        await page.get_by_role("link", name="Turn it into an experiment").click()
        await page.get_by_label("Title").fill(title)
        await page.get_by_label("this change").fill("a bench at the stop")
        await page.get_by_label("for these people").fill("people who wait")
        await page.get_by_label("will move this metric").fill("riders who come back")
        await page.locator("#field-because").fill("four of ten who left had nowhere to sit")
        await page.get_by_label("Ends at the latest after, in weeks").fill("12")
        await self._press(page, "Save", "h1", title)
        path = page.url.removeprefix(self.seats.windows.site)
        await self._press(page, "Propose it", "#flash", "A second person looks at it now")
        assert not await page.get_by_role("button", name="Approve it").count()
        page = await self.opens(self.pia, path)
        await self._press(page, "Approve it", "#flash", "It can start now")
        await self.decide(idea, "Shortlist", "We try it at two stops.")
        page = await self.opens(self.emil, path)
        await self._press(page, "Start it", "#flash", "The plan is locked")
        return path

    async def check_ins(self, experiment: str, conversions: int) -> None:
        """Enter totals ten times, four days apart: 30 of 300 each time without, and so many with what is tried."""
        for look in range(1, LOOKS + 1):
            self.clock.forward(days=4)
            page = await self.opens(self.emil, experiment)
            await page.get_by_role("link", name="Enter totals").click()
            await page.get_by_label("Up to the end of").fill((self.clock() - timedelta(days=1)).date().isoformat())
            for arm, came_back in ((0, 30), (1, conversions)):
                await page.locator(f"[name=arm_{arm}_units]").fill(str(look * 300))
                await page.locator(f"[name=arm_{arm}_conversions]").fill(str(look * came_back))
            await self._press(page, "Save and see what it changes", "#flash", "Saved.")

    async def conclude(self, experiment: str, kind: str, says: str) -> None:
        """Conclude, with a learning card."""
        page = await self.opens(self.emil, experiment)
        await page.get_by_role("link", name="Conclude it").click()
        await page.get_by_role("radio", name=kind).check()
        await page.get_by_label("Why").fill("Ten looks say the same.")
        await page.get_by_label("We saw").fill("We counted three thousand riders on each side.")
        await page.get_by_label("We learned").fill(LEARNED)
        await page.get_by_label("Therefore").fill("We say at every stop what we found.")
        await self._press(page, "Conclude it", "#flash", says)

    async def decide(self, idea: str, verb: str, says: str = "", reason: str = "") -> str:
        """Decide about the idea, with the drafted answer unless one is given; return the answer."""
        page = await self.opens(self.pia, idea)
        await page.locator("#desk").get_by_role("link", name=verb, exact=True).click()
        if reason:
            await page.get_by_label("The reason").select_option(label=reason)
        if says:
            await page.get_by_label("Your answer").fill(says)
        answer = await page.get_by_label("Your answer").input_value()
        await page.locator("[name=best_customers][value=accept]").check()
        await page.get_by_label("In a sentence").fill("They asked for it.")
        await page.locator("main form[data-keep] button").last.click()
        await page.evaluate("document.getElementById('alike').scrollIntoView()")
        await expect(page.locator("#alike[hx-get]")).to_have_count(0)
        # What the page fetched by itself leaves the message where it is.
        await expect(page.locator("#flash")).to_contain_text("decided")
        return answer

    async def hears(self, member: Member, says: str) -> Page:
        """Let somebody read the notices once all is delivered, and follow the one that says this."""
        await events.deliver(self.sessions, SUBSCRIBERS)
        page = await self.opens(member, "/me/notices")
        await page.locator(".notices a", has_text=says).first.click()
        return page

    async def _press(self, page: Page, button: str, place: str, says: str) -> None:
        await page.get_by_role("button", name=button, exact=True).click()
        await expect(page.locator(place)).to_contain_text(says)


@pytest.fixture
async def way(seats: Seats, sessions: Sessions, people: People, clock: HeldClock) -> Way:
    way = Way(seats, sessions, clock)
    await way.assemble(people)
    return way


async def test_an_idea_goes_from_submitted_to_scaled_and_its_voters_read_the_answer(way: Way) -> None:
    idea = await way.submitted("Benches for everybody")
    experiment = await way.begun(idea, "Benches at two stops")
    await way.hears(way.vera, "It is being tested now")
    await way.check_ins(experiment, conversions=36)
    page = await way.opens(way.emil, experiment)
    await expect(page.get_by_role("heading", name="What the data say: scale")).to_be_visible()
    await expect(page.locator(".x-verdict")).to_contain_text("wrongly in at most 1 of 20 cases")
    await expect(page.locator(".x-figures tbody tr")).to_have_count(LOOKS)
    await way.conclude(experiment, "Scaled", "Everybody who took part hears it")
    page = await way.hears(way.vera, "Its test is over: this is what we learned")
    await expect(page.locator("main")).to_contain_text(LEARNED)
    answer = await way.decide(idea, "Adopt")
    assert "We tested this: Benches at two stops." in answer
    page = await way.hears(way.vera, "it will be built")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Benches for everybody")
    await expect(page.locator("main")).to_contain_text("We tested this: Benches at two stops.")
    await expect(page.locator("main")).to_contain_text("Scaled")
    await page.get_by_role("link", name="Benches at two stops").first.click()
    await expect(page.locator(".x-card")).to_contain_text(LEARNED)


async def test_an_idea_is_stopped_early_against_the_advice_by_two_people_and_its_voters_read_why(way: Way) -> None:
    idea = await way.submitted("Cushions for everybody")
    experiment = await way.begun(idea, "Cushions at two stops")
    await way.check_ins(experiment, conversions=33)
    page = await way.opens(way.emil, experiment)
    await expect(page.get_by_role("heading", name="What the data say: continue")).to_be_visible()
    await way.conclude(experiment, "Stopped: not as promised", "it waits for a second person")
    page = await way.opens(way.vera, experiment)
    await expect(page.locator("main")).not_to_contain_text(LEARNED)
    page = await way.opens(way.emil, experiment)
    await expect(page.get_by_role("button", name="Confirm it")).to_have_count(0)
    page = await way.opens(way.pia, experiment)
    await page.get_by_role("button", name="Confirm it").click()
    await expect(page.locator("#flash")).to_contain_text("The conclusion counts")
    page = await way.hears(way.vera, "Its test is over: this is what we learned")
    await expect(page.locator("main")).to_contain_text("Decided against the advice, by two people.")
    await expect(page.locator(".x-card")).to_contain_text(LEARNED)
    page = await way.opens(None, "/learning")
    await expect(page.locator("main")).to_contain_text(LEARNED)
    answer = await way.decide(idea, "Decline", "It didn’t bring what was promised.", "It costs more than it brings")
    page = await way.hears(way.vera, "it will not be done")
    await expect(page.locator("main")).to_contain_text(answer)
