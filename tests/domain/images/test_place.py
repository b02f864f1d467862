"""Images are kept, put where they belong by whoever may change that, and seen by whoever may see it."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from domain import comments, ideas, images, members, offers, personal_data
from domain.comments.policy import TooLateToEdit
from domain.errors import Invalid, NotFound, Refused, SignInNeeded
from domain.ideas import Idea, Quadrant
from domain.images import Described, Image
from domain.images.model import UPLOADS_MOST, ImageBytes
from domain.members import Member, Role
from tests import pictures
from tests.conftest import HeldClock
from tests.people import People, writing


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def bench(people: People, ann: Member) -> Idea:
    return await people.idea(by=ann)


async def seen(people: People, actor: members.Actor, idea: Idea) -> list[str]:
    """Return what the images that somebody sees in an idea show, in order."""
    found = await people.reads(images.shown, actor, ideas=[idea.id])
    return [image.alternative_text for image in found.ideas.get(idea.id, [])]


async def put(people: People, actor: Member, idea: Idea, *given: Image, removed: tuple[int, ...] = ()) -> None:
    """Put images into an idea."""
    described = [Described(image.id, image.alternative_text) for image in given]
    await people.does(images.place, actor, described, removed, idea_id=idea.id)


async def test_an_image_stands_nowhere_until_it_is_placed(people: People, ann: Member, bench: Idea) -> None:
    ben, visitor = await people.member("Ben"), members.Visitor()
    image = await people.image(by=ann)
    assert (await people.reads(images.visible, ann, image.id)).id == image.id
    for other in (ben, visitor):
        with pytest.raises(NotFound):
            await people.reads(images.visible, other, image.id)
    await put(people, ann, bench, image)
    assert [await seen(people, actor, bench) for actor in (ann, ben, visitor)] == [["A bench."]] * 3


async def test_the_same_file_twice_is_one_image(people: People, ann: Member, bench: Idea) -> None:
    one, two = await people.image(by=ann), await people.image(by=ann)
    assert one.id == two.id
    await put(people, ann, bench, one)
    again = await people.image(by=ann)
    assert again.id != one.id
    await put(people, ann, bench, again)
    assert await seen(people, ann, bench) == ["A bench."]


async def test_a_fourth_image_has_no_room_and_nothing_is_half_done(people: People, ann: Member, bench: Idea) -> None:
    four = [await people.image(by=ann, wide=10 + number, shows=f"Number {number}") for number in range(4)]
    await put(people, ann, bench, *four[:2])
    with pytest.raises(Invalid):
        await put(people, ann, bench, *four[2:])
    assert await seen(people, ann, bench) == ["Number 0", "Number 1"]
    await put(people, ann, bench, *four[2:], removed=(four[0].id,))
    assert await seen(people, ann, bench) == ["Number 2", "Number 1", "Number 3"]


async def test_of_many_at_once_three_find_room(people: People, ann: Member, bench: Idea) -> None:
    many = [await people.image(by=ann, wide=10 + number) for number in range(6)]
    done = await asyncio.gather(*(put(people, ann, bench, image) for image in many), return_exceptions=True)
    assert [type(each) for each in done].count(Invalid) == 3
    assert len(await seen(people, ann, bench)) == 3


async def test_placing_twice_at_once_does_it_once(people: People, ann: Member, bench: Idea) -> None:
    image = await people.image(by=ann)
    await asyncio.gather(*(put(people, ann, bench, image) for _ in range(4)))
    assert await seen(people, ann, bench) == ["A bench."]


async def test_only_whoever_may_change_the_thing_puts_images_there(people: People, ann: Member, bench: Idea) -> None:
    ben, pat = await people.member("Ben"), await people.member("Pat", Role.PRODUCT)
    his, hers = await people.image(by=ben), await people.image(by=pat)
    with pytest.raises(Refused):
        await put(people, ben, bench, his)
    with pytest.raises(Refused):
        await put(people, ann, bench, his)
    with pytest.raises(SignInNeeded):
        await people.does(images.place, members.Visitor(), [Described(his.id)], idea_id=bench.id)
    await put(people, pat, bench, hers)
    await put(people, ann, bench, removed=(hers.id,))
    assert await seen(people, ann, bench) == []
    elsewhere = await people.idea(by=ben, title="Lamps at every station")
    await put(people, ben, elsewhere, his)
    with pytest.raises(Invalid):
        await put(people, ann, bench, his)
    await put(people, ann, bench, removed=(his.id,))
    assert await seen(people, ann, elsewhere) == ["A bench."]


async def test_hidden_ideas_drafts_and_removed_comments_keep_theirs_to_themselves(
    people: People, ann: Member, bench: Idea
) -> None:
    ben, pat = await people.member("Ben"), await people.member("Pat", Role.PRODUCT)
    comment = await people.comment(by=ben, on=bench)
    in_idea, in_comment = await people.image(by=ann, on=bench), await people.image(by=ben, below=comment)
    draft = await people.does(ideas.save_draft, ann, uuid4(), writing())
    in_draft = await people.image(by=ann, on=draft)

    async def sees(actor: members.Actor) -> list[bool]:
        ids = [in_idea.id, in_comment.id, in_draft.id]
        found = await people.reads(images.by_ids, actor, ids)
        return [number in found for number in ids]

    assert [await sees(actor) for actor in (ann, ben, pat)] == [[True, True, True], *([[True, True, False]] * 2)]
    await people.hide(bench)
    assert [await sees(actor) for actor in (ann, ben, pat)] == [[True] * 3, [False] * 3, [True, True, False]]
    await people.does(comments.remove, pat, comment.id, reason="Off topic")
    assert [await sees(actor) for actor in (ben, pat)] == [[False] * 3, [True, False, False]]
    await people.hear()
    assert await people.reads(lambda session: session.get(Image, in_comment.id)) is None


async def test_an_offers_images_are_seen_with_its_words_and_go_with_them(people: People, ann: Member) -> None:
    ben, eve, visitor = await people.member("Ben"), await people.member("Eve"), members.Visitor()
    own = await people.idea(by=ann, title="Own colours", quadrant=Quadrant.CREATION_FOR_SELF)
    shared = await people.idea(by=ann, title="A shared cargo bike", quadrant=Quadrant.CREATION_WITH_OTHERS)
    for idea, seeing in ((own, [ann, ben, eve, visitor]), (shared, [ann, ben])):
        offer, image = await people.offer(by=ben, on=idea), await people.image(by=ben)
        with pytest.raises(Refused):
            await people.does(images.place, ann, [Described(image.id)], offer_id=offer.id)
        await people.does(images.place, ben, [Described(image.id)], offer_id=offer.id)
        for actor in (ann, ben, eve, visitor):
            found = await people.reads(images.shown, actor, offers=[offer.id])
            assert (offer.id in found.offers) is (actor in seeing)
    await people.does(offers.accept, ann, offer.id)
    assert (await people.reads(images.shown, ben, offers=[offer.id])).offers == {}
    await people.hear()
    assert await people.reads(lambda session: session.get(Image, image.id)) is None


async def test_a_comments_images_change_only_as_long_as_its_text(
    people: People, ann: Member, bench: Idea, clock: HeldClock
) -> None:
    comment, image = await people.comment(by=ann, on=bench), await people.image(by=ann)
    clock.forward(minutes=31)
    with pytest.raises(TooLateToEdit):
        await people.does(images.place, ann, [Described(image.id)], comment_id=comment.id)


async def test_a_discarded_draft_takes_its_images_along_after_a_day(
    people: People, ann: Member, clock: HeldClock
) -> None:
    draft = await people.does(ideas.save_draft, ann, uuid4(), writing())
    image = await people.image(by=ann, on=draft)
    await people.does(ideas.discard_draft, ann, draft.id)
    with pytest.raises(NotFound):
        await people.reads(images.visible, ann, image.id)
    clock.forward(hours=23)
    await people.does(ideas.clear_discarded)
    assert await people.reads(lambda session: session.scalar(select(func.count()).select_from(ImageBytes)))
    clock.forward(hours=2)
    await people.does(ideas.clear_discarded)
    assert await people.reads(lambda session: session.scalar(select(func.count()).select_from(ImageBytes))) == 0


async def test_somebody_who_leaves_leaves_the_images_in_texts_and_no_others(
    people: People, ann: Member, bench: Idea
) -> None:
    await people.image(by=ann, on=bench)
    unused = await people.image(by=ann)
    await people.does(personal_data.erase, ann)
    assert await seen(people, members.Visitor(), bench) == ["A bench."]
    assert await people.reads(lambda session: session.get(Image, unused.id)) is None


async def test_a_day_has_room_for_many_images_and_not_for_more(people: People, ann: Member) -> None:
    await people.does(images.announce, ann, UPLOADS_MOST)
    with pytest.raises(Refused, match="a lot in a short time"):
        await people.does(images.announce, ann)
    with pytest.raises(SignInNeeded):
        await people.does(images.announce, members.Visitor())


async def test_a_member_has_room_for_so_many_bytes(
    people: People, ann: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.images.use_cases.BYTES_MOST", 2 * len(pictures.picture(64).large))
    await people.image(by=ann)
    with pytest.raises(Invalid) as refusal:
        await people.image(by=ann, wide=500)
    assert refusal.value.problems[0].code == "no_room_left"
    with pytest.raises(Invalid):
        await people.image(by=await people.member("Ben"), shows="x" * 301)


async def test_what_is_never_used_is_gone_after_a_day(
    people: People, ann: Member, bench: Idea, clock: HeldClock
) -> None:
    used, unused = await people.image(by=ann, on=bench), await people.image(by=ann)
    clock.forward(hours=23)
    await people.does(images.tidy, None)
    assert unused.id in await people.reads(images.by_ids, ann, [unused.id])
    clock.forward(hours=2)
    await people.does(images.tidy, None)
    assert list(await people.reads(images.by_ids, ann, [used.id, unused.id])) == [used.id]
