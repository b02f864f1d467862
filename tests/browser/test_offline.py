"""Without a connection: a page that says so, and forms that keep what was typed."""

from playwright.async_api import expect

from tests.browser.conftest import Windows
from tests.browser.test_every_window import faults

KEPT = """async () => {
    const caught = (await caches.keys()).map(async (name) => (await caches.open(name)).keys());
    return (await Promise.all(caught)).flat().map((each) => new URL(each.url).pathname);
}"""
READY = "async () => { const own = await navigator.serviceWorker.ready; return own.active.scriptURL; }"


async def test_without_a_connection_a_page_says_so_in_the_readers_language(windows: Windows) -> None:
    page = await windows.open("hanna", language="de", width=375, worker=True)
    await page.goto("/ideas")
    assert "language=de" in await page.evaluate(READY)
    await page.context.set_offline(True)
    await page.goto("/ideas/1")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Keine Verbindung")
    assert await faults(page) == []
    assert "Hanna" not in await page.content()
    kept = await page.evaluate(KEPT)
    assert sorted(path for path in kept if not path.startswith("/static/")) == ["/offline"]
    await page.context.set_offline(False)
    await page.get_by_role("link", name="Noch einmal versuchen").click()
    await expect(page.locator("article.body")).to_be_visible()


async def test_a_form_is_not_sent_into_the_void(windows: Windows) -> None:
    page = await windows.open("yusuf", worker=True)
    await page.goto("/ideas/new")
    await page.get_by_label("Title").fill("A thought on the train")
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Submit the idea").click()
    await expect(page.locator("#flash")).to_contain_text("What you typed is still here")
    await expect(page.get_by_label("Title")).to_have_value("A thought on the train")
    await page.context.set_offline(False)
    await page.goto("/ideas")
    await page.goto("/ideas/new")
    await expect(page.get_by_label("Title")).to_have_value("A thought on the train")
