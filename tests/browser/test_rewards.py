"""What comes of an idea, as people see it: points with their reason, a badge to take away, and a stranger who verifies.

Each is followed with script and without.
"""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from domain import badges, events
from domain.experiments import Advice, ConclusionKind
from domain.ideas import Idea
from domain.members import Member, Role
from domain.subscribers import SUBSCRIBERS
from tests import experimenting
from tests.browser.held import Seats
from tests.carrying import sign_all
from tests.conftest import HeldClock
from tests.people import People

SECRET = b"a key for tests"


class Story:
    """Everybody who has a part in it, each in a window with or without script."""

    def __init__(self, seats: Seats, people: People, clock: HeldClock, script: bool) -> None:
        self.seats, self.people, self.clock, self.script = seats, people, clock, script

    async def opens(self, member: Member | None, path: str) -> Page:
        """Let somebody open a page."""
        number = member.id if member else 0
        if number not in self.seats.pages:
            self.seats.pages[number] = await self.seats.windows.open(script=self.script)
        page = await self.seats(member)
        await page.goto(path)
        return page

    async def settles(self) -> None:
        """Let the background do its work: points, badges, signatures."""
        await events.deliver(self.people.sessions, SUBSCRIBERS)
        await sign_all(self.people, address=self.seats.windows.site, secret=SECRET)

    async def adopts(self, product: Member, idea: Idea) -> None:
        """Let the product team adopt an idea by form."""
        page = await self.opens(product, idea.path)
        await page.locator("#desk").get_by_role("link", name="Adopt", exact=True).click()
        await page.get_by_label("Your answer").fill("We build it this spring, at every stop.")
        await page.locator("[name=best_customers][value=accept]").check()
        await page.get_by_label("In a sentence").fill("They asked for it.")
        await page.locator("main form[data-keep] button").last.click()
        await expect(page.locator("#flash")).to_contain_text("decided")

    async def verifies(self, member: Member | None, file: Path) -> None:
        """Let somebody verify a badge that they were sent as a file."""
        page = await self.opens(member, "/verify")
        await page.get_by_label("File").set_input_files(file)
        await page.get_by_role("button", name="Verify it").click()
        await expect(page.get_by_role("heading", name="This badge holds")).to_be_visible()
        await expect(page.locator("main")).to_contain_text("It was signed with the key that it names")


@pytest.fixture(params=[True, False], ids=["with script", "without"])
async def story(
    request: pytest.FixtureRequest,
    seats: Seats,
    people: People,
    clock: HeldClock,
) -> Story:
    await people.does(badges.seed)
    return Story(seats, people, clock, request.param)


async def test_an_adopted_idea_brings_points_with_their_reason_and_a_badge_that_a_stranger_verifies(
    story: Story, people: People, tmp_path: Path
) -> None:
    iris, pia = await people.member("Iris"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=iris, title="Benches for everybody")
    story.clock.forward(hours=1)
    await story.adopts(pia, idea)
    await story.settles()
    page = await story.opens(iris, "/points")
    entry = page.locator(".pt-lines li", has_text="The product team decided to build")
    await expect(entry).to_contain_text("Benches for everybody")
    await expect(entry.locator(".pt-amount")).to_contain_text("+150")
    await entry.get_by_role("link", name="Why, by which rule").click()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    page = await story.opens(iris, "/me/badges")
    await page.get_by_role("link", name="Green Light", exact=True).first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Green Light")
    await expect(page.locator("main")).to_contain_text("Wrote an idea that was adopted.")
    badge = page.url.removeprefix(story.seats.windows.site)
    file = tmp_path / "shipped.png"
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Picture (PNG)").click()
    await (await coming.value).save_as(file)
    assert file.read_bytes().startswith(b"\x89PNG")
    await story.verifies(iris, file)
    await story.verifies(None, file)
    page = await story.opens(None, badge)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Green Light")
    page = await story.opens(pia, badge)
    await page.get_by_role("link", name="Take this badge back").click()
    await page.get_by_label("Why?").fill("It was meant for another Iris.")
    await page.get_by_role("button", name="Take it back").click()
    page = await story.opens(None, "/verify")
    await page.get_by_label("File").set_input_files(file)
    await page.get_by_role("button", name="Verify it").click()
    await expect(page.get_by_role("heading", name="This badge doesn’t hold")).to_be_visible()


async def test_an_honest_failure_brings_what_a_success_brings_and_both_see_why(story: Story, people: People) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    emil, elsa = await people.member("Emil", Role.EMPLOYEE), await people.member("Elsa", Role.EMPLOYEE)
    iris = await people.member("Iris")
    sums = {}
    for owner, advice, kind in (
        (emil, Advice.SCALE, ConclusionKind.SCALED),
        (elsa, Advice.STOP, ConclusionKind.STOPPED_NOT_AS_PROMISED),
    ):
        idea = await people.idea(by=iris, title=f"Benches by {owner.name}")
        experiment = await experimenting.running(people, by=owner, second=pia, on=idea)
        story.clock.forward(days=2)
        await experimenting.advised(people, experiment, advice, by=owner)
        await experimenting.concluded(people, experiment, kind, by=owner)
        await story.settles()
        page = await story.opens(owner, "/points")
        lines = page.locator(".pt-lines li", has_text="Learning")
        await expect(lines.first).to_be_visible()
        told = page.locator(".pt-lines")
        await expect(told).to_contain_text("What came out makes no difference.")
        await expect(told).to_contain_text("To stop pays the same as to scale.")
        amounts = await lines.locator(".pt-amount").all_inner_texts()
        sums[owner.name] = sorted("".join(char for char in each if char.isdigit()) for each in amounts)
    assert sums["Emil"] == sums["Elsa"] == ["10", "40", "60"]
