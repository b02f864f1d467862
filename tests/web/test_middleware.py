"""Around every request: size, host, how many at once, odd addresses; and what reaches the log."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from fastapi import FastAPI

from domain.settings import Settings
from tests.people import People
from tests.web.browser import ADDRESS, Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page
from web import logs
from web.app import create_app
from web.errors import failed
from web.middleware import Guard


@pytest.fixture
async def visitor(app: FastAPI, browsing: Browsing) -> Browser:
    return await browsing(app)


@pytest.mark.parametrize(
    "host", ["evil.example", "fourfold.test.evil.example", "fourfold.test:81", "", "evil@fourfold.tes"]
)
async def test_another_sites_name_is_refused(visitor: Browser, host: str) -> None:
    response = await visitor.client.get("/about", headers={"host": host})
    assert response.status_code == 400
    assert "evil" not in response.text


@pytest.mark.parametrize("host", ["fourfold.test", "FourFold.Test", "127.0.0.1:8044"])
async def test_our_own_names_are_answered(visitor: Browser, host: str) -> None:
    assert (await visitor.client.get("/about", headers={"host": host})).status_code == 200


async def test_ten_megabytes_are_refused_before_they_are_read(visitor: Browser) -> None:
    token = await visitor.token()

    async def endless() -> AsyncIterator[bytes]:
        yield f"csrf={token}&title=".encode()
        for _ in range(10):
            yield b"x" * 1_000_000

    whole = await visitor.send("/ideas/new", {"csrf": token, "title": "x" * 10_000_000})
    assert whole.status_code == 413
    form = {"content-type": "application/x-www-form-urlencoded"}
    parts = await visitor.client.post("/ideas/new", content=endless(), headers=form)
    assert parts.status_code == 413
    for length in ("-1", "x", "9" * 40):
        odd = await visitor.client.post("/signin", content=b"", headers=form | {"content-length": length})
        assert odd.status_code == 413


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "", "multipart/form-data", "multipart/form-data; boundary="]
)
async def test_what_is_no_form_is_refused(visitor: Browser, kind: str) -> None:
    response = await visitor.client.post("/signin", content=b'{"email": "a@b.example"}', headers={"content-type": kind})
    assert response.status_code in (400, 403)
    assert Page(response.text).one("h1").words


async def test_a_form_with_too_many_fields_is_refused(visitor: Browser) -> None:
    fields = {f"field{number}": "x" for number in range(100)} | {"csrf": await visitor.token()}
    assert (await visitor.send("/signin", fields)).status_code == 400


async def test_files_are_not_taken(visitor: Browser) -> None:
    token = await visitor.token()
    response = await visitor.client.post("/signin", data={"csrf": token}, files={"email": ("a.txt", b"a@b.example")})
    assert response.status_code == 400


async def test_other_verbs_are_turned_down_with_a_page(visitor: Browser) -> None:
    for verb in ("PUT", "DELETE", "PATCH"):
        response = await visitor.client.request(verb, "/ideas")
        assert response.status_code == 405
        assert Page(response.text).one("h1").words


def guarded(app: object, leaving: asyncio.Event | None = None) -> Guard:
    """Return an application behind a door that lets in one at a time."""
    limits = {"max_in_flight": 1, "upload_most": 0, "secure": False, "hosts": frozenset[str](), "proxies": 0}
    return Guard(app, failed=failed, leaving=leaving or asyncio.Event(), **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize("accept", ["text/html", "text/event-stream"])
async def test_when_many_are_here_the_next_is_asked_to_come_again(accept: str) -> None:
    busy, free = asyncio.Event(), asyncio.Event()

    async def slow(scope: dict[str, object], receive: object, send: httpx.ASGITransport) -> None:
        busy.set()
        await free.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"done"})  # type: ignore[operator]

    transport = httpx.ASGITransport(app=guarded(slow))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers={"accept": accept}) as client:
        first = asyncio.create_task(client.get("/"))
        await busy.wait()
        refused = await asyncio.wait_for(client.get("/"), 5)
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "1"
        assert "default-src" in refused.headers["content-security-policy"]
        alive = asyncio.create_task(client.get("/livez"))
        free.set()
        assert (await first).status_code == 200
        assert (await alive).status_code == 200, "who asks whether we live is never in line"
        assert (await client.get("/")).status_code == 200


async def test_whoever_listens_to_a_stream_takes_nobodys_place_and_hears_that_we_leave() -> None:
    leaving, listening, heard = asyncio.Event(), asyncio.Event(), list[str]()

    async def streaming(scope: dict[str, object], receive: object, send: object) -> None:
        if scope["path"] == "/stream":
            headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})  # type: ignore[operator]
            listening.set()
            while (told := (await receive())["type"]) != "http.disconnect":  # type: ignore[operator]
                pass
            heard.append(told)
        else:
            await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]

    transport = httpx.ASGITransport(app=guarded(streaming, leaving))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        stream = asyncio.create_task(client.get("/stream", headers={"accept": "text/event-stream"}))
        await listening.wait()
        assert [(await client.get("/")).status_code for _ in range(3)] == [200] * 3, "which it gave back as it began"
        leaving.set()
        assert (await asyncio.wait_for(stream, 5)).status_code == 200
        assert heard == ["http.disconnect"]
        assert (await client.get("/")).status_code == 200, "its place was given back once"


async def test_a_proxy_may_name_the_client_only_where_it_is_trusted(
    settings: Settings, people: People, browsing: Browsing, app: FastAPI
) -> None:
    behind = create_app(settings.model_copy(update={"trusted_proxies": 1}))
    statuses = {}
    for name, served in (("open", app), ("behind", behind)):
        browser = await browsing(served)
        token = await browser.token()
        answers = [
            await browser.send(
                "/signin",
                {"csrf": token, "email": f"{name}{n}@people.example"},
                x_forwarded_for=f"6.6.6.6, 10.0.{n}.1",
            )
            for n in range(32)
        ]
        statuses[name] = [answer.status_code for answer in answers]
    assert statuses["open"][-1] == 429, "a header alone must not get around the limit"
    assert set(statuses["behind"]) == {303}
    await behind.state.fourfold.engine.dispose()


class Lines(logging.Handler):
    """Keeps what is logged, as it is written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self.lines.append(self.format(record))


@pytest.fixture
def lines(settings: Settings, app: FastAPI) -> Iterator[list[str]]:
    """Return what is logged, in the form for machines."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.set_up(settings.model_copy(update={"log_format": "json", "log_level": "info"}))
    kept = Lines()
    kept.setFormatter(root.handlers[0].formatter)
    root.handlers[:] = [kept]
    yield kept.lines
    root.handlers[:], root.level = before, level


async def test_every_request_has_a_number_in_its_answer_and_in_the_log(visitor: Browser, lines: list[str]) -> None:
    response = await visitor.get("/about")
    logged = [json.loads(line) for line in lines if '"path": "/about"' in line]
    assert [each["request"] for each in logged] == [response.headers["x-request-id"]]
    assert logged[0]["status"] == 200
    assert logged[0]["ms"] >= 0


async def test_no_secret_reaches_the_log(visitor: Browser, lines: list[str]) -> None:
    secret = "S3cret" * 8
    await visitor.get(f"/links/{secret}")
    await visitor.get(f"/nowhere/links/{secret}/fourfold_{secret}")
    await visitor.get(f"/signin?next=/links/{secret}")
    await visitor.post("/signin/password", {"email": "a@b.example", "password": secret})
    assert len(lines) >= 4
    assert [line for line in lines if secret in line or "a@b.example" in line] == []


async def test_a_line_break_in_an_address_forges_no_line(visitor: Browser, lines: list[str]) -> None:
    await visitor.get("/x%0A%7B%22event%22:%22forged%22%7D")
    assert all("\n" not in line for line in lines)
    assert [json.loads(line)["event"] for line in lines].count("forged") == 0


@pytest.mark.parametrize("path", ["/", "/ideas", "/about", "/livez", "/robots.txt", "/brand.css", "/nowhere", "/me"])
async def test_asked_for_the_head_alone_it_answers_as_it_would_without_the_body(visitor: Browser, path: str) -> None:
    await visitor.get("/about")
    whole, head = await visitor.get(path), await visitor.client.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers["content-type" if path != "/me" else "location"]
    assert head.headers.keys() == whole.headers.keys()
