"""Facts about challenges."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class ChallengeDrafted(Fact):
    """Somebody began to write a challenge; nobody else sees it yet."""

    challenge_id: int
    actor_id: int


@dataclass(frozen=True)
class ChallengeRevised(Fact):
    """A challenge that hasn't started was changed, in the fields named."""

    challenge_id: int
    actor_id: int
    fields: list[str]


@dataclass(frozen=True)
class ChallengeDiscarded(Fact):
    """A draft was thrown away."""

    challenge_id: int
    actor_id: int


@dataclass(frozen=True)
class ChallengeAnnounced(Fact):
    """A challenge was announced."""

    challenge_id: int
    actor_id: int


@dataclass(frozen=True)
class ChallengeCancelled(Fact):
    """A challenge that was announced won't be, or won't go on."""

    challenge_id: int
    actor_id: int


@dataclass(frozen=True)
class ChallengeJoined(Fact):
    """A member of staff joined a challenge."""

    challenge_id: int
    member_id: int


@dataclass(frozen=True)
class ChallengeLeft(Fact):
    """Somebody left a challenge, and what was entered for them went with them."""

    challenge_id: int
    member_id: int


@dataclass(frozen=True)
class ChallengeAnswered(Fact):
    """An idea answers a call."""

    challenge_id: int
    idea_id: int
    actor_id: int


@dataclass(frozen=True)
class ChallengeReadingMade(Fact):
    """How a participant's week was is entered, or put in the place of what stood there."""

    challenge_id: int
    member_id: int
    actor_id: int
    week: int


@dataclass(frozen=True)
class ChallengeEnded(Fact):
    """The time of a challenge is over; people have to confirm who won."""

    challenge_id: int


@dataclass(frozen=True)
class ChallengeDecided(Fact):
    """Somebody confirmed who won, perhaps nobody."""

    challenge_id: int
    actor_id: int
