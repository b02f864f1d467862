"""A merge is a link: everybody counts once, nothing moves, and undoing it brings back exactly what was."""

from uuid import uuid4

import pytest

from domain import answers, checks, ideas, offers, triage, votes
from domain.errors import NotAllowed, NotFound, SignInNeeded
from domain.ideas import Status
from domain.members import Actor, Role, Visitor
from domain.triage import DecisionKind, Welcome
from tests.conftest import CountingFactory, HeldClock
from tests.domain.triage.benches import Bench, state, supporters
from tests.people import People


@pytest.fixture
async def bench(people: People) -> Bench:
    return await Bench(people).build()


async def test_voters_of_both_count_once_and_the_duplicates_author_shares_the_idea(
    people: People, bench: Bench
) -> None:
    before = await state(people, bench.first), await state(people, bench.second)
    await people.vote(by=bench.dan, on=bench.first)
    link = await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    assert link.made_co_author
    target = await people.reads(ideas.visible, bench.ann, bench.first.id)
    assert (target.supporters, target.exposed) == (3, 3), "Ben, Eve, Fay; Dan's own vote counts no longer"
    assert target.co_author_ids == [bench.dan.id]
    duplicate = await people.reads(ideas.visible, bench.ann, bench.second.id)
    assert (duplicate.status, duplicate.merged_into_id) == (Status.MERGED, target.id)
    assert not duplicate.listed
    both = [bench.first.id, bench.second.id]
    assert await people.reads(votes.given, bench.fay, both) == set(both)
    assert await people.reads(votes.given, bench.dan, both) == set(), "it is his own now"
    assert await people.reads(checks.recount) == []
    await people.does(triage.undo_merge, bench.pia, bench.second.id)
    assert await supporters(people, bench.first) == 3, "Dan's vote is there again"
    await people.does(votes.withdraw, bench.dan, bench.first.id)
    after = await state(people, bench.first), await state(people, bench.second)
    assert after[1] == before[1]
    # Dan saw the idea when he voted; all else is as it was.
    assert {**after[0], "exposed": 2, "best": before[0]["best"]} == before[0]
    assert await people.reads(checks.recount) == []


async def test_undoing_restores_exactly_also_a_clock_that_waited(
    people: People, bench: Bench, clock: HeldClock
) -> None:
    await people.does(answers.ask_author, bench.pia, bench.second.id, "How long should it be, and for how many?")
    clock.forward(hours=3)
    before = await state(people, bench.first), await state(people, bench.second)
    for _ in range(2):
        await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
        merged = await state(people, bench.second)
        assert merged["clock"] != before[1]["clock"], "nothing is owed while it is merged"
        clock.forward(days=3)
        await people.does(triage.undo_merge, bench.pia, bench.second.id)
        assert (await state(people, bench.first), await state(people, bench.second)) == before
    assert await people.reads(checks.recount) == []


async def test_whoever_backs_the_duplicate_counts_no_second_time(people: People, bench: Bench) -> None:
    await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    voted = await people.vote(by=bench.fay, on=bench.first)
    assert voted.supporters == 3
    assert await people.reads(votes.given, bench.fay, [bench.first.id]) == {bench.first.id}
    gus = await people.member("Gus")
    assert (await people.vote(by=gus, on=bench.first)).supporters == 4
    assert await people.reads(checks.recount) == []


async def test_taking_support_back_leaves_the_vote_where_it_was_cast(people: People, bench: Bench) -> None:
    await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    for member, left in ((bench.fay, 2), (bench.eve, 1), (bench.ben, 0)):
        for _ in range(2):
            assert (await people.does(votes.withdraw, member, bench.first.id)).supporters == left
        assert await people.reads(votes.given, member, [bench.first.id]) == set()
    assert await people.reads(checks.recount) == []
    assert (await people.vote(by=bench.fay, on=bench.first)).supporters == 1
    await people.does(triage.undo_merge, bench.pia, bench.second.id)
    assert (await supporters(people, bench.first), await supporters(people, bench.second)) == (1, 2)
    assert await people.reads(checks.recount) == []


async def test_the_duplicate_takes_no_votes_and_its_people_back_neither(people: People, bench: Bench) -> None:
    await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    with pytest.raises(votes.VotingClosed):
        await people.vote(by=bench.ben, on=bench.second)
    with pytest.raises(votes.VotingClosed):
        await people.does(votes.withdraw, bench.fay, bench.second.id)
    with pytest.raises(votes.OwnIdea):
        await people.vote(by=bench.dan, on=bench.first)


async def test_one_who_was_shown_the_duplicate_is_exposed_once(people: People, bench: Bench) -> None:
    gus = await people.member("Gus")
    await people.look(by=gus, on=bench.second)
    await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    for member in (gus, bench.fay, bench.dan):
        await people.look(by=member, on=bench.first)
    idea = await people.reads(ideas.visible, gus, bench.first.id)
    assert (idea.supporters, idea.exposed) == (3, 4)
    assert (await people.vote(by=gus, on=bench.first)).exposed == 4
    assert await people.reads(checks.recount) == []


@pytest.mark.parametrize("kind", [DecisionKind.DECLINE, DecisionKind.DELIVER, None])
async def test_what_is_settled_is_not_merged(people: People, bench: Bench, kind: DecisionKind | None) -> None:
    if kind is None:
        await people.does(ideas.withdraw, bench.dan, bench.second.id, "Found a better one")
    else:
        for step in (DecisionKind.ADOPT, kind) if kind is DecisionKind.DELIVER else (kind,):
            await people.decide(step, by=bench.pia, on=bench.second)
    with pytest.raises(triage.CannotMerge):
        await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    if kind is DecisionKind.DELIVER:
        await people.does(triage.merge, bench.pia, bench.first.id, bench.second.id)
    else:
        with pytest.raises(triage.CannotTakeIn):
            await people.does(triage.merge, bench.pia, bench.first.id, bench.second.id)
    assert await people.reads(checks.recount) == []


async def test_mistakes_are_named(people: People, bench: Bench) -> None:
    third = await people.idea(by=bench.ben, title="Somewhere to sit")
    draft = await people.does(ideas.save_draft, bench.pia, uuid4(), ideas.Writing("Benches, but mine", "", "", None))
    pia, first, second = bench.pia, bench.first.id, bench.second.id
    with pytest.raises(triage.MergeIntoItself):
        await people.does(triage.merge, pia, first, first)
    with pytest.raises(triage.NotMerged):
        await people.does(triage.undo_merge, pia, second)
    with pytest.raises(triage.CannotTakeIn):
        await people.does(triage.merge, pia, second, draft.id)
    with pytest.raises(NotFound):
        await people.does(triage.merge, pia, second, 4711)
    await people.does(triage.merge, pia, second, first)
    with pytest.raises(triage.MergeInCircle):
        await people.does(triage.merge, pia, first, second)
    with pytest.raises(triage.MergedAlready):
        await people.does(triage.merge, pia, second, third.id)
    with pytest.raises(triage.TargetMerged):
        await people.does(triage.merge, pia, third.id, second)
    await people.does(triage.undo_merge, pia, second)
    with pytest.raises(triage.NotMerged):
        await people.does(triage.undo_merge, pia, second)
    await people.hide(third)
    for pair in ((second, third.id), (third.id, second)):
        with pytest.raises((triage.CannotMerge, triage.CannotTakeIn)):
            await people.does(triage.merge, pia, *pair)
    assert await people.reads(checks.recount) == []


async def test_a_decision_that_waits_comes_first(people: People, bench: Bench) -> None:
    await people.decide(DecisionKind.ADOPT, by=bench.pia, on=bench.second, best_customers=Welcome.DISLIKE)
    with pytest.raises(triage.DecisionWaits):
        await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)


@pytest.mark.parametrize("who", ["ben", "dan", "visitor", "employee"])
async def test_only_the_product_team_merges_and_undoes(people: People, bench: Bench, who: str) -> None:
    emma = await people.member("Emma", Role.EMPLOYEE)
    everybody: dict[str, Actor] = {"visitor": Visitor(), "employee": emma, "ben": bench.ben, "dan": bench.dan}
    actor = everybody[who]
    refused = SignInNeeded if who == "visitor" else NotAllowed
    with pytest.raises(refused):
        await people.does(triage.merge, actor, bench.second.id, bench.first.id)
    await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    with pytest.raises(refused):
        await people.does(triage.undo_merge, actor, bench.second.id)
    with pytest.raises(refused):
        await people.reads(triage.preview_merge, actor, bench.second.id, bench.first.id)


async def test_a_chain_counts_the_whole_tree_and_each_link_is_undone_by_itself(people: People, bench: Bench) -> None:
    third = await people.idea(by=bench.ben, title="Somewhere to sit")
    await people.vote(by=bench.fay, on=third)
    before = [await state(people, idea) for idea in (bench.first, bench.second, third)]
    await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    half = [await state(people, idea) for idea in (bench.first, bench.second, third)]
    await people.does(triage.merge, bench.pia, bench.first.id, third.id)
    whole = await people.reads(ideas.visible, bench.pia, third.id)
    assert whole.merged_ids == sorted([bench.first.id, bench.second.id])
    assert whole.supporters == 2, "Eve and Fay; Ben wrote one, Ann and Dan the others"
    assert await people.reads(checks.recount) == []
    await people.does(triage.undo_merge, bench.pia, bench.second.id)
    assert (await people.reads(ideas.visible, bench.pia, third.id)).merged_ids == [bench.first.id]
    assert await people.reads(checks.recount) == []
    await people.does(triage.undo_merge, bench.pia, bench.first.id)
    assert [await state(people, idea) for idea in (bench.first, bench.second, third)] == before
    await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
    await people.does(triage.merge, bench.pia, bench.first.id, third.id)
    await people.does(triage.undo_merge, bench.pia, bench.first.id)
    assert [await state(people, idea) for idea in (bench.first, bench.second, third)] == half


async def test_a_co_author_by_merge_stays_one_as_long_as_anything_says_so(people: People, bench: Bench) -> None:
    third = await people.idea(by=bench.dan, title="Somewhere to sit")
    for idea in (bench.second, third):
        await people.does(triage.merge, bench.pia, idea.id, bench.first.id)
    await people.does(triage.undo_merge, bench.pia, bench.second.id)
    assert (await people.reads(ideas.visible, bench.pia, bench.first.id)).co_author_ids == [bench.dan.id]
    await people.does(triage.undo_merge, bench.pia, third.id)
    assert (await people.reads(ideas.visible, bench.pia, bench.first.id)).co_author_ids == []


async def test_a_co_author_by_offer_stays_one_after_the_undoing(people: People, bench: Bench) -> None:
    shared = await people.idea(by=bench.ann, quadrant="creation_with_others", title="Build benches together")
    offer = await people.offer(by=bench.dan, on=shared)
    await people.vote(by=bench.dan, on=shared)
    await people.does(triage.merge, bench.pia, bench.second.id, shared.id)
    assert await people.reads(checks.recount) == []
    await people.does(offers.accept, bench.ann, offer.id)
    assert await people.reads(checks.recount) == []
    await people.does(triage.undo_merge, bench.pia, bench.second.id)
    assert (await people.reads(ideas.visible, bench.pia, shared.id)).co_author_ids == [bench.dan.id]
    assert await people.reads(checks.recount) == []


async def test_who_parts_from_an_idea_that_took_others_in_counts_as_they_voted(people: People, bench: Bench) -> None:
    shared = await people.idea(by=bench.ann, quadrant="creation_with_others", title="Build benches together")
    offer = await people.offer(by=bench.fay, on=shared)
    await people.does(triage.merge, bench.pia, bench.second.id, shared.id)
    assert await supporters(people, shared) == 2
    await people.does(offers.accept, bench.ann, offer.id)
    assert await supporters(people, shared) == 1
    assert await people.reads(checks.recount) == []
    await people.does(offers.step_down, bench.fay, shared.id)
    assert await supporters(people, shared) == 2
    await people.does(offers.step_down, bench.dan, shared.id)
    assert await people.reads(checks.recount) == []
    await people.does(triage.undo_merge, bench.pia, bench.second.id)
    assert await people.reads(checks.recount) == []


async def test_a_merge_costs_the_same_statements_however_many_vote(
    people: People, bench: Bench, counting: CountingFactory
) -> None:
    costs = []
    for many in range(2):
        with counting() as counted:
            await people.does(triage.merge, bench.pia, bench.second.id, bench.first.id)
        costs.append(len(counted))
        await people.does(triage.undo_merge, bench.pia, bench.second.id)
        for n in range(10):
            voter = await people.member(f"Voter {many} {n}")
            await people.vote(by=voter, on=bench.second)
    assert costs[0] == costs[1]
