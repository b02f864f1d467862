"""Whatever a cursor of any order holds, the answer is a page of the list or Invalid, and never an error."""

import base64
from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import ideas, triage
from domain.errors import Invalid
from domain.ideas import IdeaFilter, IdeaOrder
from domain.members import Actor, Role
from domain.paging import Page, Slice
from tests.people import People

MOMENTS = st.sampled_from(
    [
        "0001-01-01T00:00:00+00:00",
        "0001-01-01T00:00:01+00:00",
        "0001-01-01T00:00:00+23:59",
        "1900-01-01T00:00:00+00:00",
        "2026-02-02T11:00:00+00:00",
        "9999-01-01T00:00:00+00:00",
        "9999-12-31T23:59:59.999999-23:59",
        "2026-02-02T11:00:00",
        "2026-W05-1",
    ]
)
NUMBERS = st.sampled_from([0, 1, -1, 5, 2**31, 2**53, 2**62 - 1, 2**62, -(2**62), 2**62 + 1, 2**63 - 1, -(2**63)])
SHARES = st.sampled_from([0.0, -0.0, 0.5, 2.0, -1.0, 5e-324, 1e308, -1e308, 2.5e-310]) | st.floats()
OTHERS: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, "", "\0", "1", [], {}, [1], "infinity", "NaN", "-infinity"]
)
CURSORS: dict[tuple[People, IdeaOrder | None], list[Any]] = {}


async def asked(people: People, actor: Actor, order: IdeaOrder | None, wanted: Slice) -> Page[Any]:
    """Return a page of an order's list; None is the queue's."""
    if order is None:
        return await people.reads(triage.places, actor, wanted, only=triage.QueueFilter())
    words = "bench" if order is IdeaOrder.RELEVANT else ""
    return await people.reads(ideas.listed, actor, wanted, only=IdeaFilter(words=words), order=order)


@pytest.fixture
async def pia(people: People) -> Actor:
    ann = await people.member("Ann")
    for number in range(7):
        await people.idea(by=ann, title=f"Bench number {number}")
    return await people.member("Pia", Role.PRODUCT)


@pytest.mark.parametrize("order", [*IdeaOrder, None])
@given(data=st.data(), backwards=st.booleans())
async def test_no_value_in_a_cursor_is_an_error(
    people: People, pia: Actor, order: IdeaOrder | None, data: st.DataObject, backwards: bool
) -> None:
    known = CURSORS.get((people, order))
    if known is None:
        made = (await asked(people, pia, order, Slice(3))).end_cursor
        assert made is not None
        known = CURSORS[people, order] = orjson.loads(base64.urlsafe_b64decode(made + "=" * (-len(made) % 4)))
    kinds = {str: MOMENTS, int: NUMBERS, float: SHARES}
    forged = known[:1] + [data.draw(kinds[type(each)] | st.just(each) | OTHERS) for each in known[1:]]
    cursor = base64.urlsafe_b64encode(orjson.dumps(forged)).decode().rstrip("=")
    wanted = Slice(3, before=cursor, backwards=True) if backwards else Slice(3, after=cursor)
    with suppress(Invalid):
        await asked(people, pia, order, wanted)


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00:01+00:00", "9999-12-31T23:59:59+00:00"])
async def test_a_walk_that_began_outside_all_time_is_refused(
    people: People, pia: Actor, moment: str, backwards: bool
) -> None:
    real = (await asked(people, pia, IdeaOrder.BEST, Slice(3))).end_cursor or ""
    name, _began, *rest = orjson.loads(base64.urlsafe_b64decode(real + "=" * (-len(real) % 4)))
    cursor = base64.urlsafe_b64encode(orjson.dumps([name, moment, *rest])).decode()
    wanted = Slice(3, before=cursor, backwards=True) if backwards else Slice(3, after=cursor)
    with pytest.raises(Invalid):
        await asked(people, pia, IdeaOrder.BEST, wanted)
