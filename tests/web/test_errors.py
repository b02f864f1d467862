"""What can't be done ends in a page that says so; a mistake of ours is told apart, logged, and shows nothing inside."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import NotAllowed, NotFound
from domain.members import LinkSpent, Member
from domain.settings import Settings
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page
from web import i18n
from web.app import create_app


@pytest.fixture
async def down(settings: Settings, people: People) -> AsyncIterator[FastAPI]:
    """Return an app whose database isn't there."""
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    app = create_app(settings.model_copy(update={"database_url": nowhere}))
    yield app
    await app.state.fourfold.engine.dispose()


@pytest.fixture
async def broken(settings: Settings, people: People) -> AsyncIterator[FastAPI]:
    """Return an app with a page that fails."""
    app = create_app(settings)

    async def fail(request: Request) -> Response:
        raise RuntimeError("the secret inside")

    app.router.add_route("/broken", fail, ["GET", "POST"])
    yield app
    await app.state.fourfold.engine.dispose()


async def test_without_the_database_pages_say_so_and_the_process_lives(down: FastAPI, browsing: Browsing) -> None:
    visitor = await browsing(down)
    for path in ("/", "/ideas", "/ideas/1", "/me", "/signin", "/nothing"):
        response = await visitor.get(path)
        assert response.status_code == (404 if path == "/nothing" else 503), path
        page = Page(response.text)
        assert page.one("h1").words
        if path != "/nothing":
            assert int(response.headers["retry-after"]) > 0
            assert "127.0.0.1" not in response.text
    assert (await visitor.get("/livez")).status_code == 200
    ready = await visitor.get("/readyz")
    assert ready.status_code == 503
    assert ready.json() == {"ready": False, "why": "database"}


async def test_without_the_database_a_form_loses_no_words(down: FastAPI, browsing: Browsing) -> None:
    visitor = await browsing(down)
    response = await visitor.send("/ideas/new", {"csrf": "x", "proposal": "Many words, typed with care."})
    assert response.status_code == 503
    page = Page(response.text)
    assert "typed with care" in page.one("textarea", name="proposal").text
    assert page.form("/ideas/new")


async def test_a_process_that_was_told_to_stop_is_not_ready(
    settings: Settings, people: People, browsing: Browsing
) -> None:
    app = create_app(settings)
    visitor = await browsing(app)
    assert (await visitor.get("/readyz")).status_code == 200
    app.state.fourfold.leaving.set()
    assert (await visitor.get("/readyz")).json() == {"ready": False, "why": "stopping"}
    await app.state.fourfold.engine.dispose()


async def test_a_mistake_of_ours_shows_a_number_and_nothing_of_the_inside(broken: FastAPI, browsing: Browsing) -> None:
    visitor = await browsing(broken)
    response = await visitor.get("/broken")
    assert response.status_code == 500
    assert "secret inside" not in response.text
    assert "Traceback" not in response.text
    assert response.headers["x-request-id"] in Page(response.text).text
    assert "default-src 'none'" in response.headers["content-security-policy"]
    typed = await visitor.send("/broken", {"proposal": "Many words, typed with care."})
    assert "typed with care" in typed.text
    piece = Page((await visitor.get("/broken", hx_request="true")).text)
    assert [root.tag for root in piece.roots] == ["hx-partial"]


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/nothing", 404, NotFound.message),
        ("/ideas/12345678", 404, NotFound.message),
        ("/links/spent", 409, LinkSpent.message),
        ("/admin", 403, NotAllowed.message),
    ],
)
async def test_errors_are_said_in_the_readers_language(
    app: FastAPI, people: People, browsing: Browsing, path: str, status: int, sentence: str
) -> None:
    member: Member | None = await people.member("Ann", language="de") if path == "/admin" else None
    german = await browsing(app, member, **{"accept-language": "de"})
    response = await german.get(path)
    assert response.status_code == status
    page = Page(response.text)
    assert page.one("html").get("lang") == "de"
    assert i18n.translator("de")(sentence) in page.text
    assert i18n.translator("de")("Search") in {each.get("placeholder") for each in page.all("input")}


async def test_a_refusal_in_a_piece_goes_where_notices_go(app: FastAPI, browsing: Browsing) -> None:
    visitor: Browser = await browsing(app)
    response = await visitor.get("/ideas/12345678", hx_request="true")
    assert response.status_code == 404
    piece = Page(response.text)
    assert [(root.tag, root.get("hx-target")) for root in piece.roots] == [("hx-partial", "#flash")]


async def test_a_static_file_that_is_not_there_is_not_found(app: FastAPI, browsing: Browsing) -> None:
    visitor = await browsing(app)
    for path in ("/static/x", "/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd"):
        response = await visitor.get(path)
        assert response.status_code == 404
        assert "import" not in response.text
