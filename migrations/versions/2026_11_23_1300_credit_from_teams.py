"""Keep of each credit which team it came from, as far as who gave it is in it today."""

import sqlalchemy as sa
from alembic import op

revision: str = "0054"
down_revision: str | None = "0053"
branch_labels: None = None
depends_on: None = None

CHECK = "ck_comments_teams_are_of_credits"
# Nobody knows any more where people were when they gave it. 0 stands for customers.
TODAY = """
UPDATE comments SET credited_by_team = CASE WHEN members.role = 'customer' THEN 0 ELSE (
    SELECT min(team_id) FROM team_memberships WHERE team_memberships.member_id = members.id
) END
FROM members WHERE members.id = comments.credited_by_id
"""


def upgrade() -> None:
    """Add the column, and fill it by who is where today."""
    op.add_column("comments", sa.Column("credited_by_team", sa.BigInteger(), nullable=True))
    op.execute(TODAY)
    op.create_check_constraint(op.f(CHECK), "comments", "credited_by_team IS NULL OR credited_at IS NOT NULL")


def downgrade() -> None:
    """Forget which teams credits came from."""
    op.drop_constraint(op.f(CHECK), "comments")
    op.drop_column("comments", "credited_by_team")
