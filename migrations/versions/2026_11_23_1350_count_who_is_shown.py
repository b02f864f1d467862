"""Keep who stood on boards when a season was closed, since places count only them."""

import sqlalchemy as sa
from alembic import op

revision: str = "0059"
down_revision: str | None = "0058"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the column; places in seasons of before counted everybody, and stay as they were kept."""
    op.add_column("standings", sa.Column("shown", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    """Forget it again."""
    op.drop_column("standings", "shown")
