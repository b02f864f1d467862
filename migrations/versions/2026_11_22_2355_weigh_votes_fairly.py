"""Keep votes from counting while somebody looks at them, and keep the cases for it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0045"
down_revision: str | None = "0044"
branch_labels: None = None
depends_on: None = None

NEW_KINDS = ("votes_held", "support_held", "case_decided")
KINDS = ("burst", "reciprocity", "concentration", "slow_drip", "lockstep", "fresh_crowd", "campaign")
OUTCOMES = ("upheld", "cleared")


def upgrade() -> None:
    """Mark votes, make the tables, and know the notices."""
    op.add_column("votes", sa.Column("quarantined_at", sa.DateTime(timezone=True)))
    held = sa.text("quarantined_at IS NOT NULL")
    op.create_index("ix_votes_quarantined", "votes", ["idea_id", "member_id"], postgresql_where=held)
    op.create_table(
        "fairness_cases",
        _key(),
        sa.Column("kind", _words("casekind", KINDS), nullable=False),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decide_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", _words("outcome", OUTCOMES)),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by_id", sa.BigInteger()),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_fairness_cases_decided_at_a_time")
        ),
        _foreign("fairness_cases", "decided_by_id", "members"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fairness_cases")),
    )
    undecided, decided = sa.text("outcome IS NULL"), sa.text("outcome IS NOT NULL")
    op.create_index("ix_fairness_cases_open", "fairness_cases", ["decide_by", "id"], postgresql_where=undecided)
    op.create_index("ix_fairness_cases_decided", "fairness_cases", ["decided_at"], postgresql_where=decided)
    op.create_index(op.f("ix_fairness_cases_decided_by_id"), "fairness_cases", ["decided_by_id"])
    op.create_table(
        "fairness_parties",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("voted", sa.Boolean(), nullable=False),
        sa.Column("wrote", sa.Boolean(), nullable=False),
        _foreign("fairness_parties", "case_id", "fairness_cases", "CASCADE"),
        _foreign("fairness_parties", "member_id", "members"),
        sa.PrimaryKeyConstraint("case_id", "member_id", name=op.f("pk_fairness_parties")),
    )
    op.create_index("ix_fairness_parties_member_id", "fairness_parties", ["member_id", "case_id"])
    op.create_table(
        "fairness_batches",
        _key(),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("votes", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger()),
        sa.Column("lifted_at", sa.DateTime(timezone=True)),
        sa.Column("lifted_by_id", sa.BigInteger()),
        _foreign("fairness_batches", "case_id", "fairness_cases", "CASCADE"),
        _foreign("fairness_batches", "made_by_id", "members"),
        _foreign("fairness_batches", "lifted_by_id", "members"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fairness_batches")),
    )
    stands = sa.text("lifted_at IS NULL")
    op.create_index(
        "ix_fairness_batches_standing", "fairness_batches", ["case_id"], unique=True, postgresql_where=stands
    )
    for column in ("case_id", "made_by_id", "lifted_by_id"):
        op.create_index(op.f(f"ix_fairness_batches_{column}"), "fairness_batches", [column])
    op.create_table(
        "fairness_votes",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.BigInteger()),
        _foreign("fairness_votes", "case_id", "fairness_cases", "CASCADE"),
        _foreign("fairness_votes", "member_id", "members"),
        _foreign("fairness_votes", "idea_id", "ideas"),
        _foreign("fairness_votes", "batch_id", "fairness_batches"),
        sa.PrimaryKeyConstraint("case_id", "member_id", "idea_id", name=op.f("pk_fairness_votes")),
    )
    op.create_index("ix_fairness_votes_member_id_idea_id", "fairness_votes", ["member_id", "idea_id"])
    op.create_index("ix_fairness_votes_idea_id", "fairness_votes", ["idea_id"])
    held = sa.text("batch_id IS NOT NULL")
    op.create_index("ix_fairness_votes_batch_id", "fairness_votes", ["batch_id"], postgresql_where=held)
    op.create_table(
        "fairness_appeals",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.String(1000), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("against_id", sa.BigInteger()),
        sa.Column("outcome", _words("outcome", OUTCOMES)),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_fairness_appeals_decided_at_a_time")
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "member_id"],
            ["fairness_parties.case_id", "fairness_parties.member_id"],
            name="fk_fairness_appeals_parties",
            ondelete="CASCADE",
        ),
        _foreign("fairness_appeals", "member_id", "members"),
        _foreign("fairness_appeals", "against_id", "members"),
        sa.PrimaryKeyConstraint("case_id", "member_id", name=op.f("pk_fairness_appeals")),
    )
    op.create_index("ix_fairness_appeals_member_id", "fairness_appeals", ["member_id"])
    op.create_index(op.f("ix_fairness_appeals_against_id"), "fairness_appeals", ["against_id"])
    _know(NEW_KINDS, ())


def downgrade() -> None:
    """Let every vote count, and forget why one didn't."""
    op.execute(sa.text("DELETE FROM notices WHERE kind IN ('votes_held', 'support_held', 'case_decided')"))
    _know((), NEW_KINDS)
    for table in ("appeals", "votes", "batches", "parties", "cases"):
        op.drop_table(f"fairness_{table}")
    op.drop_index("ix_votes_quarantined", "votes")
    op.drop_column("votes", "quarantined_at")


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _words(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def _foreign(table: str, column: str, to: str, when_gone: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=when_gone)


def _know(more: tuple[str, ...], fewer: tuple[str, ...]) -> None:
    """Change which kinds of notices there are, whatever others there are."""
    name = op.f("ck_notices_noticekind")
    held = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name").bindparams(name=name)
    )
    known = [each for each in str(held).split("'")[1::2] if each not in fewer]
    op.drop_constraint(name, "notices")
    listed = ", ".join(f"'{each}'" for each in dict.fromkeys([*known, *more]))
    op.create_check_constraint(name, "notices", f"kind IN ({listed})")
