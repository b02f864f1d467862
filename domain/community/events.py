"""Facts about the community."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class CommunityRevised(Fact):
    """An admin changed how the community presents itself or whom it lets in."""

    actor_id: int | None
    fields: list[str]
