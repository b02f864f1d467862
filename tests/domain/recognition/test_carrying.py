"""A card can be carried away as a badge, which goes when the card goes."""

import asyncio
import json
from typing import Any

import pytest

from domain import badges, checks, credentials, database, notifications, recognition
from domain.badges import BadgeRetired
from domain.community import Reading
from domain.credentials import Credential
from domain.credentials.verifying import looked_at
from domain.errors import NotFound
from domain.members import Member, Role
from domain.paging import Slice
from domain.recognition import (
    CardOutOfSight,
    CardStillOpen,
    CardVisibility,
    CardWithdrawnAlready,
    NotThanked,
    RecognitionCard,
)
from tests.carrying import ADDRESS, signed
from tests.conftest import HeldClock
from tests.people import People
from tests.thanking import BECAUSE, about, aged, thanks


async def carried(people: People, by: Member, card: RecognitionCard) -> Credential:
    """Return the badge of a card, signed."""
    return await signed(people, await people.does(recognition.carry, by, card.id))


def told(credential: Credential) -> Any:
    """Return what a signed badge says."""
    return json.loads(credential.document or "")


async def outcomes(people: People, credential: Credential) -> list[str]:
    """Return what isn't good about a badge, to whoever looks at its document and its token."""
    found = []
    async with database.reading(people.sessions) as session:
        here = await credentials.issuer(session, ADDRESS)
        for text in (credential.document, credential.jwt):
            seen = looked_at((text or "").encode(), await credentials.ours(session, here))
            looks = (await credentials.completed(session, here, seen)).looks
            found += [look.code for look in looks if look.outcome != "good"]
    return found


async def test_it_says_the_value_and_why_and_where_a_public_card_is(
    people: People, eve: Member, ann: Member, clock: HeldClock
) -> None:
    idea = await people.idea(by=ann)
    card = await aged(people, clock, await thanks(people, by=eve, to=[ann], about=about(idea)))
    made = await carried(people, ann, card)
    document = told(made)
    achievement = document["credentialSubject"]["achievement"]
    assert achievement["name"] == "Recognition"
    assert document["credentialSubject"]["narrative"] == f"{card.value.name}: {BECAUSE}"
    assert document["evidence"] == [{"id": f"{ADDRESS}{card.path}", "type": ["Evidence"], "name": card.value.name}]
    assert document["awardedDate"] == "2026-02-02T11:00:00Z"
    assert await outcomes(people, made) == []
    assert await people.reads(checks.recount) == []


async def test_asking_twice_is_one_badge_and_each_recipient_has_their_own(
    people: People, eve: Member, ann: Member, ben: Member, clock: HeldClock
) -> None:
    card = await aged(people, clock, await thanks(people, by=eve, to=[ann, ben]))
    first, again = await asyncio.gather(*(people.does(recognition.carry, ann, card.id) for _twice in range(2)))
    assert first.name == again.name
    assert (await people.does(recognition.carry, ben, card.id)).name != first.name
    other = await aged(people, clock, await thanks(people, by=await people.member("Kim", Role.EMPLOYEE), to=[ann]))
    assert (await people.does(recognition.carry, ann, other.id)).name != first.name


async def test_nobody_is_told_of_what_they_asked_for_themselves(
    people: People, eve: Member, ann: Member, clock: HeldClock
) -> None:
    card = await aged(people, clock, await thanks(people, by=eve, to=[ann]))
    await people.hear()
    before = len((await people.reads(notifications.listed, await people.again(ann), Slice())).items)
    await people.does(recognition.carry, ann, card.id)
    await people.hear()
    assert len((await people.reads(notifications.listed, await people.again(ann), Slice())).items) == before


@pytest.mark.parametrize("visibility", [CardVisibility.PRIVATE, CardVisibility.TEAM])
async def test_one_that_not_everybody_reads_names_neither_its_page_nor_its_sender(
    people: People, eve: Member, ann: Member, clock: HeldClock, visibility: CardVisibility
) -> None:
    card = await aged(people, clock, await thanks(people, by=eve, to=[ann], visibility=visibility))
    award = await people.does(recognition.carry, ann, card.id)
    document = told(await signed(people, award))
    assert "evidence" not in document
    assert "Eve" not in json.dumps(document)
    assert award.given_by is None
    assert document["credentialSubject"]["narrative"].endswith(BECAUSE)


async def test_one_that_a_recipient_keeps_or_a_closed_community_shows_nobody_is_no_evidence(
    people: People, eve: Member, ann: Member, ben: Member, clock: HeldClock
) -> None:
    kept = await aged(people, clock, await thanks(people, by=eve, to=[ann, ben]))
    await people.does(recognition.choose_publication, ben, kept.id, declined=True)
    assert "evidence" not in told(await carried(people, ann, kept))
    await people.shape(await people.admin(), reading=Reading.MEMBERS)
    closed = await aged(people, clock, await thanks(people, by=eve, to=[ann]))
    assert "evidence" not in told(await carried(people, ann, closed))


async def test_a_withdrawn_card_takes_the_badges_of_all_its_recipients_with_it(
    people: People, eve: Member, ann: Member, ben: Member, clock: HeldClock
) -> None:
    card = await aged(people, clock, await thanks(people, by=eve, to=[ann, ben]))
    theirs = [await carried(people, each, card) for each in (ann, ben)]
    await people.does(recognition.withdraw, eve, card.id, "To somebody else")
    for each in theirs:
        assert await outcomes(people, each) == ["revoked", "revoked"]
    with pytest.raises(CardWithdrawnAlready):
        await people.does(recognition.carry, ann, card.id)


async def test_a_hidden_card_takes_its_badge_along_and_one_that_comes_back_can_be_carried_anew(
    people: People, eve: Member, ann: Member, pia: Member, clock: HeldClock
) -> None:
    card = await aged(people, clock, await thanks(people, by=eve, to=[ann]))
    before = await carried(people, ann, card)
    await people.does(recognition.hide, pia, card.id, reason="rude")
    assert await outcomes(people, before) == ["revoked", "revoked"]
    with pytest.raises(CardOutOfSight):
        await people.does(recognition.carry, ann, card.id)
    await people.does(recognition.restore, pia, card.id)
    after = await carried(people, ann, card)
    assert await outcomes(people, after) == []
    assert await outcomes(people, before) == ["revoked", "revoked"]


async def test_a_card_whose_only_recipient_leaves_takes_its_badge_along(
    people: People, eve: Member, ann: Member, clock: HeldClock
) -> None:
    card = await aged(people, clock, await thanks(people, by=eve, to=[ann]))
    made = await carried(people, ann, card)
    await people.leave(ann)
    assert await outcomes(people, made) == ["revoked", "revoked"]
    async with database.reading(people.sessions) as session:
        award = await badges.by_id(session, made.award_id)
        found = await credentials.of_award(session, award)
    assert found
    assert found.document is None
    assert award.because == ""


async def test_one_whose_sender_leaves_stays(people: People, eve: Member, ann: Member, clock: HeldClock) -> None:
    card = await aged(people, clock, await thanks(people, by=eve, to=[ann]))
    made = await carried(people, ann, card)
    await people.leave(eve)
    assert await outcomes(people, made) == []


async def test_it_waits_until_its_words_stand(people: People, eve: Member, ann: Member, clock: HeldClock) -> None:
    await people.does(badges.seed)
    card = await thanks(people, by=eve, to=[ann])
    clock.forward(minutes=10, seconds=-1)
    with pytest.raises(CardStillOpen):
        await people.does(recognition.carry, ann, card.id)
    clock.forward(seconds=1)
    assert (await people.does(recognition.carry, ann, card.id)).because == BECAUSE


async def test_only_whom_it_thanks_carries_it(
    people: People, eve: Member, ann: Member, ben: Member, clock: HeldClock
) -> None:
    card = await aged(people, clock, await thanks(people, by=eve, to=[ann]))
    for other in (eve, ben):
        with pytest.raises(NotThanked):
            await people.does(recognition.carry, other, card.id)
    private = await aged(people, clock, await thanks(people, by=eve, to=[ann], visibility=CardVisibility.PRIVATE))
    with pytest.raises(NotFound):
        await people.does(recognition.carry, ben, private.id)


async def test_a_retired_badge_is_refused_clearly(people: People, eve: Member, ann: Member, clock: HeldClock) -> None:
    card = await aged(people, clock, await thanks(people, by=eve, to=[ann]))
    await people.does(badges.retire_badge, await people.admin(), "recognition")
    with pytest.raises(BadgeRetired):
        await people.does(recognition.carry, ann, card.id)
