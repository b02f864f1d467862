"""What looks like spam waits, each sign by itself and with its reason; what only looks odd doesn't."""

from uuid import uuid4

import pytest

from domain import ideas, moderation
from domain.ideas import Idea
from domain.members import Member, Role, TrustLevel
from domain.moderation import Sending
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.people import People, writing
from tests.trusting import put

SHOP = "Cheap bells and lights, straight from the maker, only this week, ask for prices in bulk."
LINKS = "See https://one.example, www.two.example and http://www.three.example."


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


@pytest.fixture
async def bench(people: People, pat: Member) -> Idea:
    return await people.idea(by=pat)


async def signs(people: People, pat: Member) -> list[list[str]]:
    found = await people.reads(moderation.waiting, pat, Slice())
    return [[str(sign) for sign in each.signs] for each in found.items]


@pytest.mark.parametrize(
    ("says", "sent", "waits"),
    [
        (LINKS, None, ["links:3"]),
        ("Yes.", Sending(0.4), ["quick:0"]),
        ("Yes.", Sending(1.9), ["quick:1"]),
        ("Yes.", Sending(-5.0), ["quick:0"]),
        ("Yes.", Sending(30.0, filled_unseen=True), ["unseen_field:0"]),
        ("Yes.", Sending(None), ["without_form:0"]),
        (LINKS, Sending(None, filled_unseen=True), ["links:3", "unseen_field:0", "without_form:0"]),
    ],
)
async def test_each_sign_makes_a_strangers_comment_wait(
    says: str, sent: Sending | None, waits: list[str], people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    said = await people.does(moderation.write_comment, ann, bench.id, says, sent=sent)
    assert said.held_at
    assert await signs(people, pat) == [waits]


@pytest.mark.parametrize(
    ("says", "sent"),
    [
        ("Yes.", None),
        ("Yes.", Sending(2.0)),
        ("Yes.", Sending(9e9)),
        ("As on https://one.example and www.two.example.", Sending(20.0)),
        ("www. is how addresses begin, https:// too, and http:// before.", Sending(20.0)),
    ],
)
async def test_what_only_looks_odd_does_not_wait(
    says: str, sent: Sending | None, people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    assert (await people.does(moderation.write_comment, ann, bench.id, says, sent=sent)).held_at is None
    assert (await people.does(moderation.submit_idea, ann, writing())).hidden_at is None
    assert await signs(people, pat) == []


async def test_who_has_shown_a_few_texts_may_be_quick_and_link_much(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    for number in range(3):
        await people.comment(by=ann, on=bench, says=f"Comment {number}")
    assert (await people.does(moderation.write_comment, ann, bench.id, LINKS, sent=Sending(0.1))).held_at is None
    assert (await people.does(moderation.write_comment, pat, bench.id, LINKS, sent=Sending(None))).held_at is None
    assert await signs(people, pat) == []


async def test_what_resembles_a_removed_text_waits_whoever_wrote_it_but_for_staff(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    ben = await people.member("Ben")
    for number in range(5):
        await people.comment(by=ben, on=bench, says=f"Comment {number}")
    spam = await people.does(moderation.write_comment, ann, bench.id, SHOP)
    assert spam.held_at is None
    await people.does(moderation.hide, pat, comment_id=spam.id, reason="spam")
    again = await people.does(moderation.write_comment, ben, bench.id, SHOP.upper().replace("week", "month"))
    shop = writing("Cheap bells and lights", problem="", proposal=SHOP)
    idea = await people.does(moderation.submit_idea, ann, shop)
    assert (again.held_at is not None, idea.hidden_at is not None) == (True, True)
    assert await signs(people, pat) == [["like_removed:0"]] * 2
    assert (await people.does(moderation.write_comment, pat, bench.id, SHOP)).held_at is None
    for harmless in ("Cheap bells.", "Bells and lights from the maker would be a fine thing to have at each station."):
        assert (await people.does(moderation.write_comment, ben, bench.id, harmless)).held_at is None
    await people.does(moderation.restore, pat, comment_id=spam.id)
    assert (await people.does(moderation.write_comment, ann, bench.id, SHOP)).held_at is None, "It was no spam."


async def test_a_draft_may_be_sent_as_soon_as_it_is_opened(
    people: People, clock: HeldClock, ann: Member, pat: Member
) -> None:
    key = uuid4()
    await people.does(ideas.save_draft, ann, key, writing())
    clock.forward(minutes=5)
    sent = await people.does(moderation.submit_idea, ann, writing(), key=key, sent=Sending(None))
    assert sent.hidden_at is None
    other = await people.does(moderation.submit_idea, ann, writing("More bells"), key=uuid4(), sent=Sending(0.3))
    assert other.hidden_at
    assert await signs(people, pat) == [["quick:0"]]


@pytest.mark.parametrize(("level", "waits"), [("new", True), ("known", True), ("regular", False), ("trusted", False)])
async def test_a_regulars_texts_wait_only_for_their_likeness(
    level: str, waits: bool, people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    await people.shape(await people.admin(), first_texts=20)
    eve = await people.member("Eve")
    bad = await people.does(moderation.write_comment, eve, bench.id, SHOP)
    await people.does(moderation.hide, pat, comment_id=bad.id, reason="spam")
    ann = await put(people, ann, TrustLevel(level))
    said = await people.does(moderation.write_comment, ann, bench.id, LINKS, sent=Sending(0.4))
    assert bool(said.held_at) is waits
    if not waits:
        revised = await people.does(moderation.revise_comment, ann, said.id, f"{LINKS} https://four.example")
        assert "four" in revised.body
    like = await people.does(moderation.write_comment, ann, bench.id, SHOP.replace("Cheap", "Very cheap"))
    assert like.held_at
    assert "like_removed:0" in (await signs(people, pat))[-1]
