"""The checks: each one statement over the votes of months, whose rows are votes with the figures against them.

A row has `one` and `other`, by which rows belong to one case, the vote (`voter`, `idea_id`), its `author`, whether it
is `strong` enough to be held back by itself, and what it `says`. No check looks at a device or at what somebody read.
"""

from collections.abc import Mapping
from typing import Any, Final

from domain.fairness import thresholds as at
from domain.fairness.model import CaseKind

# Votes that somebody cast themselves, not taken in from elsewhere nor recorded for them at a stand.
_CAST = """
cast_by AS MATERIALIZED (
    SELECT votes.member_id AS voter, ideas.author_id AS author, votes.idea_id, votes.cast_at
    FROM votes JOIN ideas ON ideas.id = votes.idea_id JOIN members ON members.id = votes.member_id
    WHERE votes.cast_at >= :since AND members.imported_from IS NULL AND votes.member_id <> ideas.author_id
      AND NOT EXISTS (SELECT FROM recordings WHERE recordings.member_id = votes.member_id
                      AND recordings.idea_id = votes.idea_id)
)
"""

_BURST = f"""
WITH {_CAST},
marked AS (
    SELECT voter, author, idea_id, cast_at,
           cast_at - lag(cast_at, :votes - 1) OVER theirs <= :within
           AND count(*) OVER lately >= :share * count(*) OVER sitting AS full_burst
    FROM cast_by
    WINDOW theirs AS (PARTITION BY voter, author ORDER BY cast_at, idea_id),
           lately AS (PARTITION BY voter, author ORDER BY cast_at RANGE BETWEEN :within PRECEDING AND CURRENT ROW),
           sitting AS (PARTITION BY voter ORDER BY cast_at RANGE BETWEEN :within PRECEDING AND CURRENT ROW)
),
spread AS (
    SELECT *, bool_or(full_burst) OVER (PARTITION BY voter, author ORDER BY cast_at, idea_id
                                        ROWS BETWEEN CURRENT ROW AND :votes - 1 FOLLOWING) AS in_burst
    FROM marked
),
pairs AS (
    SELECT voter, author, count(*) AS votes, count(DISTINCT cast_at::date) AS days, min(cast_at) AS begun,
           max(cast_at) AS ended
    FROM spread WHERE in_burst GROUP BY voter, author
),
crowds AS (
    SELECT mine.voter, author, count(*) AS voters FROM pairs AS mine JOIN pairs AS others USING (author)
    WHERE others.begun <= mine.ended + :together AND others.ended >= mine.begun - :together GROUP BY 1, 2
),
returned AS (
    SELECT pairs.voter, pairs.author, count(*) AS back FROM pairs
    JOIN cast_by ON cast_by.voter = pairs.author AND cast_by.author = pairs.voter GROUP BY 1, 2
),
judged AS (
    SELECT pairs.*, voters, coalesce(back, 0) AS back,
           voters >= :voters OR coalesce(back, 0) >= :back AS strong
    FROM pairs JOIN crowds USING (voter, author) LEFT JOIN returned USING (voter, author)
)
SELECT CASE WHEN strong THEN voter ELSE -author END AS one, CASE WHEN strong THEN author ELSE -author END AS other,
       voter, spread.idea_id, author, strong,
       jsonb_build_object('voter', voter, 'author', author, 'votes', judged.votes, 'days', days, 'back', back,
                          'voters', voters) AS says
FROM spread JOIN judged USING (voter, author) WHERE in_burst
"""

_RECIPROCITY = f"""
WITH {_CAST},
pairs AS (SELECT voter, author, count(*) AS votes FROM cast_by GROUP BY voter, author),
gave AS (SELECT voter, sum(votes) AS given FROM pairs GROUP BY voter),
got AS (SELECT author, sum(votes) AS received FROM pairs GROUP BY author),
both_ways AS (
    SELECT pairs.voter, pairs.author, pairs.votes, back.votes AS back, given
    FROM pairs JOIN pairs AS back ON back.voter = pairs.author AND back.author = pairs.voter
    JOIN gave ON gave.voter = pairs.voter
    WHERE pairs.votes >= :least AND back.votes >= :least
),
circles AS (
    SELECT voter, sum(votes) / max(given) AS of_given, sum(back) AS from_them,
           sum(votes) FILTER (WHERE least(votes, back) >= :strong) AS heavy FROM both_ways GROUP BY voter
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
       voter, cast_by.idea_id, author, strong,
       jsonb_build_object('voter', voter, 'author', author, 'votes', judged.votes, 'back', back,
                          'given_share', round(of_given, 2), 'received_share', round(of_received, 2)) AS says
FROM judged JOIN cast_by USING (voter, author)
"""

_CONCENTRATION = f"""
WITH {_CAST},
pairs AS (SELECT voter, author, count(*) AS votes FROM cast_by GROUP BY voter, author),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY author ORDER BY votes DESC, voter) AS place,
           sum(votes) OVER (PARTITION BY author) AS received
    FROM pairs
),
circles AS (
    SELECT author, sum(votes) AS votes, max(received) AS received, count(*) AS people FROM ranked
    WHERE place <= :people AND votes > 1 GROUP BY author
    HAVING max(received) >= :votes AND sum(votes) >= :share * max(received)
)
SELECT author AS one, author AS other, voter, cast_by.idea_id, author, false AS strong,
       jsonb_build_object('author', author, 'votes', circles.votes, 'received', circles.received,
                          'people', people) AS says
FROM circles JOIN ranked USING (author) JOIN cast_by USING (voter, author)
WHERE place <= :people AND ranked.votes > 1
"""

_SLOW_DRIP = f"""
WITH {_CAST},
pairs AS (
    SELECT voter, author, count(*) AS votes, count(DISTINCT cast_at::date) AS days FROM cast_by GROUP BY voter, author
),
gave AS (SELECT voter, sum(votes) AS given FROM pairs GROUP BY voter),
got AS (SELECT author, sum(votes) AS received FROM pairs GROUP BY author),
backed AS (SELECT idea_id, count(*) AS votes FROM cast_by GROUP BY idea_id),
there AS (
    SELECT voter, author, sum(backed.votes) AS received FROM pairs
    JOIN cast_by USING (voter, author) JOIN backed USING (idea_id)
    WHERE pairs.votes >= :alone AND days >= :days GROUP BY voter, author
),
drips AS (
    SELECT voter, author, votes, given, coalesce(there.received, got.received) AS received
    FROM pairs JOIN gave USING (voter) JOIN got USING (author) LEFT JOIN there USING (voter, author)
    WHERE (votes >= :least AND got.received >= :received AND votes >= :share * got.received)
       OR (votes >= :alone AND votes = given)
       OR votes >= :share * there.received
)
SELECT author AS one, author AS other, voter, cast_by.idea_id, author, false AS strong,
       jsonb_build_object('voter', voter, 'author', author, 'votes', votes, 'given', given,
                          'received', received) AS says
FROM drips JOIN cast_by USING (voter, author)
"""

_LOCKSTEP = f"""
WITH {_CAST},
busy AS (SELECT voter, count(*) AS votes FROM cast_by GROUP BY voter HAVING count(*) >= :ideas),
theirs AS MATERIALIZED (SELECT cast_by.* FROM cast_by JOIN busy USING (voter)),
near AS (
    SELECT a.voter AS one, b.voter AS other, count(*) AS near
    FROM theirs AS a JOIN theirs AS b ON b.idea_id = a.idea_id AND b.voter > a.voter
         AND b.cast_at BETWEEN a.cast_at - :gap AND a.cast_at + :gap
    GROUP BY 1, 2 HAVING count(*) * 2 >= :ideas
),
alike AS (
    SELECT one, other, count(*) AS common,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(extract(epoch FROM a.cast_at - b.cast_at))) AS gap
    FROM near JOIN theirs AS a ON a.voter = one JOIN theirs AS b ON b.voter = other AND b.idea_id = a.idea_id
    GROUP BY one, other
),
judged AS (
    SELECT one, other, common, gap, common::float / (mine.votes + others.votes - common) AS alike
    FROM alike JOIN busy AS mine ON mine.voter = one JOIN busy AS others ON others.voter = other
    WHERE common >= :ideas AND gap < extract(epoch FROM :gap)
      AND common >= :alike * (mine.votes + others.votes - common)
)
SELECT one, other, a.voter, a.idea_id, a.author, false AS strong,
       jsonb_build_object('voter', one, 'other', other, 'common', common, 'alike', round(alike::numeric, 2),
                          'seconds', round(gap)) AS says
FROM judged JOIN theirs AS a ON a.voter IN (one, other)
WHERE EXISTS (SELECT FROM theirs AS b WHERE b.idea_id = a.idea_id AND b.voter IN (one, other) AND b.voter <> a.voter)
"""

_FRESH_CROWD = f"""
WITH {_CAST},
aged AS (
    SELECT cast_by.*, members.joined_at > cast_at - :new AS fresh FROM cast_by JOIN members ON members.id = voter
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

_CAMPAIGN = f"""
WITH {_CAST},
hours AS (
    SELECT idea_id, date_trunc('hour', cast_at) AS hour, count(*) AS votes FROM cast_by GROUP BY 1, 2
),
usual AS (
    SELECT idea_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY votes) AS median FROM hours
    GROUP BY idea_id HAVING count(*) >= :hours
),
spread AS (
    SELECT quadrant, avg(votes) AS mean, stddev_samp(votes) AS deviation FROM hours JOIN ideas ON id = idea_id
    GROUP BY quadrant
),
waves AS (
    SELECT DISTINCT ON (idea_id) idea_id, hour, votes, median FROM hours JOIN usual USING (idea_id)
    JOIN ideas ON ideas.id = idea_id JOIN spread USING (quadrant)
    WHERE votes >= :votes AND votes > :times * median AND votes > mean + :sigma * deviation
    ORDER BY idea_id, votes DESC, hour
)
SELECT -idea_id AS one, -idea_id AS other, voter, idea_id, author, false AS strong,
       jsonb_build_object('idea', idea_id, 'votes', waves.votes, 'median', median) AS says
FROM waves JOIN cast_by USING (idea_id) WHERE date_trunc('hour', cast_at) = hour
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
