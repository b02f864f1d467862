"""Every page for everybody: accessible in both themes, light in weight, from one place, at every width."""

import gzip
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Windows

AXE = (Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js").read_text("utf-8")
VISITOR = ["/", "/ideas", "/ideas?q=repair", "/ideas?q=zzzz", "/ideas/1", "/ideas/1/history", "/quadrants"]
VISITOR += ["/quadrants/creation-with-others", "/about", "/join", "/signin", "/developers", "/mail", "/nowhere"]
VISITOR += ["/members/ilse", "/demo", "/promise", "/roadmap", "/changelog", "/changelog/1"]
MEMBER = ["/", "/ideas/1", "/ideas/new", "/me", "/me/settings", "/me/notices", "/me/mail"]
MEMBER += ["/me/reports", "/ideas/1/mail"]
TEAM = ["/triage?view=overdue", "/triage/board?sort=score", "/triage/tags", "/triage/weights", "/ideas/1", "/roadmap"]
TEAM += ["/ideas/1/score", "/ideas/1/assign", "/ideas/1/merge", "/ideas/1/notes", "/ideas/1/behalf"]
TEAM += ["/changelog", "/changelog/new", "/changelog/1/edit", "/promise"]
TEAM += ["/experiments/plan", "/experiments/plan?shape=one&ask=weeks&weeks=0", "/experiments/new", "/experiments/2"]
TEAM += ["/experiments", "/experiments?show=concluded", "/experiments/1", "/experiments/3", "/experiments/4"]
TEAM += ["/experiments/5", "/experiments/6", "/experiments/6/plan", "/experiments/2/new-plan", "/ideas/2/experiment"]
TEAM += ["/experiments/2/check-ins", "/experiments/2/check-ins/new", "/experiments/2/check-ins/import"]
TEAM += ["/experiments/4/conclude", "/portfolio", "/learning", "/learning?q=bike", "/learning/1"]
TEAM += ["/experiments/1/rollout"]
TEAM += ["/metrics", "/metrics/churn", "/metrics/churn/edit", "/metrics/readings", "/metrics/new"]
TEAM += ["/moderation", "/moderation/waiting", "/moderation/hidden", "/ideas/1/hide", "/ideas/1/report"]
ADMIN = ["/admin", "/admin/members", "/admin/teams", "/admin/answers", "/admin/best-customers", "/admin/record"]
ADMIN += ["/admin/parked", "/admin/synonyms"]
# What is given and shown; a page whose address isn't known before stands as the page and the link that leads to it.
REWARDS = {
    "pankaj": [
        *("/points", "/points > a[href^='/points/entries/']", "/points/why", "/points/boards", "/members/wren/points"),
        *("/badges", "/badges/shipped-1", "/me/badges", "/me/badges > .badge-row h2 a", "/verify", "/recognition"),
        *(
            "/recognition/1",
            "/me/recognition",
            "/heroes",
            "/heroes > main h2 a[href^='/heroes/']",
            "/heroes/nominate",
            "/challenges?show=past",
        ),
        *("/challenges/1", "/challenges/4", "/recognition/1/print", "/recognition/1/print?size=a6"),
    ],
    "hanna": ["/me/fairness", "/me/fairness/1"],
    "yusuf": ["/me/trust", "/me/heroes", "/me/heroes > main a[href$='/answer']"],
    "meilin": ["/points", "/challenges", "/challenges/3", "/recognition/new"],
    "ngozi": [
        *("/recognition/fairness", "/heroes/choosing", "/heroes/choosing/new", "/challenges/new"),
        *("/challenges/2/decide", "/challenges/3/readings", "/challenges/3/call-off", "/challenges/3/week"),
    ],
    "priya": ["/moderation/fairness", "/moderation/fairness/2", "/moderation/cards", "/members/yusuf/trust"],
    "ilse": [
        *(
            "/points/rules",
            "/points/rules/supported",
            "/admin/badges",
            "/admin/badges/new",
            "/admin/badges/first-spark",
        ),
        *("/admin/values", "/admin/keys"),
    ],
}
PAGES = [("", path) for path in VISITOR] + [("yusuf", path) for path in MEMBER]
PAGES += [("priya", path) for path in TEAM] + [("ilse", path) for path in ADMIN]
PROUD = [(guide, path) for guide, paths in REWARDS.items() for path in paths]
Looks = tuple[tuple[int, Literal["light", "dark"]], ...]
LOOKS: Looks = ((375, "light"), (1280, "dark"))
OTHER_LOOKS: Looks = ((375, "dark"), (1280, "light"))
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HTML_MOST, CSS_MOST, SCRIPT_MOST, FONT_MOST = 30_000, 15_000, 22_000, 56_000


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
async def test_axe_finds_nothing_in_either_theme_at_either_width(tour: Windows, guide: str, path: str) -> None:
    assert await _looked_at(tour, guide, path, LOOKS) == []


@pytest.mark.parametrize(("guide", "path"), PROUD, ids=_named(PROUD))
async def test_axe_finds_nothing_on_what_people_are_proud_to_show(tour: Windows, guide: str, path: str) -> None:
    assert await _looked_at(tour, guide, path, OTHER_LOOKS) == []


async def _looked_at(tour: Windows, guide: str, path: str, looks: Looks) -> list[str]:
    page, found = await tour.seat(guide), list[str]()
    await page.goto("about:blank")
    for width, theme in looks:
        await page.set_viewport_size({"width": width, "height": 900})
        await page.emulate_media(color_scheme=theme)
        if page.url == "about:blank":
            start, _arrow, link = path.partition(" > ")
            answer = await page.goto(start)
            if link:
                answer = await page.goto(await page.locator(link).first.get_attribute("href") or "/nowhere")
            assert (answer and answer.ok) or path == "/nowhere"
        found += [f"{width} {theme}: {fault}" for fault in await faults(page)]
        if await page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}: wider than the window")
    found += tour.complaints
    tour.complaints.clear()
    return found


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
