"""An offer that a moderator hid stays as it is until it is back, and taken back it is final."""

import pytest

from domain import checks, images, moderation, offers
from domain.errors import NotFound
from domain.ideas import Idea, Quadrant
from domain.images import Described
from domain.members import Member, Role, Visitor
from domain.offers import Offer
from domain.paging import Slice
from tests.people import People

SAYS = "Buy watches at my shop"


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


@pytest.fixture
async def mine(people: People) -> Idea:
    """Return an idea of which everybody would make their own."""
    return await people.idea(by=await people.member("Author"), quadrant=Quadrant.CREATION_FOR_SELF)


@pytest.fixture
async def offer(people: People, ben: Member, mine: Idea) -> Offer:
    """Return what Ben would make of it, with an image."""
    made = await people.offer(by=ben, on=mine, text=SAYS)
    shown = await people.image(by=ben)
    await people.does(images.place, ben, [Described(shown.id, "A watch.")], offer_id=made.id)
    return made


async def read_by(people: People, reader: Member | Visitor, idea: Idea) -> list[str]:
    return [each.text for each in (await people.reads(offers.listed, reader, idea, Slice())).items]


async def hide(people: People, by: Member, offer: Offer) -> None:
    await people.does(moderation.hide, by, offer_id=offer.id, reason="spam", said="No shops, please.")


async def test_a_hidden_offer_is_neither_changed_nor_made_again_and_its_images_stay_as_they_are(
    people: People, ben: Member, pat: Member, mine: Idea, offer: Offer
) -> None:
    await hide(people, pat, offer)
    with pytest.raises(offers.OfferOutOfSight):
        await people.offer(by=ben, on=mine, text="Other words")
    another = await people.image(by=ben, wide=66)
    with pytest.raises(offers.OfferOutOfSight):
        await people.does(images.place, ben, [Described(another.id, "More")], offer_id=offer.id)
    (standing,) = (await people.reads(offers.standings, ben, [mine.id]))[mine.id].values()
    assert standing.mine
    assert (standing.count, standing.mine.text, standing.mine.is_final) == (0, SAYS, True)


async def test_what_was_hidden_and_taken_back_is_gone_for_good_and_not_made_again(
    people: People, ben: Member, pat: Member, mine: Idea, offer: Offer
) -> None:
    await hide(people, pat, offer)
    await people.does(offers.take_back, ben, offer.id)
    await people.hear()
    for reader in (ben, pat):
        assert await read_by(people, reader, mine) == []
        assert (await people.reads(moderation.hidden, reader, Slice())).items == []
    with pytest.raises(NotFound):
        await people.does(moderation.restore, pat, offer_id=offer.id)
    with pytest.raises(offers.OfferOutOfSight):
        await people.offer(by=ben, on=mine, text="Other words")
    (kept,) = await people.reads(offers.personal_data, ben)
    assert (kept["text"], kept["hidden_at"] is not None, kept["taken_back_at"] is not None) == ("", True, True)
    assert await people.reads(images.personal_data, ben) == []
    assert await people.reads(checks.recount) == []
    await people.leave(ben)
    assert await people.reads(checks.recount) == []


async def test_an_ask_out_of_sight_is_answered_by_nobody(people: People, ben: Member, pat: Member) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    for author in (await people.member("Abe"), pia):
        idea = await people.idea(by=author, quadrant=Quadrant.CREATION_WITH_OTHERS)
        ask = await people.offer(by=ben, on=idea)
        await hide(people, pat, ask)
        refusal = offers.OfferOutOfSight if author is pia else NotFound
        for answer in (offers.accept, offers.decline):
            with pytest.raises(refusal):
                await people.does(answer, author, ask.id)


async def test_whoever_tests_is_told_of_it_only_while_their_offer_stands(people: People, pat: Member) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    ben, cat = await people.member("Tess"), await people.member("Cat")
    for each in (ben, cat):
        made = await people.offer(by=each, on=idea)
    assert await people.reads(offers.testers, [idea.id]) == [ben.id, cat.id]
    await hide(people, pat, made)
    assert await people.reads(offers.testers, [idea.id]) == [ben.id]
