"""Which ideas say nearly the same: titles that look alike, and words in common, each in its own language.

Looked at are the newest ideas that share a rare word of the title (or of the text, while the title is short), or two
words that few have together; which words are rare, the planner's statistics know. So what this costs is bounded. How
alike an idea is, from 0 to 1, has three parts: the titles' letters in threes, the titles' words, and how many of
the words the idea holds anywhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Float, Interval, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import seeking
from domain.ideas.model import Idea
from domain.ideas.policy import visible_to
from domain.members import Actor

SIMILAR_MOST = 5
_ALIKE = 0.3
_TEXT_MOST = 1000
_RARE = 500

_ALIKE_IDEAS = text(
    f"""
    WITH said AS MATERIALIZED (
        SELECT tsvector_to_array(to_tsvector(CAST(:configuration AS regconfig), :title)) AS title,
               tsvector_to_array(to_tsvector(CAST(:configuration AS regconfig), :all)) AS everything
    ),
    expected AS (
        SELECT word, share, share * (SELECT reltuples FROM pg_class WHERE oid = CAST('ideas' AS regclass)) AS ideas
        FROM pg_stats,
             unnest(CAST(CAST(most_common_elems AS text) AS text[]), most_common_elem_freqs) AS e (word, share)
        WHERE schemaname = current_schema() AND tablename = 'ideas' AND attname = 'search'
    ),
    words AS MATERIALIZED (
        SELECT word, coalesce(ideas, 0) AS ideas, coalesce(share, 0) AS share,
               '''' || replace(replace(word, '\\', '\\\\'), '''', '''''') || '''' AS quoted
        FROM said, unnest(everything) AS word LEFT JOIN expected USING (word)
        ORDER BY word = ANY (title) DESC, share, length(word) DESC, word
        LIMIT 8
    ),
    sought AS MATERIALIZED (
        SELECT CAST(concat_ws(' | ',
            (SELECT string_agg(quoted, ' | ') FROM words WHERE ideas < {_RARE}),
            (SELECT string_agg(a.quoted || ' & ' || b.quoted, ' | ')
             FROM words a, words b WHERE a.word < b.word AND a.ideas * b.share < {_RARE})
        ) AS tsquery) AS query
    ),
    near AS (
        SELECT id, plain_title, search FROM ideas
        WHERE listed AND id <> :but AND search @@ (SELECT query FROM sought)
        ORDER BY id + 0 DESC LIMIT 200
    ),
    measured AS (
        SELECT near.id,
               similarity(plain_title, {seeking.plain(":title")}) AS letters,
               2.0 * cardinality(ARRAY(SELECT unnest(said.title) INTERSECT SELECT unnest(theirs)))
                   / greatest(1, cardinality(said.title) + cardinality(theirs)) AS in_titles,
               1.0 * (SELECT count(*) FROM words WHERE word = ANY (tsvector_to_array(search)))
                   / (SELECT count(*) FROM words) AS anywhere
        FROM near, said, LATERAL (SELECT tsvector_to_array(ts_filter(search, '{{a}}')) AS theirs) AS other
    )
    SELECT id, 0.4 * letters + 0.35 * in_titles + 0.25 * anywhere AS score FROM measured
    """
).columns(id=Idea.id.type, score=Float)


async def similar(
    session: AsyncSession,
    actor: Actor,
    title: str,
    *,
    proposal: str = "",
    language: str = "en",
    but: int = 0,
    most: int = SIMILAR_MOST,
) -> list[Idea]:
    """Return listed ideas much like one with this title, the most alike first, with authors and counters.

    `but` is the number of the idea that they are compared with.
    """
    title, proposal = seeking.spaced(title[:_TEXT_MOST]), seeking.spaced(proposal[:_TEXT_MOST])
    alike = _ALIKE_IDEAS.bindparams(
        configuration=seeking.GERMAN if language == "de" else seeking.ENGLISH,
        title=title,
        all=f"{title} {proposal}",
        but=but,
    ).subquery()
    query = select(Idea).join(alike, alike.c.id == Idea.id).where(visible_to(actor), alike.c.score >= _ALIKE)
    query = query.options(joinedload(Idea.author, innerjoin=True), joinedload(Idea.counters))
    return list(await session.scalars(query.order_by(alike.c.score.desc(), Idea.id.desc()).limit(most)))


@dataclass(frozen=True)
class Twins:
    """Two ideas of the same people that say nearly the same: how alike, from 0 to 1, and how long apart they came."""

    first_id: int
    later_id: int
    alike: float
    apart: timedelta


_TWINS = text(
    """
    WITH later AS MATERIALIZED (
        SELECT id, submitted_at, language, plain_title, search, author_id || co_author_ids AS people
        FROM ideas WHERE listed AND submitted_at >= :since AND imported_from IS NULL
    ),
    pairs AS (
        SELECT later.id AS later_id, other.id AS first_id, later.submitted_at - other.submitted_at AS apart,
               similarity(later.plain_title, other.plain_title) AS letters,
               tsvector_to_array(ts_filter(later.search, '{a}')) AS title,
               tsvector_to_array(ts_filter(other.search, '{a}')) AS other_title,
               tsvector_to_array(ts_filter(later.search, '{a,b,c}')) AS said,
               tsvector_to_array(ts_filter(other.search, '{a,b,c}')) AS other_said
        FROM later CROSS JOIN LATERAL (
            SELECT id, submitted_at, plain_title, search FROM ideas
            WHERE listed AND status <> 'declined' AND imported_from IS NULL AND language = later.language
              AND (author_id = ANY (later.people) OR co_author_ids <> '{}' AND co_author_ids && later.people)
              AND submitted_at >= later.submitted_at - CAST(:within AS interval)
              AND (submitted_at, id) < (later.submitted_at, later.id)
            ORDER BY submitted_at DESC, id DESC LIMIT 50
        ) AS other
    ),
    measured AS (
        SELECT later_id, first_id, apart, title <@ other_said AND other_title <@ said AS names_nothing, 0.25 * letters
            + 0.25 * 2 * cardinality(ARRAY(SELECT unnest(title) INTERSECT SELECT unnest(other_title)))
                / greatest(1, cardinality(title) + cardinality(other_title))
            + 0.5 * 2 * cardinality(ARRAY(SELECT unnest(said) INTERSECT SELECT unnest(other_said)))
                / greatest(1, cardinality(said) + cardinality(other_said)) AS alike
        FROM pairs WHERE title <@ other_said OR other_title <@ said
    )
    SELECT DISTINCT ON (later_id) first_id, later_id, CAST(alike AS float) AS alike, apart FROM measured
    WHERE alike >= CASE WHEN names_nothing THEN :alike ELSE :nearly_same END ORDER BY later_id, apart DESC, first_id
    """
).columns(first_id=Idea.id.type, later_id=Idea.id.type, alike=Float, apart=Interval)


async def twins(
    session: AsyncSession, *, since: datetime, within: timedelta, alike: float, nearly_same: float
) -> list[Twins]:
    """Return which listed ideas, submitted since a time, say nearly what an earlier one of the same people says.

    Each comes with the earliest that it is like, of the fifty before it. Two whose titles both name something that
    the other never mentions are a series, however much alike the rest is; where one title does, the two must be
    `nearly_same`. A new try after a decline is no twin.
    """
    bounds = {"since": since, "within": within, "alike": alike, "nearly_same": nearly_same}
    rows = await session.execute(_TWINS.bindparams(**bounds))
    return [Twins(*row) for row in rows]
