"""The community that is measured: members, ideas, votes, exposures and comments in the numbers of a large company."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg

from domain.ideas.ranking import SEEN_ENOUGH, TAU
from domain.members.secrets import hash_token

Progress = Callable[[str, int, int], None]
QUADRANTS = "array['participation_for_self','creation_for_self','participation_for_others','creation_with_others']"
WORDS = 20_000
SIGN_INS = 2_000
BATCH = 100_000


@dataclass(frozen=True)
class Size:
    """How many ideas there are; everything else is in proportion."""

    ideas: int

    @property
    def members(self) -> int:
        """Return the number of members."""
        return 2 * self.ideas

    @property
    def votes(self) -> int:
        """Return how many votes are cast; some fall on the same member and idea, and count once."""
        return 20 * self.ideas

    @property
    def exposures(self) -> int:
        """Return how many exposures come on top of those that votes imply."""
        return 10 * self.ideas

    @property
    def open(self) -> int:
        """Return how many of the ideas are owed an answer."""
        return self.ideas // 10

    @property
    def comments(self) -> int:
        """Return the number of comments, the first idea's many among them."""
        return 3 * self.ideas


def vocabulary() -> list[str]:
    """Return invented words, the same every time; the first are the ones that texts use most."""
    syllables = [first + last for first in "bdfgklmnprstvz" for last in ("a", "e", "i", "o", "u", "an", "er", "il")]
    chance, words = random.Random(4), dict[str, None]()
    while len(words) < WORDS:
        words["".join(chance.choices(syllables, k=chance.choice((2, 3, 3, 4))))] = None
    return list(words)


def token(member: int) -> str:
    """Return the cookie of a member who is signed in: 1 to SIGN_INS are."""
    return f"benchmark-{member}"


def fill(url: str, size: Size, progress: Progress) -> None:
    """Fill a migrated, empty database; takes minutes."""
    steps = list(_steps(size))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute("CREATE TEMP TABLE vocabulary (number int PRIMARY KEY, word text)")
        with connection.cursor() as cursor, cursor.copy("COPY vocabulary FROM STDIN") as copy:
            for number, word in enumerate(vocabulary()):
                copy.write_row((number, word))
        for done, (what, statement) in enumerate(steps):
            progress(what, done, len(steps))
            connection.execute(statement)
        hashes = [(hash_token(token(member)), member) for member in range(1, SIGN_INS + 1)]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO sign_ins (token_hash, member_id, browser, created_at, seen_at)"
                " VALUES (%s, %s, '', now(), now() + interval '1 day')",
                hashes,
            )
        connection.execute("VACUUM ANALYZE")
    progress("ready", len(steps), len(steps))


def _steps(size: Size) -> Iterator[tuple[str, str]]:
    yield (
        "community",
        "INSERT INTO community (id, name, tagline, zone, language, hue, reading, joining, join_domains, status_labels,"
        " synonyms, created_at)"
        " VALUES (1, 'Benchmark', '', 'UTC', 'en', 200, 'everyone', 'everyone', '{}', '{}', '[]', now())",
    )
    for low, high in _batches(size.members):
        yield "members", _MEMBERS.format(low=low, high=high)
    for low, high in _batches(size.ideas, BATCH // 10):
        yield "ideas", _IDEAS.format(low=low, high=high, members=size.members)
    for low, high in _batches(size.votes):
        yield "votes", _VOTES.format(low=low, high=high, ideas=size.ideas, members=size.members)
        yield "votes", _LOOKS.format(low=low, high=high, ideas=size.ideas, members=size.members)
    yield "votes", _VOTES_ARE_LOOKS
    for low, high in _batches(size.comments):
        yield "comments", _COMMENTS.format(low=low, high=high, ideas=size.ideas, members=size.members)
    yield "tags", "INSERT INTO tags (slug, name) SELECT word, word FROM vocabulary WHERE number < 300"
    yield "tags", _TAGS
    yield "counters", _COUNTERS
    yield "clocks", _CLOCKS.format(open=size.open)
    yield "scores", "INSERT INTO score_weights (version, reach, impact, confidence, effort) VALUES (1, 1, 1, 1, 1)"
    yield "scores", _SCORES.format(open=size.open)
    for table in ("members", "ideas"):
        yield "numbers", f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"


def _batches(count: int, size: int = BATCH) -> Iterator[tuple[int, int]]:
    for low in range(1, count + 1, size):
        yield low, min(low + size - 1, count)


_TEXT = """
(SELECT string_agg(word, ' ') FROM (
    SELECT floor({words} * power(random() + 0 * n, 2))::int AS number FROM generate_series(1, {length})
) AS picked JOIN vocabulary USING (number))
""".replace("{words}", str(WORDS))

_MEMBERS = """
INSERT INTO members (id, handle, name, email, role, language, about, is_sponsor, joined_at)
OVERRIDING SYSTEM VALUE
SELECT n, 'member' || n, 'Member Number ' || n, 'member' || n || '@example.org',
    CASE WHEN n = 1 THEN 'product' WHEN n % 50 = 0 THEN 'employee' ELSE 'customer' END, 'en', '', false,
    now() - interval '800 days'
FROM generate_series({low}, {high}) AS n
"""

_IDEAS = f"""
INSERT INTO ideas (id, author_id, status, quadrant, language, title, problem, proposal, created_at, submitted_at)
OVERRIDING SYSTEM VALUE
SELECT n, 1 + (n * 7::bigint) % {{members}}, (array['submitted','in_review','shortlisted'])[1 + n % 3],
    ({QUADRANTS})[1 + n % 4], 'en',
    left({_TEXT.replace("{length}", "6")}, 100), {_TEXT.replace("{length}", "20")}, {_TEXT.replace("{length}", "45")},
    at, at
FROM (SELECT n, now() - random() * interval '700 days' AS at FROM generate_series({{low}}, {{high}}) AS n) AS fresh
"""

# A few ideas gather most votes, as everywhere; the largest about one in a hundred.
_VOTES = """
INSERT INTO votes (member_id, idea_id, cast_at, by_staff)
SELECT member, 1 + (floor({ideas} * power(random(), 2.5))::bigint * 7919) % {ideas},
    now() - random() * interval '300 days', member % 50 = 0
FROM (SELECT 1 + floor(random() * {members})::bigint AS member FROM generate_series({low}, {high})) AS somebody
ON CONFLICT DO NOTHING
"""

# As many looks that led to no vote, spread more evenly.
_LOOKS = """
INSERT INTO exposures (member_id, idea_id, seen_at, newcomer, counted)
SELECT 1 + floor(random() * {members})::bigint,
    1 + (floor({ideas} * power(random(), 1.5))::bigint * 7919) % {ideas}, now() - random() * interval '300 days',
    false, true
FROM generate_series({low}, {high})
ON CONFLICT DO NOTHING
"""

_VOTES_ARE_LOOKS = """
INSERT INTO exposures (member_id, idea_id, seen_at, newcomer, counted)
SELECT member_id, idea_id, cast_at, false, true FROM votes
ON CONFLICT DO NOTHING
"""

_COMMENTS = f"""
INSERT INTO comments (idea_id, author_id, body, created_at)
SELECT 1 + (floor({{ideas}} * power(random(), 2))::bigint * 7919) % {{ideas}},
    1 + floor(random() * {{members}})::bigint, {_TEXT.replace("{length}", "30")}, now() - random() * interval '300 days'
FROM generate_series({{low}}, {{high}}) AS n
"""

_TAGS = """
INSERT INTO idea_tags (idea_id, tag_id)
SELECT ideas.id, first + floor(300 * power(random(), 2))::bigint
FROM ideas, generate_series(1, 2), (SELECT min(id) AS first FROM tags) AS numbers
ON CONFLICT DO NOTHING
"""

# The newest are owed an answer, and half of them have somebody who takes care.
_CLOCKS = """
WITH owed AS (SELECT id, submitted_at FROM ideas ORDER BY id DESC LIMIT {open}), cared AS (
    INSERT INTO assignments (idea_id, member_id, assigned_at) SELECT id, 1, now() FROM owed WHERE id % 2 = 0
)
INSERT INTO answer_clocks (idea_id, started_at, soon_at, due_at, told)
SELECT id, submitted_at, submitted_at + interval '18 hours', submitted_at + interval '24 hours', 3 FROM owed
"""

# A fifth of these is scored.
_SCORES = """
INSERT INTO scores
    (idea_id, scorer_id, scored_at, reach, impact, confidence, effort, version, value, supporters, exposed)
SELECT id, 1, now(), id % 997, 1, 0.5, 2, 1, (id % 997) / 4.0, 0, 0
FROM (SELECT id FROM ideas ORDER BY id DESC LIMIT {open}) AS owed WHERE id % 5 = 0
"""

_COUNTERS = f"""
INSERT INTO idea_counters
    (idea_id, quadrant, listed, supporters, staff, exposed, comments, offers, rising, familiar_at)
SELECT ideas.id, ideas.quadrant, ideas.listed, coalesce(given.votes, 0), coalesce(given.staff, 0),
    coalesce(shown.looks, 0), coalesce(said.comments, 0), 0, given.rising,
    CASE WHEN shown.looks >= {SEEN_ENOUGH} THEN now() - interval '1 day' END
FROM ideas
LEFT JOIN (
    SELECT idea_id, count(*) AS votes, count(*) FILTER (WHERE by_staff) AS staff,
        max(top) / {TAU} + ln(sum(exp((extract(epoch FROM cast_at)::double precision - top) / {TAU}))) AS rising
    FROM (
        SELECT idea_id, by_staff, cast_at,
            extract(epoch FROM max(cast_at) OVER (PARTITION BY idea_id))::double precision AS top
        FROM votes
    ) AS timed
    GROUP BY idea_id
) AS given ON given.idea_id = ideas.id
LEFT JOIN (SELECT idea_id, count(*) AS looks FROM exposures GROUP BY idea_id) AS shown ON shown.idea_id = ideas.id
LEFT JOIN (SELECT idea_id, count(*) AS comments FROM comments GROUP BY idea_id) AS said ON said.idea_id = ideas.id
"""
