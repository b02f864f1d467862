"""Hearing of a board: at most every five seconds, looked at once for all, and never more than one may see."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection

from api import ids, standings
from api.context import Contexts, Glance, Listeners
from api.execution import Engine, Question
from api.schema import schema
from domain import members, rewards
from domain.database import Sessions
from domain.members import Member, Role, Scope
from domain.rewards import BoardFilter
from tests.people import People

ASKED = "subscription($team: ID, $of: BoardScope! = COMMUNITY) { standingsChanged(scope: $of, team: $team) { %s } }"
BOARD = ASKED % "people own { rank } top { rank points member { name } }"
Heard = AsyncGenerator[dict[str, Any], None]


class Pauses:
    """The pauses of those who listen, which last as long as the test wants."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self._over, self._came = asyncio.Event(), asyncio.Condition()

    async def __call__(self, seconds: float) -> None:
        over = self._over
        async with self._came:
            self.asked.append(seconds)
            self._came.notify_all()
        await over.wait()

    async def come(self, times: int) -> None:
        """Wait until somebody has paused so many times."""
        async with self._came:
            await self._came.wait_for(lambda: len(self.asked) >= times)

    def end(self) -> None:
        """Let those who pause look again, once."""
        over, self._over = self._over, asyncio.Event()
        over.set()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Pauses:
    """Hold the pauses between two looks at a board."""
    held = Pauses()
    monkeypatch.setattr(standings, "pause", held)
    return held


@pytest.fixture
def boards(engine: AsyncEngine) -> Iterator[list[str]]:
    """Return the statements that read balances, as they are sent."""
    sent = list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "FROM balances" in statement:
            sent.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def _hears(
    sessions: Sessions, people: People, who: Member | None, places: Listeners, **variables: object
) -> AsyncGenerator[dict[str, Any], None]:
    """Yield what somebody hears of a board."""
    secret = None
    if who:
        _token, secret = await people.does(members.create_access_token, who, name="Ears", scope=Scope.READ)
    contexts = Contexts(sessions, "session", lambda _, fallback: fallback, lambda _: str, str, lambda _: str, places)
    context = await contexts(HTTPConnection({"type": "http", "headers": []}), secret)
    async with aclosing(Engine(schema).answers(Question(BOARD, variables), context, {})) as answers:
        async for answer in answers:
            yield answer.body()


def _names(heard: dict[str, Any]) -> list[str]:
    return [place["member"]["name"] for place in heard["data"]["standingsChanged"]["top"]]


@pytest.fixture
def places() -> Listeners:
    """Return the places of a process that looks anew whenever it is asked."""
    return Listeners(entries=Glance(rewards.last, every=0))


async def test_many_entries_are_one_message_and_not_before_five_seconds_are_over(
    people: People, sessions: Sessions, pauses: Pauses, places: Listeners, boards: list[str]
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    async with aclosing(_hears(sessions, people, ben, places)) as heard:
        assert _names(await anext(heard)) == []
        following = asyncio.ensure_future(anext(heard))
        await pauses.come(1)
        boards.clear()
        for number in range(6):
            await people.idea(by=ann, title=f"Bench number {number}")
            await people.hear()
        assert (following.done(), pauses.asked, boards) == (False, [5.0], [])
        pauses.end()
        found = (await following)["data"]["standingsChanged"]
        assert found == {
            "people": 1,
            "own": None,
            "top": [{"rank": 1, "points": 6, "member": {"name": "Ann"}}],
        }


async def test_nobody_s_board_is_looked_at_while_no_entry_was_written(
    people: People, sessions: Sessions, pauses: Pauses, places: Listeners, boards: list[str]
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    async with aclosing(_hears(sessions, people, ben, places)) as heard:
        await anext(heard)
        following = asyncio.ensure_future(anext(heard))
        looks = []
        for turn in range(1, standings.ROUNDS_AT_MOST + 1):
            await pauses.come(turn)
            boards.clear()
            pauses.end()
            await pauses.come(turn + 1)
            looks.append(bool(boards))
        # Once a minute it is looked at anyway: somebody may not want to be seen any more.
        assert looks == [False] * (standings.ROUNDS_AT_MOST - 1) + [True]
        await people.idea(by=ann)
        await people.hear()
        pauses.end()
        assert _names(await following) == ["Ann"]


async def test_who_hides_is_not_sent_and_who_has_lost_a_right_hears_nothing_more(
    people: People, sessions: Sessions, pauses: Pauses, places: Listeners
) -> None:
    ann, emil = await people.member("Ann"), await people.member("Emil", Role.EMPLOYEE)
    await people.does(rewards.revise_habit, emil, shown=True, tells=False)
    team = ids.encode("Team", await people.team("Riders", emil))
    await people.idea(by=emil)
    await people.hear()
    async with (
        aclosing(_hears(sessions, people, ann, places)) as by_ann,
        aclosing(_hears(sessions, people, emil, places, of="TEAM", team=team)) as by_emil,
    ):
        assert (_names(await anext(by_ann)), _names(await anext(by_emil))) == (["Emil"], ["Emil"])
        following = [asyncio.ensure_future(anext(each)) for each in (by_ann, by_emil)]
        await pauses.come(2)
        await people.does(rewards.revise_habit, emil, shown=False, tells=False)
        await people.does(members.change_role, await people.admin(), emil.id, Role.CUSTOMER)
        await people.idea(by=ann)
        await people.hear()
        pauses.end()
        seen, refused = [await each for each in following]
    assert _names(seen) == ["Ann"]
    assert refused["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_all_who_listen_look_together_for_whether_there_is_news(people: People, sessions: Sessions) -> None:
    looks = []

    async def look(session: Any) -> int:
        looks.append(1)
        return await rewards.last(session)

    shared = Glance(look, every=60)
    await people.idea(by=await people.member("Ann"))
    await people.hear()
    newest = await asyncio.gather(*(shared(sessions) for _ in range(50)))
    season = (await people.reads(rewards.seasons))[0]
    assert (await people.reads(rewards.board, await people.member("Ben"), season, BoardFilter())).people == 1
    assert set(newest) == {await people.reads(rewards.last)}
    assert len(looks) == 1
