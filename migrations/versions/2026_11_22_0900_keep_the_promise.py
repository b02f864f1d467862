"""Keep how long answers took, and what statuses are called in each language."""

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: None = None
depends_on: None = None

# Each day of a run is cut out of the time that ran, from one midnight of the community's zone to the next.
TOOK = """
UPDATE answer_clocks SET took = (
    SELECT coalesce(floor(extract(epoch FROM sum(upper(piece) - lower(piece)))), 0)
    FROM community,
        generate_series(
            timezone(zone, started_at)::date::timestamp, timezone(zone, answered_at)::date::timestamp, '1 day'
        ) AS day,
        unnest(
            (
                tstzmultirange(tstzrange(started_at, answered_at)) - coalesce(
                    (SELECT range_agg(tstzrange(paused_at, resumed_at)) FROM answer_pauses
                     WHERE clock_id = answer_clocks.id),
                    '{}'
                )
            ) * tstzmultirange(tstzrange(timezone(zone, day), timezone(zone, day + interval '1 day')))
        ) AS piece
    WHERE round_the_clock OR extract(isodow FROM day)::int = ANY(working_days) AND NOT day::date = ANY(holidays)
)
WHERE answered_at IS NOT NULL
"""


def upgrade() -> None:
    """Reckon what answers took so far by today's working days; a label that there was counts in both languages."""
    op.add_column("answer_clocks", sa.Column("took", sa.BigInteger()))
    op.execute(TOOK)
    op.create_check_constraint(
        op.f("ck_answer_clocks_an_answer_took_time"), "answer_clocks", "(took IS NULL) = (answered_at IS NULL)"
    )
    op.create_index("ix_answer_clocks_known", "answer_clocks", [sa.text("LEAST(due_at, answered_at)")])
    op.execute(
        "UPDATE community SET status_labels = jsonb_build_object('en', status_labels, 'de', status_labels) "
        "WHERE status_labels <> '{}'"
    )


def downgrade() -> None:
    """Forget what answers took; of two labels the one in the community's own language stays."""
    op.execute("UPDATE community SET status_labels = coalesce(status_labels -> language, '{}')")
    op.drop_index("ix_answer_clocks_known", "answer_clocks")
    op.drop_constraint(op.f("ck_answer_clocks_an_answer_took_time"), "answer_clocks")
    op.drop_column("answer_clocks", "took")
