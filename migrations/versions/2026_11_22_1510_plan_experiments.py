"""Let employees plan experiments with ideas."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: None = None
depends_on: None = None

PHASES = ("draft", "proposed", "approved", "running", "paused", "verdict_due", "concluded", "archived")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def upgrade() -> None:
    """Add experiments, their plans, and every step of their life."""
    op.create_table(
        "experiments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("phase", _words("phase", *PHASES), nullable=False),
        sa.Column("plan_number", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(phase = 'verdict_due') = (verdict_due_at IS NOT NULL)", name=op.f("ck_experiments_a_verdict_has_its_time")
        ),
        sa.CheckConstraint(
            "(started_at IS NULL) = (phase IN ('draft', 'proposed', 'approved')) OR phase = 'archived'",
            name=op.f("ck_experiments_started_once"),
        ),
        sa.CheckConstraint("approved_by_id <> owner_id", name=op.f("ck_experiments_approved_by_another")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["members.id"], name=op.f("fk_experiments_approved_by_id_members")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_experiments_idea_id_ideas")),
        sa.ForeignKeyConstraint(["owner_id"], ["members.id"], name=op.f("fk_experiments_owner_id_members")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_experiments_team_id_teams"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiments")),
    )
    op.create_index(op.f("ix_experiments_approved_by_id"), "experiments", ["approved_by_id"])
    op.create_index("ix_experiments_idea_id_id", "experiments", ["idea_id", "id"])
    op.create_index(op.f("ix_experiments_owner_id"), "experiments", ["owner_id"])
    op.create_index("ix_experiments_phase_id", "experiments", ["phase", "id"])
    op.create_index(op.f("ix_experiments_team_id"), "experiments", ["team_id"])
    op.create_index(
        "ix_experiments_verdict_due_at", "experiments", ["verdict_due_at"], postgresql_where="phase = 'verdict_due'"
    )
    op.create_table(
        "experiment_moves",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("experiment_id", sa.BigInteger(), nullable=False),
        sa.Column("from_phase", _words("from_phase", *PHASES), nullable=False),
        sa.Column("to_phase", _words("to_phase", *PHASES), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_experiment_moves_actor_id_members")),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["experiments.id"],
            name=op.f("fk_experiment_moves_experiment_id_experiments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiment_moves")),
    )
    op.create_index(op.f("ix_experiment_moves_actor_id"), "experiment_moves", ["actor_id"])
    op.create_index("ix_experiment_moves_experiment_id_id", "experiment_moves", ["experiment_id", "id"])
    op.create_table(
        "plans",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("experiment_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("written_by_id", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why_changed", sa.String(length=1000), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("changing", sa.String(length=300), nullable=False),
        sa.Column("segment", sa.String(length=300), nullable=False),
        sa.Column("metric", sa.String(length=300), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("kind", _words("metrickind", "share", "mean", "score"), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("promise", _words("promisekind", "relative", "absolute", "threshold"), nullable=False),
        sa.Column("change", sa.Double(), nullable=True),
        sa.Column("hopeless", sa.Double(), nullable=True),
        sa.Column("right_from", sa.Double(), nullable=True),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("deviation", sa.Double(), nullable=True),
        sa.Column("risk", _words("risk", "balanced", "careful", "high_stakes"), nullable=False),
        sa.Column("arms", postgresql.ARRAY(sa.String(length=60)), nullable=False),
        sa.Column("split", postgresql.ARRAY(sa.Double()), nullable=False),
        sa.Column("units_per_week", sa.BigInteger(), nullable=False),
        sa.Column("planned_units", sa.BigInteger(), nullable=False),
        sa.Column("least_weeks", sa.BigInteger(), nullable=False),
        sa.Column("time_box_weeks", sa.BigInteger(), nullable=False),
        sa.Column("ramp_in_days", sa.BigInteger(), nullable=False),
        sa.Column("ripe_after_days", sa.BigInteger(), nullable=False),
        sa.Column("guardrails", postgresql.JSONB(), nullable=False),
        sa.Column("budget_days", sa.BigInteger(), nullable=True),
        sa.Column("budget_money", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.CheckConstraint("(promise = 'threshold') = (change IS NULL)", name=op.f("ck_plans_changes_or_levels")),
        sa.CheckConstraint(
            "(promise = 'threshold') = (hopeless IS NOT NULL AND right_from IS NOT NULL)",
            name=op.f("ck_plans_levels_or_change"),
        ),
        sa.CheckConstraint("(in_force_at IS NULL) = (fingerprint IS NULL)", name=op.f("ck_plans_locked_when_in_force")),
        sa.CheckConstraint("approved_by_id <> written_by_id", name=op.f("ck_plans_approved_by_another")),
        sa.CheckConstraint("cardinality(arms) = cardinality(split)", name=op.f("ck_plans_each_arm_has_its_share")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["members.id"], name=op.f("fk_plans_approved_by_id_members")),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_plans_experiment_id_experiments"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["written_by_id"], ["members.id"], name=op.f("fk_plans_written_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("experiment_id", "number", name="uq_plans_experiment_id_number"),
    )
    op.create_index(op.f("ix_plans_approved_by_id"), "plans", ["approved_by_id"])
    op.create_index(op.f("ix_plans_written_by_id"), "plans", ["written_by_id"])
    op.create_table(
        "kill_criteria",
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("watcher_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_kill_criteria_plan_id_plans"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["watcher_id"], ["members.id"], name=op.f("fk_kill_criteria_watcher_id_members")),
        sa.PrimaryKeyConstraint("plan_id", "place", name=op.f("pk_kill_criteria")),
    )
    op.create_index(op.f("ix_kill_criteria_watcher_id"), "kill_criteria", ["watcher_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("kill_criteria")
    op.drop_table("plans")
    op.drop_table("experiment_moves")
    op.drop_table("experiments")
