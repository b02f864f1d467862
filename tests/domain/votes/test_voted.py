"""A member's votes, latest first, as far as the reader may see the ideas."""

import pytest

from domain import members, votes
from domain.errors import NotAllowed, SignInNeeded
from domain.members import Role, Visitor
from domain.paging import Slice
from tests.conftest import CountingFactory, HeldClock
from tests.people import People


async def test_latest_first_and_page_by_page(people: People, clock: HeldClock) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    made = [await people.idea(by=ann, title=f"Idea {n}") for n in range(5)]
    for n, idea in enumerate(made):
        await people.vote(by=ben, on=idea)
        if n % 2:
            clock.forward(minutes=1)
    seen, after = [], None
    while True:
        page = await people.reads(votes.voted, ann, ben, Slice(2, after=after))
        seen += [vote.idea.title for vote in page.items]
        if not page.has_next:
            break
        after = page.end_cursor
    assert seen == ["Idea 4", "Idea 3", "Idea 2", "Idea 1", "Idea 0"]


async def test_votes_on_what_is_hidden_do_not_exist_for_others(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    await people.vote(by=ben, on=idea)
    assert len((await people.reads(votes.voted, Visitor(), ben, Slice())).items) == 1
    await people.hide(idea)
    for actor in (Visitor(), ben):
        assert (await people.reads(votes.voted, actor, ben, Slice())).items == []
        assert await people.reads(votes.standings, actor, [idea.id]) == {}
    assert await people.reads(votes.standings, ann, [idea.id]) == {idea.id: 1}


async def test_a_page_costs_one_statement_however_long(people: People, counting: CountingFactory) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    counts = []
    for many in (2, 10):
        for n in range(many):
            await people.vote(by=ben, on=await people.idea(by=ann, title=f"Idea {many} {n}", tags="wood"))
        with counting() as counted:
            page = await people.reads(votes.voted, ann, ben, Slice(20))
            assert all((vote.idea.author.name, vote.idea.supporters) == ("Ann", 1) for vote in page.items)
        counts.append(len(counted))
    assert counts == [1, 1]


async def test_what_best_customers_support_is_counted_for_whoever_reads_the_queue(people: People) -> None:
    ann, ben, cleo = await people.member("Ann"), await people.member("Ben"), await people.admin()
    idea = await people.idea(by=ann)
    for who in (ben, await people.member("Dan")):
        await people.vote(by=who, on=idea)
    for best in (ann, ben):
        await people.does(members.mark_best_customer, cleo, best.id, best=True)
    for role in (Role.PRODUCT, Role.EXECUTIVE, Role.ADMIN):
        reader = await people.member(f"{role} reads", role)
        assert await people.reads(votes.by_best_customers, reader, idea) == (1, 2)
    for somebody, refusal in ((Visitor(), SignInNeeded), (ben, NotAllowed), (ann, NotAllowed)):
        with pytest.raises(refusal):
            await people.reads(votes.by_best_customers, somebody, idea)


async def test_casting_costs_one_statement(people: People, counting: CountingFactory) -> None:
    ben, idea = await people.member("Ben"), await people.idea(by=await people.member("Ann"))
    with counting() as counted:
        await people.vote(by=ben, on=idea)
    assert len(counted) == 1
