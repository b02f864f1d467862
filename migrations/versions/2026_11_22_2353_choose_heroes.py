"""Choose heroes of the month, of whom people tell."""

import sqlalchemy as sa
from alembic import op

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: None = None
depends_on: None = None

NEW_KINDS = ("hero_asked", "hero_nominated", "hero_agreed", "hero_declined")
NEW_TOPICS = ("heroes",)
KINDS = ("customer", "employee")


def upgrade() -> None:
    """Make the tables, let images be held, and know the notices."""
    op.create_table(
        "hero_nominations",
        _key(),
        sa.Column("nominator_id", sa.BigInteger(), nullable=False),
        sa.Column("nominee_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("idea_id", sa.BigInteger()),
        sa.Column("experiment_id", sa.BigInteger()),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("nominator_id <> nominee_id", name="for_somebody_else"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hero_nominations")),
        sa.UniqueConstraint("nominator_id", "month", name="uq_hero_nominations_nominator_id_month"),
        _foreign("hero_nominations", "nominator_id", "members"),
        _foreign("hero_nominations", "nominee_id", "members"),
        _foreign("hero_nominations", "idea_id", "ideas", "SET NULL"),
        _foreign("hero_nominations", "experiment_id", "experiments", "SET NULL"),
    )
    for name in ("nominee_id", "made_at", "idea_id", "experiment_id"):
        op.create_index(f"ix_hero_nominations_{name}", "hero_nominations", [name])
    op.create_table(
        "heroes",
        _key(),
        sa.Column("kind", _words("herokind", KINDS), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("chosen_by_id", sa.BigInteger(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.String(400), nullable=False),
        sa.Column("failure", sa.Boolean(), nullable=False),
        sa.Column("nomination_id", sa.BigInteger()),
        sa.Column("idea_id", sa.BigInteger()),
        sa.Column("experiment_id", sa.BigInteger()),
        sa.Column("headline", sa.String(120), nullable=False),
        *(sa.Column(part, sa.Text(), nullable=False) for part in ("problem", "tried", "failed", "changed", "helped")),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("declined_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("award_id", sa.BigInteger()),
        sa.CheckConstraint("EXTRACT(day FROM month) = 1", name="months_begin_on_their_first"),
        sa.CheckConstraint("published_at IS NULL OR declined_at IS NULL", name="agreed_or_declined"),
        sa.CheckConstraint(
            "(declined_at IS NULL AND withdrawn_at IS NULL) = (headline <> '')", name="what_is_not_shown_is_wordless"
        ),
        sa.CheckConstraint("member_id <> chosen_by_id", name="chosen_by_another"),
        sa.CheckConstraint("experiment_id IS NULL OR idea_id IS NOT NULL", name="experiments_are_of_ideas"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heroes")),
        _foreign("heroes", "member_id", "members"),
        _foreign("heroes", "chosen_by_id", "members"),
        _foreign("heroes", "nomination_id", "hero_nominations", "SET NULL"),
        _foreign("heroes", "idea_id", "ideas", "CASCADE"),
        _foreign("heroes", "experiment_id", "experiments", "CASCADE"),
        _foreign("heroes", "award_id", "awards"),
    )
    standing = sa.text("declined_at IS NULL AND withdrawn_at IS NULL")
    op.create_index("uq_heroes_standing", "heroes", ["month", "kind"], unique=True, postgresql_where=standing)
    op.create_index("ix_heroes_member_id_month", "heroes", ["member_id", "month"])
    shown = sa.text("published_at IS NOT NULL AND withdrawn_at IS NULL")
    op.create_index("ix_heroes_wall", "heroes", ["month", "id"], postgresql_where=shown)
    for name in ("chosen_by_id", "nomination_id", "idea_id", "experiment_id", "award_id"):
        op.create_index(op.f(f"ix_heroes_{name}"), "heroes", [name])
    op.create_table(
        "hero_pictures",
        sa.Column("hero_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("image_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("place BETWEEN 1 AND 3", name="three_at_most"),
        sa.PrimaryKeyConstraint("hero_id", "place", name=op.f("pk_hero_pictures")),
        sa.UniqueConstraint("image_id", name=op.f("uq_hero_pictures_image_id")),
        _foreign("hero_pictures", "hero_id", "heroes", "CASCADE"),
        _foreign("hero_pictures", "image_id", "images", "CASCADE"),
    )
    op.add_column("images", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False))
    _loose("place IS NULL AND NOT held")
    _know("kind", "noticekind", NEW_KINDS, ())
    _know("topic", "noticetopic", NEW_TOPICS, ())


def downgrade() -> None:
    """Forget heroes, nominations and these notices."""
    op.execute(sa.text("DELETE FROM notices WHERE kind = ANY (:kinds)").bindparams(kinds=list(NEW_KINDS)))
    _know("kind", "noticekind", (), NEW_KINDS)
    _know("topic", "noticetopic", (), NEW_TOPICS)
    for table in ("hero_pictures", "heroes", "hero_nominations"):
        op.drop_table(table)
    _loose("place IS NULL")
    op.drop_column("images", "held")


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _words(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def _foreign(table: str, column: str, to: str, when_gone: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=when_gone)


def _loose(where: str) -> None:
    """Index the images that stand nowhere."""
    op.drop_index("ix_images_loose", "images")
    op.create_index("ix_images_loose", "images", ["created_at"], postgresql_where=sa.text(where))


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
