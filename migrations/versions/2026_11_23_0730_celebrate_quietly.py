"""Keep what is new for members until they have looked, and whether they want to be shown it."""

import sqlalchemy as sa
from alembic import op

revision: str = "0052"
down_revision: str | None = "0049"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make the table, and let everybody be shown what is new."""
    op.add_column("reward_habits", sa.Column("celebrates", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_table(
        "celebrations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger()),
        sa.Column("award_id", sa.BigInteger()),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("num_nonnulls(entry_id, award_id) = 1", name=op.f("ck_celebrations_for_one_thing")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_celebrations_member_id_members")),
        sa.ForeignKeyConstraint(
            ["award_id"], ["awards.id"], name=op.f("fk_celebrations_award_id_awards"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_celebrations")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_celebrations_entry_id")),
        sa.UniqueConstraint("award_id", name=op.f("uq_celebrations_award_id")),
    )
    op.create_index(op.f("ix_celebrations_member_id"), "celebrations", ["member_id"])
    fresh = sa.text("seen_at IS NULL")
    op.create_index("ix_celebrations_new", "celebrations", ["member_id", "id"], postgresql_where=fresh)


def downgrade() -> None:
    """Drop both."""
    op.drop_table("celebrations")
    op.drop_column("reward_habits", "celebrates")
