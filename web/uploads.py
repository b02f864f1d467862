"""Files that come along with a form: tables, and images, which are drawn anew before a transaction begins."""

import asyncio
import re

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from domain import database, images, members, tables
from domain.errors import Refused, Unavailable, _, problem
from domain.experiments import COMPARISONS_MOST, FIELDS
from domain.images import IMAGES_MOST, Picture
from web import plan_drafts, state
from web.middleware import BODY_MOST, TABLES, UPLOADS

FIELDS_MOST = 60
_FIGURES_MOST = (COMPARISONS_MOST + 1) * (COMPARISONS_MOST + 1) * max(map(len, FIELDS.values()))
# Where the limits of an experiment ask for more: its totals by arm and guardrail, its plan by guardrail and criterion.
_MORE = (
    (re.compile(r"/experiments/\d+/check-ins/(new|\d+/correct)"), FIELDS_MOST + _FIGURES_MOST),
    (
        re.compile(r"/experiments/\d+/(plan|new-plan)|/ideas/\d+/experiment|/learning/tried"),
        FIELDS_MOST + len(plan_drafts.FIELDS),
    ),
)


async def form_of(request: Request) -> FormData:
    """Return the fields sent; files are let go, if they were welcome. Raises HTTPException for what is no form."""
    form = await _parsed(request)
    if TABLES.fullmatch(request.url.path):
        file = next((value for _name, value in form.multi_items() if isinstance(value, UploadFile)), None)
        request.state.table = await file.read(tables.BYTES_MOST + 1) if file else b""
    await form.close()
    return form


def table_of(request: Request) -> bytes:
    """Return the table that came along as a file, b'' without one."""
    return getattr(request.state, "table", b"")


async def receive(request: Request, token: str) -> None:
    """Take in a form that may hold images, and draw them for the member whom the token signs in.

    This comes before the request's transaction: a slow sender must not hold a connection, nor the drawing.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return
    length = request.headers.get("content-length", "")
    own = state.of(request)
    if not length.isdecimal() or int(length) > BODY_MOST:
        async with own.sessions() as session:
            if await members.signed_in(session, token) is None:
                raise HTTPException(413)
    try:
        form = await _parsed(request)
    except OSError as error:  # what is larger than memory should hold goes to a file, and the disk may be full
        raise Unavailable from error
    files = {name: file for name, file in form.multi_items() if isinstance(file, UploadFile) and file.size}
    try:
        request.state.drawn = await _drawn(own, files, token) if files else {}
    finally:
        await form.close()


async def _parsed(request: Request) -> FormData:
    files = IMAGES_MOST if UPLOADS.fullmatch(request.url.path) else int(bool(TABLES.fullmatch(request.url.path)))
    most = next((most for address, most in _MORE if address.fullmatch(request.url.path)), FIELDS_MOST)
    return await request.form(max_files=files, max_fields=most, max_part_size=BODY_MOST)


async def _drawn(own: state.State, files: dict[str, UploadFile], token: str) -> dict[str, Picture | Refused]:
    """Return what became of each file, by the name of its field; nothing for somebody who isn't signed in."""
    try:
        async with database.transaction(own.sessions) as session:
            sign_in = await members.signed_in(session, token)
            if sign_in is None:
                return {}
            await images.announce(session, sign_in.member, len(files))
    except Refused as refused:
        return dict.fromkeys(files, refused)
    pictures = await asyncio.gather(*(_picture(own, name, file) for name, file in files.items()))
    return dict(zip(files, pictures, strict=True))


async def _picture(own: state.State, name: str, file: UploadFile) -> Picture | Refused:
    most = own.settings.image_most
    try:
        if (file.size or 0) > most:
            message = _("This file is larger than %(most)s MB. Please make it smaller and choose it again.")
            raise problem(name, "file_too_large", message, most=f"{most / 1e6:.3g}")
        return await own.workshop.redrawn(await file.read(), name)
    except Refused as refused:
        return refused
