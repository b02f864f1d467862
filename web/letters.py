"""What each mail says, in the language that is set: links that were asked for, and what members should hear."""

from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from domain import members, notifications
from domain.clock import now
from domain.community import Community
from domain.errors import NotFound, _
from domain.members import LinkMail, Member
from domain.notifications import Notice, NoticeKind
from domain.outbox import Mail
from domain.settings import Settings
from web import i18n, leaving
from web.excerpt import excerpt
from web.statuses import told

QUOTED, ANSWER_QUOTED = 280, 1200  # letters of a comment or note, and of an answer
ITEMS_MOST = 50

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
class Item:
    """One thing a mail tells of: what happened, in somebody's words, and where to see it."""

    heading: str
    says: str
    quote: str
    link: str


@dataclass(frozen=True)
class Letter:
    """What a mail says: a subject, paragraphs, one thing to press, things to tell; and how to get no more of them."""

    subject: str
    paragraphs: list[str] = field(default_factory=list)
    button: tuple[str, str] | None = None
    items: list[Item] = field(default_factory=list)
    more: int = 0
    thread: str = ""
    leave: str = ""
    settings: str = ""


async def written(session: AsyncSession, settings: Settings, here: Community, mail: Mail) -> Letter:
    """Return what a mail says. Raises NotFound when its reason is gone."""
    names = {"community": here.name}
    if mail.template == "link":
        link = await members.prepare_link_mail(session, mail.data["link_id"])
        return _link_letter(settings, link, names)
    if mail.template == "email_changed":
        subject = i18n.gettext(_("Your address for %(community)s was changed")) % names
        text = _("From now on we write to %(new)s. If this wasn't you, please answer this mail at once.")
        return Letter(subject, [i18n.gettext(text) % mail.data])
    if mail.template == notifications.TEMPLATE:
        member = await notifications.addressee(session, mail.data["member_id"])
        notices = await notifications.for_mail(session, member, mail.data["notice_ids"])
        if notices:
            leave = leaving.link(settings, member.id, notices, now(session))
            return _notice_letter(settings, here, member, notices, leave)
    raise NotFound


def _link_letter(settings: Settings, link: LinkMail, names: dict[str, str]) -> Letter:
    subject, text, label = (i18n.gettext(words) if words else "" for words in _LINK_WORDS[link.says])
    greeting = i18n.gettext(_("Hello %(name)s,")) % {"name": link.name} if link.name else i18n.gettext(_("Hello,"))
    button = (label, f"{settings.address}/links/{link.token}") if link.token else None
    ending = i18n.gettext(_("If you didn't ask for this, nothing happens; you can delete this mail."))
    return Letter(subject % names, [greeting, text % names, ending], button)


def _notice_letter(settings: Settings, here: Community, member: Member, notices: list[Notice], leave: str) -> Letter:
    ideas = {notice.idea_id for notice in notices}
    items = [_item(settings, here, member, notice) for notice in notices[-ITEMS_MOST:]]
    if len(notices) == 1:
        subject = f"{items[0].says}: {items[0].heading}"
    elif None in ideas:
        subject = i18n.ngettext("%(number)s thing to tell you", "%(number)s things to tell you", len(notices))
        subject = subject % {"number": i18n.number(len(notices))}
    elif len(ideas) == 1:
        subject = i18n.ngettext("%(number)s thing about: %(title)s", "%(number)s things about: %(title)s", len(notices))
        subject = subject % {"number": i18n.number(len(notices)), "title": items[0].heading}
    else:
        subject = i18n.gettext(_("There is news about %(number)s ideas")) % {"number": i18n.number(len(ideas))}
    paragraphs = [i18n.gettext(_("Hello %(name)s,")) % {"name": member.name}]
    account = any(
        notice.idea_id is None and notice.recognition_id is None and notice.challenge_id is None for notice in notices
    )
    if account and member.suspended_until is not None:
        rights = _("While you can only read, you can still follow ideas and take your data along.")
        paragraphs.append(i18n.gettext(rights))
        paragraphs.append(i18n.gettext(_("If you think that it is a mistake, please answer this mail.")))
    return Letter(
        subject,
        paragraphs,
        items=items,
        more=len(notices) - len(items),
        thread=f"idea-{notices[0].idea_id}" if len(ideas) == 1 and None not in ideas else "",
        leave=leave,
        settings=f"{settings.address}/me/mail",
    )


def _item(settings: Settings, here: Community, member: Member, notice: Notice) -> Item:
    sentence, status = told(notice, here)
    says = i18n.gettext(sentence) % {"who": i18n.name_of(notice.actor) if notice.actor else "", "status": status}
    if notice.recognition_id is not None:
        card = notice.recognition
        words = card.because if card is not None and notice.kind is NoticeKind.THANKED else ""
        value = i18n.gettext(card.value.name) if card is not None else here.name
        return Item(value, says, excerpt(words, ANSWER_QUOTED), settings.address + notice.path)
    if notice.challenge is not None:
        return Item(notice.challenge.question, says, "", settings.address + notice.path)
    if notice.idea is None:
        return _about_member(settings, here, member, says, notice.path)
    said = notice.comment or notice.answer or notice.note
    quote = excerpt(said.body, ANSWER_QUOTED if notice.answer else QUOTED) if said and not _is_gone(notice) else ""
    return Item(notice.idea.title, says, quote, settings.address + notice.path)


def _about_member(settings: Settings, here: Community, member: Member, says: str, path: str) -> Item:
    """Return what concerns the member alone: whether they may write, and if not, until when and why."""
    if member.suspended_until is not None:
        until = {"day": i18n.day(member.suspended_until, here.zone_info)}
        says, path = i18n.gettext(_("You can read here, and not write, until %(day)s.")) % until, ""
    return Item(here.name, says, member.suspended_reason, settings.address + path)


def _is_gone(notice: Notice) -> bool:
    return notice.comment is not None and notice.comment.removed_at is not None
