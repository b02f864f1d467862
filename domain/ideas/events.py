"""Facts about ideas."""

from dataclasses import dataclass
from typing import ClassVar

from domain.events import Fact


@dataclass(frozen=True)
class IdeaSubmitted(Fact):
    """A member put an idea before the community."""

    idea_id: int
    author_id: int


@dataclass(frozen=True)
class IdeaRevised(Fact):
    """An idea says something else now; the revision keeps what."""

    doer: ClassVar[str] = "editor_id"

    idea_id: int
    editor_id: int
    number: int


@dataclass(frozen=True)
class IdeaFiled(Fact):
    """The product team filed an idea under these tags of its list, and under no others."""

    idea_id: int
    actor_id: int
    tags: list[str]


@dataclass(frozen=True)
class TagAdded(Fact):
    """A tag came on the product team's list."""

    tag: str
    actor_id: int
    name: str


@dataclass(frozen=True)
class TagRenamed(Fact):
    """A tag of the list is called something else; `before` is what it was called."""

    tag: str
    actor_id: int
    before: str
    name: str


@dataclass(frozen=True)
class TagRetired(Fact):
    """A tag left the product team's list."""

    tag: str
    actor_id: int
    name: str


@dataclass(frozen=True)
class IdeaWithdrawn(Fact):
    """An author took an idea back."""

    idea_id: int
    author_id: int
