"""Ask whoever wrote an idea down for its customer; keep what sorts a view of the queue."""

import sqlalchemy as sa
from alembic import op

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: None = None
depends_on: None = None

NEW_KINDS = ("asked_for_customer",)
SORTS = ("time_left", "score")


def upgrade() -> None:
    """Know the notice of such a question, and the sort of kept views."""
    _know_kinds(NEW_KINDS, ())
    sort = sa.Enum(*SORTS, name="queuesort", native_enum=False, length=40, create_constraint=True)
    op.add_column("saved_views", sa.Column("sort", sort, server_default=SORTS[0], nullable=False))
    op.alter_column("saved_views", "sort", server_default=None)


def downgrade() -> None:
    """Forget these notices, and what sorts kept views."""
    op.drop_column("saved_views", "sort")
    op.execute(sa.text("DELETE FROM notices WHERE kind = ANY (:kinds)").bindparams(kinds=list(NEW_KINDS)))
    _know_kinds((), NEW_KINDS)


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
