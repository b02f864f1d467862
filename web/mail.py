"""Mail: rows of the outbox rendered in the reader's language and handed to the relay, at least once."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

import css_inline
import structlog
from jinja2 import Environment

from domain import community, database, outbox
from domain.community import Community
from domain.database import Sessions
from domain.errors import NotFound
from domain.outbox import Mail
from domain.settings import Settings
from web import i18n
from web.letters import Letter, written
from web.relay import PLAIN, MailRefused, Relay, RelayAway

log = structlog.get_logger(__name__)


async def send_waiting(sessions: Sessions, settings: Settings, templates: Environment) -> int:
    """Send all that is due, what somebody waits for first; return how many. A relay that is away ends the round."""
    if not settings.smtp_url:
        return 0
    sent, passed = 0, set[int]()
    async with Relay(settings.smtp_url) as relay:
        while True:
            async with sessions() as session:
                mail_id = await outbox.next_waiting(session, passed)
            if mail_id is None:
                return sent
            try:
                if await _send(sessions, settings, templates, relay, mail_id):
                    sent += 1
                else:
                    passed.add(mail_id)
            except RelayAway as error:
                log.warning("relay_away", error=str(error))
                return sent


async def send(sessions: Sessions, settings: Settings, templates: Environment, mail_id: int) -> bool:
    """Send one mail now; return False when it is not to be sent, or not yet."""
    if not settings.smtp_url:
        return False
    async with Relay(settings.smtp_url) as relay:
        try:
            return await _send(sessions, settings, templates, relay, mail_id)
        except RelayAway as error:
            log.warning("relay_away", error=str(error))
            return False


async def _send(sessions: Sessions, settings: Settings, templates: Environment, relay: Relay, mail_id: int) -> bool:
    """Send one mail, noted as sent as soon as the relay says that it has it.

    Its secrets are made and kept before it leaves; a crash between leaving and noting it sends it again, with the
    same Message-ID.
    """
    await relay.reach()
    try:
        prepared = await prepare(sessions, settings, templates, mail_id)
    except NotFound:
        async with database.transaction(sessions) as session:
            await outbox.drop(session, mail_id)
        return False
    if prepared is None:
        return False
    attempt, message = prepared
    try:
        async with database.transaction(sessions) as session:
            if not await outbox.hold(session, mail_id, attempt):
                return False
            await relay.take(message)
    except MailRefused as refused:
        log.warning("mail_refused", mail=mail_id, attempt=attempt, error=str(refused))
        async with database.transaction(sessions) as session:
            await outbox.note_failure(session, mail_id, str(refused), final=refused.final)
        return False
    return True


async def prepare(
    sessions: Sessions, settings: Settings, templates: Environment, mail_id: int
) -> tuple[int, EmailMessage] | None:
    """Begin an attempt: return its number and the message, with fresh links in it; None for a mail not to be sent.

    Raises NotFound when there is nothing left to say.
    """
    async with database.transaction(sessions) as session:
        mail = await outbox.take_up(session, mail_id)
        if mail is None:
            return None
        here = await community.current(session)
        i18n.reader.set(mail.language)
        letter = await written(session, settings, here, mail)
        return mail.attempts, rendered(mail, letter, here, settings, templates)


def rendered(mail: Mail, letter: Letter, here: Community, settings: Settings, templates: Environment) -> EmailMessage:
    """Return the message with a plain and an HTML part."""
    context = {"letter": letter, "community": here, "address": settings.address, "language": mail.language}
    host = urlsplit(settings.address).hostname
    message = EmailMessage(policy=PLAIN)
    message["Subject"] = letter.subject
    name, sender = parseaddr(settings.mail_from)
    message["From"] = Address(here.name if name == "Fourfold" else name, addr_spec=sender)
    message["To"] = mail.recipient
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.message_id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.thread:
        # All mail about an idea refers to one that nobody got, so that it stands together in the reader's program.
        message["In-Reply-To"] = message["References"] = f"<{letter.thread}@{host}>"
    if letter.leave:
        message["List-Id"] = f"<notices.{host}>"
        message["List-Unsubscribe"] = f"<{letter.leave}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(templates.get_template("mail/letter.txt").render(context))
    html = templates.get_template("mail/letter.html").render(context)
    message.add_alternative(css_inline.inline(html), subtype="html")
    return message
