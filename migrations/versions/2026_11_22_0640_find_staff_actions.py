"""Find what staff did among all facts."""

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add an index of the facts that are no votes."""
    remarkable = sa.text("kind NOT IN ('VoteCast', 'VoteWithdrawn')")
    op.create_index("ix_facts_remarkable", "facts", ["id"], postgresql_where=remarkable)


def downgrade() -> None:
    """Drop the index."""
    op.drop_index("ix_facts_remarkable", "facts")
