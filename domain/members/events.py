"""Facts about members."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class MemberJoined(Fact):
    """Somebody became a member."""

    member_id: int


@dataclass(frozen=True)
class MemberLeft(Fact):
    """A member deleted their account; what they gave stays under no name."""

    member_id: int


@dataclass(frozen=True)
class EmailChanged(Fact):
    """A member confirmed a new address."""

    member_id: int


@dataclass(frozen=True)
class RoleChanged(Fact):
    """An admin gave a member another role."""

    actor_id: int
    member_id: int
    before: str
    after: str


@dataclass(frozen=True)
class SponsorNamed(Fact):
    """An admin named the one person accountable for the programme."""

    actor_id: int
    member_id: int


@dataclass(frozen=True)
class DutyNamed(Fact):
    """An admin said which product member is on duty for answers that are late."""

    actor_id: int
    member_id: int


@dataclass(frozen=True)
class BestCustomersNamed(Fact):
    """An admin changed who the best customers are; the members say whether they are."""

    actor_id: int
    marked: int
    unmarked: int


@dataclass(frozen=True)
class TeamRevised(Fact):
    """An admin made, renamed, filled or closed a team."""

    actor_id: int
    team_id: int
    what: str
