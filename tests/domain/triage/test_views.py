"""Views of the queue that are kept: one's own, and those shared with the team."""

import asyncio

import pytest

from domain import personal_data, triage
from domain.errors import Invalid, NotAllowed, NotFound
from domain.ideas import Quadrant
from domain.members import Role
from domain.triage import ManySharedViews, ManyViews, QueueFilter, QueueSort, QueueView, Standing
from tests.people import People

LATE = QueueFilter(QueueView.OVERDUE, Quadrant.CREATION_FOR_SELF, Standing.UNDECIDED, "docks", 3, "bench")


async def test_a_view_is_kept_as_it_is_and_its_name_is_taken_once(people: People) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    kept = await people.does(triage.save_view, pia, "  Late benches ", LATE, shared=False)
    assert (kept.name, kept.only, kept.owner.id) == ("Late benches", LATE, pia.id)
    again = await people.does(triage.save_view, pia, "Late benches", QueueFilter(), shared=True)
    assert (again.id, again.only, again.shared) == (kept.id, QueueFilter(), True)
    assert [view.id for view in await people.reads(triage.saved_views, pia)] == [kept.id]


async def test_others_see_what_is_shared_and_drop_nothing_of_it(people: People) -> None:
    pia, eve = await people.member("Pia", Role.PRODUCT), await people.member("Eve", Role.EXECUTIVE)
    mine = await people.does(triage.save_view, pia, "Mine", LATE, shared=False)
    ours = await people.does(triage.save_view, pia, "Ours", LATE, shared=True)
    assert [view.id for view in await people.reads(triage.saved_views, eve)] == [ours.id]
    for view in (mine, ours):
        with pytest.raises(NotFound):
            await people.does(triage.drop_view, eve, view.id)
    await people.does(triage.drop_view, pia, ours.id)
    assert await people.reads(triage.saved_views, eve) == []


async def test_views_are_for_who_reads_the_queue_named_and_few(people: People) -> None:
    with pytest.raises(NotAllowed):
        await people.does(triage.save_view, await people.member("Ann"), "Mine", LATE, shared=False)
    pia = await people.member("Pia", Role.PRODUCT)
    for name in ("", "   ", "x" * 61):
        with pytest.raises(Invalid):
            await people.does(triage.save_view, pia, name, LATE, shared=False)
    for number in range(20):
        await people.does(triage.save_view, pia, f"View {number}", LATE, shared=False)
    with pytest.raises(ManyViews):
        await people.does(triage.save_view, pia, "One more", LATE, shared=False)
    await people.does(triage.save_view, pia, "View 3", QueueFilter(), shared=True)


async def test_a_view_keeps_what_sorts_it(people: People) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    kept = await people.does(triage.save_view, pia, "Best", LATE, sort=QueueSort.SCORE, shared=False)
    assert kept.sort is QueueSort.SCORE
    again = await people.does(triage.save_view, pia, "Best", LATE, shared=False)
    assert again.sort is QueueSort.TIME_LEFT
    assert (await people.reads(personal_data.export, pia))["saved_views"][0]["sort"] == "time_left"


async def test_ones_own_come_first_and_nobodys_list_is_cut(people: People) -> None:
    pia, eve = await people.member("Pia", Role.PRODUCT), await people.member("Eve", Role.EXECUTIVE)
    quin = await people.member("Quin", Role.PRODUCT)
    for member, many in ((pia, 20), (eve, 9)):
        for number in range(many):
            await people.does(triage.save_view, member, f"A {member.name} {number}", LATE, shared=True)
    for number in range(20):
        await people.does(triage.save_view, quin, f"Z {number:02}", LATE, shared=False)
    await people.does(triage.save_view, quin, "Z 03", LATE, shared=True)
    with pytest.raises(ManySharedViews):
        await people.does(triage.save_view, quin, "Z 04", LATE, shared=True)
    await people.does(triage.save_view, quin, "Z 03", QueueFilter(), shared=True)
    found = await people.reads(triage.saved_views, quin)
    assert [view.name for view in found[:20]] == [f"Z {number:02}" for number in range(20)]
    assert len(found) == 49
    await people.does(triage.drop_view, pia, (await people.reads(triage.saved_views, pia))[0].id)
    await people.does(triage.save_view, quin, "Z 04", LATE, shared=True)


async def test_two_that_share_the_last_at_once_share_one(people: People) -> None:
    pia, quin = await people.member("Pia", Role.PRODUCT), await people.member("Quin", Role.PRODUCT)
    for member, many in ((pia, 15), (quin, 14)):
        for number in range(many):
            await people.does(triage.save_view, member, f"View {number}", LATE, shared=True)
    found = await asyncio.gather(
        *(people.does(triage.save_view, member, "The last", LATE, shared=True) for member in (pia, quin)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in found) == ["ManySharedViews", "SavedView"]


async def test_who_leaves_takes_their_views_along_and_leaves_none(people: People) -> None:
    pia, eve = await people.member("Pia", Role.PRODUCT), await people.member("Eve", Role.EXECUTIVE)
    await people.does(triage.save_view, pia, "Ours", LATE, shared=True)
    (taken,) = (await people.reads(personal_data.export, pia))["saved_views"]
    assert (taken["name"], taken["words"]) == ("Ours", "bench")
    await people.does(personal_data.erase, pia)
    assert await people.reads(triage.saved_views, eve) == []
