"""Who was chosen has the last word: yes in their own words, no, and later that the story shall go."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from domain import badges, heroes, images, moderation
from domain.errors import Invalid, NotAllowed, NotFound
from domain.heroes import Hero, HeroPicture, Nomination, NotYourStory, SaidAlready
from domain.images import Described, Image
from domain.members import Member, Role, Visitor
from domain.paging import Slice
from tests.conftest import CountingFactory, HeldClock
from tests.heroic import BECAUSE, STORY, agreed, chosen, told
from tests.people import People


@pytest.fixture
async def rex(people: People) -> Member:
    return await people.member("Rex", Role.EXECUTIVE)


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def hero(people: People, ann: Member, rex: Member) -> Hero:
    return await chosen(people, ann, by=rex)


async def on_the_wall(people: People) -> list[int]:
    return [each.id for each in (await people.reads(heroes.wall, Visitor(), Slice())).items]


async def test_a_yes_publishes_the_heros_own_words_and_gives_the_badge(
    people: People, rex: Member, ann: Member, hero: Hero
) -> None:
    own = replace(STORY, headline="What I saw in the rain")
    found = await agreed(people, ann, hero, own)
    assert (found.headline, found.is_published) == ("What I saw in the rain", True)
    assert await on_the_wall(people) == [hero.id]
    (award,) = (await people.reads(badges.mine, ann, Slice())).items
    assert (award.badge.slug, award.because, award.given_by_id) == ("hero-of-the-month", BECAUSE, rex.id)
    assert (award.id, award.key) == (found.award_id, "2026-02")


async def test_a_yes_after_the_badge_was_retired_publishes_and_gives_none(
    people: People, ann: Member, hero: Hero
) -> None:
    await people.does(badges.retire_badge, await people.admin(), "hero-of-the-month")
    found = await agreed(people, ann, hero)
    assert (found.is_published, found.award_id) == (True, None)
    assert (await people.reads(badges.mine, ann, Slice())).items == []


async def test_only_who_was_chosen_says_yes_or_no_once(people: People, rex: Member, ann: Member, hero: Hero) -> None:
    for other in (rex, await people.admin()):
        with pytest.raises(NotYourStory):
            await agreed(people, other, hero)
    with pytest.raises(NotFound):
        await people.does(heroes.decline, await people.member("Ben"), hero.id)
    await agreed(people, ann, hero)
    for again in (agreed(people, ann, hero), people.does(heroes.decline, ann, hero.id)):
        with pytest.raises(SaidAlready):
            await again


async def test_a_yes_and_a_no_at_once_are_one_answer(people: People, ann: Member, hero: Hero) -> None:
    said = await asyncio.gather(
        agreed(people, ann, hero), people.does(heroes.decline, ann, hero.id), return_exceptions=True
    )
    assert sum(isinstance(each, SaidAlready | NotFound) for each in said) == 1


async def test_a_no_leaves_no_word(people: People, rex: Member, ann: Member, hero: Hero) -> None:
    await people.does(heroes.decline, ann, hero.id)
    for reader in (ann, rex):
        with pytest.raises(NotFound):
            await people.reads(heroes.visible, reader, hero.id)
    async with people.sessions() as session:
        row = await session.get(Hero, hero.id)
        assert row is not None
        assert (row.headline, row.problem, row.because, row.helped) == ("", "", "", "")


async def test_a_late_yes_is_for_that_month(people: People, ann: Member, hero: Hero, clock: HeldClock) -> None:
    clock.forward(days=40)
    assert (await agreed(people, ann, hero)).slug == "2026-02-customer"


async def test_a_story_that_goes_leaves_the_badge_unseen(people: People, rex: Member, ann: Member, hero: Hero) -> None:
    await agreed(people, ann, hero)
    (award,) = (await people.reads(badges.mine, ann, Slice())).items
    await people.does(badges.show, ann, award.name)
    with pytest.raises(NotAllowed):
        await people.does(heroes.withdraw, await people.member("Ben"), hero.id)
    await people.does(heroes.withdraw, ann, hero.id)
    assert await on_the_wall(people) == []
    with pytest.raises(NotFound):
        await people.does(heroes.withdraw, ann, hero.id)
    (kept,) = (await people.reads(badges.mine, ann, Slice())).items
    assert (kept.shown_at, kept.revocation) == (None, None)
    assert await chosen(people, await people.member("Dan"), by=rex)  # the month is free again


async def test_withdrawn_twice_at_once_is_once(people: People, ann: Member, hero: Hero) -> None:
    await agreed(people, ann, hero)
    twice = (people.does(heroes.withdraw, ann, hero.id) for _ in range(2))
    said = await asyncio.gather(*twice, return_exceptions=True)
    assert [type(each) for each in said if each is not None] in ([NotFound], [SaidAlready])


async def test_who_is_suspended_still_has_the_last_word(people: People, ann: Member, hero: Hero) -> None:
    await agreed(people, ann, hero)
    await people.does(moderation.suspend, await people.admin(), ann.id, days=3, reason="Rude words")
    await people.does(heroes.withdraw, await people.again(ann), hero.id)
    assert await on_the_wall(people) == []


async def test_pictures_are_the_heros_own_and_seen_with_the_story(
    people: People, rex: Member, ann: Member, hero: Hero, clock: HeldClock
) -> None:
    mine, theirs = await people.image(by=ann), await people.image(by=rex, wide=65)
    with pytest.raises(Invalid):
        await agreed(people, ann, hero, pictures=[Described(theirs.id, "Not mine")])
    found = await agreed(people, ann, hero, pictures=[Described(mine.id, "A bench in the rain")])
    assert [each.image.alternative_text for each in found.pictures] == ["A bench in the rain"]
    assert (await people.reads(heroes.picture, Visitor(), mine.id)).id == mine.id
    clock.forward(days=3)
    await people.does(images.tidy, None)
    assert (await people.reads(heroes.picture, Visitor(), mine.id)).id == mine.id
    await people.does(heroes.withdraw, ann, hero.id)
    with pytest.raises(NotFound):
        await people.reads(heroes.picture, Visitor(), mine.id)
    async with people.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(HeroPicture)) == 0
        assert await session.get(Image, mine.id) is None


async def test_four_pictures_are_too_many_and_a_held_one_stands_nowhere_else(
    people: People, ann: Member, hero: Hero
) -> None:
    four = [Described((await people.image(by=ann, wide=64 + each)).id, "A bench") for each in range(4)]
    with pytest.raises(Invalid):
        await agreed(people, ann, hero, pictures=four)
    await agreed(people, ann, hero, pictures=four[:3])
    idea = await people.idea(by=ann)
    with pytest.raises(Invalid):
        await people.does(images.place, ann, four[:1], idea_id=idea.id)


@pytest.mark.parametrize("said", [True, False], ids=["published", "asked"])
async def test_a_hero_who_leaves_is_on_no_wall_and_in_no_story(
    said: bool, people: People, rex: Member, ann: Member, hero: Hero
) -> None:
    await told(people, ann, by=await people.member("Ben"))
    await told(people, await people.member("Dan"), by=ann)
    if said:
        await agreed(people, ann, hero, pictures=[Described((await people.image(by=ann)).id, "Me")])
    await people.leave(ann)
    assert await on_the_wall(people) == []
    assert await people.reads(heroes.asked, rex) == []
    async with people.sessions() as session:
        row = await session.get(Hero, hero.id)
        assert row is not None
        assert (row.headline, row.because) == ("", "")
        assert await session.scalar(select(func.count()).select_from(Nomination)) == 0
        assert await session.scalar(select(func.count()).select_from(Image)) == 0


async def test_the_wall_asks_as_much_for_many_as_for_one(
    people: People, rex: Member, ann: Member, hero: Hero, counting: CountingFactory, clock: HeldClock
) -> None:
    async def asked() -> int:
        with counting() as statements:
            await on_the_wall(people)
        return len(statements)

    await agreed(people, ann, hero, pictures=[Described((await people.image(by=ann)).id, "A bench")])
    one = await asked()
    eve = await people.member("Eve", Role.EMPLOYEE)
    found = await chosen(people, eve, by=rex)
    await agreed(people, eve, found, pictures=[Described((await people.image(by=eve)).id, "A dock")])
    assert await asked() == one
