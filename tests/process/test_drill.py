"""The drill: a backup of a site that serves and is voted at, restored on an empty machine, where nothing is missing."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from domain import backups, database, ideas, images, members, votes
from domain.ideas import Idea, IdeaCounters
from tests import pictures
from tests.people import writing
from tests.process.site import Site, answers, new_site, until
from tests.process.test_logs import Visitor

SECRET, PUBLIC = backups.new_key()
BENCH = pictures.picture()


@pytest.fixture
def machine() -> Iterator[Site]:
    """Return another machine, on which nothing is yet."""
    site = new_site()
    yield site
    site.clean()


@asynccontextmanager
async def voted_at(site: Site, folder: Path) -> AsyncIterator[list[int]]:
    """Let people join and vote for an idea with a picture during the block; the list holds acknowledged voters."""
    voted: list[int] = []
    async with site.sessions() as sessions:
        async with database.transaction(sessions) as session:
            author = await members.add_member(session, name="Ann Drill", email="ann.drill@velora.example")
            idea = await ideas.submit(session, author, writing())
            picture = await images.keep(session, author, BENCH, folder=images.Folder(folder))
            await images.place(session, author, [images.Described(picture.id, "A bench")], idea_id=idea.id)

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
    folder, other = site.folder / "images", machine.folder / "images"
    folder.mkdir()
    (folder / "lost+found").mkdir(mode=0)
    with site.started("demo", IMAGES_FOLDER=str(folder)) as running:
        running.says("Mail is shown at")
        door = re.findall(rf"{site.url}(/demo/\w+)", running.said)[0]
        async with guest.client, voted_at(site, folder) as voted:
            assert (await guest.submit(door, door)).status_code == 303
            await asyncio.to_thread(until, lambda: len(voted) > 5, "votes")
            before = len(voted)
            taken = await asyncio.to_thread(site.run, "backup", BACKUP_KEY=PUBLIC, IMAGES_FOLDER=str(folder))
            after = len(voted)
            forgotten = await asyncio.to_thread(site.run, "backup", BACKUP_KEY=PUBLIC)
        assert (forgotten.returncode, forgotten.stdout) == (1, "")
        assert "in 2 files outside of the database. Name their folder in IMAGES_FOLDER" in forgotten.stderr
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
    assert machine.run("check", IMAGES_FOLDER=str(other)).returncode == 0
    assert "Name it in IMAGES_FOLDER" in machine.run("check").stdout
    async with machine.sessions() as sessions, sessions() as session:
        supporters = select(IdeaCounters.supporters).join(Idea.counters).where(Idea.title == writing().title)
        assert before <= ((await session.scalars(supporters)).one()) <= after + 1
        address = (await session.scalars(select(images.Image).where(images.Image.digest == BENCH.digest))).one().path
    assert (machine.data_dir / "secret_key").read_bytes() == (site.data_dir / "secret_key").read_bytes()

    with machine.started("demo", IMAGES_FOLDER=str(other)) as running:
        running.says("Mail is shown at")
        assert answers(f"{machine.url}/ideas") == 200
        again = Visitor(machine)
        again.client.cookies = guest.client.cookies
        async with again.client:
            assert (await again.get("/me")).status_code == 200
            assert (await again.client.get(address)).content == BENCH.large
        assert running.stop() == 0
    (other / images.file_names(BENCH.digest)[0]).unlink()
    assert f"{BENCH.digest}.webp isn't in {other}" in machine.run("check", IMAGES_FOLDER=str(other)).stdout

    _serves_without_the_disk(machine)


def _serves_without_the_disk(machine: Site) -> None:
    (empty := machine.folder / "not-mounted").mkdir()
    with machine.serving(IMAGES_FOLDER=str(empty)) as running:
        assert "holds none of 2 files of images" in running.said
        assert answers(f"{machine.url}/ideas") == 200
        assert running.stop() == 0
    assert list(empty.iterdir()) == []
