"""The checks: each one statement over the gathered votes of months, whose rows are votes with the figures against them.

A row has `one` and `other`, by which rows belong to one case, the vote (`voter`, `idea_id`), its `author`, whether it
is `strong` enough to be held back by itself, and what it `says`. No check looks at a device or at what somebody read.
"""

from collections.abc import Mapping
from typing import Any, Final

from domain.fairness import thresholds as at
from domain.fairness.model import CaseKind

# The votes that the checks with a shorter memory look at.
_LATELY = "lately AS NOT MATERIALIZED (SELECT * FROM cast_by WHERE cast_at >= :since)"

# Only who gave one author enough votes is followed from vote to vote.
_BURST = f"""
WITH {_LATELY},
sat AS (
    SELECT *, count(*) OVER (PARTITION BY voter ORDER BY cast_at RANGE BETWEEN :within PRECEDING AND CURRENT ROW)
              AS in_sitting,
           count(*) OVER (PARTITION BY voter, author) AS given
    FROM lately WHERE voter IN (SELECT voter FROM pairs WHERE votes >= :votes)
),
marked AS (
    SELECT voter, author, idea_id, cast_at,
           cast_at - lag(cast_at, :votes - 1) OVER theirs <= :within
           AND count(*) OVER close >= :share * in_sitting AS full_burst
    FROM sat WHERE given >= :votes
    WINDOW theirs AS (PARTITION BY voter, author ORDER BY cast_at, idea_id),
           close AS (PARTITION BY voter, author ORDER BY cast_at RANGE BETWEEN :within PRECEDING AND CURRENT ROW)
),
spread AS (
    SELECT *, bool_or(full_burst) OVER (PARTITION BY voter, author ORDER BY cast_at, idea_id
                                        ROWS BETWEEN CURRENT ROW AND :votes - 1 FOLLOWING) AS in_burst
    FROM marked
),
bursts AS (
    SELECT voter, author, count(*) AS votes, count(DISTINCT cast_at::date) AS days, min(cast_at) AS begun,
           max(cast_at) AS ended, array_agg(idea_id) AS idea_ids
    FROM spread WHERE in_burst GROUP BY voter, author
),
crowds AS (
    SELECT mine.voter, author, mine.votes, mine.days, mine.idea_ids, count(*) AS voters
    FROM bursts AS mine JOIN bursts AS others USING (author)
    WHERE others.begun <= mine.ended + :together AND others.ended >= mine.begun - :together
    GROUP BY 1, 2, 3, 4, 5
),
judged AS (
    SELECT crowds.*, returned.back, voters >= :voters OR returned.back >= :back AS strong
    FROM crowds CROSS JOIN LATERAL (
        SELECT count(*) AS back FROM lately WHERE lately.voter = crowds.author AND lately.author = crowds.voter
    ) AS returned
)
SELECT CASE WHEN strong THEN voter ELSE -author END AS one, CASE WHEN strong THEN author ELSE -author END AS other,
       voter, unnest(idea_ids) AS idea_id, author, strong,
       jsonb_build_object('voter', voter, 'author', author, 'votes', votes, 'days', days, 'back', back,
                          'voters', voters) AS says
FROM judged
"""

_RECIPROCITY = f"""
WITH {_LATELY},
both_ways AS MATERIALIZED (
    SELECT gone.voter, gone.author, gone.votes, back.votes AS back
    FROM pairs AS gone JOIN pairs AS back ON back.voter = gone.author AND back.author = gone.voter
    WHERE gone.votes >= :least AND back.votes >= :least
),
circles AS (
    SELECT voter, sum(votes) / max(given) AS of_given, sum(back) AS from_them
    FROM both_ways JOIN gave USING (voter) GROUP BY voter
),
weighed AS (
    SELECT circles.*, from_them / received AS of_received FROM circles JOIN got ON got.author = circles.voter
),
judged AS (
    SELECT both_ways.*, mine.of_given, mine.of_received,
           least(both_ways.votes, back) >= :strong AND least(mine.of_given, theirs.of_given) >= :strong_share
           AND least(mine.of_received, theirs.of_received) >= :strong_received AS strong
    FROM both_ways JOIN weighed AS mine ON mine.voter = both_ways.voter
    JOIN weighed AS theirs ON theirs.voter = both_ways.author
    WHERE least(mine.of_given, theirs.of_given) >= :share
)
SELECT CASE WHEN strong THEN voter ELSE -voter END AS one, CASE WHEN strong THEN author ELSE -author END AS other,
       voter, lately.idea_id, author, strong,
       jsonb_build_object('voter', voter, 'author', author, 'votes', judged.votes, 'back', back,
                          'given_share', round(of_given, 2), 'received_share', round(of_received, 2)) AS says
FROM judged JOIN lately USING (voter, author)
"""

# Single votes stand behind all others in an author's row, so they are left out before it is ordered.
_CONCENTRATION = f"""
WITH {_LATELY},
ranked AS (
    SELECT voter, author, votes, received, row_number() OVER (PARTITION BY author ORDER BY votes DESC, voter) AS place
    FROM pairs JOIN got USING (author) WHERE votes > 1 AND received >= :votes
),
circles AS (
    SELECT author, sum(votes) AS votes, max(received) AS received, count(*) AS people FROM ranked
    WHERE place <= :people GROUP BY author HAVING sum(votes) >= :share * max(received)
)
SELECT author AS one, author AS other, voter, lately.idea_id, author, false AS strong,
       jsonb_build_object('author', author, 'votes', circles.votes, 'received', circles.received,
                          'people', people) AS says
FROM circles JOIN ranked USING (author) JOIN lately USING (voter, author)
WHERE place <= :people
"""

_SLOW_DRIP = """
WITH many AS MATERIALIZED (
    SELECT voter, author, votes_long AS votes FROM pairs WHERE votes_long >= least(:least, :alone)
),
steady AS (
    SELECT voter, author FROM many JOIN cast_by USING (voter, author) WHERE votes >= :alone
    GROUP BY voter, author HAVING count(DISTINCT cast_at::date) >= :days
),
theirs AS MATERIALIZED (SELECT voter, author, idea_id FROM steady JOIN cast_by USING (voter, author)),
backed AS (
    SELECT idea_id, count(*) AS votes FROM cast_by WHERE idea_id IN (SELECT idea_id FROM theirs) GROUP BY idea_id
),
there AS (SELECT voter, author, sum(votes) AS received FROM theirs JOIN backed USING (idea_id) GROUP BY voter, author),
drips AS (
    SELECT voter, author, votes, given_long AS given, coalesce(there.received, received_long) AS received
    FROM many JOIN gave USING (voter) JOIN got USING (author) LEFT JOIN there USING (voter, author)
    WHERE (votes >= :least AND received_long >= :received AND votes >= :share * received_long)
       OR (votes >= :alone AND votes = given_long)
       OR votes >= :share * there.received
)
SELECT author AS one, author AS other, voter, cast_by.idea_id, author, false AS strong,
       jsonb_build_object('voter', voter, 'author', author, 'votes', votes, 'given', given,
                          'received', received) AS says
FROM drips JOIN cast_by USING (voter, author)
"""

# Only votes that another one stands near are compared, and those by slots of time, which the join can look up: of a
# popular idea, all votes would be too many pairs.
_LOCKSTEP = f"""
WITH {_LATELY},
beside AS (
    SELECT voter, idea_id, cast_at, lag(cast_at) OVER times AS before, lead(cast_at) OVER times AS after
    FROM lately WINDOW times AS (PARTITION BY idea_id ORDER BY cast_at)
),
slots AS MATERIALIZED (
    SELECT voter, idea_id, cast_at, floor(extract(epoch FROM cast_at) / extract(epoch FROM :gap))::bigint AS slot
    FROM beside JOIN gave USING (voter) WHERE given >= :ideas AND (cast_at <= before + :gap OR after <= cast_at + :gap)
),
near AS MATERIALIZED (
    SELECT least(a.voter, b.voter) AS one, greatest(a.voter, b.voter) AS other
    FROM slots AS a CROSS JOIN (VALUES (0), (1)) AS later (slots)
    JOIN slots AS b ON b.idea_id = a.idea_id AND b.slot = a.slot + later.slots
         AND (b.cast_at, b.voter) > (a.cast_at, a.voter) AND b.cast_at <= a.cast_at + :gap
    GROUP BY 1, 2 HAVING count(*) * 2 >= :ideas
),
common AS (
    SELECT one, other, a.idea_id, a.author, abs(extract(epoch FROM a.cast_at - b.cast_at)) AS seconds
    FROM near CROSS JOIN LATERAL (SELECT * FROM lately WHERE voter = one OFFSET 0) AS a
    CROSS JOIN LATERAL (SELECT * FROM lately WHERE voter = other AND idea_id = a.idea_id OFFSET 0) AS b
),
alike AS (
    SELECT one, other, count(*) AS common, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS gap,
           array_agg(idea_id) AS idea_ids, array_agg(author) AS authors
    FROM common GROUP BY one, other
),
judged AS (
    SELECT alike.*, common::float / (mine.given + others.given - common)::float AS alike
    FROM alike JOIN gave AS mine ON mine.voter = one JOIN gave AS others ON others.voter = other
    WHERE common >= :ideas AND gap < extract(epoch FROM :gap)
      AND common >= :alike * (mine.given + others.given - common)
)
SELECT one, other, voter, idea_id, author, false AS strong,
       jsonb_build_object('voter', one, 'other', other, 'common', common, 'alike', round(alike::numeric, 2),
                          'seconds', round(gap)) AS says
FROM judged, unnest(idea_ids, authors) AS backed (idea_id, author), unnest(ARRAY[one, other]) AS voter
"""

# Ideas that fewer newcomers back than would ever make a crowd are left out first.
_FRESH_CROWD = f"""
WITH {_LATELY},
fresh_votes AS (
    SELECT idea_id FROM lately JOIN members ON members.id = voter
    WHERE joined_at > :since - :new AND joined_at > cast_at - :new
    GROUP BY idea_id HAVING count(*) > :share * :votes
),
aged AS MATERIALIZED (
    SELECT lately.*, members.joined_at > cast_at - :new AS fresh FROM lately JOIN members ON members.id = voter
    WHERE idea_id IN (SELECT idea_id FROM fresh_votes)
),
days AS (
    SELECT *, count(*) OVER day AS votes, count(*) FILTER (WHERE fresh) OVER day AS newcomers FROM aged
    WINDOW day AS (PARTITION BY idea_id ORDER BY cast_at RANGE BETWEEN :within PRECEDING AND CURRENT ROW)
),
worst AS (
    SELECT DISTINCT ON (idea_id) idea_id, cast_at AS until, votes, newcomers FROM days
    WHERE votes >= :votes AND newcomers > :share * votes ORDER BY idea_id, newcomers DESC, cast_at
)
SELECT -idea_id AS one, -idea_id AS other, voter, idea_id, author, false AS strong,
       jsonb_build_object('idea', idea_id, 'votes', worst.votes, 'newcomers', worst.newcomers) AS says
FROM worst JOIN aged USING (idea_id) WHERE fresh AND cast_at BETWEEN until - :within AND until
"""

# Hours are added up for each idea first: there are nearly as many as votes. What is usual, and which hour it was, is
# only looked up for ideas that had enough votes in one.
_CAMPAIGN = f"""
WITH {_LATELY},
ideas_hours AS MATERIALIZED (
    SELECT idea_id, count(*) AS hours, max(votes) AS most, sum(votes) AS votes, sum(votes * votes) AS squares
    FROM (SELECT idea_id, count(*) AS votes FROM lately GROUP BY idea_id, date_trunc('hour', cast_at)) AS hours
    GROUP BY idea_id
),
added AS (
    SELECT quadrant, sum(hours) AS hours, sum(ideas_hours.votes) AS votes, sum(squares) AS squares
    FROM ideas_hours JOIN ideas ON ideas.id = idea_id GROUP BY quadrant
),
spread AS (
    SELECT quadrant, votes / hours AS mean,
           sqrt((hours * squares - votes * votes) / nullif(hours * (hours - 1), 0)) AS deviation
    FROM added
),
hours AS (
    SELECT idea_id, date_trunc('hour', cast_at) AS hour, count(*) AS votes FROM lately
    WHERE idea_id IN (SELECT idea_id FROM ideas_hours WHERE most >= :votes AND hours >= :hours) GROUP BY 1, 2
),
usual AS (
    SELECT idea_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY votes) AS median FROM hours GROUP BY idea_id
),
waves AS (
    SELECT DISTINCT ON (idea_id) idea_id, hour, hours.votes, median FROM hours JOIN usual USING (idea_id)
    JOIN ideas ON ideas.id = idea_id JOIN spread USING (quadrant)
    WHERE hours.votes >= :votes AND hours.votes > :times * median AND hours.votes > mean + :sigma * deviation
    ORDER BY idea_id, hours.votes DESC, hour
)
SELECT -idea_id AS one, -idea_id AS other, voter, idea_id, author, false AS strong,
       jsonb_build_object('idea', idea_id, 'votes', waves.votes, 'median', median) AS says
FROM waves JOIN lately USING (idea_id) WHERE date_trunc('hour', cast_at) = hour
"""

# In the order in which a vote is charged with something: what is held back by itself comes first.
SIGNALS: Final[Mapping[CaseKind, tuple[str, Mapping[str, Any]]]] = {
    CaseKind.RECIPROCITY: (
        _RECIPROCITY,
        {
            "least": at.BOTH_WAYS,
            "share": at.BOTH_WAYS_SHARE,
            "strong": at.STRONG_BOTH_WAYS,
            "strong_share": at.STRONG_SHARE,
            "strong_received": at.STRONG_RECEIVED,
        },
    ),
    CaseKind.BURST: (
        _BURST,
        {
            "votes": at.BURST_VOTES,
            "within": at.BURST_WITHIN,
            "share": at.BURST_SHARE,
            "voters": at.BURST_VOTERS,
            "together": at.BURST_TOGETHER,
            "back": at.BURST_BACK,
        },
    ),
    CaseKind.LOCKSTEP: (_LOCKSTEP, {"ideas": at.STEP_IDEAS, "alike": at.STEP_ALIKE, "gap": at.STEP_GAP}),
    CaseKind.CONCENTRATION: (
        _CONCENTRATION,
        {"votes": at.CIRCLE_VOTES, "people": at.CIRCLE_PEOPLE, "share": at.CIRCLE_SHARE},
    ),
    CaseKind.SLOW_DRIP: (
        _SLOW_DRIP,
        {
            "share": at.DRIP_SHARE,
            "received": at.DRIP_OF,
            "least": at.DRIP_LEAST,
            "alone": at.DRIP_ALONE,
            "days": at.DRIP_DAYS,
        },
    ),
    CaseKind.FRESH_CROWD: (
        _FRESH_CROWD,
        {"votes": at.CROWD_VOTES, "share": at.CROWD_SHARE, "new": at.CROWD_NEW, "within": at.CROWD_WITHIN},
    ),
    CaseKind.CAMPAIGN: (
        _CAMPAIGN,
        {"votes": at.WAVE_VOTES, "times": at.WAVE_TIMES, "sigma": at.WAVE_SIGMA, "hours": at.WAVE_HOURS},
    ),
}
