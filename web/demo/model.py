"""The shapes of the demo's story; `ago` is always how long before now something happened."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class DemoCommunity:
    """What an administrator would have entered, and the names of the staff's teams."""

    name: str
    tagline: str
    about: str
    zone: str
    language: str
    hue: int
    reading: str
    joining: str
    join_domains: tuple[str, ...]
    teams: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo; `energy` and `cares` (tags) shape the votes, `try_this` says what a guide is good for."""

    handle: str
    name: str
    email: str
    role: str
    language: str
    about: str
    team: str | None
    sponsor: bool
    guide: bool
    try_this: str
    energy: float
    cares: frozenset[str]
    ago: timedelta


@dataclass(frozen=True, slots=True)
class DemoEdit:
    """A comment's text after its author changed it."""

    body: str
    ago: timedelta


@dataclass(frozen=True, slots=True)
class DemoRemoval:
    """Who took a comment away; staff say why, its author needn't."""

    by: str
    reason: str | None
    ago: timedelta


@dataclass(frozen=True, slots=True)
class DemoComment:
    """A comment or, with `parent`, a reply to the comment of that key."""

    key: str
    parent: str | None
    by: str
    body: str
    ago: timedelta
    edited: DemoEdit | None
    removed: DemoRemoval | None


@dataclass(frozen=True, slots=True)
class DemoRevision:
    """An idea's whole text after an edit; a late edit carries a `note` for everybody to see."""

    title: str
    problem: str
    proposal: str
    tags: tuple[str, ...]
    note: str | None
    ago: timedelta


@dataclass(frozen=True, slots=True)
class DemoWithdrawal:
    """When and why an author took the idea back."""

    reason: str
    ago: timedelta


@dataclass(frozen=True, slots=True)
class DemoIdea:
    """An idea as first submitted (a draft: as last saved) and what was written about it, oldest first."""

    key: str
    by: str
    quadrant: str
    language: str
    title: str
    problem: str
    proposal: str
    tags: tuple[str, ...]
    ago: timedelta
    draft: bool
    pull: int
    revisions: tuple[DemoRevision, ...]
    comments: tuple[DemoComment, ...]
    withdrawn: DemoWithdrawal | None


@dataclass(frozen=True, slots=True)
class DemoVote:
    """One person's support for one idea, and when they took it back, if they did."""

    idea: str
    by: str
    ago: timedelta
    taken_back_ago: timedelta | None


@dataclass(frozen=True, slots=True)
class DemoLook:
    """That one person was shown one idea."""

    idea: str
    by: str
    ago: timedelta


@dataclass(frozen=True, slots=True)
class DemoDeclining:
    """When and with which kind word an author said no to whoever asked to build an idea together."""

    note: str
    ago: timedelta


@dataclass(frozen=True, slots=True)
class DemoOffer:
    """One person's offer to take part in one idea, and what became of it."""

    idea: str
    by: str
    text: str
    ago: timedelta
    accepted_ago: timedelta | None
    declined: DemoDeclining | None
    taken_back_ago: timedelta | None


@dataclass(frozen=True, slots=True)
class DemoStep:
    """What one of the product team said or decided about an idea; `second` confirms what best customers dislike.

    `into` is where a merge lets it live on.
    """

    idea: str
    by: str
    ago: timedelta
    kind: str
    answer: str = ""
    reason: str = ""
    would_change: str = ""
    look_again_ago: timedelta | None = None
    thought: str = ""
    words: str = ""
    second: str = ""
    second_ago: timedelta | None = None
    into: str = ""


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """An entry of the changelog; a draft is never published."""

    by: str
    ago: timedelta
    title: str
    body: str
    ideas: tuple[str, ...]
    draft: bool


@dataclass(frozen=True, slots=True)
class DemoFollow:
    """One person's wish to hear of one idea."""

    idea: str
    by: str
    ago: timedelta


@dataclass(frozen=True, slots=True)
class Story:
    """The whole demo; people, ideas, offers, votes and follows each in the order in which they came."""

    community: DemoCommunity
    people: tuple[Person, ...]
    ideas: tuple[DemoIdea, ...]
    offers: tuple[DemoOffer, ...]
    votes: tuple[DemoVote, ...]
    looks: tuple[DemoLook, ...]
    steps: tuple[DemoStep, ...]
    entries: tuple[DemoEntry, ...]
    tags: dict[str, list[str]]
    scores: dict[str, tuple[float, float, float, float]]
    best_customers: tuple[str, ...]
    on_duty: str
    follows: tuple[DemoFollow, ...]
    experiments: tuple[dict[str, Any], ...]
