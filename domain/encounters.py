"""What somebody meets on an idea's page: the one statement that opens it.

It names the edition of whatever takes more statements to load and longer to write, so that it need not be made again
while nothing has changed in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, any_, bindparam, exists, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import CTE

from domain import (
    behalf,
    challenges,
    changelog,
    comments,
    database,
    experiments,
    follows,
    ideas,
    rollouts,
    triage,
    votes,
)
from domain.answers import AnswerClock
from domain.behalf import Source
from domain.challenges import Challenge
from domain.database import Number
from domain.errors import NotFound
from domain.ideas import CARD_ENDS, Idea, card_in, on_cards
from domain.images import Image
from domain.members import Actor, Member, Viewer, alike
from domain.offers import Offer
from domain.rows import Whole, run


@dataclass(frozen=True)
class Encounter:
    """An idea as its card shows it, what the reader has to do with it, and the editions of what its page shows besides.

    `text` is the edition of the idea's words, tags, images, and of who stands for it; `story` that of what became of
    it, of its experiments and their rollouts, of who takes care of it, and of the changelog that tells of it;
    `discussion` that of the page of comments. `clock` is the newest run of its clock, `own_times` is when the reader
    said what they said in the discussion, `recorded` how many of the votes were recorded for customers, `source` where
    its author said it, if others wrote it down, `call` the challenge that it answers, as a line shows one.
    """

    idea: Idea
    clock: AnswerClock | None
    voted: bool
    following: bool
    some_offers: bool
    text: str
    story: str
    discussion: str
    own_times: tuple[datetime, ...]
    recorded: int
    source: Source | None
    call: Challenge | None


async def meet(session: AsyncSession, actor: Actor, idea_id: int, after: str | None = None) -> Encounter:
    """Return an idea as it is met, with the comments after a cursor; raises NotFound, and Invalid for a bad cursor."""
    values = {"number": idea_id, "viewer": actor.id, "after": comments.number_at(after)}
    row = (await run(session, _query(alike(actor)), values)).first()
    if row is None:
        raise NotFound
    voted, following, some_offers, text, story, discussion, own_times, recorded, source = row[_CALL.end :]
    editions, said_at, idea, clock = (text, story, discussion), tuple(own_times or ()), card_in(row), _CLOCK.found(row)
    call = _CALL.found(row)
    return Encounter(idea, clock, voted, following, some_offers, *editions, said_at, recorded, source, call)


_CLOCK = Whole(AnswerClock, first=CARD_ENDS)
_CALL = Whole(Challenge, first=_CLOCK.end, only=challenges.LINE)


@cache
def _query(viewer: Viewer) -> Select[Any]:
    number, after = bindparam("number", type_=Number), bindparam("after", type_=Number)
    reader: ColumnElement[int] = bindparam("viewer", type_=Number)
    said = comments.said(viewer, number, after)
    words = ideas.last_revision(Idea.id), database.written("ideas"), database.written("members")
    columns: Sequence[Any] = (
        votes.backs(Idea.__table__, reader),
        follows.has_follower(Idea.id, reader),
        exists().where(Offer.idea_id == Idea.id),
        _joined(*words, _co_authors(), _images(Idea.id)),
        _joined(*(each.edition(Idea.id) for each in (triage, experiments, rollouts, changelog))),
        _joined(comments.edition(said), _images(said)),
        comments.own_times(said, reader),
        behalf.number_of(),
        behalf.source_of(),
    )
    run = aliased(AnswerClock)
    newest = select(func.max(run.id)).where(run.idea_id == Idea.id).correlate(Idea).scalar_subquery()
    read = (*_CLOCK.columns, *_CALL.columns, *columns)
    query = on_cards(select(Idea).where(Idea.id == number, ideas.visible_to(viewer)), *read)
    return challenges.with_call(query.outerjoin(AnswerClock.__table__, AnswerClock.id == newest), viewer)


def _joined(*editions: ColumnElement[Any]) -> ColumnElement[str]:
    """Return several editions as one, each in its place also where one of them is NULL."""
    return func.concat(*(part for each in editions for part in (each, literal_column("'/'"))))


def _co_authors() -> ColumnElement[str]:
    other = aliased(Member, name="other")
    each = func.concat_ws(" ", other.id, database.written("other"))
    written = func.string_agg(each, aggregate_order_by(literal_column("','"), other.id))
    return select(written).where(other.id == any_(Idea.co_author_ids)).scalar_subquery()


def _images(shown_in: SQLColumnExpression[int] | CTE) -> ColumnElement[str]:
    each = func.concat_ws(" ", Image.id, database.written("images"))
    written = select(func.string_agg(each, aggregate_order_by(literal_column("','"), Image.id)))
    if isinstance(shown_in, CTE):
        return written.join(shown_in, Image.comment_id == shown_in.c.id).scalar_subquery()
    return written.where(Image.idea_id == shown_in).scalar_subquery()
