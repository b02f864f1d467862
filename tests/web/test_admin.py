"""What an admin does by page, and that nobody else does it."""

import pytest
from fastapi import FastAPI

from domain import community, members
from domain.database import Sessions
from domain.members import Member, Role
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page
from tests.web.routes import routes


@pytest.fixture
async def cleo(people: People) -> Member:
    return await people.admin()


@pytest.fixture
async def browser(app: FastAPI, cleo: Member, browsing: Browsing) -> Browser:
    return await browsing(app, cleo)


async def test_the_community_is_changed(browser: Browser, sessions: Sessions) -> None:
    response = await browser.submit(
        "/admin",
        "/admin",
        name="Velora Riders",
        tagline="What would you change?",
        zone="America/Lima",
        hue="123",
        language="de",
        reading="members",
        joining="domains",
        join_domains="@Velora.example, riders.example",
    )
    assert response.status_code == 303
    async with sessions() as session:
        here = await community.current(session)
    assert (here.name, here.zone, here.hue, here.language) == ("Velora Riders", "America/Lima", 123, "de")
    assert (here.reading, here.joining) == ("members", "domains")
    assert here.join_domains == ["riders.example", "velora.example"]
    page = await browser.page("/admin")
    assert page.form("/admin")["join_domains"] == ["riders.example, velora.example"]
    assert page.has("link", href="/brand.css?hue=123")
    assert (await browser.submit("/admin", "/admin")).status_code == 303, "what is shown can be saved as it stands"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 61),
        ("tagline", "x" * 161),
        ("zone", "Nowhere/Land"),
        ("zone", "../etc/passwd"),
        ("hue", "360"),
        ("hue", "-1"),
        ("hue", "blue"),
        ("hue", "1" * 400),
        ("language", "xx"),
        ("reading", "nobody"),
        ("joining", ""),
        ("join_domains", "not a domain/x"),
    ],
)
async def test_what_does_not_fit_is_refused_at_its_field_and_kept(browser: Browser, field: str, value: str) -> None:
    response = await browser.submit("/admin", "/admin", **{field: value})
    assert response.status_code == 422
    page = Page(response.text)
    assert page.has(id=f"error-{field}")
    if field in ("name", "tagline", "zone", "join_domains"):
        assert page.form("/admin")[field] == [value]
    assert page.one("a", class_="home").words == "Velora", "nothing is half changed"


async def test_statuses_get_labels_of_the_communitys_own_and_lose_them(
    browser: Browser, people: People, cleo: Member
) -> None:
    await people.idea(by=cleo)
    assert (await browser.submit("/admin", "/admin/labels", label_en_submitted="Just in")).status_code == 303
    assert "Just in" in (await browser.page("/ideas?status=submitted")).text
    assert (await browser.page("/admin")).form("/admin/labels")["label_en_submitted"] == ["Just in"]
    assert (await browser.submit("/admin", "/admin/labels", label_en_submitted="")).status_code == 303
    assert "Just in" not in (await browser.page("/ideas?status=submitted")).text
    refused = await browser.submit("/admin", "/admin/labels", label_en_adopted="x" * 31)
    assert refused.status_code == 422
    page = Page(refused.text)
    assert page.has(id="error-label_en_adopted")
    assert page.form("/admin/labels")["label_en_adopted"] == ["x" * 31]


async def test_members_are_found_by_name_handle_and_address(browser: Browser, people: People) -> None:
    await people.member("Dan Elsewhere", email="dan@far.example")
    for words in ("elsewh", "dan-else", "far.exam", "%", "_", "\\"):
        page = await browser.page(f"/admin/members?q={words.replace('%', '%25')}")
        assert ("Dan Elsewhere" in page.text) == (words not in ("%", "_", "\\") or "Cleo" in page.text)
    assert "Nobody fits." in (await browser.page("/admin/members?q=nothing+like+it")).text


async def test_a_role_is_changed_and_counts_from_the_next_page(
    app: FastAPI, browser: Browser, people: People, browsing: Browsing, sessions: Sessions
) -> None:
    ben = await people.member("Ben")
    his = await browsing(app, ben)
    assert (await his.get("/admin")).status_code == 403
    action = f"/admin/members/{ben.id}/role"
    assert (await browser.submit("/admin/members", action, role="admin")).status_code == 303
    assert (await his.get("/admin")).status_code == 200
    assert (await browser.post(action, {"role": "emperor"})).status_code == 422
    assert (await browser.post("/admin/members/99999/role", {"role": "admin"})).status_code == 404
    assert (await browser.submit("/admin/members", action, role="customer")).status_code == 303
    assert (await his.get("/admin")).status_code == 403


async def test_the_last_admin_stays_one(browser: Browser, cleo: Member) -> None:
    response = await browser.post(f"/admin/members/{cleo.id}/role", {"role": "customer"})
    assert response.status_code == 409
    assert "only admin" in response.text
    assert (await browser.get("/admin")).status_code == 200


async def test_one_of_the_staff_is_named_sponsor(browser: Browser, people: People, sessions: Sessions) -> None:
    boss, ann = await people.member("Boss", Role.EXECUTIVE), await people.member("Ann")
    action = f"/admin/members/{boss.id}/sponsor"
    assert (await browser.submit("/admin/members", action)).status_code == 303
    assert "Sponsor" in (await browser.page(f"/members/{boss.handle}")).text
    assert (await browser.post(f"/admin/members/{ann.id}/sponsor")).status_code == 409


async def test_teams_are_made_changed_and_closed(browser: Browser, people: People, sessions: Sessions) -> None:
    eve, finn = await people.member("Eve", Role.EMPLOYEE), await people.member("Finn", Role.PRODUCT)
    made = await browser.submit("/admin/teams", "/admin/teams", name="Docks", members=[str(eve.id)])
    assert made.status_code == 303
    page = await browser.page("/admin/teams")
    action = next(form.action for form in page.forms if form.action.startswith("/admin/teams/"))
    form = page.form(action)
    assert (form["name"], form["members"]) == (["Docks"], [str(eve.id)])
    both = [str(eve.id), str(finn.id)]
    assert (await browser.submit("/admin/teams", action, name="Stations", members=both)).status_code == 303
    assert "Stations" in (await browser.page(f"/members/{finn.handle}")).text
    twin = await browser.submit("/admin/teams", "/admin/teams", name="Stations")
    assert twin.status_code == 409
    assert Page(twin.text).has(id="error-name")
    short = await browser.submit("/admin/teams", action, name="S")
    assert short.status_code == 422
    customer = await people.member("Gus")
    assert (await browser.submit("/admin/teams", action, members=[str(customer.id)])).status_code == 409
    for odd in ("x", "-1", "9" * 30):
        assert (await browser.submit("/admin/teams", action, members=[odd])).status_code in (404, 409)
    assert (await browser.post(f"{action}/close")).status_code == 303
    assert (await browser.post(f"{action}/close")).status_code == 404
    async with sessions() as session:
        assert await members.teams(session) == []


@pytest.mark.parametrize("role", [None, Role.CUSTOMER, Role.EMPLOYEE, Role.PRODUCT, Role.EXECUTIVE])
async def test_nobody_else_does_any_of_it(
    role: Role | None, app: FastAPI, people: People, cleo: Member, browsing: Browsing, sessions: Sessions
) -> None:
    other = await browsing(app, await people.member("Dan", role) if role else None)
    places = {"member_id": cleo.id, "team_id": 1, "reason_id": 1, "value_id": 1, "badge": "first-spark"}
    fields = {
        "role": "customer",
        "name": "Taken over",
        "day": "2026-12-25",
        "member": str(cleo.id),
        "label_en_submitted": "Taken over",
    }
    statuses = {
        route.path: (await other.post(route.path.format_map(places), fields)).status_code
        for route in routes("POST")
        if route.path.startswith("/admin")
    }
    assert len(statuses) >= 17
    assert set(statuses.values()) <= {403, 404}, statuses
    async with sessions() as session:
        here = await community.current(session)
        assert (here.name, here.status_labels) == ("Velora", {})
        assert await members.teams(session) == []
