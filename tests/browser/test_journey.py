"""One person from joining to an idea with votes and comments, with script and without."""

import re
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Windows


async def join(page: Page, name: str) -> None:
    email = f"{uuid4().hex[:10]}@newcomers.example"
    await page.goto("/join")
    await page.get_by_label("E-mail").first.fill(email)
    await page.get_by_role("button", name="Send me a link").click()
    await page.goto("/mail")
    await page.locator("main a", has_text=email).or_(page.locator("main li", has_text=email).locator("a")).first.click()
    await page.locator("main a[href*='/links/']").first.click()
    await page.get_by_label("What shall we call you?").fill(name)
    await page.get_by_role("button", name="Join", exact=True).click()
    await page.wait_for_url(lambda url: "/links/" not in url)


async def take_time(page: Page) -> None:
    """Take as long as people do: what is sent within two seconds of opening a form waits for a moderator."""
    await page.wait_for_timeout(2000)


async def write_idea(page: Page, title: str) -> None:
    await page.goto("/ideas/new")
    await page.get_by_label("Title").fill(title)
    await page.get_by_label("What is wrong today?").fill("In autumn the leaves hide the **bike lane**.")
    await page.get_by_label("What could be done?").fill("Sweep it first, then the road beside it. It takes an hour.")
    await page.get_by_role("radio", name="For myself", exact=True).check()
    await page.get_by_role("radio", name="Take part in it", exact=True).check()
    await page.get_by_label("Tags").fill("autumn, lanes")
    await take_time(page)
    await page.get_by_role("button", name="Submit the idea").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
async def test_from_joining_to_an_idea_with_votes_and_comments(windows: Windows, script: bool) -> None:
    title = f"Sweep the bike lane first {uuid4().hex[:6]}"
    author = await windows.open(script=script)
    await join(author, "Ottoline Prew")
    await write_idea(author, title)
    await expect(author.locator("main")).to_contain_text("Participation for myself")
    idea = author.url.split("#")[0]

    ben = await windows.open("yusuf", script=script)
    await ben.goto(f"/ideas?q={title.rsplit(maxsplit=1)[-1]}")
    await ben.get_by_role("link", name=title).click()
    await expect(ben.get_by_role("heading", level=1)).to_have_text(title)
    vote = ben.locator(".vote button")

    async def press() -> None:
        # A second press while the first is on its way is left out on purpose, so we wait for the answer.
        async with ben.expect_response(re.compile("/(un)?vote$")):
            await vote.click()

    await expect(vote).to_have_attribute("aria-pressed", "false")
    await press()
    await expect(vote).to_have_attribute("aria-pressed", "true")
    await expect(vote).to_contain_text("1")
    await ben.reload()
    await expect(vote).to_contain_text("1")
    await press()
    await expect(vote).to_have_attribute("aria-pressed", "false")
    await expect(vote).to_contain_text("0")
    await press()
    await expect(vote).to_contain_text("1")

    await ben.get_by_label("Your comment").fill("I slipped there in October. **Please.** @ilse knows the corner.")
    await take_time(ben)
    await ben.get_by_role("button", name="Comment", exact=True).click()
    await expect(ben.locator(".comment strong")).to_have_text("Please.")
    follow = ben.locator("#follow button")
    if await follow.get_attribute("aria-pressed") == "false":
        await follow.click()
    await expect(follow).to_have_attribute("aria-pressed", "true")

    await author.goto(idea)
    await author.locator("summary", has_text="Reply").click()
    await author.get_by_label("Your reply to").fill("Which corner was it?")
    await take_time(author)
    await author.get_by_role("button", name="Reply", exact=True).click()
    await expect(author.locator(".replies .comment")).to_contain_text("Which corner was it?")
    await expect(author.get_by_role("heading", name="2 comments")).to_be_visible()

    await author.goto("/me")
    await expect(author.locator("main")).to_contain_text(title)
    await ben.goto("/me?show=votes")
    await expect(ben.locator("main")).to_contain_text(title)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
async def test_a_refused_idea_keeps_what_was_typed(windows: Windows, script: bool) -> None:
    page = await windows.open("yusuf", script=script)
    await page.goto("/ideas/new")
    await page.get_by_label("What could be done?").fill("Something with enough words to be a proposal.")
    await page.get_by_role("button", name="Submit the idea").click()
    await expect(page.locator(".error-summary")).to_contain_text("Please fill this in.")
    await expect(page.get_by_label("What could be done?")).to_have_value(
        "Something with enough words to be a proposal."
    )
    await expect(page.get_by_label("Title")).to_have_attribute("aria-invalid", "true")


async def test_typing_saves_a_draft_and_a_lost_page_brings_the_text_back(windows: Windows) -> None:
    page = await windows.open("bram")
    await page.goto("/ideas/new")
    await page.get_by_label("Title").fill("A thought that isn't finished")
    await expect(page.locator("#draft")).to_contain_text("Draft saved")
    await page.goto("/me")
    await expect(page.locator("main")).to_contain_text("A thought that isn't finished")

    await page.goto("/ideas/1")
    await page.get_by_label("Your comment").fill("Half a sentence and then")
    await page.goto("/ideas")
    await page.goto("/ideas/1")
    await expect(page.get_by_label("Your comment")).to_have_value("Half a sentence and then")


async def test_search_finds_while_one_types_and_says_how_many(windows: Windows) -> None:
    page = await windows.open()
    await page.goto("/ideas")
    await page.locator("#q").press_sequentially("repair", delay=20)
    await expect(page.locator("#announcer")).to_contain_text("idea")
    await expect(page).to_have_url(re.compile("q=repair"))
    shown = await page.locator("#results .card").count()
    assert 0 < shown <= 20


async def test_markup_in_texts_stays_text(windows: Windows) -> None:
    page = await windows.open("yusuf")
    alarms: list[str] = []
    page.on("dialog", lambda dialog: alarms.append(dialog.message))
    nasty = '<img src=x onerror="alert(1)"><script>alert(2)</script><svg onload=alert(3)>'
    await page.goto("/ideas/1")
    await page.get_by_label("Your comment").fill(nasty + " [x](javascript:alert(4))")
    await page.get_by_role("button", name="Comment", exact=True).click()
    await expect(page.locator(".comment").last).to_be_visible()
    assert await page.locator(".comment img[src='x'], .comment script, .comment [onload]").count() == 0
    assert await page.locator(".comment a[href^='javascript']").count() == 0
    assert alarms == []


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
async def test_similar_ideas_come_by_themselves_or_by_a_button_and_nothing_typed_is_lost(
    windows: Windows, script: bool
) -> None:
    page = await windows.open("yusuf", script=script)
    await page.goto("/ideas?order=supported")
    title = await page.locator("main h3").first.inner_text()
    await page.goto("/ideas/new")
    look = page.get_by_role("button", name="Look for similar ideas")
    await expect(look).to_have_count(0 if script else 1)
    similar = page.locator("#similar")
    await expect(similar).to_be_empty()
    await expect(similar).to_be_hidden()
    await page.get_by_label("What is wrong today?").fill("One waits in the rain.")
    await page.get_by_label("Title").press_sequentially(title)
    if not script:
        await look.click()
    await expect(similar.get_by_role("link", name=title)).to_be_visible()
    assert page.url.split("#")[0].endswith("/ideas/new")
    await expect(page.get_by_label("Title")).to_have_value(title)
    await expect(page.get_by_label("What is wrong today?")).to_have_value("One waits in the rain.")
