"""Five hundred people are told of comments while the background process is killed: each once, and by one mail.

`make soak` runs the same for as many notices and kills as one has time for, and prints what it saw.
"""

import asyncio
import os
import signal
from collections import Counter
from email import message_from_bytes
from functools import partial
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text

from domain import comments, database, ideas, jobs, members
from domain.database import Sessions
from tests.people import writing
from tests.process.site import Running, Site, becoming, free_port, until

NOTICES = int(os.environ.get("SOAK_NOTICES", "500"))
KILLS = int(os.environ.get("SOAK_NOTICE_KILLS", "3"))
IDEAS = 10
LONG = 60 + NOTICES / 5  # seconds
REPEATS_MOST = max(1, NOTICES // 1000)
FOLLOWERS = """
    WITH joined AS (
        INSERT INTO members (handle, name, email, role, language, about, is_sponsor, joined_at)
        SELECT 'follower.' || n, 'Follower ' || n, 'follower.' || n || '@velora.example', 'customer', 'en', '', false,
               now()
        FROM generate_series(1, :many) AS n RETURNING id
    ), wanting AS (
        INSERT INTO mail_habits (member_id, paces, digest_hour)
        SELECT id, '{"comments": "at_once"}', 8 FROM joined
    )
    INSERT INTO follows (member_id, idea_id, since)
    SELECT id, (CAST(:ideas AS bigint[]))[1 + id % :most], now() FROM joined
"""


class Relay:
    """A mail relay that notes which mail it took for whom."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = message_from_bytes(envelope.original_content or b"")
        self.taken.append((envelope.rcpt_tos[0], message["Message-ID"]))
        return "250 OK"


async def test_nobody_is_told_twice_or_not_at_all_though_who_tells_them_is_killed(site: Site) -> None:
    relay, port = Relay(), free_port()
    controller: Any = Controller(relay, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        async with site.sessions() as sessions:
            await _happens(sessions)
            with site.serving(SMTP_URL=f"smtp://127.0.0.1:{port}") as running:
                for kill in range(KILLS):
                    # The first one dies while notices or mails are written, the others while mails leave.
                    goal = kill * NOTICES // KILLS
                    await becoming(partial(_has_begun, sessions, relay, goal), "some work", LONG)
                    await _die(site, running, sessions)
                await becoming(lambda: _is_all_sent(sessions), "all mail to leave", LONG)
                assert running.stop() == 0
            await _nobody_is_missing(sessions)
    finally:
        await asyncio.to_thread(controller.stop)
    times = Counter(relay.taken)
    repeats = len(relay.taken) - NOTICES
    print(f"\n{NOTICES} notices, {KILLS} kills: {repeats} mails came twice")
    assert len(times) == len({recipient for recipient, _name in times}) == NOTICES, "one name for each person's mail"
    assert 0 <= repeats <= REPEATS_MOST


async def _happens(sessions: Sessions) -> None:
    """Let many follow a few ideas, and a comment be written at each."""
    async with database.transaction(sessions) as session:
        ann = await members.add_member(session, name="Ann Author", email="ann.author@velora.example")
        ben = await members.add_member(session, name="Ben Busy", email="ben.busy@velora.example")
        chosen = [(await ideas.submit(session, ann, writing(f"Idea {number}"))).id for number in range(IDEAS)]
    async with database.transaction(sessions) as session:
        # Who wrote them hears of them too, and isn't counted here.
        await session.execute(text("UPDATE facts SET delivered_at = now() WHERE delivered_at IS NULL"))
        await session.execute(text(FOLLOWERS), {"many": NOTICES, "ideas": chosen, "most": IDEAS})
        for idea_id in chosen:
            await comments.write(session, ben, idea_id, "Who would come along?")


async def _has_begun(sessions: Sessions, relay: Relay, goal: int) -> bool:
    if goal:
        return len(relay.taken) >= goal
    async with sessions() as session:
        return bool(await session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")))


async def _die(site: Site, running: Running, sessions: Sessions) -> None:
    """Kill the background process, and let the half minute pass after which its jobs are taken up again."""
    (background,) = site.children(running).background
    os.kill(background, signal.SIGKILL)
    async with database.transaction(sessions) as session:
        earlier = "last_heartbeat = last_heartbeat - interval '40 seconds'"
        await session.execute(text(f"UPDATE procrastinate_workers SET {earlier}"))
    another = lambda: site.children(running).background not in ([], [background])  # noqa: E731
    await asyncio.to_thread(until, another, "another process")
    async with database.transaction(sessions) as session:
        await session.execute(text("UPDATE mails SET next_at = created_at WHERE sent_at IS NULL"))
        await jobs.enqueue(session, "rescue", timestamp=0)


async def _is_all_sent(sessions: Sessions) -> bool:
    async with sessions() as session:
        sent = await session.scalar(text("SELECT count(*) FROM mails WHERE sent_at IS NOT NULL AND bulk"))
        # What follows from a fact may be a fact itself, and waits for its turn while mails leave.
        waiting = await session.scalar(text("SELECT count(*) FROM facts WHERE delivered_at IS NULL"))
        return bool(sent == NOTICES and waiting == 0)


async def _nobody_is_missing(sessions: Sessions) -> None:
    async with sessions() as session:
        told = text("SELECT count(*), count(DISTINCT member_id) FROM notices WHERE kind = 'comment'")
        assert tuple((await session.execute(told)).one()) == (NOTICES, NOTICES)
        waiting = "SELECT count(*) FROM facts WHERE delivered_at IS NULL"
        assert await session.scalar(text(waiting)) == 0
