"""Doors that only a demo has: its mail on a page, and signing in as one of its guides without any."""

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import database, members, outbox
from domain.errors import Conflict, NotFound, _
from domain.errors import _ as mark
from domain.members import Member
from domain.outbox import Mail
from web import browsers, i18n, letters, mail, state
from web.demo import story
from web.demo.model import Person
from web.letters import Letter
from web.render import page
from web.signin import enter
from web.visit import Here, Session, Visit

router = APIRouter()
# Nobody real has an address there, so nobody real can be taken for somebody else.
DOMAIN = ".example"


class NothingToSay(Conflict):
    """The link of this mail was used, so the mail would say nothing."""

    code = "nothing_to_say"
    message = _("The link in this mail was used already. Ask for a new one, and a new mail appears.")


@router.get("/mail")
async def list_mail(visit: Here, session: Session) -> Response:
    """List the mails that would have been sent, newest first."""
    mails = [await _summary(visit, session, each) for each in await outbox.recent(session)]
    return page(visit, "mail/list.html", mails=mails)


@router.get("/mail/{mail_id}")
async def show_mail(visit: Here, mail_id: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
    """Show one mail as it would leave; its link is made now, and the one shown before stops working."""
    own = state.of(visit.request)
    async with database.transaction(own.sessions) as session:
        found = await outbox.by_id(session, mail_id)
        letter = await _letter(visit, session, found)
        if letter is None:
            raise NothingToSay
    i18n.reader.set(found.language)
    message = mail.rendered(found, letter, visit.community, own.settings, own.templates)
    i18n.reader.set(visit.locale)
    plain = message.get_body(("plain",))
    shown = _shown(found, letter.subject) | {"text": plain.get_content() if plain else ""}
    pressed = [letter.button] if letter.button else []
    pressed += [(item.heading, item.link) for item in letter.items]
    pressed += [(i18n.gettext(mark("No more mail like this")), letter.leave)] if letter.leave else []
    links = [(label, address.removeprefix(own.settings.address)) for label, address in pressed]
    return page(visit, "mail/show.html", mail=shown, links=links)


@router.get("/demo")
async def list_guides(visit: Here, session: Session) -> Response:
    """List the people of the demo whom one can be."""
    present = {member.handle: member for member in await members.by_handles(session, [*_guides()])}
    guides = [(present[handle], person.try_this) for handle, person in _guides().items() if handle in present]
    return page(visit, "demo/guides.html", guides=guides)


@router.get("/demo/{handle}")
async def open_door(visit: Here, session: Session, handle: str) -> Response:
    """Show one of them, and the button."""
    member, person = await _guide(session, handle)
    return page(visit, "demo/door.html", member=member, try_this=person.try_this)


@router.post("/demo/{handle}")
async def sign_in_as(visit: Here, session: Session, handle: str) -> Response:
    """Sign in as one of the demo's guides."""
    member, _person = await _guide(session, handle)
    browser = browsers.name(visit.request.headers.get("user-agent", ""))
    return await enter(visit, session, await members.start_sign_in(session, member, browser=browser))


@cache
def _guides() -> dict[str, Person]:
    return {person.handle: person for person in story.load().people if person.guide}


async def _guide(session: AsyncSession, handle: str) -> tuple[Member, Person]:
    person = _guides().get(handle)
    found = await members.by_handles(session, [handle]) if person else []
    if person is None or not found or not (found[0].email or "").endswith(DOMAIN):
        raise NotFound
    return found[0], person


async def _summary(visit: Visit, session: AsyncSession, found: Mail) -> dict[str, object]:
    # The session of a GET is never committed, so looking at the subject makes no link.
    letter = await _letter(visit, session, found)
    return _shown(found, letter.subject if letter else i18n.gettext(mark("A link that was used")))


async def _letter(visit: Visit, session: AsyncSession, found: Mail) -> Letter | None:
    i18n.reader.set(found.language)
    try:
        return await letters.written(session, state.of(visit.request).settings, visit.community, found)
    except NotFound:
        return None
    finally:
        i18n.reader.set(visit.locale)


def _shown(found: Mail, subject: str) -> dict[str, object]:
    return {"id": found.id, "recipient": found.recipient, "subject": subject, "created_at": found.created_at}
