"""The author hears of offers, whoever asks hears the answer, and nobody hears of what they did themselves."""

import pytest

from domain import notifications, offers
from domain.ideas import Idea
from domain.members import Member, Role
from domain.notifications import NoticeKind
from domain.paging import Slice
from tests.people import People


async def told(people: People, member: Member) -> list[NoticeKind]:
    await people.hear()
    notices = (await people.reads(notifications.listed, member, Slice())).items
    return [notice.kind for notice in reversed(notices)]


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


@pytest.fixture
async def idea(people: People, ann: Member) -> Idea:
    return await people.idea(by=ann, quadrant="creation_with_others")


async def test_the_author_hears_of_an_offer_once_however_often_it_is_reworded(
    people: People, ann: Member, ben: Member, idea: Idea
) -> None:
    for words in ("I weld.", "I weld and paint."):
        await people.offer(by=ben, on=idea, text=words)
    assert await told(people, ann) == [NoticeKind.OFFER]
    await people.forget_delivery()
    assert await told(people, ann) == [NoticeKind.OFFER]
    assert await told(people, ben) == []


async def test_nobody_hears_of_an_offer_that_is_gone_again(
    people: People, ann: Member, ben: Member, idea: Idea
) -> None:
    await people.does(offers.take_back, ben, (await people.offer(by=ben, on=idea)).id)
    assert await told(people, ann) == []
    assert await told(people, ben) == []


async def test_who_asked_hears_yes_and_the_author_hears_of_stepping_down(
    people: People, ann: Member, ben: Member, idea: Idea
) -> None:
    await people.does(offers.accept, ann, (await people.offer(by=ben, on=idea)).id)
    assert await told(people, ben) == [NoticeKind.ACCEPTED]
    await people.does(offers.step_down, ben, idea.id)
    assert await told(people, ann) == [NoticeKind.OFFER, NoticeKind.STEPPED_DOWN]
    assert await told(people, ben) == [NoticeKind.ACCEPTED]


async def test_who_asked_hears_no(people: People, ann: Member, ben: Member, idea: Idea) -> None:
    await people.does(offers.decline, ann, (await people.offer(by=ben, on=idea)).id)
    assert await told(people, ben) == [NoticeKind.DECLINED]


async def test_whom_the_author_parts_from_hears_it(people: People, ann: Member, ben: Member, idea: Idea) -> None:
    await people.does(offers.accept, ann, (await people.offer(by=ben, on=idea)).id)
    await people.does(offers.remove_co_author, ann, idea.id, ben.id)
    assert await told(people, ben) == [NoticeKind.ACCEPTED, NoticeKind.PARTED]
    assert await told(people, ann) == []  # the offer was closed before anybody could be told


async def test_whose_offer_the_product_team_removes_hears_it(
    people: People, ann: Member, ben: Member, idea: Idea
) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    await people.does(offers.take_back, pia, (await people.offer(by=ben, on=idea)).id)
    assert await told(people, ben) == [NoticeKind.OFFER_REMOVED]


async def test_an_author_who_left_hears_nothing(people: People, ann: Member, ben: Member, idea: Idea) -> None:
    await people.offer(by=ben, on=idea)
    await people.leave(ann)
    assert await told(people, await people.again(ann)) == []
