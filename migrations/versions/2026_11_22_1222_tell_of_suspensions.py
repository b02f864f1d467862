"""Let notices speak of a member alone or of a note, and merges say since when the duplicate stood where it did."""

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: None = None
depends_on: None = None

NEW_KINDS = ("noted", "suspended", "suspension_lifted")


def upgrade() -> None:
    """Let notices have no idea, or a note; keep `moved_at` with a merge."""
    op.alter_column("notices", "idea_id", existing_type=sa.BigInteger(), nullable=True)
    op.add_column("notices", sa.Column("note_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_notices_note_id_notes"), "notices", "notes", ["note_id"], ["id"], ondelete="CASCADE")
    where = sa.text("note_id IS NOT NULL")
    op.create_index("ix_notices_note_id", "notices", ["note_id"], postgresql_where=where)
    _know_kinds(NEW_KINDS, ())
    op.add_column("idea_merges", sa.Column("stood_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop these notices, and what merges say of before."""
    op.drop_column("idea_merges", "stood_since")
    op.execute(sa.text("DELETE FROM notices WHERE kind = ANY (:kinds)").bindparams(kinds=list(NEW_KINDS)))
    _know_kinds((), NEW_KINDS)
    op.drop_index("ix_notices_note_id", "notices")
    op.drop_column("notices", "note_id")
    op.alter_column("notices", "idea_id", existing_type=sa.BigInteger(), nullable=False)


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
