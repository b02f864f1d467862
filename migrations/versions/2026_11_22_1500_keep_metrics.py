"""Keep metrics and their readings."""

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: None = None
depends_on: None = None

# What a new community brings itself: key, name, what it says, kind, better, currency, decimals.
SEEDS = (
    (
        "customer-lifetime-value",
        "Customer lifetime value",
        "What a customer brings us on average from the first to the last purchase, after costs.",
        "money",
        "higher",
        "EUR",
        2,
    ),
    (
        "churn",
        "Churn",
        "The share of customers who left us within a month, of those who were here at its start.",
        "percent",
        "lower",
        "",
        2,
    ),
    (
        "onboarding-success-rate",
        "Onboarding success rate",
        "The share of new customers who did what they came for within their first two weeks.",
        "percent",
        "higher",
        "",
        1,
    ),
    (
        "customer-asset-value",
        "Customer asset value",
        "What all customers together will still bring us: their lifetime values added up.",
        "money",
        "higher",
        "EUR",
        0,
    ),
    (
        "nps",
        "Net promoter score",
        "The share of customers who would recommend us, less the share who would warn of us, in points.",
        "score",
        "higher",
        "",
        0,
    ),
)
FIELDS = ("key", "name", "says", "kind", "better", "currency", "decimals")


def upgrade() -> None:
    """Add metrics, with the first ones where there is a community, and readings."""
    metrics = op.create_table(
        "metrics",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("says", sa.String(300), nullable=False),
        sa.Column("kind", _words("metrickind", "percent", "money", "score", "count", "days", "number"), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("better", _words("better", "higher", "lower"), nullable=False),
        sa.Column("decimals", sa.BigInteger(), nullable=False),
        sa.Column("kpi", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("saves", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'money') = (currency <> '')", name="money_has_a_currency"),
        sa.CheckConstraint("decimals BETWEEN 0 AND 4", name="decimals_within_bounds"),
        sa.ForeignKeyConstraint(["owner_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_metrics_owner_id"), "metrics", ["owner_id"])
    op.create_table(
        "readings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("metric_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(19, 6), nullable=True),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("token", sa.String(80), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("value BETWEEN -1000000000000 AND 1000000000000", name="value_is_a_figure"),
        sa.CheckConstraint("value IS NOT NULL OR reason <> ''", name="withdrawn_for_a_reason"),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"]),
        sa.ForeignKeyConstraint(["entered_by_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_readings_entered_by_id"), "readings", ["entered_by_id"])
    op.create_index("ix_readings_metric_id_day_id", "readings", ["metric_id", "day", "id"])
    counting, chosen = sa.text("superseded_at IS NULL"), sa.text("token <> ''")
    op.create_index("uq_readings_counting", "readings", ["metric_id", "day"], unique=True, postgresql_where=counting)
    op.create_index("uq_readings_token", "readings", ["entered_by_id", "token"], unique=True, postgresql_where=chosen)
    if created_at := op.get_bind().scalar(sa.text("SELECT now() FROM community")):
        more = {"kpi": True, "saves": 1, "created_at": created_at}
        op.bulk_insert(metrics, [dict(zip(FIELDS, seed, strict=True)) | more for seed in SEEDS])


def downgrade() -> None:
    """Forget metrics and readings."""
    op.drop_table("readings")
    op.drop_table("metrics")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)
