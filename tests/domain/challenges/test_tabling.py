"""A week is entered for all participants at once: looked over line by line, and kept whole or not at all."""

import asyncio
from decimal import Decimal

import pytest

from domain import challenges, database
from domain.challenges import Challenge, LineChange, NotRunning, WeekFigures, WeekLine
from domain.errors import Invalid, NotAllowed
from domain.members import Member, Role
from domain.paging import Slice
from tests.challenging import began, called
from tests.people import People

NOT_SAME = "The export was wrong."


@pytest.fixture
async def pia(people: People) -> Member:
    return await people.member("Pia", Role.PRODUCT)


@pytest.fixture
async def team(people: People) -> list[Member]:
    return [await people.member(name, Role.EMPLOYEE) for name in ("Emil", "Eve", "Olga")]


@pytest.fixture
async def work(people: People, pia: Member, team: list[Member]) -> Challenge:
    """Return a challenge among staff in its second week that all of them and its keeper joined."""
    made = await called(people, by=pia, staff=True)
    for each in (*team, pia):
        await people.does(challenges.join, each, made.id)
    return await began(people, made)


def line(
    who: Member, much: object = 10, well: object = 90, *, week: int = 1, reason: str = ""
) -> tuple[int, WeekFigures]:
    much, well = (None if each is None else Decimal(str(each)) for each in (much, well))
    return who.id, WeekFigures(week, much, well, reason)


async def looked(people: People, by: Member, work: Challenge, *lines: tuple[int, WeekFigures]) -> list[WeekLine]:
    async with database.reading(people.sessions) as session:
        return await challenges.look_over_week(session, by, work.id, lines)


async def counting(people: People, work: Challenge) -> dict[int, list[tuple[int, Decimal | None, Decimal | None]]]:
    joined = await people.reads(challenges.everyone, work, Slice())
    found = await people.reads(challenges.all_readings, work, [each.member.id for each in joined.items])
    return {who: [(each.week, each.much, each.well) for each in rows] for who, rows in found.items()}


def told(lines: list[WeekLine]) -> list[list[tuple[str, str]]]:
    return [[(each.field, each.code) for each in seen.problems] for seen in lines]


async def test_all_lines_are_entered_and_an_empty_one_enters_nothing(
    people: People, pia: Member, team: list[Member], work: Challenge
) -> None:
    emil, eve, olga = team
    table = [line(emil), line(eve, "7.5", None), line(olga, None, None)]
    assert [each.change for each in await looked(people, pia, work, *table)] == ["new", "new", "none"]
    assert await counting(people, work) == {}
    await people.does(challenges.enter_week, pia, work.id, table)
    expected = {emil.id: [(1, Decimal(10), Decimal(90))], eve.id: [(1, Decimal("7.5"), None)]}
    assert await counting(people, work) == expected
    await people.does(challenges.enter_week, pia, work.id, table)
    assert [each.change for each in await looked(people, pia, work, *table)] == ["none", "none", "none"]
    assert len(await people.reads(challenges.readings, work, emil.id)) == 1


async def test_a_correction_asks_for_a_reason_and_says_what_was_there(
    people: People, pia: Member, team: list[Member], work: Challenge
) -> None:
    emil, eve, _olga = team
    await people.does(challenges.enter_week, pia, work.id, [line(emil), line(eve)])
    (silent,) = await looked(people, pia, work, line(emil, 12))
    assert told([silent]) == [[("reason", "week_entered")]]
    (spoken,) = await looked(people, pia, work, line(emil, 12, reason=NOT_SAME))
    assert (spoken.change, spoken.before and spoken.before.much) == (LineChange.CORRECTION, Decimal(10))
    await people.does(challenges.enter_week, pia, work.id, [line(emil, 12, reason=NOT_SAME), line(eve)])
    assert [row.reason for row in await people.reads(challenges.readings, work, emil.id)] == [NOT_SAME, ""]
    assert len(await people.reads(challenges.readings, work, eve.id)) == 1


async def test_one_line_that_can_t_be_keeps_all_of_them_out_and_each_says_what_is_wrong(
    people: People, pia: Member, team: list[Member], work: Challenge
) -> None:
    emil, eve, olga = team
    stranger = await people.member("Ann")
    wrong = [
        line(emil, "nan"),
        line(eve, -1, 101),
        line(olga, None, 90),
        line(stranger),
        line(pia),
        line(emil, 10),
    ]
    problems = [
        [("much", "out_of_range")],
        [("much", "out_of_range"), ("well", "out_of_range")],
        [("much", "missing")],
        [("member", "not_a_participant")],
        [("member", "own_reading")],
        [("member", "twice")],
    ]
    assert told(await looked(people, pia, work, *wrong)) == problems
    with pytest.raises(Invalid) as refused:
        await people.does(challenges.enter_week, pia, work.id, [line(emil, 5, week=2), *wrong])
    named = {each.field for each in refused.value.problems}
    assert named == {"much_2", "much_3", "well_3", "much_4", "member_5", "member_6", "member_7"}
    assert await counting(people, work) == {}


@pytest.mark.parametrize("week", [0, 3, 5, -1])
async def test_a_week_that_isn_t_there_or_is_yet_to_come_is_refused(
    people: People, pia: Member, team: list[Member], work: Challenge, week: int
) -> None:
    (seen,) = await looked(people, pia, work, line(team[0], week=week))
    assert [each.field for each in seen.problems] == ["week"]
    with pytest.raises(Invalid):
        await people.does(challenges.enter_week, pia, work.id, [line(team[0], week=week)])


async def test_it_is_for_keepers_of_one_that_runs(
    people: People, pia: Member, team: list[Member], work: Challenge
) -> None:
    for other in (team[0], await people.member("Ann")):
        with pytest.raises(NotAllowed):
            await people.does(challenges.enter_week, other, work.id, [line(team[1])])
        with pytest.raises(NotAllowed):
            await looked(people, other, work, line(team[1]))
    later = await called(people, by=pia, staff=True)
    with pytest.raises(NotRunning):
        await people.does(challenges.enter_week, pia, later.id, [line(team[0])])


async def test_a_table_has_its_length(people: People, pia: Member, team: list[Member], work: Challenge) -> None:
    with pytest.raises(Invalid) as refused:
        await people.does(challenges.enter_week, pia, work.id, [line(team[0])] * (challenges.LINES_MOST + 1))
    assert [each.field for each in refused.value.problems] == ["lines"]


async def test_two_who_enter_the_same_table_at_once_leave_one_reading_each(
    people: People, pia: Member, team: list[Member], work: Challenge
) -> None:
    paul = await people.member("Paul", Role.PRODUCT)
    table = [line(each) for each in team]
    await asyncio.gather(*(people.does(challenges.enter_week, by, work.id, table) for by in (pia, paul)))
    for each in team:
        assert len(await people.reads(challenges.readings, work, each.id)) == 1
