"""Let members choose whether they see how far the next badges are."""

import sqlalchemy as sa
from alembic import op

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the choice; nobody has made it, so everybody sees it."""
    op.add_column("reward_habits", sa.Column("sees_progress", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    """Forget the choice."""
    op.drop_column("reward_habits", "sees_progress")
