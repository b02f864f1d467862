"""Count who was shown an idea, and keep what the lists sort by."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: None = None
depends_on: None = None

# As they were when this step was written: formula 1, with seven days to half a vote's weight.
_BEST = (
    "((supporters + 1 + 1.3530125::double precision) - 1.645::double precision"
    " * sqrt((supporters + 1)::double precision * (exposed - supporters + 9) / (exposed + 10)"
    " + 0.67650625::double precision)) / (exposed + 10 + 2.706025::double precision)"
)
_TAU = "872541.9607296451::double precision"
_FAMILIAR = "listed AND familiar_at IS NOT NULL"
_SORTED = (
    ("supported", "supporters", "listed"),
    ("rising", "coalesce(rising, 0::double precision)", "listed"),
    ("best", "best", _FAMILIAR),
)


def upgrade() -> None:
    """Let every vote there is be an exposure too, and reckon the counters from the votes."""
    op.add_column("votes", sa.Column("by_staff", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("votes", "by_staff", server_default=None)
    op.execute(
        "UPDATE votes SET by_staff = true FROM members"
        " WHERE members.id = member_id AND role IN ('employee', 'product', 'executive', 'admin')"
    )
    op.create_table(
        "exposures",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("newcomer", sa.Boolean(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.CheckConstraint("newcomer OR counted", name=op.f("ck_exposures_only_newcomers_go_uncounted")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_exposures_idea_id_ideas"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_exposures_member_id_members")),
        sa.PrimaryKeyConstraint("member_id", "idea_id", name=op.f("pk_exposures")),
    )
    op.execute("INSERT INTO exposures SELECT member_id, idea_id, cast_at, false, true FROM votes")
    op.create_index("ix_exposures_idea_id", "exposures", ["idea_id"])
    op.create_index(
        "ix_exposures_by_newcomers", "exposures", ["idea_id", "seen_at"], postgresql_where="newcomer AND counted"
    )
    _count()


def _count() -> None:
    for name in ("quadrant_supported", "supported"):
        op.drop_index(f"ix_idea_counters_{name}", "idea_counters")
    for name in ("staff", "exposed"):
        op.add_column("idea_counters", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
        op.alter_column("idea_counters", name, server_default=None)
    op.add_column("idea_counters", sa.Column("rising", sa.Double(), nullable=True))
    op.add_column("idea_counters", sa.Column("familiar_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE idea_counters SET exposed = supporters, staff = found.staff, rising = found.rising,"
        " familiar_at = CASE WHEN supporters >= 20 THEN now() END"
        " FROM (SELECT idea_id, count(*) FILTER (WHERE by_staff) AS staff,"
        "   max(weight) + ln(sum(exp(greatest(weight - top, -700)))) AS rising"
        "   FROM (SELECT idea_id, by_staff, weight, max(weight) OVER (PARTITION BY idea_id) AS top"
        f"    FROM (SELECT idea_id, by_staff, extract(epoch FROM cast_at)::double precision / {_TAU} AS weight"
        "     FROM votes) AS weighed) AS ranked"
        "   GROUP BY idea_id) AS found"
        " WHERE found.idea_id = idea_counters.idea_id"
    )
    op.add_column("idea_counters", sa.Column("best", sa.Double(), sa.Computed(_BEST, persisted=True), nullable=False))
    op.create_check_constraint(
        op.f("ck_idea_counters_parts_of_a_whole"),
        "idea_counters",
        "staff BETWEEN 0 AND supporters",
    )
    for name, column, where in _SORTED:
        by: list[str | sa.TextClause] = [sa.text(column), sa.text("(- exposed)"), "idea_id"]
        op.create_index(f"ix_idea_counters_{name}", "idea_counters", by, postgresql_where=where)
        op.create_index(f"ix_idea_counters_quadrant_{name}", "idea_counters", ["quadrant", *by], postgresql_where=where)
    op.create_index(
        "ix_idea_counters_little_seen",
        "idea_counters",
        ["idea_id"],
        postgresql_where="listed AND familiar_at IS NULL",
    )
    op.create_index("ix_idea_counters_familiar_at", "idea_counters", ["familiar_at"], postgresql_where=_FAMILIAR)


def downgrade() -> None:
    """Forget who was shown what; votes stay as they are."""
    for name in (
        "little_seen",
        "familiar_at",
        *(f"{of}{name}" for name, *_rest in _SORTED for of in ("", "quadrant_")),
    ):
        op.drop_index(f"ix_idea_counters_{name}", "idea_counters")
    op.drop_constraint("ck_idea_counters_parts_of_a_whole", "idea_counters")
    for name in ("best", "familiar_at", "rising", "exposed", "staff"):
        op.drop_column("idea_counters", name)
    where = "listed"
    op.create_index("ix_idea_counters_supported", "idea_counters", ["supporters", "idea_id"], postgresql_where=where)
    op.create_index(
        "ix_idea_counters_quadrant_supported",
        "idea_counters",
        ["quadrant", "supporters", "idea_id"],
        postgresql_where=where,
    )
    op.drop_table("exposures")
    op.drop_column("votes", "by_staff")
