"""A counter that says something else than its rows is found."""

from uuid import uuid4

import pytest
from sqlalchemy import delete, update

from domain import checks, database, ideas
from domain.answers import AnswerClock
from domain.ideas import Idea, IdeaCounters, Status
from tests.conftest import HeldClock
from tests.people import People, writing


@pytest.mark.parametrize(
    ("counter", "by", "says"),
    [
        ("supporters", -1, "counts 0 supporters and has 1"),
        ("staff", 1, "counts 1 staff and has 0"),
        ("exposed", 1, "counts 3 exposed and has 2"),
        ("exposed", -1, "counts 1 exposed and has 2"),
        ("rising", 0.001, "rising and has 20"),
        ("comments", 1, "counts 2 comments and has 1"),
        ("comments", -1, "counts 0 comments and has 1"),
        ("offers", 1, "counts 2 offers and has 1"),
        ("offers", -1, "counts 0 offers and has 1"),
    ],
)
async def test_a_planted_wrong_counter_is_found(people: People, counter: str, by: float, says: str) -> None:
    ann, ben, eve = await people.member("Ann"), await people.member("Ben"), await people.member("Eve")
    right, wrong = await people.idea(by=ann), await people.idea(by=ann)
    for idea in (right, wrong):
        await people.vote(by=ben, on=idea)
        await people.look(by=eve, on=idea)
        await people.comment(by=ben, on=idea)
        await people.offer(by=ben, on=idea)
    assert await people.reads(checks.recount) == []
    async with database.transaction(people.sessions) as session:
        column = getattr(IdeaCounters, counter)
        await session.execute(
            update(IdeaCounters).where(IdeaCounters.idea_id == wrong.id).values({counter: column + by})
        )
    (finding,) = await people.reads(checks.recount)
    assert finding.check == counter
    assert finding.says.startswith(f"Idea {wrong.id} counts ")
    assert says in finding.says


async def test_an_idea_without_counters_is_found(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    await people.does(ideas.save_draft, ann, uuid4(), writing("A draft has none"))
    async with database.transaction(people.sessions) as session:
        await session.execute(delete(IdeaCounters).where(IdeaCounters.idea_id == idea.id))
    (finding,) = await people.reads(checks.recount)
    assert (finding.check, finding.says.split()[1]) == ("counters", str(idea.id))


async def test_a_step_an_answer_or_a_decision_that_is_missing_is_found(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    moved, answered, held = [await people.idea(by=ann, title=f"Bench number {number}") for number in range(3)]
    await people.hear()
    assert await people.reads(checks.recount) == []
    async with database.transaction(people.sessions) as session:
        await session.execute(update(Idea).where(Idea.id == moved.id).values(status=Status.ADOPTED))
        await session.execute(update(Idea).where(Idea.id == answered.id).values(answered_at=clock.time))
        stopped = update(AnswerClock).where(AnswerClock.idea_id == held.id)
        await session.execute(stopped.values(paused_at=clock.time))
    found = [(finding.check, finding.says.split()[1]) for finding in await people.reads(checks.recount)]
    assert found == [
        ("moves", str(moved.id)),
        ("answers", str(answered.id)),
        ("answers", str(held.id)),
        ("decisions", str(moved.id)),
    ]


async def test_an_idea_shared_with_nobody_who_was_accepted_or_backed_by_its_own_is_found(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    asked = await people.idea(by=ann, quadrant="creation_with_others")
    backed = await people.idea(by=ann)
    await people.offer(by=ben, on=asked)
    await people.vote(by=ben, on=backed)
    async with database.transaction(people.sessions) as session:
        await session.execute(update(Idea).values(co_author_ids=[ben.id]))
    assert {
        f"Idea {asked.id} is shared with others than those who were accepted.",
        f"Idea {backed.id} has a vote of somebody who stands for it.",
        f"Idea {backed.id} counts 1 supporters and has 0.",
    } <= {finding.says for finding in await people.reads(checks.recount)}
