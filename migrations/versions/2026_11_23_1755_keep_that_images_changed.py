"""Keep with each version of an idea whether its images changed."""

import sqlalchemy as sa
from alembic import op

revision: str = "0067"
down_revision: str | None = "0068"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Say of what there is that none did, as nobody kept it."""
    op.add_column(
        "idea_revisions", sa.Column("images_changed", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_column("idea_revisions", "images_changed")
