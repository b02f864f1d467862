"""Let members offer to take part, and share ideas."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: None = None
depends_on: None = None

KINDS = ("test", "make", "help", "build")
NOTICES = ("comment", "reply", "mention")
NEW_NOTICES = ("offer", "offer_removed", "accepted", "declined", "stepped_down", "parted")


def upgrade() -> None:
    """Add offers, their counter, who shares an idea, and the notices of both."""
    none = sa.text("'{}'")
    op.add_column("ideas", sa.Column("co_author_ids", ARRAY(sa.BigInteger()), nullable=False, server_default=none))
    op.create_check_constraint(
        op.f("ck_ideas_shared_with_others"),
        "ideas",
        "NOT author_id = ANY (co_author_ids) AND cardinality(co_author_ids) <= 10",
    )
    op.add_column("idea_counters", sa.Column("offers", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_check_constraint(op.f("ck_idea_counters_offers_never_negative"), "idea_counters", "offers >= 0")
    op.create_table(
        "offers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="offerkind", native_enum=False, length=40, create_constraint=True),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("note", sa.String(400), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("declined_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("accepted_at IS NULL OR declined_at IS NULL", name="answered_once"),
        sa.CheckConstraint("kind = 'build' OR (accepted_at IS NULL AND declined_at IS NULL)", name="asks_are_answered"),
        sa.CheckConstraint("(accepted_at IS NULL AND declined_at IS NULL) OR text = ''", name="answered_is_empty"),
        sa.CheckConstraint("declined_at IS NOT NULL OR note = ''", name="notes_decline"),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("idea_id", "member_id", "kind", name="uq_offers_idea_id_member_id_kind"),
    )
    op.create_index("ix_offers_idea_id_id", "offers", ["idea_id", "id"])
    op.create_index("ix_offers_member_id_id", "offers", ["member_id", "id"])
    _know_notices(*NOTICES, *NEW_NOTICES)


def downgrade() -> None:
    """Forget offers, who shares an idea, and the notices of both."""
    op.execute(sa.text("DELETE FROM notices WHERE kind = ANY (:kinds)").bindparams(kinds=list(NEW_NOTICES)))
    _know_notices(*NOTICES)
    op.drop_table("offers")
    op.drop_column("idea_counters", "offers")
    op.drop_constraint(op.f("ck_ideas_shared_with_others"), "ideas")
    op.drop_column("ideas", "co_author_ids")


def _know_notices(*kinds: str) -> None:
    op.drop_constraint(op.f("ck_notices_noticekind"), "notices")
    known = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(op.f("ck_notices_noticekind"), "notices", f"kind IN ({known})")
