"""Discussions read from the oldest on, page by page."""

import pytest

from domain import comments
from domain.members import Visitor
from domain.paging import Slice
from tests.conftest import CountingFactory
from tests.people import People


async def test_oldest_first_in_both_directions(people: People) -> None:
    ann = await people.member("Ann")
    idea, other = await people.idea(by=ann), await people.idea(by=ann)
    said = [(await people.comment(by=ann, on=idea, says=f"Comment {n}")).id for n in range(5)]
    await people.comment(by=ann, on=other)
    first = await people.reads(comments.listed, ann, idea, Slice(2))
    then = await people.reads(comments.listed, ann, idea, Slice(2, after=first.end_cursor))
    back = await people.reads(comments.listed, ann, idea, Slice(2, before=then.end_cursor, backwards=True))
    last = await people.reads(comments.listed, ann, idea, Slice(2, backwards=True))
    assert [[one.id for one in page.items] for page in (first, then, back, last)] == [
        said[:2],
        said[2:4],
        said[1:3],
        said[3:],
    ]
    assert (first.has_next, then.has_next, back.has_previous, last.has_next) == (True, True, True, False)


async def test_what_somebody_wrote_latest_first_without_stones(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    one, two, three = [await people.comment(by=ben, on=idea) for _ in range(3)]
    await people.comment(by=ann, on=idea)
    await people.does(comments.remove, ben, two.id)
    page = await people.reads(comments.written, Visitor(), ben, Slice())
    assert [(found.id, found.idea.title) for found in page.items] == [(three.id, idea.title), (one.id, idea.title)]


async def test_a_discussion_below_a_hidden_idea_does_not_exist(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    await people.comment(by=ben, on=idea)
    await people.hide(idea)
    for actor in (ben, Visitor()):
        assert (await people.reads(comments.listed, actor, idea, Slice())).items == []
        assert (await people.reads(comments.written, actor, ben, Slice())).items == []
    assert len((await people.reads(comments.listed, ann, idea, Slice())).items) == 1


@pytest.mark.parametrize("replies", [0, 3])
async def test_a_page_costs_two_statements_however_long(
    people: People, counting: CountingFactory, replies: int
) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    counts = []
    for many in (2, 8):
        for _ in range(many):
            comment = await people.comment(by=ann, on=idea)
            for _ in range(replies):
                await people.comment(by=ann, on=idea, to=comment)
        with counting() as counted:
            page = await people.reads(comments.listed, ann, idea, Slice(20))
            names = [one.author.name for top in page.items for one in (top, *top.replies)]
        counts.append((len(names), len(counted)))
    assert counts == [(2 * (1 + replies), 2), (10 * (1 + replies), 2)]


async def test_what_somebody_wrote_costs_one(people: People, counting: CountingFactory) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    for _ in range(5):
        await people.comment(by=ann, on=idea)
    with counting() as counted:
        page = await people.reads(comments.written, ann, ann, Slice())
        assert [one.idea.title for one in page.items] == [idea.title] * 5
    assert len(counted) == 1


async def test_replies_of_many_comments_come_with_one_statement(people: People, counting: CountingFactory) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    tops = [await people.comment(by=ann, on=idea) for _ in range(3)]
    said = [[(await people.comment(by=ann, on=idea, to=top)).id for _ in range(2)] for top in tops[:2]]
    with counting() as counted:
        found = await people.reads(comments.replies, ann, [top.id for top in tops] + [2**70])
        assert {one.author.name for replies in found.values() for one in replies} == {"Ann"}
    assert len(counted) == 1
    ids = {number: [one.id for one in replies] for number, replies in found.items()}
    assert ids == {tops[0].id: said[0], tops[1].id: said[1]}
