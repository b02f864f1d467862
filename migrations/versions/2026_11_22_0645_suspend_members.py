"""Let moderators suspend members."""

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add until when a member only reads, and why."""
    op.add_column("members", sa.Column("suspended_until", sa.DateTime(timezone=True)))
    op.add_column("members", sa.Column("suspended_reason", sa.String(200), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget suspensions; everybody writes again."""
    op.drop_column("members", "suspended_reason")
    op.drop_column("members", "suspended_until")
