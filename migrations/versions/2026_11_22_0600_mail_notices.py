"""Mail notices as their members want it, and park what no relay takes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: None = None
depends_on: None = None

WAITING = "sent_at IS NULL AND failure IS NULL"


def upgrade() -> None:
    """Add how members want their mail, and what mails need to be tried again; notices of before aren't mailed."""
    op.add_column("notices", sa.Column("mail_due_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_notices_mail_due", "notices", ["mail_due_at"], postgresql_where="mail_due_at IS NOT NULL")
    op.create_table(
        "mail_habits",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("paces", JSONB(), nullable=False),
        sa.Column("zone", sa.String(60), nullable=True),
        sa.Column("quiet_from", sa.BigInteger(), nullable=True),
        sa.Column("quiet_until", sa.BigInteger(), nullable=True),
        sa.Column("digest_hour", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("digest_hour BETWEEN 0 AND 23", name=op.f("ck_mail_habits_digests_leave_on_the_hour")),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23 AND quiet_from <> quiet_until"
            " OR (quiet_from IS NULL AND quiet_until IS NULL)",
            name=op.f("ck_mail_habits_quiet_has_two_ends"),
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_mail_habits_member_id_members")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_mail_habits")),
    )
    op.create_table(
        "idea_paces",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "pace",
            sa.Enum(
                "at_once", "daily", "weekly", "never", name="pace", native_enum=False, length=40, create_constraint=True
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_idea_paces_member_id_members")),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_idea_paces_idea_id_ideas"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "idea_id", name=op.f("pk_idea_paces")),
    )
    op.create_index("ix_idea_paces_idea_id", "idea_paces", ["idea_id"])
    op.add_column("mails", sa.Column("bulk", sa.Boolean(), nullable=False, server_default="false"))
    op.add_column("mails", sa.Column("attempts", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("mails", sa.Column("failure", sa.Text(), nullable=True))
    op.add_column("mails", sa.Column("next_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE mails SET next_at = created_at")
    op.alter_column("mails", "next_at", nullable=False)
    op.alter_column("mails", "bulk", server_default=None)
    op.alter_column("mails", "attempts", server_default=None)
    op.drop_index("ix_mails_waiting", table_name="mails")
    op.create_index("ix_mails_waiting", "mails", ["bulk", "next_at"], postgresql_where=WAITING)
    op.create_index("ix_mails_parked", "mails", ["id"], postgresql_where="failure IS NOT NULL")
    op.create_index("ix_facts_parked", "facts", ["id"], postgresql_where="failure IS NOT NULL")


def downgrade() -> None:
    """Forget how members want their mail, and the mails that only this version can make."""
    op.drop_index("ix_facts_parked", table_name="facts")
    op.drop_index("ix_mails_parked", table_name="mails")
    op.drop_index("ix_mails_waiting", table_name="mails")
    op.execute("DELETE FROM mails WHERE template = 'notices'")
    for column in ("bulk", "attempts", "failure", "next_at"):
        op.drop_column("mails", column)
    op.create_index("ix_mails_waiting", "mails", ["id"], postgresql_where="sent_at IS NULL")
    op.drop_table("idea_paces")
    op.drop_table("mail_habits")
    op.drop_index("ix_notices_mail_due", table_name="notices")
    op.drop_column("notices", "mail_due_at")
