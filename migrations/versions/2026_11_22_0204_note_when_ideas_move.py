"""Note when an idea came to its status."""

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the time; what was withdrawn before takes it from the fact, all else stands where it was submitted."""
    op.add_column("ideas", sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE ideas SET moved_at = submitted_at WHERE status <> 'draft'")
    op.execute(
        "UPDATE ideas SET moved_at = told.at FROM (SELECT CAST(data->>'idea_id' AS bigint) AS idea_id,"
        " max(recorded_at) AS at FROM facts WHERE kind = 'IdeaWithdrawn' GROUP BY 1) AS told"
        " WHERE ideas.id = told.idea_id AND ideas.status = 'withdrawn'"
    )


def downgrade() -> None:
    """Forget the time."""
    op.drop_column("ideas", "moved_at")
