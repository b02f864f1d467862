"""An Atom feed as it is put together; the texts in the reader's language, the addresses whole."""

import hashlib
import re
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.responses import Response

from domain.members import Member
from web import i18n, markdown, state
from web.visit import Visit

ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 can't hold, not even escaped.
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Feed:
    """One feed. `name` tells it from all others for ever, `itself` and `page` are addresses on this site."""

    def __init__(self, visit: Visit, title: str, name: str, itself: str, page: str, since: datetime) -> None:
        self.visit, self.updated = visit, since
        self.address = state.of(visit.request).settings.address
        # The day of the community's founding keeps the names apart from whoever has the host before or after.
        self.tag = f"tag:{urlsplit(self.address).hostname},{visit.community.created_at:%Y-%m-%d}:"
        self.root = Element("feed", {"xmlns": ATOM, "xml:lang": visit.locale})
        put(self.root, "id", self.tag + name)
        put(self.root, "title", title)
        self.root.append(Element("link", rel="self", type="application/atom+xml", href=self.address + itself))
        self.root.append(Element("link", rel="alternate", type="text/html", href=self.address + page))
        put(self.root, "icon", f"{self.address}/icons/any-192.png")
        self.when = SubElement(self.root, "updated")

    def entry(self, name: str, title: str, path: str, moment: datetime, author: Member | None) -> Element:
        """Add an entry and return it; the community stands for whoever isn't named."""
        self.updated = max(self.updated, moment)
        entry = SubElement(self.root, "entry")
        put(entry, "id", self.tag + name)
        put(entry, "title", title)
        entry.append(Element("link", rel="alternate", type="text/html", href=self.address + path))
        put(entry, "updated", written(moment))
        put(SubElement(entry, "author"), "name", i18n.name_of(author) if author else self.visit.community.name)
        return entry

    def answer(self) -> Response:
        """Return the feed, or that it is still the one the reader has."""
        self.when.text = written(self.updated)
        body = tostring(self.root, "utf-8", xml_declaration=True)
        headers = {
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"',
            "Last-Modified": format_datetime(self.updated, usegmt=True),
            "Cache-Control": "private, no-cache",
            "Vary": "Cookie, Accept-Language",
        }
        if self._known(headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type="application/atom+xml", headers=headers)

    def _known(self, tag: str) -> bool:
        asked = self.visit.request.headers
        if "if-none-match" in asked:
            return tag in {each.strip().removeprefix("W/") for each in asked["if-none-match"].split(",")}
        try:
            return parsedate_to_datetime(asked["if-modified-since"]) >= self.updated.replace(microsecond=0)
        except (KeyError, ValueError, TypeError):  # not asked, or not a time with a zone
            return False


def put(parent: Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    """Add an element with a text, without what XML can't hold."""
    SubElement(parent, name, attributes or {}).text = legal(text)


def put_markdown(entry: Element, text: str, language: str = "") -> None:
    """Add a text in Markdown as the entry's content; `language` when it isn't the feed's."""
    put(entry, "content", markdown.rendered(text), {"type": "html"} | ({"xml:lang": language} if language else {}))


def legal(text: str) -> str:
    """Return a text without the characters that XML can't hold."""
    return ILLEGAL.sub("", str(text))


def written(moment: datetime) -> str:
    """Return a moment as Atom writes it."""
    return moment.isoformat(timespec="seconds")
