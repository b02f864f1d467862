"""Know that a case about two ideas is over once the author took the later one back."""

import sqlalchemy as sa
from alembic import op

revision: str = "0056"
down_revision: str | None = "0060"
branch_labels: None = None
depends_on: None = None

_BEFORE = "outcome IN ('upheld', 'cleared', 'merged')"
_NOW = "outcome IN ('upheld', 'cleared', 'merged', 'withdrawn')"
_TABLES = ("fairness_cases", "fairness_appeals")


def upgrade() -> None:
    """Know the outcome."""
    for table in _TABLES:
        _allow(table, _NOW)


def downgrade() -> None:
    """Let such cases stand as false alarms, which bring as much."""
    for table in _TABLES:
        op.execute(sa.text(f"UPDATE {table} SET outcome = 'cleared' WHERE outcome = 'withdrawn'"))
        _allow(table, _BEFORE)


def _allow(table: str, outcomes: str) -> None:
    name = op.f(f"ck_{table}_outcome")
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, outcomes)
