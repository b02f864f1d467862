"""A badge that a person gives: to others alone, and neither the facts nor another that is taken back touch it."""

import pytest
from sqlalchemy import select

from domain import badges
from domain.badges import Award, OwnBadge
from domain.database import Sessions
from domain.members import Member
from domain.paging import Slice
from domain.triage import DecisionKind
from tests.carrying import WHY, given
from tests.conftest import HeldClock
from tests.people import People


async def standing(sessions: Sessions) -> set[tuple[int, int]]:
    """Return who carries which badge that nobody took back."""
    query = select(Award.member_id, Award.badge_id).outerjoin(Award.revocation)
    async with sessions() as session:
        rows = await session.execute(query.where(badges.Revocation.award_id.is_(None)))
        return {(row[0], row[1]) for row in rows}


async def test_nobody_gives_themselves_a_badge(people: People, pia: Member, sessions: Sessions) -> None:
    await people.does(badges.seed)
    with pytest.raises(OwnBadge):
        await people.does(badges.give, pia, "shipped-1", pia.handle, because=WHY)
    assert await standing(sessions) == set()


async def test_taking_one_back_leaves_all_others(people: People, pia: Member, sessions: Sessions) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    gone = await given(people, ann, by=pia)
    others = [await given(people, ann, "builder", by=pia), await given(people, ben, by=pia)]
    await people.does(badges.revoke, pia, gone.name, reason="It was meant for another Ann.")
    assert await standing(sessions) == {(each.member_id, each.badge_id) for each in others}


async def test_what_a_person_gave_stays_though_the_facts_that_would_earn_it_come_and_go(
    people: People, pia: Member, sessions: Sessions
) -> None:
    ann = await people.member("Ann")
    award = await given(people, ann, "clear-voice", by=pia)
    idea = await people.idea(by=ann)
    for kind in (DecisionKind.ADOPT, DecisionKind.REOPEN):
        await people.decide(kind, by=pia, on=idea)
        await people.hear()
        await people.does(badges.survey)
        assert (ann.id, award.badge_id) in await standing(sessions)


async def test_who_earned_a_badge_last_comes_first_whenever_it_was_given(
    people: People, pia: Member, clock: HeldClock
) -> None:
    await people.does(badges.seed)
    ann, ben, dan, eve = [await people.member(name) for name in ("Ann", "Ben", "Dan", "Eve")]
    await people.idea(by=ann)
    clock.forward(hours=1)
    for who in (ben, dan):
        await people.does(badges.give, pia, "first-spark", who.handle, because=WHY)
    await people.hear()
    clock.forward(hours=1)
    await people.does(badges.give, pia, "first-spark", eve.handle, because=WHY)
    badge = await people.reads(badges.by_slug, pia, "first-spark")
    found, after = list[str](), None
    for _time in range(4):
        page = await people.reads(badges.carried, pia, badge, Slice(1, after=after))
        found += [award.member.name for award in page.items]
        after = page.end_cursor
    assert (found, page.has_next) == (["Eve", "Dan", "Ben", "Ann"], False)
    back = await people.reads(badges.carried, pia, badge, Slice(2, before=after, backwards=True))
    assert [award.member.name for award in back.items] == ["Dan", "Ben"]


async def test_who_does_not_let_it_be_seen_is_listed_only_for_who_gives_badges(people: People, pia: Member) -> None:
    ann, ben, dan = [await people.member(name) for name in ("Ann", "Ben", "Dan")]
    _hidden, shown, gone = [await given(people, who, by=pia) for who in (ann, ben, dan)]
    for who, award in ((ben, shown), (dan, gone)):
        await people.does(badges.show, who, award.name)
    await people.does(badges.revoke, pia, gone.name, reason="It was meant for another Dan.")
    badge = await people.reads(badges.by_slug, pia, "first-spark")
    for reader in (ann, ben, dan):
        found = await people.reads(badges.carried, reader, badge, Slice())
        assert [award.member_id for award in found.items] == [ben.id], reader.name
    everybody = await people.reads(badges.carried, pia, badge, Slice())
    assert {award.member_id for award in everybody.items} == {ann.id, ben.id, dan.id}
