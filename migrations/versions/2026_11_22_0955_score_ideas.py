"""Let the product team score ideas, by weights that have versions."""

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: None = None
depends_on: None = None

TERMS = ("reach", "impact", "confidence", "effort")


def upgrade() -> None:
    """Add weights and scores."""
    op.create_table(
        "score_weights",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        *(sa.Column(term, sa.Double(), nullable=False) for term in TERMS),
        sa.Column("named_by_id", sa.BigInteger(), nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(" AND ".join(f"{term} BETWEEN 0 AND 3" for term in TERMS), name="within_bounds"),
        sa.ForeignKeyConstraint(["named_by_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_index(op.f("ix_score_weights_named_by_id"), "score_weights", ["named_by_id"])
    op.create_table(
        "scores",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("scorer_id", sa.BigInteger(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reach", sa.BigInteger(), nullable=False),
        *(sa.Column(term, sa.Double(), nullable=False) for term in TERMS[1:]),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("supporters", sa.BigInteger(), nullable=False),
        sa.Column("exposed", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("reach >= 0 AND impact > 0 AND confidence > 0 AND effort > 0", name="positive_terms"),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["scorer_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["version"], ["score_weights.version"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_scores_idea_id"), "scores", ["idea_id"])
    op.create_index(op.f("ix_scores_scorer_id"), "scores", ["scorer_id"])
    counting = sa.text("superseded_at IS NULL")
    op.create_index("uq_scores_current", "scores", ["idea_id"], unique=True, postgresql_where=counting)


def downgrade() -> None:
    """Forget scores and weights."""
    op.drop_table("scores")
    op.drop_table("score_weights")
