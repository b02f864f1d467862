"""Every page for everybody: accessible in both themes, light in weight, from one place, at every width."""

import gzip
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page

from tests.browser.addresses import ADMIN, LED, MEMBER, ONCE, REWARDS, TEAM, VISITOR
from tests.browser.conftest import Windows

AXE = (Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js").read_text("utf-8")
PAGES = [("", path) for path in VISITOR] + [("yusuf", path) for path in MEMBER]
PAGES += [("priya", path) for path in TEAM] + [("ilse", path) for path in ADMIN]
PROUD = [(guide, path) for guide, paths in REWARDS.items() for path in paths]
RARE = [(guide, path) for guide, paths in ONCE.items() for path in paths]
Looks = tuple[tuple[int, Literal["light", "dark"]], ...]
LOOKS: Looks = ((375, "light"), (1280, "dark"))
OTHER_LOOKS: Looks = ((375, "dark"), (1280, "light"))
BETWEEN = 768  # where only the layout is looked at, which takes a tenth of the time
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HTML_MOST, CSS_MOST, SCRIPT_MOST, FONT_MOST = 30_000, 15_000, 22_000, 56_000
OUT_OF_PLACE = """() => {
    const wide = document.documentElement.clientWidth, found = [];
    if (document.documentElement.scrollWidth > wide) found.push('wider than the window');
    for (const node of document.querySelectorAll('body *:not(svg *, input)')) {
        const box = node.getBoundingClientRect(), style = getComputedStyle(node);
        if (box.width < 2 || box.height < 2 || style.visibility === 'hidden') continue;
        let held = node.parentElement;
        while (held && getComputedStyle(held).overflowX === 'visible') held = held.parentElement;
        if ((!held || held === document.body) && (box.right > wide + 1 || box.left < -1))
            found.push('sticks out: ' + node.outerHTML.slice(0, 90));
        const drawn = style.textOverflow === 'ellipsis' || node.querySelector(':scope > svg.motif');
        if (['hidden', 'clip'].includes(style.overflowX) && !drawn)
            if (node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 2)
                found.push('cut off: ' + node.outerHTML.slice(0, 90));
    }
    return found.slice(0, 3);
}"""


async def faults(page: Page) -> list[str]:
    """Return what axe finds wrong, one line for each rule."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    found = await page.evaluate(
        """async (tags) => {
            const asked = { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] };
            const result = await window.axe.run(document, asked);
            return result.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html).join(' | '));
        }""",
        STANDARDS,
    )
    return [str(line) for line in found]


def _named(pages: list[tuple[str, str]]) -> list[str]:
    return [f"{guide or 'visitor'} {path}" for guide, path in pages]


@pytest.mark.parametrize(("guide", "path"), PAGES, ids=_named(PAGES))
async def test_axe_finds_nothing_in_either_theme_at_any_width(tour: Windows, guide: str, path: str) -> None:
    assert await _looked_at(tour, guide, path, LOOKS) == []


@pytest.mark.parametrize(("guide", "path"), PROUD, ids=_named(PROUD))
async def test_axe_finds_nothing_on_what_people_are_proud_to_show(tour: Windows, guide: str, path: str) -> None:
    assert await _looked_at(tour, guide, path, OTHER_LOOKS) == []


@pytest.mark.parametrize(("guide", "path"), RARE, ids=_named(RARE))
async def test_axe_finds_nothing_on_pages_that_people_open_rarely(tour: Windows, guide: str, path: str) -> None:
    assert await _looked_at(tour, guide, path, LOOKS[:1] if len(path) % 2 else OTHER_LOOKS[:1]) == []


async def _looked_at(tour: Windows, guide: str, path: str, looks: Looks) -> list[str]:
    page, found = await tour.seat(guide), list[str]()
    await page.goto("about:blank")
    for width, theme in looks:
        await page.set_viewport_size({"width": width, "height": 900})
        await page.emulate_media(color_scheme=theme)
        if page.url == "about:blank":
            await _arrive(page, path)
        found += [f"{width} {theme}: {fault}" for fault in await faults(page)]
        found += await _out_of_place(page, width)
    await page.set_viewport_size({"width": BETWEEN, "height": 900})
    found += await _out_of_place(page, BETWEEN)
    found += tour.complaints
    tour.complaints.clear()
    return found


async def _arrive(page: Page, path: str) -> None:
    start, *links = path.split(" > ")
    answer = await page.goto(start)
    for link in links:
        answer = await page.goto(await page.locator(link).first.get_attribute("href") or "/nowhere")
    assert (answer and answer.ok) or path == "/nowhere"
    assert not links or fnmatch(urlsplit(page.url).path, LED[path])


async def _out_of_place(page: Page, width: int) -> list[str]:
    """Return what sticks out of the window or is cut off by what holds it, where nobody can scroll to it."""
    return [f"{width}: {each}" for each in await page.evaluate(OUT_OF_PLACE)]


@pytest.mark.parametrize("path", ["/", "/ideas", "/ideas/1", "/ideas/new"])
async def test_a_page_weighs_little(windows: Windows, path: str) -> None:
    page = await windows.open("yusuf")
    asked: list[tuple[str, str]] = []
    page.on("request", lambda request: asked.append((request.resource_type, request.url)))
    await page.goto(path)
    await page.wait_for_load_state("networkidle")
    weights = {"document": 0, "stylesheet": 0, "script": 0, "font": 0}
    for kind, url in asked:
        if kind in weights:
            body = await (await page.context.request.get(url)).body()
            weights[kind] += len(body) if kind == "font" else len(gzip.compress(body, 9))
    assert 0 < weights["document"] <= HTML_MOST
    assert 0 < weights["stylesheet"] <= CSS_MOST
    assert 0 < weights["script"] <= SCRIPT_MOST
    assert 0 < weights["font"] <= FONT_MOST


@pytest.mark.parametrize(("guide", "path"), [("", "/"), ("", "/ideas"), ("yusuf", "/ideas/1"), ("ilse", "/admin")])
async def test_nothing_sticks_out_at_320_pixels(windows: Windows, guide: str, path: str) -> None:
    page = await windows.open(guide, width=320)
    await page.goto(path)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320


async def test_voting_by_keyboard_keeps_the_place(windows: Windows) -> None:
    page = await windows.open("hanna")
    await page.goto("/ideas?order=supported")
    button = page.locator(".vote button").first
    before = await button.get_attribute("aria-pressed")
    await button.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_function("b => document.activeElement?.getAttribute('aria-pressed') !== b", arg=before)
    assert await page.evaluate("document.activeElement.closest('.vote') !== null")
    await page.keyboard.press("Enter")


async def test_the_first_key_offers_the_way_to_the_content(windows: Windows) -> None:
    page = await windows.open()
    await page.goto("/ideas")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"
