"""Find who earned a badge last without sorting, also for those who see everybody."""

from alembic import op

revision: str = "0060"
down_revision: str | None = "0055"
branch_labels: None = None
depends_on: None = None

INDEX = "ix_awards_badge_id_earned_at"


def upgrade() -> None:
    """Make the index."""
    op.create_index(INDEX, "awards", ["badge_id", "earned_at", "id"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index(INDEX, "awards")
