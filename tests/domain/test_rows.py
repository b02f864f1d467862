"""What is read with little ado is what the ORM would have loaded, and nothing that one could change by mistake."""

from uuid import uuid4

import pytest
from sqlalchemy import inspect, select

from domain import database, ideas
from domain.ideas import Idea, IdeaCounters
from domain.members import Member
from domain.rows import Whole, among, run
from tests.people import People, writing


async def test_a_model_from_a_row_is_the_one_that_the_orm_loads(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    whole, authors = Whole(Idea), Whole(Member, first=Whole(Idea).end)
    counters = Whole(IdeaCounters, first=authors.end)
    query = select(*whole.columns, *authors.columns, *counters.columns)
    query = query.join(Member, Member.id == Idea.author_id).join(IdeaCounters, IdeaCounters.idea_id == Idea.id)
    async with database.reading(people.sessions) as session:
        row = (await run(session, query, {})).one()
        loaded = [await session.get_one(kind, key) for kind, key in ((Idea, idea.id), (Member, ann.id))]
    read = whole.of(row, author=authors.of(row), counters=counters.of(row))
    for one, other in zip((read, read.author), loaded, strict=True):
        names = [each.key for each in inspect(type(other)).column_attrs if each.key not in inspect(other).unloaded]
        assert {name: getattr(one, name) for name in names} == {name: getattr(other, name) for name in names}
    assert read.counters.idea_id == idea.id


async def test_where_an_outer_join_found_nothing_there_is_no_model(people: People) -> None:
    ann = await people.member("Ann")
    draft = await people.does(ideas.save_draft, ann, uuid4(), writing())
    counters = Whole(IdeaCounters)
    query = select(*counters.columns).select_from(Idea).outerjoin(IdeaCounters, IdeaCounters.idea_id == Idea.id)
    async with database.reading(people.sessions) as session:
        row = (await run(session, query.where(among(Idea.id)), {"numbers": [draft.id, 2**70]})).one()
        assert (await run(session, query.where(among(Idea.id)), {"numbers": []})).first() is None
    assert counters.found(row) is None


async def test_a_model_from_a_row_belongs_to_no_session_and_reads_nothing_by_itself(people: People) -> None:
    await people.member("Ann")
    members = Whole(Member)
    async with database.reading(people.sessions) as session:
        ann = members.of((await run(session, select(*members.columns), {})).one())
        ann.name = "Eve"
        await session.flush()
        assert await session.scalar(select(Member.name)) == "Ann"
    assert inspect(ann).detached
    with pytest.raises(Exception, match="teams"):
        _ = ann.teams
