"""A mail relay for tests, and a worker that is told when to work."""

import socket
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import update

from domain import database, outbox
from domain.database import Sessions
from domain.outbox import Mail
from domain.settings import Settings
from tests.people import People
from web import worker

Work = Callable[[], Awaitable[None]]


@dataclass
class Relay:
    """A mail relay that keeps what it is given, or says no."""

    url: str = ""
    got: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    says: str = "250 taken"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        """Take a mail."""
        content = envelope.content
        assert isinstance(content, bytes)
        if not self.says.startswith("250"):
            return self.says
        assert all(len(line) <= 998 for line in content.split(b"\r\n"))
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.got.append(message)
        self.raw.append(content)
        self.to += envelope.rcpt_tos
        return self.says


@pytest.fixture
def relay() -> Iterator[Relay]:
    relay = Relay()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(relay, hostname="127.0.0.1", port=port)
    controller.start()
    relay.url = f"smtp://127.0.0.1:{port}"
    yield relay
    controller.stop()


@pytest.fixture
def with_relay(settings: Settings, relay: Relay) -> Settings:
    return settings.model_copy(update={"smtp_url": relay.url, "mail_from": "Fourfold <post@fourfold.test>"})


@pytest.fixture
def work(with_relay: Settings, people: People) -> Work:
    """Return what runs the worker once over all that waits."""

    async def work() -> None:
        async with worker.opened(with_relay) as app:
            await app.run_worker_async(wait=False, listen_notify=False, install_signal_handlers=False)

    return work


def parts(message: EmailMessage) -> tuple[str, str]:
    """Return the words of the plain and of the HTML part."""
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return str(plain.get_content()), str(html.get_content())


async def become_due(sessions: Sessions) -> None:
    """Let the pauses of all mails pass, and ask for what waits to be sent."""
    async with database.transaction(sessions) as session:
        await session.execute(update(Mail).values(next_at=Mail.created_at))
        await outbox.send_soon(session)
