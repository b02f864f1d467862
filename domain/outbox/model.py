"""The table of mails. No secrets: a link's token is made when the mail is sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base, PrimaryKey


class Mail(Base):
    """A mail to be made from `template` and `data` in `language`, and what became of it."""

    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_waiting", "id", postgresql_where="sent_at IS NULL"),)

    id: Mapped[PrimaryKey]
    template: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(8))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    message_id: Mapped[str] = mapped_column(String(80), unique=True)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
