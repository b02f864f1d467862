"""Find learning cards by their words, and note where they were of use."""

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0034"
branch_labels: None = None
depends_on: None = None

_UNSPACED = r"[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u2E80-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF]"


def _stems(configuration: str, text: str) -> str:
    return rf"to_tsvector('fourfold_{configuration}', regexp_replace({text}, '({_UNSPACED})', ' \1 ', 'g'))"


def _fields(configuration: str) -> str:
    fields = (("believed", "A"), ("learned", "A"), ("therefore", "B"), ("observed", "B"), ("measured", "C"))
    return " || ".join(f"setweight({_stems(configuration, field)}, '{weight}')" for field, weight in fields)


_WHOLE = _stems("simple", "believed || ' ' || learned || ' ' || therefore || ' ' || observed || ' ' || measured")
_SHELF = "array_to_tsvector(ARRAY[' ' || CAST(id / 4096 AS text)])"
_CARDS = f"CASE language WHEN 'de' THEN {_fields('german')} ELSE {_fields('english')} END || {_WHOLE} || {_SHELF}"


def upgrade() -> None:
    """Let cards be found, and their use be noted."""
    op.execute(f"ALTER TABLE learning_cards ADD search tsvector NOT NULL GENERATED ALWAYS AS ({_CARDS}) STORED")
    op.create_index(
        "ix_learning_cards_search",
        "learning_cards",
        ["search"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_table(
        "card_reuses",
        sa.Column("card_id", sa.BigInteger(), nullable=False),
        sa.Column("experiment_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("reused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"],
            ["learning_cards.id"],
            name=op.f("fk_card_reuses_card_id_learning_cards"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["experiments.id"],
            name=op.f("fk_card_reuses_experiment_id_experiments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_card_reuses_member_id_members")),
        sa.PrimaryKeyConstraint("card_id", "experiment_id", name=op.f("pk_card_reuses")),
    )
    op.create_index(op.f("ix_card_reuses_experiment_id"), "card_reuses", ["experiment_id"])
    op.create_index(op.f("ix_card_reuses_member_id"), "card_reuses", ["member_id"])


def downgrade() -> None:
    """Forget both."""
    op.drop_table("card_reuses")
    op.drop_index("ix_learning_cards_search", table_name="learning_cards")
    op.drop_column("learning_cards", "search")
