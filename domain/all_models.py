"""Every table, for Alembic and the tests."""

from domain import (
    comments,
    community,
    events,
    follows,
    ideas,
    images,
    members,
    notifications,
    offers,
    outbox,
    votes,
)
from domain.database import Base

__all__ = [
    "comments",
    "community",
    "events",
    "follows",
    "ideas",
    "images",
    "members",
    "notifications",
    "offers",
    "outbox",
    "votes",
]

metadata = Base.metadata
