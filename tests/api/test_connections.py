"""Lists in pages: forwards, backwards, and whatever somebody may send as a place."""

import base64
from typing import Any

import pytest

from api import ids
from domain.members import Role
from tests.api.asking import Client, names
from tests.api.conftest import As
from tests.conftest import HeldClock
from tests.people import People

PAGE = """query($first: Int, $after: String, $last: Int, $before: String, $order: IdeaOrder) {
  ideas(first: $first, after: $after, last: $last, before: $before, order: $order) {
    edges { cursor node { title } } nodes { title }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
TITLES = [f"Idea number {number}" for number in range(5)]


@pytest.fixture
async def client(people: People, by_token: As, clock: HeldClock) -> Client:
    """Return a visitor of a community with five ideas; the first three have the same time."""
    ann = await people.member()
    for number, title in enumerate(TITLES):
        await people.idea(by=ann, title=title)
        clock.forward(minutes=number // 2)
    return await by_token()


@pytest.mark.parametrize("order", ["NEW", "SUPPORTED", None])
async def test_pages_forwards_hold_every_row_once(order: str | None, client: Client) -> None:
    found, after = [], None
    for _ in range(3):
        page = await client.get(PAGE, first=2, after=after, order=order)
        found += names(page)
        assert [edge["node"] for edge in page["edges"]] == page["nodes"]
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        after = page["pageInfo"]["endCursor"]
        assert after == page["edges"][-1]["cursor"]
        assert page["pageInfo"]["hasNextPage"] is (len(found) < 5)
    assert found == TITLES[::-1]


@pytest.mark.parametrize("order", ["NEW", "SUPPORTED", None])
async def test_pages_backwards_hold_every_row_once_in_the_same_order(order: str | None, client: Client) -> None:
    found: list[str] = []
    before = None
    for _ in range(3):
        page = await client.get(PAGE, last=2, before=before, order=order)
        found = names(page) + found
        before = page["pageInfo"]["startCursor"]
        assert page["pageInfo"]["hasPreviousPage"] is (len(found) < 5)
    assert found == TITLES[::-1]


async def test_a_page_stays_where_it_was_when_rows_come(client: Client, people: People) -> None:
    first = await client.get(PAGE, first=2)
    await people.idea(by=await people.member("Ben"), title="Brand new")
    second = await client.get(PAGE, first=2, after=first["pageInfo"]["endCursor"])
    assert names(second) == TITLES[2:0:-1]


async def test_past_the_end_there_is_an_empty_page(client: Client) -> None:
    last = await client.get(PAGE, first=5)
    page = await client.get(PAGE, first=5, after=last["pageInfo"]["endCursor"])
    assert page == {
        "edges": [],
        "nodes": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": True, "startCursor": None, "endCursor": None},
    }


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "first"),
    ({"first": -1}, "first"),
    ({"first": 0}, "first"),
    ({"first": 101}, "first"),
    ({"last": 0}, "last"),
    ({"last": 101}, "last"),
    ({"first": 1, "last": 1}, "first"),
    ({"first": 1, "before": "x"}, "before"),
    ({"last": 1, "after": "x"}, "after"),
    ({"first": 1, "after": ""}, "after"),
    ({"first": 1, "after": "x"}, "after"),
    ({"first": 1, "after": "💡"}, "after"),
    ({"first": 1, "after": "a" * 10_000}, "after"),
    ({"first": 1, "after": cursor("[")}, "after"),
    ({"first": 1, "after": cursor("[" * 2_000 + "]" * 2_000)}, "after"),
    ({"first": 1, "after": cursor('["new"]')}, "after"),
    ({"first": 1, "after": cursor('["new", "today", 1]')}, "after"),
    ({"first": 1, "after": cursor('["new", "2026-02-02T11:00:00", 1]')}, "after"),
    ({"first": 1, "after": cursor('["new", "2026-02-02T11:00:00+00:00", true]')}, "after"),
    ({"first": 1, "after": cursor('["new", "0001-01-01T00:00:00+23:00", 1]')}, "after"),
    ({"first": 1, "after": cursor('["new", "0001-01-01T00:00:01+00:00", 1]')}, "after"),
    ({"first": 1, "after": cursor('["new", "2026-02-02T11:00:00+00:00", 9223372036854775807]')}, "after"),
    ({"first": 1, "after": cursor('["supported", 1, 1]')}, "after"),
    ({"last": 1, "before": cursor('{"new": 1}')}, "before"),
]


@pytest.mark.parametrize(("wanted", "field"), WRONG)
async def test_a_place_that_is_none_is_refused_by_name(
    wanted: dict[str, Any], field: str, by_token: As, people: People
) -> None:
    answer = await (await by_token()).ask(PAGE, wanted)
    assert answer.code == "BAD_USER_INPUT"
    assert answer.body["errors"][0]["extensions"]["problems"][0]["path"] == [field]


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 2**70, -(2**70)])
async def test_a_forged_place_beyond_all_rows_finds_nothing_wrong(number: int, by_token: As, people: People) -> None:
    forged = cursor(f'["new", "2026-02-02T11:00:00+00:00", {number}]')
    answer = await (await by_token()).ask(PAGE, {"first": 1, "after": forged})
    assert "errors" not in answer.body or answer.code == "BAD_USER_INPUT"


@pytest.mark.parametrize("wanted", [{"first": 2**31}, {"first": 2**70}, {"first": "1"}, {"first": 1.5}, {"after": 1}])
async def test_what_is_no_number_or_text_is_the_askers_mistake(wanted: dict[str, Any], by_token: As) -> None:
    assert (await (await by_token()).ask(PAGE, wanted)).code == "BAD_USER_INPUT"


async def test_every_list_of_pages_goes_both_ways(people: People, by_token: As, clock: HeldClock) -> None:
    ann, cleo = await people.member("Ann"), await people.member("Cleo", Role.ADMIN)
    for number in range(3):
        clock.forward(minutes=1)
        idea = await people.idea(by=ann, title=f"Idea number {number}")
        await people.vote(by=cleo, on=idea)
        await people.comment(by=cleo, on=idea)
        await people.hear()
        await people.comment(by=ann, on=idea)
        await people.hear()
    for _ in range(3):
        clock.forward(minutes=1)
        await people.comment(by=cleo, on=idea)
    client = await by_token(cleo)
    for field, rows in (("votedIdeas", 3), ("followedIdeas", 3), ("comments", 6), ("notices", 3)):
        await both_ways(client, f"{{ viewer {{ page: {field}(%s) {{ %s }} }} }}", rows)
    await both_ways(client, "{ members(%s) { %s } }", 2)
    id = ids.encode("Idea", idea.id)
    await both_ways(client, f'{{ idea(id: "{id}") {{ page: comments(%s) {{ %s }} }} }}', 5)


async def both_ways(client: Client, query: str, rows: int) -> None:
    """Check that a list's rows come one by one from either end."""

    async def page(wanted: str, place: str | None, far: str) -> tuple[list[str], str]:
        places = f"{wanted}: 1{f', {far}: {chr(34)}{place}{chr(34)}' if place else ''}"
        found = await client.get(query % (places, "nodes { id } pageInfo { startCursor endCursor }"))
        found = found.get("page", found)
        cursors = found["pageInfo"]
        return names(found, "id"), cursors["endCursor" if wanted == "first" else "startCursor"]

    forwards, backwards = list[str](), list[str]()
    place = None
    for _ in range(10):
        row, place = await page("first", place, "after")
        forwards += row
        if not row:
            break
    place = None
    for _ in range(10):
        row, place = await page("last", place, "before")
        backwards = row + backwards
        if not row:
            break
    assert forwards == backwards
    assert len(set(forwards)) == rows, query
