"""Has this been tried? Cards that share the rarest words with a hypothesis, each read in its own language.

A word weighs more the fewer cards have it, and how alike a card is, from 0 to 1, is how much of all that weight it
holds. Only the longest words are looked up, so what this costs is bounded.
"""

from sqlalchemy import Float, text
from sqlalchemy.ext.asyncio import AsyncSession

from domain import seeking
from domain.experiments.conclusions import LearningCard
from domain.experiments.library import readable, whole
from domain.members import Actor

TRIED_MOST = 4
_ALIKE = 0.22
_TEXT_MOST, _WORDS_MOST, _NEWEST = 1500, 24, 300

_SHARED = text(
    f"""
    WITH said AS MATERIALIZED (
        SELECT language, word,
               CAST('''' || replace(replace(word, '\\', '\\\\'), '''', '''''') || '''' AS tsquery) AS query,
               row_number() OVER (PARTITION BY language ORDER BY length(word) DESC, word) AS place
        FROM (VALUES ('en', '{seeking.ENGLISH}'), ('de', '{seeking.GERMAN}')) AS spoken (language, configuration),
             unnest(tsvector_to_array(to_tsvector(CAST(configuration AS regconfig), :said))) AS word
    ),
    words AS MATERIALIZED (SELECT language, word, query FROM said WHERE place <= {_WORDS_MOST}),
    many AS (SELECT greatest(1, count(*)) AS cards FROM learning_cards),
    held AS MATERIALIZED (
        SELECT words.language, words.word, near.id
        FROM words CROSS JOIN LATERAL (
            SELECT id FROM learning_cards
            WHERE search @@ words.query AND (language = 'de') = (words.language = 'de')
            ORDER BY id DESC LIMIT {_NEWEST}
        ) AS near
    ),
    weighed AS (
        SELECT words.language, words.word,
               ln(1.0 + many.cards / (1.0 + (
                   SELECT count(*) FROM held WHERE (held.language, held.word) = (words.language, words.word)
               ))) AS weight
        FROM words, many
    )
    SELECT held.id, sum(weighed.weight) / (SELECT sum(weight) FROM weighed AS every
                                           WHERE every.language = held.language) AS score
    FROM held JOIN weighed USING (language, word)
    GROUP BY held.id, held.language
    """
).columns(id=LearningCard.id.type, score=Float)


async def tried_before(
    session: AsyncSession, actor: Actor, *said: str, but: int = 0, most: int = TRIED_MOST
) -> list[LearningCard]:
    """Return cards much like a hypothesis, given by its parts, the most alike first; none for too few words.

    `but` is the number of the experiment that is being planned.
    """
    words = seeking.spaced(" ".join(part[:_TEXT_MOST] for part in said if part))
    if len(seeking.words_of(words)) < 2:
        return []
    alike = _SHARED.bindparams(said=words).subquery()
    query = whole(readable(actor)).join(alike, alike.c.id == LearningCard.id)
    query = query.where(alike.c.score >= _ALIKE, LearningCard.experiment_id != but)
    return list(await session.scalars(query.order_by(alike.c.score.desc(), LearningCard.id.desc()).limit(most)))
