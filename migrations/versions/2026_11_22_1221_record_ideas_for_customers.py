"""Let staff record ideas on behalf of customers."""

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add what is known of an idea that was recorded."""
    op.create_table(
        "recorded_ideas",
        sa.Column("idea_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("company", sa.String(60), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                *("call", "mail", "interview", "fair", "other"),
                name="source",
                native_enum=False,
                length=40,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("idea_id"),
    )
    op.create_index("ix_recorded_ideas_member_id", "recorded_ideas", ["member_id"])
    op.create_index("ix_recorded_ideas_recorded_by_id", "recorded_ideas", ["recorded_by_id"])


def downgrade() -> None:
    """Forget who recorded what; the ideas stay."""
    op.drop_table("recorded_ideas")
