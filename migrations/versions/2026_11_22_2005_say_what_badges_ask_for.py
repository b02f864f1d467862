"""Let a version of a badge say, as data, what has to have happened for it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the criterion; badges that are there go on being given by people."""
    op.add_column("badge_versions", sa.Column("criterion", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    """Let people give all badges."""
    op.drop_column("badge_versions", "criterion")
