"""Let members report texts, and moderators hide them."""

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: None = None
depends_on: None = None

REASONS = ("spam", "rude", "private", "unlawful", "off_topic", "other")


def upgrade() -> None:
    """Add reports, hidings, and where a hidden comment's words are kept."""
    op.add_column("comments", sa.Column("hidden_body", sa.Text()))
    op.create_check_constraint(
        op.f("ck_comments_hidden_is_removed"), "comments", "hidden_body IS NULL OR removed_at IS NOT NULL"
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger()),
        sa.Column("reason", _one_of("reportreason", *REASONS), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by_id", sa.BigInteger()),
        sa.Column("outcome", _one_of("reportoutcome", "hidden", "kept")),
        sa.Column("answer", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (outcome IS NULL) AND (settled_at IS NULL) = (settled_by_id IS NULL)",
            name="settled_by_somebody",
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"]),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"]),
        sa.ForeignKeyConstraint(["settled_by_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    one = {"unique": True}
    _index("uq_reports_idea", "reports", ["member_id", "idea_id"], "comment_id IS NULL", **one)
    _index("uq_reports_comment", "reports", ["member_id", "comment_id"], "comment_id IS NOT NULL", **one)
    _index("ix_reports_open", "reports", ["idea_id", "comment_id", "id"], "settled_at IS NULL")
    op.create_index("ix_reports_member_id_id", "reports", ["member_id", "id"])
    op.create_table(
        "hidings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger()),
        sa.Column("reason", _one_of("reportreason", *REASONS), nullable=False),
        sa.Column("said", sa.String(200), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_by_id", sa.BigInteger(), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True)),
        sa.Column("restored_by_id", sa.BigInteger()),
        sa.CheckConstraint("(restored_at IS NULL) = (restored_by_id IS NULL)", name="restored_by_somebody"),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"]),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"]),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["restored_by_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    _index("uq_hidings_idea", "hidings", ["idea_id"], "comment_id IS NULL AND restored_at IS NULL", **one)
    _index("uq_hidings_comment", "hidings", ["comment_id"], "comment_id IS NOT NULL AND restored_at IS NULL", **one)
    _index("ix_hidings_open", "hidings", ["id"], "restored_at IS NULL")


def downgrade() -> None:
    """Forget reports and hidings; hidden comments show again, since nobody could bring them back."""
    op.execute(
        "UPDATE idea_counters SET comments = comments + hidden.count FROM (SELECT idea_id, count(*) AS count"
        " FROM comments WHERE hidden_body IS NOT NULL GROUP BY idea_id) AS hidden"
        " WHERE idea_counters.idea_id = hidden.idea_id"
    )
    op.drop_constraint(op.f("ck_comments_hidden_is_removed"), "comments")
    op.execute(
        "UPDATE comments SET body = hidden_body, removed_at = NULL, removed_by_id = NULL, removed_reason = NULL"
        " WHERE hidden_body IS NOT NULL"
    )
    op.drop_column("comments", "hidden_body")
    op.drop_table("hidings")
    op.drop_table("reports")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def _index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.create_index(name, table, columns, unique=unique, postgresql_where=sa.text(where))
