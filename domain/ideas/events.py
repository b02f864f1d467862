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
class IdeaWithdrawn(Fact):
    """An author took an idea back."""

    idea_id: int
    author_id: int
