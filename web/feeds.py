"""Atom feeds: new ideas, of a quadrant or a tag too; one idea's story and discussion; the roadmap; the changelog.

Whoever may not read the community's pages gets no feed either. There are no feeds by secret address: an address in a
feed reader is soon an address in many places, and what is for members would be for everybody.
"""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from domain import changelog, comments, ideas, stories, triage
from domain.changelog import ChangelogEntry
from domain.comments import Comment
from domain.errors import NotFound, _
from domain.experiments import ExperimentStep
from domain.ideas import Idea, IdeaFilter, IdeaOrder, Quadrant, Status, Tag
from domain.paging import Slice
from domain.rollouts import FELT, RolloutTold
from domain.triage import Planned, Step
from web import i18n, markdown
from web.atom import Feed, legal, put, put_markdown, written
from web.excerpt import excerpt
from web.progress import told
from web.quadrants import QUADRANTS
from web.share import IdeaId
from web.statuses import STATUSES, label
from web.visit import Inside, Session

router = APIRouter()
ENTRIES = 30


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
    feed = Feed(visit, title, f"feed{where}", f"/feed.atom{where}", f"/ideas{where}", visit.community.created_at)
    tags = await ideas.tags(session, [idea.id for idea in found])
    for idea in found:
        _add_idea(feed, idea, tags.get(idea.id, []))
    return feed.answer()


@router.get("/ideas/{idea_id}/feed.atom")
async def one_idea(visit: Inside, session: Session, idea_id: IdeaId) -> Response:
    """Give the last steps of an idea's way with the team's answers, and what was said below it last."""
    idea = await ideas.visible(session, visit.actor, idea_id)
    if idea.is_draft:
        raise NotFound
    title = f"{idea.title} · {visit.community.name}"
    feed = Feed(visit, title, f"idea/{idea.id}/feed", f"/ideas/{idea.id}/feed.atom", idea.path, idea.created_at)
    steps = await stories.story(session, visit.actor, idea)
    for step in reversed(steps[-ENTRIES:]):
        _add_step(feed, step, idea)
    for comment in await comments.latest(session, visit.actor, idea, ENTRIES):
        _add_comment(feed, comment, idea)
    return feed.answer()


@router.get("/roadmap.atom")
async def planned_ideas(visit: Inside, session: Session) -> Response:
    """Give what came last onto the roadmap, and where it stands there."""
    title = f"{i18n.gettext(_('Roadmap'))} · {visit.community.name}"
    feed = Feed(visit, title, "roadmap", "/roadmap.atom", "/roadmap", visit.community.created_at)
    columns = await triage.roadmap(session, visit.actor, ENTRIES)
    everything = [planned for column in columns for planned in column.planned]
    for planned in sorted(everything, key=_changed, reverse=True)[:ENTRIES]:
        _add_planned(feed, planned)
    return feed.answer()


@router.get("/changelog.atom")
async def published_entries(visit: Inside, session: Session) -> Response:
    """Give the newest entries of the changelog, with the ideas that they deliver."""
    title = f"{i18n.gettext(_('Changelog'))} · {visit.community.name}"
    feed = Feed(visit, title, "changelog", "/changelog.atom", "/changelog", visit.community.created_at)
    found = (await changelog.listed(session, visit.actor, Slice(ENTRIES))).items
    named = await changelog.named(session, visit.actor, [entry.id for entry in found])
    for entry in found:
        _add_entry(feed, entry, named.get(entry.id, []))
    return feed.answer()


def _add_idea(feed: Feed, idea: Idea, tags: Sequence[Tag]) -> None:
    said = idea.edited_at or idea.submitted_at or idea.created_at
    entry = feed.entry(f"idea/{idea.id}", idea.title, idea.path, said, idea.author)
    put(entry, "published", written(idea.submitted_at or idea.created_at))
    _add_quadrant(entry, idea)
    for tag in tags:
        entry.append(Element("category", term=tag.slug, label=legal(tag.name)))
    put(entry, "summary", excerpt(idea.problem or idea.proposal))
    put_markdown(entry, "\n\n".join(part for part in (idea.problem, idea.proposal) if part), idea.language)


def _add_step(feed: Feed, step: Step, idea: Idea) -> None:
    """Add a step of an idea's way; a decision and an answer keep their name wherever they stand in it."""
    if step.decision is not None:
        name = f"decision/{step.decision.id}"
    elif step.answer is not None:
        name = f"answer/{step.answer.id}"
    else:
        name = f"idea/{idea.id}/{step.kind}/{step.to_status or ''}/{step.at:%Y%m%d%H%M%S%f}"
    entry = feed.entry(name, f"{i18n.gettext(told(step))}: {idea.title}", idea.path, step.at, step.actor)
    reason = step.decision.reason if step.decision else None
    parts = [i18n.gettext(reason.label)] if reason else []
    parts += [step.question] if step.question else []
    parts += [idea.withdrawn_reason or ""] if step.to_status is Status.WITHDRAWN else []
    parts += [step.answer.body] if step.answer else []
    if isinstance(step, ExperimentStep):
        parts += [step.experiment.title, *([step.card.learned, step.card.therefore] if step.card else [])]
    if isinstance(step, RolloutTold):
        parts += [step.rolled.says] if step.rolled else []
        parts += [i18n.gettext(FELT[step.benefit.felt])] if step.benefit else []
    put_markdown(entry, "\n\n".join(part for part in parts if part))


def _add_comment(feed: Feed, comment: Comment, idea: Idea) -> None:
    title = i18n.gettext(_("%(name)s on “%(title)s”")) % {"name": i18n.name_of(comment.author), "title": idea.title}
    moment = comment.edited_at or comment.created_at
    entry = feed.entry(f"comment/{comment.id}", title, comment.path, moment, comment.author)
    put(entry, "published", written(comment.created_at))
    put_markdown(entry, comment.body)


def _changed(planned: Planned) -> datetime:
    moved = planned.idea.moved_at or planned.idea.created_at
    said = planned.answer.published_at if planned.answer else None
    return max(moved, said) if said else moved


def _add_planned(feed: Feed, planned: Planned) -> None:
    """Add where an idea stands on the roadmap; the next time it comes to a status is an entry of its own."""
    idea, answer = planned.idea, planned.answer
    moved = idea.moved_at or idea.created_at
    called = label(idea.status, feed.visit.community)
    name = f"idea/{idea.id}/roadmap/{idea.status}/{moved:%Y%m%d%H%M%S}"
    author = answer.published_by if answer else None
    entry = feed.entry(name, f"{called}: {idea.title}", idea.path, _changed(planned), author)
    put(entry, "published", written(moved))
    _add_quadrant(entry, idea)
    put_markdown(entry, answer.body if answer else i18n.gettext(STATUSES[idea.status].meaning))


def _add_entry(feed: Feed, entry: ChangelogEntry, named: Sequence[Idea]) -> None:
    since = entry.published_at or entry.drafted_at
    added = feed.entry(f"changelog/{entry.id}", entry.title, entry.path, entry.edited_at or since, entry.published_by)
    put(added, "published", written(since))
    put(added, "summary", excerpt(entry.body))
    content = markdown.rendered(entry.body)
    if named:
        link = Markup('<li><a href="{}">{}</a></li>')
        links = Markup().join(link.format(feed.address + idea.path, idea.title) for idea in named)
        content += Markup("<p>{}</p><ul>{}</ul>").format(i18n.gettext(_("It delivers")), links)
    put(added, "content", content, {"type": "html"})


def _add_quadrant(entry: Element, idea: Idea) -> None:
    if idea.quadrant:
        words = QUADRANTS[idea.quadrant]
        entry.append(Element("category", term=words.slug, label=i18n.gettext(words.name)))
