"""A removed comment leaves a stone: its place, not its words."""

import asyncio

import pytest

from domain import checks, comments, ideas
from domain.comments.policy import NotYours
from domain.errors import Invalid, NotFound, SignInNeeded
from domain.members import Role, Visitor
from domain.paging import Slice
from tests.people import People


async def test_its_author_takes_it_away_and_replies_stay(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    comment = await people.comment(by=ann, on=idea, says="A secret")
    await people.comment(by=ben, on=idea, says="I see", to=comment)
    await people.does(comments.remove, ann, comment.id)
    (stone,) = (await people.reads(comments.listed, Visitor(), idea, Slice())).items
    assert (stone.body, stone.removed_at is None, [one.body for one in stone.replies]) == ("", False, ["I see"])
    assert (await people.reads(ideas.visible, ann, idea.id)).comment_count == 1
    assert not comments.may_remove(ann, stone)
    assert await people.reads(checks.recount) == []


@pytest.mark.parametrize("role", [Role.PRODUCT, Role.ADMIN])
async def test_the_product_team_says_why(people: People, role: Role) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", role)
    comment = await people.comment(by=ann, on=await people.idea(by=ann))
    for reason in ("", "no", "x" * 201, "\ud800" * 4):
        with pytest.raises(Invalid) as refused:
            await people.does(comments.remove, pia, comment.id, reason=reason)
        assert refused.value.problems[0].field == "reason"
    stone = await people.does(comments.remove, pia, comment.id, reason="Names a person")
    assert (stone.removed_reason, stone.removed_by_id) == ("Names a person", pia.id)


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EMPLOYEE, Role.EXECUTIVE])
async def test_others_may_not(people: People, role: Role) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben", role)
    comment = await people.comment(by=ann, on=await people.idea(by=ann))
    assert not comments.may_remove(ben, comment)
    with pytest.raises(NotYours):
        await people.does(comments.remove, ben, comment.id, reason="I disagree")
    with pytest.raises(SignInNeeded):
        await people.does(comments.remove, Visitor(), comment.id)


async def test_sixteen_removals_at_once_count_once(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    await people.comment(by=ann, on=idea)
    comment = await people.comment(by=ann, on=idea)
    await asyncio.gather(*(people.does(comments.remove, ann, comment.id) for _ in range(16)))
    assert (await people.reads(ideas.visible, ann, idea.id)).comment_count == 1
    assert [fact["fact"] for fact in await people.history(ann)].count("CommentRemoved") == 1


async def test_what_is_not_there_is_not_found(people: People) -> None:
    cleo = await people.admin()
    for number in (0, 4711, 2**70):
        with pytest.raises(NotFound):
            await people.does(comments.remove, cleo, number, reason="Names a person")
