"""The demo by its command: filled once, kept, and never opened over a real community."""

import re
import signal

from sqlalchemy import func, select

from domain.database import Sessions
from domain.ideas import Idea, IdeaCounters
from domain.rewards import Season
from tests.process.site import Site, answers, becoming
from tests.process.test_logs import Visitor


async def test_the_demo_is_filled_once_has_its_doors_and_is_kept(empty_site: Site) -> None:
    site = empty_site
    with site.started("demo") as running:
        running.says("The demo is at")
        assert answers(f"{site.url}/ideas") == 200
        running.says("Mail is shown at")
        doors = re.findall(rf"{site.url}(/demo/\w+)", running.said)
        assert len(doors) >= 5
        for door in doors:
            guest = Visitor(site)
            async with guest.client:
                assert (await guest.submit(door, door)).status_code == 303
                assert (await guest.get("/me")).status_code == 200
        before = await _ideas(site)
        async with site.sessions() as sessions:
            await becoming(lambda: _closed(sessions), "a season to be closed")
        assert running.stop(signal.SIGINT) == 0
    with site.started("demo") as running:
        running.says("Mail is shown at")
        assert await _ideas(site) == before
        assert running.stop() == 0
    assert site.run("check").returncode == 0


def test_the_demo_does_not_open_a_real_community(site: Site) -> None:
    done = site.run("demo")
    assert done.returncode == 1
    assert "holds a real community. For the demo, set DATA_DIR elsewhere" in done.stderr


async def _closed(sessions: Sessions) -> int:
    async with sessions() as session:
        closed = select(func.count()).select_from(Season).where(Season.hash.is_not(None))
        return await session.scalar(closed) or 0


async def _ideas(site: Site) -> list[tuple[int, str, int]]:
    """Return number, title and supporters of every idea."""
    async with site.sessions() as sessions, sessions() as session:
        counted = select(Idea.id, Idea.title, IdeaCounters.supporters).join(Idea.counters).order_by(Idea.id)
        return [(row.id, row.title, row.supporters) for row in await session.execute(counted)]
