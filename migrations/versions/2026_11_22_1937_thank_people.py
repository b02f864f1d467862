"""Thank people with cards, for values that the company keeps."""

import sqlalchemy as sa
from alembic import op

revision: str = "0037"
down_revision: str | None = "0031"
branch_labels: None = None
depends_on: None = None

NEW_KINDS = ("thanked", "card_hidden", "card_restored", "card_report_settled")
NEW_TOPICS = ("thanks",)
FIRST_VALUES = (
    ("Listening", "We hear people out before we answer, and change our minds when they are right."),
    ("Candour", "We say what we know, and as plainly what we don’t."),
    ("Courage to stop", "We end what doesn’t work, early and without blame."),
    ("Craft", "We do things well, also where nobody looks."),
    ("Together", "We build with those it is for, and share what we learn."),
)
ROLES = ("visitor", "customer", "employee", "product", "executive", "admin")
VISIBILITIES = ("private", "team", "everyone")
QUADRANTS = ("participation_for_self", "creation_for_self", "participation_for_others", "creation_with_others")
REASONS = ("spam", "rude", "private", "unlawful", "off_topic", "other")
OUTCOMES = ("hidden", "kept")


def upgrade() -> None:
    """Make the tables, give a community its first values, and know the notices."""
    op.create_table(
        "company_values",
        _key(),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("says", sa.String(160), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_values")),
    )
    for name, says in FIRST_VALUES:
        first = sa.text("INSERT INTO company_values (name, says) SELECT :name, :says FROM community")
        op.execute(first.bindparams(name=name, says=says))
    op.add_column("community", sa.Column("executive_cards", sa.BigInteger(), server_default="5", nullable=False))
    op.add_column("community", sa.Column("staff_cards", sa.BigInteger(), server_default="3", nullable=False))
    bounds = "executive_cards BETWEEN 0 AND 20 AND staff_cards BETWEEN 0 AND 20"
    op.create_check_constraint(op.f("ck_community_attention_has_bounds"), "community", bounds)
    op.create_table(
        "recognition_cards",
        _key(),
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column("sender_role", _words("role", ROLES), nullable=False),
        sa.Column("value_id", sa.BigInteger(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("idea_id", sa.BigInteger()),
        sa.Column("experiment_id", sa.BigInteger()),
        sa.Column("learning_card_id", sa.BigInteger()),
        sa.Column("visibility", _words("cardvisibility", VISIBILITIES), nullable=False),
        sa.Column("motif", _words("motif", QUADRANTS)),
        sa.Column("key", sa.Uuid()),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_reason", sa.String(200), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True)),
        sa.Column("hidden_by_id", sa.BigInteger()),
        sa.Column("hidden_reason", _words("hidden_reason", REASONS)),
        sa.Column("hidden_said", sa.String(200), nullable=False),
        sa.CheckConstraint("num_nonnulls(idea_id, experiment_id, learning_card_id) <= 1", name="about_one_thing"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (because <> '')", name="withdrawn_is_wordless"),
        sa.CheckConstraint("(hidden_at IS NULL) = (hidden_reason IS NULL)", name="hidden_for_a_reason"),
        sa.CheckConstraint("(hidden_at IS NULL) = (hidden_by_id IS NULL)", name="hidden_by_somebody"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_cards")),
        _foreign("recognition_cards", "sender_id", "members"),
        _foreign("recognition_cards", "value_id", "company_values"),
        _foreign("recognition_cards", "idea_id", "ideas", "SET NULL"),
        _foreign("recognition_cards", "experiment_id", "experiments", "SET NULL"),
        _foreign("recognition_cards", "learning_card_id", "learning_cards", "SET NULL"),
        _foreign("recognition_cards", "hidden_by_id", "members"),
        sa.UniqueConstraint("sender_id", "key", name="uq_recognition_cards_sender_id_key"),
    )
    for columns in (("sender_id", "sent_on"), ("value_id", "id"), ("sent_at",)):
        op.create_index(f"ix_recognition_cards_{'_'.join(columns)}", "recognition_cards", list(columns))
    for name in ("idea_id", "experiment_id", "learning_card_id", "hidden_by_id"):
        op.create_index(op.f(f"ix_recognition_cards_{name}"), "recognition_cards", [name])
    standing = sa.text("withdrawn_at IS NULL")
    op.create_index("ix_recognition_cards_wall", "recognition_cards", ["visibility", "id"], postgresql_where=standing)
    out_of_sight = sa.text("hidden_at IS NOT NULL")
    op.create_index("ix_recognition_cards_hidden", "recognition_cards", ["id"], postgresql_where=out_of_sight)
    op.create_table(
        "card_recipients",
        sa.Column("card_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("declined_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("card_id", "member_id", name=op.f("pk_card_recipients")),
        _foreign("card_recipients", "card_id", "recognition_cards", "CASCADE"),
        _foreign("card_recipients", "member_id", "members"),
    )
    op.create_index("ix_card_recipients_member_id_card_id", "card_recipients", ["member_id", "card_id"])
    op.create_table(
        "card_reports",
        _key(),
        sa.Column("card_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", _words("reportreason", REASONS), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by_id", sa.BigInteger()),
        sa.Column("outcome", _words("reportoutcome", OUTCOMES)),
        sa.Column("answer", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (outcome IS NULL) AND (settled_at IS NULL) = (settled_by_id IS NULL)",
            name="settled_by_somebody",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_reports")),
        _foreign("card_reports", "card_id", "recognition_cards", "CASCADE"),
        _foreign("card_reports", "member_id", "members"),
        _foreign("card_reports", "settled_by_id", "members"),
        sa.UniqueConstraint("member_id", "card_id", name="uq_card_reports_member_id_card_id"),
    )
    unsettled = sa.text("settled_at IS NULL")
    op.create_index("ix_card_reports_open", "card_reports", ["card_id", "id"], postgresql_where=unsettled)
    op.create_index("ix_card_reports_card_id", "card_reports", ["card_id"])
    op.create_index(op.f("ix_card_reports_settled_by_id"), "card_reports", ["settled_by_id"])
    op.add_column("notices", sa.Column("recognition_id", sa.BigInteger()))
    op.create_foreign_key(
        op.f("fk_notices_recognition_id_recognition_cards"),
        "notices",
        "recognition_cards",
        ["recognition_id"],
        ["id"],
        ondelete="CASCADE",
    )
    spoken_of = sa.text("recognition_id IS NOT NULL")
    op.create_index("ix_notices_recognition_id", "notices", ["recognition_id"], postgresql_where=spoken_of)
    _know("kind", "noticekind", NEW_KINDS, ())
    _know("topic", "noticetopic", NEW_TOPICS, ())


def downgrade() -> None:
    """Forget cards, values and these notices."""
    op.execute(sa.text("DELETE FROM notices WHERE kind = ANY (:kinds)").bindparams(kinds=list(NEW_KINDS)))
    _know("kind", "noticekind", (), NEW_KINDS)
    _know("topic", "noticetopic", (), NEW_TOPICS)
    op.drop_index("ix_notices_recognition_id", "notices")
    op.drop_column("notices", "recognition_id")
    for table in ("card_reports", "card_recipients", "recognition_cards"):
        op.drop_table(table)
    op.drop_constraint(op.f("ck_community_attention_has_bounds"), "community")
    op.drop_column("community", "staff_cards")
    op.drop_column("community", "executive_cards")
    op.drop_table("company_values")


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _words(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def _foreign(table: str, column: str, to: str, when_gone: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=when_gone)


def _know(column: str, constraint: str, more: tuple[str, ...], fewer: tuple[str, ...]) -> None:
    """Change which kinds or topics of notices there are, whatever others there are."""
    name = op.f(f"ck_notices_{constraint}")
    held = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name").bindparams(name=name)
    )
    known = [each for each in str(held).split("'")[1::2] if each not in fewer]
    op.drop_constraint(name, "notices")
    listed = ", ".join(f"'{each}'" for each in dict.fromkeys([*known, *more]))
    op.create_check_constraint(name, "notices", f"{column} IN ({listed})")
