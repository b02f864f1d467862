"""Jobs whose process dies are done by the next one: a mail is sent again, and is the same mail."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text

from domain import database, jobs, members, outbox
from domain.database import Sessions
from tests.people import People
from tests.process.site import LEAVING_MAY_TAKE, Site, answers, becoming, free_port, until
from tests.process.voting import voting


class Relay:
    """A mail relay that keeps what it gets; while it is `deaf`, it takes a mail in and doesn't say so."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.deaf = True

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(message_from_bytes(envelope.original_content or b""))
        await asyncio.to_thread(until, lambda: not self.deaf, "the relay to hear again")
        return "250 OK"


@asynccontextmanager
async def relaying() -> AsyncIterator[tuple[Relay, str]]:
    """Return a relay and its address."""
    relay, port = Relay(), free_port()
    controller: Any = Controller(relay, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield relay, f"smtp://127.0.0.1:{port}"
    finally:
        await asyncio.to_thread(controller.stop)


async def test_a_mail_whose_sender_died_is_sent_again_with_the_same_number(site: Site) -> None:
    async with relaying() as (relay, smtp):
        with site.serving(SMTP_URL=smtp) as running:
            async with site.sessions() as sessions:
                await People(sessions).does(
                    members.request_link, email="ben@velora.example", language="en", client="192.0.2.1"
                )
                await asyncio.to_thread(until, lambda: relay.mails, "the mail")
                (background,) = site.children(running).background
                os.kill(background, signal.SIGKILL)
                relay.deaf = False
                await asyncio.to_thread(
                    until, lambda: site.children(running).background not in ([], [background]), "another process"
                )
                await _half_a_minute_passes(sessions)
                await becoming(lambda: _is_sent(sessions), "the mail to be noted as sent")
            assert running.stop() == 0
    first, second = relay.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first["To"] == second["To"] == "ben@velora.example"


async def test_a_mail_that_is_leaving_when_the_site_stops_is_sent_once(site: Site) -> None:
    async with relaying() as (relay, smtp), site.sessions() as sessions:
        with site.serving(SMTP_URL=smtp) as running:
            ask = People(sessions).does
            await ask(members.request_link, email="dan@velora.example", language="en", client="192.0.2.1")
            await asyncio.to_thread(until, lambda: relay.mails, "the mail")
            running.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(until, lambda: answers(f"{site.url}/livez") == 0, "a closed door")
            relay.deaf = False
            assert await asyncio.to_thread(running.process.wait, LEAVING_MAY_TAKE) == 0
        assert await _is_sent(sessions)
    assert len(relay.mails) == 1


async def test_facts_are_delivered_though_one_delivery_died_and_the_next_waits_for_it(site: Site) -> None:
    async with site.sessions() as sessions:
        async with sessions() as session:
            # The site before may have stopped with one of its own that still waits.
            await session.execute(text("DELETE FROM procrastinate_jobs WHERE task_name = 'deliver_facts'"))
            for status in ("doing", "todo"):
                await session.execute(
                    text(
                        "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, status)"
                        " VALUES ('default', 'deliver_facts', 'deliver_facts', 'deliver_facts',"
                        " CAST(:status AS procrastinate_job_status))"
                    ),
                    {"status": status},
                )
            await session.commit()
        async with voting(site):
            pass
        with site.serving() as running:
            await _half_a_minute_passes(sessions)
            await becoming(lambda: _is_all_heard(sessions), "all facts to be delivered")
            assert running.stop() == 0


async def _half_a_minute_passes(sessions: Sessions) -> None:
    """Age the sign of life of the process that died, and look for its jobs as is done every minute."""
    async with database.transaction(sessions) as session:
        died = "(SELECT worker_id FROM procrastinate_jobs WHERE task_name = 'send_mail' AND status = 'doing')"
        earlier = "last_heartbeat - interval '40 seconds'"
        await session.execute(text(f"UPDATE procrastinate_workers SET last_heartbeat = {earlier} WHERE id IN {died}"))
        await jobs.enqueue(session, "rescue", timestamp=0)


async def _is_all_heard(sessions: Sessions) -> bool:
    async with sessions() as session:
        return await session.scalar(text("SELECT bool_and(delivered_at IS NOT NULL) FROM facts")) is True


async def _is_sent(sessions: Sessions) -> bool:
    async with sessions() as session:
        (mail, *_) = await outbox.recent(session)
        return mail.sent_at is not None
