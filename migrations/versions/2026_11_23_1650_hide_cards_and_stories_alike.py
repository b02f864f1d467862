"""Keep what is said of a hidden story as it is kept of a hidden card: written with the story, by no default."""

import sqlalchemy as sa
from alembic import op

revision: str = "0061"
down_revision: str | None = "0056"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Drop the default that filled the column when it came."""
    op.alter_column("heroes", "hidden_said", existing_type=sa.String(200), existing_nullable=False, server_default=None)


def downgrade() -> None:
    """Bring it back."""
    op.alter_column("heroes", "hidden_said", existing_type=sa.String(200), existing_nullable=False, server_default="")
