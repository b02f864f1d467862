"""What dies between points and badge leaves neither, and is done again whole."""

from sqlalchemy import select

from domain import badges, events
from domain.badges import Award
from domain.database import Sessions
from domain.ideas import IdeaSubmitted
from domain.rewards import Entry
from domain.subscribers import SUBSCRIBERS
from tests.people import People


async def test_a_delivery_that_dies_between_points_and_badge_leaves_neither_and_the_next_brings_both(
    people: People, sessions: Sessions
) -> None:
    await people.does(badges.seed)
    ann = await people.member("Ann")
    await people.idea(by=ann)

    async def dies(*_heard: object) -> None:
        raise ConnectionError("as when the process is killed")

    assert SUBSCRIBERS[IdeaSubmitted][-1] is badges.look
    dying = {**SUBSCRIBERS, IdeaSubmitted: (*SUBSCRIBERS[IdeaSubmitted][:-1], dies)}
    await events.deliver(sessions, dying)
    async with sessions() as session:
        assert [list(await session.scalars(select(each))) for each in (Entry, Award)] == [[], []]
    for _ in range(2):
        await people.hear()
    async with sessions() as session:
        assert [entry.amount for entry in await session.scalars(select(Entry))] == [2]
        assert [award.member_id for award in await session.scalars(select(Award))] == [ann.id]
