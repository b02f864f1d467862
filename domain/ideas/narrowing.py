"""Which ideas a list holds."""

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, and_, false, literal, literal_column, or_, select, union_all
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from domain import seeking
from domain.database import Number
from domain.ideas.counters import IdeaCounters
from domain.ideas.model import NOBODY, Idea, IdeaTag, Quadrant, Tag
from domain.ideas.policy import visible_to
from domain.ideas.statuses import Status
from domain.members import Viewer
from domain.permissions import Permission
from domain.seeking import Synonyms, text_query

NEARLY_LEAST = 4  # letters, of a word that may be misspelt
NEAR_LEAST = 3  # letters; an index of threes has nothing on shorter words


@dataclass(frozen=True)
class IdeaFilter:
    """Which ideas a list holds; what is not given doesn't narrow. `tag` is a slug, `words` find.

    `author_id` finds what a member wrote and what they share as a co-author.
    Words are found by their `synonyms` too, groups of phrases; lists take the community's own. What is found `nearly`
    has titles that hold each word as a part of a longer one or nearly, or else such words as its synonyms.
    """

    quadrant: Quadrant | None = None
    status: Status | None = None
    tag: str | None = None
    author_id: int | None = None
    words: str = ""
    synonyms: Synonyms = ()
    nearly: bool = False


def shared_by(member_id: int) -> ColumnElement[bool]:
    """Return the condition that a member is a co-author, in the words of the index on them."""
    return and_(
        Idea.co_author_ids != literal_column(NOBODY), Idea.co_author_ids.contains(array([literal(member_id, Number)]))
    )


def narrowed(actor: Viewer, only: IdeaFilter) -> Select[Idea]:
    """Return the query for the ideas that `only` leaves of those the actor may see."""
    query = select(Idea).where(visible_to(actor))
    if only.status is None:
        query = query.where(Idea.listed)
    else:
        query = query.where(Idea.status == only.status, Idea.status != Status.DRAFT, Idea.hidden_at.is_(None))
    if only.quadrant is not None:
        query = query.where(Idea.quadrant == only.quadrant)
    if only.author_id is not None:
        query = query.where(or_(Idea.author_id == only.author_id, shared_by(only.author_id)))
    if only.tag is not None:
        # Under their authors' words and under the product team's.
        tagged = select(IdeaTag.idea_id).join(Tag, Tag.id == IdeaTag.tag_id).where(Tag.slug == only.tag)
        other = aliased(Idea)
        filed = select(other.id).where(other.kept_tags.contains([only.tag]))
        query = query.where(Idea.id.in_(union_all(tagged, filed)))
    if only.words.strip():
        words = text_query(only.words, only.synonyms)
        there = false() if words is None else Idea.search.op("@@")(words)
        query = query.where(or_(titled(only.words), there) if only.nearly else there)
    return query


def titled(words: str) -> ColumnElement[bool]:
    """Return the condition that a title holds each word as a part of a longer one or nearly.

    A short word is near too many others, so it must be held as it is.
    """
    parts = [seeking.bare(word) for word in seeking.words_of(words)]
    if not parts or min(map(len, parts)) < NEAR_LEAST:
        return false()
    title = Idea.plain_title
    held = (title.contains(part, autoescape=True) for part in parts)
    nearly = (literal(part).op("<%")(title) if len(part) >= NEARLY_LEAST else false() for part in parts)
    return and_(*(or_(*each) for each in zip(nearly, held, strict=True)))


def numbers(actor: Viewer, only: IdeaFilter) -> Select[int]:
    """Return the query for the numbers of those ideas, from the counters alone where these tell them apart.

    Whoever may read may see all that is listed, and the foreign key holds what the counters say of that to the idea.
    """
    if replace(only, quadrant=None) != IdeaFilter():
        return with_counters(actor, only).with_only_columns(IdeaCounters.idea_id)
    query = select(IdeaCounters.idea_id).where(IdeaCounters.listed)
    query = query if actor.may(Permission.READ) else query.where(false())
    return query if only.quadrant is None else query.where(IdeaCounters.quadrant == only.quadrant)


def with_counters(actor: Viewer, only: IdeaFilter) -> Select[Idea]:
    """Return `narrowed` with the counters beside, narrowed themselves, so that an index of theirs can sort."""
    query = narrowed(actor, only).join(IdeaCounters, IdeaCounters.idea_id == Idea.id)
    if only.status is None:
        query = query.where(IdeaCounters.listed)
    if only.quadrant is not None:
        query = query.where(IdeaCounters.quadrant == only.quadrant)
    return query
