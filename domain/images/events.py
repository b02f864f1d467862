"""Facts about images."""

from dataclasses import dataclass

from domain.events import Fact


@dataclass(frozen=True)
class ImagesPlaced(Fact):
    """Somebody put images into an idea, a comment or an offer, described them anew, or took some away."""

    actor_id: int
    idea_id: int | None
    comment_id: int | None
    offer_id: int | None
    placed: int
    removed: int
