"""Let members report offers to take part, and moderators take them out of sight."""

import sqlalchemy as sa
from alembic import op

revision: str = "0077"
down_revision: str | None = "0067"
branch_labels: None = None
depends_on: None = None

KINDS = ("offer_hidden", "offer_restored")
_OF_IDEA, _OF_ONE = "comment_id IS NULL AND offer_id IS NULL", "comment_id IS NULL OR offer_id IS NULL"


def upgrade() -> None:
    """Let reports and hidings be about an offer, and know the notices."""
    for name in ("hidden_at", "taken_back_at"):
        op.add_column("offers", sa.Column(name, sa.DateTime(timezone=True)))
    for name, rule in (
        (
            "answered_is_in_sight",
            "(accepted_at IS NULL AND declined_at IS NULL) OR (hidden_at IS NULL AND taken_back_at IS NULL)",
        ),
        ("final_is_empty", "hidden_at IS NULL OR taken_back_at IS NULL OR text = ''"),
    ):
        op.create_check_constraint(op.f(f"ck_offers_{name}"), "offers", rule)
    for table in ("reports", "hidings"):
        op.add_column(table, sa.Column("offer_id", sa.BigInteger()))
        op.create_foreign_key(
            op.f(f"fk_{table}_offer_id_offers"), table, "offers", ["offer_id"], ["id"], ondelete="CASCADE"
        )
        op.create_check_constraint(op.f(f"ck_{table}_of_one_text"), table, _OF_ONE)
    _index_ideas(_OF_IDEA)
    _index("uq_reports_offer", "reports", ["offer_id", "member_id"], "offer_id IS NOT NULL", unique=True)
    _index("uq_hidings_offer", "hidings", ["offer_id"], "offer_id IS NOT NULL AND restored_at IS NULL", unique=True)
    _index("ix_hidings_offer_id", "hidings", ["offer_id"], "offer_id IS NOT NULL")
    _know(more=KINDS)


def downgrade() -> None:
    """Drop what is about offers; those that were hidden are seen again, but for those taken back since."""
    op.execute(f"DELETE FROM notices WHERE kind IN ({', '.join(repr(each) for each in KINDS)})")
    _know(fewer=KINDS)
    op.execute("DELETE FROM offers WHERE taken_back_at IS NOT NULL")
    op.execute(
        "UPDATE idea_counters SET offers = idea_counters.offers + back.found FROM (SELECT idea_id, count(*) AS found "
        "FROM offers WHERE hidden_at IS NOT NULL GROUP BY idea_id) AS back WHERE back.idea_id = idea_counters.idea_id"
    )
    for table in ("hidings", "reports"):
        op.execute(f"DELETE FROM {table} WHERE offer_id IS NOT NULL")
    for table in ("reports", "hidings"):
        op.drop_index(f"uq_{table}_idea", table)
        op.drop_column(table, "offer_id")
    _index_ideas("comment_id IS NULL", drop=False)
    for name in ("answered_is_in_sight", "final_is_empty"):
        op.drop_constraint(op.f(f"ck_offers_{name}"), "offers")
    for name in ("hidden_at", "taken_back_at"):
        op.drop_column("offers", name)


def _index_ideas(where: str, *, drop: bool = True) -> None:
    """Let a member report an idea once, and an idea be hidden once at a time."""
    if drop:
        op.drop_index("uq_reports_idea", "reports")
        op.drop_index("uq_hidings_idea", "hidings")
    _index("uq_reports_idea", "reports", ["member_id", "idea_id"], where, unique=True)
    _index("uq_hidings_idea", "hidings", ["idea_id"], f"{where} AND restored_at IS NULL", unique=True)


def _index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.create_index(name, table, columns, unique=unique, postgresql_where=sa.text(where))


def _know(more: tuple[str, ...] = (), fewer: tuple[str, ...] = ()) -> None:
    """Change which kinds of notices there are, whatever others there are."""
    name = op.f("ck_notices_noticekind")
    held = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name").bindparams(name=name)
    )
    known = [each for each in str(held).split("'")[1::2] if each not in fewer]
    op.drop_constraint(name, "notices")
    listed = ", ".join(f"'{each}'" for each in dict.fromkeys([*known, *more]))
    op.create_check_constraint(name, "notices", f"kind IN ({listed})")
