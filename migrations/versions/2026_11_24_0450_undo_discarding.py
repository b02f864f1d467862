"""Keep drafts that were thrown away for a day."""

import sqlalchemy as sa
from alembic import op

revision: str = "0083"
down_revision: str | None = "0082"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Say since when a draft is thrown away, and find those quickly that are over."""
    op.add_column("ideas", sa.Column("discarded_at", sa.DateTime(timezone=True)))
    op.create_check_constraint("only_drafts_are_discarded", "ideas", "discarded_at IS NULL OR status = 'draft'")
    op.create_index(
        "ix_ideas_discarded_at", "ideas", ["discarded_at"], postgresql_where=sa.text("discarded_at IS NOT NULL")
    )


def downgrade() -> None:
    """Drop the column, and what was kept."""
    op.execute("DELETE FROM ideas WHERE discarded_at IS NOT NULL")
    op.drop_index("ix_ideas_discarded_at", "ideas")
    op.drop_constraint(op.f("ck_ideas_only_drafts_are_discarded"), "ideas")
    op.drop_column("ideas", "discarded_at")
