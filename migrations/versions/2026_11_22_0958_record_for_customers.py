"""Let staff record votes on behalf of customers."""

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add what is known of a vote that was recorded."""
    op.create_table(
        "recordings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
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
        sa.Column("said", sa.String(400), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"]),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["members.id"]),
        sa.ForeignKeyConstraint(
            ["member_id", "idea_id"],
            ["votes.member_id", "votes.idea_id"],
            name=op.f("fk_recordings_vote"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("member_id", "idea_id", name=op.f("uq_recordings_member_id_idea_id")),
    )
    op.create_index("ix_recordings_idea_id_id", "recordings", ["idea_id", "id"])
    op.create_index("ix_recordings_recorded_by_id", "recordings", ["recorded_by_id"])


def downgrade() -> None:
    """Forget who recorded what; the votes stay."""
    op.drop_table("recordings")
