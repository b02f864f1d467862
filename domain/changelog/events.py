"""Facts about the changelog."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class ChangelogDrafted(Fact):
    """Somebody of the product team began an entry."""

    entry_id: int
    actor_id: int


@dataclass(frozen=True)
class ChangelogRevised(Fact):
    """An entry says something else, or names other ideas; what it said before is kept once it is published."""

    entry_id: int
    actor_id: int


@dataclass(frozen=True)
class ChangelogPublished(Fact):
    """Everybody can read an entry, and each idea that it names is delivered."""

    entry_id: int
    actor_id: int


@dataclass(frozen=True)
class ChangelogExtended(Fact):
    """An entry that everybody can read names one more idea, which is delivered."""

    entry_id: int
    idea_id: int
    actor_id: int


@dataclass(frozen=True)
class ChangelogDiscarded(Fact):
    """An entry was thrown away before anybody outside the team had read it."""

    entry_id: int
    actor_id: int
