"""Let totals come in while experiments run, and people conclude what they learned."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: None = None
depends_on: None = None

ADVICE = ("continue", "scale", "stop", "undecided", "invalid")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def upgrade() -> None:
    """Add check-ins with their verdicts, conclusions and learning cards."""
    op.create_table(
        "check_ins",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("experiment_id", sa.BigInteger(), nullable=False),
        sa.Column("plan_number", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("arms", postgresql.JSONB(), nullable=False),
        sa.Column("guardrails", postgresql.JSONB(), nullable=False),
        sa.Column("source", _words("checkinsource", "form", "csv", "api", "command"), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.String(length=1000), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(corrects_id IS NOT NULL) = (why <> '')", name=op.f("ck_check_ins_corrections_say_why")),
        sa.ForeignKeyConstraint(["corrects_id"], ["check_ins.id"], name=op.f("fk_check_ins_corrects_id_check_ins")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["members.id"], name=op.f("fk_check_ins_entered_by_id_members")),
        sa.ForeignKeyConstraint(
            ["experiment_id", "plan_number"],
            ["plans.experiment_id", "plans.number"],
            name="fk_check_ins_plan",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_check_ins_corrects_id")),
        sa.UniqueConstraint("entered_by_id", "key", name="uq_check_ins_entered_by_id_key"),
    )
    op.create_index("ix_check_ins_experiment_id_id", "check_ins", ["experiment_id", "id"])
    op.create_index(
        "uq_check_ins_day",
        "check_ins",
        ["experiment_id", "plan_number", "as_of"],
        unique=True,
        postgresql_where="corrects_id IS NULL",
    )
    op.create_table(
        "verdicts",
        sa.Column("check_in_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Double(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("advice", _words("advice", *ADVICE), nullable=False),
        sa.Column(
            "reason",
            _words(
                "reason",
                "other_split",
                "totals_fell",
                "too_soon",
                "too_few",
                "no_spread",
                "no_ratio",
                "guardrail",
                "as_promised",
                "not_as_promised",
                "harmful",
                "time_box",
                "between",
            ),
            nullable=False,
        ),
        sa.Column("alarms", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("variant", sa.BigInteger(), nullable=False),
        sa.Column("evidence", sa.Double(), nullable=True),
        sa.Column("wrong_at_most", sa.Double(), nullable=True),
        sa.Column("raw", sa.Double(), nullable=True),
        sa.Column("cautious", sa.Double(), nullable=True),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("units_left", sa.BigInteger(), nullable=True),
        sa.Column("crossed_on", sa.Date(), nullable=True),
        sa.Column("crossed_units", sa.BigInteger(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "(crossed_on IS NULL) = (fingerprint IS NULL)", name=op.f("ck_verdicts_crossed_with_fingerprint")
        ),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_ins.id"], name=op.f("fk_verdicts_check_in_id_check_ins"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("check_in_id", name=op.f("pk_verdicts")),
    )
    op.create_table(
        "conclusions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("experiment_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            _words(
                "conclusionkind",
                "scaled",
                "stopped_not_as_promised",
                "stopped_harmful",
                "undecided",
                "changed_course",
                "invalid",
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("check_in_id", sa.BigInteger(), nullable=True),
        sa.Column("advice", _words("advice", *ADVICE), nullable=True),
        sa.Column("against_advice", sa.Boolean(), nullable=False),
        sa.Column("concluded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.BigInteger(), nullable=True),
        sa.Column("saved_units", sa.BigInteger(), nullable=False),
        sa.Column("saved_days", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "NOT against_advice OR effective_at IS NULL OR seconded_by_id IS NOT NULL",
            name=op.f("ck_conclusions_against_advice_is_seconded"),
        ),
        sa.CheckConstraint("effective_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_conclusions_counts_or_not")),
        sa.CheckConstraint("seconded_by_id <> concluded_by_id", name=op.f("ck_conclusions_seconded_by_another")),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_ins.id"], name=op.f("fk_conclusions_check_in_id_check_ins")),
        sa.ForeignKeyConstraint(
            ["concluded_by_id"], ["members.id"], name=op.f("fk_conclusions_concluded_by_id_members")
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["experiments.id"],
            name=op.f("fk_conclusions_experiment_id_experiments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["seconded_by_id"], ["members.id"], name=op.f("fk_conclusions_seconded_by_id_members")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["members.id"], name=op.f("fk_conclusions_withdrawn_by_id_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conclusions")),
    )
    op.create_index(op.f("ix_conclusions_concluded_by_id"), "conclusions", ["concluded_by_id"])
    op.create_index(op.f("ix_conclusions_seconded_by_id"), "conclusions", ["seconded_by_id"])
    op.create_index(op.f("ix_conclusions_withdrawn_by_id"), "conclusions", ["withdrawn_by_id"])
    op.create_index(
        "uq_conclusions_standing",
        "conclusions",
        ["experiment_id"],
        unique=True,
        postgresql_where="withdrawn_at IS NULL",
    )
    op.create_table(
        "learning_cards",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("conclusion_id", sa.BigInteger(), nullable=False),
        sa.Column("experiment_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("believed", sa.Text(), nullable=False),
        sa.Column("measured", sa.Text(), nullable=False),
        sa.Column("observed", sa.Text(), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("therefore", sa.Text(), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.String(length=30)), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_learning_cards_author_id_members")),
        sa.ForeignKeyConstraint(
            ["conclusion_id"],
            ["conclusions.id"],
            name=op.f("fk_learning_cards_conclusion_id_conclusions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["experiments.id"],
            name=op.f("fk_learning_cards_experiment_id_experiments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_cards")),
        sa.UniqueConstraint("conclusion_id", name=op.f("uq_learning_cards_conclusion_id")),
    )
    op.create_index(op.f("ix_learning_cards_author_id"), "learning_cards", ["author_id"])
    op.create_index(op.f("ix_learning_cards_experiment_id"), "learning_cards", ["experiment_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("learning_cards")
    op.drop_table("conclusions")
    op.drop_table("verdicts")
    op.drop_table("check_ins")
