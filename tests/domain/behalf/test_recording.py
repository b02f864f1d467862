"""A vote on behalf of a customer counts like any other and never twice, and goes with whatever is known of them."""

import asyncio

import pytest

from domain import behalf, checks, database, ideas, members, personal_data, votes
from domain.behalf import BacksAlready, Customer, Recording, Source
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.ideas import Idea
from domain.members import Actor, Member, Role, Visitor
from domain.paging import Slice
from tests.people import People

RUTH = Customer("Ruth Ames", "Harbour Ferries", "ruth@ferries.example")
NAMELESS = Customer("Otto Dahl", "Dahl & Sons")


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def eve(people: People) -> Member:
    return await people.member("Eve", Role.EMPLOYEE)


@pytest.fixture
async def bench(people: People, ann: Member) -> Idea:
    return await people.idea(by=ann)


async def records(people: People, by: Actor, on: Idea, who: Customer = RUTH, source: str = "call") -> Recording:
    return await people.does(behalf.record_vote, by, on.id, who, source=source, said="We wait there each day.")


async def supporters(people: People, idea: Idea) -> tuple[int, int]:
    seen = await people.reads(ideas.visible, Visitor(), idea.id)
    assert await people.reads(checks.recount) == []
    return seen.supporters, (await people.reads(behalf.counts, [idea.id])).get(idea.id, 0)


async def joins(people: People, email: str, name: str) -> Member:
    token = await people.link(email, name=name)
    return (await people.does(members.use_link, token, name=name)).member


async def test_a_recorded_vote_counts_once_however_often_and_by_whomever(
    people: People, eve: Member, bench: Idea
) -> None:
    pat = await people.member("Pat", Role.PRODUCT)
    first = await records(people, eve, bench)
    again = await records(people, pat, bench, Customer("R. Ames", "", "RUTH@ferries.example"), "fair")
    assert again.id == first.id
    await records(people, eve, bench, NAMELESS)
    await records(people, pat, bench, Customer("otto  dahl", "DAHL & Sons"))
    assert await supporters(people, bench) == (2, 2)
    (otto, ruth) = (await people.reads(behalf.recordings, eve, bench, Slice())).items
    assert (ruth.name, ruth.company, ruth.source, ruth.said) == (*_said(RUTH), Source.CALL, "We wait there each day.")
    assert (otto.recorded_by.name, otto.member.name) == ("Eve", "A customer")


def _said(customer: Customer) -> tuple[str, str]:
    return customer.name, customer.company


async def test_at_the_same_moment_it_still_counts_once(people: People, eve: Member, bench: Idea) -> None:
    await asyncio.gather(*(records(people, eve, bench, who) for who in (RUTH, NAMELESS) * 3))
    assert await supporters(people, bench) == (2, 2)


async def test_a_customer_who_takes_the_vote_back_themselves_just_then_is_not_in_the_way(
    people: People, eve: Member, bench: Idea
) -> None:
    ben = await people.member("Ben", email="ben@people.example")
    recording = await records(people, eve, bench, Customer(email="ben@people.example"))
    async with database.transaction(people.sessions) as session:
        await ideas.visible(session, ben, bench.id, lock=True, light=True)
        taking = asyncio.create_task(people.does(behalf.take_back, eve, recording.id))
        await people.until_somebody_waits()
        await votes.withdraw(session, ben, bench.id)
    with pytest.raises(NotFound):
        await taking
    assert await supporters(people, bench) == (0, 0)
    facts = [fact["fact"] for fact in await people.history(eve)]
    assert "RecordingTakenBack" not in facts, "nobody did"


async def test_who_backs_it_already_is_not_counted_again(people: People, eve: Member, bench: Idea) -> None:
    ben = await people.member("Ben", email="ben@people.example")
    await people.vote(by=ben, on=bench)
    with pytest.raises(BacksAlready):
        await records(people, eve, bench, Customer(email="ben@people.example"))
    assert await supporters(people, bench) == (1, 0)


async def test_a_member_with_the_address_keeps_the_vote_as_theirs_and_may_take_it_back(
    people: People, eve: Member, bench: Idea
) -> None:
    ben = await people.member("Ben", email="ben@people.example")
    made = await records(people, eve, bench, Customer(email="Ben@People.example"))
    assert made.member_id == ben.id
    await people.vote(by=ben, on=bench)
    assert await supporters(people, bench) == (1, 1)
    await people.does(votes.withdraw, ben, bench.id)
    assert await supporters(people, bench) == (0, 0)
    with pytest.raises(NotFound):
        await people.does(behalf.take_back, eve, made.id)


async def test_whoever_joins_with_the_address_later_is_the_one_who_was_recorded(
    people: People, eve: Member, bench: Idea
) -> None:
    made = await records(people, eve, bench)
    ruth = await joins(people, "ruth@ferries.example", "Ruth")
    assert (ruth.id, ruth.name, ruth.handle, ruth.imported) == (made.member_id, "Ruth", "ruth", False)
    await people.vote(by=ruth, on=bench)
    assert await supporters(people, bench) == (1, 1)
    data = await people.reads(personal_data.export, ruth)
    assert [(row["name"], row["company"]) for row in data["recorded_for_you"]] == [_said(RUTH)]
    assert [row["source"] for row in (await people.reads(personal_data.export, eve))["recorded_by_you"]] == ["call"]
    await people.leave(ruth)
    assert (await people.reads(behalf.recordings, eve, bench, Slice())).items == []
    assert await supporters(people, bench) == (1, 0)


async def test_nobody_joins_a_closed_community_by_having_been_recorded(
    people: People, eve: Member, bench: Idea
) -> None:
    await records(people, eve, bench)
    await people.shape(await people.admin(), joining="nobody")
    await people.does(
        members.request_link, email="ruth@ferries.example", language="en", client="192.0.2.1", name="Ruth"
    )
    assert (await people.letter()).says == "closed"


async def test_taking_back_undoes_the_vote_and_forgets_who_was_known_by_it_alone(
    people: People, ann: Member, eve: Member, bench: Idea
) -> None:
    other = await people.idea(by=ann, title="More benches")
    one, two = await records(people, eve, bench), await records(people, eve, other)
    with pytest.raises(NotAllowed):
        await people.does(behalf.take_back, await people.member("Fay", Role.EMPLOYEE), one.id)
    await people.does(behalf.take_back, eve, one.id)
    assert await supporters(people, bench) == (0, 0)
    assert (await people.again(two.member)).email == "ruth@ferries.example"
    await people.does(behalf.take_back, await people.member("Pat", Role.PRODUCT), two.id)
    gone = await people.again(two.member)
    assert (gone.email, gone.imported_from, gone.left_at is not None) == (None, None, True)
    third = await records(people, eve, bench)
    assert third.member_id != gone.id
    assert await supporters(people, bench) == (1, 1)


async def test_customers_and_visitors_record_and_read_nothing(
    people: People, ann: Member, eve: Member, bench: Idea
) -> None:
    await records(people, eve, bench)
    for outsider, refusal in ((ann, NotAllowed), (Visitor(), SignInNeeded)):
        with pytest.raises(refusal):
            await records(people, outsider, bench)
        assert (await people.reads(behalf.recordings, outsider, bench, Slice())).items == []
    facts = [fact["fact"] for fact in await people.history(eve)]
    assert facts.count("CustomerVoteRecorded") == 1


@pytest.mark.parametrize(
    ("customer", "source", "fields"),
    [
        (Customer(), "call", {"name"}),
        (Customer("X"), "call", {"name"}),
        (Customer("Ruth", "", "no address"), "call", {"email"}),
        (Customer("R" * 61, "C" * 61), "telepathy", {"name", "company", "source"}),
        (Customer("Eve", "", "eve@people.example"), "call", {"email"}),
    ],
)
async def test_what_cannot_be_recorded(
    customer: Customer, source: str, fields: set[str], people: People, eve: Member, bench: Idea
) -> None:
    with pytest.raises(Invalid) as refused:
        await records(people, eve, bench, customer, source)
    assert {problem.field for problem in refused.value.problems} == fields
    assert await supporters(people, bench) == (0, 0)


async def test_nothing_is_recorded_where_nobody_may_vote(people: People, ann: Member, eve: Member, bench: Idea) -> None:
    with pytest.raises(votes.OwnIdea):
        await records(people, eve, bench, Customer(email="ann@people.example"))
    await people.does(ideas.withdraw, ann, bench.id, "Enough of it")
    with pytest.raises(votes.VotingClosed):
        await records(people, eve, bench)
    with pytest.raises(NotFound):
        await people.does(behalf.take_back, eve, 10**15)
