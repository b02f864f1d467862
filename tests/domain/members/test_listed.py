"""Finding members: by page, by words, by handle."""

import pytest

from domain import members
from domain.errors import NotFound
from domain.members import Member, Role
from domain.paging import Slice
from tests.conftest import CountingFactory
from tests.people import People


async def _names(people: People, actor: Member, words: str) -> set[str]:
    return {one.name for one in (await people.reads(members.listed, actor, Slice(), words=words)).items}


async def test_newest_come_first_page_by_page(people: People) -> None:
    crowd = [await people.member(f"Member {n}") for n in range(5)]
    first = await people.reads(members.listed, crowd[0], Slice(3))
    then = await people.reads(members.listed, crowd[0], Slice(3, after=first.end_cursor))
    assert [one.id for one in [*first.items, *then.items]] == [one.id for one in reversed(crowd)]
    assert (first.has_next, then.has_next) == (True, False)


async def test_words_find_names_and_handles(people: People) -> None:
    ann = await people.member("Ann Lee")
    await people.member("Ben 100% O_Neil")
    assert await _names(people, ann, "lee") == {"Ann Lee"}
    assert await _names(people, ann, "ann-l") == {"Ann Lee"}
    assert await _names(people, ann, "100%") == {"Ben 100% O_Neil"}
    assert await _names(people, ann, "o_n") == {"Ben 100% O_Neil"}
    assert await _names(people, ann, "a_n") == set()


@pytest.mark.parametrize(
    "words", ["%", "_", "\\", "\0", "\ud800", "'", '"', pytest.param("x" * 10_000_000, id="10 MB")]
)
async def test_odd_words_find_nothing(people: People, words: str) -> None:
    assert await _names(people, await people.member("Ann Lee"), words) == set()


async def test_addresses_are_searched_for_those_who_manage_only(people: People) -> None:
    ann, cleo = await people.member("Ann", email="secret@people.example"), await people.admin()
    assert await _names(people, cleo, "secret@") == {"Ann"}
    assert await _names(people, ann, "secret@") == set()


async def test_who_left_is_not_found(people: People) -> None:
    ann, gone = await people.member("Ann"), await people.member("Gus")
    await people.does(members.forget, gone)
    assert await _names(people, ann, "") == {"Ann"}
    for handle in ("gus", (await people.again(gone)).handle):
        with pytest.raises(NotFound):
            await people.reads(members.by_handle, ann, handle)
    with pytest.raises(NotFound):
        await people.reads(members.visible, ann, gone.id)
    assert (await people.reads(members.by_ids, [gone.id]))[gone.id].name == "Former member"
    assert await people.reads(members.by_handles, ["gus"]) == []
    assert await people.reads(members.count, ann) == 1


@pytest.mark.parametrize("handle", ["", "eve", "\0", "\ud800", "ann\0", "🙂", "%"])
async def test_a_handle_nobody_has_is_not_found(people: People, handle: str) -> None:
    ann = await people.member("Ann")
    assert (await people.reads(members.by_handle, ann, "ANN")).id == ann.id
    with pytest.raises(NotFound):
        await people.reads(members.by_handle, ann, handle)


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 2**70])
async def test_a_number_nobody_has_is_not_found(people: People, number: int) -> None:
    ann = await people.member("Ann")
    with pytest.raises(NotFound):
        await people.reads(members.visible, ann, number)
    assert set(await people.reads(members.by_ids, [number, ann.id])) == {ann.id}


async def test_a_page_costs_the_same_for_two_and_for_twenty(people: People, counting: CountingFactory) -> None:
    cleo = await people.admin()
    counts = []
    for many in (2, 18):
        for n in range(many):
            await people.member(f"Staff {many} {n}", Role.EMPLOYEE)
        with counting() as counted:
            page = await people.reads(members.listed, cleo, Slice(20))
            assert [one.teams for one in page.items] == [[]] * len(page.items)
        counts.append(len(counted))
    assert counts == [2, 2]
