"""What the company stands for, as an admin keeps it; and how many cards people may send in a month."""

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import community
from domain.errors import Conflict
from domain.errors import _ as mark
from domain.members import require_member
from domain.permissions import Permission
from web.admin import RowId
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.i18n import gettext
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
HERE = "/admin/values"
BUDGETS = ("executive_cards", "staff_cards")


@router.get("/admin/values")
async def show_values(visit: Inside, session: Session) -> Response:
    """Show the values and the budgets."""
    return await _kept(visit, session)


@router.post("/admin/values")
async def add_value(visit: Inside, session: Session) -> Response:
    """Put a value on the list."""
    given = visit.texts("name", "says")
    async with asking(session, Conflict) as answer:
        await community.add_value(session, visit.actor, given["name"], given["says"])
        return see_other(visit, HERE, mark("Cards can name this value from now on."))
    return await _kept(visit, session, "value", answer, given)


@router.post("/admin/values/{value_id}")
async def revise_value(visit: Inside, session: Session, value_id: RowId) -> Response:
    """Change what a value is called or means."""
    given = visit.texts("name", "says")
    async with asking(session, Conflict) as answer:
        old = await community.value(session, value_id)
        # Words of ours that were read in another language and left as they were are not changed.
        ours = {gettext(said): said for said in (old.name, old.says) if said}
        fresh = {name: ours.get(said, said) for name, said in given.items()}
        await community.revise_value(session, visit.actor, value_id, **fresh)
        return see_other(visit, HERE, mark("Saved. Cards that named it before keep its name."))
    return await _kept(visit, session, f"value-{value_id}", answer, given)


@router.post("/admin/values/{value_id}/retire")
async def retire_value(visit: Inside, session: Session, value_id: RowId) -> Response:
    """Offer a value no longer."""
    async with asking(session, Conflict) as answer:
        await community.retire_value(session, visit.actor, value_id)
        return see_other(visit, HERE, mark("The value is retired. Cards that name it stay as they are."))
    return await _kept(visit, session, f"value-{value_id}", answer)


@router.post("/admin/values/{value_id}/bring-back")
async def bring_back_value(visit: Inside, session: Session, value_id: RowId) -> Response:
    """Offer a retired value again."""
    async with asking(session, Conflict) as answer:
        await community.bring_back_value(session, visit.actor, value_id)
        return see_other(visit, HERE, mark("Cards can name this value from now on."))
    return await _kept(visit, session, "retired", answer)


@router.post("/admin/budget")
async def revise_budget(visit: Inside, session: Session) -> Response:
    """Change how many cards people may send in a month."""
    given = visit.texts(*BUDGETS)
    numbers = {name: whole(said.strip(), 4) for name, said in given.items()}
    fields = {name: given[name] if number is None else number for name, number in numbers.items()}
    async with asking(session) as answer:
        await community.revise(session, visit.actor, **fields)
        return see_other(visit, HERE, mark("Saved. It counts from now on, in this month too."))
    return await _kept(visit, session, "budget", answer, given)


async def _kept(
    visit: Visit,
    session: AsyncSession,
    form: str = "",
    answer: Answer | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    require_member(visit.actor, Permission.EDIT_COMMUNITY)
    values = await community.values(session, retired=True)
    budget = {name: str(getattr(visit.community, name)) for name in BUDGETS}
    return page(
        visit,
        "admin/values.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        form=form,
        typed=typed or {},
        budget=typed or {} if form == "budget" else budget,
        errors=answer.errors if answer else {},
        offered=[each for each in values if each.retired_at is None],
        retired=[each for each in values if each.retired_at is not None],
    )
