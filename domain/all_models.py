"""Every table, for Alembic and the tests."""

from domain import (
    answers,
    behalf,
    changelog,
    comments,
    community,
    events,
    experiments,
    follows,
    ideas,
    images,
    members,
    metrics,
    moderation,
    notifications,
    offers,
    outbox,
    recognition,
    rewards,
    rollouts,
    scores,
    triage,
    votes,
)
from domain.database import Base

__all__ = [
    "answers",
    "behalf",
    "changelog",
    "comments",
    "community",
    "events",
    "experiments",
    "follows",
    "ideas",
    "images",
    "members",
    "metrics",
    "moderation",
    "notifications",
    "offers",
    "outbox",
    "recognition",
    "rewards",
    "rollouts",
    "scores",
    "triage",
    "votes",
]

metadata = Base.metadata
