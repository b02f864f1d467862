"""Images, where they stand, and their bytes in a table of their own that no list ever reads."""

import re
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base, PrimaryKey

IMAGES_MOST = 3
ALTERNATIVE_MOST = 300
BYTES_MOST = 100_000_000  # of one member's images, as we keep them
UPLOADS_MOST = 60
UPLOADS_PER = timedelta(days=1)
LOOSE_FOR = timedelta(days=1)


class Image(Base):
    """An image as we drew it anew, in two sizes. One that stands nowhere yet is its owner's alone, for a day."""

    __tablename__ = "images"
    __table_args__ = (
        UniqueConstraint("idea_id", "place", name="uq_images_idea_id_place"),
        UniqueConstraint("comment_id", "place", name="uq_images_comment_id_place"),
        UniqueConstraint("offer_id", "place", name="uq_images_offer_id_place"),
        CheckConstraint("place BETWEEN 1 AND 3", name="three_at_most"),
        CheckConstraint(
            "num_nonnulls(idea_id, comment_id, offer_id) = num_nonnulls(place)", name="stands_in_one_thing"
        ),
        Index("ix_images_owner_id", "owner_id"),
        Index("ix_images_digest", "digest"),
        Index("ix_images_loose", "created_at", postgresql_where="place IS NULL AND NOT held"),
    )

    id: Mapped[PrimaryKey]
    owner_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"))
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offers.id", ondelete="CASCADE"))
    place: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    small_width: Mapped[int]
    small_height: Mapped[int]
    size: Mapped[int]
    alternative_text: Mapped[str] = mapped_column(String(ALTERNATIVE_MOST))
    # What isn't known here shows it, and says by itself who sees it there.
    held: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]

    @property
    def path(self) -> str:
        """Return the address of the larger version; what it names never changes."""
        return f"/images/{self.id}-{self.digest[:16]}.webp"

    @property
    def small_path(self) -> str:
        """Return the address of the smaller version."""
        return f"/images/{self.id}-{self.digest[:16]}-small.webp"


class ImageBytes(Base):
    """Both versions of an image as WebP, when they are kept in the database."""

    __tablename__ = "image_bytes"

    image_id: Mapped[int] = mapped_column(
        ForeignKey("images.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    large: Mapped[bytes] = mapped_column(LargeBinary)
    small: Mapped[bytes] = mapped_column(LargeBinary)


FILE_NAME = re.compile(r"[0-9a-f]{64}(-small)?\.webp")


def file_names(digest: str) -> tuple[str, str]:
    """Return the names of both versions' files, where they are kept in a folder."""
    return f"{digest}.webp", f"{digest}-small.webp"
