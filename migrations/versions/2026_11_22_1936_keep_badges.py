"""Keep badges, who was given one, and their signed credentials."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0036"
down_revision: str | None = "0032"
branch_labels: None = None
depends_on: None = None

TABLES = ("credentials", "award_revocations", "awards", "badge_versions", "status_lists", "issuer_keys", "badges")
NEW_KINDS, NEW_TOPICS = ("badge_given", "badge_revoked"), ("badges",)


def upgrade() -> None:
    """Add badges, their versions and awards, the issuer's keys, credentials and status lists; know their notices."""
    _add_badges()
    _add_awards()
    _add_credentials()
    _know("kind", NEW_KINDS, ())
    _know("topic", NEW_TOPICS, ())


def downgrade() -> None:
    """Forget badges, with the notices about them. What was signed can no longer be checked by its status."""
    for column, values in (("kind", NEW_KINDS), ("topic", NEW_TOPICS)):
        op.execute(sa.text(f"DELETE FROM notices WHERE {column} = ANY (:values)").bindparams(values=list(values)))
        _know(column, (), values)
    for table in TABLES:
        op.drop_table(table)


def _add_badges() -> None:
    op.create_table(
        "badges",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column(
            "family",
            sa.Enum(
                "ideas",
                "experiments",
                "quadrants",
                "community",
                name="badgefamily",
                native_enum=False,
                length=40,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("tier", sa.BigInteger(), nullable=True),
        sa.Column(
            "quadrant",
            sa.Enum(
                "participation_for_self",
                "creation_for_self",
                "participation_for_others",
                "creation_with_others",
                name="badgequadrant",
                native_enum=False,
                length=40,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column(
            "repeats",
            sa.Enum("once", "each", "month", name="repeats", native_enum=False, length=40, create_constraint=True),
            nullable=False,
        ),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("moderated", sa.Boolean(), nullable=False),
        sa.Column("current", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badges")),
        sa.UniqueConstraint("slug", name=op.f("uq_badges_slug")),
    )
    op.create_table(
        "badge_versions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("badge_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("says", sa.String(length=300), nullable=False),
        sa.Column("criteria", sa.String(length=400), nullable=False),
        sa.Column("art", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["badge_id"], ["badges.id"], name=op.f("fk_badge_versions_badge_id_badges")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_versions")),
        sa.UniqueConstraint("badge_id", "number", name="uq_badge_versions_badge_id_number"),
    )


def _add_awards() -> None:
    op.create_table(
        "awards",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Uuid(), nullable=False),
        sa.Column("badge_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("earned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.BigInteger(), nullable=True),
        sa.Column("because", sa.String(length=400), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=True),
        sa.Column("experiment_id", sa.BigInteger(), nullable=True),
        sa.Column("card_id", sa.BigInteger(), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("earned_at <= given_at", name=op.f("ck_awards_earned_before_it_is_given")),
        sa.CheckConstraint(
            "num_nonnulls(idea_id, experiment_id, card_id) <= 1", name=op.f("ck_awards_one_thing_shows_it")
        ),
        sa.ForeignKeyConstraint(["badge_id"], ["badges.id"], name=op.f("fk_awards_badge_id_badges")),
        sa.ForeignKeyConstraint(
            ["card_id"], ["learning_cards.id"], name=op.f("fk_awards_card_id_learning_cards"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name=op.f("fk_awards_experiment_id_experiments"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["given_by_id"], ["members.id"], name=op.f("fk_awards_given_by_id_members")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_awards_idea_id_ideas"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_awards_member_id_members")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["badge_versions.id"], name=op.f("fk_awards_version_id_badge_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
        sa.UniqueConstraint("badge_id", "member_id", "key", name="uq_awards_badge_id_member_id_key"),
        sa.UniqueConstraint("name", name=op.f("uq_awards_name")),
    )
    op.create_index(op.f("ix_awards_card_id"), "awards", ["card_id"], unique=False)
    op.create_index(op.f("ix_awards_experiment_id"), "awards", ["experiment_id"], unique=False)
    op.create_index(op.f("ix_awards_given_by_id"), "awards", ["given_by_id"], unique=False)
    op.create_index(op.f("ix_awards_idea_id"), "awards", ["idea_id"], unique=False)
    op.create_index("ix_awards_member_id_id", "awards", ["member_id", "id"], unique=False)
    op.create_index(
        "ix_awards_shown", "awards", ["badge_id", "id"], unique=False, postgresql_where="shown_at IS NOT NULL"
    )
    op.create_index(op.f("ix_awards_version_id"), "awards", ["version_id"], unique=False)
    op.create_table(
        "award_revocations",
        sa.Column("award_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_award_revocations_actor_id_members")),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_award_revocations_award_id_awards")),
        sa.PrimaryKeyConstraint("award_id", name=op.f("pk_award_revocations")),
    )
    op.create_index(op.f("ix_award_revocations_actor_id"), "award_revocations", ["actor_id"], unique=False)


def _add_credentials() -> None:
    op.create_table(
        "issuer_keys",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("ed25519", "rsa", name="keykind", native_enum=False, length=40, create_constraint=True),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("jwk", JSONB(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuer_keys")),
        sa.UniqueConstraint("name", name=op.f("uq_issuer_keys_name")),
    )
    op.create_index(
        "uq_issuer_keys_signing", "issuer_keys", ["kind"], unique=True, postgresql_where="retired_at IS NULL"
    )
    op.create_table(
        "status_lists",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_lists")),
    )
    op.create_table(
        "credentials",
        sa.Column("award_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("list_id", sa.BigInteger(), nullable=False),
        sa.Column("index", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("jwt", sa.Text(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_credentials_award_id_awards")),
        sa.ForeignKeyConstraint(["list_id"], ["status_lists.id"], name=op.f("fk_credentials_list_id_status_lists")),
        sa.PrimaryKeyConstraint("award_id", name=op.f("pk_credentials")),
        sa.UniqueConstraint("list_id", "index", name="uq_credentials_list_id_index"),
    )


def _know(column: str, more: tuple[str, ...], fewer: tuple[str, ...]) -> None:
    """Change which kinds or topics of notices there are, whatever others there are."""
    name = op.f(f"ck_notices_notice{column}")
    held = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name").bindparams(name=name)
    )
    known = [value for value in str(held).split("'")[1::2] if value not in fewer]
    op.drop_constraint(name, "notices")
    listed = ", ".join(f"'{value}'" for value in dict.fromkeys([*known, *more]))
    op.create_check_constraint(name, "notices", f"{column} IN ({listed})")
