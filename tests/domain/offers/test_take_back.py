"""An offer is taken back freely, and nothing of it stays; the product team may take away what doesn't belong."""

import asyncio

import pytest
from sqlalchemy import func, select

from domain import checks, offers
from domain.errors import NotFound, SignInNeeded
from domain.members import Role, Visitor
from domain.offers import Offer
from domain.offers.policy import NotYourOffer
from tests.people import People


async def test_an_offer_taken_back_is_gone_with_its_words(people: People) -> None:
    idea, ben = await people.idea(by=await people.member("Ann")), await people.member("Ben")
    offer = await people.offer(by=ben, on=idea)
    await people.does(offers.take_back, ben, offer.id)
    async with people.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Offer)) == 0
    assert await people.reads(offers.standings, ben, [idea.id]) == {}
    assert (await people.history(ben))[-1]["fact"] == "OfferTakenBack"
    with pytest.raises(NotFound):
        await people.does(offers.take_back, ben, offer.id)
    assert (await people.offer(by=ben, on=idea)).id != offer.id
    assert await people.reads(checks.recount) == []


async def test_somebody_elses_offer_stays_theirs(people: People) -> None:
    ann, ben, dan = await people.member("Ann"), await people.member("Ben"), await people.member("Dan")
    idea = await people.idea(by=ann)
    offer = await people.offer(by=ben, on=idea)
    with pytest.raises(NotFound):
        await people.does(offers.take_back, dan, offer.id)
    for somebody in (ann, await people.member("Eli", Role.EMPLOYEE)):
        with pytest.raises(NotYourOffer):
            await people.does(offers.take_back, somebody, offer.id)
    with pytest.raises(SignInNeeded):
        await people.does(offers.take_back, Visitor(), offer.id)


async def test_the_product_team_takes_away_what_does_not_belong(people: People) -> None:
    pia, ben = await people.member("Pia", Role.PRODUCT), await people.member("Ben")
    idea = await people.idea(by=await people.member("Ann"), quadrant="creation_for_self")
    offer = await people.offer(by=ben, on=idea, text="Buy watches at my shop")
    await people.does(offers.take_back, pia, offer.id)
    assert await people.reads(offers.standings, ben, [idea.id]) == {}
    assert (await people.history(pia))[-1]["actor_id"] == pia.id


async def test_what_was_answered_is_not_taken_back(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann, quadrant="creation_with_others")
    for number, answer in enumerate((offers.accept, offers.decline)):
        ben = await people.member(f"Ben {number}")
        offer = await people.offer(by=ben, on=idea)
        await people.does(answer, ann, offer.id)
        with pytest.raises(offers.OfferAnswered):
            await people.does(offers.take_back, ben, offer.id)


async def test_taking_back_many_times_at_once_counts_once(people: People) -> None:
    idea, ben = await people.idea(by=await people.member("Ann")), await people.member("Ben")
    offer = await people.offer(by=ben, on=idea)
    results = await asyncio.gather(
        *(people.does(offers.take_back, ben, offer.id) for _ in range(6)), return_exceptions=True
    )
    assert sum(isinstance(result, Offer) for result in results) == 1
    assert all(isinstance(result, Offer | NotFound) for result in results)
    assert await people.reads(checks.recount) == []


async def test_making_and_taking_back_at_once_is_counted_right(people: People) -> None:
    idea, ben = await people.idea(by=await people.member("Ann")), await people.member("Ben")

    async def back_and_forth(number: int) -> None:
        offer = await people.offer(by=ben, on=idea)
        if number % 2:
            await people.does(offers.take_back, ben, offer.id)

    await asyncio.gather(*(back_and_forth(number) for number in range(6)), return_exceptions=True)
    assert await people.reads(checks.recount) == []
