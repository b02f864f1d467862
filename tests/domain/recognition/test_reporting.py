"""A card can hurt like any text: whoever sees it can report it, and moderators take it out of sight."""

import pytest

from domain import moderation, notifications, recognition
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.members import Member, Role, Visitor
from domain.moderation import NothingToSettle, ReportOutcome, ReportSettledAlready
from domain.notifications import NoticeKind
from domain.paging import Slice
from domain.recognition import CardVisibility, ConcernsThem, OwnCard
from tests.people import People
from tests.thanking import thanks


@pytest.fixture
async def mod(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


async def heard(people: People, member: Member) -> list[NoticeKind]:
    await people.hear()
    found = await people.reads(notifications.listed, await people.again(member), Slice())
    return [notice.kind for notice in found.items]


async def test_a_reported_card_is_hidden_from_all_but_its_people_and_moderators_and_comes_back(
    people: People, eve: Member, ann: Member, ben: Member, mod: Member
) -> None:
    card = await thanks(people, by=eve, to=[ann])
    await people.does(recognition.report, ben, card.id, reason="rude", said="It mocks her")
    assert await people.reads(moderation.count_waiting, recognition.number_reported()) == 1
    found = (await people.reads(recognition.reported, mod, Slice())).items
    assert [(one.card.id, one.reports[0].said) for one in found] == [(card.id, "It mocks her")]
    await people.does(recognition.hide, mod, card.id, reason="rude", said="Please be kind")
    await people.does(recognition.hide, mod, card.id, reason="spam")
    assert (await people.reads(recognition.wall, Visitor(), Slice())).items == []
    for reader in (Visitor(), ben):
        with pytest.raises(NotFound):
            await people.reads(recognition.visible, reader, card.id)
    for reader in (eve, ann, mod):
        assert (await people.reads(recognition.visible, reader, card.id)).hidden_said == "Please be kind"
    assert [one.id for one in (await people.reads(recognition.hidden, mod, Slice())).items] == [card.id]
    mine = (await people.reads(recognition.reports_made, ben, Slice())).items
    assert [one.outcome for one in mine] == [ReportOutcome.HIDDEN]
    assert await heard(people, eve) == [NoticeKind.CARD_HIDDEN]
    assert await heard(people, ben) == [NoticeKind.CARD_REPORT_SETTLED]
    await people.does(recognition.restore, mod, card.id)
    await people.does(recognition.restore, mod, card.id)
    assert len((await people.reads(recognition.wall, Visitor(), Slice())).items) == 1
    assert await heard(people, eve) == [NoticeKind.CARD_RESTORED, NoticeKind.CARD_HIDDEN]


async def test_a_private_card_reported_by_whom_it_thanks_is_for_moderators_to_read(
    people: People, eve: Member, ann: Member, mod: Member
) -> None:
    card = await thanks(people, by=eve, to=[ann], visibility=CardVisibility.PRIVATE)
    with pytest.raises(NotFound):
        await people.reads(recognition.visible, mod, card.id)
    await people.does(recognition.report, ann, card.id, reason="private")
    assert (await people.reads(recognition.visible, mod, card.id)).because
    await people.does(recognition.keep, mod, card.id, answer="It is fine")
    with pytest.raises(ReportSettledAlready):
        await people.does(recognition.report, ann, card.id, reason="private")
    with pytest.raises(NothingToSettle):
        await people.does(recognition.keep, mod, card.id)


async def test_nobody_looks_at_a_card_that_they_wrote_or_that_thanks_them(
    people: People, eve: Member, ben: Member, mod: Member
) -> None:
    pam = await people.member("Pam", Role.PRODUCT)
    for card in (await thanks(people, by=pam, to=[eve]), await thanks(people, by=eve, to=[pam])):
        await people.does(recognition.report, ben, card.id, reason="rude")
        with pytest.raises(ConcernsThem):
            await people.does(recognition.keep, pam, card.id)
        with pytest.raises(ConcernsThem):
            await people.does(recognition.hide, pam, card.id, reason="rude")
        await people.does(recognition.hide, mod, card.id, reason="rude")
        with pytest.raises(ConcernsThem):
            await people.does(recognition.restore, pam, card.id)
        assert recognition.may_moderate(mod, card)
        assert not recognition.may_moderate(pam, card)


async def test_who_may_not_and_what_does_not_fit(
    people: People, eve: Member, ann: Member, ben: Member, mod: Member
) -> None:
    card = await thanks(people, by=eve, to=[ann])
    secret = await thanks(people, by=eve, to=[ann], visibility=CardVisibility.PRIVATE)
    with pytest.raises(OwnCard):
        await people.does(recognition.report, eve, card.id, reason="rude")
    with pytest.raises(SignInNeeded):
        await people.does(recognition.report, Visitor(), card.id, reason="rude")
    with pytest.raises(NotFound):
        await people.does(recognition.report, ben, secret.id, reason="rude")
    for reason, said in (("none", ""), ("other", ""), ("rude", "x" * 1001)):
        with pytest.raises(Invalid):
            await people.does(recognition.report, ben, card.id, reason=reason, said=said)
    for doing in (recognition.keep, recognition.restore):
        with pytest.raises(NotAllowed):
            await people.does(doing, eve, card.id)
    with pytest.raises(NotAllowed):
        await people.does(recognition.hide, ann, card.id, reason="rude")
    with pytest.raises(NotAllowed):
        await people.reads(recognition.reported, eve, Slice())
    await people.does(recognition.report, ben, card.id, reason="rude")
    changed = await people.does(recognition.report, ben, card.id, reason="spam")
    assert changed.reason == "spam"
    assert await people.reads(moderation.count_waiting, recognition.number_reported()) == 1


async def test_what_moderators_did_is_in_the_record(people: People, eve: Member, ann: Member, mod: Member) -> None:
    card = await thanks(people, by=eve, to=[ann])
    await people.does(recognition.hide, mod, card.id, reason="spam")
    done = await people.reads(moderation.staff_actions, await people.admin(), Slice())
    assert [action.fact.kind for action in done.items] == ["CardHidden", "CardSent"]
