"""Keep the ledger: rules, entries that are only added to, and what is projected from them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0035"
down_revision: str | None = "0037"
branch_labels: None = None
depends_on: None = None

CURRENCIES = ("impact", "learning", "thanks")
QUADRANTS = ("participation_for_self", "creation_for_self", "participation_for_others", "creation_with_others")
NEW_KINDS, NEW_TOPICS = ("points_earned",), ("points",)
KEPT = ("entries", "rules")
REFUSES = """
CREATE FUNCTION keep_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: what is written there stays', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation', HINT = 'Write a reversal, or a new version.';
END $$
"""
GUARD = """
CREATE TRIGGER keep_as_written BEFORE UPDATE OR DELETE OR TRUNCATE ON {} FOR EACH STATEMENT
EXECUTE FUNCTION keep_as_written()
"""


def upgrade() -> None:
    """Add the ledger, have the database refuse to change it, and know the notice of points."""
    _inspections()
    _seasons()
    _balances()
    _habits()
    _caps()
    _rules()
    _standings()
    _entries()
    op.execute(REFUSES)
    for table in KEPT:
        op.execute(GUARD.format(table))
    _know("noticekind", NEW_KINDS, ())
    _know("noticetopic", NEW_TOPICS, ())


def downgrade() -> None:
    """Forget all points."""
    op.execute(sa.text("DELETE FROM notices WHERE kind = ANY (:kinds)").bindparams(kinds=list(NEW_KINDS)))
    _know("noticekind", (), NEW_KINDS)
    _know("noticetopic", (), NEW_TOPICS)
    for table in ("entries", "standings", "rules", "cap_uses", "reward_habits", "balances", "seasons"):
        op.drop_table(table)
    op.drop_table("ledger_inspections")
    op.execute("DROP FUNCTION keep_as_written()")


def _inspections() -> None:
    op.create_table(
        "ledger_inspections",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("inspected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("says", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_inspections")),
    )


def _seasons() -> None:
    op.create_table(
        "seasons",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("quarter", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=True),
        sa.CheckConstraint("(closed_at IS NULL) = (hash IS NULL)", name=op.f("ck_seasons_closed_with_its_hash")),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_seasons_quarters_are_four")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_seasons_seasons_last")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seasons")),
        sa.UniqueConstraint("ends_at", name=op.f("uq_seasons_ends_at")),
        sa.UniqueConstraint("starts_at", name=op.f("uq_seasons_starts_at")),
    )


def _balances() -> None:
    op.create_table(
        "balances",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", _words("currency", *CURRENCIES), nullable=False),
        sa.Column("season_id", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("gained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_entry_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_balances_member_id_members")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_balances_season_id_seasons")),
        sa.PrimaryKeyConstraint("member_id", "currency", "season_id", "late", "scope", name=op.f("pk_balances")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(
        "ix_balances_board",
        "balances",
        ["season_id", "currency", "scope", "points", "gained_at", "member_id"],
        unique=False,
        postgresql_where="NOT late AND points > 0",
    )


def _habits() -> None:
    op.create_table(
        "reward_habits",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=True),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_reward_habits_member_id_members")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_reward_habits")),
    )


def _caps() -> None:
    op.create_table(
        "cap_uses",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("cap", sa.String(length=60), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_cap_uses_member_id_members")),
        sa.PrimaryKeyConstraint("member_id", "cap", name=op.f("pk_cap_uses")),
        postgresql_with={"fillfactor": 70},
    )


def _rules() -> None:
    op.create_table(
        "rules",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("currency", _words("currency", *CURRENCIES), nullable=False),
        sa.Column("tiers", postgresql.JSONB(), nullable=False),
        sa.Column("cap_points", sa.BigInteger(), nullable=True),
        sa.Column("cap_period", _words("capperiod", "day", "season"), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.CheckConstraint("(cap_points IS NULL) = (cap_period IS NULL)", name=op.f("ck_rules_caps_are_whole")),
        sa.CheckConstraint("cap_points > 0", name=op.f("ck_rules_caps_let_something_through")),
        sa.CheckConstraint("version > 0", name=op.f("ck_rules_versions_count_from_one")),
        sa.ForeignKeyConstraint(["made_by_id"], ["members.id"], name=op.f("fk_rules_made_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules")),
        sa.UniqueConstraint("code", "valid_from", name="uq_rules_code_valid_from"),
        sa.UniqueConstraint("code", "version", name="uq_rules_code_version"),
    )
    op.create_index(op.f("ix_rules_made_by_id"), "rules", ["made_by_id"], unique=False)


def _standings() -> None:
    op.create_table(
        "standings",
        sa.Column("season_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", _words("currency", *CURRENCIES), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("gained_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_standings_member_id_members")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_standings_season_id_seasons")),
        sa.PrimaryKeyConstraint("season_id", "currency", "member_id", name=op.f("pk_standings")),
    )
    op.create_index(op.f("ix_standings_member_id"), "standings", ["member_id"], unique=False)


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("currency", _words("currency", *CURRENCIES), nullable=False),
        sa.Column("wanted", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("rule_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("tops_up_id", sa.BigInteger(), nullable=True),
        sa.Column("season_id", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cap", sa.String(length=60), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause_kind", sa.String(length=40), nullable=False),
        sa.Column("cause_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=True),
        sa.Column("quadrant", _words("quadrant", *QUADRANTS), nullable=True),
        sa.Column("batch", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "CASE WHEN reverses_id IS NULL THEN amount BETWEEN 0 AND wanted ELSE amount <= 0 AND wanted = 0 END",
            name=op.f("ck_entries_awards_give_and_reversals_take"),
        ),
        sa.CheckConstraint("occurred_at <= recorded_at", name=op.f("ck_entries_nothing_from_the_future")),
        sa.CheckConstraint("reverses_id IS NULL OR tops_up_id IS NULL", name=op.f("ck_entries_one_thing_at_a_time")),
        sa.CheckConstraint("tops_up_id IS NULL OR amount = wanted AND amount > 0", name=op.f("ck_entries_top_ups_pay")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_entries_member_id_members")),
        sa.ForeignKeyConstraint(["reverses_id"], ["entries.id"], name=op.f("fk_entries_reverses_id_entries")),
        sa.ForeignKeyConstraint(["rule_id"], ["rules.id"], name=op.f("fk_entries_rule_id_rules")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_entries_season_id_seasons")),
        sa.ForeignKeyConstraint(["tops_up_id"], ["entries.id"], name=op.f("fk_entries_tops_up_id_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("key", name=op.f("uq_entries_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_entries_reverses_id")),
    )
    op.create_index("ix_entries_batch", "entries", ["batch"], unique=False, postgresql_where="batch IS NOT NULL")
    op.create_index("ix_entries_idea_id_code", "entries", ["idea_id", "code"], unique=False)
    op.create_index(
        "ix_entries_member_id_cap", "entries", ["member_id", "cap"], unique=False, postgresql_where="cap <> ''"
    )
    op.create_index("ix_entries_member_id_id", "entries", ["member_id", "id"], unique=False)
    op.create_index(op.f("ix_entries_rule_id"), "entries", ["rule_id"], unique=False)
    op.create_index(op.f("ix_entries_season_id"), "entries", ["season_id"], unique=False)
    op.create_index(
        "ix_entries_tops_up_id", "entries", ["tops_up_id"], unique=False, postgresql_where="tops_up_id IS NOT NULL"
    )


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def _know(constraint: str, more: tuple[str, ...], fewer: tuple[str, ...]) -> None:
    """Change which kinds or topics of notices there are, whatever others there are."""
    name, column = op.f(f"ck_notices_{constraint}"), constraint.removeprefix("notice")
    held = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name").bindparams(name=name)
    )
    known = [word for word in str(held).split("'")[1::2] if word not in fewer]
    op.drop_constraint(name, "notices")
    listed = ", ".join(f"'{word}'" for word in dict.fromkeys([*known, *more]))
    op.create_check_constraint(name, "notices", f"{column} IN ({listed})")
