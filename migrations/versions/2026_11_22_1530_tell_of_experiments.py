"""Let notices speak of experiments, and note who heard that a verdict is late."""

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0030"
branch_labels: None = None
depends_on: None = None

NEW_KINDS = (
    *("experiment_started", "experiment_concluded", "experiment_given"),
    *("plan_proposed", "plan_approved", "plan_sent_back"),
    *("verdict_fell", "verdict_late", "conclusion_doubted", "conclusion_withdrawn"),
)


def upgrade() -> None:
    """Add `experiment_id` and new kinds to notices, and `told` to experiments."""
    op.add_column("notices", sa.Column("experiment_id", sa.BigInteger(), nullable=True))
    name = op.f("fk_notices_experiment_id_experiments")
    op.create_foreign_key(name, "notices", "experiments", ["experiment_id"], ["id"], ondelete="CASCADE")
    where = sa.text("experiment_id IS NOT NULL")
    op.create_index("ix_notices_experiment_id", "notices", ["experiment_id"], postgresql_where=where)
    _know_kinds(NEW_KINDS, ())
    op.add_column("experiments", sa.Column("told", sa.BigInteger(), server_default="0", nullable=False))
    op.alter_column("experiments", "told", server_default=None)
    op.create_check_constraint(op.f("ck_experiments_two_hear"), "experiments", "told BETWEEN 0 AND 2")


def downgrade() -> None:
    """Drop these notices, and what is known of who heard."""
    op.drop_constraint(op.f("ck_experiments_two_hear"), "experiments")
    op.drop_column("experiments", "told")
    op.execute(sa.text("DELETE FROM notices WHERE kind = ANY (:kinds)").bindparams(kinds=list(NEW_KINDS)))
    _know_kinds((), NEW_KINDS)
    op.drop_index("ix_notices_experiment_id", "notices")
    op.drop_column("notices", "experiment_id")


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
