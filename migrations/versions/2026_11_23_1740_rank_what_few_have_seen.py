"""Let what few have seen stand among the best by its score, and find quickly whose turn it is in a quadrant."""

import sqlalchemy as sa
from alembic import op

revision: str = "0065"
down_revision: str | None = "0064"
branch_labels: None = None
depends_on: None = None

_FEW, _ENOUGH = "listed AND familiar_at IS NULL", "listed AND familiar_at IS NOT NULL"


def upgrade() -> None:
    """Sort all that is listed by its score."""
    _sort("listed")
    op.create_index(
        "ix_idea_counters_quadrant_little_seen", "idea_counters", ["quadrant", "idea_id"], postgresql_where=_FEW
    )


def downgrade() -> None:
    """Sort by its score only what enough have seen."""
    op.drop_index("ix_idea_counters_quadrant_little_seen", "idea_counters")
    _sort(_ENOUGH)


def _sort(where: str) -> None:
    by: list[str | sa.TextClause] = ["best", sa.text("(- exposed)"), "idea_id"]
    for name, columns in (("best", by), ("quadrant_best", ["quadrant", *by])):
        op.drop_index(f"ix_idea_counters_{name}", "idea_counters")
        op.create_index(f"ix_idea_counters_{name}", "idea_counters", columns, postgresql_where=where)
