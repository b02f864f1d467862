"""The votes are gathered for one look and gone after it, and a sudden wave is told from what is usual."""

from sqlalchemy import text

from domain import fairness
from domain.fairness import CaseKind
from domain.members import Member
from tests.conftest import HeldClock
from tests.people import People

QUIET, AT_ONCE = 20, 12  # votes an hour apart, and within one


async def _wave(people: People, clock: HeldClock, title: str) -> int:
    """Have an idea backed once an hour, then many times within one; return its number."""
    idea = await people.idea(by=await people.member(f"Author of {title}"), title=title)
    voters = [await people.member(f"{title} {number}") for number in range(QUIET + AT_ONCE)]
    clock.forward(hours=9 * 24)
    for voter in voters[:QUIET]:
        clock.forward(hours=1)
        await people.vote(by=voter, on=idea)
    clock.forward(hours=1)
    for voter in voters[QUIET:]:
        clock.forward(minutes=3)
        await people.vote(by=voter, on=idea)
    return idea.id


async def test_a_wave_is_an_hour_of_many_times_what_is_usual(people: People, clock: HeldClock) -> None:
    idea_id = await _wave(people, clock, "Bench")
    (case,) = await people.does(fairness.look)
    assert case.kind is CaseKind.CAMPAIGN
    assert case.evidence == [{"idea": idea_id, "votes": AT_ONCE, "median": 1}]
    assert await people.reads(fairness.batches, case.id) == []


async def test_looking_twice_in_one_transaction_is_once_and_leaves_nothing_behind(
    people: People, pia: Member, clock: HeldClock
) -> None:
    await _wave(people, clock, "Bench")
    left = text("SELECT count(*) FROM pg_class WHERE relpersistence = 't' AND pg_table_is_visible(oid)")
    async with people.sessions() as session, session.begin():
        before = await session.scalar(text("SELECT current_setting('work_mem')"))
        assert len(await fairness.look(session)) == 1
        assert await fairness.look(session) == []
        assert await session.scalar(text("SELECT current_setting('work_mem')")) == before
        assert await session.scalar(left) == 0
