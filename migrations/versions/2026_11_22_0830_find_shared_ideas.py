"""Find the ideas that a member shares."""

from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Index who shares an idea, where anybody does."""
    op.create_index(
        "ix_ideas_co_author_ids",
        "ideas",
        ["co_author_ids"],
        postgresql_using="gin",
        postgresql_where="co_author_ids <> '{}'::bigint[]",
    )


def downgrade() -> None:
    """Look through all ideas again."""
    op.drop_index("ix_ideas_co_author_ids", "ideas")
