"""Call for ideas and work within a time: challenges, who takes part, what is entered for them, and who won."""

import sqlalchemy as sa
from alembic import op

revision: str = "0044"
down_revision: str | None = "0043"
branch_labels: None = None
depends_on: None = None

TABLES = ("challenge_readings", "challenge_results", "challenge_participants", "challenge_ideas", "challenges")
NEW_KINDS = ("challenge_won", "challenge_decided", "challenge_called_off", "challenge_over")
NEW_TOPICS = ("challenges",)


def upgrade() -> None:
    """Make the tables, find entries by their time, and know the notices."""
    _add_challenges()
    _add_taking_part()
    _add_results()
    op.create_index("ix_entries_occurred_at", "entries", ["occurred_at"], postgresql_using="brin")
    op.add_column("notices", sa.Column("challenge_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_notices_challenge_id",
        "notices",
        ["challenge_id"],
        unique=False,
        postgresql_where="challenge_id IS NOT NULL",
    )
    op.create_foreign_key(
        op.f("fk_notices_challenge_id_challenges"),
        "notices",
        "challenges",
        ["challenge_id"],
        ["id"],
        ondelete="CASCADE",
    )
    _know("kind", NEW_KINDS, ())
    _know("topic", NEW_TOPICS, ())


def downgrade() -> None:
    """Forget challenges, with the notices about them."""
    for column, values in (("kind", NEW_KINDS), ("topic", NEW_TOPICS)):
        op.execute(sa.text(f"DELETE FROM notices WHERE {column} = ANY (:values)").bindparams(values=list(values)))
        _know(column, (), values)
    op.drop_index("ix_notices_challenge_id", "notices")
    op.drop_column("notices", "challenge_id")
    op.drop_index("ix_entries_occurred_at", "entries")
    for table in TABLES:
        op.drop_table(table)


def _add_challenges() -> None:
    op.create_table(
        "challenges",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("ideas", "staff", name="challengekind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("question", sa.String(length=140), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column(
            "quadrant",
            sa.Enum(
                "participation_for_self",
                "creation_for_self",
                "participation_for_others",
                "creation_with_others",
                name="challengequadrant",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("only_answers", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "much",
            sa.Enum(
                "impact", "learning", "readings", name="much", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("much_name", sa.String(length=60), nullable=False),
        sa.Column("much_least", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column(
            "well",
            sa.Enum(
                "outcomes",
                "share_chosen",
                "learned",
                "readings",
                name="well",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("well_name", sa.String(length=60), nullable=False),
        sa.Column("well_least", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column(
            "tie",
            sa.Enum("earlier", "better", "more", name="tierule", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("perk", sa.String(length=300), nullable=False),
        sa.Column("winners", sa.BigInteger(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_off_why", sa.String(length=400), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_why", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "(called_off_at IS NULL) = (called_off_why = '')", name=op.f("ck_challenges_called_off_for_a_reason")
        ),
        sa.CheckConstraint(
            "(kind = 'staff') = (much = 'readings') AND (kind = 'staff') = (well = 'readings') "
            "AND (kind = 'staff') = (much_name <> '') AND (kind = 'staff') = (well_name <> '')",
            name=op.f("ck_challenges_readings_are_of_staff"),
        ),
        sa.CheckConstraint(
            "kind = 'ideas' OR quadrant IS NULL AND NOT only_answers",
            name=op.f("ck_challenges_ideas_are_of_a_quadrant"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_challenges_decided_by_somebody")
        ),
        sa.CheckConstraint(
            "announced_at IS NOT NULL OR called_off_at IS NULL", name=op.f("ck_challenges_called_off_once_announced")
        ),
        sa.CheckConstraint("decided_at >= ends_at", name=op.f("ck_challenges_decided_when_over")),
        sa.CheckConstraint("decided_at IS NULL OR called_off_at IS NULL", name=op.f("ck_challenges_one_end")),
        sa.CheckConstraint("much_least > 0 AND well_least > 0", name=op.f("ck_challenges_two_thresholds")),
        sa.CheckConstraint("starts_on < ends_on AND starts_at < ends_at", name=op.f("ck_challenges_lasts")),
        sa.CheckConstraint("winners BETWEEN 1 AND 20", name=op.f("ck_challenges_somebody_may_win")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["members.id"], name=op.f("fk_challenges_decided_by_id_members")),
        sa.ForeignKeyConstraint(["made_by_id"], ["members.id"], name=op.f("fk_challenges_made_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
    )
    op.create_index(op.f("ix_challenges_decided_by_id"), "challenges", ["decided_by_id"], unique=False)
    op.create_index(op.f("ix_challenges_made_by_id"), "challenges", ["made_by_id"], unique=False)
    op.create_index("ix_challenges_starts_on_id", "challenges", ["starts_on", "id"], unique=False)
    op.create_index(
        "ix_challenges_undecided",
        "challenges",
        ["ends_at"],
        unique=False,
        postgresql_where="decided_at IS NULL AND called_off_at IS NULL",
    )


def _add_taking_part() -> None:
    op.create_table(
        "challenge_ideas",
        sa.Column("idea_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_challenge_ideas_challenge_id_challenges"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_challenge_ideas_idea_id_ideas"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_challenge_ideas")),
    )
    op.create_index(
        "ix_challenge_ideas_challenge_id_idea_id", "challenge_ideas", ["challenge_id", "idea_id"], unique=False
    )
    op.create_table(
        "challenge_participants",
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_challenge_participants_challenge_id_challenges"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_challenge_participants_member_id_members")
        ),
        sa.PrimaryKeyConstraint("challenge_id", "member_id", name=op.f("pk_challenge_participants")),
    )
    op.create_index("ix_challenge_participants_member_id", "challenge_participants", ["member_id"], unique=False)
    op.create_table(
        "challenge_readings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("week", sa.BigInteger(), nullable=False),
        sa.Column("much", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("well", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "much IS NOT NULL OR reason <> ''", name=op.f("ck_challenge_readings_withdrawn_for_a_reason")
        ),
        sa.CheckConstraint("much BETWEEN 0 AND 1000000", name=op.f("ck_challenge_readings_much_is_a_figure")),
        sa.CheckConstraint("week >= 1", name=op.f("ck_challenge_readings_weeks_count_from_one")),
        sa.CheckConstraint(
            "well BETWEEN 0 AND 100 AND much > 0", name=op.f("ck_challenge_readings_well_is_of_a_hundred")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id", "member_id"],
            ["challenge_participants.challenge_id", "challenge_participants.member_id"],
            name="fk_challenge_readings_participant",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["members.id"], name=op.f("fk_challenge_readings_entered_by_id_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_readings")),
    )
    op.create_index(op.f("ix_challenge_readings_entered_by_id"), "challenge_readings", ["entered_by_id"], unique=False)
    op.create_index("ix_challenge_readings_member_id", "challenge_readings", ["member_id"], unique=False)
    op.create_index(
        "uq_challenge_readings_counting",
        "challenge_readings",
        ["challenge_id", "member_id", "week"],
        unique=True,
        postgresql_where="superseded_at IS NULL",
    )


def _add_results() -> None:
    op.create_table(
        "challenge_results",
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("won", sa.Boolean(), nullable=False),
        sa.Column("much", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("well", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint("place >= 1", name=op.f("ck_challenge_results_places_count_from_one")),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name=op.f("fk_challenge_results_challenge_id_challenges"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_challenge_results_member_id_members")),
        sa.PrimaryKeyConstraint("challenge_id", "member_id", name=op.f("pk_challenge_results")),
    )
    op.create_index("ix_challenge_results_member_id", "challenge_results", ["member_id"], unique=False)


def _know(column: str, more: tuple[str, ...], fewer: tuple[str, ...]) -> None:
    """Change which kinds or topics of notices there are, whatever others there are."""
    name = op.f(f"ck_notices_notice{column}")
    held = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name").bindparams(name=name)
    )
    known = [value for value in str(held).split("'")[1::2] if value not in fewer]
    op.drop_constraint(name, "notices")
    listed = ", ".join(f"'{value}'" for value in dict.fromkeys([*known, *more]))
    op.create_check_constraint(name, "notices", f"{column} IN ({listed})")
