"""Let the product team keep a short list of tags, and file ideas under them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add the list to the community, and to ideas what they are filed under."""
    op.add_column("community", sa.Column("kept_tags", JSONB(), nullable=False, server_default=sa.text("'{}'")))
    op.add_column("ideas", sa.Column("kept_tags", ARRAY(sa.String(60)), nullable=False, server_default="{}"))
    quick = {"fastupdate": "off"}
    op.create_index("ix_ideas_kept_tags", "ideas", ["kept_tags"], postgresql_using="gin", postgresql_with=quick)


def downgrade() -> None:
    """Forget the list and what was filed under it."""
    op.drop_index("ix_ideas_kept_tags", "ideas")
    op.drop_column("ideas", "kept_tags")
    op.drop_column("community", "kept_tags")
