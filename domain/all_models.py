"""Every table, for Alembic and the tests."""

from domain import (
    answers,
    comments,
    community,
    events,
    follows,
    ideas,
    images,
    members,
    moderation,
    notifications,
    offers,
    outbox,
    triage,
    votes,
)
from domain.database import Base

__all__ = [
    "answers",
    "comments",
    "community",
    "events",
    "follows",
    "ideas",
    "images",
    "members",
    "moderation",
    "notifications",
    "offers",
    "outbox",
    "triage",
    "votes",
]

metadata = Base.metadata
