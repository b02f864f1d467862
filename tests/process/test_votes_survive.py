"""Twenty thousand votes, a tenth of them sent twice, while processes are killed: none is lost, none counts twice.

`make soak` runs the same for as many votes and kills as one has time for, and prints what it saw.
"""

import asyncio
import itertools
import json
import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from sqlalchemy import text

from api import ids, limits
from domain import database, ideas, members
from domain.database import Sessions
from domain.members import Scope
from tests.people import writing
from tests.process.site import Running, Site

IDEAS = 100
VOTERS = int(os.environ.get("SOAK_VOTES", "20000")) // IDEAS
KILLS = int(os.environ.get("SOAK_KILLS", "4"))
AT_ONCE = 20  # ideas that one person may submit in an hour
TWICE = VOTERS * IDEAS // 10
CLIENTS = 16
EVERY = (VOTERS * IDEAS + TWICE) // (KILLS + 1)  # votes acknowledged between two kills
IN_ONE = limits.ROOT_ALIASES  # votes in one request, each a transaction of its own
CAST = "mutation ({}) {{ {} }}".format(
    " ".join(f"$i{n}: ID!" for n in range(IN_ONE)),
    " ".join(f"v{n}: castVote(input: {{ideaId: $i{n}}}) {{ __typename }}" for n in range(IN_ONE)),
)
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)

Ballot = tuple[int, tuple[int, ...]]  # a voter, and the ideas that one request votes for


@dataclass
class Crowd:
    """Everybody who votes: what is still to be sent, what was acknowledged, and how often one had to try again."""

    site: Site
    tokens: dict[int, str]
    to_send: Iterator[Ballot]
    acknowledged: list[tuple[int, int]] = field(default_factory=list)
    tries_again: int = 0
    goal: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def vote(self) -> None:
        """Be one client: send ballot after ballot, each until all its votes are acknowledged."""
        line = _Line(self.site.port)
        for voter, chosen in self.to_send:
            while not await line.casts(self.tokens[voter], chosen):
                self.tries_again += 1
                await asyncio.sleep(0.1)
            self.acknowledged += [(voter, idea) for idea in chosen]
            if len(self.acknowledged) >= self.goal:
                self.reached.set()
        line.close()

    async def reaches(self, goal: int) -> None:
        """Wait until so many votes are acknowledged."""
        self.goal = goal
        self.reached.clear()
        await self.reached.wait()


class _Line:
    """One connection to the site, opened anew after it broke."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def casts(self, token: str, chosen: tuple[int, ...]) -> bool:
        """Send one ballot; False when a vote is not known to have been taken."""
        variables = {f"i{n}": ids.encode("Idea", idea) for n, idea in enumerate(chosen)}
        body = json.dumps({"query": CAST, "variables": variables})
        head = f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAuthorization: Bearer {token}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        try:
            async with asyncio.timeout(30):
                answer = await self._ask((head + body).encode())
        except (OSError, EOFError, TimeoutError):
            self.close()
            return False
        cast = (answer.get("data") or {}).values()
        return len(cast) == len(chosen) and all(one["__typename"] == "Idea" for one in cast)

    async def _ask(self, request: bytes) -> dict[str, dict[str, dict[str, object]]]:
        if self.writer is None or self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        if length is None:
            raise EOFError
        answer: dict[str, dict[str, dict[str, object]]] = json.loads(await self.reader.readexactly(int(length[1])))
        return answer

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def test_no_vote_is_lost_and_none_counts_twice(empty_site: Site) -> None:
    site = empty_site
    assert site.run("setup", "--name", "Velora", "--email", "cleo@velora.example").returncode == 0
    with site.serving(LOG_LEVEL="error", WORKERS="2") as running:
        async with site.sessions() as sessions:
            tokens, proposed = await _people_and_ideas(sessions)
        pairs = list(itertools.product(tokens, proposed))
        chance = Random(20261121)  # noqa: S311 - the same votes in the same order, each time
        ballots = [(voter, chosen) for voter in tokens for chosen in _drawn(proposed, chance)]
        sent = [*ballots, *chance.sample(ballots, TWICE // IN_ONE)]
        chance.shuffle(sent)
        crowd = Crowd(site, tokens, iter(sent))
        started = time.monotonic()
        await asyncio.gather(_kill_now_and_then(running, crowd), *(crowd.vote() for _ in range(CLIENTS)))

        async with site.sessions() as sessions:
            assert len(crowd.acknowledged) == VOTERS * IDEAS + TWICE
            assert crowd.tries_again > 0
            async with sessions() as session:
                kept = await session.execute(text("SELECT member_id, idea_id FROM votes"))
                assert set(crowd.acknowledged) == {(row.member_id, row.idea_id) for row in kept} == set(pairs)
                counted = await session.execute(text("SELECT supporters FROM idea_counters"))
                assert [row.supporters for row in counted] == [VOTERS] * IDEAS
                told = text("SELECT count(*) FROM facts WHERE kind = 'VoteCast'")
                assert await session.scalar(told) == VOTERS * IDEAS
        took = time.monotonic() - started
        print(
            f"{len(crowd.acknowledged):,} votes sent in {took:,.0f} s, {TWICE:,} of them a second time, {KILLS} kills,"
            f" {crowd.tries_again:,} tries again: none lost, none counted twice"
        )
        checked = await asyncio.to_thread(site.run, "check")
        assert (checked.returncode, checked.stdout) == (0, "Every counter agrees with what it counts.\n")
        assert running.stop() == 0


def _drawn(proposed: list[int], chance: Random) -> Iterator[tuple[int, ...]]:
    """Yield all ideas in an order of chance, as many at a time as one request holds."""
    order = chance.sample(proposed, len(proposed))
    return (tuple(order[start : start + IN_ONE]) for start in range(0, len(order), IN_ONE))


async def _kill_now_and_then(running: Running, crowd: Crowd) -> None:
    """Kill a process that answers and the database, in turn."""
    for number in range(1, KILLS + 1):
        await crowd.reaches(number * EVERY)
        answering, *_ = crowd.site.children(running).answering
        postmaster = crowd.site.postmaster
        assert postmaster
        os.kill(answering if number % 2 else postmaster, signal.SIGKILL)


async def _people_and_ideas(sessions: Sessions) -> tuple[dict[int, str], list[int]]:
    """Return each voter's token, and the ideas of others."""
    async with database.transaction(sessions) as session:
        proposed = []
        for n in range(IDEAS):
            if n % AT_ONCE == 0:
                author = await members.add_member(session, name=f"Author {n:03}", email=f"author.{n}@velora.example")
            proposed.append((await ideas.submit(session, author, writing(f"Idea {n:03}"))).id)
        tokens = {}
        for n in range(VOTERS):
            voter = await members.add_member(session, name=f"Voter {n:03}", email=f"voter.{n}@velora.example")
            _row, secret = await members.create_access_token(session, voter, name="votes", scope=Scope.WRITE)
            tokens[voter.id] = secret
    return tokens, proposed
