"""Let a later version of a rule take the place of one that isn't in force yet."""

from alembic import op

revision: str = "0064"
down_revision: str | None = "0062"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Allow several versions from the same time on; the latest counts."""
    op.drop_constraint(op.f("uq_rules_code_valid_from"), "rules")


def downgrade() -> None:
    """Let what took a version's place count right after it: what is written stays, and entries name it."""
    op.execute("ALTER TABLE rules DISABLE TRIGGER USER")
    op.execute(
        "UPDATE rules SET valid_from = valid_from + (n - 1) * interval '1 microsecond' FROM (SELECT id AS rule_id, "
        "row_number() OVER (PARTITION BY code, valid_from ORDER BY version) AS n FROM rules) AS ranked "
        "WHERE rule_id = id AND n > 1"
    )
    op.execute("ALTER TABLE rules ENABLE TRIGGER USER")
    op.create_unique_constraint(op.f("uq_rules_code_valid_from"), "rules", ["code", "valid_from"])
