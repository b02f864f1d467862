"""A hero is chosen by people for a month, a failure's story every third time; nothing is read before they agree."""

import asyncio
from dataclasses import replace

import pytest

from domain import badges, heroes, members, moderation
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.experiments import ConclusionKind
from domain.heroes import (
    CoolingOff,
    FailureDue,
    HeroKind,
    MonthTaken,
    NoHeroOfOurs,
    OwnStory,
    SaidAlready,
)
from domain.members import Member, Role, Visitor
from domain.paging import Slice
from domain.recognition import About, EvidenceKind
from tests.conftest import HeldClock
from tests.heroic import STORY, about_test, agreed, chosen, month, stopped, told
from tests.people import People


@pytest.fixture
async def rex(people: People) -> Member:
    return await people.member("Rex", Role.EXECUTIVE)


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def eve(people: People) -> Member:
    return await people.member("Eve", Role.EMPLOYEE)


def codes(refused: pytest.ExceptionInfo[Invalid]) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in refused.value.problems}


async def test_a_choice_is_read_by_its_hero_and_who_chooses_and_by_nobody_else(
    people: People, rex: Member, ann: Member, eve: Member
) -> None:
    hero = await chosen(people, ann, by=rex)
    assert (hero.kind, hero.slug, hero.failure) == (HeroKind.CUSTOMER, "2026-02-customer", False)
    for reader in (ann, rex, await people.admin()):
        assert (await people.reads(heroes.at, reader, hero.slug)).id == hero.id
    for stranger in (Visitor(), eve, await people.member("Pia", Role.PRODUCT)):
        with pytest.raises(NotFound):
            await people.reads(heroes.at, stranger, hero.slug)
        assert (await people.reads(heroes.wall, stranger, Slice())).items == []
    assert [each.id for each in await people.reads(heroes.asked, rex)] == [hero.id]


async def test_only_executives_admins_and_the_sponsor_choose(people: People, ann: Member, eve: Member) -> None:
    for wrong in (await people.member("Ben"), eve, await people.member("Pia", Role.PRODUCT)):
        with pytest.raises(NotAllowed):
            await chosen(people, ann, by=wrong)
    with pytest.raises(SignInNeeded):
        await people.reads(heroes.candidates, Visitor())
    cleo = await people.admin()
    await people.does(members.name_sponsor, cleo, eve.id)
    sponsor = await people.again(eve)
    with pytest.raises(OwnStory):
        await chosen(people, sponsor, by=sponsor)
    assert (await chosen(people, ann, by=sponsor)).chosen_by_id == eve.id


async def test_nobody_is_chosen_who_left_is_suspended_or_decides_about_ideas(
    people: People, rex: Member, ann: Member, eve: Member
) -> None:
    cleo = await people.admin()
    await people.does(moderation.suspend, cleo, ann.id, days=3, reason="Rude words")
    for wrong in (ann, await people.member("Pia", Role.PRODUCT), cleo):
        with pytest.raises(NoHeroOfOurs):
            await chosen(people, wrong, by=rex)
    await people.leave(eve)
    with pytest.raises((NoHeroOfOurs, Invalid)):
        await chosen(people, eve, by=rex)
    with pytest.raises(Invalid) as refused:
        await people.does(heroes.choose, rex, heroes.Choice("nobody-here", None, "Too short", STORY))
    assert codes(refused) == {("to", "nobody"), ("month", "unknown"), ("because", "too_short")}


async def test_a_story_has_to_be_told_whole(people: People, rex: Member, ann: Member) -> None:
    with pytest.raises(Invalid) as refused:
        await chosen(people, ann, by=rex, story=heroes.Story("x", "\u200b" * 40, "x" * 2001, changed="Short"))
    assert codes(refused) == {
        ("headline", "too_short"),
        ("problem", "missing"),
        ("tried", "too_long"),
        ("changed", "too_short"),
    }


async def test_there_is_one_of_a_kind_a_month_this_or_the_last(
    people: People, rex: Member, ann: Member, eve: Member, clock: HeldClock
) -> None:
    hero = await chosen(people, ann, by=rex)
    ben = await people.member("Ben")
    with pytest.raises(MonthTaken):
        await chosen(people, ben, by=rex)
    assert (await chosen(people, ben, by=rex, place=1)).slug == "2026-01-customer"
    await people.does(heroes.decline, ann, hero.id)
    assert (await chosen(people, await people.member("Dan"), by=rex)).slug == hero.slug
    early = (await month(people, 1)).replace(year=2025)
    with pytest.raises(Invalid):
        await chosen(people, eve, by=rex, month=early)


async def test_two_who_choose_at_once_are_one_after_the_other(people: People, rex: Member, ann: Member) -> None:
    ben, kim = await people.member("Ben"), await people.member("Kim", Role.EXECUTIVE)
    await people.does(badges.seed)
    tries = await asyncio.gather(chosen(people, ann, by=rex), chosen(people, ben, by=kim), return_exceptions=True)
    assert sorted(type(each).__name__ for each in tries) == ["Hero", "MonthTaken"]


async def test_a_year_lies_between_two_times_and_a_no_counts_for_nothing(
    people: People, rex: Member, ann: Member, clock: HeldClock
) -> None:
    first = await chosen(people, ann, by=rex)
    with pytest.raises(CoolingOff):
        await chosen(people, ann, by=rex, place=1)
    await people.does(heroes.decline, ann, first.id)
    await agreed(people, ann, await chosen(people, ann, by=rex))
    clock.forward(days=364)
    with pytest.raises(CoolingOff):
        await chosen(people, ann, by=rex, place=1)
    assert (await chosen(people, ann, by=rex)).slug == "2027-02-customer"


async def test_of_three_in_a_row_one_stands_for_a_failure(
    people: People, rex: Member, ann: Member, eve: Member, clock: HeldClock
) -> None:
    await chosen(people, ann, by=rex, place=1)
    assert not await people.reads(heroes.failure_due)
    second = await chosen(people, eve, by=rex, place=1)
    assert await people.reads(heroes.failure_due)
    ben = await people.member("Ben")
    with pytest.raises(FailureDue):
        await chosen(people, ben, by=rex)
    idea = await people.idea(by=ben)
    card = await stopped(people, by=eve, on=idea)
    third = await chosen(people, ben, by=rex, failure=True, about=about_test(card))
    assert (third.failure, third.idea_id, third.experiment_id) == (True, idea.id, card.experiment_id)
    assert not await people.reads(heroes.failure_due)
    await people.does(heroes.decline, ben, third.id)
    assert await people.reads(heroes.failure_due)  # who says no doesn't count
    await people.does(heroes.decline, eve, second.id)
    assert not await people.reads(heroes.failure_due)


async def test_a_failure_is_one_that_taught_something(people: People, rex: Member, ann: Member, eve: Member) -> None:
    idea = await people.idea(by=ann)
    scaled = await stopped(people, by=eve, on=idea, kind=ConclusionKind.SCALED)
    doubted = await stopped(people, by=eve, on=await people.idea(by=ann, title="Another bench"), counts=False)
    for about in (None, About(EvidenceKind.IDEA, idea.id), about_test(scaled)):
        with pytest.raises(Invalid) as refused:
            await chosen(people, ann, by=rex, failure=True, about=about)
        assert codes(refused) == {("about", "taught_nothing")}
    with pytest.raises(Invalid):
        await chosen(people, ann, by=rex, failure=True, about=about_test(doubted))
    good = await stopped(people, by=eve, on=await people.idea(by=ann, title="A third bench"))
    with pytest.raises(Invalid) as refused:
        await chosen(people, ann, by=rex, failure=True, about=about_test(good), story=replace(STORY, failed=""))
    assert codes(refused) == {("failed", "missing")}
    learned = About(EvidenceKind.LEARNING_CARD, good.id)
    assert (await chosen(people, ann, by=rex, failure=True, about=learned)).experiment_id == good.experiment_id


async def test_a_story_is_about_what_its_hero_may_see(people: People, rex: Member, ann: Member) -> None:
    idea = await people.idea(by=await people.member("Ben"))
    await people.hide(idea)
    with pytest.raises(Invalid) as refused:
        await chosen(people, ann, by=rex, about=About(EvidenceKind.IDEA, idea.id))
    assert codes(refused) == {("about", "unseen")}


async def test_a_choice_is_taken_back_until_its_hero_has_spoken(people: People, rex: Member, ann: Member) -> None:
    hero = await chosen(people, ann, by=rex)
    with pytest.raises(NotAllowed):
        await people.does(heroes.take_back, ann, hero.id)
    await people.does(heroes.take_back, rex, hero.id)
    again = await agreed(people, ann, await chosen(people, ann, by=rex))
    with pytest.raises(SaidAlready):
        await people.does(heroes.take_back, rex, again.id)


async def test_a_nomination_of_somebody_else_is_no_reason(people: People, rex: Member, ann: Member) -> None:
    ben = await people.member("Ben")
    theirs = await told(people, ben, by=await people.member("Dan"))
    assert (await chosen(people, ann, by=rex, nomination_id=theirs.id)).nomination_id is None
    assert (await chosen(people, ben, by=rex, place=1, nomination_id=theirs.id)).nomination_id == theirs.id
