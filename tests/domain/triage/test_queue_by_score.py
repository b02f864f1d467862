"""The queue by score: the highest first, then what nobody has scored, by the time left; nothing lost, nothing twice."""

from datetime import datetime

import pytest

from domain import scores, triage
from domain.errors import Invalid, NotAllowed
from domain.ideas import Idea
from domain.members import Member
from domain.paging import Order, Page, Slice
from domain.triage import DecisionKind, Place, QueueFilter, QueueView, Standing, Welcome
from tests.conftest import HeldClock
from tests.people import People


async def some(people: People, count: int, clock: HeldClock) -> list[Idea]:
    ann, made = await people.member("Ann"), []
    for number in range(count):
        made.append(await people.idea(by=ann, title=f"Bench number {number}"))
        await people.hear()
        clock.forward(hours=1)
    return made


async def scored(people: People, by: Member, idea: Idea, reach: int) -> None:
    await people.does(scores.score, by, idea.id, reach=reach, impact=1.0, confidence=1.0, effort=1.0)


async def page(people: People, actor: Member, wanted: Slice, **only: object) -> Page[Place]:
    return await people.reads(triage.places, actor, wanted, only=QueueFilter(**only), scores=scores.present())  # type: ignore[arg-type]


async def listed(people: People, actor: Member, **only: object) -> list[int]:
    """Return the numbers of the ideas of the queue by score."""
    return [place.idea.id for place in (await page(people, actor, Slice(), **only)).items]


async def read_through(people: People, actor: Member, size: int, *, backwards: bool) -> list[int]:
    """Return the numbers of all ideas, page after page, in the order of the list."""
    numbers: list[int] = []
    cursor = None
    while True:
        wanted = Slice(size, before=cursor, backwards=True) if backwards else Slice(size, after=cursor)
        found = await page(people, actor, wanted)
        here = [place.idea.id for place in found.items]
        numbers = here + numbers if backwards else numbers + here
        cursor = found.start_cursor if backwards else found.end_cursor
        if not (found.has_previous if backwards else found.has_next):
            return numbers


async def test_the_highest_score_comes_first_and_what_nobody_scored_by_the_time_left(
    people: People, pia: Member, clock: HeldClock
) -> None:
    made = await some(people, 6, clock)
    await people.answer(by=pia, on=made[0])
    await people.decide(DecisionKind.SHORTLIST, by=pia, on=made[4])
    await people.decide(DecisionKind.DECLINE, by=pia, on=made[5])
    for number, reach in ((1, 10), (4, 300), (5, 900)):
        await scored(people, pia, made[number], reach)
    assert await listed(people, pia) == [made[number].id for number in (4, 1, 2, 3, 0)], "the declined one isn't there"
    assert await listed(people, pia, standing=Standing.SHORTLISTED) == [made[4].id]
    assert await listed(people, pia, standing=Standing.UNDECIDED) == [made[number].id for number in (1, 2, 3, 0)]
    await people.decide(DecisionKind.REOPEN, by=pia, on=made[5], best_customers=Welcome.DISLIKE)
    assert await listed(people, pia) == [made[number].id for number in (5, 4, 1, 2, 3, 0)], "now it waits"
    assert await listed(people, pia, standing=Standing.SECOND_PERSON) == [made[5].id]
    clock.forward(days=9)
    assert await listed(people, pia, view=QueueView.OVERDUE) == [made[number].id for number in (1, 2, 3)]
    await scored(people, pia, made[1], 0)
    assert (await listed(people, pia))[:3] == [made[number].id for number in (5, 4, 1)], "0 is a score too"


async def test_pages_by_score_lose_and_repeat_nothing_in_either_direction(
    people: People, pia: Member, clock: HeldClock
) -> None:
    made = await some(people, 9, clock)
    for number in (1, 4, 7):
        await people.answer(by=pia, on=made[number])
    for number, reach in ((0, 5), (2, 5), (4, 5), (6, 7), (7, 0)):
        await scored(people, pia, made[number], reach)
    whole = [made[number].id for number in (6, 4, 2, 0, 7, 3, 5, 8, 1)]
    assert await listed(people, pia) == whole
    for size in (1, 2, 3, 4, 5, 9):
        for backwards in (False, True):
            assert await read_through(people, pia, size, backwards=backwards) == whole, (size, backwards)


async def test_scores_that_change_between_two_pages_move_only_their_own_ideas(
    people: People, pia: Member, clock: HeldClock
) -> None:
    made = await some(people, 5, clock)
    for number, reach in ((0, 50), (1, 40), (2, 30)):
        await scored(people, pia, made[number], reach)
    first = await page(people, pia, Slice(2))
    await scored(people, pia, made[0], 45)
    await scored(people, pia, made[3], 20)
    rest = await page(people, pia, Slice(9, after=first.end_cursor))
    assert [place.idea.id for place in rest.items] == [made[number].id for number in (2, 3, 4)]


async def test_cursors_of_the_other_order_and_people_who_read_no_queue_are_refused(
    people: People, pia: Member, clock: HeldClock
) -> None:
    await some(people, 2, clock)
    by_time = await people.reads(triage.places, pia, Slice(1), only=QueueFilter())
    by_score = await page(people, pia, Slice(1))
    with pytest.raises(Invalid):
        await page(people, pia, Slice(1, after=by_time.end_cursor))
    with pytest.raises(Invalid):
        await people.reads(triage.places, pia, Slice(1, after=by_score.end_cursor), only=QueueFilter())
    with pytest.raises(NotAllowed):
        await page(people, await people.member("Ben"), Slice(1))
    odd = Order[Place]("queue_by_score", (), lambda _place: (-7.5, clock.time, 0), (float, datetime, int))
    assert len((await page(people, pia, Slice(5, after=odd.cursor(by_score.items[0])))).items) == 2
