"""Keep which comments an idea builds on, as one who stands for it says, and know the notice about it."""

import sqlalchemy as sa
from alembic import op

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: None = None
depends_on: None = None

CHECK = "ck_comments_credits_are_somebodys"
NEW_KIND = "credited"


def upgrade() -> None:
    """Add by whom and since when."""
    op.add_column("comments", sa.Column("credited_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("comments", sa.Column("credited_by_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_comments_credited_by_id_members"), "comments", "members", ["credited_by_id"], ["id"])
    op.create_index(op.f("ix_comments_credited_by_id"), "comments", ["credited_by_id"])
    op.create_check_constraint(op.f(CHECK), "comments", "(credited_at IS NULL) = (credited_by_id IS NULL)")
    _know((NEW_KIND,), ())


def downgrade() -> None:
    """Forget it, with the notices about it."""
    op.execute(sa.text("DELETE FROM notices WHERE kind = :kind").bindparams(kind=NEW_KIND))
    _know((), (NEW_KIND,))
    op.drop_constraint(op.f(CHECK), "comments")
    op.drop_index(op.f("ix_comments_credited_by_id"), "comments")
    op.drop_constraint(op.f("fk_comments_credited_by_id_members"), "comments")
    op.drop_column("comments", "credited_by_id")
    op.drop_column("comments", "credited_at")


def _know(more: tuple[str, ...], fewer: tuple[str, ...]) -> None:
    """Change which kinds of notices there are, whatever others there are."""
    name = op.f("ck_notices_noticekind")
    held = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name").bindparams(name=name)
    )
    known = [value for value in str(held).split("'")[1::2] if value not in fewer]
    op.drop_constraint(name, "notices")
    listed = ", ".join(f"'{value}'" for value in dict.fromkeys([*known, *more]))
    op.create_check_constraint(name, "notices", f"kind IN ({listed})")
