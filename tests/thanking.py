"""Cards as tests need them: `card = await thanks(people, by=eve, to=[ann], about=About(EvidenceKind.IDEA, 1))`."""

from typing import Any

from domain import badges, community, recognition
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.recognition import About, CardVisibility, CardWords, EvidenceKind, RecognitionCard
from tests.conftest import HeldClock
from tests.people import People

BECAUSE = "You asked us three times how people wait, and then drew the bench with us."


def about(idea: Idea) -> About:
    """Return what names an idea as what a card is about."""
    return About(EvidenceKind.IDEA, idea.id)


async def words(people: People, **more: Any) -> CardWords:
    """Return what a whole card says, for the first value there is."""
    fields: dict[str, Any] = {"because": BECAUSE, "visibility": CardVisibility.EVERYONE} | more
    fields.setdefault("value_id", (await people.reads(community.values))[0].id)
    return CardWords(**fields)


async def thanks(people: People, *, by: Actor, to: list[Member], **more: Any) -> RecognitionCard:
    """Let somebody send a card."""
    key = more.pop("key", None)
    return await people.does(recognition.send, by, [each.id for each in to], await words(people, **more), key=key)


async def aged(people: People, clock: HeldClock, card: RecognitionCard) -> RecognitionCard:
    """Return a card whose words stand, in a community that has the badges to start with."""
    await people.does(badges.seed)
    clock.forward(minutes=11)
    return card
