"""The link in a mail that stops mail of its kind: it is its own proof, so nobody has to sign in to use it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import PlainTextResponse, Response

from domain import notifications
from domain.errors import Conflict, NotFound, _
from domain.errors import _ as mark
from domain.notifications import Notice, NoticeTopic
from domain.settings import Settings
from web import state, tokens
from web.render import page, see_other
from web.visit import Here, Session, Visit

router = APIRouter()
LIFE = timedelta(days=365)
Token = Annotated[str, Path(max_length=600)]


class LinkTooOld(Conflict):
    """The link isn't one of ours, or no longer."""

    code = "link_too_old"
    message = _("This link doesn't work any more. Sign in, and you can choose under “Mail” what we send you.")


@dataclass(frozen=True)
class Leave:
    """What a link stops: a member's mail about some topics, or about the one idea that the mail spoke of."""

    member_id: int
    topics: tuple[NoticeTopic, ...]
    idea_id: int | None


def link(settings: Settings, member_id: int, notices: Collection[Notice], at: datetime) -> str:
    """Return the address that stops mail like the one that tells a member of these notices."""
    topics = ",".join(sorted({notice.topic for notice in notices}))
    ideas = {notice.idea_id for notice in notices}
    idea = ideas.pop() or "" if len(ideas) == 1 else ""
    until = (at + LIFE).astimezone(UTC).date()
    return f"{settings.address}/leave/{tokens.sealed(settings.key, f'leave|{member_id}|{topics}|{idea}|{until}')}"


@router.get("/leave/{token}")
async def ask_to_leave(visit: Here, session: Session, token: Token) -> Response:
    """Show what the link stops, and the buttons; opening it does nothing, since programs open links too."""
    return await _show(visit, session, token)


@router.post("/leave/{token}")
async def leave(visit: Here, session: Session, token: Token) -> Response:
    """Stop the mail, however often it is asked."""
    found = _opened(visit, token)
    try:
        if visit.text("what") == "all":
            await notifications.leave_mail(session, found.member_id, tuple(NoticeTopic))
        elif visit.text("what") == "idea" and found.idea_id is not None:
            await notifications.leave_mail(session, found.member_id, idea_id=found.idea_id)
        else:
            await notifications.leave_mail(session, found.member_id, found.topics)
    except NotFound:
        raise LinkTooOld from None
    if "List-Unsubscribe" in visit.form:  # a mail program, which wants to be sent nowhere
        return PlainTextResponse("Done.\n")
    return see_other(visit, f"/leave/{token}", mark("Done. You get no more of this mail."))


async def _show(visit: Visit, session: Session, token: str) -> Response:
    found = _opened(visit, token)
    try:
        member = await notifications.addressee(session, found.member_id)
    except NotFound:
        raise LinkTooOld from None
    habits = await notifications.habits(session, member)
    return page(
        visit,
        "mail/leave.html",
        token=token,
        topics=[notifications.TOPIC_LABELS[topic] for topic in found.topics],
        left=all(habits.pace(topic) is notifications.Pace.NEVER for topic in found.topics),
        left_all=all(habits.pace(topic) is notifications.Pace.NEVER for topic in NoticeTopic),
        about_idea=found.idea_id is not None,
    )


def _opened(visit: Visit, token: str) -> Leave:
    own = state.of(visit.request)
    try:
        kind, member, topics, idea, until = (tokens.unsealed(own.settings.key, token) or "").split("|")
        if kind != "leave" or date.fromisoformat(until) < own.clock().date():
            raise LinkTooOld
        known = tuple(NoticeTopic(topic) for topic in topics.split(","))
        return Leave(int(member), known, int(idea) if idea else None)
    except ValueError:
        raise LinkTooOld from None
