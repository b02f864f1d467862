"""The drill: a backup of a site that serves and is voted at, restored on an empty machine, where nothing is missing."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select

from domain import backups, database, ideas, members, votes
from domain.ideas import Idea, IdeaCounters
from tests.people import writing
from tests.process.site import Site, answers, new_site, until
from tests.process.test_logs import Visitor

SECRET, PUBLIC = backups.new_key()


@pytest.fixture
def machine() -> Iterator[Site]:
    """Return another machine, on which nothing is yet."""
    site = new_site()
    yield site
    site.clean()


@asynccontextmanager
async def voted_at(site: Site) -> AsyncIterator[list[int]]:
    """Let people join and vote during the block; the list holds those whose vote was acknowledged."""
    voted: list[int] = []
    async with site.sessions() as sessions:
        async with database.transaction(sessions) as session:
            author = await members.add_member(session, name="Ann Drill", email="ann.drill@velora.example")
            idea = await ideas.submit(session, author, writing())

        async def vote() -> None:
            while True:
                number = len(voted)
                async with database.transaction(sessions) as session:
                    voter = await members.add_member(
                        session, name=f"Ben {number}", email=f"ben.{number}@velora.example"
                    )
                    await votes.cast(session, voter, idea.id)
                voted.append(voter.id)
                await asyncio.sleep(0.02)

        voting = asyncio.create_task(vote())
        try:
            yield voted
        finally:
            voting.cancel()
            await asyncio.gather(voting, return_exceptions=True)


async def test_a_site_comes_back_on_an_empty_machine_and_nothing_is_missing(empty_site: Site, machine: Site) -> None:
    site, guest = empty_site, Visitor(empty_site)
    pictures, other = site.folder / "images", machine.folder / "images"
    pictures.mkdir()
    (pictures / "bench.webp").write_bytes(b"a bench")
    with site.started("demo") as running:
        running.says("Mail is shown at")
        door = re.findall(rf"{site.url}(/demo/\w+)", running.said)[0]
        async with guest.client, voted_at(site) as voted:
            assert (await guest.submit(door, door)).status_code == 303
            await asyncio.to_thread(until, lambda: len(voted) > 5, "votes")
            before = len(voted)
            taken = await asyncio.to_thread(site.run, "backup", BACKUP_KEY=PUBLIC, IMAGES_FOLDER=str(pictures))
            after = len(voted)
        assert taken.returncode == 0, taken.stderr
        assert before < after
        assert running.stop() == 0
    path = taken.stdout.split(" (")[0]
    assert "locked" in taken.stdout

    assert machine.run("restore", path, BACKUP_KEY=backups.new_key()[0]).returncode == 1
    assert not machine.data_dir.exists()
    restored = machine.run("restore", path, BACKUP_KEY=SECRET, IMAGES_FOLDER=str(other))
    assert restored.returncode == 0, restored.stderr
    assert "as they were counted then" in restored.stdout
    assert "Every counter agrees" in restored.stdout
    assert (other / "bench.webp").read_bytes() == b"a bench"
    async with machine.sessions() as sessions, sessions() as session:
        supporters = select(IdeaCounters.supporters).join(Idea.counters).where(Idea.title == writing().title)
        assert before <= ((await session.scalars(supporters)).one()) <= after + 1
    assert (machine.data_dir / "secret_key").read_bytes() == (site.data_dir / "secret_key").read_bytes()

    with machine.started("demo") as running:
        running.says("Mail is shown at")
        assert answers(f"{machine.url}/ideas") == 200
        again = Visitor(machine)
        again.client.cookies = guest.client.cookies
        async with again.client:
            assert (await again.get("/me")).status_code == 200
        assert running.stop() == 0
