"""Drafts are kept while typing, seen by nobody else, and thrown away at will."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select

from domain import ideas, votes
from domain.errors import Invalid, NotFound, SignInNeeded, TooMany
from domain.ideas import Idea, IdeaFilter, Status, Writing
from domain.members import Visitor
from domain.paging import Slice
from tests.conftest import CountingFactory, HeldClock
from tests.people import People, writing

NOTHING = Writing(title="", problem="", proposal="", quadrant=None)


async def test_a_draft_may_be_empty_and_keeps_the_last_of_what_was_typed(people: People, clock: HeldClock) -> None:
    ann, key = await people.member("Ann"), uuid4()
    draft = await people.does(ideas.save_draft, ann, key, NOTHING)
    clock.forward(seconds=5)
    again = await people.does(ideas.save_draft, ann, key, replace(NOTHING, title="Ben", tags=["wood"]))
    assert (again.id, again.title, again.status, again.path) == (
        draft.id,
        "Ben",
        Status.DRAFT,
        f"/ideas/{draft.id}-ben",
    )
    assert (again.supporters, again.comment_count, again.author.name, again.saved_at) == (0, 0, "Ann", clock())
    (kept,) = await people.reads(ideas.drafts, ann)
    assert (kept.title, [tag.name for tag in kept.tags], kept.saved_at) == ("Ben", ["wood"], clock())


async def test_a_draft_does_not_exist_for_others(people: People) -> None:
    ann, key = await people.member("Ann"), uuid4()
    draft = await people.does(ideas.save_draft, ann, key, writing())
    assert (await people.reads(ideas.visible, ann, draft.id)).id == draft.id
    for other in (await people.member("Ben"), await people.admin(), Visitor()):
        with pytest.raises(NotFound):
            await people.reads(ideas.visible, other, draft.id)
        for only in (IdeaFilter(), IdeaFilter(status=Status.DRAFT), IdeaFilter(author_id=ann.id)):
            assert (await people.reads(ideas.listed, other, Slice(), only=only)).items == []
    for other in (await people.member("Dan"), ann):
        with pytest.raises((NotFound, votes.OwnIdea)):
            await people.does(votes.cast, other, draft.id)


async def test_saving_after_submitting_changes_nothing(people: People) -> None:
    ann, key = await people.member("Ann"), uuid4()
    idea = await people.does(ideas.submit, ann, writing("As submitted"), key=key)
    late = await people.does(ideas.save_draft, ann, key, writing("From another tab"))
    assert (late.id, late.title, late.status) == (idea.id, "As submitted", Status.SUBMITTED)


async def test_saving_and_submitting_at_once_leave_one_submitted_idea(people: People) -> None:
    ann, key = await people.member("Ann"), uuid4()
    await asyncio.gather(
        *(people.does(ideas.save_draft, ann, key, writing("Typed so far")) for _ in range(8)),
        people.does(ideas.submit, ann, writing("As submitted"), key=key),
    )
    async with people.sessions() as session:
        (idea,) = list(await session.scalars(select(Idea)))
    assert (idea.title, idea.status) == ("As submitted", Status.SUBMITTED)


@pytest.mark.parametrize(
    ("field", "value"), [("title", "x" * 121), ("problem", "\ud800"), ("quadrant", "x"), ("language", "")]
)
async def test_a_draft_must_still_fit(people: People, field: str, value: str) -> None:
    ann = await people.member("Ann")
    with pytest.raises(Invalid) as refused:
        await people.does(ideas.save_draft, ann, uuid4(), replace(NOTHING, **{field: value}))
    assert [problem.field for problem in refused.value.problems] == [field]


async def test_a_visitor_has_no_drafts(people: People) -> None:
    with pytest.raises(SignInNeeded):
        await people.does(ideas.save_draft, Visitor(), uuid4(), NOTHING)
    with pytest.raises(SignInNeeded):
        await people.does(ideas.discard_draft, Visitor(), 1)


async def test_sixty_new_drafts_an_hour_and_one_is_saved_without_end(people: People) -> None:
    ann = await people.member("Ann")
    keys = [uuid4() for _ in range(60)]
    for key in keys + keys[:5]:
        await people.does(ideas.save_draft, ann, key, NOTHING)
    with pytest.raises(TooMany):
        await people.does(ideas.save_draft, ann, uuid4(), NOTHING)


async def test_the_list_costs_the_same_for_one_and_for_ten(people: People, counting: CountingFactory) -> None:
    ann = await people.member("Ann")
    counts = []
    for many in (1, 9):
        for _ in range(many):
            await people.does(ideas.save_draft, ann, uuid4(), writing(tags="wood,waiting"))
        with counting() as counted:
            await people.reads(ideas.drafts, ann)
        counts.append(len(counted))
    assert counts == [2, 2]
