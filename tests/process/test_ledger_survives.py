"""Twenty thousand deliveries of what happened, most of them a second time and in no order, while their processes die.

A delivery is one fact brought to all its subscribers. Facts come from the use cases: ideas, votes and votes taken
back, ideas hidden and restored, adopted and reopened, merged and parted. Afterwards nobody was paid twice, balances
say what the entries say, and it is what one calm delivery of each fact would have brought.

`make soak` runs the same for as many deliveries and kills as one has time for, and prints what it saw.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import text

from domain import database, events, ideas, members, moderation, rewards, triage, votes
from domain.database import Sessions
from domain.errors import Refused
from domain.ideas import Idea
from domain.members import Member, Role
from domain.subscribers import SUBSCRIBERS
from domain.triage import DecisionKind
from tests.conftest import FORGET
from tests.people import People, writing
from tests.process.site import REPOSITORY, Site, becoming

DELIVERIES = int(os.environ.get("SOAK_LEDGER", "20000"))
KILLS = int(os.environ.get("SOAK_LEDGER_KILLS", "3"))
ROUNDS = max(10, KILLS)
TIMES = 10  # how often a fact is delivered, on average
AUTHORS, EACH = 10, 4
FEW = 10  # voters of an idea of which some take their vote back; each place among them pays the same
PER_ROUND = DELIVERIES // ROUNDS
LONG = 120 + DELIVERIES / 50  # seconds
VOTERS = max(20, DELIVERIES // TIMES // (AUTHORS * EACH // 2))

HERE_FOR_A_WHILE = text("UPDATE members SET joined_at = joined_at - interval '2 days'")
AGAIN = text(
    "INSERT INTO facts (kind, data, recorded_at, attempts) SELECT kind, data, recorded_at, 0"
    " FROM unnest(CAST(:drawn AS bigint[])) WITH ORDINALITY AS drawn (id, place) JOIN facts USING (id) ORDER BY place"
)
WAITING = text("SELECT count(*) FROM facts WHERE delivered_at IS NULL AND failure IS NULL")
UNSETTLED = text("SELECT count(*) FROM unsettled_ideas")
HOLDING = """
    FROM entries WHERE reverses_id IS NULL AND tops_up_id IS NULL
    AND NOT EXISTS (SELECT FROM entries AS gone WHERE gone.reverses_id = entries.id)
"""
PAID = text(f"SELECT member_id, code, idea_id, cause_kind, cause_id, part, wanted {HOLDING} ORDER BY 1, 2, 3, 4, 5, 6")
CAPPED = text("SELECT member_id, cap, sum(amount) FROM entries GROUP BY 1, 2 HAVING sum(amount) <> 0 ORDER BY 1, 2")
PROJECTED = (text("SELECT * FROM balances ORDER BY 1, 2, 3, 4, 5"), text("SELECT * FROM cap_uses ORDER BY 1, 2"))


@dataclass
class World:
    """Who lives at the site, and what they go on doing there."""

    people: People
    chance: Random
    pia: Member
    voters: list[Member]
    loved: list[Idea]  # by many, who stay with it
    small: list[Idea]  # backed by few, who come and go; what else can happen to ideas happens to these
    ballots: list[tuple[Member, Idea]]

    async def lives(self, round_: int) -> None:
        """Let everybody do their share of all that happens."""
        share = len(self.ballots) // ROUNDS + 1
        async with database.at_once(self.people.sessions) as session:
            for voter, idea in self.ballots[round_ * share : (round_ + 1) * share]:
                await votes.cast(session, voter, idea.id)
        for _ in range(30):
            voter, idea = self.chance.choice(self.voters[:FEW]), self.chance.choice(self.small)
            with suppress(Refused):
                await self.people.does(self.chance.choice((votes.cast, votes.cast, votes.withdraw)), voter, idea.id)
        for _ in range(4):
            one, other = self.chance.sample(self.small, 2)
            with suppress(Refused):
                await self._happens(self.chance.randrange(6), one, other)

    async def _happens(self, what: int, one: Idea, other: Idea) -> None:
        does = self.people.does
        match what:
            case 0:
                await does(moderation.hide, self.pia, idea_id=one.id, reason=moderation.ReportReason.SPAM)
            case 1:
                await does(moderation.restore, self.pia, idea_id=one.id)
            case 2:
                await self.people.decide(DecisionKind.ADOPT, by=self.pia, on=one)
            case 3:
                await self.people.decide(DecisionKind.REOPEN, by=self.pia, on=one)
            case 4:
                await does(triage.merge, self.pia, one.id, other.id)
            case _:
                await does(triage.undo_merge, self.pia, one.id)


class Deliverers:
    """Two processes that deliver side by side; whichever is killed is followed by another."""

    def __init__(self, site: Site, url: str) -> None:
        self.environment = site.environment({"DATABASE_URL": url})
        self.processes = [self._start() for _ in range(2)]

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "tests.process.delivering"]
        return subprocess.Popen(command, cwd=REPOSITORY, env=self.environment)

    def kill(self, which: int) -> None:
        """Kill one without a warning, in the middle of whatever it does, and start another."""
        self.processes[which].send_signal(signal.SIGKILL)
        assert self.processes[which].wait() == -signal.SIGKILL
        self.processes[which] = self._start()

    def stop(self) -> None:
        """Kill both."""
        for process in self.processes:
            process.kill()
            process.wait()


async def test_nobody_is_paid_twice_and_nothing_is_lost(empty_site: Site) -> None:
    site, chance = empty_site, Random(20261122)  # noqa: S311 - the same life, each time
    assert site.run("setup", "--name", "Velora", "--email", "cleo@velora.example").returncode == 0
    async with site.sessions() as sessions:
        world, started = await _world(sessions, chance), time.monotonic()
        deliverers = Deliverers(site, sessions.kw["bind"].url.render_as_string(hide_password=False))
        try:
            delivered, repeated = await _delivered(world, deliverers)
        finally:
            deliverers.stop()
        took = time.monotonic() - started
        assert await _rows(sessions, text("SELECT id, kind, failure FROM facts WHERE attempts > 0 LIMIT 5")) == []
        paid = await _rows(sessions, PAID)
        capped = await _rows(sessions, CAPPED)
        assert len({row[:-1] for row in paid}) == len(paid)  # nobody has two awards for one cause
        assert await world.people.reads(rewards.drift) == []
        live = [await _rows(sessions, query) for query in PROJECTED]
        await world.people.does(rewards.rebuild)
        assert [await _rows(sessions, query) for query in PROJECTED] == live
        async with site.sessions(as_owner=True) as owner:
            await _begin_again(owner)
        await events.deliver(sessions, SUBSCRIBERS)
        await rewards.settle_voted(sessions)
        assert await _rows(sessions, PAID) == paid
        assert await _rows(sessions, CAPPED) == capped
    print(
        f"{delivered:,} deliveries in {took:,.0f} s, {repeated:,} of them repeats, {KILLS} kills,"
        f" {len(paid):,} awards hold: none twice, no drift, rebuilt row for row, the same as delivered calmly once"
    )


async def _delivered(world: World, deliverers: Deliverers) -> tuple[int, int]:
    """Let life go on and deliver it, again and again; return how many deliveries there were, and how many repeats."""
    sessions, chance = world.people.sessions, world.chance
    killing = sorted(chance.sample(range(ROUNDS), KILLS))
    heard, known, delivered = text("SELECT id FROM facts WHERE kind <> 'PointsEarned' ORDER BY id"), 0, 0
    for round_ in range(ROUNDS):
        await world.lives(round_)
        facts = [row[0] for row in await _rows(sessions, heard)]
        repeats = max(0, PER_ROUND - (len(facts) - known))
        async with database.transaction(sessions) as session:
            await session.execute(AGAIN, {"drawn": chance.choices(facts, k=repeats)})
        known, delivered = len(facts) + repeats, delivered + len(facts) - known + repeats
        if round_ in killing:
            left = chance.randrange(0, PER_ROUND)
            await becoming(partial(_at_most, sessions, left), "the moment to kill", LONG)
            deliverers.kill(round_ % 2)
    await becoming(partial(_settled, sessions), "all to be delivered, and all votes to be settled", LONG)
    known = len(await _rows(sessions, text("SELECT DISTINCT kind, data FROM facts WHERE kind <> 'PointsEarned'")))
    return delivered, delivered - known


async def _at_most(sessions: Sessions, left: int) -> bool:
    return int((await _rows(sessions, WAITING))[0][0]) <= left


async def _settled(sessions: Sessions) -> bool:
    return await _at_most(sessions, 0) and (await _rows(sessions, UNSETTLED))[0][0] == 0


async def _rows(sessions: Sessions, query: Any) -> list[tuple[Any, ...]]:
    async with sessions() as session:
        return [tuple(row) for row in await session.execute(query)]


async def _begin_again(owner: Sessions) -> None:
    """Wipe the ledger, and let each fact wait once more, in the order in which things happened."""
    async with database.transaction(owner) as session:
        projected = "DELETE FROM balances; DELETE FROM cap_uses; DELETE FROM unsettled_ideas;"
        await session.execute(text(f"DO $$ BEGIN {projected} {FORGET} END $$"))
        once = "SELECT min(id) FROM facts WHERE kind <> 'PointsEarned' GROUP BY kind, data"
        await session.execute(text(f"UPDATE facts SET delivered_at = NULL WHERE id IN ({once})"))


async def _world(sessions: Sessions, chance: Random) -> World:
    people = People(sessions)
    async with database.transaction(sessions) as session:
        voters = [
            await members.add_member(session, name=f"Voter {n:04}", email=f"voter.{n}@velora.example")
            for n in range(VOTERS)
        ]
        proposed = []
        for n in range(AUTHORS):
            author = await members.add_member(session, name=f"Author {n:02}", email=f"author.{n}@velora.example")
            proposed += [await ideas.submit(session, author, writing(f"Idea {n:02}, number {m}")) for m in range(EACH)]
        await session.execute(HERE_FOR_A_WHILE)
    pia = await people.member("Pia", Role.PRODUCT)
    loved, small = proposed[::2], proposed[1::2]
    ballots = [(voter, idea) for voter in voters for idea in loved]
    chance.shuffle(ballots)
    return World(people, chance, pia, voters, loved, small, ballots)
