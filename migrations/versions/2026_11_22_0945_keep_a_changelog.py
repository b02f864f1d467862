"""Keep a changelog, and find what came last to a status."""

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Add entries, the ideas they name, and what they said before."""
    op.create_index("ix_ideas_status_moved_at_id", "ideas", ["status", "moved_at", "id"])
    op.create_table(
        "changelog_entries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("saves", sa.BigInteger(), nullable=False),
        sa.Column("backers", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published_by_somebody"),
        sa.CheckConstraint("edited_at IS NULL OR published_at IS NOT NULL", name="drafts_are_not_edited"),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["published_by_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_changelog_entries_drafted_by_id"), "changelog_entries", ["drafted_by_id"])
    op.create_index(op.f("ix_changelog_entries_published_by_id"), "changelog_entries", ["published_by_id"])
    published, drafts = sa.text("published_at IS NOT NULL"), sa.text("published_at IS NULL")
    op.create_index(
        "ix_changelog_entries_published", "changelog_entries", ["published_at", "id"], postgresql_where=published
    )
    op.create_index("ix_changelog_entries_drafts", "changelog_entries", ["id"], postgresql_where=drafts)
    op.create_table(
        "changelog_ideas",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["changelog_entries.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id", "idea_id"),
    )
    op.create_index(op.f("ix_changelog_ideas_idea_id"), "changelog_ideas", ["idea_id"])
    op.create_table(
        "changelog_revisions",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("editor_id", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["changelog_entries.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["editor_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("entry_id", "number"),
    )
    op.create_index(op.f("ix_changelog_revisions_editor_id"), "changelog_revisions", ["editor_id"])
    _know_kinds(("changelog",), ())


def downgrade() -> None:
    """Forget the changelog, and the notices of it."""
    op.execute("DELETE FROM notices WHERE kind = 'changelog'")
    _know_kinds((), ("changelog",))
    op.drop_table("changelog_revisions")
    op.drop_table("changelog_ideas")
    op.drop_table("changelog_entries")
    op.drop_index("ix_ideas_status_moved_at_id", "ideas")


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
