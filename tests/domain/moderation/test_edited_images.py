"""Images change with the text they stand in: its history and its edit mark say so, and they wait when its words do."""

import asyncio
from uuid import uuid4

import pytest

from domain import comments, ideas, images, moderation, personal_data
from domain.comments import Comment
from domain.errors import Invalid, Refused
from domain.ideas import Idea
from domain.images import Arrangement, Described, Image
from domain.members import Actor, Member, Role, Visitor
from domain.moderation import HeldEdit
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.people import People, writing

LINK = "Put a **bench** beside each station, see https://benches.example for more."
PLAIN = writing().proposal


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


@pytest.fixture
async def bench(people: People, ann: Member) -> Idea:
    """Return an idea of somebody new, in a community where first texts wait."""
    idea = await people.idea(by=ann)
    await people.shape(await people.admin(), first_texts=2)
    return idea


def arranged(*shown: Image, without: tuple[Image, ...] = ()) -> Arrangement:
    return Arrangement([Described(each.id, each.alternative_text) for each in shown], [each.id for each in without])


async def revise(
    people: People,
    who: Member,
    idea: Idea,
    pictures: Arrangement,
    *,
    proposal: str = PLAIN,
    based_on: int = 1,
    note: str = "",
) -> Idea:
    text = writing(proposal=proposal)
    return await people.does(
        moderation.revise_idea, who, idea.id, text, based_on=based_on, note=note, pictures=pictures
    )


async def sees(people: People, idea: Idea, who: Actor | None = None) -> list[str]:
    """Return what the images show that somebody sees in an idea."""
    found = await people.reads(images.shown, who or Visitor(), ideas=[idea.id])
    return [each.alternative_text for each in found.ideas.get(idea.id, [])]


async def opens(people: People, image: Image, *whose: Actor) -> list[bool]:
    """Return who may fetch an image."""
    return [image.id in await people.reads(images.by_ids, who, [image.id]) for who in whose]


async def waiting(people: People, who: Member) -> list[HeldEdit]:
    return list((await people.reads(moderation.held_edits, who, Slice())).items)


async def is_there(people: People, image: Image) -> bool:
    return await people.reads(lambda session: session.get(Image, image.id)) is not None


async def test_other_images_are_a_version_that_says_so_with_who_and_why(
    people: People, ann: Member, bench: Idea, clock: HeldClock
) -> None:
    bad = await people.image(by=ann, shows="A dog bed", wide=90)
    clock.forward(hours=48)
    with pytest.raises(Invalid):
        await revise(people, ann, bench, arranged(bad))
    assert await sees(people, bench) == []
    bad = await people.image(by=ann, shows="A dog bed", wide=90)
    await revise(people, ann, bench, arranged(bad), note="How it would look")
    latest, first = await people.reads(ideas.revisions, bench)
    assert (latest.number, latest.images_changed, latest.note, latest.editor.id) == (
        2,
        True,
        "How it would look",
        ann.id,
    )
    assert not first.images_changed
    assert (await people.reads(ideas.visible, ann, bench.id)).edited_at is not None
    assert await sees(people, bench) == ["A dog bed"]
    await revise(people, ann, bench, arranged(without=(bad,)), based_on=2, note="Rather not")
    assert [each.images_changed for each in await people.reads(ideas.revisions, bench)] == [True, True, False]
    mine = (await people.reads(personal_data.export, ann))["edits"]
    assert [each["images_changed"] for each in mine] == [False, True, True]


async def test_the_same_images_again_are_no_change_and_other_words_for_one_are(
    people: People, ann: Member, bench: Idea
) -> None:
    image = await people.image(by=ann, on=bench)
    await revise(people, ann, bench, arranged(image))
    assert await people.reads(ideas.latest_revision, bench.id) == 1
    await revise(people, ann, bench, Arrangement([Described(image.id, "A bench in the rain")]))
    (latest, _first) = await people.reads(ideas.revisions, bench)
    assert (latest.images_changed, await sees(people, bench)) == (True, ["A bench in the rain"])


async def test_images_of_an_edit_that_waits_wait_with_it_and_come_with_it(
    people: People, ann: Member, pat: Member, bench: Idea, clock: HeldClock
) -> None:
    ben, old = await people.member("Ben"), await people.image(by=ann, on=bench)
    new = await people.image(by=ann, shows="Two benches", wide=80)
    await revise(people, ann, bench, arranged(new, without=(old,)), proposal=LINK)
    assert await sees(people, bench) == ["A bench."]
    assert await opens(people, new, ann, pat, ben, Visitor()) == [True, True, False, False]
    clock.forward(hours=49)
    await people.does(images.tidy, None)
    (edit,) = await waiting(people, pat)
    changes = (await people.reads(moderation.pictured, pat, [edit]))[edit.id]
    assert ([(image.id, says) for image, says in changes.shows], [one.id for one in changes.loses]) == (
        [(new.id, "Two benches")],
        [old.id],
    )
    await people.does(moderation.let_edit_through, pat, edit.id)
    assert await sees(people, bench) == ["Two benches"]
    assert [each.images_changed for each in await people.reads(ideas.revisions, bench)] == [True, False]
    assert not await is_there(people, old)


async def test_images_of_an_edit_that_is_turned_down_are_gone(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    old, new = await people.image(by=ann, on=bench), await people.image(by=ann, shows="Two benches", wide=80)
    await revise(people, ann, bench, arranged(new, without=(old,)), proposal=LINK)
    (edit,) = await waiting(people, pat)
    await people.does(moderation.turn_edit_down, pat, edit.id, reason="spam", said="It is a shop.")
    assert (await sees(people, bench), await is_there(people, new)) == (["A bench."], False)
    (mine,) = (await people.reads(moderation.held_edits, ann, Slice(), by=ann)).items
    assert (await people.reads(moderation.pictured, ann, [mine]))[mine.id].shows == []


async def test_sent_twice_one_edit_waits_and_a_later_one_takes_its_images_or_lets_them_go(
    people: People, ann: Member, pat: Member, bench: Idea, clock: HeldClock
) -> None:
    new = await people.image(by=ann, shows="Two benches", wide=80)
    await asyncio.gather(*(revise(people, ann, bench, arranged(new), proposal=LINK) for _ in range(3)))
    (edit,) = await waiting(people, pat)
    assert edit.held_images == [new.id]
    await revise(people, ann, bench, Arrangement(), proposal=LINK + " And a roof.")
    (edit,) = await waiting(people, pat)
    assert (edit.held_images, await opens(people, new, ann, pat)) == ([], [True, False])
    clock.forward(hours=25)
    await people.does(images.tidy, None)
    assert not await is_there(people, new)


async def test_whoever_leaves_takes_the_images_of_their_edit_along(people: People, ann: Member, bench: Idea) -> None:
    new = await people.image(by=ann, shows="Two benches", wide=80)
    await revise(people, ann, bench, arranged(new), proposal=LINK)
    await people.leave(ann)
    assert not await is_there(people, new)


async def test_a_form_sent_again_puts_no_images_into_what_others_read(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    key, one = uuid4(), await people.image(by=pat, shows="A lamp", wide=70)
    idea = await people.does(moderation.submit_idea, pat, writing("Lamps"), key=key, pictures=arranged(one))
    assert await sees(people, idea) == ["A lamp"]
    other = await people.image(by=pat, shows="A dog bed", wide=90)
    swap = arranged(other, without=(one,))
    await people.does(moderation.submit_idea, pat, writing("Lamps"), key=key, pictures=swap)
    await people.does(moderation.save_draft, pat, key, writing("Lamps"), swap)
    said = await people.does(moderation.write_comment, pat, bench.id, "Like this.", key=key, pictures=arranged(other))
    third = await people.image(by=pat, shows="A dog coat", wide=91)
    for_comment = arranged(third, without=(other,))
    await people.does(moderation.write_comment, pat, bench.id, "Like this.", key=key, pictures=for_comment)
    assert await sees(people, idea) == ["A lamp"]
    shown = await people.reads(images.shown, Visitor(), comments=[said.id])
    assert [each.alternative_text for each in shown.comments[said.id]] == ["A dog bed"]


async def test_a_draft_takes_images_as_often_as_one_likes(people: People, ann: Member) -> None:
    key, one = uuid4(), await people.image(by=ann, shows="A lamp")
    draft = await people.does(moderation.save_draft, ann, key, writing(), arranged(one))
    await people.does(moderation.save_draft, ann, key, writing(), arranged(without=(one,)))
    assert await sees(people, draft, ann) == []


async def test_a_comments_images_mark_it_as_edited_and_wait_with_its_words(
    people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    async def shows() -> list[str]:
        found = await people.reads(images.shown, Visitor(), comments=[said.id])
        return [each.alternative_text for each in found.comments.get(said.id, [])]

    said: Comment = await people.comment(by=ann, on=bench, says="A roof too.")
    one, two = await people.image(by=ann, shows="A roof"), await people.image(by=ann, shows="A shop", wide=90)
    await people.does(moderation.revise_comment, ann, said.id, "A roof too.", pictures=arranged(one))
    assert (await people.reads(comments.visible, ann, said.id)).edited_at is not None
    assert await shows() == ["A roof"]
    for _ in range(2):
        swap = arranged(two, without=(one,))
        await people.does(moderation.revise_comment, ann, said.id, f"A roof: {LINK}", pictures=swap)
    assert await shows() == ["A roof"]
    (edit,) = await waiting(people, pat)
    await people.does(moderation.let_edit_through, pat, edit.id)
    assert (await shows(), (await people.reads(comments.visible, ann, said.id)).body) == (["A shop"], f"A roof: {LINK}")


async def test_more_than_fit_and_foreign_ones_change_nothing(people: People, ann: Member, bench: Idea) -> None:
    four = [await people.image(by=ann, wide=10 + number) for number in range(4)]
    foreign = await people.image(by=await people.member("Ben"))
    for wrong in (arranged(*four), arranged(foreign)):
        for proposal in (PLAIN, LINK):
            with pytest.raises(Refused):
                await revise(people, ann, bench, wrong, proposal=proposal)
    assert (await sees(people, bench), await people.reads(ideas.latest_revision, bench.id)) == ([], 1)
