"""A member's account: every form of the settings, with what is refused said at its field."""

import json
import re

import pytest
from fastapi import FastAPI

from domain import members
from domain.database import Sessions
from domain.members import Member, Role
from tests.conftest import HeldClock
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page

PASSWORD = "quiet lantern over water"
OTHER = "seven grey herons at noon"


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def browser(app: FastAPI, ann: Member, browsing: Browsing) -> Browser:
    return await browsing(app, ann)


async def test_a_profile_is_changed(browser: Browser) -> None:
    response = await browser.submit(
        "/me/settings", "/me/settings", name=" Anna  Berg ", about="I ride\r\nin the rain.", language="de"
    )
    assert response.status_code == 303
    page = await browser.page("/me/settings")
    assert page.one("html").get("lang") == "de", "the chosen language is used at once"
    form = page.form("/me/settings")
    assert (form["name"], form["about"], form["language"]) == (["Anna Berg"], ["I ride\nin the rain."], ["de"])


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x"), ("name", "x" * 61), ("about", "x" * 401), ("language", "xx"), ("language", "")],
)
async def test_a_profile_that_does_not_fit_is_refused_at_its_field(browser: Browser, field: str, value: str) -> None:
    response = await browser.submit("/me/settings", "/me/settings", **{field: value})
    assert response.status_code == 422
    page = Page(response.text)
    assert page.has(id=f"error-{field}")
    if field != "language":
        assert page.form("/me/settings")[field] == [value]


async def test_a_password_is_set_and_changed_only_against_the_present_one(
    app: FastAPI, browser: Browser, ann: Member, browsing: Browsing
) -> None:
    elsewhere = await browsing(app, ann)
    assert (await browser.submit("/me/settings", "/me/password", password=PASSWORD)).status_code == 303
    assert (await elsewhere.get("/me")).status_code == 303, "others are signed out"
    assert (await browser.get("/me")).status_code == 200, "this browser is not"
    wrong = await browser.submit("/me/settings", "/me/password", current="wrong " * 4, password=OTHER)
    assert wrong.status_code == 403
    page = Page(wrong.text)
    assert page.has(id="error-current")
    assert not page.has(id="error-password")
    assert OTHER not in wrong.text
    weak = await browser.submit("/me/settings", "/me/password", current=PASSWORD, password="short")
    assert weak.status_code == 422
    assert Page(weak.text).has(id="error-password")
    assert (await browser.submit("/me/settings", "/me/password", current=PASSWORD, password=OTHER)).status_code == 303
    visitor = await browsing(app)
    entered = await visitor.submit("/signin", "/signin/password", email="ann@people.example", password=OTHER)
    assert entered.status_code == 303


async def test_a_new_address_is_asked_for_by_mail(browser: Browser, people: People) -> None:
    response = await browser.submit("/me/settings", "/me/email", email="new@people.example")
    assert response.status_code == 303
    page = await browser.page("/me/settings")
    assert "We sent a link" in page.text
    assert "ann@people.example" in page.text, "nothing changes before the link is used"
    for email in ("ann@people.example", "nonsense", ""):
        refused = await browser.submit("/me/settings", "/me/email", email=email)
        assert refused.status_code == 422
        assert Page(refused.text).has(id="error-email")
    statuses = [
        (await browser.submit("/me/settings", "/me/email", email=f"n{n}@people.example")).status_code for n in range(5)
    ]
    assert statuses[-1] == 429


async def test_another_browser_is_signed_out_from_here(
    app: FastAPI, browser: Browser, ann: Member, browsing: Browsing
) -> None:
    elsewhere = await browsing(app, ann)
    page = await browser.page("/me/settings")
    ends = [form.action for form in page.forms if form.action.startswith("/me/sign-ins/")]
    assert len(ends) == 1, "the present one isn't ended here"
    assert (await browser.submit("/me/settings", ends[0])).status_code == 303
    assert (await elsewhere.get("/me")).status_code == 303
    assert (await browser.post(ends[0])).status_code == 404


async def test_nobody_ends_somebody_elses_sign_in(
    app: FastAPI, browser: Browser, people: People, browsing: Browsing, sessions: Sessions
) -> None:
    ben = await people.member("Ben")
    other = await browsing(app, ben)
    async with sessions() as session:
        theirs = (await members.sign_ins(session, ben))[0]
    assert (await browser.post(f"/me/sign-ins/{theirs.id}/end")).status_code == 404
    assert (await other.get("/me")).status_code == 200


async def test_a_token_is_shown_once_and_revoked(browser: Browser) -> None:
    made = await browser.submit("/me/tokens", "/me/tokens", name="My script", scope="write", days="30")
    assert made.status_code == 200
    secret = Page(made.text).one("code", class_="secret").text
    assert re.fullmatch(r"fourfold_[\w-]{43}", secret)
    page = await browser.page("/me/tokens")
    assert secret not in page.html
    assert "Read and write" in page.one("table").text
    revoke = next(form.action for form in page.forms if form.action.endswith("/revoke"))
    assert (await browser.submit("/me/tokens", revoke)).status_code == 303
    assert "My script" not in (await browser.page("/me/tokens")).text
    assert (await browser.post(revoke)).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 61), ("scope", "everything"), ("days", "0"), ("days", "-1"), ("days", "9" * 30)],
)
async def test_a_token_that_does_not_fit_is_refused_at_its_field(browser: Browser, field: str, value: str) -> None:
    response = await browser.submit("/me/tokens", "/me/tokens", **{"name": "Script", field: value})
    assert response.status_code == 422
    page = Page(response.text)
    assert page.has(id=f"error-{field}")
    assert not page.has("code", class_="secret")


async def test_twenty_tokens_are_enough(browser: Browser) -> None:
    for number in range(20):
        assert (await browser.post("/me/tokens", {"name": f"{number}", "scope": "read", "days": "30"})).is_success
    refused = await browser.post("/me/tokens", {"name": "One more", "scope": "read", "days": "30"})
    assert refused.status_code == 409
    assert Page(refused.text).form("/me/tokens")["name"] == ["One more"]


async def test_all_data_is_given_as_one_file(browser: Browser, people: People, ann: Member) -> None:
    idea = await people.idea(by=ann, title="Umlaute: äöü 🚲")
    await people.comment(by=ann, on=idea, says="Yes.")
    response = await browser.get("/me/data")
    assert response.headers["content-type"] == "application/json"
    assert "attachment" in response.headers["content-disposition"]
    kept = json.loads(response.text)
    assert kept["member"]["email"] == "ann@people.example"
    assert [each["title"] for each in kept["ideas"]] == ["Umlaute: äöü 🚲"]
    assert [each["body"] for each in kept["comments"]] == ["Yes."]
    assert "hash" not in response.text


async def test_an_account_is_deleted_only_when_that_is_confirmed(
    app: FastAPI, browser: Browser, people: People, ann: Member, sessions: Sessions, browsing: Browsing
) -> None:
    idea = await people.idea(by=ann)
    unsure = await browser.submit("/me/delete", "/me/delete")
    assert unsure.status_code == 422
    assert "Please tick this first." in unsure.text
    assert (await browser.get("/me")).status_code == 200
    gone = await browser.submit("/me/delete", "/me/delete", confirm="yes")
    assert gone.headers["location"] == "/"
    assert "Your account is deleted" in (await browser.page("/")).text
    assert (await browser.get("/me")).status_code == 303
    page = await browser.page(f"/ideas/{idea.id}")
    assert "Former member" in page.text
    async with sessions() as session:
        assert await members.by_handles(session, [ann.handle]) == []


async def test_the_last_admin_cannot_leave(app: FastAPI, people: People, browsing: Browsing) -> None:
    browser = await browsing(app, await people.admin())
    refused = await browser.submit("/me/delete", "/me/delete", confirm="yes")
    assert refused.status_code == 409
    assert "only admin" in refused.text
    assert (await browser.get("/admin")).status_code == 200


async def test_reading_keeps_staff_signed_in_for_a_day_at_most(
    app: FastAPI, people: People, browsing: Browsing, clock: HeldClock
) -> None:
    staff = await browsing(app, await people.admin())
    for _ in range(28):
        clock.forward(minutes=50)
        assert (await staff.get("/me")).status_code == 200
    clock.forward(minutes=50)
    assert (await staff.get("/me")).status_code == 303, "a day is over"


@pytest.mark.parametrize(("role", "idle"), [(Role.PRODUCT, {"minutes": 61}), (Role.CUSTOMER, {"days": 30.1})])
async def test_a_sign_in_that_nobody_uses_ends_by_itself(
    role: Role, idle: dict[str, float], app: FastAPI, people: People, browsing: Browsing, clock: HeldClock
) -> None:
    browser = await browsing(app, await people.member("Eve", role))
    assert (await browser.get("/me")).status_code == 200
    clock.forward(**idle)
    assert (await browser.get("/me")).status_code == 303
    assert (await browser.get("/")).status_code == 200
