"""Let texts wait for a moderator before others see them."""

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: None = None
depends_on: None = None

NEW_KINDS = ("let_through", "not_let_through", "comment_let_through", "comment_not_let_through")


def upgrade() -> None:
    """Add how many texts wait, what each is kept back for, and notices of what became of it."""
    op.add_column("community", sa.Column("first_texts", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_check_constraint(op.f("ck_community_trust_comes_some_day"), "community", "first_texts BETWEEN 0 AND 20")
    op.add_column("comments", sa.Column("held_at", sa.DateTime(timezone=True)))
    op.alter_column("hidings", "reason", nullable=True)
    op.alter_column("hidings", "hidden_by_id", nullable=True)
    op.add_column("hidings", sa.Column("held_for", sa.dialects.postgresql.ARRAY(sa.String(40))))
    op.create_check_constraint(
        op.f("ck_hidings_hidden_by_somebody"), "hidings", "(reason IS NULL) = (hidden_by_id IS NULL)"
    )
    op.create_check_constraint(
        op.f("ck_hidings_out_of_sight_for_something"), "hidings", "reason IS NOT NULL OR held_for IS NOT NULL"
    )
    waiting = sa.text("restored_at IS NULL AND reason IS NULL")
    op.create_index("ix_hidings_waiting", "hidings", ["id"], postgresql_where=waiting)
    _know_kinds(NEW_KINDS, ())


def downgrade() -> None:
    """Let all read what was kept back, since nobody could let it through."""
    op.execute(sa.text("DELETE FROM notices WHERE kind = ANY (:kinds)").bindparams(kinds=list(NEW_KINDS)))
    _know_kinds((), NEW_KINDS)
    op.execute(
        "UPDATE ideas SET hidden_at = NULL WHERE id IN (SELECT idea_id FROM hidings"
        " WHERE comment_id IS NULL AND held_for IS NOT NULL AND restored_at IS NULL)"
    )
    op.execute(
        "UPDATE idea_counters SET comments = comments + held.count FROM (SELECT idea_id, count(*) AS count"
        " FROM comments WHERE held_at IS NOT NULL AND removed_at IS NULL GROUP BY idea_id) AS held"
        " WHERE idea_counters.idea_id = held.idea_id"
    )
    op.execute(
        "UPDATE comments SET removed_by_id = NULL, removed_reason = NULL"
        " WHERE held_at IS NOT NULL AND removed_at IS NULL"
    )
    op.execute("DELETE FROM hidings WHERE held_for IS NOT NULL")
    op.drop_index("ix_hidings_waiting", "hidings")
    op.drop_constraint(op.f("ck_hidings_out_of_sight_for_something"), "hidings")
    op.drop_constraint(op.f("ck_hidings_hidden_by_somebody"), "hidings")
    op.drop_column("hidings", "held_for")
    op.alter_column("hidings", "hidden_by_id", nullable=False)
    op.alter_column("hidings", "reason", nullable=False)
    op.drop_column("comments", "held_at")
    op.drop_column("community", "first_texts")


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
