"""An offer is taken back freely and can be had back for a day; the product team may take away what doesn't belong."""

import asyncio

import pytest
from sqlalchemy import func, select

from domain import checks, images, moderation, notifications, offers
from domain.errors import NotFound, SignInNeeded
from domain.images import Described
from domain.members import Member, Role, Visitor
from domain.notifications import NoticeKind
from domain.offers import Offer
from domain.offers.policy import NotYourOffer
from domain.paging import Slice
from domain.permissions import Suspended
from domain.undoing import NothingToUndo
from tests.conftest import HeldClock
from tests.people import People


async def kept(people: People) -> int:
    async with people.sessions() as session:
        return await session.scalar(select(func.count()).select_from(Offer)) or 0


async def heard_of_offers(people: People, member: Member) -> int:
    await people.hear()
    found = await people.reads(notifications.listed, await people.again(member), Slice())
    return [notice.kind for notice in found.items].count(NoticeKind.OFFER)


async def test_an_offer_taken_back_is_seen_by_nobody_and_cleared_after_a_day(people: People, clock: HeldClock) -> None:
    ann, ben, pia = await people.member("Ann"), await people.member("Ben"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    offer = await people.offer(by=ben, on=idea)
    await people.does(offers.take_back, ben, offer.id)
    for reader in (ann, ben, pia):
        assert (await people.reads(offers.listed, reader, idea, Slice())).items == []
    assert await people.reads(offers.standings, ann, [idea.id]) == {}
    assert await people.reads(offers.testers, [idea.id]) == []
    clock.forward(hours=23)
    await people.does(offers.clear_taken_back)
    assert await kept(people) == 1
    (told,) = await people.reads(offers.personal_data, ben)
    assert (told["text"], told["taken_back_at"] is not None) == (offer.text, True)
    clock.forward(hours=2)
    assert await people.reads(offers.standings, ben, [idea.id]) == {}
    assert await people.reads(offers.taken_back, ben) == []
    with pytest.raises(NotFound):
        await people.does(offers.undo_take_back, ben, offer.id)
    await people.does(offers.clear_taken_back)
    assert await kept(people) == 0
    assert (await people.history(ben))[-1]["fact"] == "OfferTakenBack"
    with pytest.raises(NotFound):
        await people.does(offers.take_back, ben, offer.id)
    assert (await people.offer(by=ben, on=idea)).id != offer.id
    assert await people.reads(checks.recount) == []


async def test_it_is_had_back_with_its_words_and_images(people: People, clock: HeldClock) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    offer = await people.offer(by=ben, on=idea, text="On Mondays")
    shown = await people.image(by=ben)
    await people.does(images.place, ben, [Described(shown.id, "My bike.")], offer_id=offer.id)
    await people.hear()
    await people.does(offers.take_back, ben, offer.id)
    await people.hear()
    with pytest.raises(NotFound):
        await people.reads(images.visible, ben, shown.id)
    assert [each.id for each in await people.reads(offers.taken_back, ben)] == [offer.id]
    assert await people.reads(images.content, shown, None, small=True), "it is kept, and backed up"
    clock.forward(hours=23)
    back = await people.does(offers.undo_take_back, ben, offer.id)
    assert (back.id, back.text, back.taken_back_at) == (offer.id, "On Mondays", None)
    assert (await people.reads(images.visible, ann, shown.id)).id == shown.id
    (standing,) = (await people.reads(offers.standings, ben, [idea.id]))[idea.id].values()
    assert standing.count == 1
    with pytest.raises(NothingToUndo):
        await people.does(offers.undo_take_back, ben, offer.id)
    assert await people.reads(checks.recount) == []
    assert await heard_of_offers(people, ann) == 1, "who was told before the undoing isn't told again"


async def test_an_author_who_never_heard_of_an_offer_hears_when_it_is_back(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    offer = await people.offer(by=ben, on=await people.idea(by=ann))
    await people.does(offers.take_back, ben, offer.id)
    assert await heard_of_offers(people, ann) == 0
    await people.does(offers.undo_take_back, ben, offer.id)
    assert await heard_of_offers(people, ann) == 1
    await people.does(offers.take_back, ben, offer.id)
    await people.does(offers.undo_take_back, ben, offer.id)
    assert await heard_of_offers(people, ann) == 1


async def test_only_whose_it_was_has_it_back_and_only_what_they_took_back_themselves(people: People) -> None:
    ann, ben, pia = await people.member("Ann"), await people.member("Ben"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    offer = await people.offer(by=ben, on=idea)
    await people.does(offers.take_back, ben, offer.id)
    for somebody in (ann, pia):
        with pytest.raises(NotFound):
            await people.does(offers.undo_take_back, somebody, offer.id)
    with pytest.raises(SignInNeeded):
        await people.does(offers.undo_take_back, Visitor(), offer.id)
    await people.does(offers.undo_take_back, ben, offer.id)
    await people.does(offers.take_back, pia, offer.id)
    with pytest.raises(NotFound):
        await people.does(offers.undo_take_back, ben, offer.id)
    hidden = await people.offer(by=ben, on=idea)
    await people.does(moderation.hide, pia, offer_id=hidden.id, reason="rude")
    await people.does(offers.take_back, ben, hidden.id)
    with pytest.raises(NotFound):
        await people.does(offers.undo_take_back, ben, hidden.id)
    assert await people.reads(checks.recount) == []


async def test_whoever_is_suspended_or_sees_the_idea_no_longer_has_nothing_back(people: People) -> None:
    ann, ben, pia = await people.member("Ann"), await people.member("Ben"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    offer = await people.offer(by=ben, on=idea)
    await people.does(offers.take_back, ben, offer.id)
    await people.does(moderation.hide, pia, idea_id=idea.id, reason="rude")
    with pytest.raises(NotFound):
        await people.does(offers.undo_take_back, ben, offer.id)
    await people.does(moderation.restore, pia, idea_id=idea.id)
    await people.does(moderation.suspend, pia, ben.id, days=2, reason="Names were called.")
    with pytest.raises(Suspended):
        await people.does(offers.undo_take_back, await people.again(ben), offer.id)


async def test_undoing_many_times_at_once_counts_once_and_leaving_takes_all_along(people: People) -> None:
    idea, ben = await people.idea(by=await people.member("Ann")), await people.member("Ben")
    offer = await people.offer(by=ben, on=idea)
    await people.does(offers.take_back, ben, offer.id)
    done = await asyncio.gather(
        *(people.does(offers.undo_take_back, ben, offer.id) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(each, Offer) for each in done) == 1
    assert all(isinstance(each, Offer | NothingToUndo) for each in done)
    assert await people.reads(checks.recount) == []
    await people.does(offers.take_back, ben, offer.id)
    await people.leave(ben)
    assert await kept(people) == 0
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
