"""What the table of permissions needs to know of offers."""

from collections.abc import Awaitable, Callable
from typing import Any

from api import ids
from domain import offers
from domain.members import Role
from tests.api.scene import Scene

Made = Callable[[Scene], Awaitable[dict[str, Any]]]
MEMBERS = frozenset(Role) - {Role.VISITOR}
TENDING = frozenset({Role.PRODUCT, Role.ADMIN})
NOBODY: frozenset[Role] = frozenset()
RUDE = {"reason": "RUDE"}


def _own(name: str = "id", **given: Any) -> Made:
    """Return what names an offer of the actor's, on somebody else's idea."""

    async def made(scene: Scene) -> dict[str, Any]:
        return {name: await scene.offer(scene.actor, scene.other), **given}

    return made


def _theirs(name: str = "id", **given: Any) -> Made:
    """Return what names an offer of somebody else's, on the actor's idea."""

    async def made(scene: Scene) -> dict[str, Any]:
        return {name: await scene.offer(scene.other, scene.actor), **given}

    return made


async def _taken_back(scene: Scene) -> dict[str, Any]:
    made = await scene.offer(scene.actor, scene.other)
    if scene.actor.role is not Role.VISITOR:
        await scene.people.does(offers.take_back, scene.actor, ids.decode("Offer", made))
    return {"id": made}


OFFERS: list[tuple[str, str, frozenset[Role], str, Made]] = [
    ("takeBackOffer", "their own", MEMBERS, "Idea", _own()),
    ("takeBackOffer", "one on their idea", TENDING, "Idea", _theirs()),
    ("undoTakeBackOffer", "their own", MEMBERS, "Offer", _taken_back),
    ("acceptCoAuthor", "of their idea", MEMBERS, "Offer", _theirs("offerId")),
    ("acceptCoAuthor", "themselves", NOBODY, "Offer", _own("offerId")),
    ("declineCoAuthor", "of their idea", MEMBERS, "Offer", _theirs("offerId")),
    ("declineCoAuthor", "themselves", NOBODY, "Offer", _own("offerId")),
    ("reportText", "an offer on their idea", MEMBERS, "Report", _theirs(**RUDE)),
    ("reportText", "their own offer", NOBODY, "Report", _own(**RUDE)),
    ("hideText", "an offer on their idea", TENDING, "Idea", _theirs(**RUDE)),
    ("hideText", "their own offer", NOBODY, "Idea", _own(**RUDE)),
    ("restoreText", "an offer on their idea", TENDING, "Idea", _theirs()),
]
