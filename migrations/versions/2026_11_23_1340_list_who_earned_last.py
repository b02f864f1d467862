"""Find who earned a badge last without sorting all who ever did."""

from alembic import op

revision: str = "0058"
down_revision: str | None = "0054"
branch_labels: None = None
depends_on: None = None

INDEX, SHOWN = "ix_awards_shown", "shown_at IS NOT NULL"


def upgrade() -> None:
    """Put the time at which it was earned into the index of what is shown."""
    op.drop_index(INDEX, "awards")
    op.create_index(INDEX, "awards", ["badge_id", "earned_at", "id"], postgresql_where=SHOWN)


def downgrade() -> None:
    """Leave the time out again."""
    op.drop_index(INDEX, "awards")
    op.create_index(INDEX, "awards", ["badge_id", "id"], postgresql_where=SHOWN)
