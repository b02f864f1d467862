"""Look at how tests ended, and let their learning points wait meanwhile."""

import sqlalchemy as sa
from alembic import op

revision: str = "0050"
down_revision: str | None = "0048"
branch_labels: None = None
depends_on: None = None

CASES, NOTICES = ("fairness_cases", "ck_fairness_cases_casekind"), ("notices", "ck_notices_noticekind")


def upgrade() -> None:
    """Name the conclusion of a case, make the table, and know the new kinds."""
    op.add_column("fairness_cases", sa.Column("conclusion_id", sa.BigInteger()))
    op.create_unique_constraint(op.f("uq_fairness_cases_conclusion_id"), "fairness_cases", ["conclusion_id"])
    name = op.f("fk_fairness_cases_conclusion_id_conclusions")
    op.create_foreign_key(name, "fairness_cases", "conclusions", ["conclusion_id"], ["id"], ondelete="CASCADE")
    op.create_table(
        "held_learning",
        sa.Column("conclusion_id", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conclusion_id"],
            ["conclusions.id"],
            name=op.f("fk_held_learning_conclusion_id_conclusions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conclusion_id", name=op.f("pk_held_learning")),
    )
    _know(*CASES, more="verdict_bending")
    _know(*NOTICES, more="learning_waits")


def downgrade() -> None:
    """Forget how tests ended."""
    op.execute(sa.text("DELETE FROM notices WHERE kind = 'learning_waits'"))
    op.execute(sa.text("DELETE FROM fairness_cases WHERE kind = 'verdict_bending'"))
    _know(*NOTICES, fewer="learning_waits")
    _know(*CASES, fewer="verdict_bending")
    op.drop_table("held_learning")
    op.drop_constraint(op.f("fk_fairness_cases_conclusion_id_conclusions"), "fairness_cases", type_="foreignkey")
    op.drop_constraint(op.f("uq_fairness_cases_conclusion_id"), "fairness_cases", type_="unique")
    op.drop_column("fairness_cases", "conclusion_id")


def _know(table: str, constraint: str, *, more: str = "", fewer: str = "") -> None:
    """Change which kinds there are, whatever others there are."""
    name = op.f(constraint)
    held = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name").bindparams(name=name)
    )
    known = [each for each in str(held).split("'")[1::2] if each != fewer]
    op.drop_constraint(name, table)
    listed = ", ".join(f"'{each}'" for each in dict.fromkeys([*known, *([more] if more else [])]))
    op.create_check_constraint(name, table, f"kind IN ({listed})")
