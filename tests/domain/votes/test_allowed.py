"""What the statement of a vote allows is what the page says: the condition in SQL and the one in Python agree."""

import pytest
from sqlalchemy import update

from domain import database, votes
from domain.clock import now
from domain.errors import Conflict, NotFound
from domain.ideas import Idea, Status
from tests.people import People


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("status", list(Status))
async def test_a_vote_is_taken_where_the_policy_says_so(
    status: Status, hidden: bool, at_once: bool, people: People
) -> None:
    ann, ben, eve = await people.member("Ann"), await people.member("Ben"), await people.member("Eve")
    zoe = await people.member("Zoe")
    idea, other = await people.idea(by=ann), await people.idea(by=ann)
    values: dict[str, object] = {"status": status, "co_author_ids": [eve.id], "merged_author_ids": [zoe.id]}
    async with database.transaction(people.sessions) as session:
        values["submitted_at"] = None if status is Status.DRAFT else idea.submitted_at
        values["merged_into_id"] = other.id if status is Status.MERGED else None
        values["hidden_at"] = now(session) if hidden else None
        await session.execute(update(Idea).where(Idea.id == idea.id).values(values))
        row = await session.get_one(Idea, idea.id, populate_existing=True)
    opened = database.at_once if at_once else database.transaction
    for member in (ann, ben, eve, zoe):
        async with opened(people.sessions) as session:
            try:
                taken = (await votes.cast(session, member, idea.id)).supporters == 1
            except (Conflict, NotFound):
                taken = False
        assert taken == votes.may_vote(member, row)
        assert await people.reads(votes.given, member, [idea.id]) == ({idea.id} if taken else set())
