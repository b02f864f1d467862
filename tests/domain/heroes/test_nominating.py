"""Everybody may tell of somebody once a month; only who chooses reads it. And who could be one by what they did."""

import asyncio

import pytest
from sqlalchemy import select

from domain import comments, heroes, moderation, notifications
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.experiments import Advice, ConclusionKind
from domain.heroes import DeedKind, HeroKind, NoHeroOfOurs, NominatedAlready, Nomination, OwnStory
from domain.members import Member, Role, Visitor
from domain.notifications import NoticeKind
from domain.notifications.model import Notice
from domain.paging import Slice
from domain.recognition import About, EvidenceKind
from domain.triage import DecisionKind
from tests.conftest import HeldClock
from tests.heroic import TOLD, agreed, chosen, stopped, told
from tests.people import People


@pytest.fixture
async def rex(people: People) -> Member:
    return await people.member("Rex", Role.EXECUTIVE)


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


async def read(people: People, by: Member) -> list[str]:
    return [each.story for each in (await people.reads(heroes.nominations, by, Slice())).items]


async def kinds_told(people: People, who: Member) -> list[NoticeKind]:
    await people.hear()
    async with people.sessions() as session:
        query = select(Notice.kind).where(Notice.member_id == who.id).order_by(Notice.id)
        return list(await session.scalars(query))


async def test_a_nomination_is_read_by_who_chooses_and_by_who_told_it(people: People, rex: Member, ann: Member) -> None:
    ben = await people.member("Ben")
    idea = await people.idea(by=ann)
    made = await told(people, ann, by=ben, about=About(EvidenceKind.IDEA, idea.id))
    assert await read(people, rex) == [TOLD]
    assert [each.id for each in (await people.reads(heroes.nominated, ben, Slice())).items] == [made.id]
    for other in (ann, ben, await people.member("Pia", Role.PRODUCT)):
        with pytest.raises(NotAllowed):
            await read(people, other)
    (theirs,) = await people.reads(heroes.told, ann)
    assert theirs == {"told_by_you": False, "of": ann.id, "story": TOLD, "made_at": made.made_at}


@pytest.mark.parametrize(
    ("story", "code"),
    [("x" * 79, "too_short"), ("x" * 2001, "too_long"), ("\u200b" * 100, "missing")],
)
async def test_a_story_has_80_to_2000_letters(people: People, ann: Member, story: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        await told(people, ann, by=await people.member("Ben"), story=story)
    assert [(each.field, each.code) for each in refused.value.problems] == [("story", code)]


async def test_nobody_tells_of_themselves_of_who_left_or_is_suspended_or_decides(people: People, ann: Member) -> None:
    ben, dan = await people.member("Ben"), await people.member("Dan")
    with pytest.raises(OwnStory):
        await told(people, ann, by=ann)
    with pytest.raises(NoHeroOfOurs):
        await told(people, await people.member("Pia", Role.PRODUCT), by=ann)
    await people.does(moderation.suspend, await people.admin(), ben.id, days=3, reason="Rude words")
    with pytest.raises(NoHeroOfOurs):
        await told(people, ben, by=ann)
    with pytest.raises(NotAllowed):
        await told(people, ann, by=await people.again(ben))
    await people.leave(dan)
    with pytest.raises((NoHeroOfOurs, Invalid)):
        await told(people, dan, by=ann)
    with pytest.raises(SignInNeeded):
        await people.does(heroes.nominate, Visitor(), ann.handle, story=TOLD)


async def test_one_a_month_and_again_when_it_was_taken_back(people: People, ann: Member, clock: HeldClock) -> None:
    ben, dan = await people.member("Ben"), await people.member("Dan")
    twice = (told(people, who, by=dan) for who in (ann, ben))
    said = await asyncio.gather(*twice, return_exceptions=True)
    (made,) = [each for each in said if isinstance(each, Nomination)]
    assert [type(each) for each in said if each is not made] == [NominatedAlready]
    with pytest.raises(NotFound):
        await people.does(heroes.take_back_nomination, ann, made.id)
    await people.does(heroes.take_back_nomination, dan, made.id)
    await told(people, ben, by=dan)
    clock.forward(days=28)
    await told(people, ben, by=dan)


async def test_a_hidden_idea_is_no_longer_named(people: People, rex: Member, ann: Member) -> None:
    idea = await people.idea(by=ann)
    await told(people, ann, by=await people.member("Ben"), about=About(EvidenceKind.IDEA, idea.id))
    listed = (await people.reads(heroes.nominations, rex, Slice())).items
    assert [each.title for each in (await people.reads(heroes.evidence_of, rex, listed)).values()] == [idea.title]
    await people.hide(idea)
    assert await people.reads(heroes.evidence_of, rex, listed) == {}


async def test_who_chooses_hears_once_until_they_looked(people: People, rex: Member, ann: Member) -> None:
    for name in ("Ben", "Dan", "Kim"):
        await told(people, ann, by=await people.member(name))
    assert await kinds_told(people, rex) == [NoticeKind.HERO_NOMINATED]
    await people.does(notifications.mark_read, rex, up_to=2**62)
    await told(people, ann, by=await people.member("Lea"))
    assert await kinds_told(people, rex) == [NoticeKind.HERO_NOMINATED] * 2
    assert await kinds_told(people, ann) == []


async def test_who_is_asked_who_chose_and_who_told_hear_of_it(people: People, rex: Member, ann: Member) -> None:
    ben, eve = await people.member("Ben"), await people.member("Eve", Role.EMPLOYEE)
    made = await told(people, ann, by=ben)
    hero = await chosen(people, ann, by=rex, nomination_id=made.id)
    assert await kinds_told(people, ann) == [NoticeKind.HERO_ASKED]
    await agreed(people, ann, hero)
    assert await kinds_told(people, ben) == [NoticeKind.HERO_AGREED]
    other = await chosen(people, eve, by=rex)
    await people.does(heroes.decline, eve, other.id)
    assert (await kinds_told(people, rex))[-2:] == [NoticeKind.HERO_AGREED, NoticeKind.HERO_DECLINED]


async def test_a_choice_that_was_taken_back_asks_nobody(people: People, rex: Member, ann: Member) -> None:
    hero = await chosen(people, ann, by=rex)
    await people.does(heroes.take_back, rex, hero.id)
    assert await kinds_told(people, ann) == []


async def test_who_did_most_is_proposed_with_what_they_did(people: People, rex: Member, ann: Member) -> None:
    eve, pia = await people.member("Eve", Role.EMPLOYEE), await people.member("Pia", Role.PRODUCT)
    good, bad = await people.idea(by=ann), await people.idea(by=ann, title="Longer opening hours")
    await people.decide(DecisionKind.ADOPT, by=pia, on=good)
    await stopped(people, by=eve, on=bad)
    scaled = await people.idea(by=await people.member("Ben"), title="Quieter doors")
    await stopped(people, by=pia, on=scaled, kind=ConclusionKind.SCALED, advice=Advice.SCALE)
    found = {each.member.name: each for each in await people.reads(heroes.candidates, rex)}
    assert set(found) == {"Ann", "Eve"}
    assert [(deed.kind, deed.idea.id) for deed in found["Ann"].deeds] == [
        (DeedKind.STOPPED, bad.id),
        (DeedKind.ADOPTED, good.id),
    ]
    assert (found["Eve"].kind, found["Eve"].deeds[0].kind) == (HeroKind.EMPLOYEE, DeedKind.STOPPED)
    await people.hide(bad)
    found = {each.member.name: each for each in await people.reads(heroes.candidates, rex)}
    assert set(found) == {"Ann"}


async def test_who_answered_best_is_proposed_as_long_as_it_can_be_read(
    people: People, rex: Member, ann: Member, clock: HeldClock
) -> None:
    bench, eve = await people.idea(by=ann), await people.member("Eve", Role.EMPLOYEE)
    said = await people.comment(by=eve, on=bench, says="Ask the depot: they have the old timetables.")
    await people.comment(by=await people.member("Ben"), on=bench, says="So do I.")
    assert await people.reads(heroes.candidates, rex) == []
    await people.does(comments.credit, ann, said.id)
    (found,) = await people.reads(heroes.candidates, rex)
    assert (found.member.name, found.kind) == ("Eve", HeroKind.EMPLOYEE)
    assert [(deed.kind, deed.idea.id, deed.path) for deed in found.deeds] == [(DeedKind.CREDITED, bench.id, bench.path)]
    clock.forward(days=91)
    assert await people.reads(heroes.candidates, rex) == []
    clock.forward(days=-91)
    await people.does(comments.take_credit_back, ann, said.id)
    assert await people.reads(heroes.candidates, rex) == []


async def test_who_was_a_hero_and_what_is_long_ago_is_not_proposed(
    people: People, rex: Member, ann: Member, clock: HeldClock
) -> None:
    eve = await people.member("Eve", Role.EMPLOYEE)
    await stopped(people, by=eve, on=await people.idea(by=ann))
    await stopped(people, by=await people.member("Kai", Role.EMPLOYEE), on=await people.idea(by=rex), ago=91)
    await chosen(people, ann, by=rex)
    assert [each.member.name for each in await people.reads(heroes.candidates, rex)] == ["Eve"]
