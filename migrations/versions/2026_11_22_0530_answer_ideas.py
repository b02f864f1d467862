"""Answer ideas, on a clock, and decide about them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: None = None
depends_on: None = None

STATUSES = (
    *("draft", "submitted", "in_review", "shortlisted", "in_experiment", "adopted", "delivered"),
    *("not_now", "declined", "merged", "withdrawn"),
)
KINDS = ("shortlist", "adopt", "not_now", "decline", "deliver", "reopen")
WELCOMES = ("welcome", "accept", "dislike", "unknown")
REASONS = (
    ("not_now", "Other things come first"),
    ("not_now", "Something else has to be there before"),
    ("not_now", "We know too little yet"),
    ("not_now", "Too few have asked for it so far"),
    ("decline", "It doesn’t fit what we stand for"),
    ("decline", "It costs more than it brings"),
    ("decline", "It would be worse for others"),
    ("decline", "The law or safety forbids it"),
    ("decline", "It is there already, or something like it"),
)


def upgrade() -> None:
    """Add the steps of an idea's life, answers, their clock, decisions, and what an admin says about them."""
    _shape_the_community()
    _mark_members()
    _keep_steps()
    _answer()
    _decide()


def downgrade() -> None:
    """Forget answers, clocks and decisions; ideas that the product team moved are submitted again."""
    for table in ("decisions", "assignments", "answers", "answer_pauses", "answer_clocks", "idea_moves", "reasons"):
        op.drop_table(table)
    op.execute("UPDATE ideas SET status = 'submitted' WHERE status NOT IN ('draft', 'submitted', 'withdrawn')")
    op.drop_column("ideas", "answered_at")
    op.drop_index("uq_members_on_duty", "members")
    op.drop_index("ix_members_best_customers", "members")
    op.drop_column("members", "is_on_duty")
    op.drop_column("members", "is_best_customer")
    for name in ("answers_have_time", "somebody_works_some_day"):
        op.drop_constraint(op.f(f"ck_community_{name}"), "community")
    for column in ("answer_hours", "round_the_clock", "working_days", "holidays"):
        op.drop_column("community", column)


def _shape_the_community() -> None:
    op.add_column("community", sa.Column("answer_hours", sa.BigInteger(), nullable=False, server_default="24"))
    op.add_column("community", sa.Column("round_the_clock", sa.Boolean(), nullable=False, server_default=sa.false()))
    days: sa.Column[list[int]] = sa.Column(
        "working_days", ARRAY(sa.SmallInteger()), nullable=False, server_default=sa.text("'{1,2,3,4,5}'")
    )
    op.add_column("community", days)
    op.add_column("community", sa.Column("holidays", ARRAY(sa.Date()), nullable=False, server_default=sa.text("'{}'")))
    op.create_check_constraint(op.f("ck_community_answers_have_time"), "community", "answer_hours BETWEEN 1 AND 720")
    some_day = "cardinality(working_days) > 0"
    op.create_check_constraint(op.f("ck_community_somebody_works_some_day"), "community", some_day)
    reasons = op.create_table(
        "reasons",
        _id(),
        sa.Column("kind", _words("reasonkind", "not_now", "decline"), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id"),
    )
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM community")):  # a new one brings its own
        op.bulk_insert(reasons, [{"kind": kind, "label": label} for kind, label in REASONS])


def _mark_members() -> None:
    for column in ("is_on_duty", "is_best_customer"):
        op.add_column("members", sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
    on_duty = sa.text("is_on_duty")
    op.create_index("uq_members_on_duty", "members", ["is_on_duty"], unique=True, postgresql_where=on_duty)
    op.create_index("ix_members_best_customers", "members", ["id"], postgresql_where=sa.text("is_best_customer"))


def _keep_steps() -> None:
    op.add_column("ideas", sa.Column("answered_at", sa.DateTime(timezone=True)))
    op.create_table(
        "idea_moves",
        _id(),
        _of_idea(),
        sa.Column("from_status", _words("from_status", *STATUSES), nullable=False),
        sa.Column("to_status", _words("to_status", *STATUSES), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), sa.ForeignKey("members.id")),
        _time("moved_at", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_idea_moves_idea_id_id", "idea_moves", ["idea_id", "id"])
    op.create_index("ix_idea_moves_actor_id", "idea_moves", ["actor_id"])
    op.execute(
        "INSERT INTO idea_moves (idea_id, from_status, to_status, actor_id, moved_at)"
        " SELECT id, 'draft', 'submitted', author_id, submitted_at FROM ideas WHERE status <> 'draft' ORDER BY id"
    )
    op.execute(
        "INSERT INTO idea_moves (idea_id, from_status, to_status, actor_id, moved_at)"
        " SELECT id, 'submitted', status, author_id, coalesce(moved_at, submitted_at) FROM ideas"
        " WHERE status NOT IN ('draft', 'submitted') ORDER BY id"
    )


def _answer() -> None:
    op.create_table(
        "answer_clocks",
        _id(),
        _of_idea(),
        *(_time(name, nullable=False) for name in ("started_at", "soon_at", "due_at")),
        *(_time(name) for name in ("paused_at", "answered_at", "settled_at")),
        sa.Column("told", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("started_at <= soon_at AND soon_at <= due_at", name="in_order"),
        sa.CheckConstraint("answered_at IS NULL OR settled_at = answered_at", name="an_answer_settles"),
        sa.CheckConstraint("told BETWEEN 0 AND 3", name="three_hear"),
        sa.PrimaryKeyConstraint("id"),
    )
    runs = sa.text("settled_at IS NULL")
    op.create_index("uq_answer_clocks_running", "answer_clocks", ["idea_id"], unique=True, postgresql_where=runs)
    op.create_index("ix_answer_clocks_due", "answer_clocks", ["due_at", "idea_id"], postgresql_where=runs)
    op.create_index("ix_answer_clocks_idea_id_id", "answer_clocks", ["idea_id", "id"])
    op.create_table(
        "answer_pauses",
        _id(),
        sa.Column("clock_id", sa.BigInteger(), sa.ForeignKey("answer_clocks.id", ondelete="CASCADE"), nullable=False),
        _of_idea(),
        sa.Column("question", sa.String(400), nullable=False),
        _by("asked", nullable=False),
        _time("paused_at", nullable=False),
        _time("resumed_at"),
        _by("resumed"),
        sa.CheckConstraint("resumed_at >= paused_at", name="in_order"),
        sa.PrimaryKeyConstraint("id"),
    )
    waits = sa.text("resumed_at IS NULL")
    op.create_index("uq_answer_pauses_open", "answer_pauses", ["clock_id"], unique=True, postgresql_where=waits)
    op.create_index("ix_answer_pauses_idea_id_id", "answer_pauses", ["idea_id", "id"])
    _index_people("answer_pauses", "asked", "resumed")
    op.create_table(
        "answers",
        _id(),
        _of_idea(),
        sa.Column("body", sa.Text(), nullable=False),
        _by("drafted", nullable=False),
        _time("drafted_at", nullable=False),
        _by("reviewed"),
        _time("reviewed_at"),
        _by("published"),
        _time("published_at"),
        sa.CheckConstraint("(published_at IS NULL) = (published_by_id IS NULL)", name="published_by_somebody"),
        sa.CheckConstraint("(reviewed_at IS NULL) = (reviewed_by_id IS NULL)", name="reviewed_by_somebody"),
        sa.CheckConstraint("reviewed_by_id <> drafted_by_id", name="reviewed_by_another"),
        sa.PrimaryKeyConstraint("id"),
    )
    draft = sa.text("published_at IS NULL")
    op.create_index("uq_answers_draft", "answers", ["idea_id"], unique=True, postgresql_where=draft)
    op.create_index("ix_answers_idea_id_id", "answers", ["idea_id", "id"])
    _index_people("answers", "drafted", "reviewed", "published")


def _decide() -> None:
    op.create_table(
        "assignments",
        sa.Column(
            "idea_id",
            sa.BigInteger(),
            sa.ForeignKey("ideas.id", ondelete="CASCADE"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("member_id", sa.BigInteger(), sa.ForeignKey("members.id"), nullable=False),
        _time("assigned_at", nullable=False),
        sa.PrimaryKeyConstraint("idea_id"),
    )
    op.create_index("ix_assignments_member_id_idea_id", "assignments", ["member_id", "idea_id"])
    op.create_table(
        "decisions",
        _id(),
        _of_idea(),
        sa.Column("kind", _words("decisionkind", *KINDS), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), sa.ForeignKey("members.id"), nullable=False),
        _time("decided_at", nullable=False),
        sa.Column("from_status", _words("status", *STATUSES), nullable=False),
        sa.Column("answer_id", sa.BigInteger(), sa.ForeignKey("answers.id"), unique=True),
        sa.Column("reason_id", sa.BigInteger(), sa.ForeignKey("reasons.id")),
        sa.Column("would_change", sa.Text(), nullable=False),
        sa.Column("look_again_on", sa.Date()),
        sa.Column("best_customers", _words("welcome", *WELCOMES), nullable=False),
        sa.Column("best_customers_words", sa.String(600), nullable=False),
        _time("effective_at"),
        _by("seconded"),
        _time("withdrawn_at"),
        _by("withdrawn"),
        sa.Column("withdrawn_words", sa.String(600), nullable=False),
        sa.CheckConstraint("effective_at IS NULL OR withdrawn_at IS NULL", name="counts_or_not"),
        sa.CheckConstraint("(reason_id IS NOT NULL) = (kind IN ('not_now', 'decline'))", name="no_needs_a_reason"),
        sa.CheckConstraint(
            "(look_again_on IS NOT NULL) = (kind = 'not_now') AND (would_change <> '') = (kind = 'not_now')",
            name="not_now_says_when",
        ),
        sa.CheckConstraint("seconded_by_id <> actor_id", name="seconded_by_another"),
        sa.CheckConstraint(
            "best_customers <> 'dislike' OR effective_at IS NULL OR seconded_by_id IS NOT NULL",
            name="disliked_is_seconded",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    waits = sa.text("effective_at IS NULL AND withdrawn_at IS NULL")
    op.create_index("uq_decisions_waiting", "decisions", ["idea_id"], unique=True, postgresql_where=waits)
    op.create_index("ix_decisions_idea_id_id", "decisions", ["idea_id", "id"])
    not_now = sa.text("kind = 'not_now'")
    op.create_index("ix_decisions_look_again_on", "decisions", ["look_again_on"], postgresql_where=not_now)
    op.create_index("ix_decisions_actor_id", "decisions", ["actor_id"])
    _index_people("decisions", "seconded", "withdrawn")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _of_idea() -> sa.Column[int]:
    return sa.Column("idea_id", sa.BigInteger(), sa.ForeignKey("ideas.id", ondelete="CASCADE"), nullable=False)


def _time(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _by(done: str, *, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(f"{done}_by_id", sa.BigInteger(), sa.ForeignKey("members.id"), nullable=nullable)


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def _index_people(table: str, *done: str) -> None:
    for each in done:
        op.create_index(f"ix_{table}_{each}_by_id", table, [f"{each}_by_id"])
