"""Let points of votes wait while somebody looks at where the votes came from."""

import sqlalchemy as sa
from alembic import op

revision: str = "0046"
down_revision: str | None = "0045"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "held_support",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_held_support_member_id_members")),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_held_support_idea_id_ideas"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "idea_id", name=op.f("pk_held_support")),
    )
    op.create_index("ix_held_support_idea_id", "held_support", ["idea_id"])
    op.create_index("ix_held_support_until", "held_support", ["until"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("held_support")
