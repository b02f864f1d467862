"""Mail: rows of the outbox rendered in the reader's language and handed to the relay, at least once."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib
import css_inline
from jinja2 import Environment
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, database, members, outbox
from domain.community import Community
from domain.database import Sessions
from domain.errors import NotFound, _
from domain.members import LinkMail
from domain.outbox import Mail
from domain.settings import Settings
from web import i18n

# A longer line keeps addresses in headers whole; the standard policy would encode them beyond recognition.
_POLICY = policy.SMTP.clone(max_line_length=998)

_LINK_WORDS: dict[str, tuple[str, str, str]] = {
    "sign_in": (
        _("Your link to sign in to %(community)s"),
        _("Here is your link. It works once, for 15 minutes."),
        _("Sign in"),
    ),
    "join": (
        _("Join %(community)s"),
        _("Nobody has joined with this address yet. This link makes you a member. It works once, for 15 minutes."),
        _("Join"),
    ),
    "closed": (
        _("Joining %(community)s"),
        _("Somebody asked to join with this address. This community takes in no new members right now."),
        "",
    ),
    "have_account": (
        _("You are a member of %(community)s already"),
        _(
            "Somebody asked to join with this address, which is a member's. If it was you, this link signs you in. "
            "It works once, for 15 minutes."
        ),
        _("Sign in"),
    ),
    "change_email": (
        _("Your new address for %(community)s"),
        _("Use this link to make this your address from now on. It works once, for 15 minutes."),
        _("Use this address"),
    ),
}


@dataclass(frozen=True)
class Letter:
    """What a mail says: a subject, paragraphs, and one thing to press."""

    subject: str
    paragraphs: list[str] = field(default_factory=list)
    button: tuple[str, str] | None = None


async def send(sessions: Sessions, settings: Settings, templates: Environment, mail_id: int) -> bool:
    """Send one mail of the outbox; return False when it went already or has nothing left to say.

    Its secrets are made and kept before it leaves; a crash between leaving and noting it sends it again, with the
    same Message-ID.
    """
    if not settings.smtp_url:
        return False
    try:
        prepared = await prepare(sessions, settings, templates, mail_id)
    except NotFound:
        return False
    if prepared is None:
        return False
    await _hand_over(settings.smtp_url, prepared)
    async with database.transaction(sessions) as session:
        await outbox.mark_sent(session, await outbox.by_id(session, mail_id, lock=True))
    return True


async def prepare(sessions: Sessions, settings: Settings, templates: Environment, mail_id: int) -> EmailMessage | None:
    """Return the message of an unsent mail, with a fresh link in it; None for one that went. Raises NotFound."""
    async with database.transaction(sessions) as session:
        mail = await outbox.by_id(session, mail_id, lock=True)
        if mail.sent_at is not None:
            return None
        here = await community.current(session)
        i18n.reader.set(mail.language)
        return rendered(mail, await letter(session, settings, here, mail), here, settings, templates)


async def letter(session: AsyncSession, settings: Settings, here: Community, mail: Mail) -> Letter:
    """Return what a mail says, in the language that is set. Raises NotFound when its reason is gone."""
    names = {"community": here.name}
    if mail.template == "link":
        link = await members.prepare_link_mail(session, mail.data["link_id"])
        return _link_letter(settings, link, names)
    if mail.template == "email_changed":
        subject = i18n.gettext(_("Your address for %(community)s was changed")) % names
        text = _("From now on we write to %(new)s. If this wasn't you, please answer this mail at once.")
        return Letter(subject, [i18n.gettext(text) % mail.data])
    raise NotFound


def rendered(mail: Mail, letter: Letter, here: Community, settings: Settings, templates: Environment) -> EmailMessage:
    """Return the message with a plain and an HTML part."""
    context = {"letter": letter, "community": here, "address": settings.address, "language": mail.language}
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = letter.subject
    name, sender = parseaddr(settings.mail_from)
    message["From"] = Address(here.name if name == "Fourfold" else name, addr_spec=sender)
    message["To"] = mail.recipient
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.message_id}@{urlsplit(settings.address).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(templates.get_template("mail/letter.txt").render(context))
    html = templates.get_template("mail/letter.html").render(context)
    message.add_alternative(css_inline.inline(html), subtype="html")
    return message


def _link_letter(settings: Settings, link: LinkMail, names: dict[str, str]) -> Letter:
    subject, text, label = (i18n.gettext(words) if words else "" for words in _LINK_WORDS[link.says])
    greeting = i18n.gettext(_("Hello %(name)s,")) % {"name": link.name} if link.name else i18n.gettext(_("Hello,"))
    button = (label, f"{settings.address}/links/{link.token}") if link.token else None
    ending = i18n.gettext(_("If you didn't ask for this, nothing happens; you can delete this mail."))
    return Letter(subject % names, [greeting, text % names, ending], button)


async def _hand_over(url: str, message: EmailMessage) -> None:
    parts = urlsplit(url)
    implicit = parts.scheme == "smtps"
    await aiosmtplib.send(
        message,
        hostname=parts.hostname or "localhost",
        port=parts.port or (465 if implicit else 25),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=implicit,
        start_tls=None if not implicit else False,
        tls_context=ssl.create_default_context(),
        timeout=20,
    )


Failure = (aiosmtplib.SMTPException, smtplib.SMTPException, OSError)
