"""Find offers quickly that were taken back more than a day ago."""

import sqlalchemy as sa
from alembic import op

revision: str = "0080"
down_revision: str | None = "0077"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Index the few that are kept to be had back."""
    op.create_index(
        "ix_offers_taken_back_at", "offers", ["taken_back_at"], postgresql_where=sa.text("taken_back_at IS NOT NULL")
    )


def downgrade() -> None:
    """Drop the index, and what was kept."""
    op.drop_index("ix_offers_taken_back_at", "offers")
    op.execute("DELETE FROM offers WHERE taken_back_at IS NOT NULL AND hidden_at IS NULL")
