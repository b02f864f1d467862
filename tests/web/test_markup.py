"""Text stays text: whatever is typed into whichever field, no page turns it into markup."""

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from fastapi import FastAPI

from domain import community, database, events, ideas, members
from domain.comments import Comment
from domain.database import Sessions
from domain.ideas import Idea, Status, Writing
from domain.members import Member, Role
from domain.subscribers import SUBSCRIBERS
from tests.conftest import HeldClock
from tests.people import People
from tests.web.attacks import MARK, MARKDOWN, MARKUP
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Element, Page
from web import markdown

ADDRESSES = ("href", "src", "action", "formaction", "hx-get", "hx-post", "data", "srcdoc", "poster", "xlink:href")
NEVER = frozenset({"iframe", "object", "embed", "base", "style", "math", "template", "noscript", "frame", "applet"})
SCRIPTS = re.compile(r"/static/[0-9a-f]{8}/(app|vendor/htmx-[\d.]+/htmx\.min)\.js")


def dangers(page: Page) -> Iterator[str]:
    """Return what a page holds that could act, or lead elsewhere unasked."""
    for element in page.elements:
        names = [name for name in element.attributes if name.startswith("on") or "style" in name or MARK in name]
        if names or element.tag in NEVER or MARK in element.tag:
            yield f"{element}"
        if element.tag == "script" and not SCRIPTS.fullmatch(element.get("src")):
            yield f"{element}"
        if element.tag == "meta" and element.get("http-equiv"):
            yield f"{element}"
        if element.tag == "img" and not re.fullmatch(r"/avatars/\d+\.svg", element.get("src")):
            yield f"{element}"
        yield from (f"{element}" for name in ADDRESSES if _leads_away(element, name))


def _leads_away(element: Element, name: str) -> bool:
    value = element.get(name).strip().lower()
    if element.tag == "a" and element.get("rel") == "nofollow ugc noopener":
        return urlsplit(value).scheme not in ("http", "https", "mailto", "")
    scheme, host = urlsplit(value)[:2]
    return bool(scheme or host) or value.startswith(("javascript", "data", "vbscript"))


def test_a_table_stays_one() -> None:
    page = Page(str(markdown.rendered("| what | hours |\n|---|--:|\n| shifts | 22 |")))
    assert [(element.tag, element.attributes) for element in page.elements if element.tag in ("th", "td")] == [
        *[("th", {})] * 2,
        *[("td", {})] * 2,
    ]


@pytest.mark.parametrize("text", [*MARKUP, *MARKDOWN])
def test_markdown_becomes_nothing_that_acts(text: str) -> None:
    for written in (text, f"A line.\n\n{text}", f"**{text}**", f"- {text}\n  - {text}", text * 3):
        page = Page(str(markdown.rendered(written)))
        assert list(dangers(page)) == []
        assert {element.tag for element in page.elements} <= {
            *("p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3", "h4", "hr"),
            *("table", "thead", "tbody", "tr", "th", "td"),
        }


def test_markdown_does_what_people_expect() -> None:
    html = str(
        markdown.rendered(
            "# Big\n\nA *b* **c** ~~d~~ `e`\nnext\n\n1. x\n\n> y\n\n[z](https://ok.example)\n\n```\n<f>\n```"
        )
    )
    for piece in ("<h3>Big</h3>", "<em>b</em>", "<strong>c</strong>", "<s>d</s>", "<code>e</code><br>", "<ol>"):
        assert piece in html
    assert '<a href="https://ok.example" rel="nofollow ugc noopener">z</a>' in html
    assert "&lt;f&gt;" in html


@pytest.mark.parametrize(
    "text", ["a" * 10_000, "[" * 5000, "*" * 9000, "> " * 3000, "`" * 9999, "[a](" * 2000, "- " * 4000]
)
def test_markdown_of_odd_shape_is_still_shown(text: str) -> None:
    assert str(markdown.rendered(text))


@pytest.fixture
async def cleo(people: People) -> Member:
    return await people.admin()


async def wrong_on(browser: Browser, addresses: list[str]) -> list[str]:
    """Return what these pages hold that could act."""
    found = []
    for address in addresses:
        response = await browser.client.get(address, follow_redirects=True)
        assert response.status_code < 500, address
        page = Page(response.text)
        assert page.has("h1"), address
        found += [f"{address}: {each}" for each in dangers(page)]
    return found


async def test_ideas_and_comments_full_of_attacks_are_only_read(
    app: FastAPI, people: People, sessions: Sessions, browsing: Browsing, cleo: Member, clock: HeldClock
) -> None:
    browser = await browsing(app, cleo)
    visitor = await browsing(app)
    for number, attack in enumerate([*MARKUP, *MARKDOWN]):
        clock.forward(minutes=10)
        idea, comment = await _say_everywhere(people, sessions, cleo, attack, number)
        pages = [f"/ideas/{idea.id}", f"/ideas/{idea.id}/history"]
        if attack in MARKUP:  # where Markdown isn't rendered
            pages += [f"/ideas/{idea.id}/{what}" for what in ("edit", "withdraw")]
            pages += [f"/comments/{comment.id}/{what}" for what in ("edit", "remove")]
        assert await wrong_on(browser, pages) == []
        if number % 18 == 17:
            lists = ["/", "/ideas", "/ideas?order=supported", "/me", "/me?show=comments", f"/members/{cleo.handle}"]
            assert await wrong_on(browser, lists) == []
            assert await wrong_on(visitor, ["/", "/ideas"]) == []


async def _say_everywhere(
    people: People, sessions: Sessions, author: Member, attack: str, number: int
) -> tuple[Idea, Comment]:
    said = f"{attack} and twenty more characters"
    writing = Writing(f"{attack[:90]} {number}", said, said, "creation_for_self", [f"t{attack[:20]}"])
    async with database.transaction(sessions) as session:
        idea = await ideas.submit(session, author, writing)
        await ideas.revise(
            session,
            author,
            idea.id,
            Writing(f"{number} {attack[:90]}", said, said, "creation_with_others"),
            based_on=1,
            note=attack,
        )
    return idea, await people.comment(by=author, on=idea, says=attack)


async def test_names_and_settings_full_of_attacks_are_only_read(
    app: FastAPI, people: People, sessions: Sessions, browsing: Browsing, cleo: Member, clock: HeldClock
) -> None:
    browser = await browsing(app, cleo)
    idea = await people.idea(by=cleo)
    for number, attack in enumerate(MARKUP):
        clock.forward(minutes=10)
        name = attack.replace("\0", "")[:50].ljust(5, "x")
        async with database.transaction(sessions) as session:
            await community.revise(session, cleo, name=name, tagline=attack.replace("\0", "")[:150])
            await ideas.relabel(session, cleo, {"en": {Status.SUBMITTED: attack[:30]}})
            await members.revise_profile(session, cleo, name=name, about=attack, language="en")
            await members.save_team(session, cleo, name=f"{attack[:50]} {number}", member_ids=[cleo.id])
            if number < 20:
                await members.create_access_token(session, cleo, name=attack[:60])
            await members.start_sign_in(session, cleo, browser=attack)
            other = await members.add_member(session, name=name, email=f"m{number}@people.example", role=Role.EMPLOYEE)
        await people.comment(by=other, on=idea, says=f"{attack} @{cleo.handle}")
        await events.deliver(sessions, SUBSCRIBERS)
        pages = ["/", "/me/notices", f"/members/{cleo.handle}", f"/ideas/{idea.id}"]
        pages += ["/admin"] if number % 5 == 4 else []
        assert await wrong_on(browser, pages) == []
    late = [
        "/about",
        "/me",
        "/ideas?status=submitted",
        "/me/settings",
        "/me/tokens",
        "/admin/members",
        "/admin/teams",
        "/me/delete",
        "/signin",
        "/developers",
    ]
    assert await wrong_on(browser, late) == []
    assert await wrong_on(await browsing(app), ["/signin", "/join", "/signin/sent", "/about", "/developers"]) == []


async def test_addresses_full_of_attacks_are_only_read(app: FastAPI, browsing: Browsing, cleo: Member) -> None:
    browser, visitor = await browsing(app, cleo), await browsing(app)
    for attack in MARKUP:
        text = quote(attack.replace("\0", ""), safe="")
        pages = [f"/ideas?q={text}&tag={text}&order={text}&quadrant={text}&status={text}", f"/search?q={text}"]
        pages += [f"/admin/members?q={text}", f"/ideas/new?quadrant={text}", f"/{text}", f"/members/{text[:40]}"]
        pages += [f"/developers?example={text}", f"/me?show={text}", f"/ideas?after={text}"]
        assert await wrong_on(browser, pages) == []
        assert await wrong_on(visitor, [f"/signin?next={text}", f"/join?next={text}", f"/links/{text[:90]}"]) == []


async def test_forms_full_of_attacks_come_back_as_text(app: FastAPI, browsing: Browsing, cleo: Member) -> None:
    browser, visitor = await browsing(app, cleo), await browsing(app)
    token, stranger = await browser.token(), await visitor.token()
    forms = {
        "/ideas/new": ("title", "problem", "proposal", "quadrant", "whom", "how", "tags", "language", "key"),
        "/me/settings": ("name", "about", "language"),
        "/me/email": ("email",),
        "/me/tokens": ("name", "scope", "days"),
        "/admin": ("name", "tagline", "zone", "hue", "language", "reading", "joining", "join_domains"),
        "/admin/labels": ("label_en_submitted",),
        "/admin/teams": ("name",),
        "/admin/answers": ("answer_hours", "working_days"),
        "/admin/holidays": ("holidays",),
        "/admin/reasons": ("kind", "label"),
        "/admin/best-customers": ("best_customers", "least"),
        "/developers": ("query", "variables"),
        "/looks": ("theme", "language", "next"),
    }
    doors = {"/signin": ("email", "next"), "/join/password": ("name", "email", "password", "next")}
    for number, attack in enumerate(MARKUP):
        for who, csrf, those in ((browser, token, forms), (visitor, stranger, doors)):
            for place, (path, names) in enumerate(those.items()):
                sent = {"csrf": csrf if (number + place) % 3 else "old"} | dict.fromkeys(names, attack * 4)
                response = await who.send(path, sent)
                assert response.status_code < 500, path
                if "html" in response.headers.get("content-type", ""):
                    assert list(dangers(Page(response.text))) == [], path
