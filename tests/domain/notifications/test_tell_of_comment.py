"""Whom a comment concerns hears of it once, for the strongest reason."""

import pytest

from domain import comments, follows, members, notifications
from domain.members import Member
from domain.notifications import NoticeKind
from domain.paging import Slice
from tests.people import People


async def _heard(people: People, member: Member) -> list[tuple[str, str]]:
    page = await people.reads(notifications.listed, member, Slice())
    return [(notice.kind.value, notice.actor.name if notice.actor else "") for notice in page.items]


async def test_followers_the_one_replied_to_and_the_mentioned_hear_of_it(people: People) -> None:
    ann, ben, eve, dan = [await people.member(name) for name in ("Ann", "Ben", "Eve", "Dan")]
    idea = await people.idea(by=ann)
    await people.hear()
    comment = await people.comment(by=ben, on=idea)
    await people.hear()
    assert await _heard(people, ann) == [("comment", "Ben")]
    await people.comment(by=eve, on=idea, says="As @dan and @ANN said, @nobody", to=comment)
    await people.hear()
    assert await _heard(people, ann) == [("mention", "Eve"), ("comment", "Ben")]
    assert await _heard(people, ben) == [("reply", "Eve")]
    assert await _heard(people, dan) == [("mention", "Eve")]
    assert await _heard(people, eve) == []


async def test_nobody_hears_of_themselves(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    comment = await people.comment(by=ann, on=idea, says="@ann")
    await people.comment(by=ann, on=idea, to=comment)
    await people.hear()
    assert await _heard(people, ann) == []


async def test_who_let_go_hears_only_what_is_said_to_them(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    await people.does(follows.unfollow, ann, idea.id)
    await people.comment(by=ben, on=idea)
    await people.comment(by=ben, on=idea, says="@ann?")
    await people.hear()
    assert await _heard(people, ann) == [("mention", "Ben")]


async def test_a_comment_removed_before_anybody_heard_is_not_told(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    comment = await people.comment(by=ben, on=await people.idea(by=ann))
    await people.does(comments.remove, ben, comment.id)
    await people.hear()
    assert await _heard(people, ann) == []


async def test_who_left_or_came_with_an_import_hears_nothing(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.does(members.add_member, name="Imp", email=None, imported_from="polis:1")
    idea = await people.idea(by=ann)
    await people.hear()
    await people.comment(by=ben, on=idea, says="@ann @imp")
    await people.leave(ann)
    await people.hear()
    async with people.sessions() as session:
        assert list(await session.scalars(notifications.Notice.__table__.select())) == []


@pytest.mark.parametrize("times", [2, 3])
async def test_a_fact_delivered_again_tells_nobody_twice(people: People, times: int) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    await people.hear()
    await people.comment(by=ben, on=idea)
    for _ in range(times):
        await people.forget_delivery()
        await people.hear()
    assert await _heard(people, ann) == [("comment", "Ben")]


async def test_a_notice_leads_to_the_comment(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    comment = await people.comment(by=ben, on=idea)
    await people.hear()
    (notice,) = (await people.reads(notifications.listed, ann, Slice())).items
    assert notice.path == comment.path
    assert notice.comment is not None
    assert notice.idea is not None
    assert (notice.kind, notice.idea.title, notice.comment.body) == (NoticeKind.COMMENT, idea.title, comment.body)
