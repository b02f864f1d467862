"""Atom feeds: the newest ideas, of a quadrant or a tag too, and what is said and becomes of one idea.

Whoever may not read the community's pages gets no feed either. There are no feeds by secret address: an address in a
feed reader is soon an address in many places, and what is for members would be for everybody.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter
from starlette.responses import Response

from domain import comments, ideas
from domain.comments import Comment
from domain.errors import NotFound, _
from domain.ideas import Idea, IdeaFilter, IdeaOrder, Quadrant, Status, Tag
from domain.members import Member
from domain.paging import Slice
from web import i18n, markdown, state
from web.excerpt import excerpt
from web.quadrants import QUADRANTS
from web.share import IdeaId
from web.statuses import STATUSES, label
from web.visit import Inside, Session, Visit

router = APIRouter()
ENTRIES = 30
ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 can't hold, not even escaped.
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@router.get("/feed.atom")
async def newest_ideas(visit: Inside, session: Session, quadrant: str = "", tag: str = "") -> Response:
    """Give the newest ideas, all of them or those of a quadrant or with a tag."""
    if quadrant and quadrant not in set(Quadrant):
        raise NotFound
    chosen = Quadrant(quadrant) if quadrant else None
    only = IdeaFilter(quadrant=chosen, tag=tag or None)
    found = (await ideas.listed(session, visit.actor, Slice(ENTRIES), only=only, order=IdeaOrder.NEW)).items
    parts = [i18n.gettext(QUADRANTS[chosen].name)] if chosen else []
    parts += [tag] if tag else []
    title = " · ".join([visit.community.name, *(parts or [i18n.gettext(_("New ideas"))])])
    query = urlencode({name: value for name, value in (("quadrant", quadrant), ("tag", tag)) if value})
    where = f"?{query}" if query else ""
    feed = _Feed(visit, title, f"feed{where}", f"/feed.atom{where}", f"/ideas{where}", visit.community.created_at)
    tags = await ideas.tags(session, [idea.id for idea in found])
    for idea in found:
        feed.idea(idea, tags.get(idea.id, []))
    return feed.answer()


@router.get("/ideas/{idea_id}/feed.atom")
async def one_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Give where an idea stands, and what was said below it last."""
    idea = await ideas.visible(session, visit.actor, idea_id)
    if idea.is_draft:
        raise NotFound
    title = f"{idea.title} · {visit.community.name}"
    feed = _Feed(visit, title, f"idea/{idea.id}/feed", f"/ideas/{idea.id}/feed.atom", idea.path, idea.created_at)
    feed.status(idea)
    for comment in await comments.latest(session, visit.actor, idea, ENTRIES):
        feed.comment(comment, idea)
    return feed.answer()


def _said(idea: Idea) -> datetime:
    return idea.edited_at or idea.submitted_at or idea.created_at


class _Feed:
    """One feed as it is put together; the texts in the reader's language, the addresses whole."""

    def __init__(self, visit: Visit, title: str, name: str, itself: str, page: str, since: datetime) -> None:
        self.visit, self.updated = visit, since
        self.address = state.of(visit.request).settings.address
        # The day of the community's founding keeps the names apart from whoever has the host before or after.
        self.tag = f"tag:{urlsplit(self.address).hostname},{visit.community.created_at:%Y-%m-%d}:"
        self.root = Element("feed", {"xmlns": ATOM, "xml:lang": visit.locale})
        _put(self.root, "id", self.tag + name)
        _put(self.root, "title", title)
        self.root.append(Element("link", rel="self", type="application/atom+xml", href=self.address + itself))
        self.root.append(Element("link", rel="alternate", type="text/html", href=self.address + page))
        _put(self.root, "icon", f"{self.address}/icons/any-192.png")
        self.when = SubElement(self.root, "updated")

    def idea(self, idea: Idea, tags: Sequence[Tag]) -> None:
        """Add an idea."""
        entry = self._entry(f"idea/{idea.id}", idea.title, idea.path, _said(idea), idea.author)
        _put(entry, "published", _time(idea.submitted_at or idea.created_at))
        if idea.quadrant:
            words = QUADRANTS[idea.quadrant]
            entry.append(Element("category", term=words.slug, label=i18n.gettext(words.name)))
        for tag in tags:
            entry.append(Element("category", term=tag.slug, label=_legal(tag.name)))
        text = "\n\n".join(part for part in (idea.problem, idea.proposal) if part)
        _put(entry, "summary", excerpt(idea.problem or idea.proposal))
        _put(entry, "content", markdown.rendered(text), {"type": "html", "xml:lang": idea.language})

    def status(self, idea: Idea) -> None:
        """Add where an idea stands now; the next status will be an entry of its own."""
        status: Status = idea.status
        called = label(status, self.visit.community)
        name = f"idea/{idea.id}/status/{status}"
        moment = idea.moved_at or idea.created_at
        entry = self._entry(name, f"{called}: {idea.title}", idea.path, moment, idea.author)
        says = i18n.gettext(STATUSES[status].meaning)
        _put(entry, "content", " ".join(part for part in (says, idea.withdrawn_reason) if part), {"type": "text"})

    def comment(self, comment: Comment, idea: Idea) -> None:
        """Add what somebody said."""
        title = i18n.gettext(_("%(name)s on “%(title)s”")) % {"name": _name(comment.author), "title": idea.title}
        moment = comment.edited_at or comment.created_at
        entry = self._entry(f"comment/{comment.id}", title, comment.path, moment, comment.author)
        _put(entry, "published", _time(comment.created_at))
        _put(entry, "content", markdown.rendered(comment.body), {"type": "html"})

    def _entry(self, name: str, title: str, path: str, moment: datetime, author: Member) -> Element:
        self.updated = max(self.updated, moment)
        entry = SubElement(self.root, "entry")
        _put(entry, "id", self.tag + name)
        _put(entry, "title", title)
        entry.append(Element("link", rel="alternate", type="text/html", href=self.address + path))
        _put(entry, "updated", _time(moment))
        _put(SubElement(entry, "author"), "name", _name(author))
        return entry

    def answer(self) -> Response:
        """Return the feed, or that it is still the one the reader has."""
        self.when.text = _time(self.updated)
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


def _put(parent: Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    SubElement(parent, name, attributes or {}).text = _legal(text)


def _legal(text: str) -> str:
    return ILLEGAL.sub("", str(text))


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _name(member: Member) -> str:
    return i18n.gettext(_("Former member")) if member.left_at else member.name
