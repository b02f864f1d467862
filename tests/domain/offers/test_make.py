"""An offer answers what the idea asks for: once for each member, for few to read, and apart from votes."""

import asyncio

import pytest
from sqlalchemy import func, select

from domain import checks, ideas, offers, votes
from domain.errors import Invalid, NotFound, SignInNeeded, TooMany
from domain.events import RecordedFact
from domain.ideas import IdeaOrder, Quadrant
from domain.members import Member, Role, Visitor
from domain.offers import CALLS, OfferKind, Standing
from domain.paging import Slice
from tests.people import People, writing


async def counts(people: People, idea: ideas.Idea, actor: Member | Visitor | None = None) -> dict[OfferKind, int]:
    found = await people.reads(offers.standings, actor or Visitor(), [idea.id])
    return {kind: standing.count for kind, standing in found.get(idea.id, {}).items()}


@pytest.mark.parametrize("quadrant", Quadrant)
async def test_each_quadrant_has_its_own_call_and_takes_no_other(quadrant: Quadrant, people: People) -> None:
    idea = await people.idea(by=await people.member("Ann"), quadrant=quadrant)
    ben = await people.member("Ben")
    for kind in set(OfferKind) - {CALLS[quadrant]}:
        with pytest.raises(offers.OtherCall):
            await people.does(offers.make, ben, idea.id, kind, "I would love to.")
    offer = await people.does(offers.make, ben, idea.id, CALLS[quadrant], "  I would\r\nlove to. ")
    assert (offer.kind, offer.text, offer.member_id) == (CALLS[quadrant], "I would\nlove to.", ben.id)
    assert await counts(people, idea) == {CALLS[quadrant]: 1}
    assert (await people.history(ben))[-1] | {"recorded_at": None} == {
        **{"fact": "OfferMade", "recorded_at": None, "kind": CALLS[quadrant]},
        **{"offer_id": offer.id, "idea_id": idea.id, "member_id": ben.id},
    }


async def test_offering_again_changes_the_words_and_counts_once(people: People) -> None:
    idea, ben = await people.idea(by=await people.member("Ann")), await people.member("Ben")
    first = await people.offer(by=ben, on=idea, text="On Mondays")
    again = await people.offer(by=ben, on=idea, text="")
    assert (again.id, again.text) == (first.id, "")
    assert await counts(people, idea) == {OfferKind.TEST: 1}
    async with people.sessions() as session:
        assert await session.scalar(select(func.count()).where(RecordedFact.kind == "OfferMade")) == 1


async def test_equal_offers_at_once_are_one(people: People) -> None:
    idea, ben = await people.idea(by=await people.member("Ann")), await people.member("Ben")
    await asyncio.gather(*(people.offer(by=ben, on=idea) for _ in range(6)))
    assert await counts(people, idea) == {OfferKind.TEST: 1}
    assert await people.reads(checks.recount) == []


async def test_many_members_at_once_all_count(people: People) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    crowd = [await people.member(f"Tester {number}") for number in range(12)]
    await asyncio.gather(*(people.offer(by=one, on=idea) for one in crowd))
    assert await counts(people, idea) == {OfferKind.TEST: 12}
    assert await people.reads(checks.recount) == []


async def test_offers_never_rank_and_are_no_votes(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    backed, offered = await people.idea(by=ann), await people.idea(by=ann)
    await people.vote(by=ben, on=backed)
    for number in range(3):
        await people.offer(by=await people.member(f"Tester {number}"), on=offered)
    listed = await people.reads(ideas.listed, ben, Slice(), only=ideas.IdeaFilter(), order=IdeaOrder.SUPPORTED)
    assert [(idea.id, idea.supporters, idea.offer_count) for idea in listed.items] == [
        (backed.id, 1, 0),
        (offered.id, 0, 3),
    ]


async def test_ones_own_idea_takes_no_offer_from_oneself(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    with pytest.raises(offers.OfferOnOwnIdea):
        await people.offer(by=ann, on=idea)
    assert not offers.may_offer(ann, idea)
    assert not offers.may_offer(Visitor(), idea)


async def test_a_closed_idea_takes_none_and_keeps_what_it_has(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    mine = await people.offer(by=ben, on=idea)
    await people.does(ideas.withdraw, ann, idea.id, "Found a better one")
    with pytest.raises(offers.OffersClosed):
        await people.offer(by=await people.member("Dan"), on=idea)
    with pytest.raises(offers.OffersClosed):
        await people.offer(by=ben, on=idea, text="Other words")
    assert await counts(people, idea) == {OfferKind.TEST: 1}
    await people.does(offers.take_back, ben, mine.id)
    assert await counts(people, idea) == {}


async def test_an_offer_while_the_idea_closes_is_there_or_refused_and_counted_right(people: People) -> None:
    ann = await people.member("Ann")
    for number in range(6):
        idea, ben = await people.idea(by=ann), await people.member(f"Ben {number}")
        _closed, made = await asyncio.gather(
            people.does(ideas.withdraw, ann, idea.id, "Found a better one"),
            people.offer(by=ben, on=idea),
            return_exceptions=True,
        )
        assert await counts(people, idea) == ({} if isinstance(made, offers.OffersClosed) else {OfferKind.TEST: 1})
    assert await people.reads(checks.recount) == []


async def test_what_cannot_be_seen_takes_no_offer(people: People) -> None:
    ben, idea = await people.member("Ben"), await people.idea(by=await people.member("Ann"))
    await people.hide(idea)
    for number in (idea.id, 0, -1, 4711, 2**63, -(2**70)):
        with pytest.raises(NotFound):
            await people.does(offers.make, ben, number, OfferKind.TEST)
    with pytest.raises(offers.OffersClosed):
        await people.offer(by=await people.member("Pia", Role.PRODUCT), on=idea)


async def test_a_visitor_is_asked_to_sign_in(people: People) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    with pytest.raises(SignInNeeded):
        await people.does(offers.make, Visitor(), idea.id, OfferKind.TEST)


@pytest.mark.parametrize(
    ("quadrant", "text", "code"),
    [
        (Quadrant.CREATION_FOR_SELF, "", "missing"),
        (Quadrant.CREATION_FOR_SELF, " \n\u200b\u2066 ", "missing"),
        (Quadrant.PARTICIPATION_FOR_OTHERS, "ok", "too_short"),
        (Quadrant.CREATION_WITH_OTHERS, "", "missing"),
        (Quadrant.PARTICIPATION_FOR_SELF, "x" * 601, "too_long"),
        (Quadrant.PARTICIPATION_FOR_SELF, "x" * 1_000_000, "too_long"),
        (Quadrant.PARTICIPATION_FOR_SELF, "half \ud800", "not_text"),
    ],
)
async def test_words_that_do_not_fit_are_refused(quadrant: Quadrant, text: str, code: str, people: People) -> None:
    idea, ben = await people.idea(by=await people.member("Ann"), quadrant=quadrant), await people.member("Ben")
    with pytest.raises(Invalid) as refused:
        await people.offer(by=ben, on=idea, text=text)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("text", code)]
    assert await counts(people, idea) == {}


async def test_thirty_offers_in_an_hour_are_enough(people: People) -> None:
    idea, ben = await people.idea(by=await people.member("Ann")), await people.member("Ben")
    for _ in range(30):
        await people.offer(by=ben, on=idea)
    with pytest.raises(TooMany):
        await people.offer(by=ben, on=idea)


async def test_an_idea_that_moves_on_the_map_keeps_its_offers_with_their_kind(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    tested = await people.offer(by=ben, on=idea)
    moved = await people.does(ideas.revise, ann, idea.id, writing(quadrant="creation_with_others"), based_on=1)
    asked = await people.offer(by=ben, on=moved)
    assert asked.id != tested.id
    assert await counts(people, idea) == {OfferKind.TEST: 1, OfferKind.BUILD: 1}
    with pytest.raises(offers.OtherCall):
        await people.does(offers.make, ben, idea.id, OfferKind.TEST, "Other words")
    found = (await people.reads(offers.standings, ben, [idea.id]))[idea.id]
    assert {kind: isinstance(standing, Standing) and standing.mine is not None for kind, standing in found.items()} == {
        OfferKind.TEST: True,
        OfferKind.BUILD: True,
    }


async def test_a_vote_and_an_offer_stand_beside_each_other(people: People) -> None:
    idea, ben = await people.idea(by=await people.member("Ann")), await people.member("Ben")
    await people.vote(by=ben, on=idea)
    await people.offer(by=ben, on=idea)
    assert (await people.does(votes.withdraw, ben, idea.id)).offer_count == 1
