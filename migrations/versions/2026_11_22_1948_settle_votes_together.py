"""Note which ideas' votes have changed, so that their points are settled once for many votes."""

import sqlalchemy as sa
from alembic import op

revision: str = "0039"
down_revision: str | None = "0036"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the note."""
    op.create_table(
        "unsettled_ideas",
        sa.Column("idea_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_unsettled_ideas_idea_id_ideas"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_unsettled_ideas")),
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_table("unsettled_ideas")
