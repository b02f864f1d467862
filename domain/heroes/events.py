"""Facts about heroes of the month."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class HeroNominated(Fact):
    """A member told why somebody should be a hero; who that is, only the nomination says."""

    nomination_id: int
    actor_id: int


@dataclass(frozen=True)
class NominationTakenBack(Fact):
    """A member took a nomination back; nothing of it is kept."""

    nomination_id: int
    actor_id: int


@dataclass(frozen=True)
class HeroChosen(Fact):
    """Somebody was chosen as a hero and is asked whether the story may be read."""

    hero_id: int
    member_id: int
    actor_id: int


@dataclass(frozen=True)
class HeroTakenBack(Fact):
    """A choice was taken back before the hero had said anything; nothing of it is kept."""

    hero_id: int
    member_id: int
    actor_id: int


@dataclass(frozen=True)
class HeroAgreed(Fact):
    """A hero agreed, so everybody reads the story."""

    hero_id: int
    actor_id: int


@dataclass(frozen=True)
class HeroDeclined(Fact):
    """Somebody who was chosen would rather not be a hero; nobody reads the story."""

    hero_id: int
    actor_id: int


@dataclass(frozen=True)
class HeroWithdrawn(Fact):
    """A story was taken off the wall, by the hero or by who chooses."""

    hero_id: int
    member_id: int
    actor_id: int


@dataclass(frozen=True)
class HeroReported(Fact):
    """A member complained about a hero's story."""

    report_id: int
    hero_id: int
    member_id: int


@dataclass(frozen=True)
class HeroReportSettled(Fact):
    """A moderator looked at a story that a member had reported, and hid it or kept it."""

    report_id: int
    hero_id: int
    member_id: int
    actor_id: int
    outcome: str


@dataclass(frozen=True)
class HeroHidden(Fact):
    """A moderator took a story out of sight; its hero, who chose them and moderators still see it."""

    hero_id: int
    member_id: int
    actor_id: int
    reason: str


@dataclass(frozen=True)
class HeroRestored(Fact):
    """A moderator brought a hidden story back."""

    hero_id: int
    member_id: int
    actor_id: int
