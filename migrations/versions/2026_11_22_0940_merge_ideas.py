"""Merge ideas by a link that can be undone, and let members step out of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: None = None
depends_on: None = None

MOMENT = sa.DateTime(timezone=True)
NUMBERS = postgresql.ARRAY(sa.BigInteger())
KINDS = (
    *("comment", "reply", "mention", "offer", "offer_removed", "accepted", "declined", "stepped_down", "parted"),
    *("asked", "answered", "shortlisted", "adopted", "delivered", "put_off", "turned_down", "reopened", "withdrawn"),
    *("assigned", "overdue", "doubted", "confirmed", "given_up"),
    *("hidden", "restored", "comment_hidden", "comment_restored", "report_settled"),
    *("let_through", "not_let_through", "comment_let_through", "comment_not_let_through"),
)
NEW_KINDS = ("merged", "took_in", "unmerged")
STATUSES = (
    *("draft", "submitted", "in_review", "shortlisted", "in_experiment", "adopted", "delivered"),
    *("not_now", "declined", "merged", "withdrawn"),
)


def upgrade() -> None:
    """Add merges and who stepped out of them, what an idea says of both, and the notices about them."""
    op.add_column("ideas", sa.Column("merged_into_id", sa.BigInteger()))
    for name in ("merged_ids", "merged_author_ids"):
        op.add_column("ideas", sa.Column(name, NUMBERS, nullable=False, server_default="{}"))
    op.add_column("ideas", sa.Column("regroupings", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_foreign_key(op.f("fk_ideas_merged_into_id_ideas"), "ideas", "ideas", ["merged_into_id"], ["id"])
    op.create_index(
        "ix_ideas_merged_into_id",
        "ideas",
        ["merged_into_id"],
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_check_constraint(
        op.f("ck_ideas_merged_into_another"), "ideas", "(status = 'merged') = (merged_into_id IS NOT NULL)"
    )
    statuses = ", ".join(f"'{status}'" for status in STATUSES)
    op.create_table(
        "idea_merges",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("duplicate_id", sa.BigInteger(), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("from_status", sa.String(40), nullable=False),
        sa.Column("merged_by_id", sa.BigInteger(), nullable=False),
        sa.Column("merged_at", MOMENT, nullable=False),
        sa.Column("made_co_author", sa.Boolean(), nullable=False),
        sa.Column("undone_by_id", sa.BigInteger()),
        sa.Column("undone_at", MOMENT),
        sa.CheckConstraint("duplicate_id <> target_id", name=op.f("ck_idea_merges_into_another")),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("ck_idea_merges_undone_by_somebody")
        ),
        sa.CheckConstraint(f"from_status IN ({statuses})", name=op.f("ck_idea_merges_status")),
        sa.ForeignKeyConstraint(["duplicate_id"], ["ideas.id"], name=op.f("fk_idea_merges_duplicate_id_ideas")),
        sa.ForeignKeyConstraint(["target_id"], ["ideas.id"], name=op.f("fk_idea_merges_target_id_ideas")),
        sa.ForeignKeyConstraint(["merged_by_id"], ["members.id"], name=op.f("fk_idea_merges_merged_by_id_members")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["members.id"], name=op.f("fk_idea_merges_undone_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_merges")),
    )
    op.create_index(
        "uq_idea_merges_open",
        "idea_merges",
        ["duplicate_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_index("ix_idea_merges_duplicate_id_id", "idea_merges", ["duplicate_id", "id"])
    op.create_index("ix_idea_merges_target_id_id", "idea_merges", ["target_id", "id"])
    op.create_index(op.f("ix_idea_merges_merged_by_id"), "idea_merges", ["merged_by_id"])
    op.create_index(op.f("ix_idea_merges_undone_by_id"), "idea_merges", ["undone_by_id"])
    op.create_table(
        "idea_merge_step_outs",
        sa.Column("merge_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("stepped_out_at", MOMENT, nullable=False),
        sa.Column("was_co_author", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["idea_merges.id"], name=op.f("fk_idea_merge_step_outs_merge_id_idea_merges")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_idea_merge_step_outs_member_id_members")),
        sa.PrimaryKeyConstraint("merge_id", "member_id", name=op.f("pk_idea_merge_step_outs")),
    )
    op.create_index(op.f("ix_idea_merge_step_outs_member_id"), "idea_merge_step_outs", ["member_id"])
    _know_kinds(*KINDS, *NEW_KINDS)


def downgrade() -> None:
    """Let merged ideas stand where they stood, and forget that they were merged; counters must be reckoned anew."""
    op.execute(sa.text("DELETE FROM notices WHERE kind = ANY (:kinds)").bindparams(kinds=list(NEW_KINDS)))
    _know_kinds(*KINDS)
    op.drop_table("idea_merge_step_outs")
    op.drop_constraint(op.f("ck_ideas_merged_into_another"), "ideas")
    op.execute(
        "UPDATE ideas SET status = m.from_status FROM idea_merges m"
        " WHERE m.duplicate_id = ideas.id AND m.undone_at IS NULL"
    )
    op.drop_table("idea_merges")
    op.drop_index("ix_ideas_merged_into_id", "ideas")
    for name in ("regroupings", "merged_author_ids", "merged_ids", "merged_into_id"):
        op.drop_column("ideas", name)


def _know_kinds(*kinds: str) -> None:
    op.drop_constraint(op.f("ck_notices_noticekind"), "notices")
    known = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(op.f("ck_notices_noticekind"), "notices", f"kind IN ({known})")
