"""A comment can be changed by its author for half an hour."""

import pytest

from domain import comments
from domain.comments.policy import NotYours, TooLateToEdit
from domain.errors import Invalid, NotFound, SignInNeeded
from domain.members import Role, Visitor
from tests.conftest import HeldClock
from tests.people import People


async def test_its_author_changes_it_for_half_an_hour(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    comment = await people.comment(by=ann, on=await people.idea(by=ann))
    clock.forward(minutes=29, seconds=59)
    assert comments.may_edit(ann, comment, clock())
    changed = await people.does(comments.revise, ann, comment.id, "No, thanks.")
    assert (changed.body, changed.edited_at) == ("No, thanks.", clock())
    clock.forward(seconds=1)
    assert not comments.may_edit(ann, changed, clock())
    with pytest.raises(TooLateToEdit):
        await people.does(comments.revise, ann, comment.id, "Well, yes.")
    assert [fact["fact"] for fact in await people.history(ann)].count("CommentRevised") == 1


async def test_the_same_words_are_no_change(people: People) -> None:
    ann = await people.member("Ann")
    comment = await people.comment(by=ann, on=await people.idea(by=ann))
    assert (await people.does(comments.revise, ann, comment.id, f" {comment.body} ")).edited_at is None


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.PRODUCT, Role.ADMIN])
async def test_nobody_changes_others_words(people: People, role: Role) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben", role)
    comment = await people.comment(by=ann, on=await people.idea(by=ann))
    with pytest.raises(NotYours):
        await people.does(comments.revise, ben, comment.id, "Mine now")
    with pytest.raises(SignInNeeded):
        await people.does(comments.revise, Visitor(), comment.id, "Mine now")


async def test_what_was_removed_stays_so(people: People) -> None:
    ann = await people.member("Ann")
    comment = await people.comment(by=ann, on=await people.idea(by=ann))
    await people.does(comments.remove, ann, comment.id)
    with pytest.raises(TooLateToEdit):
        await people.does(comments.revise, ann, comment.id, "Back again")


@pytest.mark.parametrize("body", ["", "\ud800", "x" * 4001])
async def test_what_does_not_fit_is_refused(people: People, body: str) -> None:
    ann = await people.member("Ann")
    comment = await people.comment(by=ann, on=await people.idea(by=ann))
    with pytest.raises(Invalid):
        await people.does(comments.revise, ann, comment.id, body)


async def test_what_is_not_there_is_not_found(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    comment = await people.comment(by=ben, on=idea)
    await people.hide(idea)
    for number in (comment.id, 0, 2**70):
        with pytest.raises(NotFound):
            await people.does(comments.revise, ben, number, "Hello?")
        with pytest.raises(NotFound):
            await people.reads(comments.visible, ben, number)
