"""A member's account: profile, address, password, sign-ins, access tokens, their data, and leaving."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import members, personal_data
from domain.errors import Conflict, NotAllowed, TooMany
from domain.errors import _ as mark
from web.errors import retry_after, status_of
from web.forms import Answer, asking, whole
from web.i18n import gettext
from web.render import page, see_other
from web.signin import leave
from web.visit import Inside, Session, Visit

router = APIRouter()
RowId = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("/me/settings")
async def settings(visit: Inside, session: Session) -> Response:
    """Show everything about the account that can be changed."""
    return await _settings(visit, session)


@router.post("/me/settings")
async def revise_profile(visit: Inside, session: Session) -> Response:
    """Change name, line and language."""
    async with asking(session) as answer:
        given = visit.texts("name", "about", "language")
        await members.revise_profile(session, visit.actor, **given)
        response = see_other(visit, "/me/settings", mark("Saved."))
        # A language chosen in this browser before must not outlast the choice made here.
        response.delete_cookie("language", path="/")
        return response
    return await _settings(visit, session, "profile", answer)


@router.post("/me/email")
async def ask_for_new_email(visit: Inside, session: Session) -> Response:
    """Send a link to the new address."""
    async with asking(session, TooMany) as answer:
        await members.request_new_email(session, visit.actor, visit.text("email"))
        return see_other(
            visit, "/me/settings", mark("We sent a link to your new address. Your address changes when you use it.")
        )
    return await _settings(visit, session, "email", answer)


@router.post("/me/password")
async def set_password(visit: Inside, session: Session) -> Response:
    """Set a password, or a new one; other sign-ins end."""
    async with asking(session, TooMany, NotAllowed) as answer:
        await members.set_password(
            session, visit.actor, visit.text("password"), current=visit.text("current"), keep=visit.browser
        )
        return see_other(visit, "/me/settings", mark("The password is set. You are signed out everywhere else."))
    # The form has two fields for passwords; the refusals don't know what they are called here.
    names = {"password": "current", "new_password": "password"}
    answer.errors = {names.get(field, field): sentence for field, sentence in answer.errors.items()}
    return await _settings(visit, session, "password", answer)


@router.post("/me/sign-ins/{sign_in_id}/end")
async def end_sign_in(visit: Inside, session: Session, sign_in_id: RowId) -> Response:
    """End the sign-in of another browser."""
    await members.end_sign_in(session, visit.actor, sign_in_id)
    return see_other(visit, "/me/settings", mark("That browser is signed out."))


@router.get("/me/tokens")
async def access_tokens(visit: Inside, session: Session) -> Response:
    """Show the member's access tokens."""
    return await _tokens(visit, session)


@router.post("/me/tokens")
async def create_access_token(visit: Inside, session: Session) -> Response:
    """Make an access token and show its secret, this once."""
    async with asking(session, Conflict) as answer:
        _token, secret = await members.create_access_token(
            session,
            visit.actor,
            name=visit.text("name"),
            scope=visit.text("scope"),
            days=whole(visit.text("days"), 4) or 0,
        )
        return await _tokens(visit, session, created=secret)
    return await _tokens(visit, session, answer)


@router.post("/me/tokens/{token_id}/revoke")
async def revoke_access_token(visit: Inside, session: Session, token_id: RowId) -> Response:
    """End an access token at once."""
    await members.revoke_access_token(session, visit.actor, token_id)
    return see_other(visit, "/me/tokens", mark("The token is revoked."))


@router.get("/me/data")
async def my_data(visit: Inside, session: Session) -> Response:
    """Give the member everything that is kept about them, as one JSON file."""
    kept = await personal_data.export(session, visit.actor)
    body = orjson.dumps(kept, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)
    headers = {"Content-Disposition": 'attachment; filename="fourfold.json"'}
    return Response(body, media_type="application/json", headers=headers)


@router.get("/me/delete")
async def ask_to_delete(visit: Inside) -> Response:
    """Ask before deleting the account."""
    members.require_self(visit.actor)
    return page(visit, "me/delete.html", values={}, errors={})


@router.post("/me/delete")
async def delete_account(visit: Inside, session: Session) -> Response:
    """Delete the account."""
    async with asking(session, Conflict) as answer:
        members.require_self(visit.actor)
        if visit.text("confirm") == "yes":
            await personal_data.erase(session, visit.actor)
            return leave(visit, mark("Your account is deleted. Thank you for having been here."))
    errors = answer.errors or {"confirm": gettext(mark("Please tick this first."))}
    status = status_of(answer.refused) if answer.refused else 422
    return page(visit, "me/delete.html", status=status, values={}, errors=errors)


async def _settings(visit: Visit, session: AsyncSession, form: str = "", answer: Answer | None = None) -> Response:
    member = members.require_self(visit.actor)
    own = {"name": member.name, "about": member.about, "language": member.language}
    response = page(
        visit,
        "me/settings.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        form=form,
        values=own | visit.texts(*own) if form == "profile" else own | visit.texts("email"),
        errors=answer.errors if answer else {},
        has_password=member.password_hash is not None,
        sign_ins=await members.sign_ins(session, member),
        current_id=visit.sign_in.id if visit.sign_in else 0,
    )
    response.headers.update(retry_after(answer.refused if answer else None))
    return response


async def _tokens(visit: Visit, session: AsyncSession, answer: Answer | None = None, *, created: str = "") -> Response:
    member = members.require_self(visit.actor)
    return page(
        visit,
        "me/tokens.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        tokens=await members.access_tokens(session, member),
        created=created,
        values=visit.texts("name", "scope", "days") if answer else {},
        errors=answer.errors if answer else {},
    )
