"""Heroes as tests need them: `hero = await chosen(people, ann, by=rex)`, then `await agreed(people, ann, hero)`."""

from datetime import date
from typing import Any

from domain import badges, heroes
from domain.experiments import LearningCard
from domain.heroes import Choice, Hero, Nomination, Story
from domain.ideas import Idea
from domain.members import Member
from domain.recognition import About, EvidenceKind
from tests import learning
from tests.people import People

STORY = Story(
    headline="A bench where people wait",
    problem="Whoever waited for a bike in the rain had nowhere to sit.",
    tried="We put a bench beside two docks and counted who stayed.",
    failed="Nobody stayed longer at the second one, since it stood in the wind.",
    changed="The first one is still there, and eleven more stations have one.",
    helped="Ben from the workshop built both of them.",
)
BECAUSE = "Drew the bench with us and came back in the rain to look."
TOLD = "She stood in the rain with us for three evenings and wrote down who left, and why, and what would have helped."


async def month(people: People, place: int = 0) -> date:
    """Return the first day of this month, or with `place` 1 of the last."""
    return (await people.reads(heroes.choosable))[place]


async def chosen(people: People, who: Member, *, by: Member, place: int = 0, **more: Any) -> Hero:
    """Let somebody choose a hero for this month, or with `place` 1 for the last."""
    if more.pop("seeded", True):
        await people.does(badges.seed)
    choice: dict[str, Any] = {"because": BECAUSE, "story": STORY, "month": await month(people, place)} | more
    return await people.does(heroes.choose, by, Choice(who.handle, **choice))


async def agreed(people: People, who: Member, hero: Hero, story: Story = STORY, **more: Any) -> Hero:
    """Let a hero say yes."""
    return await people.does(heroes.agree, who, hero.id, story, **more)


async def told(people: People, of: Member, *, by: Member, story: str = TOLD, **more: Any) -> Nomination:
    """Let somebody tell why another should be a hero."""
    return await people.does(heroes.nominate, by, of.handle, story=story, **more)


async def stopped(people: People, *, by: Member, on: Idea, **more: Any) -> LearningCard:
    """Return the learning card of an experiment that was stopped as advised."""
    return await learning.concluded(people, by=by, on=on, **more)


def about_test(card: LearningCard) -> About:
    """Return what names an experiment as what a story is about."""
    return About(EvidenceKind.EXPERIMENT, card.experiment_id)
