"""A draft that was thrown away: out of everybody's sight at once, had back for a day, then gone for good."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from domain import ideas, images, moderation, personal_data
from domain.errors import NotFound, SignInNeeded
from domain.ideas import Idea
from domain.images import Described
from domain.members import Role, Visitor
from domain.permissions import Suspended
from domain.undoing import NothingToUndo
from tests.conftest import HeldClock
from tests.people import People, writing


async def kept(people: People) -> int:
    async with people.sessions() as session:
        return await session.scalar(select(func.count()).select_from(Idea)) or 0


async def test_a_draft_is_thrown_away_and_gone_after_a_day(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    draft = await people.does(ideas.save_draft, ann, uuid4(), writing(tags="wood"))
    await people.does(ideas.discard_draft, ann, draft.id)
    assert await people.reads(ideas.drafts, ann) == []
    assert [each.id for each in await people.reads(ideas.discarded, ann)] == [draft.id]
    for reader in (ann, await people.member("Pia", Role.PRODUCT), await people.admin()):
        with pytest.raises(NotFound):
            await people.reads(ideas.visible, reader, draft.id)
    with pytest.raises(NotFound):
        await people.does(ideas.discard_draft, ann, draft.id)
    (told,) = await people.reads(ideas.personal_data, ann)
    assert told["discarded_at"] is not None, "what is still here is told"
    clock.forward(hours=23)
    await people.does(ideas.clear_discarded)
    assert await kept(people) == 1
    clock.forward(hours=2)
    assert await people.reads(ideas.discarded, ann) == []
    with pytest.raises(NotFound):
        await people.does(ideas.undo_discard_draft, ann, draft.id)
    other = await people.does(ideas.save_draft, ann, uuid4(), writing())
    await people.does(ideas.clear_discarded)
    assert [each.id for each in await people.reads(ideas.drafts, ann)] == [other.id]
    assert await kept(people) == 1


async def test_it_is_had_back_with_its_words_tags_and_images_and_written_on(people: People, clock: HeldClock) -> None:
    ann, key = await people.member("Ann"), uuid4()
    draft = await people.does(ideas.save_draft, ann, key, writing("A bench", tags="wood"))
    shown = await people.image(by=ann)
    await people.does(images.place, ann, [Described(shown.id, "A bench.")], idea_id=draft.id)
    await people.does(ideas.discard_draft, ann, draft.id)
    clock.forward(hours=23)
    back = await people.does(ideas.undo_discard_draft, ann, draft.id)
    assert (back.id, back.title, [tag.name for tag in back.tags], back.key) == (draft.id, "A bench", ["wood"], key)
    assert (await people.reads(images.visible, ann, shown.id)).id == shown.id
    assert await people.reads(ideas.discarded, ann) == []
    with pytest.raises(NothingToUndo):
        await people.does(ideas.undo_discard_draft, ann, draft.id)
    clock.forward(days=2)
    await people.does(ideas.clear_discarded)
    assert (await people.does(ideas.submit, ann, writing("A bench"), key=key)).id == draft.id


@pytest.mark.parametrize("sent", [True, False], ids=["submitted", "kept as a draft"])
async def test_a_form_that_is_still_open_makes_another_and_both_are_there(people: People, sent: bool) -> None:
    ann, key = await people.member("Ann"), uuid4()
    draft = await people.does(ideas.save_draft, ann, key, writing("A bench"))
    await people.does(ideas.discard_draft, ann, draft.id)
    if sent:
        another = await people.does(ideas.submit, ann, writing("A wider bench"), key=key)
    else:
        another = await people.does(ideas.save_draft, ann, key, writing("A wider bench"))
    assert another.id != draft.id
    back = await people.does(ideas.undo_discard_draft, ann, draft.id)
    assert (back.title, another.title) == ("A bench", "A wider bench")
    assert back.key not in (None, key)
    again = await people.does(ideas.save_draft, ann, key, writing("A wider bench still"))
    assert again.id == another.id


async def test_nothing_else_is_thrown_away_or_had_back(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    draft = await people.does(ideas.save_draft, ann, uuid4(), writing())
    idea = await people.idea(by=ann)
    strange = ((ann, idea.id), (ann, 4711), (ann, 2**70))
    for actor, number in ((ben, draft.id), *strange):
        with pytest.raises(NotFound):
            await people.does(ideas.discard_draft, actor, number)
    await people.does(ideas.discard_draft, ann, draft.id)
    for actor, number in ((ben, draft.id), *strange):
        with pytest.raises(NotFound):
            await people.does(ideas.undo_discard_draft, actor, number)
    with pytest.raises(SignInNeeded):
        await people.does(ideas.undo_discard_draft, Visitor(), draft.id)
    pia = await people.member("Pia", Role.PRODUCT)
    await people.does(moderation.suspend, pia, ann.id, days=1, reason="Names were called.")
    with pytest.raises(Suspended):
        await people.does(ideas.undo_discard_draft, await people.again(ann), draft.id)
    assert await kept(people) == 2


async def test_undoing_many_times_at_once_does_it_once(people: People) -> None:
    ann = await people.member("Ann")
    draft = await people.does(ideas.save_draft, ann, uuid4(), writing())
    await people.does(ideas.discard_draft, ann, draft.id)
    tries = (people.does(ideas.undo_discard_draft, ann, draft.id) for _ in range(5))
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(each, Idea) for each in done) == 1
    assert all(isinstance(each, Idea | NothingToUndo) for each in done)


async def test_whoever_leaves_leaves_nothing_of_it(people: People) -> None:
    ann = await people.member("Ann")
    draft = await people.does(ideas.save_draft, ann, uuid4(), writing())
    await people.does(ideas.discard_draft, ann, draft.id)
    await people.does(personal_data.erase, ann)
    assert await kept(people) == 0
