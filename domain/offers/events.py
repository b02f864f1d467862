"""Facts about offers."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class OfferMade(Fact):
    """A member offered to take part in an idea."""

    offer_id: int
    idea_id: int
    member_id: int
    kind: str


@dataclass(frozen=True)
class OfferTakenBack(Fact):
    """An offer is seen no longer: taken back by its member, or removed by the product team."""

    offer_id: int
    idea_id: int
    member_id: int
    actor_id: int
    kind: str


@dataclass(frozen=True)
class TakeBackUndone(Fact):
    """A member offers again what they had taken back, in the same words."""

    offer_id: int
    idea_id: int
    member_id: int


@dataclass(frozen=True)
class CoAuthorAccepted(Fact):
    """A member who asked to build an idea together now shares it."""

    offer_id: int
    idea_id: int
    member_id: int
    actor_id: int


@dataclass(frozen=True)
class CoAuthorDeclined(Fact):
    """A member who asked to build an idea together was told no."""

    offer_id: int
    idea_id: int
    member_id: int
    actor_id: int


@dataclass(frozen=True)
class CoAuthorLeft(Fact):
    """A member shares an idea no longer: they stepped down, or its author wished it."""

    idea_id: int
    member_id: int
    actor_id: int
