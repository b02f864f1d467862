"""Facts about badges."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class BadgeGiven(Fact):
    """A member has earned a badge; `actor_id` is whoever gave it, None where its criterion did.

    What was earned long ago is given quietly: nobody is told of it.
    """

    award_id: int
    badge_id: int
    member_id: int
    actor_id: int | None
    quietly: bool = False


@dataclass(frozen=True)
class BadgeRevoked(Fact):
    """A badge was taken back from a member, for a reason that stands beside it."""

    award_id: int
    badge_id: int
    member_id: int
    actor_id: int | None


@dataclass(frozen=True)
class BadgeShown(Fact):
    """A member wants a badge of theirs to be seen on their page."""

    award_id: int
    member_id: int


@dataclass(frozen=True)
class BadgeHidden(Fact):
    """A member no longer wants a badge of theirs to be seen on their page."""

    award_id: int
    member_id: int


@dataclass(frozen=True)
class BadgeMade(Fact):
    """There is a new badge."""

    badge_id: int
    actor_id: int


@dataclass(frozen=True)
class BadgeRevised(Fact):
    """A badge says something else from now on, or asks for something else; the version before stays as it was."""

    badge_id: int
    number: int
    actor_id: int


@dataclass(frozen=True)
class BadgeWithdrawn(Fact):
    """A badge is no longer given; whoever carries it goes on carrying it."""

    badge_id: int
    actor_id: int


@dataclass(frozen=True)
class BadgeBroughtBack(Fact):
    """A badge that was retired is given again."""

    badge_id: int
    actor_id: int
