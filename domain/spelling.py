"""Words that are nearly what somebody typed, of those that stand in the newest texts: for when these find nothing.

They are looked for as synonyms of what was typed, so whatever finds words finds what is spelt nearly so too.
"""

from itertools import pairwise

from sqlalchemy import ARRAY, String, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from domain import seeking
from domain.rows import run
from domain.seeking import Synonyms

READ_MOST = 1000  # texts whose words are known
WORDS_MOST = 8
LETTERS_LEAST = 4  # of a word that may be misspelt; a shorter one is near too many others
NEAR_MOST = 5
_LONG = 6  # letters of a word that may have two faults
# The letters in threes leave few words to be compared one by one; with two faults little of them is the same.
_NEAR = text(
    """
    WITH known AS MATERIALIZED (SELECT word FROM ts_stat(:texts) WHERE length(word) >= :least)
    SELECT part, near.word
    FROM unnest(:parts) AS part, LATERAL (
        SELECT word, similarity(word, part) AS alike FROM known
        WHERE abs(length(word) - length(part)) <= 2 AND similarity(word, part) >= 0.1
        ORDER BY alike DESC, word LIMIT 100
    ) AS near
    ORDER BY part, near.alike DESC, near.word
    """
)
_NEAR_WORDS = _NEAR.bindparams(bindparam("parts", type_=ARRAY(String)), least=LETTERS_LEAST - 1)


async def spellings(session: AsyncSession, vectors: str, words: str) -> Synonyms:
    """Return for each word that is spelt nearly so in the newest texts how it is spelt there, as synonyms of it.

    `vectors` is the SQL for the texts' vectors, of which the first `READ_MOST` are read.
    """
    parts = {seeking.bare(word) for word in seeking.words_of(words)}
    parts = {part for part in parts if len(part) >= LETTERS_LEAST and part.isalpha()}
    if not parts or len(parts) > WORDS_MOST:
        return ()
    texts = f"{vectors} LIMIT {READ_MOST}"
    near: dict[str, list[str]] = {part: [] for part in parts}
    for row in await run(session, _NEAR_WORDS, {"texts": texts, "parts": sorted(parts)}):
        near[row.part].append(row.word)
    found = {part: [word for word in words if _faults(part, word) <= _allowed(part)] for part, words in near.items()}
    return [[part, *words[:NEAR_MOST]] for part, words in found.items() if words and part not in words]


def _allowed(part: str) -> int:
    return 1 if len(part) < _LONG else 2


def _faults(one: str, other: str) -> int:
    """Return how many letters are missing, too many, others, or have changed places with their neighbour."""
    before, row = list[int](), list(range(len(other) + 1))
    for at, (last, letter) in enumerate(pairwise(" " + one), 1):
        older, before, row = before, row, [at]
        for place, (left, there) in enumerate(pairwise(" " + other), 1):
            fewest = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != there))
            if at > 1 and place > 1 and (letter, last) == (left, there):
                fewest = min(fewest, older[place - 2] + 1)
            row.append(fewest)
    return row[-1]
