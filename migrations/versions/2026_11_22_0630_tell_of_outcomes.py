"""Tell members of answers and decisions, the product team of what waits for it, and whoever moderators dealt with."""

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: None = None
depends_on: None = None

KINDS = ("comment", "reply", "mention", "offer", "offer_removed", "accepted", "declined", "stepped_down", "parted")
NEW_KINDS = (
    *("asked", "answered", "shortlisted", "adopted", "delivered", "put_off", "turned_down", "reopened", "withdrawn"),
    *("assigned", "overdue", "doubted", "confirmed", "given_up"),
    *("hidden", "restored", "comment_hidden", "comment_restored", "report_settled"),
)
TOPICS = ("own_outcomes", "outcomes", "replies", "offers", "comments", "duties", "moderation")


def upgrade() -> None:
    """Add what a notice is about and the answer it tells of; notices may come from nobody."""
    _know_kinds(*KINDS, *NEW_KINDS)
    op.add_column("notices", sa.Column("topic", sa.String(40), nullable=True))
    op.execute(
        "UPDATE notices SET topic = CASE WHEN kind = 'comment' THEN 'comments'"
        " WHEN kind IN ('reply', 'mention') THEN 'replies' ELSE 'offers' END"
    )
    op.alter_column("notices", "topic", nullable=False)
    known = ", ".join(f"'{topic}'" for topic in TOPICS)
    op.create_check_constraint(op.f("ck_notices_noticetopic"), "notices", f"topic IN ({known})")
    op.add_column("notices", sa.Column("answer_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_notices_answer_id_answers"), "notices", "answers", ["answer_id"], ["id"], ondelete="CASCADE"
    )
    op.alter_column("notices", "actor_id", nullable=True)


def downgrade() -> None:
    """Forget the notices that only this version knows."""
    op.execute(sa.text("DELETE FROM notices WHERE kind = ANY (:kinds)").bindparams(kinds=list(NEW_KINDS)))
    op.alter_column("notices", "actor_id", nullable=False)
    op.drop_column("notices", "answer_id")
    op.drop_column("notices", "topic")
    _know_kinds(*KINDS)


def _know_kinds(*kinds: str) -> None:
    op.drop_constraint(op.f("ck_notices_noticekind"), "notices")
    known = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(op.f("ck_notices_noticekind"), "notices", f"kind IN ({known})")
