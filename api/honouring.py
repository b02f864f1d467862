"""Telling of heroes, choosing them, and what they say to it, over GraphQL."""

from datetime import date

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.heroes import Hero, HeroNomination, hero_of, nomination_of
from api.images import ImageInput
from api.recognition import NODES
from api.viewer import Done
from domain import heroes
from domain.heroes import Choice, Story
from domain.images import Described
from domain.recognition import About

_KINDS = {name: kind for kind, name in NODES.items()}


@strawberry.input(description="What a hero's story says.")
class HeroStoryInput:
    """A hero's story."""

    headline: str = strawberry.field(description="The story in a line of 5 to 120 characters.")
    problem: str = strawberry.field(description="What was wrong, in 20 to 2000 characters; Markdown.")
    tried: str = strawberry.field(description="What was tried, in 20 to 2000 characters; Markdown.")
    changed: str = strawberry.field(description="What changed, in 20 to 2000 characters; Markdown.")
    failed: str = strawberry.field(default="", description="What failed, as Markdown; needed for a failure.")
    helped: str = strawberry.field(default="", description="Who helped, as Markdown.")

    def story(self) -> Story:
        """Return the story."""
        return Story(self.headline, self.problem, self.tried, self.failed, self.changed, self.helped)


@strawberry.input(description="Who should be a hero, and why.")
class NominateHeroInput:
    """A nomination."""

    handle: str = strawberry.field(description="Whose story it is: their handle, or a name that nobody else has.")
    story: str = strawberry.field(description="The story, in 80 to 2000 characters; Markdown.")
    about_id: ID | None = strawberry.field(
        default=None, description="An idea, experiment or learning card that it is about."
    )


@strawberry.input(description="Which nomination to take back.")
class TakeBackNominationInput:
    """A nomination to take back."""

    id: ID = strawberry.field(description="The nomination.")


@strawberry.input(description="Whom to choose as a hero, and with which story.")
class ChooseHeroInput:
    """A hero to choose."""

    handle: str = strawberry.field(description="Who it is: their handle, or a name that nobody else has.")
    month: date = strawberry.field(description="The first day of the month: this one, or the last.")
    because: str = strawberry.field(description="Why, in 20 to 400 characters; it stands on their badge too.")
    story: HeroStoryInput = strawberry.field(description="The story; they can change its words before it is read.")
    about_id: ID | None = strawberry.field(
        default=None, description="An idea, experiment or learning card that you and they may see."
    )
    failure: bool = strawberry.field(
        default=False, description="Whether it is for a failure that taught something, as every third one is."
    )
    nomination_id: ID | None = strawberry.field(default=None, description="The nomination that it follows.")


@strawberry.input(description="Which choice to take back.")
class TakeBackHeroInput:
    """A choice to take back."""

    id: ID = strawberry.field(description="The hero.")


@strawberry.input(description="Your story, as everybody shall read it.")
class AgreeToStoryInput:
    """A yes."""

    id: ID = strawberry.field(description="The hero that you are.")
    story: HeroStoryInput = strawberry.field(description="The story in your words; all of it, also what stays.")
    images: list[ImageInput] = strawberry.field(
        default_factory=list, description="Up to three images of yours that stand nowhere yet."
    )


@strawberry.input(description="The story that you would rather not have read.")
class DeclineStoryInput:
    """A no."""

    id: ID = strawberry.field(description="The hero that you would have been.")


@strawberry.input(description="Which story to take off the wall.")
class WithdrawStoryInput:
    """A story to take off the wall."""

    id: ID = strawberry.field(description="The hero.")


@strawberry.type
class HeroMutations:
    """Telling of heroes, choosing them, and what they say to it."""

    @refusals.mutation(description="Tell why somebody should be a hero, once a month; who chooses reads it.")
    async def nominate_hero(self, info: Info, input: NominateHeroInput) -> HeroNomination:
        """Nominate somebody."""
        about = _about(input.about_id)
        async with info.context.writing() as session:
            viewer = info.context.viewer
            made = await heroes.nominate(session, viewer, input.handle, story=input.story, about=about)
            return await nomination_of(session, info, made)

    @refusals.mutation(description="Take a nomination of yours back; nothing of it is kept.")
    async def take_back_nomination(self, info: Info, input: TakeBackNominationInput) -> Done:
        """Take a nomination back."""
        number = ids.decode("HeroNomination", input.id)
        async with info.context.writing() as session:
            await heroes.take_back_nomination(session, info.context.viewer, number)
        return Done()

    @refusals.mutation(description="Choose a hero, who is asked whether the story may be read; for who chooses.")
    async def choose_hero(self, info: Info, input: ChooseHeroInput) -> Hero:
        """Choose a hero."""
        told = input.nomination_id
        choice = Choice(
            to=input.handle,
            month=input.month,
            because=input.because,
            story=input.story.story(),
            about=_about(input.about_id),
            failure=input.failure,
            nomination_id=ids.decode("HeroNomination", told, "nomination_id") if told is not None else None,
        )
        async with info.context.writing() as session:
            return await hero_of(session, info, await heroes.choose(session, info.context.viewer, choice))

    @refusals.mutation(description="Take a choice back before its hero has said anything; nothing of it is kept.")
    async def take_back_hero(self, info: Info, input: TakeBackHeroInput) -> Done:
        """Take a choice back."""
        async with info.context.writing() as session:
            await heroes.take_back(session, info.context.viewer, ids.decode("Hero", input.id))
        return Done()

    @refusals.mutation(description="Let everybody read your story, in your own words; the badge comes with it.")
    async def agree_to_story(self, info: Info, input: AgreeToStoryInput) -> Hero:
        """Say yes."""
        pictures = [Described(ids.decode("Image", each.id, "images"), each.alternative_text) for each in input.images]
        number, story = ids.decode("Hero", input.id), input.story.story()
        async with info.context.writing() as session:
            return await hero_of(
                session, info, await heroes.agree(session, info.context.viewer, number, story, pictures)
            )

    @refusals.mutation(description="Say that you would rather not be a hero: nobody reads the story, ever.")
    async def decline_story(self, info: Info, input: DeclineStoryInput) -> Done:
        """Say no."""
        async with info.context.writing() as session:
            await heroes.decline(session, info.context.viewer, ids.decode("Hero", input.id))
        return Done()

    @refusals.mutation(description="Take a story off the wall for good: for its hero, and for who chooses.")
    async def withdraw_story(self, info: Info, input: WithdrawStoryInput) -> Done:
        """Withdraw a story."""
        async with info.context.writing() as session:
            await heroes.withdraw(session, info.context.viewer, ids.decode("Hero", input.id))
        return Done()


def _about(given: ID | None) -> About | None:
    if given is None:
        return None
    kind = ids.split(given, "about_id")[0]
    known = kind if kind in _KINDS else "Idea"
    return About(_KINDS[known], ids.decode(known, given, "about_id"))
