"""The places for images in a form: three, each empty, with what stands in it, or with what was just chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from domain import images
from domain.errors import Invalid, Refused
from domain.images import IMAGES_MOST, Arrangement, Described, Image, Picture
from web import state
from web.forms import sentences, whole
from web.visit import Visit

OFFER = "offer-"  # what tells an offer's form from the comment's on the same page


@dataclass(frozen=True)
class Slot:
    """One place: the image in it, what the person says it shows, and what is wrong with what they chose."""

    number: int
    at: str = ""
    image: Image | None = None
    words: str = ""
    removed: bool = False
    error: str = ""

    @property
    def name(self) -> str:
        """Return what the names of its fields begin with."""
        return f"image_{self.number}"

    @property
    def key(self) -> str:
        """Return what the ids of its fields end with; `at` tells forms on one page apart."""
        return f"{self.at}{self.name}"


@dataclass
class Chosen:
    """What a form says about images; those that came along are kept, whatever becomes of its text."""

    visit: Visit
    slots: list[Slot]
    refused: list[Refused] = field(default_factory=list)

    @property
    def arrangement(self) -> Arrangement:
        """Return which images shall stand there and which no more; those that were refused aren't among them."""
        stay = [Described(slot.image.id, slot.words) for slot in self.slots if slot.image and not slot.removed]
        return Arrangement(stay, [slot.image.id for slot in self.slots if slot.image and slot.removed])

    def require_taken(self) -> None:
        """Raise the first refusal of an image that came along."""
        if self.refused:
            raise self.refused[0]

    def described(self) -> list[Described]:
        """Return the images that shall stand there; raises the first refusal of one that came along."""
        self.require_taken()
        return list(self.arrangement.described)


def filled(standing: Sequence[Image] = (), at: str = "") -> list[Slot]:
    """Return a form's places with what stands in the thing that it changes."""
    found = [Slot(number, at, image, image.alternative_text) for number, image in enumerate(standing, 1)]
    return found + [Slot(number, at) for number in range(len(found) + 1, IMAGES_MOST + 1)]


async def chosen(visit: Visit, session: AsyncSession, at: str = "") -> Chosen:
    """Keep the images that came along with a form, and return what it says about all of them."""
    here = Chosen(visit, [])
    drawn: dict[str, Picture | Refused] = getattr(visit.request.state, "drawn", {})
    numbers = [whole(visit.text(f"image_{place}")) or 0 for place in range(1, IMAGES_MOST + 1)]
    known = await images.by_ids(session, visit.actor, [number for number in numbers if number])
    for place, number in enumerate(numbers, 1):
        name = f"image_{place}"
        slot = Slot(place, at, known.get(number), visit.text(f"{name}_alt"), bool(visit.text(f"{name}_remove")))
        came = drawn.get(f"{name}_file")
        try:
            if isinstance(came, Refused):
                raise came
            if came is not None:
                image = await images.keep(session, visit.actor, came, folder=state.of(visit.request).folder)
                slot = replace(slot, image=image, removed=False)
        except Refused as refused:
            if not isinstance(refused, Invalid):
                raise
            here.refused.append(refused)
            slot = replace(slot, error=next(iter(sentences(refused).values())))
        if slot.image and slot.image in session:
            session.expunge(slot.image)  # the form shows it as it came, whatever is rolled back of what it asked for
        here.slots.append(slot)
    return here
