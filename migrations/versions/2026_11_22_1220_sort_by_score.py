"""Sort the queue by score."""

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Index the scores that count by their value."""
    counting = sa.text("superseded_at IS NULL")
    op.create_index("ix_scores_value_idea_id", "scores", ["value", "idea_id"], postgresql_where=counting)


def downgrade() -> None:
    """Drop the index."""
    op.drop_index("ix_scores_value_idea_id", "scores")
