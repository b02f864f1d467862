"""A community with tastes, fans and teams that honestly vote together, and with votes that were traded, from a seed."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ARRAY, BigInteger, DateTime, Integer, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

TASTES, DAYS, TEAM = 40, 85, 5
Fraud = str
_AT_ONCE = 50_000
_MEMBERS = text(
    "INSERT INTO members (id, handle, name, email, role, language, about, is_sponsor, joined_at)"
    " OVERRIDING SYSTEM VALUE"
    " SELECT n, 'weighed' || n, 'Weighed ' || n, 'weighed' || n || '@example.org', 'customer', 'en', '', false,"
    " :joined - CASE WHEN n = ANY (:fresh) THEN interval '0' ELSE interval '300 days' END"
    " FROM generate_series(:first, :first + :count - 1) AS n"
).bindparams(
    bindparam("fresh", type_=ARRAY(BigInteger)), bindparam("count", type_=Integer), bindparam("first", type_=BigInteger)
)
_IDEAS = text(
    "INSERT INTO ideas (id, author_id, status, quadrant, language, title, problem, proposal, created_at, submitted_at)"
    " OVERRIDING SYSTEM VALUE SELECT :first + at - 1, author, 'submitted', 'creation_for_self', 'en',"
    " 'Weighed ' || at, '', 'An idea to weigh.', :joined, :joined"
    " FROM unnest(:authors) WITH ORDINALITY AS given (author, at)"
).bindparams(bindparam("authors", type_=ARRAY(BigInteger)))
_COUNTERS = text(
    "INSERT INTO idea_counters (idea_id, quadrant, listed, supporters, staff, exposed, comments, offers)"
    " SELECT id, quadrant, listed, 0, 0, 0, 0, 0 FROM ideas WHERE id >= :first"
)
_VOTES = text(
    "INSERT INTO votes (member_id, idea_id, cast_at, by_staff) SELECT *, false"
    " FROM unnest(:members, :ideas, :times) AS given (member, idea, at) ON CONFLICT DO NOTHING"
).bindparams(
    bindparam("members", type_=ARRAY(BigInteger)),
    bindparam("ideas", type_=ARRAY(BigInteger)),
    bindparam("times", type_=ARRAY(DateTime(timezone=True))),
)
_LOOKS = text(
    "INSERT INTO exposures (member_id, idea_id, seen_at, newcomer, counted)"
    " SELECT member_id, idea_id, cast_at, false, true FROM votes WHERE idea_id >= :first ON CONFLICT DO NOTHING"
)


@dataclass
class Weighed:
    """What was made: votes (member, idea, when), who wrote each idea, who planted what, and who honestly stands out."""

    first: int
    members: int
    authors: list[int] = field(default_factory=list)
    votes: list[tuple[int, int, datetime]] = field(default_factory=list)
    planted: dict[Fraud, set[int]] = field(default_factory=dict)
    close: dict[str, set[int]] = field(default_factory=dict)

    @property
    def guilty(self) -> set[int]:
        """Return all who traded votes, and for whom."""
        return set[int]().union(*self.planted.values())

    @property
    def honest(self) -> int:
        """Return how many others there are."""
        return self.members - len(self.guilty)


def weighed(seed: int, members: int, until: datetime, *, first: int = 1, rings: int = 10, others: int = 6) -> Weighed:
    """Return a community with three ideas and about thirty votes a member, and so many planted of each kind."""
    chance = random.Random(seed)
    made = Weighed(first, members)
    everybody = list(range(first, first + members))
    taste = {who: chance.randrange(TASTES) for who in everybody}
    begun = until - timedelta(days=DAYS)

    def some_time() -> datetime:
        return begun + timedelta(seconds=chance.random() * (DAYS - 1) * 86400)

    made.authors = [chance.choice(everybody) for _ in range(members * 3)]
    by_taste: dict[int, list[int]] = {number: [] for number in range(TASTES)}
    by_author: dict[int, list[int]] = {}
    for number, author in enumerate(made.authors, first):
        by_taste[taste[author]].append(number)
        by_author.setdefault(author, []).append(number)

    def honest(who: int, votes: int) -> None:
        while votes > 0:
            at, sitting = some_time(), min(votes, chance.randint(1, 6))
            for _ in range(sitting):
                pool = by_taste[taste[who] if chance.random() < 0.7 else chance.randrange(TASTES)]
                idea = pool[int(len(pool) * chance.random() ** 2.5)] if pool else first
                at += timedelta(seconds=chance.uniform(20, 240))
                made.votes.append((who, idea, at))
            votes -= sitting

    for who in everybody:
        honest(who, int(chance.paretovariate(1.6) * 11))
    shuffled = chance.sample(everybody, members)
    take = iter(shuffled).__next__
    # Fans read an author's page in one go; teams tell one another what is new, and use it, as others do.
    for _ in range(members // 100):
        fan, author = take(), chance.choice([who for who in by_author if len(by_author[who]) >= 4][:200])
        made.close.setdefault("fans", set()).update((fan, author))
        at = some_time()
        for idea in by_author[author][:6]:
            at += timedelta(seconds=chance.uniform(20, 150))
            made.votes.append((fan, idea, at))
    for _ in range(max(1, members // 500)):
        team = [take() for _ in range(TEAM)]
        made.close.setdefault("teams", set()).update(team)
        for author in team:
            for idea in by_author.get(author, []):
                told = some_time()
                made.votes += [
                    (who, idea, told + timedelta(minutes=chance.uniform(1, 90)))
                    for who in team
                    if who != author and chance.random() < 0.6
                ]
    _plant(made, take, chance, some_time, rings, others)
    for idea in range(first + members * 3, first + len(made.authors)):  # traded or not, others come across it, too
        made.votes += [(who, idea, some_time()) for who in chance.sample(everybody, chance.randint(0, 2))]
    puppets = made.planted.get("sockpuppets", set())  # who do nothing else
    made.votes = [vote for vote in made.votes if vote[0] not in puppets or vote[1] > first + members * 3 - 1]
    near = {(who, idea) for who, idea, _at in made.votes if made.authors[idea - first] == who}
    made.votes = [vote for vote in made.votes if vote[:2] not in near]
    return made


def _plant(
    made: Weighed,
    take: Callable[[], int],
    chance: random.Random,
    some_time: Callable[[], datetime],
    rings: int,
    others: int,
) -> None:
    def write(author: int, count: int) -> list[int]:
        made.authors += [author] * count
        end = made.first + len(made.authors)
        return list(range(end - count, end))

    kinds: tuple[tuple[Fraud, int], ...] = (("ring at once", rings // 2), ("ring in time", rings - rings // 2))
    for kind, count in kinds:
        for _ in range(count):
            ring = [take() for _ in range(TEAM)]
            made.planted.setdefault(kind, set()).update(ring)
            theirs = {who: write(who, 6) for who in ring}
            for voter in ring:
                for author in set(ring) - {voter}:
                    at = some_time()
                    for idea in theirs[author]:
                        at = at + timedelta(seconds=chance.uniform(20, 120)) if kind == "ring at once" else some_time()
                        made.votes.append((voter, idea, at))
    for _ in range(others):
        voter, author = take(), take()
        made.planted.setdefault("slow drip", set()).update((voter, author))
        made.votes += [(voter, idea, some_time()) for idea in write(author, 14)]
    for _ in range(others):
        puppets, author = [take() for _ in range(6)], take()
        made.planted.setdefault("sockpuppets", set()).update((*puppets, author))
        for idea in write(author, 9):
            at = some_time()
            made.votes += [(who, idea, at + timedelta(seconds=chance.uniform(0, 300))) for who in puppets]


async def fill(session: AsyncSession, made: Weighed, joined: datetime) -> None:
    """Write it all down, without counters' figures; they are counted where votes are held back."""
    fresh = sorted(made.planted.get("sockpuppets", ()))
    where: dict[str, Any] = {"first": made.first, "joined": joined}
    await session.execute(_MEMBERS, where | {"count": made.members, "fresh": fresh})
    await session.execute(_IDEAS, where | {"authors": made.authors})
    await session.execute(_COUNTERS, {"first": made.first})
    for start in range(0, len(made.votes), _AT_ONCE):
        part = made.votes[start : start + _AT_ONCE]
        columns = {name: [vote[n] for vote in part] for n, name in enumerate(("members", "ideas", "times"))}
        await session.execute(_VOTES, columns)
    await session.execute(_LOOKS, {"first": made.first})
    await session.execute(text("ANALYZE votes, ideas, members"))
