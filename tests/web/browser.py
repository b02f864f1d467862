"""A browser without script: keeps cookies, fills in forms as they stand on the page, follows where it is sent."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI

from tests.web.reading import Page
from web import stamps
from web.state import State

ADDRESS = "http://fourfold.test"
WRITING = re.compile(r"/ideas/(new|drafts|\d+/comments)")
FORM_KEY = re.compile(r'(?<=name="key" value=")[^"]*')
_earlier: dict[str, str] = {}


class Browser:
    """One person's browser. They take a minute to fill in a form, unless they are `hasty`."""

    hasty = False

    def __init__(self, app: FastAPI, address: str = ADDRESS, **headers: str) -> None:
        self.own: State = app.state.fourfold
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=address, headers=headers)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a page."""
        return await self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    async def page(self, path: str, status: int = 200) -> Page:
        """Ask for a page, follow where it leads, and read it; it must answer with `status`."""
        response = await self.client.get(path, follow_redirects=True)
        assert response.status_code == status, f"{path}: {response.status_code}"
        return Page(response.text if self.hasty else FORM_KEY.sub(lambda it: self._opened(it[0]), response.text))

    async def token(self) -> str:
        """Return a form token for this browser."""
        return (await self.page("/about")).form("/looks")["csrf"][0]

    async def post(self, path: str, fields: Mapping[str, Any] | None = None, **headers: str) -> httpx.Response:
        """Send fields with a good form token, and don't follow."""
        sent = {"csrf": await self.token(), **(fields or {})}
        return await self.send(path, sent, **headers)

    async def send(self, path: str, fields: Mapping[str, Any], **headers: str) -> httpx.Response:
        """Send exactly these fields, and don't follow."""
        if WRITING.fullmatch(path) and not self.hasty and "key" not in fields:
            key = stamps.issued(self.own.settings.key, self.own.clock() - timedelta(minutes=1))
            fields = {**fields, "key": str(key)}
        body = urlencode(fields, doseq=True)
        sent = {"content-type": "application/x-www-form-urlencoded"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post(path, content=body, headers=sent)

    async def submit(self, path: str, action: str, **fields: Any) -> httpx.Response:
        """Open a page, fill in the form with this action, and send it; None takes a field away."""
        sent: dict[str, Any] = (await self.page(path)).form(action) | fields
        return await self.send(action, {name: value for name, value in sent.items() if value is not None})

    async def script(self, path: str, fields: Mapping[str, Any] | None = None) -> httpx.Response:
        """Send fields as the page's script does, to get a piece of a page."""
        return await self.post(path, fields, hx_request="true")

    def _opened(self, key: str) -> str:
        """Return the key that a form would have, had it been opened a minute ago; one that proves nothing stays."""
        key_of_ours, moment = self.own.settings.key, stamps.opened_at(self.own.settings.key, key)
        if moment != self.own.clock():
            return key
        return _earlier.setdefault(key, str(stamps.issued(key_of_ours, moment - timedelta(minutes=1))))
