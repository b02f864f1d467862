"""Facts about comments."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class CommentWritten(Fact):
    """A member said something below an idea."""

    comment_id: int
    idea_id: int
    author_id: int
    parent_id: int | None


@dataclass(frozen=True)
class CommentRevised(Fact):
    """An author changed a comment within its edit window."""

    comment_id: int
    author_id: int


@dataclass(frozen=True)
class CommentCredited(Fact):
    """One who stands for an idea said that it builds on a comment of somebody else."""

    comment_id: int
    idea_id: int
    author_id: int
    actor_id: int


@dataclass(frozen=True)
class CreditTakenBack(Fact):
    """An idea is no longer said to build on a comment."""

    comment_id: int
    idea_id: int
    author_id: int
    actor_id: int


@dataclass(frozen=True)
class CommentRemoved(Fact):
    """A comment was taken away by its author or by the product team; its place is marked."""

    comment_id: int
    idea_id: int
    actor_id: int
