"""A card says who thanks whom for which value and why; what doesn't fit is refused as a whole."""

from typing import Any
from uuid import uuid4

import pytest

from domain import community, ideas, moderation, recognition
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.ideas import Quadrant, Writing
from domain.members import Actor, Member, Role, Visitor
from domain.paging import Slice
from domain.recognition import (
    CardSealed,
    CardVisibility,
    CardWithdrawnAlready,
    NotTheSender,
    RecognitionCard,
)
from tests.conftest import CountingFactory, HeldClock
from tests.people import People
from tests.thanking import BECAUSE, about, thanks, words


def codes(refused: pytest.ExceptionInfo[Invalid]) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in refused.value.problems}


async def on_the_wall(people: People, reader: Actor, **only: Any) -> list[int]:
    return [card.id for card in (await people.reads(recognition.wall, reader, Slice(), **only)).items]


async def test_a_card_is_signed_and_hangs_on_the_wall(people: People, eve: Member, ann: Member, ben: Member) -> None:
    card = await thanks(people, by=eve, to=[ann, ben], motif=Quadrant.CREATION_WITH_OTHERS)
    assert (card.sender.name, card.sender_role, card.value.name) == ("Eve", Role.EMPLOYEE, "Listening")
    assert [each.member.name for each in card.recipients] == ["Ann", "Ben"]
    for reader in (Visitor(), ann, await people.member("Dan")):
        assert await on_the_wall(people, reader) == [card.id]
    values = await people.reads(community.values)
    assert await on_the_wall(people, ann, value_id=values[1].id) == []
    assert await on_the_wall(people, ann, value_id=card.value_id) == [card.id]


async def test_a_customer_and_a_visitor_send_none(people: People, ann: Member, ben: Member) -> None:
    with pytest.raises(NotAllowed):
        await thanks(people, by=ann, to=[ben])
    with pytest.raises(SignInNeeded):
        await thanks(people, by=Visitor(), to=[ben])


async def test_the_same_form_again_is_the_same_card(people: People, eve: Member, ann: Member) -> None:
    key = uuid4()
    first = await thanks(people, by=eve, to=[ann], key=key)
    assert (await thanks(people, by=eve, to=[ann], key=key)).id == first.id
    assert (await people.reads(recognition.budget, eve)).sent == 1


@pytest.mark.parametrize(
    ("because", "code"),
    [
        ("x" * 39, "too_short"),
        ("x" * 401, "too_long"),
        ("\u200b" * 60, "missing"),
        ("x" * 30 + "\u200b" * 30, "too_short"),
        ("x" * 39 + "   \n", "too_short"),
        ("", "missing"),
    ],
)
async def test_a_reason_of_40_to_400_letters_is_needed(
    people: People, eve: Member, ann: Member, because: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await thanks(people, by=eve, to=[ann], because=because)
    assert codes(refused) == {("because", code)}


async def test_a_reason_of_just_40_or_400_letters_fits(people: People, eve: Member, ann: Member) -> None:
    for length in (40, 400):
        assert len((await thanks(people, by=eve, to=[ann], because="x" * length)).because) == length


async def test_nobody_is_thanked_who_is_oneself_gone_suspended_or_unknown(
    people: People, eve: Member, ann: Member, ben: Member
) -> None:
    cleo = await people.admin()
    await people.does(moderation.suspend, cleo, ben.id, days=3, reason="Rude words")
    await people.leave(ann)
    wrong = [
        ([eve.id], "oneself"),
        ([ann.id], "not_here"),
        ([ben.id], "suspended"),
        ([2**40], "not_here"),
        ([], "missing"),
    ]
    for to, code in wrong:
        with pytest.raises(Invalid) as refused:
            await people.does(recognition.send, eve, to, await words(people))
        assert codes(refused) == {("to", code)}


async def test_six_are_too_many_and_twice_the_same_is_once(people: People, eve: Member) -> None:
    six = [await people.member(f"Friend {number}") for number in range(6)]
    with pytest.raises(Invalid) as refused:
        await thanks(people, by=eve, to=six)
    assert codes(refused) == {("to", "too_many")}
    assert len((await thanks(people, by=eve, to=[*six[:5], six[0]])).recipients) == 5


async def test_a_value_that_was_retired_meanwhile_or_never_was_is_refused(
    people: People, eve: Member, ann: Member
) -> None:
    cleo = await people.admin()
    first = (await people.reads(community.values))[0]
    await people.does(community.retire_value, cleo, first.id)
    for number in (first.id, 2**40, None):
        with pytest.raises(Invalid) as refused:
            await thanks(people, by=eve, to=[ann], value_id=number)
        assert codes(refused) == {("value", "unknown")}


async def test_all_that_is_wrong_is_named_at_once(people: People, eve: Member) -> None:
    wrong = await words(people, value_id=None, because="", visibility="moon", motif="square")
    with pytest.raises(Invalid) as refused:
        await people.does(recognition.send, eve, [], wrong)
    assert {field for field, _code in codes(refused)} == {"to", "because", "value", "visibility", "motif"}


async def test_executives_name_what_it_is_about_and_only_what_all_of_them_may_see(
    people: People, eve: Member, ann: Member, ben: Member
) -> None:
    rex = await people.member("Rex", Role.EXECUTIVE)
    with pytest.raises(Invalid) as refused:
        await thanks(people, by=rex, to=[ann])
    assert codes(refused) == {("about", "missing")}
    bench, secret = await people.idea(by=ann), await people.idea(by=ann, title="A secret bench")
    assert (await thanks(people, by=rex, to=[ann], about=about(bench))).idea_id == bench.id
    await people.hide(secret)
    for sender, to in ((rex, [ann]), (eve, [ben])):
        with pytest.raises(Invalid) as refused:
            await thanks(people, by=sender, to=to, about=about(secret))
        assert codes(refused) == {("about", "unseen")}


async def test_what_it_is_about_is_shown_to_who_may_see_it_and_to_nobody_else(
    people: People, eve: Member, ann: Member
) -> None:
    bench = await people.idea(by=ann)
    card = await thanks(people, by=eve, to=[ann], about=about(bench))
    for reader in (Visitor(), eve, ann):
        found = await people.reads(recognition.evidence_of, reader, [card])
        assert [each.title for each in found.values()] == [bench.title]
    await people.hide(bench)
    assert await people.reads(recognition.evidence_of, Visitor(), [card]) == {}
    assert await people.reads(recognition.evidence_of, eve, [card]) == {}
    assert len(await people.reads(recognition.evidence_of, ann, [card])) == 1


async def test_a_private_card_is_for_its_people_and_a_teams_card_for_the_team(
    people: People, eve: Member, ann: Member
) -> None:
    mia, tom, zoe = [await people.member(name, Role.EMPLOYEE) for name in ("Mia", "Tom", "Zoe")]
    await people.team("Stations", mia, tom)
    private = await thanks(people, by=eve, to=[mia], visibility=CardVisibility.PRIVATE)
    team = await thanks(people, by=eve, to=[mia, ann], visibility=CardVisibility.TEAM)

    async def sees(reader: Actor, card: RecognitionCard) -> bool:
        try:
            return bool(await people.reads(recognition.visible, reader, card.id))
        except NotFound:
            return False

    everybody: list[Actor] = [eve, mia, ann, tom, zoe, Visitor(), await people.admin()]
    assert [await sees(reader, private) for reader in everybody] == [True, True] + [False] * 5
    assert [await sees(reader, team) for reader in everybody] == [True, True, True, True, False, False, False]
    assert await on_the_wall(people, tom) == []
    assert await on_the_wall(people, tom, visibility=CardVisibility.TEAM) == [team.id]
    assert await on_the_wall(people, zoe, visibility=CardVisibility.TEAM) == []


async def test_it_is_changed_or_taken_back_for_ten_minutes_and_then_sealed(
    people: People, eve: Member, ann: Member, clock: HeldClock
) -> None:
    card = await thanks(people, by=eve, to=[ann])
    gone = await thanks(people, by=eve, to=[ann])
    clock.forward(minutes=9, seconds=59)
    fresh = await words(people, because=BECAUSE + " Thank you.", visibility="private")
    revised = await people.does(recognition.revise, eve, card.id, fresh)
    assert (revised.because, revised.visibility) == (BECAUSE + " Thank you.", CardVisibility.PRIVATE)
    with pytest.raises(NotTheSender):
        await people.does(recognition.revise, await people.admin(), gone.id, fresh)
    await people.does(recognition.take_back, eve, gone.id)
    with pytest.raises(NotFound):
        await people.reads(recognition.visible, eve, gone.id)
    assert (await people.reads(recognition.budget, eve)).sent == 1
    clock.forward(seconds=1)
    with pytest.raises(CardSealed):
        await people.does(recognition.revise, eve, card.id, fresh)
    with pytest.raises(CardSealed):
        await people.does(recognition.take_back, eve, card.id)


async def test_withdrawn_later_it_leaves_its_place_and_its_reason_and_no_word_of_what_it_said(
    people: People, eve: Member, ann: Member, clock: HeldClock
) -> None:
    card = await thanks(people, by=eve, to=[ann])
    clock.forward(hours=1)
    with pytest.raises(Invalid):
        await people.does(recognition.withdraw, eve, card.id, "  ")
    with pytest.raises(NotTheSender):
        await people.does(recognition.withdraw, ann, card.id, "It was me")
    await people.does(recognition.withdraw, eve, card.id, "It was Ben who did this")
    for reader in (Visitor(), ann, eve):
        left = await people.reads(recognition.visible, reader, card.id)
        assert (left.because, left.withdrawn_reason) == ("", "It was Ben who did this")
    assert await on_the_wall(people, ann) == []
    assert [each.id for each in (await people.reads(recognition.received, ann, Slice())).items] == [card.id]
    assert (await people.reads(recognition.budget, eve)).sent == 1
    with pytest.raises(CardWithdrawnAlready):
        await people.does(recognition.withdraw, eve, card.id, "Once more")


async def test_a_look_at_a_card_keeps_nothing(people: People, eve: Member, ann: Member) -> None:
    recipients, tidy = await people.does(recognition.look_over, eve, [ann.id], await words(people))
    assert ([each.name for each in recipients], tidy.because) == (["Ann"], BECAUSE)
    assert (await people.reads(recognition.budget, eve)).sent == 0
    with pytest.raises(Invalid):
        await people.does(recognition.look_over, eve, [ann.id], await words(people, because="Thanks"))


async def test_a_draft_of_ones_own_is_no_evidence(people: People, eve: Member, ann: Member) -> None:
    draft = await people.does(ideas.save_draft, eve, uuid4(), Writing("A bench of mine", "", "", None))
    with pytest.raises(Invalid):
        await thanks(people, by=eve, to=[ann], about=about(draft))


async def test_the_wall_takes_as_many_statements_for_many_cards_as_for_one(
    people: People, ann: Member, counting: CountingFactory
) -> None:
    bench = await people.idea(by=ann)

    async def cost() -> int:
        with counting() as counted:
            found = (await people.reads(recognition.wall, ann, Slice())).items
            await people.reads(recognition.evidence_of, ann, found)
        return len(counted)

    await thanks(people, by=await people.member("Eva", Role.EMPLOYEE), to=[ann], about=about(bench))
    one = await cost()
    for number in range(5):
        sender = await people.member(f"Sender {number}", Role.EMPLOYEE)
        await thanks(people, by=sender, to=[ann], about=about(bench))
    assert await cost() == one
