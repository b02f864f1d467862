"""Tell the sponsor of cases that moderators still haven't decided."""

import sqlalchemy as sa
from alembic import op

revision: str = "0082"
down_revision: str | None = "0080"
branch_labels: None = None
depends_on: None = None

KIND = "cases_risen"


def upgrade() -> None:
    """Know the notice."""
    _know(more=[KIND])


def downgrade() -> None:
    """Forget it."""
    op.execute(sa.text(f"DELETE FROM notices WHERE kind = '{KIND}'"))
    _know(fewer=[KIND])


def _know(more: list[str] | None = None, fewer: list[str] | None = None) -> None:
    """Change which kinds of notices there are, whatever others there are."""
    name = op.f("ck_notices_noticekind")
    held = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name").bindparams(name=name)
    )
    known = [each for each in str(held).split("'")[1::2] if each not in (fewer or [])]
    op.drop_constraint(name, "notices")
    listed = ", ".join(f"'{each}'" for each in dict.fromkeys([*known, *(more or [])]))
    op.create_check_constraint(name, "notices", f"kind IN ({listed})")
