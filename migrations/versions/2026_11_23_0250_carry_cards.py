"""Let recognition cards be carried away as badges."""

import sqlalchemy as sa
from alembic import op

revision: str = "0047"
down_revision: str | None = "0046"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Name the badge of each recipient."""
    op.add_column("card_recipients", sa.Column("award_id", sa.BigInteger()))
    name = op.f("fk_card_recipients_award_id_awards")
    op.create_foreign_key(name, "card_recipients", "awards", ["award_id"], ["id"])
    op.create_index(op.f("ix_card_recipients_award_id"), "card_recipients", ["award_id"])


def downgrade() -> None:
    """Forget which badge came from which card."""
    op.drop_index(op.f("ix_card_recipients_award_id"), "card_recipients")
    op.drop_column("card_recipients", "award_id")
