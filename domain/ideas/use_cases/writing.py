"""What an idea says: read from a form, checked all at once, and put into its row."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.community import LANGUAGES
from domain.errors import _
from domain.ideas.model import (
    PROPOSAL_LEAST,
    TAG_MOST,
    TAGS_MOST,
    TEXT_MOST,
    TITLE_LEAST,
    TITLE_MOST,
    Idea,
    Quadrant,
    Tag,
)
from domain.texts import Problems, checked, slug


@dataclass(frozen=True)
class Writing:
    """What somebody wrote; a quadrant may be missing in a draft, and the problem always."""

    title: str
    problem: str
    proposal: str
    quadrant: str | None
    tags: Collection[str] = ()
    language: str = "en"


def for_submission(writing: Writing) -> Writing:
    """Return the writing tidied and whole; raises Invalid naming each field that isn't."""
    with checked() as problems:
        return check_submission(problems, writing)


def check_submission(problems: Problems, writing: Writing) -> Writing:
    """Return the writing tidied, noting each field that isn't whole beside what else a form asks."""
    tidy = _tidy(problems, writing, title_least=TITLE_LEAST, proposal_least=PROPOSAL_LEAST)
    if not tidy.quadrant:
        problems.add("quadrant", "missing", _("Choose where it belongs; the two questions help."))
    return tidy


def for_draft(writing: Writing) -> Writing:
    """Return the writing tidied; a draft may be incomplete, but not too long. Raises Invalid."""
    with checked() as problems:
        return _tidy(problems, writing, title_least=0, proposal_least=0)


async def put(session: AsyncSession, idea: Idea, writing: Writing) -> None:
    """Put the tidied writing into the idea's row, making tags that are new."""
    idea.title, idea.problem, idea.proposal = writing.title, writing.problem, writing.proposal
    idea.quadrant = Quadrant(writing.quadrant) if writing.quadrant else None
    idea.language = writing.language
    idea.tags = await _tags(session, writing.tags)


def _tidy(problems: Problems, writing: Writing, *, title_least: int, proposal_least: int) -> Writing:
    if writing.quadrant and writing.quadrant not in set(Quadrant):
        problems.add("quadrant", "unknown", _("Choose one of the four quadrants."))
    if writing.language not in LANGUAGES:
        problems.add("language", "unknown", _("Choose one of the options."))
    return Writing(
        title=problems.line("title", writing.title, least=title_least, most=TITLE_MOST),
        problem=problems.text("problem", writing.problem, most=TEXT_MOST),
        proposal=problems.text("proposal", writing.proposal, least=proposal_least, most=TEXT_MOST),
        quadrant=writing.quadrant or None,
        tags=_tag_names(problems, writing.tags),
        language=writing.language,
    )


def _tag_names(problems: Problems, given: Collection[str]) -> list[str]:
    tidy = (problems.line("tags", name.strip().lstrip("#"), most=TAG_MOST) for name in given if name.strip())
    names = {slug(name[:TAG_MOST]): name for name in tidy}
    if "" in names:
        problems.add("tags", "no_letters", _("A tag needs a letter or a digit."))
    if len(names) > TAGS_MOST:
        problems.add("tags", "too_many", _("Choose at most %(most)s tags."), most=TAGS_MOST)
    return list(names.values())


async def _tags(session: AsyncSession, names: Collection[str]) -> list[Tag]:
    if not names:
        return []
    # In one order everywhere, so that two authors with the same new tags don't wait for each other in a circle.
    rows = sorted(({"slug": slug(name), "name": name} for name in names), key=lambda row: row["slug"])
    await session.execute(insert(Tag).values(rows).on_conflict_do_nothing(index_elements=[Tag.slug]))
    slugs = [row["slug"] for row in rows]
    return list(await session.scalars(select(Tag).where(Tag.slug.in_(slugs)).order_by(Tag.name)))
