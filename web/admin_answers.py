"""What an admin keeps for the answers: their time, the days on which nobody works, reasons, and who is on duty."""

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import community, members
from domain.clock import now
from domain.community import ReasonKind
from domain.errors import Conflict, NotFound
from domain.errors import _ as mark
from domain.members import require_member
from domain.permissions import Permission
from web.admin import RowId
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
HERE = "/admin/answers"
DAYS = {
    "1": mark("Monday"),
    "2": mark("Tuesday"),
    "3": mark("Wednesday"),
    "4": mark("Thursday"),
    "5": mark("Friday"),
    "6": mark("Saturday"),
    "7": mark("Sunday"),
}
KINDS = {ReasonKind.NOT_NOW: mark("For “not now”"), ReasonKind.DECLINE: mark("For declining")}


@router.get("/admin/answers")
async def show_keeping(visit: Inside, session: Session) -> Response:
    """Show what is kept for the answers."""
    return await _kept(visit, session)


@router.post("/admin/answers")
async def revise_clock(visit: Inside, session: Session) -> Response:
    """Change how long an answer may take, and the days that count."""
    given = visit.text("answer_hours").strip()
    hours = whole(given, 8)
    chosen = [value for name, value in visit.fields() if name == "working_days"]
    fields = {
        "answer_hours": given if hours is None else hours,
        "round_the_clock": bool(visit.text("round_the_clock")),
        "working_days": [int(day) if day in DAYS else 0 for day in chosen],
    }
    async with asking(session) as answer:
        await community.revise(session, visit.actor, **fields)
        return see_other(visit, HERE, mark("Saved. Due times that were promised before stay."))
    typed = visit.texts("answer_hours", "round_the_clock") | {f"day_{day}": "yes" for day in chosen}
    return await _kept(visit, session, "clock", answer, typed)


@router.post("/admin/holidays")
async def add_holidays(visit: Inside, session: Session) -> Response:
    """Add the days of a list, one a line."""
    async with asking(session) as answer:
        await community.add_holidays(session, visit.actor, visit.text("holidays").splitlines())
        return see_other(visit, f"{HERE}#days", mark("Saved. Due times that were promised before stay."))
    return await _kept(visit, session, "holidays", answer, visit.texts("holidays"))


@router.post("/admin/holidays/remove")
async def remove_holiday(visit: Inside, session: Session) -> Response:
    """Let a day be worked on again."""
    day = community.day_of(visit.text("day"))
    if day is None:
        raise NotFound
    await community.remove_holiday(session, visit.actor, day)
    return see_other(visit, f"{HERE}#days", mark("The day is taken out of the list."))


@router.post("/admin/reasons")
async def add_reason(visit: Inside, session: Session) -> Response:
    """Put a reason on the short list."""
    async with asking(session) as answer:
        await community.add_reason(session, visit.actor, visit.text("kind"), visit.text("label"))
        return see_other(visit, f"{HERE}#reasons", mark("Decisions can give this reason from now on."))
    return await _kept(visit, session, "reason", answer, visit.texts("kind", "label"))


@router.post("/admin/reasons/{reason_id}")
async def rename_reason(visit: Inside, session: Session, reason_id: RowId) -> Response:
    """Offer a reason in other words."""
    async with asking(session, Conflict) as answer:
        await community.rename_reason(session, visit.actor, reason_id, visit.text("label"))
        return see_other(
            visit, f"{HERE}#reasons", mark("Saved. Decisions that gave this reason before keep its words.")
        )
    return await _kept(visit, session, f"reason-{reason_id}", answer, visit.texts("label"))


@router.post("/admin/reasons/{reason_id}/retire")
async def retire_reason(visit: Inside, session: Session, reason_id: RowId) -> Response:
    """Offer a reason no longer."""
    async with asking(session, Conflict) as answer:
        await community.retire_reason(session, visit.actor, reason_id)
        return see_other(visit, f"{HERE}#reasons", mark("The reason is retired. Where it was given it stays readable."))
    return await _kept(visit, session, f"reason-{reason_id}", answer)


@router.post("/admin/reasons/{reason_id}/bring-back")
async def bring_back_reason(visit: Inside, session: Session, reason_id: RowId) -> Response:
    """Offer a retired reason again."""
    async with asking(session, Conflict) as answer:
        await community.bring_back_reason(session, visit.actor, reason_id)
        return see_other(visit, f"{HERE}#reasons", mark("Decisions can give this reason from now on."))
    return await _kept(visit, session, "retired", answer)


@router.post("/admin/duty")
async def name_on_duty(visit: Inside, session: Session) -> Response:
    """Say who is on duty."""
    chosen = whole(visit.text("member"))
    if chosen is None:
        raise NotFound
    await members.name_on_duty(session, visit.actor, chosen)
    return see_other(visit, f"{HERE}#people", mark("Saved. They hear of late answers that nobody takes care of."))


@router.get("/admin/best-customers")
async def ask_for_best_customers(visit: Inside, session: Session) -> Response:
    """Ask for a list of the best customers."""
    require_member(visit.actor, Permission.MANAGE_MEMBERS)
    return page(visit, "admin/best_customers.html", found=None, values={}, errors={})


@router.post("/admin/best-customers")
async def name_best_customers(visit: Inside, session: Session) -> Response:
    """Show what a list of the best customers would change, or change it."""
    given = visit.texts("best_customers", "least")
    preview = visit.text("do") != "save"
    found = None
    async with asking(session) as answer:
        found = await members.name_best_customers(
            session,
            visit.actor,
            given["best_customers"].splitlines(),
            least=given["least"].strip() or None,
            preview=preview,
        )
        if not preview:
            return see_other(
                visit,
                "/admin/members?best=yes",
                mark("The best customers are named. Only admins can see who they are."),
            )
    status = status_of(answer.refused) if answer.refused else 200
    return page(visit, "admin/best_customers.html", status=status, found=found, values=given, errors=answer.errors)


async def _kept(
    visit: Visit,
    session: AsyncSession,
    form: str = "",
    answer: Answer | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    require_member(visit.actor, Permission.EDIT_COMMUNITY)
    here = visit.community
    reasons = await community.reasons(session, retired=True)
    values = {"answer_hours": str(here.answer_hours), "round_the_clock": "yes" if here.round_the_clock else ""}
    values |= {f"day_{day}": "yes" for day in here.working_days}
    if form == "clock":
        values = typed or {}
    today = now(session).astimezone(here.zone_info).date()
    return page(
        visit,
        "admin/answers.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        form=form,
        values=values,
        typed=typed or {},
        errors=answer.errors if answer else {},
        days=DAYS,
        kinds=KINDS,
        coming=[day for day in here.holidays if day >= today],
        past=[day for day in here.holidays if day < today],
        offered={kind: [each for each in reasons if each.kind is kind and each.retired_at is None] for kind in KINDS},
        retired=[each for each in reasons if each.retired_at is not None],
        deciders=await members.deciders(session),
        on_duty=await members.on_duty(session),
        sponsor=await members.sponsor(session),
    )
