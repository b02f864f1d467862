"""A hero's story can hurt like any text: whoever reads it can report it, and moderators take it out of sight."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import update

from domain import badges, database, heroes, moderation, notifications
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded, TooMany
from domain.heroes import Hero, OwnHero, TellsOfThem
from domain.images import Described
from domain.members import Member, Role, Visitor
from domain.moderation import NothingToSettle, ReportOutcome, ReportSettledAlready
from domain.notifications import NoticeKind
from domain.paging import Slice
from tests.heroic import agreed, chosen
from tests.people import People


@pytest.fixture
async def mod(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


@pytest.fixture
async def rex(people: People) -> Member:
    return await people.member("Rex", Role.EXECUTIVE)


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


@pytest.fixture
async def hero(people: People, ann: Member, rex: Member) -> Hero:
    """Return Ann's story with a picture, which Rex chose and everybody reads."""
    shown = [Described((await people.image(by=ann, wide=66)).id, "A bench in the rain.")]
    return await agreed(people, ann, await chosen(people, ann, by=rex), pictures=shown)


async def heard(people: People, member: Member) -> list[NoticeKind]:
    await people.hear()
    found = await people.reads(notifications.listed, await people.again(member), Slice())
    return [notice.kind for notice in found.items if "hero" in notice.kind]


async def waiting(people: People) -> int:
    return await people.reads(moderation.count_waiting, heroes.number_reported())


async def test_a_reported_story_is_hidden_from_all_but_its_people_and_moderators_and_comes_back(
    people: People, hero: Hero, ann: Member, ben: Member, rex: Member, mod: Member
) -> None:
    await people.does(heroes.report, ben, hero.id, reason="rude", said="It mocks the workshop")
    assert await waiting(people) == 1
    found = (await people.reads(heroes.reported, mod, Slice())).items
    assert [(one.hero.id, one.reports[0].said) for one in found] == [(hero.id, "It mocks the workshop")]
    await people.does(heroes.hide, mod, hero.id, reason="rude", said="Please be kind")
    await people.does(heroes.hide, mod, hero.id, reason="spam")
    assert await waiting(people) == 0
    eve = await people.member("Eve", Role.EXECUTIVE)
    picture = hero.pictures[0].image_id
    for reader in (Visitor(), ben, eve):
        with pytest.raises(NotFound):
            await people.reads(heroes.visible, reader, hero.id)
        with pytest.raises(NotFound):
            await people.reads(heroes.at, reader, hero.slug)
        with pytest.raises(NotFound):
            await people.reads(heroes.picture, reader, picture)
    for reader in (ann, rex, mod):
        assert (await people.reads(heroes.visible, reader, hero.id)).hidden_said == "Please be kind"
        assert await people.reads(heroes.picture, reader, picture)
        assert (await people.reads(heroes.wall, reader, Slice())).items == []
        assert (await people.reads(heroes.wall, reader, Slice(), of=ann)).items == []
    assert [one.id for one in (await people.reads(heroes.hidden, mod, Slice())).items] == [hero.id]
    for member in (ann, rex):
        assert [one.id for one in await people.reads(heroes.mine, member)] == [hero.id]
    mine = (await people.reads(heroes.reports_made, ben, Slice())).items
    assert [one.outcome for one in mine] == [ReportOutcome.HIDDEN]
    assert (await heard(people, ann))[0] is NoticeKind.HERO_HIDDEN
    assert (await heard(people, rex))[0] is NoticeKind.HERO_HIDDEN
    assert await heard(people, ben) == [NoticeKind.HERO_REPORT_SETTLED]
    await people.does(heroes.restore, mod, hero.id)
    await people.does(heroes.restore, mod, hero.id)
    assert [one.id for one in (await people.reads(heroes.wall, Visitor(), Slice())).items] == [hero.id]
    assert await people.reads(heroes.picture, Visitor(), picture)
    assert (await people.reads(heroes.visible, ann, hero.id)).hidden_said == ""
    assert (await heard(people, ann))[:2] == [NoticeKind.HERO_RESTORED, NoticeKind.HERO_HIDDEN]
    assert (await heard(people, rex))[:2] == [NoticeKind.HERO_RESTORED, NoticeKind.HERO_HIDDEN]


async def test_a_hidden_storys_badge_is_listed_no_longer(people: People, hero: Hero, ann: Member, mod: Member) -> None:
    async def listed() -> list[str]:
        found = await people.reads(badges.of_member, Visitor(), ann, Slice())
        return [award.because for award in found.items]

    (award,) = (await people.reads(badges.mine, ann, Slice())).items
    await people.does(badges.show, ann, award.name)
    assert await listed() == [hero.because]
    await people.does(heroes.hide, mod, hero.id, reason="private")
    assert await listed() == []


async def test_nobody_judges_a_story_that_tells_of_them_or_that_they_chose(
    people: People, ann: Member, ben: Member, mod: Member
) -> None:
    cleo = await people.admin()
    other = await people.member("Olga", Role.ADMIN)
    hero = await agreed(people, ann, await chosen(people, ann, by=cleo))
    await people.does(heroes.report, ben, hero.id, reason="rude")
    async with database.transaction(people.sessions) as session:  # a hero who moderates by now
        await session.execute(update(Member).where(Member.id == ann.id).values(role=Role.PRODUCT))
    for judge in (cleo, await people.again(ann)):
        with pytest.raises(TellsOfThem):
            await people.does(heroes.keep, judge, hero.id)
        with pytest.raises(TellsOfThem):
            await people.does(heroes.hide, judge, hero.id, reason="rude")
        with pytest.raises(TellsOfThem):
            await people.does(heroes.restore, judge, hero.id)
        assert not heroes.may_moderate(judge, hero)
    assert heroes.may_moderate(mod, hero)
    await people.does(heroes.keep, other, hero.id, answer="It is fine")
    (made,) = (await people.reads(heroes.reports_made, ben, Slice())).items
    assert (made.outcome, made.answer) == (ReportOutcome.KEPT, "It is fine")


async def test_who_may_not_and_what_does_not_fit(
    people: People, hero: Hero, ann: Member, ben: Member, rex: Member, mod: Member
) -> None:
    for who in (ann, rex):
        with pytest.raises(OwnHero):
            await people.does(heroes.report, who, hero.id, reason="rude")
        assert not heroes.may_report(who, hero)
    with pytest.raises(SignInNeeded):
        await people.does(heroes.report, Visitor(), hero.id, reason="rude")
    asked = await chosen(people, await people.member("Emil", Role.EMPLOYEE), by=rex)
    for who in (ben, mod):
        with pytest.raises(NotFound):
            await people.does(heroes.report, who, asked.id, reason="rude")
    with pytest.raises(NothingToSettle):
        await people.does(heroes.hide, await people.admin(), asked.id, reason="rude")
    for reason, said in (("none", ""), ("other", ""), ("rude", "x" * 1001)):
        with pytest.raises(Invalid):
            await people.does(heroes.report, ben, hero.id, reason=reason, said=said)
    for doing in (heroes.keep, heroes.restore):
        with pytest.raises(NotAllowed):
            await people.does(doing, ben, hero.id)
    with pytest.raises(NotAllowed):
        await people.does(heroes.hide, rex, hero.id, reason="rude")
    for listing in (heroes.reported, heroes.hidden):
        with pytest.raises(NotAllowed):
            await people.reads(listing, rex, Slice())
    with pytest.raises(NothingToSettle):
        await people.does(heroes.keep, mod, hero.id)
    await people.does(heroes.report, ben, hero.id, reason="rude")
    assert (await people.does(heroes.report, ben, hero.id, reason="spam")).reason == "spam"
    assert await waiting(people) == 1
    await people.does(heroes.keep, mod, hero.id)
    with pytest.raises(ReportSettledAlready):
        await people.does(heroes.report, ben, hero.id, reason="rude")


async def test_one_reports_twenty_times_an_hour_whatever_it_is(people: People, hero: Hero, ben: Member) -> None:
    for _time in range(20):
        await people.does(heroes.report, ben, hero.id, reason="rude")
    with pytest.raises(TooMany):
        await people.does(heroes.report, ben, hero.id, reason="rude")


async def test_a_withdrawn_story_is_nobodys_to_look_at(
    people: People, hero: Hero, ann: Member, ben: Member, mod: Member
) -> None:
    await people.does(heroes.report, ben, hero.id, reason="rude", said="It mocks the workshop")
    await people.does(heroes.withdraw, ann, hero.id)
    assert await waiting(people) == 0
    assert (await people.reads(heroes.reported, mod, Slice())).items == []
    with pytest.raises(NotFound):
        await people.does(heroes.hide, mod, hero.id, reason="rude")
    (made,) = (await people.reads(heroes.reports_made, ben, Slice())).items
    assert (made.outcome, made.hero.withdrawn_at is not None) == (None, True)


async def test_a_hidden_story_is_taken_off_the_wall_with_what_was_said_of_it(
    people: People, hero: Hero, ann: Member, mod: Member
) -> None:
    await people.does(heroes.hide, mod, hero.id, reason="private", said="It names a street")
    await people.does(heroes.withdraw, ann, hero.id)
    (kept,) = await people.reads(heroes.personal_data, ann)
    assert (kept["headline"], kept["hidden_said"], kept["hidden_at"] is not None) == ("", "", True)
    assert (await people.reads(heroes.hidden, mod, Slice())).items == []


async def test_two_reports_at_once_of_one_member_are_one(people: People, hero: Hero, ben: Member, mod: Member) -> None:
    eve = await people.member("Eve")
    await asyncio.gather(
        *(people.does(heroes.report, who, hero.id, reason=why) for who in (ben, eve) for why in ("rude", "spam"))
    )
    (found,) = (await people.reads(heroes.reported, mod, Slice())).items
    assert sorted(each.member_id for each in found.reports) == sorted((ben.id, eve.id))
    assert await waiting(people) == 1


async def test_a_report_beside_hiding_or_withdrawing_leaves_nothing_open(
    people: People, hero: Hero, ann: Member, mod: Member
) -> None:
    crowd = [await people.member(f"Crowd {number}") for number in range(6)]

    async def reporting(who: Member) -> None:
        with suppress(NotFound):
            await people.does(heroes.report, who, hero.id, reason="rude")

    await asyncio.gather(
        *(reporting(who) for who in crowd[:3]),
        people.does(heroes.hide, mod, hero.id, reason="rude"),
        people.does(heroes.hide, mod, hero.id, reason="spam"),
        *(reporting(who) for who in crowd[3:]),
    )
    assert await waiting(people) == 0
    assert (await people.reads(heroes.reported, mod, Slice())).items == []
    await people.does(heroes.restore, mod, hero.id)
    last = await people.member("Lea")
    await asyncio.gather(reporting(last), people.does(heroes.withdraw, ann, hero.id))
    assert await waiting(people) == 0


async def test_what_moderators_did_is_in_the_record(people: People, hero: Hero, mod: Member) -> None:
    await people.does(heroes.hide, mod, hero.id, reason="spam")
    await people.does(heroes.restore, mod, hero.id)
    done = await people.reads(moderation.staff_actions, await people.admin(), Slice())
    assert [action.fact.kind for action in done.items][:2] == ["HeroRestored", "HeroHidden"]
