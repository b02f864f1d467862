"""Lists of ideas: sorted, filtered, cut into pages, and never holding what isn't for their reader."""

from typing import Any

import pytest

from domain import ideas
from domain.errors import Invalid, NotFound
from domain.ideas import Idea, IdeaFilter, IdeaOrder, Quadrant, Status
from domain.members import Actor, Role, Visitor
from domain.paging import Slice
from tests.conftest import CountingFactory, HeldClock
from tests.people import People


async def _titles(people: People, actor: Actor, order: IdeaOrder | None = None, **only: Any) -> list[str]:
    page = await people.reads(ideas.listed, actor, Slice(50), only=IdeaFilter(**only), order=order)
    return [idea.title for idea in page.items]


async def test_newest_first_or_most_supported_first(people: People, clock: HeldClock) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    made = [await people.idea(by=ann, title=f"Idea {n}") for n in (1, 2, 3)]
    await people.vote(by=ben, on=made[0])
    assert await _titles(people, ben, IdeaOrder.NEW) == ["Idea 3", "Idea 2", "Idea 1"]
    assert await _titles(people, ben) == ["Idea 1", "Idea 3", "Idea 2"]
    assert await _titles(people, ben, IdeaOrder.SUPPORTED) == ["Idea 1", "Idea 3", "Idea 2"]


@pytest.mark.parametrize("order", [IdeaOrder.NEW, IdeaOrder.SUPPORTED])
async def test_quadrant_tag_status_author_and_words_narrow_together(people: People, order: IdeaOrder) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    wanted: dict[str, Any] = {"quadrant": Quadrant.CREATION_FOR_SELF, "tag": "wood", "status": Status.SUBMITTED}
    for by in (ann, ben):
        for quadrant in Quadrant:
            for tag in ("wood", "steel"):
                for thing in ("seat", "lamp"):
                    await people.idea(by=by, title=f"{by.name} {quadrant} {tag} {thing}", quadrant=quadrant, tags=tag)
    assert len(await _titles(people, ben, order)) == 32
    assert len(await _titles(people, ben, order, quadrant=Quadrant.CREATION_FOR_SELF)) == 8
    assert len(await _titles(people, ben, order, tag="wood")) == 16
    assert await _titles(people, ben, order, status=Status.ADOPTED) == []
    found = await _titles(people, ben, order, **wanted, author_id=ann.id, words="lamps")
    assert found == ["Ann creation_for_self wood lamp"]
    assert await people.reads(ideas.count, ben, IdeaFilter(**wanted, author_id=ann.id, words="lamps")) == 1
    assert await people.reads(ideas.count, ben, IdeaFilter(), 7) == 7


@pytest.mark.parametrize("tag", ["", "nowhere", "\0", "\ud800", "%", "🙂", pytest.param("x" * 10_000_000, id="10 MB")])
async def test_a_tag_nobody_used_lists_nothing(people: People, tag: str) -> None:
    ann = await people.member("Ann")
    await people.idea(by=ann, tags="wood")
    assert await _titles(people, ann, tag=tag) == []


@pytest.mark.parametrize("number", [0, -1, 2**63, 2**70])
async def test_an_author_who_is_not_there_has_written_nothing(people: People, number: int) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    assert await _titles(people, ann, author_id=number) == []
    assert set(await people.reads(ideas.by_ids, ann, [number, idea.id])) == {idea.id}
    with pytest.raises(NotFound):
        await people.reads(ideas.visible, ann, number)


async def test_a_cursor_of_another_list_is_refused(people: People) -> None:
    ann = await people.member("Ann")
    for n in range(3):
        await people.idea(by=ann, title=f"Idea {n} of benches")
    for order in IdeaOrder:
        only = IdeaFilter(words="benches" if order is IdeaOrder.RELEVANT else "")
        cursor = (await people.reads(ideas.listed, ann, Slice(1), only=only, order=order)).end_cursor
        for other in IdeaOrder:
            wanted, only = Slice(1, after=cursor), IdeaFilter(words="benches")
            if other is order:
                assert len((await people.reads(ideas.listed, ann, wanted, only=only, order=other)).items) == 1
            else:
                with pytest.raises(Invalid):
                    await people.reads(ideas.listed, ann, wanted, only=only, order=other)


async def test_tags_and_quadrants_are_counted_by_what_is_listed(people: People) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    for tags in ("wood", "wood,steel", "glass"):
        idea = await people.idea(by=ann, tags=tags)
    await people.hide(idea)
    gone = await people.idea(by=ann, tags="paper")
    await people.does(ideas.withdraw, ann, gone.id, "Found a better one")
    for actor in (Visitor(), ann, pia):
        assert [tag.name for tag in await people.reads(ideas.common_tags, actor)] == ["steel", "wood"]
        counted = await people.reads(ideas.count_by_quadrant, actor)
        assert counted == dict.fromkeys(Quadrant, 0) | {Quadrant.PARTICIPATION_FOR_SELF: 2}
    assert [tag.name for tag in await people.reads(ideas.common_tags, ann, 1)] == ["wood"]


@pytest.mark.parametrize("order", list(IdeaOrder))
async def test_a_page_costs_as_many_statements_however_long(
    people: People, counting: CountingFactory, order: IdeaOrder
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    counts = []
    for many in (2, 18):
        for n in range(many):
            await people.idea(by=ann, title=f"Bench {n}", tags=f"wood,tag{n}")
        with counting() as counted:
            page = await people.reads(ideas.listed, ben, Slice(20), only=IdeaFilter(words="bench"), order=order)
            assert all((idea.author.name, idea.supporters) == ("Ann", 0) for idea in page.items)
        counts.append((len(page.items), len(counted)))
    # The community's synonyms; how much the words will find; the ideas.
    most = 3 if order is IdeaOrder.RELEVANT else 2
    assert counts == [(2, most), (20, most)]


async def test_one_idea_costs_two_statements(people: People, counting: CountingFactory) -> None:
    idea = await people.idea(by=await people.member("Ann"), tags="wood")
    with counting() as counted:
        await people.reads(ideas.visible, Visitor(), idea.id)
    assert len(counted) == 2


async def test_its_history_costs_one(people: People, counting: CountingFactory) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    with counting() as counted:
        assert [one.editor.name for one in await people.reads(ideas.revisions, idea)] == ["Ann"]
    assert len(counted) == 1


async def test_an_idea_keeps_its_rank_though_it_was_loaded_before(people: People) -> None:
    ann = await people.member("Ann")
    one: Idea = await people.idea(by=ann, title="Bench after bench after bench")
    await people.idea(by=ann, title="A single seat", proposal="Somewhere, there will be one small bench.")
    async with people.sessions() as session:
        await ideas.visible(session, ann, one.id)
        first = await ideas.listed(session, ann, Slice(1), only=IdeaFilter(words="bench"))
        assert [idea.id for idea in first.items] == [one.id]
        then = await ideas.listed(session, ann, Slice(1, after=first.end_cursor), only=IdeaFilter(words="bench"))
        assert [idea.title for idea in then.items] == ["A single seat"]
