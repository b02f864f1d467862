"""The issuer's keys, the signed credentials, and the lists that say which were taken back."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.database import Base, PrimaryKey, words

FULL_AT = 65_536  # places taken of a list's 131,072: a random one is free at the second try then


class KeyKind(StrEnum):
    """What a key signs."""

    ED25519 = "ed25519"  # Data Integrity proofs
    RSA = "rsa"  # JWTs


class IssuerKey(Base):
    """A key of the site, locked with its secret; once retired it signs no more, and its public half stays published."""

    __tablename__ = "issuer_keys"
    __table_args__ = (Index("uq_issuer_keys_signing", "kind", unique=True, postgresql_where="retired_at IS NULL"),)

    id: Mapped[PrimaryKey]
    kind: Mapped[KeyKind] = mapped_column(words(KeyKind))
    name: Mapped[str] = mapped_column(String(80), unique=True)
    jwk: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class StatusList(Base):
    """A list with a place for each of its credentials; which of them are revoked is read from the awards."""

    __tablename__ = "status_lists"

    id: Mapped[PrimaryKey]
    created_at: Mapped[datetime]


class Credential(Base):
    """An award as signed document: exactly what was signed, as JSON and as JWT; both are None once its member left."""

    __tablename__ = "credentials"
    __table_args__ = (UniqueConstraint("list_id", "index", name="uq_credentials_list_id_index"),)

    award_id: Mapped[int] = mapped_column(ForeignKey("awards.id"), primary_key=True, autoincrement=False)
    list_id: Mapped[int] = mapped_column(ForeignKey("status_lists.id"))
    index: Mapped[int]
    document: Mapped[str | None] = mapped_column(Text)
    jwt: Mapped[str | None] = mapped_column(Text)
    issued_at: Mapped[datetime]
