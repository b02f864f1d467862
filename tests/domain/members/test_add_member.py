"""A new member gets a handle of their own and a name that can be read."""

import asyncio

import pytest
from sqlalchemy import select

from domain import members
from domain.errors import Invalid
from domain.events import RecordedFact
from tests.people import People


async def test_a_handle_is_made_of_the_name(people: People) -> None:
    assert (await people.member("Jörg Groß")).handle == "jorg-gross"
    assert (await people.member("李雷", email="lei@people.example")).handle == "member"


async def test_the_second_of_a_name_gets_a_number(people: People) -> None:
    handles = [(await people.member("Ann", email=f"ann{n}@people.example")).handle for n in range(3)]
    assert handles == ["ann", "ann-2", "ann-3"]


async def test_twelve_of_one_name_at_once_all_get_in(people: People) -> None:
    names = ["Ann", "Ann 2", "Ann 2 2"] * 4
    joined = await asyncio.gather(
        *(people.member(name, email=f"ann{n}@people.example") for n, name in enumerate(names))
    )
    assert len({member.handle for member in joined}) == 12


async def test_some_handles_are_nobodys(people: People) -> None:
    assert (await people.member("Admin")).handle == "admin-2"
    assert (await people.member("Me")).handle == "me-2"


async def test_a_long_name_still_gives_a_handle_that_fits(people: People) -> None:
    assert len((await people.member("A" * 29 + " " + "b" * 30)).handle) <= 40


@pytest.mark.parametrize("name", ["", "A", "\u200b\u200b", "\0\0\0", "\ud800\ud800", "x" * 61])
async def test_a_name_nobody_could_read_is_refused(people: People, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        await people.does(members.add_member, name=name, email=None)
    assert [problem.field for problem in refused.value.problems] == ["name"]


async def test_joining_is_recorded(people: People) -> None:
    ann = await people.member("Ann")
    async with people.sessions() as session:
        facts = list(await session.scalars(select(RecordedFact).where(RecordedFact.kind == "MemberJoined")))
    assert [fact.data for fact in facts] == [{"member_id": ann.id}]
