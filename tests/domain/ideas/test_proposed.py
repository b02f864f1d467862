"""All that a member has put before the community, and where it stands."""

from uuid import uuid4

import pytest

from domain import database, ideas
from domain.database import Sessions
from domain.errors import Invalid
from domain.ideas import IdeaFilter, Status
from domain.members import Member
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.people import People, writing


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


async def test_what_moved_last_comes_first_and_nothing_is_left_out_but_drafts(
    people: People, sessions: Sessions, ann: Member, clock: HeldClock
) -> None:
    written = []
    for _ in range(3):
        clock.forward(minutes=5)
        written.append((await people.idea(by=ann)).id)
    await people.idea(by=await people.member("Ben"))
    clock.forward(minutes=5)
    async with database.transaction(sessions) as session:
        await ideas.save_draft(session, ann, uuid4(), writing())
        await ideas.withdraw(session, ann, written[0], "It exists already.")
    async with sessions() as session:
        first = await ideas.proposed(session, ann, Slice(2))
        rest = await ideas.proposed(session, ann, Slice(2, after=first.end_cursor))
        assert [idea.id for idea in (*first.items, *rest.items)] == [written[0], written[2], written[1]]
        assert first.items[0].moved_at == clock()
        assert await ideas.count_by_status(session, ann) == {Status.SUBMITTED: 2, Status.WITHDRAWN: 1}
        only = await ideas.proposed(session, ann, Slice(9), status=Status.WITHDRAWN)
        assert [idea.id for idea in only.items] == [written[0]]


async def test_a_place_in_another_list_is_no_place_in_this_one(people: People, sessions: Sessions, ann: Member) -> None:
    await people.idea(by=ann)
    async with sessions() as session:
        page = await ideas.listed(session, ann, Slice(1), only=IdeaFilter())
        with pytest.raises(Invalid):
            await ideas.proposed(session, ann, Slice(1, after=page.end_cursor))
