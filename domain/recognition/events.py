"""Facts about recognition cards."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class CardSent(Fact):
    """Somebody of the staff thanked one to five people."""

    recognition_id: int
    actor_id: int
    value_id: int


@dataclass(frozen=True)
class CardRevised(Fact):
    """Its sender changed a card within its ten minutes, in the fields named."""

    recognition_id: int
    actor_id: int
    fields: list[str]


@dataclass(frozen=True)
class CardTakenBack(Fact):
    """Its sender took a card back within its ten minutes; nothing of it is kept."""

    recognition_id: int
    actor_id: int


@dataclass(frozen=True)
class CardWithdrawn(Fact):
    """Its sender withdrew a card later; its place says so."""

    recognition_id: int
    actor_id: int


@dataclass(frozen=True)
class CardPublicationChanged(Fact):
    """A recipient declined that others read a card, or allowed it again."""

    recognition_id: int
    member_id: int
    declined: bool


@dataclass(frozen=True)
class CardReported(Fact):
    """A member complained about a card."""

    report_id: int
    recognition_id: int
    member_id: int


@dataclass(frozen=True)
class CardReportSettled(Fact):
    """A moderator looked at a card that a member had reported, and hid it or kept it."""

    report_id: int
    recognition_id: int
    member_id: int
    actor_id: int
    outcome: str


@dataclass(frozen=True)
class CardHidden(Fact):
    """A moderator took a card out of sight; its sender, its recipients and moderators still see it."""

    recognition_id: int
    author_id: int
    actor_id: int
    reason: str


@dataclass(frozen=True)
class CardRestored(Fact):
    """A moderator brought a hidden card back."""

    recognition_id: int
    author_id: int
    actor_id: int
