"""An idea changes in the open: by its author or the product team, with a note once it is settled."""

import asyncio
from dataclasses import replace

import pytest

from domain import checks, database, ideas
from domain.errors import Invalid, NotFound, SignInNeeded, TooMany
from domain.ideas import Idea, IdeaClosed, Quadrant, Writing
from domain.ideas.policy import NotTheAuthor
from domain.ideas.use_cases.revising import EditedMeanwhile
from domain.members import Member, Role, Visitor
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.people import People, writing


async def _revise(
    people: People, actor: Member | Visitor, idea: Idea, to: Writing, based_on: int = 1, note: str = ""
) -> Idea:
    return await people.does(ideas.revise, actor, idea.id, to, based_on=based_on, note=note)


async def test_the_author_edits_without_a_note_for_a_day(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    clock.forward(hours=23, minutes=59)
    edited = await _revise(people, ann, idea, writing("Better benches"))
    assert (edited.title, edited.edited_at) == ("Better benches", clock())
    clock.forward(minutes=1)
    with pytest.raises(Invalid) as refused:
        await _revise(people, ann, idea, writing("Best benches"), 2)
    assert (refused.value.problems[0].field, refused.value.problems[0].code) == ("note", "missing")
    await _revise(people, ann, idea, writing("Best benches"), 2, " A clearer\nname ")
    revisions = await people.reads(ideas.revisions, idea)
    assert [(one.number, one.title, one.note) for one in revisions] == [
        (3, "Best benches", "A clearer name"),
        (2, "Better benches", ""),
        (1, "Benches at every station", ""),
    ]
    assert await people.reads(ideas.latest_revision, idea.id) == 3
    first = await people.reads(ideas.history, idea, Slice(2))
    then = await people.reads(ideas.history, idea, Slice(2, after=first.end_cursor))
    assert [one.number for one in [*first.items, *then.items]] == [3, 2, 1]


async def test_everything_can_change_and_counters_follow(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann, tags="wood,waiting")
    to = replace(writing("Neue Bänke"), quadrant=Quadrant.CREATION_WITH_OTHERS, tags=["holz"], language="de")
    await _revise(people, ann, idea, to)
    seen = await people.reads(ideas.visible, ann, idea.id)
    assert (seen.quadrant, seen.language, [tag.name for tag in seen.tags]) == (to.quadrant, "de", ["holz"])
    assert (seen.counters.quadrant, seen.counters.listed) == (to.quadrant, True)
    assert await people.reads(checks.recount) == []


async def test_nothing_changed_is_no_revision(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.idea(by=ben, tags="Wood")
    idea = await people.idea(by=ann, tags="wood")
    same = await _revise(people, ann, idea, writing(tags="WOOD"))
    assert same.edited_at is None
    assert await people.reads(ideas.latest_revision, idea.id) == 1


async def test_the_product_team_edits_others_ideas_with_a_note(people: People) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    with pytest.raises(Invalid):
        await _revise(people, pia, idea, writing("Benches, everywhere"))
    await _revise(people, pia, idea, writing("Benches, everywhere"), note="Names a place")
    newest = (await people.reads(ideas.revisions, idea))[0]
    assert (newest.editor.name, newest.note) == ("Pia", "Names a place")
    assert (await people.reads(ideas.visible, ann, idea.id)).author.name == "Ann"


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EMPLOYEE, Role.EXECUTIVE])
async def test_others_do_not(people: People, role: Role) -> None:
    idea, ben = await people.idea(by=await people.member("Ann")), await people.member("Ben", role)
    assert not ideas.may_edit(ben, idea)
    with pytest.raises(NotTheAuthor):
        await _revise(people, ben, idea, writing("Mine now"))


async def test_a_visitor_is_asked_to_sign_in(people: People) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    with pytest.raises(SignInNeeded):
        await _revise(people, Visitor(), idea, writing("Mine now"))


async def test_two_tabs_do_not_overwrite_each_other(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    outcomes = await asyncio.gather(
        *(_revise(people, ann, idea, writing(f"From tab {n}")) for n in range(8)), return_exceptions=True
    )
    assert sum(isinstance(outcome, Idea) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, EditedMeanwhile) for outcome in outcomes) == 7
    for based_on in (0, -1, 3, 2**70):
        with pytest.raises(EditedMeanwhile):
            await _revise(people, ann, idea, writing("From an odd form"), based_on)


async def test_a_vote_that_waits_while_it_moves_to_another_quadrant_counts(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    async with database.transaction(people.sessions) as session:
        to = replace(writing(), quadrant=Quadrant.CREATION_WITH_OTHERS)
        await ideas.revise(session, ann, idea.id, to, based_on=1)
        vote = asyncio.create_task(people.vote(by=ben, on=idea))
        await people.until_somebody_waits()
    assert (await vote).supporters == 1
    assert await people.reads(checks.recount) == []


async def test_what_does_not_fit_is_refused(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    with pytest.raises(Invalid):
        await _revise(people, ann, idea, writing(""))
    for note in ("x" * 401, "\ud800"):
        with pytest.raises(Invalid) as refused:
            await _revise(people, ann, idea, writing("Better benches"), note=note)
        assert refused.value.problems[0].field == "note"
    assert (await people.reads(ideas.visible, ann, idea.id)).title == idea.title


async def test_a_withdrawn_idea_is_closed(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    await people.does(ideas.withdraw, ann, idea.id, "Found a better one")
    with pytest.raises(IdeaClosed):
        await _revise(people, ann, idea, writing("Again"))


async def test_what_is_not_there_is_not_found(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    hidden = await people.idea(by=ann)
    await people.hide(hidden)
    for number in (hidden.id, 0, 4711, 2**70):
        with pytest.raises(NotFound):
            await people.does(ideas.revise, ben, number, writing(), based_on=1)


async def test_a_hundred_and_twenty_an_hour_over_all_ideas(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    one, other = await people.idea(by=ann), await people.idea(by=ann, title="Chairs")
    async with database.transaction(people.sessions) as session:
        for number in range(120):
            await ideas.revise(session, ann, one.id, writing(f"Bench {number}"), based_on=number + 1)
    with pytest.raises(TooMany):
        await _revise(people, ann, other, writing("Stools"))
    clock.forward(hours=1)
    await _revise(people, ann, other, writing("Stools"))
