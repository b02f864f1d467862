"""How well the promise is kept: the same as a plain reckoning, also over holidays, pauses and changes of the clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from domain import answers, database, ideas
from domain.answers import Keeping
from domain.errors import SignInNeeded
from domain.ideas import Idea, Quadrant
from domain.members import Member, Role, Visitor
from domain.triage import DecisionKind
from tests.conftest import LEDGER, CountingFactory, HeldClock
from tests.people import People

HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")


async def team(people: People) -> tuple[Member, Member]:
    """Return Ann, who proposes, and Pia, who answers."""
    return await people.member("Ann"), await people.member("Pia", Role.PRODUCT)


async def asked(people: People, ann: Member, **more: str) -> Idea:
    """Return a new idea whose clock runs."""
    idea = await people.idea(by=ann, title=more.pop("title", "Benches at every station"), **more)
    await people.hear()
    return idea


async def test_an_answer_in_time_keeps_it_and_one_too_late_or_none_breaks_it(people: People, clock: HeldClock) -> None:
    ann, pia = await team(people)
    monday = date(2026, 2, 2)
    titles = ("A bench", "A bin", "A lamp", "A clock")
    quick, slow, never, fresh = [await asked(people, ann, title=f"{title} at the dock") for title in titles]
    clock.forward(hours=2)
    await people.answer(by=pia, on=quick)
    clock.forward(hours=30)
    await people.answer(by=pia, on=slow)
    await people.does(answers.ask_author, pia, fresh.id, "Which clock do you mean?")
    found = await people.reads(answers.promise, Visitor())
    assert found.weeks[monday] == Keeping(4, 1, timedelta(hours=32)), "one was asked about when it was late"
    assert list(found.weeks) == [monday - timedelta(weeks=weeks) for weeks in range(11, -1, -1)]
    assert found.whole == found.quadrants[Quadrant.PARTICIPATION_FOR_SELF] == found.weeks[monday]
    assert (found.waiting, found.overdue) == (2, 1), "one waits for its author's word"
    await people.answer(by=pia, on=never)
    found = await people.reads(answers.promise, Visitor())
    assert found.weeks[monday] == Keeping(4, 1, timedelta(hours=32)), "what was broken stays broken"


async def test_a_question_before_it_was_due_breaks_nothing_and_takes_no_time(people: People, clock: HeldClock) -> None:
    ann, pia = await team(people)
    idea = await asked(people, ann)
    clock.forward(hours=20)
    await people.does(answers.ask_author, pia, idea.id, "Which station do you mean?")
    clock.forward(days=14)
    assert (await people.reads(answers.promise, Visitor())).whole == Keeping()
    await people.comment(by=ann, on=idea, says="The one by the river.")
    await people.hear()
    clock.forward(hours=3)
    await people.answer(by=pia, on=idea)
    found = await people.reads(answers.promise, Visitor())
    assert found.whole == found.weeks[date(2026, 2, 16)] == Keeping(1, 1, 23 * HOUR)


async def test_whoever_gives_up_after_it_was_due_was_let_down_and_before_that_was_not(
    people: People, clock: HeldClock
) -> None:
    ann, _pia = await team(people)
    early = await asked(people, ann)
    await people.does(ideas.withdraw, ann, early.id, "Found a better one")
    late = await asked(people, ann, title="A bin at every station")
    await people.hear()
    clock.forward(hours=30)
    await people.does(ideas.withdraw, ann, late.id, "Waited too long")
    await people.hear()
    assert (await people.reads(answers.promise, Visitor())).whole == Keeping(1, 0, None)


async def test_only_first_answers_count_but_every_answer_owed_is_waited_for(people: People, clock: HeldClock) -> None:
    ann, pia = await team(people)
    idea = await asked(people, ann)
    await people.decide(DecisionKind.DECLINE, by=pia, on=idea)
    clock.forward(days=1)
    await people.decide(DecisionKind.REOPEN, by=pia, on=idea)
    clock.forward(days=10)
    found = await people.reads(answers.promise, Visitor())
    assert (found.whole.owed, found.waiting, found.overdue) == (1, 1, 1)


async def test_hidden_ideas_and_old_weeks_are_left_out(people: People, clock: HeldClock) -> None:
    ann, pia = await team(people)
    await people.hide(await asked(people, ann))
    await people.answer(by=pia, on=await asked(people, ann, title="A bin at every station"))
    for who in (Visitor(), ann, pia):
        assert (await people.reads(answers.promise, who)).whole.owed == 1
    clock.forward(weeks=12)
    found = await people.reads(answers.promise, Visitor())
    assert (found.whole, found.overdue) == (Keeping(), 0)


async def test_visitors_of_a_community_for_members_see_nothing(people: People) -> None:
    with pytest.raises(SignInNeeded):
        await people.reads(answers.promise, Visitor(reads=False))


async def test_it_costs_the_same_for_one_idea_as_for_many(people: People, counting: CountingFactory) -> None:
    ann, pia = await team(people)
    await people.answer(by=pia, on=await asked(people, ann))
    with counting() as one:
        await people.reads(answers.promise, Visitor())
    for number in range(5):
        await people.answer(by=pia, on=await asked(people, ann, title=f"Bench number {number}"))
    with counting() as many:
        assert (await people.reads(answers.promise, Visitor())).whole.owed == 6
    assert len(many) == len(one) == 3


FOREVER = 10**9


@dataclass
class Told:
    """What happened to one idea, in whole hours: submitted, asked and replied, answered."""

    starts: int
    pauses: list[tuple[int, int]]
    answered: int | None

    @property
    def ends(self) -> int:
        """Return when the last of it happened."""
        return self.answered or max((end for _begin, end in self.pauses), default=self.starts)


@st.composite
def stories(draw: st.DrawFn) -> Told:
    """Return what happened to one idea within some weeks."""
    at = starts = draw(st.integers(0, 24 * 40))
    pauses = []
    for _ in range(draw(st.integers(0, 2))):
        begins = at + draw(st.integers(1, 30))
        at = begins + draw(st.integers(1, 100))
        pauses.append((begins, at))
    return Told(starts, pauses, draw(st.none() | st.integers(at + 1, at + 90)))


def reckoned(told: Told, works: list[bool], target: int, until: int) -> tuple[bool, int] | None:
    """Return whether the promise was kept and what the answer took, hour by hour; None while neither is known."""

    def runs(hour: int) -> bool:
        return works[hour] and not any(begin <= hour < end for begin, end in told.pauses)

    took, due, hour = 0, None, told.starts
    while due is None:
        took += runs(hour)
        hour += 1
        if took == target:
            due = hour
    if told.answered is not None:
        return told.answered <= due, sum(runs(hour) for hour in range(told.starts, told.answered))
    return (False, FOREVER) if due <= until else None


@pytest.fixture
async def three(people: People) -> tuple[Member, Member, Member]:
    """Return an admin, Ann, who proposes, and Pia, who answers."""
    return await people.admin(), *(await team(people))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.lists(stories(), min_size=1, max_size=5),
    begun=st.sampled_from([datetime(2026, 3, 16, 9, tzinfo=UTC), datetime(2026, 10, 12, 9, tzinfo=UTC)]),
    target=st.sampled_from([4, 24, 40]),
    days=st.frozensets(st.integers(1, 7), min_size=1),
    off=st.frozensets(st.integers(0, 45), max_size=6),
    looked=st.integers(24 * 30, 24 * 70),
)
async def test_it_is_what_one_reckons_hour_by_hour(
    people: People,
    clock: HeldClock,
    three: tuple[Member, Member, Member],
    told: list[Told],
    begun: datetime,
    target: int,
    days: frozenset[int],
    off: frozenset[int],
    looked: int,
) -> None:
    cleo, ann, pia = three
    await forget_ideas(people)
    holidays = {(begun + timedelta(days=day)).date() for day in off}
    await people.shape(cleo, answer_hours=target, working_days=sorted(days), holidays=sorted(holidays))
    for each in told:
        await play(people, clock, begun, each, ann, pia)
    until = max([looked, *(each.ends + 1 for each in told)])
    clock.time = begun + HOUR * until
    # Each of the two spans holds a change of Berlin's clock; midnight is always at a whole hour.
    dates = [(begun + HOUR * hour).astimezone(BERLIN).date() for hour in range(24 * 400)]
    works = [day.isoweekday() in days and day not in holidays for day in dates]
    known = [kept for each in told if (kept := reckoned(each, works, target, until))]
    took = sorted(hours for _kept, hours in known)
    half = took[ceil(len(took) / 2) - 1] if took else FOREVER
    found = await people.reads(answers.promise, Visitor())
    assert found.whole == Keeping(
        len(known), sum(kept for kept, _hours in known), None if half == FOREVER else HOUR * half
    )
    assert sum(week.owed for week in found.weeks.values()) == len(known)
    assert await people.reads(answers.differences) == []


async def play(people: People, clock: HeldClock, begun: datetime, told: Told, ann: Member, pia: Member) -> None:
    """Let one idea go its way."""
    clock.time = begun + HOUR * told.starts
    idea = await people.idea(by=ann)
    await people.does(answers.start, idea.id, clock.time)
    for begin, end in told.pauses:
        clock.time = begun + HOUR * begin
        await people.does(answers.ask_author, pia, idea.id, "Which station do you mean?")
        clock.time = begun + HOUR * end
        await people.does(answers.resume, pia, idea.id)
    if told.answered is not None:
        clock.time = begun + HOUR * told.answered
        await people.answer(by=pia, on=idea)


async def forget_ideas(people: People) -> None:
    """Delete what the last example left, but for its people."""
    tables = [table.name for table in reversed(database.Base.metadata.sorted_tables)]
    async with database.transaction(people.sessions) as session:
        for name in tables:
            if name not in ("members", "community", "teams", "team_memberships", "reasons", *LEDGER):
                await session.execute(text(f'DELETE FROM "{name}"'))
