"""The short list of tags that the product team keeps, and filing ideas under them beside their authors' own words."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, permissions
from domain.community import Community
from domain.errors import Conflict, NotFound, _, problem
from domain.events import record
from domain.ideas.events import IdeaFiled, TagAdded, TagRenamed, TagRetired
from domain.ideas.model import TAG_MOST, Idea
from domain.ideas.queries import visible
from domain.members import Actor, require_self
from domain.permissions import Permission
from domain.texts import checked, slug

KEPT_MOST = 40
FILED_MOST = 5


class TagThere(Conflict):
    """One word, one tag."""

    code = "tag_there"
    message = _("There is a tag of that name already.")
    field = "name"


async def add_tag(session: AsyncSession, actor: Actor, name: str) -> Community:
    """Put a tag on the list; one that was retired comes back with the ideas it had.

    Its slug stays what its first name makes it, also when it is renamed. Raises NotAllowed, TagThere, Invalid.
    """
    here, who = await _list(session, actor)
    name = _tidy(name)
    if slug(name) in here.kept_tags or _taken(here, name):
        raise TagThere
    if len(here.kept_tags) >= KEPT_MOST:
        raise problem(
            "name", "too_many", _("A short list has at most %(most)s tags. Please retire one."), most=KEPT_MOST
        )
    here.kept_tags = {**here.kept_tags, slug(name): name}
    await record(session, TagAdded(slug(name), who, name))
    return here


async def rename_tag(session: AsyncSession, actor: Actor, tag: str, name: str) -> Community:
    """Call a tag something else, on every idea. Raises NotFound, NotAllowed, TagThere, Invalid."""
    here, who = await _list(session, actor)
    if tag not in here.kept_tags:
        raise NotFound
    name, before = _tidy(name), here.kept_tags[tag]
    if name == before:
        return here
    if slug(name) != tag and (slug(name) in here.kept_tags or _taken(here, name, but=tag)):
        raise TagThere
    here.kept_tags = {**here.kept_tags, tag: name}
    await record(session, TagRenamed(tag, who, before, name))
    return here


async def retire_tag(session: AsyncSession, actor: Actor, tag: str) -> Community:
    """Take a tag off the list and out of sight. Raises NotFound, NotAllowed."""
    here, who = await _list(session, actor)
    if tag not in here.kept_tags:
        raise NotFound
    name = here.kept_tags[tag]
    here.kept_tags = {other: called for other, called in here.kept_tags.items() if other != tag}
    await record(session, TagRetired(tag, who, name))
    return here


async def file(session: AsyncSession, actor: Actor, idea_id: int, tags: Collection[str]) -> Idea:
    """File an idea under these tags of the list, by slug, and under no others. Raises NotFound, NotAllowed, Invalid.

    Retired tags that it has stay with it, out of sight.
    """
    idea = await visible(session, actor, idea_id, lock=True)
    permissions.require(actor, Permission.TRIAGE)
    kept = (await community.current(session)).kept_tags
    wanted = set(tags)
    if wanted - kept.keys():
        raise problem("tags", "unknown", _("One of these tags isn't on the list any more. Please choose again."))
    if len(wanted) > FILED_MOST:
        raise problem("tags", "too_many", _("Choose at most %(most)s tags."), most=FILED_MOST)
    filed = sorted(wanted | (set(idea.kept_tags) - kept.keys()))
    if filed != sorted(idea.kept_tags):
        idea.kept_tags = filed
        await session.flush()
        await record(session, IdeaFiled(idea.id, require_self(actor).id, sorted(wanted)))
    return idea


async def _list(session: AsyncSession, actor: Actor) -> tuple[Community, int]:
    permissions.require(actor, Permission.KEEP_TAGS)
    return await community.current(session, lock=True), require_self(actor).id


def _tidy(name: str) -> str:
    with checked() as problems:
        name = problems.line("name", name.strip().lstrip("#"), least=2, most=TAG_MOST)
        if not slug(name[:TAG_MOST]):
            problems.add("name", "no_letters", _("A tag needs a letter or a digit."))
    return name


def _taken(here: Community, name: str, but: str = "") -> bool:
    return any(slug(called) == slug(name) for tag, called in here.kept_tags.items() if tag != but)
