"""What a member gets by mail, and when: in general, and about one idea."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import ideas, members, notifications
from domain.clock import zones
from domain.errors import _ as mark
from domain.notifications import MailHabits, NoticeTopic, Pace
from domain.paging import Slice
from domain.permissions import STAFF
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.i18n import gettext
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
IdeaId = Annotated[int, Path(ge=1, lt=2**63)]
SHOWN = 20
NO_HOUR = -1  # what isn't a number is no hour either
PACE_LABELS: dict[Pace, str] = {
    Pace.AT_ONCE: mark("at once"),
    Pace.DAILY: mark("once a day"),
    Pace.WEEKLY: mark("once a week"),
    Pace.NEVER: mark("not at all"),
}


@router.get("/me/mail")
async def show_mail_habits(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show what the member gets by mail, and the ideas whose mail they chose apart."""
    return await _habits(visit, session, after=after)


@router.post("/me/mail")
async def revise_mail_habits(visit: Inside, session: Session) -> Response:
    """Change what the member gets by mail, and when."""
    async with asking(session) as answer:
        await notifications.revise_mail_habits(
            session,
            visit.actor,
            paces={topic: visit.text(f"pace_{topic}") for topic in _topics(visit)},
            zone=visit.text("zone") or None,
            quiet_from=_hour(visit.text("quiet_from")),
            quiet_until=_hour(visit.text("quiet_until")),
            digest_hour=_hour(visit.text("digest_hour") or "?") or 0,
        )
        return see_other(visit, "/me/mail", mark("Saved."))
    return await _habits(visit, session, answer)


@router.get("/ideas/{idea_id}/mail")
async def show_idea_mail(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Show how soon the member gets mail about one idea."""
    return await _idea(visit, session, idea_id)


@router.post("/ideas/{idea_id}/mail")
async def set_idea_pace(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Change how soon the member gets mail about one idea."""
    async with asking(session) as answer:
        idea = await notifications.set_idea_pace(session, visit.actor, idea_id, visit.text("pace") or None)
        return see_other(visit, idea.path, mark("Saved."))
    return await _idea(visit, session, idea_id, answer)


async def _habits(
    visit: Visit, session: AsyncSession, answer: Answer | None = None, *, after: str | None = None
) -> Response:
    member = members.require_self(visit.actor)
    values = _values(await notifications.habits(session, member))
    return page(
        visit,
        "me/mail.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        values=visit.texts(*values) if answer else values,
        errors=answer.errors if answer else {},
        topics=[(topic, notifications.TOPIC_LABELS[topic]) for topic in _topics(visit)],
        paces=_paces(),
        zones=[(zone, zone) for zone in sorted(zones()) if "/" in zone or zone == "UTC"],
        hours=[(str(hour), f"{hour:02}:00") for hour in range(24)],
        page=await notifications.idea_paces(session, member, Slice(SHOWN, after=after)),
    )


async def _idea(visit: Visit, session: AsyncSession, idea_id: int, answer: Answer | None = None) -> Response:
    member = members.require_self(visit.actor)
    idea = await ideas.visible(session, member, idea_id)
    chosen = await notifications.idea_pace(session, member, idea_id)
    return page(
        visit,
        "ideas/mail.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        idea=idea,
        values={"pace": str(chosen or "")},
        errors=answer.errors if answer else {},
        paces=_paces(),
    )


def _topics(visit: Visit) -> list[NoticeTopic]:
    is_staff = visit.actor.role in STAFF
    return [topic for topic in NoticeTopic if is_staff or topic not in notifications.FOR_STAFF]


def _values(habits: MailHabits) -> dict[str, str]:
    hours = {name: getattr(habits, name) for name in ("quiet_from", "quiet_until", "digest_hour")}
    return {
        **{f"pace_{topic}": str(habits.pace(topic)) for topic in NoticeTopic},
        **{name: "" if hour is None else str(hour) for name, hour in hours.items()},
        "zone": habits.zone or "",
    }


def _paces() -> list[tuple[str, str]]:
    return [(str(pace), gettext(label)) for pace, label in PACE_LABELS.items()]


def _hour(given: str) -> int | None:
    if not given:
        return None
    hour = whole(given, 2)
    return NO_HOUR if hour is None else hour
