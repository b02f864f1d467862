"""Let members report a hero's story, and moderators take it out of sight."""

import sqlalchemy as sa
from alembic import op

revision: str = "0055"
down_revision: str | None = "0059"
branch_labels: None = None
depends_on: None = None

REASONS = ("spam", "rude", "private", "unlawful", "off_topic", "other")
OUTCOMES = ("hidden", "kept")
NEW_KINDS = ("hero_hidden", "hero_restored", "hero_report_settled")


def upgrade() -> None:
    """Make the table and the columns, and know the notices."""
    op.add_column("heroes", sa.Column("hidden_at", sa.DateTime(timezone=True)))
    op.add_column("heroes", sa.Column("hidden_by_id", sa.BigInteger()))
    op.add_column("heroes", sa.Column("hidden_reason", _words("hidden_reason", REASONS)))
    op.add_column("heroes", sa.Column("hidden_said", sa.String(200), nullable=False, server_default=""))
    op.create_foreign_key(op.f("fk_heroes_hidden_by_id_members"), "heroes", "members", ["hidden_by_id"], ["id"])
    op.create_index(op.f("ix_heroes_hidden_by_id"), "heroes", ["hidden_by_id"])
    op.create_index("ix_heroes_hidden", "heroes", ["id"], postgresql_where=sa.text("hidden_at IS NOT NULL"))
    for name, rule in (
        ("hidden_was_read", "hidden_at IS NULL OR published_at IS NOT NULL"),
        ("hidden_for_a_reason", "(hidden_at IS NULL) = (hidden_reason IS NULL)"),
        ("hidden_by_somebody", "(hidden_at IS NULL) = (hidden_by_id IS NULL)"),
    ):
        op.create_check_constraint(op.f(f"ck_heroes_{name}"), "heroes", rule)
    op.create_table(
        "hero_reports",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("hero_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", _words("reportreason", REASONS), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by_id", sa.BigInteger()),
        sa.Column("outcome", _words("reportoutcome", OUTCOMES)),
        sa.Column("answer", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (outcome IS NULL) AND (settled_at IS NULL) = (settled_by_id IS NULL)",
            name=op.f("ck_hero_reports_settled_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["hero_id"], ["heroes.id"], name=op.f("fk_hero_reports_hero_id_heroes"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_hero_reports_member_id_members")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["members.id"], name=op.f("fk_hero_reports_settled_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hero_reports")),
        sa.UniqueConstraint("member_id", "hero_id", name="uq_hero_reports_member_id_hero_id"),
    )
    op.create_index(
        "ix_hero_reports_open", "hero_reports", ["hero_id", "id"], postgresql_where=sa.text("settled_at IS NULL")
    )
    op.create_index("ix_hero_reports_hero_id", "hero_reports", ["hero_id"])
    op.create_index(op.f("ix_hero_reports_settled_by_id"), "hero_reports", ["settled_by_id"])
    _know(NEW_KINDS, ())


def downgrade() -> None:
    """Drop them, and the notices that speak of them."""
    listed = ", ".join(f"'{each}'" for each in NEW_KINDS)
    op.execute(f"DELETE FROM notices WHERE kind IN ({listed})")
    _know((), NEW_KINDS)
    op.drop_table("hero_reports")
    for name in ("hidden_said", "hidden_reason", "hidden_by_id", "hidden_at"):
        op.drop_column("heroes", name)


def _words(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def _know(more: tuple[str, ...], fewer: tuple[str, ...]) -> None:
    """Change which kinds of notices there are, whatever others there are."""
    name = op.f("ck_notices_noticekind")
    held = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name").bindparams(name=name)
    )
    known = [each for each in str(held).split("'")[1::2] if each not in fewer]
    op.drop_constraint(name, "notices")
    listed = ", ".join(f"'{each}'" for each in dict.fromkeys([*known, *more]))
    op.create_check_constraint(name, "notices", f"kind IN ({listed})")
