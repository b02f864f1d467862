"""Facts about moderation."""

from dataclasses import dataclass
from typing import ClassVar

from domain.events import Fact


@dataclass(frozen=True)
class ReportMade(Fact):
    """A member complained about a text."""

    report_id: int
    idea_id: int
    comment_id: int | None
    member_id: int
    offer_id: int | None = None


@dataclass(frozen=True)
class ReportSettled(Fact):
    """A moderator looked at what a member had reported, and hid it or kept it."""

    report_id: int
    idea_id: int
    comment_id: int | None
    member_id: int
    actor_id: int
    outcome: str
    offer_id: int | None = None


@dataclass(frozen=True)
class IdeaHidden(Fact):
    """A moderator took an idea out of sight; only its author and moderators see it."""

    idea_id: int
    author_id: int
    actor_id: int
    reason: str


@dataclass(frozen=True)
class IdeaRestored(Fact):
    """A moderator brought a hidden idea back."""

    idea_id: int
    author_id: int
    actor_id: int


@dataclass(frozen=True)
class CommentHidden(Fact):
    """A moderator took a comment's words out of sight; its place is marked."""

    comment_id: int
    idea_id: int
    author_id: int
    actor_id: int
    reason: str


@dataclass(frozen=True)
class CommentRestored(Fact):
    """A moderator brought a hidden comment back."""

    comment_id: int
    idea_id: int
    author_id: int
    actor_id: int


@dataclass(frozen=True)
class OfferHidden(Fact):
    """A moderator took an offer out of sight; whoever made it and moderators see it."""

    offer_id: int
    idea_id: int
    author_id: int
    actor_id: int
    reason: str


@dataclass(frozen=True)
class OfferRestored(Fact):
    """A moderator brought a hidden offer back."""

    offer_id: int
    idea_id: int
    author_id: int
    actor_id: int


@dataclass(frozen=True)
class NoteWritten(Fact):
    """Somebody of the staff left a note on an idea for the others."""

    doer: ClassVar[str] = "author_id"

    note_id: int
    idea_id: int
    author_id: int


@dataclass(frozen=True)
class NoteRemoved(Fact):
    """A note is gone, taken away by whoever wrote it."""

    note_id: int
    idea_id: int
    actor_id: int


@dataclass(frozen=True)
class MemberSuspended(Fact):
    """A moderator let a member only read for some days."""

    member_id: int
    actor_id: int
    days: int


@dataclass(frozen=True)
class SuspensionLifted(Fact):
    """A member may write again: a moderator said so, or the time is over."""

    member_id: int
    actor_id: int | None


@dataclass(frozen=True)
class TextKeptBack(Fact):
    """A new text waits for a moderator, for the signs named: an idea, or a comment where there is one."""

    idea_id: int
    comment_id: int | None
    author_id: int
    signs: list[str]


@dataclass(frozen=True)
class TextAdmitted(Fact):
    """A moderator let all see a text that had waited."""

    idea_id: int
    comment_id: int | None
    author_id: int
    actor_id: int


@dataclass(frozen=True)
class TextRejected(Fact):
    """A moderator left a text that had waited where only its author sees it."""

    idea_id: int
    comment_id: int | None
    author_id: int
    actor_id: int
    reason: str


@dataclass(frozen=True)
class EditKeptBack(Fact):
    """A change of a text that all see waits for a moderator, for the signs named; the text says what it said."""

    edit_id: int
    idea_id: int
    comment_id: int | None
    editor_id: int
    signs: list[str]


@dataclass(frozen=True)
class EditAdmitted(Fact):
    """A moderator let a change count that had waited."""

    idea_id: int
    comment_id: int | None
    editor_id: int
    actor_id: int


@dataclass(frozen=True)
class EditRejected(Fact):
    """A moderator left a text as it was, against a change that had waited."""

    idea_id: int
    comment_id: int | None
    editor_id: int
    actor_id: int
    reason: str
