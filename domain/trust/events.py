"""Facts about trust."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class TrustRaised(Fact):
    """What a member does is taken on trust further than before; not recorded of who is here for a day."""

    member_id: int
    level: str


@dataclass(frozen=True)
class TrustFell(Fact):
    """A member lost a level above `known`, with why."""

    member_id: int
    level: str
    before: str
    lost_for: str
