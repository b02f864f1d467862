"""Create the community, its members, ideas, votes, comments, follows, notices, mails and facts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _vector(language: str) -> str:
    fields = (("title", "A"), ("proposal", "B"), ("problem", "C"))
    return " || ".join(f"setweight(to_tsvector('{language}', {field}), '{weight}')" for field, weight in fields)


_SEARCH = f"CASE language WHEN 'de' THEN {_vector('german')} ELSE {_vector('english')} END"


def upgrade() -> None:
    """Apply the change."""

    op.create_table(
        "attempts",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("window", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window", name=op.f("pk_attempts")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "community",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("tagline", sa.String(length=160), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("hue", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column(
            "reading",
            sa.Enum("everyone", "members", name="reading", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "joining",
            sa.Enum(
                "everyone", "domains", "nobody", name="joining", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("join_domains", postgresql.ARRAY(sa.String(length=253)), nullable=False),
        sa.Column("status_labels", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hue BETWEEN 0 AND 359", name=op.f("ck_community_hue_is_an_angle")),
        sa.CheckConstraint("id = 1", name=op.f("ck_community_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
    )
    op.create_table(
        "facts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
    )
    op.create_index(
        "ix_facts_waiting", "facts", ["id"], unique=False, postgresql_where="delivered_at IS NULL AND failure IS NULL"
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("message_id", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mails_message_id")),
    )
    op.create_index(op.f("ix_mails_recipient"), "mails", ["recipient"], unique=False)
    op.create_index("ix_mails_waiting", "mails", ["id"], unique=False, postgresql_where="sent_at IS NULL")
    op.create_table(
        "members",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("handle", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "visitor",
                "customer",
                "employee",
                "product",
                "executive",
                "admin",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("about", sa.String(length=400), nullable=False),
        sa.Column("is_sponsor", sa.Boolean(), nullable=False),
        sa.Column("imported_from", sa.String(length=200), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role <> 'visitor'", name=op.f("ck_members_visitors_are_nobody")),
        sa.CheckConstraint(
            "left_at IS NULL OR (email IS NULL AND password_hash IS NULL)", name=op.f("ck_members_gone_is_nameless")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("handle", name=op.f("uq_members_handle")),
        sa.UniqueConstraint("imported_from", name=op.f("uq_members_imported_from")),
    )
    op.create_index(
        "uq_members_email",
        "members",
        [sa.literal_column("lower(email)")],
        unique=True,
        postgresql_where="email IS NOT NULL",
    )
    op.create_index("uq_members_sponsor", "members", ["is_sponsor"], unique=True, postgresql_where="is_sponsor")
    op.create_table(
        "tags",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("slug", name=op.f("uq_tags_slug")),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_table(
        "access_tokens",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum("read", "write", name="scope", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_access_tokens_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_tokens_token_hash")),
    )
    op.create_index(op.f("ix_access_tokens_member_id"), "access_tokens", ["member_id"], unique=False)
    op.create_table(
        "ideas",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "in_review",
                "shortlisted",
                "in_experiment",
                "adopted",
                "delivered",
                "not_now",
                "declined",
                "merged",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "quadrant",
            sa.Enum(
                "participation_for_self",
                "creation_for_self",
                "participation_for_others",
                "creation_with_others",
                name="quadrant",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=400), nullable=True),
        sa.Column("key", sa.Uuid(), nullable=True),
        sa.Column("imported_from", sa.String(length=200), nullable=True),
        sa.Column(
            "listed",
            sa.Boolean(),
            sa.Computed(
                "status NOT IN ('draft', 'withdrawn', 'merged') AND hidden_at IS NULL",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(_SEARCH, persisted=True),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(status = 'draft') = (submitted_at IS NULL)", name=op.f("ck_ideas_drafts_are_not_submitted")
        ),
        sa.CheckConstraint("status = 'draft' OR quadrant IS NOT NULL", name=op.f("ck_ideas_belongs_somewhere")),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_ideas_author_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ideas")),
        sa.UniqueConstraint("author_id", "key", name="uq_ideas_author_id_key"),
        sa.UniqueConstraint("id", "quadrant", "listed", name="uq_ideas_id_quadrant_listed"),
        sa.UniqueConstraint("imported_from", name=op.f("uq_ideas_imported_from")),
    )
    op.create_index("ix_ideas_author_id_status", "ideas", ["author_id", "status"], unique=False)
    op.create_index("ix_ideas_listed_new", "ideas", ["submitted_at", "id"], unique=False, postgresql_where="listed")
    op.create_index(
        "ix_ideas_listed_quadrant_new",
        "ideas",
        ["quadrant", "submitted_at", "id"],
        unique=False,
        postgresql_where="listed",
    )
    op.create_index("ix_ideas_search", "ideas", ["search"], unique=False, postgresql_using="gin")
    op.create_index("ix_ideas_status_id", "ideas", ["status", "id"], unique=False)
    op.create_table(
        "links",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "sign_in",
                "join",
                "change_email",
                "set_up",
                name="linkpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("asked_by", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("next_path", sa.String(length=500), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_links_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_links_token_hash")),
    )
    op.create_index(op.f("ix_links_email"), "links", ["email"], unique=False)
    op.create_index(op.f("ix_links_member_id"), "links", ["member_id"], unique=False)
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_sign_ins_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    op.create_index(op.f("ix_sign_ins_member_id"), "sign_ins", ["member_id"], unique=False)
    op.create_table(
        "team_memberships",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_team_memberships_member_id_members")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_team_memberships_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "member_id", name=op.f("pk_team_memberships")),
    )
    op.create_index(op.f("ix_team_memberships_member_id"), "team_memberships", ["member_id"], unique=False)
    op.create_table(
        "comments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("removed_reason", sa.String(length=200), nullable=True),
        sa.Column("key", sa.Uuid(), nullable=True),
        sa.CheckConstraint("removed_at IS NULL OR body = ''", name=op.f("ck_comments_removed_is_empty")),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_comments_author_id_members")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_comments_idea_id_ideas")),
        sa.ForeignKeyConstraint(
            ["parent_id", "idea_id"], ["comments.id", "comments.idea_id"], name="fk_comments_parent"
        ),
        sa.ForeignKeyConstraint(["removed_by_id"], ["members.id"], name=op.f("fk_comments_removed_by_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("author_id", "key", name="uq_comments_author_id_key"),
        sa.UniqueConstraint("id", "idea_id", name="uq_comments_id_idea_id"),
    )
    op.create_index(op.f("ix_comments_author_id"), "comments", ["author_id"], unique=False)
    op.create_index(
        "ix_comments_idea_id_top", "comments", ["idea_id", "id"], unique=False, postgresql_where="parent_id IS NULL"
    )
    op.create_index(
        "ix_comments_parent_id", "comments", ["parent_id", "id"], unique=False, postgresql_where="parent_id IS NOT NULL"
    )
    op.create_table(
        "follows",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_follows_idea_id_ideas"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_follows_member_id_members")),
        sa.PrimaryKeyConstraint("member_id", "idea_id", name=op.f("pk_follows")),
    )
    op.create_index("ix_follows_idea_id", "follows", ["idea_id"], unique=False, postgresql_where="ended_at IS NULL")
    op.create_index("ix_follows_member_id_since", "follows", ["member_id", "since", "idea_id"], unique=False)
    op.create_table(
        "idea_counters",
        sa.Column("idea_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "quadrant",
            sa.Enum(
                "participation_for_self",
                "creation_for_self",
                "participation_for_others",
                "creation_with_others",
                name="quadrant",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("supporters", sa.BigInteger(), nullable=False),
        sa.Column("comments", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("supporters >= 0 AND comments >= 0", name=op.f("ck_idea_counters_never_negative")),
        sa.ForeignKeyConstraint(
            ["idea_id", "quadrant", "listed"],
            ["ideas.id", "ideas.quadrant", "ideas.listed"],
            name=op.f("fk_idea_counters_idea_id_quadrant_listed_ideas"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_idea_counters")),
        postgresql_with={"fillfactor": 60},
    )
    op.create_index(
        "ix_idea_counters_quadrant_supported",
        "idea_counters",
        ["quadrant", "supporters", "idea_id"],
        unique=False,
        postgresql_where="listed",
    )
    op.create_index(
        "ix_idea_counters_supported",
        "idea_counters",
        ["supporters", "idea_id"],
        unique=False,
        postgresql_where="listed",
    )
    op.create_table(
        "idea_revisions",
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("editor_id", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column(
            "quadrant",
            sa.Enum(
                "participation_for_self",
                "creation_for_self",
                "participation_for_others",
                "creation_with_others",
                name="quadrant",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tags", postgresql.ARRAY(sa.String(length=30)), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["editor_id"], ["members.id"], name=op.f("fk_idea_revisions_editor_id_members")),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name=op.f("fk_idea_revisions_idea_id_ideas"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("idea_id", "number", name=op.f("pk_idea_revisions")),
    )
    op.create_index(op.f("ix_idea_revisions_editor_id"), "idea_revisions", ["editor_id"], unique=False)
    op.create_table(
        "idea_tags",
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("tag_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_idea_tags_idea_id_ideas"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_idea_tags_tag_id_tags")),
        sa.PrimaryKeyConstraint("idea_id", "tag_id", name=op.f("pk_idea_tags")),
    )
    op.create_index(op.f("ix_idea_tags_tag_id"), "idea_tags", ["tag_id"], unique=False)
    op.create_table(
        "votes",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_votes_idea_id_ideas")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_votes_member_id_members")),
        sa.PrimaryKeyConstraint("member_id", "idea_id", name=op.f("pk_votes")),
    )
    op.create_index("ix_votes_idea_id_cast_at", "votes", ["idea_id", "cast_at"], unique=False)
    op.create_index("ix_votes_member_id_cast_at", "votes", ["member_id", "cast_at", "idea_id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "comment", "reply", "mention", name="noticekind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("idea_id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name=op.f("fk_notices_actor_id_members")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_notices_comment_id_comments")),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_notices_fact_id_facts")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_notices_idea_id_ideas"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_notices_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("member_id", "fact_id", name="uq_notices_member_id_fact_id"),
    )
    op.create_index("ix_notices_member_id_id", "notices", ["member_id", "id"], unique=False)
    op.create_index("ix_notices_unread", "notices", ["member_id"], unique=False, postgresql_where="read_at IS NULL")


def downgrade() -> None:
    """Take the change back."""

    op.drop_index("ix_notices_unread", table_name="notices", postgresql_where="read_at IS NULL")
    op.drop_index("ix_notices_member_id_id", table_name="notices")
    op.drop_table("notices")
    op.drop_index("ix_votes_member_id_cast_at", table_name="votes")
    op.drop_index("ix_votes_idea_id_cast_at", table_name="votes")
    op.drop_table("votes")
    op.drop_index(op.f("ix_idea_tags_tag_id"), table_name="idea_tags")
    op.drop_table("idea_tags")
    op.drop_index(op.f("ix_idea_revisions_editor_id"), table_name="idea_revisions")
    op.drop_table("idea_revisions")
    op.drop_index("ix_idea_counters_supported", table_name="idea_counters", postgresql_where="listed")
    op.drop_index("ix_idea_counters_quadrant_supported", table_name="idea_counters", postgresql_where="listed")
    op.drop_table("idea_counters")
    op.drop_index("ix_follows_member_id_since", table_name="follows")
    op.drop_index("ix_follows_idea_id", table_name="follows", postgresql_where="ended_at IS NULL")
    op.drop_table("follows")
    op.drop_index("ix_comments_parent_id", table_name="comments", postgresql_where="parent_id IS NOT NULL")
    op.drop_index("ix_comments_idea_id_top", table_name="comments", postgresql_where="parent_id IS NULL")
    op.drop_index(op.f("ix_comments_author_id"), table_name="comments")
    op.drop_table("comments")
    op.drop_index(op.f("ix_team_memberships_member_id"), table_name="team_memberships")
    op.drop_table("team_memberships")
    op.drop_index(op.f("ix_sign_ins_member_id"), table_name="sign_ins")
    op.drop_table("sign_ins")
    op.drop_index(op.f("ix_links_member_id"), table_name="links")
    op.drop_index(op.f("ix_links_email"), table_name="links")
    op.drop_table("links")
    op.drop_index("ix_ideas_status_id", table_name="ideas")
    op.drop_index("ix_ideas_search", table_name="ideas", postgresql_using="gin")
    op.drop_index("ix_ideas_listed_quadrant_new", table_name="ideas", postgresql_where="listed")
    op.drop_index("ix_ideas_listed_new", table_name="ideas", postgresql_where="listed")
    op.drop_index("ix_ideas_author_id_status", table_name="ideas")
    op.drop_table("ideas")
    op.drop_index(op.f("ix_access_tokens_member_id"), table_name="access_tokens")
    op.drop_table("access_tokens")
    op.drop_table("teams")
    op.drop_table("tags")
    op.drop_index("uq_members_sponsor", table_name="members", postgresql_where="is_sponsor")
    op.drop_index("uq_members_email", table_name="members", postgresql_where="email IS NOT NULL")
    op.drop_table("members")
    op.drop_index("ix_mails_waiting", table_name="mails", postgresql_where="sent_at IS NULL")
    op.drop_index(op.f("ix_mails_recipient"), table_name="mails")
    op.drop_table("mails")
    op.drop_index("ix_facts_waiting", table_name="facts", postgresql_where="delivered_at IS NULL AND failure IS NULL")
    op.drop_table("facts")
    op.drop_table("community")
    op.drop_table("attempts")
