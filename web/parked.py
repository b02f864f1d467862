"""What failed for good and is parked: mails that no relay took, facts whose reactions went wrong; and trying again."""

from fastapi import APIRouter
from starlette.responses import Response

from domain import events, outbox
from domain.errors import NotFound
from domain.errors import _ as mark
from domain.paging import Slice
from web.forms import whole
from web.render import page, see_other
from web.visit import Inside, Session

router = APIRouter()
SHOWN = 50


@router.get("/admin/parked")
async def list_parked(
    visit: Inside, session: Session, facts_after: str | None = None, mails_after: str | None = None
) -> Response:
    """List what is parked, latest first."""
    facts = await events.parked(session, visit.actor, Slice(SHOWN, after=facts_after))
    mails = await outbox.parked(session, visit.actor, Slice(SHOWN, after=mails_after))
    return page(visit, "admin/parked.html", facts=facts, mails=mails)


@router.post("/admin/parked")
async def retry_parked(visit: Inside, session: Session) -> Response:
    """Try one thing again, or all of its sort."""
    sorts = {"facts": events.retry, "mails": outbox.retry}
    retry, number = sorts.get(visit.text("what")), whole(visit.text("number"))
    if retry is None or (number is None and visit.text("number")):
        raise NotFound
    await retry(session, visit.actor, number)
    return see_other(visit, "/admin/parked", mark("It is being tried again."))
