"""The queue: sorted by the time left, cut into pages and views, for whom it is."""

import pytest

from domain import answers, triage
from domain.errors import Invalid, NotAllowed, SignInNeeded
from domain.ideas import Idea, Quadrant
from domain.members import Member, Role, Visitor
from domain.paging import Slice
from domain.triage import DecisionKind, QueueFilter, QueueView, Standing, Welcome
from tests.conftest import CountingFactory, HeldClock
from tests.people import People


async def listed(people: People, actor: Member, wanted: Slice | None = None, **only: object) -> list[int]:
    """Return the numbers of the ideas on a page of the queue."""
    found = await people.reads(triage.queue, actor, wanted or Slice(), only=QueueFilter(**only))  # type: ignore[arg-type]
    return [row.idea.id for row in found.items]


async def ideas_of(people: People, count: int, clock: HeldClock) -> list[Idea]:
    """Let Ann submit ideas an hour after each other, so that their answers are due in this order."""
    ann, made = await people.member("Ann"), []
    for number in range(count):
        made.append(await people.idea(by=ann, title=f"Bench number {number}"))
        await people.hear()
        clock.forward(hours=1)
    return made


async def test_what_is_due_first_comes_first_and_what_nothing_is_owed_for_last(
    people: People, pia: Member, clock: HeldClock
) -> None:
    first, second, third, fourth, fifth = await ideas_of(people, 5, clock)
    await people.answer(by=pia, on=first)
    await people.decide(DecisionKind.SHORTLIST, by=pia, on=second)
    await people.decide(DecisionKind.DECLINE, by=pia, on=fourth)
    assert await listed(people, pia) == [third.id, fifth.id, first.id, second.id]
    assert await listed(people, pia, standing=Standing.SHORTLISTED) == [second.id]
    assert await listed(people, pia, standing=Standing.UNDECIDED) == [third.id, fifth.id, first.id]
    assert await listed(people, pia, standing=Standing.ADOPTED) == []


async def test_pages_lose_and_repeat_nothing_in_either_direction(people: People, pia: Member, clock: HeldClock) -> None:
    made = await ideas_of(people, 7, clock)
    for idea in (made[1], made[4], made[5]):
        await people.answer(by=pia, on=idea)
    whole = await listed(people, pia)
    assert sorted(whole) == [idea.id for idea in made]
    for size in (1, 2, 3, 5):
        forwards: list[int] = []
        after = None
        while True:
            found = await people.reads(triage.queue, pia, Slice(size, after=after), only=QueueFilter())
            forwards += [row.idea.id for row in found.items]
            after = found.end_cursor
            if not found.has_next:
                break
        assert forwards == whole, size
        backwards: list[int] = []
        before = None
        while True:
            wanted = Slice(size, before=before, backwards=True)
            found = await people.reads(triage.queue, pia, wanted, only=QueueFilter())
            backwards = [row.idea.id for row in found.items] + backwards
            before = found.start_cursor
            if not found.has_previous:
                break
        assert backwards == whole, size


async def test_views_show_mine_nobodys_what_is_due_today_and_what_is_overdue(
    people: People, pia: Member, clock: HeldClock
) -> None:
    first, second, third = await ideas_of(people, 3, clock)
    await people.does(triage.claim, pia, second.id)
    assert await listed(people, pia, view=QueueView.MINE) == [second.id]
    assert await listed(people, pia, view=QueueView.UNASSIGNED) == [first.id, third.id]
    assert await listed(people, pia, view=QueueView.DUE_TODAY) == []
    clock.forward(days=7)
    await people.does(answers.ask_author, pia, third.id, "Which stations?")
    assert await listed(people, pia, view=QueueView.OVERDUE) == [first.id, second.id], "the third waits for Ann"
    assert await listed(people, pia, view=QueueView.DUE_TODAY) == [first.id, second.id]
    counts = await people.reads(triage.count_queue, pia)
    assert counts == {QueueView.MINE: 1, QueueView.DUE_TODAY: 2, QueueView.OVERDUE: 2}
    assert await people.reads(triage.count_owed) == 2


async def test_filters_narrow_by_quadrant_tag_supporters_and_words(people: People, pia: Member) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    bench = await people.idea(by=ann, title="Benches at every station", tags="docks")
    lamp = await people.idea(by=ann, title="Lamps in the tunnel", quadrant=Quadrant.CREATION_WITH_OTHERS)
    await people.hear()
    await people.vote(by=ben, on=lamp)
    assert await listed(people, pia, quadrant=Quadrant.CREATION_WITH_OTHERS) == [lamp.id]
    assert await listed(people, pia, tag="docks") == [bench.id]
    assert await listed(people, pia, supporters_least=1) == [lamp.id]
    assert await listed(people, pia, words="tunnel") == [lamp.id]
    assert await listed(people, pia, words="nothing like it") == []


async def test_a_decision_that_waits_for_a_second_person_is_found_wherever_its_idea_stands(
    people: People, pia: Member, clock: HeldClock
) -> None:
    first, second = await ideas_of(people, 2, clock)
    await people.decide(DecisionKind.DECLINE, by=pia, on=first)
    await people.decide(DecisionKind.REOPEN, by=pia, on=first, best_customers=Welcome.DISLIKE)
    await people.decide(DecisionKind.ADOPT, by=pia, on=second, best_customers=Welcome.DISLIKE)
    assert await listed(people, pia, standing=Standing.SECOND_PERSON) == [second.id, first.id]
    assert await listed(people, pia) == [second.id, first.id]
    found = await people.reads(triage.queue, pia, Slice(), only=QueueFilter())
    assert [row.decision and row.decision.actor.id for row in found.items] == [pia.id, pia.id]


async def test_a_row_says_who_has_it_and_the_last_word(people: People, pia: Member, clock: HeldClock) -> None:
    (idea,) = await ideas_of(people, 1, clock)
    ben = await people.member("Ben")
    top = await people.comment(by=ben, on=idea, says="Where would they stand?")
    await people.comment(by=ben, on=idea, says="At the docks.", to=top)
    await people.does(triage.claim, pia, idea.id)
    (row,) = (await people.reads(triage.queue, pia, Slice(), only=QueueFilter())).items
    assert row.assignee
    assert row.last_word
    assert (row.assignee.id, row.last_word.body, row.last_word.author.id) == (pia.id, "At the docks.", ben.id)
    alone = await people.reads(triage.waiting_idea, pia, idea.id)
    assert alone.stands == row.stands


async def test_only_who_reads_the_queue_has_one(people: People) -> None:
    with pytest.raises(SignInNeeded):
        await people.reads(triage.queue, Visitor(), Slice(), only=QueueFilter())
    for role in (Role.CUSTOMER, Role.EMPLOYEE):
        with pytest.raises(NotAllowed):
            await listed(people, await people.member(f"A {role}", role))
    assert await listed(people, await people.member("Eve", Role.EXECUTIVE)) == []


async def test_a_cursor_of_another_list_is_refused(people: People, pia: Member) -> None:
    with pytest.raises(Invalid):
        await listed(people, pia, Slice(after="nonsense"))


async def test_the_queue_asks_as_much_for_one_idea_as_for_many(
    people: People, pia: Member, clock: HeldClock, counting: CountingFactory
) -> None:
    made = await ideas_of(people, 1, clock)
    await people.comment(by=pia, on=made[0])
    with counting() as few:
        await listed(people, pia)
    for idea in await ideas_of_ben(people, clock):
        await people.comment(by=pia, on=idea)
        await people.does(triage.claim, pia, idea.id)
    with counting() as many:
        await listed(people, pia)
    assert len(many) == len(few) <= 6, "\n\n".join(many.statements)


async def ideas_of_ben(people: People, clock: HeldClock) -> list[Idea]:
    ben = await people.member("Ben")
    made = [await people.idea(by=ben, title=f"Lamp number {number}") for number in range(4)]
    await people.hear()
    return made
