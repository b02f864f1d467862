"""Taking part: joining, leaving, answering a call, readings of weeks; and what is refused."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import DetachedInstanceError

from domain import challenges, encounters, members, personal_data
from domain.challenges import (
    AnswersAnother,
    CalledOffAlready,
    Challenge,
    ChallengeReading,
    ChallengeState,
    NotAParticipant,
    NotForIdeas,
    NotForJoining,
    NotRunning,
    OverAlready,
    OwnReading,
    ReadingEntered,
    WeekFigures,
)
from domain.errors import Invalid, NotAllowed, NotFound
from domain.ideas import NotTheAuthor, Quadrant
from domain.members import Member, Role, Visitor
from domain.paging import Slice
from tests.challenging import WHY, began, called, ended
from tests.people import People


@pytest.fixture
async def pia(people: People) -> Member:
    return await people.member("Pia", Role.PRODUCT)


@pytest.fixture
async def emil(people: People) -> Member:
    return await people.member("Emil", Role.EMPLOYEE)


@pytest.fixture
async def work(people: People, pia: Member, emil: Member) -> Challenge:
    """Return a challenge among staff in its second week that Emil joined."""
    made = await called(people, by=pia, staff=True)
    await people.does(challenges.join, emil, made.id)
    return await began(people, made)


def week(number: int = 1, much: object = 10, well: object = 90, reason: str = "") -> WeekFigures:
    return WeekFigures(
        number,
        None if much is None else Decimal(str(much)),
        None if well is None else Decimal(str(well)),
        reason,
    )


async def test_who_joined_sees_who_joined(people: People, work: Challenge, pia: Member, emil: Member) -> None:
    other = await people.member("Olga", Role.EMPLOYEE)
    assert (await people.reads(challenges.participants, other, work, Slice())).items == []
    assert await people.reads(challenges.count_joined, work) == 1
    await asyncio.gather(*(people.does(challenges.join, other, work.id) for _ in range(3)))
    for who in (other, emil, pia):
        joined = (await people.reads(challenges.participants, who, work, Slice())).items
        assert [each.name for each in joined] == ["Emil", "Olga"]
        only = await people.reads(challenges.participants, who, work, Slice(), among=[other.id])
        assert [each.name for each in only.items] == ["Olga"]


async def test_who_joined_comes_page_by_page_whatever_they_are_called(
    people: People, work: Challenge, pia: Member, emil: Member
) -> None:
    """Two of the same name are told apart by their number, and no name stops the list."""
    for number, name in enumerate(("Ødin", "emil", "Emil", "élan", "O’Neil \\ % _", "王伟", "ab", "aB")):
        other = await people.member(name, Role.EMPLOYEE, email=f"{number}@people.example")
        await people.does(challenges.join, other, work.id)
    whole = [each.id for each in (await people.reads(challenges.participants, pia, work, Slice(50))).items]
    assert len(whole) == 9
    for size in (1, 2, 4):
        joined, far, after = list[int](), list[int](), None
        while True:
            found = await people.reads(challenges.participants, pia, work, Slice(size, after=after))
            standing = await people.reads(challenges.everyone, work, Slice(size, after=after))
            joined += [each.id for each in found.items]
            far += [each.member.id for each in standing.items]
            after = found.end_cursor
            if not found.has_next:
                break
        assert joined == far == whole
    last = await people.reads(challenges.participants, pia, work, Slice(3, before=after, backwards=True))
    assert [each.id for each in last.items] == whole[-4:-1]


async def test_joining_has_its_time_and_its_people(people: People, pia: Member, work: Challenge) -> None:
    ann, olga = await people.member("Ann"), await people.member("Olga", Role.EMPLOYEE)
    with pytest.raises(NotAllowed):
        await people.does(challenges.join, ann, work.id)
    call = await called(people, by=pia)
    with pytest.raises(NotForJoining):
        await people.does(challenges.join, olga, call.id)
    over = await ended(people, await called(people, by=pia, staff=True))
    with pytest.raises(OverAlready):
        await people.does(challenges.join, olga, over.id)
    await people.does(challenges.call_off, pia, work.id, WHY)
    with pytest.raises(CalledOffAlready):
        await people.does(challenges.join, olga, work.id)


async def test_who_leaves_takes_their_readings_away(people: People, pia: Member, emil: Member, work: Challenge) -> None:
    await people.does(challenges.enter_reading, pia, work.id, emil.id, week(much=500))
    assert [each.member.id for each in await people.reads(challenges.met, pia, work)] == [emil.id]
    await people.does(challenges.leave, emil, work.id)
    await people.does(challenges.leave, emil, work.id)
    assert await people.reads(challenges.met, pia, work) == []
    await people.does(challenges.join, emil, work.id)
    assert await people.reads(challenges.own_readings, emil, work) == []


async def test_a_reading_is_corrected_by_another_row_with_a_reason(
    people: People, pia: Member, emil: Member, work: Challenge
) -> None:
    first = await people.does(challenges.enter_reading, pia, work.id, emil.id, week(much=60, well=70))
    assert (await people.does(challenges.enter_reading, pia, work.id, emil.id, week(much=60, well=70))).id == first.id
    with pytest.raises(ReadingEntered):
        await people.does(challenges.enter_reading, pia, work.id, emil.id, week(much=61, well=70))
    mended = week(much=61, well=70, reason="Two days were missing.")
    await people.does(challenges.enter_reading, pia, work.id, emil.id, mended)
    own = await people.reads(challenges.own, emil, work)
    assert own
    assert [own.much, own.well] == [61, 70]
    gone = week(much=None, well=None, reason="Emil was away, after all.")
    await people.does(challenges.enter_reading, pia, work.id, emil.id, gone)
    own = await people.reads(challenges.own, emil, work)
    assert own
    assert [own.much, own.well] == [0, None]
    rows = await people.reads(challenges.readings, work, emil.id)
    assert [(row.much, row.superseded_at is None) for row in rows] == [(None, True), (61, False), (60, False)]
    await people.does(challenges.enter_reading, pia, work.id, emil.id, week(much=62, well=70))


@pytest.mark.parametrize(
    ("field", "figures"),
    [
        ("week", week(0)),
        ("week", week(5)),
        ("week", week(3)),
        ("much", week(much=-1)),
        ("much", week(much="nan")),
        ("much", week(much="inf")),
        ("much", week(much=1_000_001)),
        ("much", week(much="1.234")),
        ("well", week(well="100.01")),
        ("well", week(well=-1)),
        ("well", week(well="nan")),
        ("well", week(much=0, well=50)),
        ("much", week(much=None, well=50, reason="A long enough reason")),
    ],
)
async def test_a_reading_that_can_t_be_is_refused(
    field: str, figures: WeekFigures, people: People, pia: Member, emil: Member, work: Challenge
) -> None:
    with pytest.raises(Invalid) as refused:
        await people.does(challenges.enter_reading, pia, work.id, emil.id, figures)
    assert {each.field for each in refused.value.problems} == {field}


async def test_readings_are_of_others_who_joined_while_it_runs(
    people: People, pia: Member, emil: Member, work: Challenge
) -> None:
    olga = await people.member("Olga", Role.EMPLOYEE)
    enter: Any = challenges.enter_reading
    with pytest.raises(NotAParticipant):
        await people.does(enter, pia, work.id, olga.id, week())
    with pytest.raises(NotAllowed):
        await people.does(enter, olga, work.id, emil.id, week())
    await people.does(challenges.join, pia, work.id)
    with pytest.raises(OwnReading):
        await people.does(enter, pia, work.id, pia.id, week())
    with pytest.raises(NotRunning):
        await people.does(enter, pia, (await called(people, by=pia, staff=True)).id, emil.id, week())
    await people.does(challenges.call_off, pia, work.id, WHY)
    with pytest.raises(CalledOffAlready):
        await people.does(enter, pia, work.id, emil.id, week())


async def test_two_who_enter_the_same_week_at_once_leave_one_that_counts(
    people: People, pia: Member, emil: Member, work: Challenge
) -> None:
    pat = await people.member("Pat", Role.PRODUCT)
    both = [
        people.does(challenges.enter_reading, by, work.id, emil.id, week(much=much))
        for by, much in ((pia, 10), (pat, 20))
    ]
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert {type(each) for each in answers} == {ChallengeReading, ReadingEntered}
    async with people.sessions() as session:
        counting = await session.scalars(select(ChallengeReading).where(ChallengeReading.superseded_at.is_(None)))
        assert len(counting.all()) == 1


async def test_keepers_see_the_weeks_without_a_reading(people: People, pia: Member, emil: Member) -> None:
    made = await called(people, by=pia, staff=True)
    await people.does(challenges.join, emil, made.id)
    made = await began(people, made, ago=15)
    await people.does(challenges.enter_reading, pia, made.id, emil.id, week(2))
    [found] = (await people.reads(challenges.everyone, made, Slice())).items
    assert [found.member.id, found.missing, found.progress.much] == [emil.id, (1,), 10]


async def test_an_idea_answers_one_call_for_good(people: People, pia: Member) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann, quadrant="creation_for_self")
    call, later = await began(people, await called(people, by=pia)), await called(people, by=pia)
    with pytest.raises(NotRunning):
        await people.does(challenges.answer, ann, later.id, idea.id)
    with pytest.raises(NotTheAuthor):
        await people.does(challenges.answer, pia, call.id, idea.id)
    for _ in range(2):
        await people.does(challenges.answer, ann, call.id, idea.id)
    assert [each.id for each in (await people.reads(challenges.answers, ann, call, Slice())).items] == [idea.id]
    assert (await people.reads(challenges.answered, ann, [idea.id]))[idea.id].id == call.id
    for reader in (Visitor(), ann, pia):
        met = (await people.reads(encounters.meet, reader, idea.id)).call
        assert met
        assert (met.id, met.question, met.state(call.starts_at)) == (call.id, call.question, ChallengeState.RUNNING)
        with pytest.raises(DetachedInstanceError):
            _ = met.perk
    with pytest.raises(AnswersAnother):
        await people.does(challenges.answer, ann, (await began(people, later)).id, idea.id)
    other = await began(people, await called(people, by=pia, quadrant="creation_with_others"))
    with pytest.raises(Invalid):
        await people.does(challenges.answer, ann, other.id, (await people.idea(by=ann, title="Another one of mine")).id)


async def test_work_takes_no_ideas(people: People, emil: Member, work: Challenge) -> None:
    idea = await people.idea(by=emil)
    with pytest.raises(NotForIdeas):
        await people.does(challenges.answer, emil, work.id, idea.id)
    ann = await people.member("Ann")
    with pytest.raises(NotFound):
        await people.does(challenges.answer, ann, work.id, (await people.idea(by=ann)).id)


async def test_calls_are_those_that_run_and_are_open_to_a_quadrant(people: People, pia: Member) -> None:
    ann = await people.member("Ann")
    square = await began(people, await called(people, by=pia, quadrant="creation_for_self"))
    every = await began(people, await called(people, by=pia, days=60))
    await called(people, by=pia)
    await ended(people, await called(people, by=pia))
    await began(people, await called(people, by=pia, staff=True))
    assert [each.id for each in await people.reads(challenges.calls, ann)] == [square.id, every.id]
    others = await people.reads(challenges.calls, ann, Quadrant.CREATION_WITH_OTHERS)
    assert [each.id for each in others] == [every.id]


async def test_who_is_erased_is_in_no_challenge_any_more(
    people: People, pia: Member, emil: Member, work: Challenge
) -> None:
    await people.does(challenges.enter_reading, pia, work.id, emil.id, week(much=500))
    await people.does(personal_data.erase, emil)
    assert (await people.reads(challenges.everyone, work, Slice())).items == []
    assert await people.reads(challenges.count_joined, work) == 0


async def test_who_works_here_no_longer_isn_t_counted(
    people: People, pia: Member, emil: Member, work: Challenge
) -> None:
    await people.does(challenges.enter_reading, pia, work.id, emil.id, week(much=500))
    await people.does(members.change_role, await people.admin(), emil.id, Role.CUSTOMER)
    assert await people.reads(challenges.met, pia, work) == []


async def test_a_clock_that_jumps_back_lets_nothing_start_twice(
    people: People, pia: Member, emil: Member, work: Challenge, clock: Any
) -> None:
    clock.forward(days=-10)
    assert work.state(clock()).value == "announced"
    with pytest.raises(NotRunning):
        await people.does(challenges.enter_reading, pia, work.id, emil.id, week())
    clock.time += timedelta(days=400)
    with pytest.raises(OverAlready):
        await people.does(challenges.join, pia, work.id)
