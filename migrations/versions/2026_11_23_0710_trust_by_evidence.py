"""Let members have a level of trust, and remember what may cost it."""

import sqlalchemy as sa
from alembic import op

revision: str = "0049"
down_revision: str | None = "0050"
branch_labels: None = None
depends_on: None = None

LEVELS = ("new", "known", "regular", "trusted")
LOST_FOR = ("suspended", "upheld", "quiet")
NEW_KINDS = ("trust_rose", "trust_fell_upheld", "trust_fell_quiet")


def upgrade() -> None:
    """Make the column and the table; who has been here for a day is known."""
    op.add_column("members", sa.Column("trust", _words("trustlevel", LEVELS), nullable=False, server_default="new"))
    op.create_table(
        "trust_standings",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("below_since", sa.DateTime(timezone=True)),
        sa.Column("lost_for", _words("lostfor", LOST_FOR)),
        sa.Column("suspended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_trust_standings_member_id_members")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_trust_standings")),
    )
    _know(NEW_KINDS, ())
    op.execute(
        "UPDATE members SET trust = 'known' WHERE role = 'customer' AND left_at IS NULL AND imported_from IS NULL"
        " AND suspended_until IS NULL AND joined_at <= now() - interval '24 hours'"
    )
    op.execute(
        "INSERT INTO trust_standings (member_id, since, suspended_at)"
        " SELECT id, now(), now() FROM members WHERE suspended_until IS NOT NULL AND left_at IS NULL"
    )


def downgrade() -> None:
    """Drop both, and the notices that speak of them."""
    listed = ", ".join(f"'{each}'" for each in NEW_KINDS)
    op.execute(f"DELETE FROM notices WHERE kind IN ({listed})")
    _know((), NEW_KINDS)
    op.drop_table("trust_standings")
    op.drop_column("members", "trust")


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
