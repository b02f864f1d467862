"""Notices stay unread until their member has seen them."""

import pytest

from domain import notifications
from domain.errors import SignInNeeded
from domain.members import Visitor
from domain.paging import Slice
from tests.conftest import CountingFactory
from tests.people import People


async def test_up_to_one_are_read_and_later_ones_are_not(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    for _ in range(3):
        await people.comment(by=ben, on=idea, says="@ann and @ben")
        await people.hear()
    assert await people.reads(notifications.unread, ann) == 3
    newest, middle, _oldest = (await people.reads(notifications.listed, ann, Slice())).items
    await people.does(notifications.mark_read, ben, up_to=newest.id)
    assert await people.reads(notifications.unread, ann) == 3
    await people.does(notifications.mark_read, ann, up_to=middle.id)
    assert await people.reads(notifications.unread, ann) == 1
    read = [notice.read_at is not None for notice in (await people.reads(notifications.listed, ann, Slice())).items]
    assert read == [False, True, True]


@pytest.mark.parametrize("number", [0, -1, 2**70])
async def test_a_number_that_is_none_of_theirs_marks_nothing(people: People, number: int) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.comment(by=ben, on=await people.idea(by=ann))
    await people.hear()
    await people.does(notifications.mark_read, ann, up_to=number)
    assert await people.reads(notifications.unread, ann) == 1


async def test_a_notice_of_a_hidden_idea_does_not_exist(people: People) -> None:
    ann, ben, eve = await people.member("Ann"), await people.member("Ben"), await people.member("Eve")
    idea = await people.idea(by=ann)
    await people.comment(by=eve, on=idea)
    await people.comment(by=ben, on=idea)
    await people.hear()
    assert await people.reads(notifications.unread, eve) == 1
    await people.hide(idea)
    assert await people.reads(notifications.unread, eve) == 0
    assert (await people.reads(notifications.listed, eve, Slice())).items == []


async def test_ninety_nine_is_where_counting_ends(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    for one in [await people.member(name) for name in ("Ben", "Eve")]:
        for _ in range(50):
            await people.comment(by=one, on=idea)
    await people.hear()
    assert await people.reads(notifications.unread, ann) == 99


async def test_a_visitor_has_no_notices(people: People) -> None:
    assert await people.reads(notifications.unread, Visitor()) == 0
    with pytest.raises(SignInNeeded):
        await people.does(notifications.mark_read, Visitor(), up_to=1)


async def test_a_page_costs_one_statement_however_long(people: People, counting: CountingFactory) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    counts = []
    for many in (2, 10):
        for _ in range(many):
            await people.comment(by=ben, on=idea)
        await people.hear()
        with counting() as counted:
            page = await people.reads(notifications.listed, ann, Slice(20))
            told = [(notice.actor, notice.idea) for notice in page.items]
            assert {(who.name, what.title) for who, what in told if who and what} == {("Ben", idea.title)}
        counts.append((len(page.items), len(counted)))
    assert counts == [(2, 1), (12, 1)]
