"""A comment is said once, below an idea that is open for it, one level deep."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from domain import checks, comments, ideas
from domain.comments import Comment
from domain.comments.policy import CommentsClosed
from domain.comments.use_cases import RepliesEndHere
from domain.errors import Invalid, NotFound, SignInNeeded, TooMany
from domain.events import RecordedFact
from domain.members import Visitor
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.people import People


async def test_a_comment_and_its_reply_are_there_and_count(people: People, clock: HeldClock) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    comment = await people.comment(by=ben, on=idea, says=" Yes,\r\nplease.\0 ")
    assert (comment.body, comment.author.name, comment.created_at) == ("Yes,\nplease.", "Ben", clock())
    assert comment.path == f"/ideas/{idea.id}#comment-{comment.id}"
    reply = await people.comment(by=ann, on=idea, says="Soon", to=comment)
    (seen,) = (await people.reads(comments.listed, Visitor(), idea, Slice())).items
    assert [(one.id, one.author.name) for one in seen.replies] == [(reply.id, "Ann")]
    assert (await people.reads(ideas.visible, ann, idea.id)).comment_count == 2
    assert (await people.history(ben))[-1]["comment_id"] == comment.id


async def test_thirty_two_equal_forms_at_once_say_it_once(people: People) -> None:
    ann, key = await people.member("Ann"), uuid4()
    idea = await people.idea(by=ann)
    said = await asyncio.gather(*(people.does(comments.write, ann, idea.id, "Yes please.", key=key) for _ in range(32)))
    assert len({comment.id for comment in said}) == 1
    assert (await people.reads(ideas.visible, ann, idea.id)).comment_count == 1
    async with people.sessions() as session:
        assert await session.scalar(select(func.count()).where(RecordedFact.kind == "CommentWritten")) == 1


async def test_sixteen_people_at_once_are_all_heard(people: People) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    crowd = [await people.member(f"Member {n}") for n in range(16)]
    await asyncio.gather(*(people.comment(by=one, on=idea) for one in crowd))
    assert (await people.reads(ideas.visible, crowd[0], idea.id)).comment_count == 16
    assert await people.reads(checks.recount) == []


async def test_a_reply_cannot_be_replied_to(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    reply = await people.comment(by=ann, on=idea, to=await people.comment(by=ann, on=idea))
    with pytest.raises(RepliesEndHere):
        await people.comment(by=ann, on=idea, to=reply)


async def test_a_reply_stays_below_its_idea(people: People) -> None:
    ann = await people.member("Ann")
    here, there = await people.idea(by=ann), await people.idea(by=ann)
    comment = await people.comment(by=ann, on=there)
    for number in (comment.id, 0, 4711, 2**70):
        with pytest.raises(NotFound):
            await people.does(comments.write, ann, here.id, "Lost", parent_id=number)


@pytest.mark.parametrize(
    "body",
    ["", "  \n ", "\0", "\u200b", "\u202e", "\ud800", "x" * 4001, pytest.param("é" * 10_000_000, id="10 MB")],
)
async def test_what_does_not_fit_is_refused(people: People, body: str) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    with pytest.raises(Invalid) as refused:
        await people.comment(by=ann, on=idea, says=body)
    assert refused.value.problems[0].field == "body"
    assert (await people.reads(ideas.visible, ann, idea.id)).comment_count == 0


async def test_a_withdrawn_idea_is_closed(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    gone = await people.does(ideas.withdraw, ann, idea.id, "Found a better one")
    assert not comments.may_comment(ben, gone)
    with pytest.raises(CommentsClosed):
        await people.comment(by=ben, on=idea)


async def test_what_is_not_there_is_not_found(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    hidden = await people.idea(by=ann)
    await people.hide(hidden)
    draft = await people.does(ideas.save_draft, ann, uuid4(), ideas.Writing("", "", "", None))
    for number in (hidden.id, draft.id, 0, 2**70):
        with pytest.raises(NotFound):
            await people.does(comments.write, ben, number, "Hello?")
    for idea in (hidden, draft):
        with pytest.raises(CommentsClosed):
            await people.comment(by=ann, on=idea)


async def test_a_visitor_is_asked_to_sign_in(people: People) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    assert not comments.may_comment(Visitor(), idea)
    with pytest.raises(SignInNeeded):
        await people.does(comments.write, Visitor(), idea.id, "Hello?")


async def test_sixty_an_hour_and_a_repeated_form_costs_nothing(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    keys = [uuid4() for _ in range(60)]
    for key in keys + keys[:5]:
        await people.does(comments.write, ann, idea.id, "Yes please.", key=key)
    for _ in range(2):
        with pytest.raises(TooMany):
            await people.comment(by=ann, on=idea)
    async with people.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Comment)) == 60
    clock.forward(hours=1)
    await people.comment(by=ann, on=idea)
