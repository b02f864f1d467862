"""Who is shown a merge before it is made, who hears of it, and who steps out of it."""

import pytest
from sqlalchemy import select

from domain import checks, ideas, notifications, triage, votes
from domain.errors import SignInNeeded, TooMany
from domain.ideas import Idea
from domain.members import Member, Role, Visitor
from domain.notifications import Notice, NoticeKind
from domain.paging import Slice
from domain.triage import DecisionKind, StepKind
from tests.conftest import HeldClock
from tests.domain.triage.benches import Bench, supporters
from tests.people import People


@pytest.fixture
async def bench(people: People) -> Bench:
    return await Bench(people).build()


async def test_whoever_steps_out_counts_no_more_until_they_come_back(
    people: People, bench: Bench, clock: HeldClock
) -> None:
    await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    for _ in range(2):
        await people.does(triage.step_out, bench.fay, bench.second.id)
    assert (await supporters(people, bench.first), await supporters(people, bench.second)) == (2, 2)
    await people.does(triage.step_out, bench.eve, bench.second.id)
    assert await supporters(people, bench.first) == 2, "Eve backs the other one too"
    assert (await people.vote(by=bench.fay, on=bench.first)).supporters == 3
    assert (await people.does(votes.withdraw, bench.fay, bench.first.id)).supporters == 2
    assert await people.reads(checks.recount) == []
    for _ in range(2):
        await people.does(triage.step_back_in, bench.fay, bench.second.id)
    assert await supporters(people, bench.first) == 3
    clock.forward(days=14)
    for use_case in (triage.step_out, triage.step_back_in):
        with pytest.raises(triage.StepOutOver):
            await people.does(use_case, bench.fay, bench.second.id)
    assert await people.reads(checks.recount) == []


async def test_the_author_steps_out_of_sharing_and_comes_back(people: People, bench: Bench) -> None:
    await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    await people.does(triage.step_out, bench.dan, bench.second.id)
    assert (await people.reads(ideas.visible, bench.pia, bench.first.id)).co_author_ids == []
    await people.does(triage.step_back_in, bench.dan, bench.second.id)
    assert (await people.reads(ideas.visible, bench.pia, bench.first.id)).co_author_ids == [bench.dan.id]
    await people.does(triage.step_out, bench.dan, bench.second.id)
    await people.does(triage.undo_merge, bench.pia, bench.second.id)
    assert (await people.reads(ideas.visible, bench.pia, bench.first.id)).co_author_ids == []
    assert await people.reads(checks.recount) == []


async def test_only_who_has_a_part_steps_out_and_only_so_often(people: People, bench: Bench) -> None:
    with pytest.raises(triage.NotMerged):
        await people.does(triage.step_out, bench.fay, bench.second.id)
    await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    for member in (bench.ann, bench.ben, bench.pia):
        with pytest.raises(triage.NoPartInMerge):
            await people.does(triage.step_out, member, bench.second.id)
    with pytest.raises(SignInNeeded):
        await people.does(triage.step_out, Visitor(), bench.second.id)
    for _ in range(15):
        await people.does(triage.step_out, bench.fay, bench.second.id)
        await people.does(triage.step_back_in, bench.fay, bench.second.id)
    with pytest.raises(TooMany):
        await people.does(triage.step_out, bench.fay, bench.second.id)


async def test_the_preview_says_what_the_merge_does(people: People, bench: Bench) -> None:
    for member in (bench.dan, bench.ann):
        await people.vote(by=member, on=bench.first if member is bench.dan else bench.second)
    seen = await people.reads(triage.preview_merge, bench.pia, bench.second.id, bench.first.id)
    assert (seen.supporters, seen.new, seen.after) == (3, 1, 3)
    assert seen.co_author is not None
    assert seen.co_author.id == bench.dan.id
    await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    assert await supporters(people, bench.first) == seen.after
    with pytest.raises(triage.MergedAlready):
        await people.reads(triage.preview_merge, bench.pia, bench.second.id, bench.first.id)


async def test_the_team_is_shown_what_says_the_same_and_nobody_else(people: People, bench: Bench) -> None:
    found = await people.reads(triage.likely_duplicates, bench.pia, bench.second)
    assert [idea.id for idea in found] == [bench.first.id]
    assert await people.reads(triage.likely_duplicates, bench.ann, bench.second) == []


async def test_the_story_of_both_tells_the_merge_and_its_undoing(
    people: People, bench: Bench, clock: HeldClock
) -> None:
    await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    clock.forward(hours=1)
    await people.does(triage.undo_merge, bench.pia, bench.second.id)

    async def told(idea: Idea) -> list[tuple[StepKind, str]]:
        row = await people.reads(ideas.visible, bench.ben, idea.id)
        steps = await people.reads(triage.story, bench.ben, row)
        return [(step.kind, step.other.title) for step in steps if step.other]

    assert await told(bench.second) == [
        (StepKind.MERGED, bench.first.title),
        (StepKind.UNMERGED, bench.first.title),
    ]
    assert await told(bench.first) == [
        (StepKind.TOOK_IN, bench.second.title),
        (StepKind.GAVE_BACK, bench.second.title),
    ]
    await people.hide(bench.first)
    assert await told(bench.second) == []


async def test_what_became_of_it_is_told_to_all_who_backed_either(people: People, bench: Bench) -> None:
    await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    await people.hear()
    told = await heard(people)
    assert told == {"Dan": "merged", "Eve": "merged", "Fay": "merged", "Ann": "took_in"}
    await people.does(triage.step_out, bench.fay, bench.second.id)
    await people.decide(DecisionKind.SHORTLIST, by=bench.pia, on=bench.first)
    await people.hear()
    told = await heard(people)
    assert {name for name, kind in told.items() if kind == "shortlisted"} == {"Ann", "Ben", "Dan", "Eve"}
    await people.does(triage.undo_merge, bench.pia, bench.second.id)
    await people.hear()
    assert {name for name, kind in (await heard(people)).items() if kind == "unmerged"} == {"Ann", "Dan", "Eve", "Fay"}


async def test_who_stands_for_or_takes_care_of_the_idea_it_was_in_hears_of_the_undoing_once(
    people: People, bench: Bench
) -> None:
    paul = await people.member("Paul", Role.PRODUCT)
    await people.does(triage.assign, bench.pia, bench.first.id, paul.id)
    await people.vote(by=bench.ann, on=bench.second)
    await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    await people.does(triage.undo_merge, bench.pia, bench.second.id)
    await people.hear()
    for member in (bench.ann, paul):
        told = [notice.kind for notice in (await people.reads(notifications.listed, member, Slice(50))).items]
        assert told.count(NoticeKind.UNMERGED) == 1


async def heard(people: People) -> dict[str, str]:
    """Return the last notice of each member, by name."""
    async with people.sessions() as session:
        query = select(Member.name, Notice.kind).join(Member, Member.id == Notice.member_id).order_by(Notice.id)
        return {name: kind.value for name, kind in await session.execute(query)}
