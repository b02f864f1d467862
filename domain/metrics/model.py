"""What is measured, and its dated figures."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.database import Base, PrimaryKey, words
from domain.errors import _
from domain.members import Member

KEY_MOST = 60
NAME_LEAST, NAME_MOST = 3, 60
SAYS_LEAST, SAYS_MOST = 10, 300
SOURCE_MOST, REASON_LEAST, REASON_MOST = 120, 5, 300
TOKEN_MOST = 80
METRICS_MOST = 100
DECIMALS_MOST, DECIMALS_KEPT = 4, 6
FIGURE_MOST = Decimal(10**12)
EARLIEST = date(1970, 1, 1)


class FigureKind(StrEnum):
    """What a metric's figures are: how they are written, and the least and most that they can be."""

    PERCENT = "percent"  # a share of a hundred
    MONEY = "money"
    SCORE = "score"  # points from −100 to 100, such as NPS
    COUNT = "count"
    DAYS = "days"
    NUMBER = "number"

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """Return the least and the most that a figure can be."""
        match self:
            case FigureKind.PERCENT:
                return Decimal(0), Decimal(100)
            case FigureKind.SCORE:
                return Decimal(-100), Decimal(100)
            case FigureKind.COUNT | FigureKind.DAYS:
                return Decimal(0), FIGURE_MOST
        return -FIGURE_MOST, FIGURE_MOST


class Better(StrEnum):
    """Which way a metric should move."""

    HIGHER = "higher"
    LOWER = "lower"


class Metric(Base):
    """Something that is measured time and again; a KPI is one that the business lives on.

    `key` is its name in addresses and files and never changes; `saves` counts how often it was saved.
    """

    __tablename__ = "metrics"
    __table_args__ = (
        CheckConstraint("(kind = 'money') = (currency <> '')", name="money_has_a_currency"),
        CheckConstraint(f"decimals BETWEEN 0 AND {DECIMALS_MOST}", name="decimals_within_bounds"),
    )

    id: Mapped[PrimaryKey]
    key: Mapped[str] = mapped_column(String(KEY_MOST), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_MOST))
    says: Mapped[str] = mapped_column(String(SAYS_MOST))
    kind: Mapped[FigureKind] = mapped_column(words(FigureKind, "metrickind"))
    currency: Mapped[str] = mapped_column(String(3), default="")
    better: Mapped[Better] = mapped_column(words(Better))
    decimals: Mapped[int] = mapped_column(default=1)
    kpi: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True)
    saves: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    owner: Mapped[Member | None] = relationship(lazy="raise")

    @property
    def path(self) -> str:
        """Return the address of the metric's page."""
        return f"/metrics/{self.key}"

    def direction(self, change: Decimal) -> int:
        """Return 1 where a change is for the better, −1 where it is for the worse, 0 where there is none."""
        sign = (change > 0) - (change < 0)
        return sign if self.better is Better.HIGHER else -sign


class Reading(Base):
    """A metric's figure of a day. A correction is a row of its own that supersedes the one before it.

    One without a value says that the day has no figure after all.
    """

    __tablename__ = "readings"
    __table_args__ = (
        Index("uq_readings_counting", "metric_id", "day", unique=True, postgresql_where="superseded_at IS NULL"),
        Index("ix_readings_metric_id_day_id", "metric_id", "day", "id"),
        Index("uq_readings_token", "entered_by_id", "token", unique=True, postgresql_where="token <> ''"),
        CheckConstraint("value BETWEEN -1000000000000 AND 1000000000000", name="value_is_a_figure"),
        CheckConstraint("value IS NOT NULL OR reason <> ''", name="withdrawn_for_a_reason"),
    )

    id: Mapped[PrimaryKey]
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"))
    day: Mapped[date] = mapped_column(Date)
    value: Mapped[Decimal | None] = mapped_column(Numeric(19, DECIMALS_KEPT))
    source: Mapped[str] = mapped_column(String(SOURCE_MOST), default="")
    reason: Mapped[str] = mapped_column(String(REASON_MOST), default="")
    # Chosen by a program, so that the same request sent twice is entered once.
    token: Mapped[str] = mapped_column(String(TOKEN_MOST), default="")
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    entered_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    entered_by: Mapped[Member] = relationship(lazy="raise")
    metric: Mapped[Metric] = relationship(lazy="raise")

    @property
    def counts(self) -> bool:
        """Return whether this is the figure of its day."""
        return self.superseded_at is None and self.value is not None


@dataclass(frozen=True)
class Seed:
    """A metric that a new community starts with."""

    key: str
    name: str
    says: str
    kind: FigureKind
    better: Better = Better.HIGHER
    currency: str = ""
    decimals: int = 1


# The catalogues know these names and sentences.
SEEDS = (
    Seed(
        "customer-lifetime-value",
        _("Customer lifetime value"),
        _("What a customer brings us on average from the first to the last purchase, after costs."),
        FigureKind.MONEY,
        currency="EUR",
        decimals=2,
    ),
    Seed(
        "churn",
        _("Churn"),
        _("The share of customers who left us within a month, of those who were here at its start."),
        FigureKind.PERCENT,
        Better.LOWER,
        decimals=2,
    ),
    Seed(
        "onboarding-success-rate",
        _("Onboarding success rate"),
        _("The share of new customers who did what they came for within their first two weeks."),
        FigureKind.PERCENT,
    ),
    Seed(
        "customer-asset-value",
        _("Customer asset value"),
        _("What all customers together will still bring us: their lifetime values added up."),
        FigureKind.MONEY,
        currency="EUR",
        decimals=0,
    ),
    Seed(
        "nps",
        _("Net promoter score"),
        _("The share of customers who would recommend us, less the share who would warn of us, in points."),
        FigureKind.SCORE,
        decimals=0,
    ),
)
