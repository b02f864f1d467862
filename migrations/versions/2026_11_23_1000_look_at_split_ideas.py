"""Look at ideas that were split in two, let the points of the later part wait, and say why points go for now."""

import sqlalchemy as sa
from alembic import op

revision: str = "0053"
down_revision: str | None = "0052"
branch_labels: None = None
depends_on: None = None

KINDS = {
    ("fairness_cases", "ck_fairness_cases_casekind", "kind"): "idea_splitting",
    ("fairness_cases", "ck_fairness_cases_outcome", "outcome"): "merged",
    ("fairness_appeals", "ck_fairness_appeals_outcome", "outcome"): "merged",
    ("notices", "ck_notices_noticekind", "kind"): "part_waits",
}


def upgrade() -> None:
    """Name the later part of a case, make the table, and know the new kinds."""
    op.add_column("fairness_cases", sa.Column("part_id", sa.BigInteger()))
    op.create_unique_constraint(op.f("uq_fairness_cases_part_id"), "fairness_cases", ["part_id"])
    op.create_foreign_key(op.f("fk_fairness_cases_part_id_ideas"), "fairness_cases", "ideas", ["part_id"], ["id"])
    op.create_table(
        "held_parts",
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_held_parts_idea_id_ideas"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_held_parts")),
    )
    op.add_column("entries", sa.Column("held_for", sa.String(40)))
    op.create_check_constraint(op.f("ck_entries_heldfor"), "entries", "held_for IN ('crowd', 'test', 'part')")
    for place, kind in KINDS.items():
        _know(*place, more=kind)


def downgrade() -> None:
    """Forget which ideas were split."""
    op.execute(sa.text("DELETE FROM notices WHERE kind = 'part_waits'"))
    op.execute(sa.text("DELETE FROM fairness_cases WHERE kind = 'idea_splitting'"))
    for place, kind in KINDS.items():
        _know(*place, fewer=kind)
    op.drop_column("entries", "held_for")
    op.drop_table("held_parts")
    op.drop_constraint(op.f("fk_fairness_cases_part_id_ideas"), "fairness_cases", type_="foreignkey")
    op.drop_constraint(op.f("uq_fairness_cases_part_id"), "fairness_cases", type_="unique")
    op.drop_column("fairness_cases", "part_id")


def _know(table: str, constraint: str, column: str, *, more: str = "", fewer: str = "") -> None:
    """Change which kinds there are, whatever others there are."""
    name = op.f(constraint)
    held = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name").bindparams(name=name)
    )
    known = [each for each in str(held).split("'")[1::2] if each != fewer]
    op.drop_constraint(name, table)
    listed = ", ".join(f"'{each}'" for each in dict.fromkeys([*known, *([more] if more else [])]))
    op.create_check_constraint(name, table, f"{column} IN ({listed})")
