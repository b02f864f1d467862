"""Keep the standings of quadrants and teams beside that of the whole community."""

import sqlalchemy as sa
from alembic import op

revision: str = "0048"
down_revision: str | None = "0047"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Say of each line among whom it stands; those there are stand among everybody."""
    op.add_column("standings", sa.Column("scope", sa.String(40), server_default="", nullable=False))
    op.drop_constraint(op.f("pk_standings"), "standings")
    op.create_primary_key(op.f("pk_standings"), "standings", ["season_id", "currency", "scope", "member_id"])
    places = ["season_id", "currency", "scope", "rank", "gained_at", "member_id"]
    op.create_index("ix_standings_board", "standings", places)


def downgrade() -> None:
    """Drop all lines but those among everybody."""
    op.drop_index("ix_standings_board", "standings")
    op.execute("DELETE FROM standings WHERE scope <> ''")
    op.drop_constraint(op.f("pk_standings"), "standings")
    op.create_primary_key(op.f("pk_standings"), "standings", ["season_id", "currency", "member_id"])
    op.drop_column("standings", "scope")
