"""Let each version of a badge say whether it stays, as it did of those there are."""

import sqlalchemy as sa
from alembic import op

revision: str = "0062"
down_revision: str | None = "0061"
branch_labels: None = None
depends_on: None = None

_THERE = "UPDATE badge_versions SET kept = badges.kept FROM badges WHERE badges.id = badge_versions.badge_id"
_BACK = """
UPDATE badges SET kept = badge_versions.kept FROM badge_versions
WHERE badge_versions.badge_id = badges.id AND badge_versions.number = badges.current
"""


def upgrade() -> None:
    """Move the column from badges to their versions: whoever was given one that stays keeps it."""
    op.add_column("badge_versions", sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.alter_column("badge_versions", "kept", server_default=None)
    op.execute(_THERE)
    op.drop_column("badges", "kept")


def downgrade() -> None:
    """Move it back, as each badge's newest version has it."""
    op.add_column("badges", sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.alter_column("badges", "kept", server_default=None)
    op.execute(_BACK)
    op.drop_column("badge_versions", "kept")
