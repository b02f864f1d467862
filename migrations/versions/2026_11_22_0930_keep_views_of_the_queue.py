"""Keep views of the queue, and what was done to several ideas at once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: None = None
depends_on: None = None

QUADRANTS = ("participation_for_self", "creation_for_self", "participation_for_others", "creation_with_others")
VIEWS = ("all", "mine", "unassigned", "due_today", "overdue")
STANDINGS = ("undecided", "shortlisted", "adopted", "second_person")
KINDS = ("claim", "assign", "release", "not_now", "decline")


def upgrade() -> None:
    """Add saved views, bulk actions and what became of each idea in them."""
    op.create_table(
        "saved_views",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("view", _one_of("queueview", *VIEWS), nullable=False),
        sa.Column("quadrant", _one_of("quadrant", *QUADRANTS)),
        sa.Column("standing", _one_of("standing", *STANDINGS)),
        sa.Column("tag", sa.String(60), nullable=False),
        sa.Column("supporters_least", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("supporters_least >= 0", name="never_negative"),
        sa.ForeignKeyConstraint(["owner_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("owner_id", "name", name="uq_saved_views_owner_id_name"),
    )
    op.create_index("ix_saved_views_shared", "saved_views", ["name"], postgresql_where=sa.text("shared"))
    op.create_table(
        "bulk_actions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", _one_of("bulkkind", *KINDS), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger()),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(member_id IS NOT NULL) = (kind = 'assign')", name="assigned_to_somebody"),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"]),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_bulk_actions_actor_id", "bulk_actions", ["actor_id"])
    op.create_index("ix_bulk_actions_member_id", "bulk_actions", ["member_id"])
    op.create_table(
        "bulk_outcomes",
        sa.Column("bulk_id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("before_id", sa.BigInteger()),
        sa.Column("refused", sa.String(60)),
        sa.Column("params", JSONB()),
        sa.ForeignKeyConstraint(["bulk_id"], ["bulk_actions.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["before_id"], ["members.id"]),
        sa.PrimaryKeyConstraint("bulk_id", "idea_id"),
    )
    op.create_index("ix_bulk_outcomes_idea_id", "bulk_outcomes", ["idea_id"])
    op.create_index("ix_bulk_outcomes_before_id", "bulk_outcomes", ["before_id"])


def downgrade() -> None:
    """Forget views, and what was done at once; what it led to stays."""
    op.drop_table("bulk_outcomes")
    op.drop_table("bulk_actions")
    op.drop_table("saved_views")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
