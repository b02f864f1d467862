"""The table of mails. No secrets: a link's token is made when the mail is sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base, PrimaryKey

_WAITING = "sent_at IS NULL AND failure IS NULL"


class Mail(Base):
    """A mail to be made from `template` and `data` in `language`, and what became of it.

    One that keeps failing is parked with its `failure`; until then it is due at `next_at`, `bulk` after all others.
    """

    __tablename__ = "mails"
    __table_args__ = (
        Index("ix_mails_waiting", "bulk", "next_at", postgresql_where=_WAITING),
        Index("ix_mails_parked", "id", postgresql_where="failure IS NOT NULL"),
    )

    id: Mapped[PrimaryKey]
    template: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(8))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    message_id: Mapped[str] = mapped_column(String(80), unique=True)
    bulk: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None]
