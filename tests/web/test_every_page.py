"""Every page there is, as everybody: made from the routers, so that a new page is in here by itself."""

import re
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]
import httpx
import pytest
from fastapi import FastAPI

from domain import community, database, outbox
from domain.community import Reading
from domain.database import Sessions
from domain.members import Member, Role
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page
from tests.web.world import ROLES, World, populate

DOORS = re.compile(
    r"/(signin(/sent)?|join|about|go|keys|offline|links/.*|leave/.*|livez|readyz|robots\.txt|brand\.css|avatars/.*|static/.*"
    r"|verify|\.well-known/.*|ob/.*|share\.png|ideas/\d+/share\.png|icons/.*|manifest\.webmanifest|offline-worker\.js)"
)
MACHINES = re.compile(
    r"/(livez|readyz|robots\.txt|me/data|avatars/.*|images/.*|\.well-known/.*|ob/(?!credentials/[\w-]+$).*|.*\.(css|png|webp|webmanifest|js|atom))"
)
PIECE = "/me/notices/unread"  # for the script alone


# A note; of a recorded vote and idea the name, the company, the words, and the address; where a reading is from.
FOR_STAFF = ("ylophone", "tarmigan", "uagga", "xolotl", "numbat", "uttlefish")
ALL, TENDING = frozenset(ROLES), frozenset({Role.PRODUCT, Role.ADMIN})
# The address, and how it answers a visitor, and those who are allowed; other members get 403. Not here: 200 for all.
RULES: tuple[tuple[str, int, int, frozenset[Role]], ...] = (
    (r"/me/fairness/\d+", 303, 404, ALL),  # whom it concerns only
    (r"/members/[\w-]+/trust", 303, 200, TENDING | {Role.CUSTOMER}),  # about the customer
    (r"/links/.*", 409, 303, ALL),
    (r"/leave/.*", 409, 409, ALL),
    (r"/signin|/join", 200, 303, ALL),
    (r"/me|/me/.*|/ideas/new|/ideas/\d+/mail", 303, 200, ALL),
    (r"/admin|/admin/.*", 303, 200, frozenset({Role.ADMIN})),
    (r"/ideas/\d+/(notes|behalf)", 303, 200, ALL - {Role.CUSTOMER}),
    (r"/experiments/\d+/check-ins", 403, 200, ALL - {Role.CUSTOMER}),
    (r"/experiments/\d+/check-ins/(new|import|\d+/correct)", 303, 200, TENDING | {Role.EMPLOYEE}),
    (r"/portfolio", 303, 200, ALL - {Role.CUSTOMER}),
    (r"/behalf|/experiments/(plan|new)|/ideas/\d+/experiment", 303, 200, ALL - {Role.CUSTOMER}),
    (r"/experiments/\d+/(new-plan|conclude)", 303, 200, TENDING | {Role.EMPLOYEE}),
    (r"/experiments/\d+/rollout/(back|steps/\d+)", 303, 200, TENDING | {Role.EMPLOYEE}),
    (r"/experiments/\d+/rollout/follow-ups/\d+", 303, 200, ALL - {Role.CUSTOMER}),
    (r"/experiments/\d+/plan", 303, 409, TENDING | {Role.EMPLOYEE}),  # it runs
    (r"/behalf/\d+/take-back", 303, 404, ALL - {Role.CUSTOMER}),
    (r"/moderation(/.*)?|/(ideas|comments)/\d+/hide|/edits/\d+/turn-down", 303, 200, TENDING),
    (r"/(ideas|comments)/\d+/report", 303, 200, ALL - {Role.CUSTOMER}),
    (r"/offers/\d+/report", 303, 200, ALL - {Role.PRODUCT}),  # whose it is
    (r"/offers/\d+/hide", 303, 200, TENDING - {Role.PRODUCT}),
    (r"/ideas/\d+/edit", 303, 200, TENDING | {Role.CUSTOMER, Role.EXECUTIVE}),
    (r"/comments/\d+/remove", 303, 200, TENDING | {Role.CUSTOMER}),
    (r"/ideas/\d+/(answer|ask|assign|merge|score|decide/\w+)", 303, 200, TENDING),
    (r"/triage/(at-once|tags)|/changelog/(new|\d+/edit)", 303, 200, TENDING),
    (r"/triage(/at-once/\d+|/board|/weights)?", 303, 200, TENDING | {Role.EXECUTIVE}),
    (r"/metrics(/churn)?", 303, 200, ALL - {Role.CUSTOMER}),
    (r"/metrics/(new|churn/edit)", 303, 200, TENDING),
    (r"/metrics/readings|/readings/\d+/correct", 303, 200, TENDING | {Role.EXECUTIVE}),
    (r"/challenges/(new|\d+/(edit|call-off))", 303, 200, TENDING | {Role.EXECUTIVE}),
    (r"/challenges/\d+/(readings|decide|week)", 303, 409, TENDING | {Role.EXECUTIVE}),  # it is announced
    (r"/recognition/new", 303, 200, ALL - {Role.CUSTOMER}),
    (r"/recognition/fairness", 303, 200, frozenset({Role.ADMIN})),
    (r"/recognition/\d+/(edit|withdraw)", 303, 200, frozenset({Role.EMPLOYEE})),
    (r"/recognition/\d+/report", 303, 200, ALL - {Role.EMPLOYEE}),
    (r"/recognition/\d+/hide", 303, 200, TENDING),
    (r"/heroes/nominate", 303, 200, ALL),
    (r"/heroes/choosing(/new)?", 303, 200, frozenset({Role.EXECUTIVE, Role.ADMIN})),
    (r"/heroes/[\w-]+/answer", 303, 409, frozenset({Role.CUSTOMER})),  # they said yes
    (r"/heroes/[\w-]+/withdraw", 303, 200, frozenset({Role.CUSTOMER, Role.EXECUTIVE, Role.ADMIN})),
    (r"/heroes/[\w-]+/report", 303, 200, ALL - {Role.CUSTOMER, Role.EXECUTIVE}),
    (r"/heroes/[\w-]+/hide", 303, 200, TENDING),
    (r"/awards/[\w-]+/profile", 303, 303, ALL),
    (r"/badges/first-spark/give|/awards/[\w-]+/revoke", 303, 200, TENDING),
    (r"/ideas/\d+/merged", 404, 404, ALL),
    (r"/points(/why)?", 303, 200, ALL),
    (r"/points/rules/adopted", 303, 200, frozenset({Role.ADMIN})),
    (r"/ideas/\d+/withdraw|/comments/\d+/edit", 303, 200, frozenset({Role.CUSTOMER})),
    (r"/offers/\d+/decline", 303, 200, frozenset({Role.CUSTOMER})),
    (r"/ideas/\d+/co-authors/\d+/remove", 303, 200, frozenset({Role.CUSTOMER})),
    (r"/ideas/\d+/step-down", 303, 200, frozenset({Role.EXECUTIVE})),
    (r"/(mail|demo)(/.*)?", 404, 404, ALL),
)


@pytest.fixture
async def world(people: People, sessions: Sessions) -> World:
    return await populate(people, sessions)


def expected(address: str, role: Role) -> int:
    """Return the status with which a page answers this role in an open community."""
    for pattern, to_visitor, to_allowed, allowed in RULES:
        if re.fullmatch(pattern, address):
            return to_visitor if role is Role.VISITOR else to_allowed if role in allowed else 403
    return 200


@pytest.mark.parametrize("role", [Role.VISITOR, *ROLES], ids=str)
async def test_every_page_answers_as_it_should(role: Role, app: FastAPI, world: World, browsing: Browsing) -> None:
    browser = await browsing(app, world.by_role.get(role))
    wrong = []
    for address in world.addresses():
        response = await browser.get(address)
        if response.status_code != expected(address, role):
            wrong.append(f"{address} answered {response.status_code}, not {expected(address, role)}")
        if response.status_code == 303 and role is Role.VISITOR:
            assert response.headers["location"].startswith("/signin?next=")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("role", [Role.VISITOR, Role.CUSTOMER, Role.ADMIN], ids=str)
async def test_every_page_is_whole_light_and_keeps_to_itself(
    role: Role, app: FastAPI, world: World, browsing: Browsing
) -> None:
    browser = await browsing(app, world.by_role.get(role))
    for address in [*world.addresses(), "/nothing/here"]:
        response = await browser.get(address)
        _keeps_safe_headers(response)
        if not response.headers.get("content-type", "").startswith("text/html"):
            assert MACHINES.fullmatch(address) or 300 <= response.status_code < 400, address
            continue
        if address == PIECE:
            continue
        assert len(brotli.compress(response.content)) <= 30_000, address
        page = Page(response.text)
        for element in page.elements:
            for name in ("src", "href", "action", "hx-get", "hx-post"):
                assert urlsplit(element.get(name)).netloc == "", f"{address}: {element}"
            assert "style" not in element.attributes, f"{address}: {element}"
        assert [each for each in page.elements if each.tag == "script" and not each.get("src")] == []
        ids = [each.get("id") for each in page.elements if each.get("id")]
        assert sorted(ids) == sorted(set(ids)), f"{address} has an id twice"
        assert page.one("html").get("lang") == "en"
        assert page.one("h1").text.strip()


def _keeps_safe_headers(response: httpx.Response) -> None:
    headers = response.headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"]
    assert re.fullmatch(r"[0-9a-f]{16}", headers["x-request-id"])


async def test_a_community_for_members_shows_visitors_only_its_doors(
    app: FastAPI, world: World, browsing: Browsing, sessions: Sessions
) -> None:
    async with database.transaction(sessions) as session:
        await community.revise(session, world.by_role[Role.ADMIN], reading=Reading.MEMBERS)
    visitor = await browsing(app)
    told = []
    for address in world.addresses():
        response = await visitor.get(address)
        if DOORS.fullmatch(address) or address.startswith(("/mail", "/demo")):
            assert response.status_code in (200, 404, 409), address
        else:
            assert response.status_code == 303, f"{address}: {response.status_code}"
            assert response.headers["location"].startswith("/signin"), address
        told += [address for idea in world.ideas if idea.title in response.text]
        told += [address for member in world.by_role.values() if member.name in response.text]
    assert told == []
    pictures = [(await visitor.get(f"/avatars/{number}.svg")).text for number in (10**6, world.ann.id)]
    assert pictures[0] == pictures[1], "a picture must not tell who is a member"
    member = await browsing(app, world.ann)
    assert (await member.get("/")).status_code == 200


async def test_what_a_member_keeps_private_is_on_nobody_elses_page(
    app: FastAPI, world: World, browsing: Browsing
) -> None:
    assert world.draft
    for role in (Role.VISITOR, Role.EMPLOYEE, Role.PRODUCT, Role.EXECUTIVE):
        browser = await browsing(app, world.by_role.get(role))
        for address in world.addresses():
            text = (await browser.get(address)).text
            assert world.draft.title not in text, address
            assert (world.ann.email or "") not in text, address
        assert (await browser.get(f"/ideas/{world.draft.id}")).status_code == 404
        assert (await browser.get(f"/ideas/new?draft={world.draft.id}")).status_code in (303, 404)


@pytest.mark.parametrize("role", [Role.VISITOR, *ROLES], ids=str)
async def test_what_is_for_staff_is_on_no_page_and_in_no_mail_of_others(
    role: Role, app: FastAPI, world: World, browsing: Browsing, people: People
) -> None:
    browser, idea, told = await browsing(app, world.by_role.get(role)), world.ideas[0], world.told
    assert told
    pages = {address: (await browser.get(address)).text for address in {*world.addresses(), *world.addresses(told)}}
    if role in (Role.VISITOR, Role.CUSTOMER):
        assert [(address, each) for address, text in pages.items() for each in FOR_STAFF if each in text] == []
    else:
        naming = {address for address, text in pages.items() if "tarmigan" in text and "uagga" in text}
        assert {f"/ideas/{idea.id}/behalf", "/behalf", told.path} <= naming
        assert "xolotl" in pages[f"/ideas/{idea.id}/behalf"]
    showing = [address for address, text in pages.items() if "ylophone" in text]
    inside = [f"/ideas/{idea.id}/notes", idea.path] if role not in (Role.VISITOR, Role.CUSTOMER) else []
    data = ["/me/data"] if role is Role.EMPLOYEE else []  # whoever wrote it takes it along
    assert sorted(showing) == sorted(inside + data)
    for word in ("xylophone", "ptarmigan", "quagga", "numbat"):
        found = (await browser.get(f"/search?q={word}")).text
        assert "ask the workshop" not in found
        assert not any(each in found.replace(word, "") for each in FOR_STAFF)
    written = str([mail.data for mail in await people.reads(outbox.recent)])
    assert not any(each in written for each in FOR_STAFF)


async def test_somebody_who_left_has_no_page_and_no_picture_of_their_own(
    app: FastAPI, world: World, browsing: Browsing, sessions: Sessions
) -> None:
    leaving: Member = world.ann
    browser: Browser = await browsing(app, leaving)
    before = (await browser.get(f"/avatars/{leaving.id}.svg")).text
    assert (await browser.submit("/me/delete", "/me/delete", confirm="yes")).status_code == 303
    visitor = await browsing(app)
    after = await visitor.get(f"/avatars/{leaving.id}.svg")
    assert after.status_code == 200
    assert after.text != before
    assert (await visitor.get(f"/members/{leaving.handle}")).status_code == 404
    page = await visitor.page(f"/ideas/{world.ideas[0].id}")
    assert leaving.name not in page.text
    assert "Former member" in page.text
