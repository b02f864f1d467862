"""Keep edits back that a moderator has to look at."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: None = None
depends_on: None = None

NEW_KINDS = ("edit_let_through", "edit_not_let_through")
REASONS = ("spam", "rude", "private", "unlawful", "off_topic", "other")


def upgrade() -> None:
    """Add edits that wait, and notices of what became of them."""
    op.create_table(
        "held_edits",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=True),
        sa.Column("editor_id", sa.BigInteger(), nullable=False),
        sa.Column("says", postgresql.JSONB(), nullable=False),
        sa.Column("based_on", sa.BigInteger(), nullable=False),
        sa.Column("held_for", postgresql.ARRAY(sa.String(40)), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(*REASONS, name="reportreason", native_enum=False, length=40, create_constraint=True),
            nullable=True,
        ),
        sa.Column("said", sa.String(200), nullable=False),
        sa.Column("turned_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"]),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"]),
        sa.ForeignKeyConstraint(["editor_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("(reason IS NULL) = (turned_down_at IS NULL)", name="turned_down_for_something"),
    )
    of_idea, of_comment = sa.text("comment_id IS NULL"), sa.text("comment_id IS NOT NULL")
    columns = ["editor_id", "idea_id"]
    op.create_index("uq_held_edits_idea", "held_edits", columns, unique=True, postgresql_where=of_idea)
    op.create_index("uq_held_edits_comment", "held_edits", ["comment_id"], unique=True, postgresql_where=of_comment)
    _know_kinds(NEW_KINDS, ())


def downgrade() -> None:
    """Forget edits that wait."""
    op.execute(sa.text("DELETE FROM notices WHERE kind = ANY (:kinds)").bindparams(kinds=list(NEW_KINDS)))
    _know_kinds((), NEW_KINDS)
    op.drop_table("held_edits")


def _know_kinds(more: tuple[str, ...], fewer: tuple[str, ...]) -> None:
    """Change which kinds of notices there are, whatever others there are."""
    name = op.f("ck_notices_noticekind")
    held = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name").bindparams(name=name)
    )
    known = [kind for kind in str(held).split("'")[1::2] if kind not in fewer]
    op.drop_constraint(name, "notices")
    listed = ", ".join(f"'{kind}'" for kind in dict.fromkeys([*known, *more]))
    op.create_check_constraint(name, "notices", f"kind IN ({listed})")
