"""The log: an object a line for machines, and no secret in it, whatever fails."""

import json

import httpx
from sqlalchemy import text

from domain import members
from domain.members import Scope
from tests.people import People
from tests.process.site import Running, Site
from tests.web.browser import Browser

PASSWORD = "under-seven-grey-bridges"
ADDRESS = "rosalind.whisper@velora.example"


class Visitor(Browser):
    """A person's browser at a site that really listens."""

    def __init__(self, site: Site) -> None:
        self.client = httpx.AsyncClient(base_url=site.url, trust_env=False, timeout=30)


def logged(running: Running) -> list[str]:
    """Return what was written after the word that it serves; before, people are told what happens."""
    begin = next(number for number, line in enumerate(running.lines) if line.startswith("Serving"))
    return running.lines[begin + 1 :]


async def test_each_line_is_an_object_with_the_number_of_its_request(site: Site) -> None:
    with site.serving(LOG_FORMAT="json") as running:
        async with Visitor(site).client as client:
            numbers = [(await client.get("/ideas")).headers["X-Request-Id"] for _ in range(3)]
        assert running.stop() == 0
        running.end()
    entries = [json.loads(line) for line in logged(running)]
    assert [entry["request"] for entry in entries if entry.get("path") == "/ideas"] == numbers
    assert all(entry.keys() >= {"event", "level", "logger", "timestamp"} for entry in entries)


async def test_no_secret_is_written_down_however_much_is_logged_and_whatever_fails(site: Site) -> None:
    link = site.run("setup", "--email", ADDRESS).stdout.split("/links/")[1].split()[0]
    with site.serving(LOG_FORMAT="json", LOG_LEVEL="debug") as running:
        visitor, stranger = Visitor(site), Visitor(site)
        async with visitor.client, stranger.client, site.sessions() as sessions:
            entered = await visitor.submit(f"/links/{link}", f"/links/{link}", name="Rosalind Whisper")
            assert entered.status_code == 303
            cookie = next(value for name, value in visitor.client.cookies.items() if "session" in name)
            people = People(sessions)
            (rosalind,) = await people.reads(members.by_handles, ["rosalind-whisper"])
            _row, token = await people.does(members.create_access_token, rosalind, name="tests", scope=Scope.WRITE)
            for given in (token, token[:-1]):
                bearer = {"Authorization": f"Bearer {given}"}
                await stranger.client.post("/graphql", json={"query": "{ viewer { name } }"}, headers=bearer)
            wrong = await stranger.submit("/signin", "/signin/password", email=ADDRESS, password=PASSWORD)
            async with sessions() as session:
                await session.execute(text("LOCK TABLE members, attempts"))
                failed = await stranger.submit("/signin", "/signin/password", email=ADDRESS, password=PASSWORD)
        assert running.stop() == 0
        running.end()
    assert wrong.status_code == 403
    assert failed.status_code == 503
    written = "".join(logged(running))
    assert "database_unavailable" in written
    for secret in (link, cookie, token, token[:-1], PASSWORD, ADDRESS):
        assert secret not in written
