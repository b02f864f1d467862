"""Which of one's ideas could answer a call."""

from uuid import uuid4

from sqlalchemy import update

from domain import challenges, database, ideas
from domain.ideas import Idea
from domain.members import Member, Visitor
from tests.challenging import began, called
from tests.people import People, writing


async def test_what_could_answer_a_call_are_ideas_that_one_stands_for_and_that_fit(people: People, pia: Member) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    mine = await people.idea(by=ann, title="A bench of mine", quadrant="creation_for_self")
    taken = await people.idea(by=ann, title="It answers another call", quadrant="creation_for_self")
    shared = await people.idea(by=ben, title="A bench of ours", quadrant="creation_for_self")
    await people.idea(by=ann, title="A bench elsewhere", quadrant="creation_with_others")
    await people.does(ideas.save_draft, ann, uuid4(), writing("A bench in a draft", quadrant="creation_for_self"))
    async with database.transaction(people.sessions) as session:
        await session.execute(update(Idea).where(Idea.id == shared.id).values(co_author_ids=[ann.id]))
    other = await began(people, await called(people, by=pia))
    await people.does(challenges.answer, ann, other.id, taken.id)
    announced = await called(people, by=pia, quadrant="creation_for_self")
    assert await people.reads(challenges.could_answer, ann, announced) == [], "it hasn’t begun"
    call = await began(people, announced)
    found = await people.reads(challenges.could_answer, ann, call)
    assert [each.id for each in found] == [shared.id, mine.id]
    for each in found:
        await people.does(challenges.answer, ann, call.id, each.id)
    assert await people.reads(challenges.could_answer, ann, call) == []
    assert await people.reads(challenges.could_answer, Visitor(), call) == []
