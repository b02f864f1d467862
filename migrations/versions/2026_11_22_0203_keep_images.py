"""Keep images."""

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    """Make room for images, and for their bytes in a table of their own."""
    op.create_table(
        "images",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("idea_id", sa.BigInteger(), nullable=True),
        sa.Column("comment_id", sa.BigInteger(), nullable=True),
        sa.Column("offer_id", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("small_width", sa.BigInteger(), nullable=False),
        sa.Column("small_height", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("alternative_text", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("place BETWEEN 1 AND 3", name=op.f("ck_images_three_at_most")),
        sa.CheckConstraint(
            "num_nonnulls(idea_id, comment_id, offer_id) = num_nonnulls(place)",
            name=op.f("ck_images_stands_in_one_thing"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["members.id"], name=op.f("fk_images_owner_id_members")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_images_idea_id_ideas"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_images_comment_id_comments"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_images_offer_id_offers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_images")),
        sa.UniqueConstraint("idea_id", "place", name="uq_images_idea_id_place"),
        sa.UniqueConstraint("comment_id", "place", name="uq_images_comment_id_place"),
        sa.UniqueConstraint("offer_id", "place", name="uq_images_offer_id_place"),
    )
    op.create_index("ix_images_owner_id", "images", ["owner_id"])
    op.create_index("ix_images_digest", "images", ["digest"])
    op.create_index("ix_images_loose", "images", ["created_at"], postgresql_where=sa.text("place IS NULL"))
    op.create_table(
        "image_bytes",
        sa.Column("image_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("large", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["image_id"], ["images.id"], name=op.f("fk_image_bytes_image_id_images"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("image_id", name=op.f("pk_image_bytes")),
    )
    # What is packed already is stored as it is.
    for column in ("large", "small"):
        op.execute(f"ALTER TABLE image_bytes ALTER COLUMN {column} SET STORAGE EXTERNAL")


def downgrade() -> None:
    """Take all images away."""
    op.drop_table("image_bytes")
    op.drop_table("images")
