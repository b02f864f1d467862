"""Bring to everyone what was scaled, name the KPI that shall feel it, and ask later whether it did."""

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0035"
branch_labels: None = None
depends_on: None = None

NEW_KINDS = ("rollout_given", "follow_up_due", "follow_up_late", "benefit_claimed", "benefit_withdrawn")


def upgrade() -> None:
    """Add rollouts with their steps, benefits with their reminders, a plan's KPI, and notices of all that."""
    op.add_column("plans", sa.Column("metric_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_plans_metric_id_metrics"), "plans", "metrics", ["metric_id"], ["id"])
    op.create_index(op.f("ix_plans_metric_id"), "plans", ["metric_id"])
    op.create_table(
        "rollouts",
        _experiment(primary=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        _belongs("rollouts"),
        _member("rollouts", "owner_id"),
        sa.PrimaryKeyConstraint("experiment_id", name=op.f("pk_rollouts")),
    )
    op.create_index(op.f("ix_rollouts_owner_id"), "rollouts", ["owner_id"])
    op.create_table(
        "rollout_steps",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        _experiment(),
        sa.Column("says", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("coverage", sa.BigInteger(), nullable=False),
        sa.Column("goes_back", sa.Boolean(), nullable=False),
        sa.Column("planned_by_id", sa.BigInteger(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("coverage BETWEEN 0 AND 100", name=op.f("ck_rollout_steps_of_a_hundred")),
        sa.CheckConstraint(
            "(done_on IS NULL) = (place IS NULL) AND (done_on IS NULL) = (done_at IS NULL) "
            "AND (done_on IS NULL) = (done_by_id IS NULL)",
            name=op.f("ck_rollout_steps_done_whole"),
        ),
        sa.CheckConstraint("NOT goes_back OR done_on IS NOT NULL", name=op.f("ck_rollout_steps_back_at_once")),
        _belongs("rollout_steps"),
        _member("rollout_steps", "planned_by_id"),
        _member("rollout_steps", "done_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollout_steps")),
    )
    op.create_index("ix_rollout_steps_experiment_id_id", "rollout_steps", ["experiment_id", "id"])
    op.create_index("uq_rollout_steps_experiment_id_place", "rollout_steps", ["experiment_id", "place"], unique=True)
    op.create_index(op.f("ix_rollout_steps_planned_by_id"), "rollout_steps", ["planned_by_id"])
    op.create_index(op.f("ix_rollout_steps_done_by_id"), "rollout_steps", ["done_by_id"])
    op.create_table(
        "benefit_reminders",
        _experiment(primary=True),
        sa.Column("days", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("days IN (30, 90)", name=op.f("ck_benefit_reminders_one_or_three_months")),
        sa.CheckConstraint("told BETWEEN 1 AND 2", name=op.f("ck_benefit_reminders_two_hear")),
        _belongs("benefit_reminders"),
        sa.PrimaryKeyConstraint("experiment_id", "days", name=op.f("pk_benefit_reminders")),
    )
    op.create_table(
        "benefits",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        _experiment(),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column(
            "felt",
            sa.Enum("yes", "no", "unclear", name="felt", native_enum=False, length=40, create_constraint=True),
            nullable=False,
        ),
        sa.Column("says", sa.String(length=1000), nullable=False),
        sa.Column("coverage", sa.BigInteger(), nullable=False),
        sa.Column("said_by_id", sa.BigInteger(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why_withdrawn", sa.String(length=300), nullable=False),
        sa.CheckConstraint("days IN (30, 90)", name=op.f("ck_benefits_one_or_three_months")),
        sa.CheckConstraint("coverage BETWEEN 0 AND 100", name=op.f("ck_benefits_of_a_hundred")),
        sa.CheckConstraint("confirmed_by_id <> said_by_id", name=op.f("ck_benefits_confirmed_by_another")),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_benefits_confirmed_whole")
        ),
        sa.CheckConstraint("confirmed_at IS NULL OR felt = 'yes'", name=op.f("ck_benefits_a_yes_is_confirmed")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_benefits_withdrawn_whole")
        ),
        _belongs("benefits"),
        _member("benefits", "said_by_id"),
        _member("benefits", "confirmed_by_id"),
        _member("benefits", "withdrawn_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefits")),
    )
    standing = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "uq_benefits_standing", "benefits", ["experiment_id", "days"], unique=True, postgresql_where=standing
    )
    op.create_index("ix_benefits_experiment_id_id", "benefits", ["experiment_id", "id"])
    for who in ("said_by_id", "confirmed_by_id", "withdrawn_by_id"):
        op.create_index(op.f(f"ix_benefits_{who}"), "benefits", [who])
    _know_kinds(NEW_KINDS, ())


def downgrade() -> None:
    """Forget them."""
    op.execute(sa.text("DELETE FROM notices WHERE kind = ANY (:kinds)").bindparams(kinds=list(NEW_KINDS)))
    _know_kinds((), NEW_KINDS)
    for table in ("benefits", "benefit_reminders", "rollout_steps", "rollouts"):
        op.drop_table(table)
    op.drop_column("plans", "metric_id")


def _experiment(*, primary: bool = False) -> sa.Column[int]:
    if primary:
        return sa.Column("experiment_id", sa.BigInteger(), autoincrement=False, nullable=False)
    return sa.Column("experiment_id", sa.BigInteger(), nullable=False)


def _belongs(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_experiment_id_experiments")
    return sa.ForeignKeyConstraint(["experiment_id"], ["experiments.id"], name=name, ondelete="CASCADE")


def _member(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["members.id"], name=op.f(f"fk_{table}_{column}_members"))


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
