"""Badges by form: looked at before they count, given to whoever has earned them, changed without changing the past."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from domain import badges, notifications
from domain.badges import (
    Award,
    Badge,
    BadgeRetired,
    BadgeRevisedMeanwhile,
    BadgesFull,
    BadgeVersion,
    BadgeWording,
    Family,
    Frame,
    Repeats,
    Revocation,
)
from domain.database import Sessions
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.members import Actor, Member, Role, Visitor
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.people import People

ONE = json.dumps({"kind": "count", "of": ["published"]})
TWO = json.dumps({"kind": "count", "of": ["published"], "least": 2})
WORDS = BadgeWording("Two Sparks", "They wrote down more than one idea.", "Published ideas.", "first-spark", ONE)
FRAME = Frame(Family.IDEAS)


@pytest.fixture
async def cleo(people: People) -> Member:
    return await people.admin()


async def authors(people: People, clock: HeldClock) -> tuple[Member, Member]:
    """Return somebody with two ideas, one of them new, and somebody with one that is a week old."""
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.idea(by=ann)
    await people.idea(by=ben, title="A raft of barrels")
    await people.hear()
    clock.forward(days=7)
    await people.idea(by=ann, title="A sundial at the pier")
    await people.hear()
    return ann, ben


async def carriers(sessions: Sessions, badge: Badge) -> set[int]:
    async with sessions() as session:
        query = select(Award.member_id).outerjoin(Award.revocation).where(Revocation.award_id.is_(None))
        return set(await session.scalars(query.where(Award.badge_id == badge.id)))


async def count(sessions: Sessions, table: Any) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_a_preview_says_who_would_gain_and_how_many_are_told_and_writes_nothing(
    people: People, clock: HeldClock, cleo: Member, sessions: Sessions
) -> None:
    ann, ben = await authors(people, clock)
    found = await people.reads(badges.preview_badge, cleo, FRAME, WORDS)
    assert (found.gain, found.lose, found.told, found.silent) == (2, 0, 0, 2)
    assert {each.member.id for each in found.gainers} == {ann.id, ben.id}
    two = await people.reads(badges.preview_badge, cleo, FRAME, replace(WORDS, criterion=TWO))
    assert (two.gain, two.told, [each.member.id for each in two.gainers]) == (1, 1, [ann.id])
    each = await people.reads(badges.preview_badge, cleo, replace(FRAME, repeats=Repeats.EACH), WORDS)
    assert (each.gain, each.told) == (3, 1)
    assert await count(sessions, Badge) == await count(sessions, BadgeVersion) == await count(sessions, Award) == 0


async def test_what_was_previewed_is_what_comes(
    people: People, clock: HeldClock, cleo: Member, sessions: Sessions
) -> None:
    ann, ben = await authors(people, clock)
    found = await people.reads(badges.preview_badge, cleo, FRAME, replace(WORDS, criterion=TWO))
    badge = await people.does(badges.make_badge, cleo, FRAME, replace(WORDS, criterion=TWO))
    await people.hear()
    assert await carriers(sessions, badge) == {each.member.id for each in found.gainers} == {ann.id}
    told = [notice.kind for notice in (await people.reads(notifications.listed, ann, Slice())).items]
    assert told == [notifications.NoticeKind.BADGE_GIVEN]
    assert (await people.reads(notifications.listed, ben, Slice())).items == []
    again = await people.reads(badges.preview_version, cleo, badge.slug, replace(WORDS, criterion=TWO))
    assert (again.gain, again.lose, again.changes) == (0, 0, [])


async def test_a_badge_that_was_earned_long_ago_makes_no_noise(
    people: People, clock: HeldClock, cleo: Member, sessions: Sessions
) -> None:
    ann, ben = await authors(people, clock)
    badge = await people.does(badges.make_badge, cleo, FRAME, WORDS)
    await people.hear()
    assert await carriers(sessions, badge) == {ann.id, ben.id}
    for each in (ann, ben):
        assert (await people.reads(notifications.listed, each, Slice())).items == []


@pytest.mark.parametrize("kept", [True, False])
async def test_a_stricter_version_takes_only_what_may_go_and_says_so_before(
    kept: bool, people: People, clock: HeldClock, cleo: Member, sessions: Sessions
) -> None:
    ann, ben = await authors(people, clock)
    badge = await people.does(badges.make_badge, cleo, FRAME, replace(WORDS, kept=kept))
    await people.hear()
    stricter = replace(WORDS, criterion=TWO, criteria="Published two ideas.")
    found = await people.reads(badges.preview_version, cleo, badge.slug, stricter)
    assert [each.part for each in found.changes] == ["criteria", "criterion"]
    assert (found.gain, found.lose) == (0, 0 if kept else 1)
    assert [each.member.id for each in found.losers] == ([] if kept else [ben.id])
    await people.does(badges.revise_badge, cleo, badge.slug, stricter, based_on=1)
    await people.hear()
    assert await carriers(sessions, badge) == ({ann.id, ben.id} if kept else {ann.id})
    async with sessions() as session:
        awards = list(await session.scalars(select(Award).order_by(Award.id)))
        first = await session.get_one(BadgeVersion, awards[0].version_id)
        reasons = list(await session.scalars(select(Revocation.reason)))
    assert {each.version_id for each in awards} == {first.id}, "what was given says what it said"
    assert (first.number, first.criteria) == (1, "Published ideas.")
    assert all("has changed" in reason for reason in reasons)


async def test_what_was_to_stay_stays_though_the_badge_follows_the_facts_from_now_on(
    people: People, clock: HeldClock, cleo: Member, sessions: Sessions
) -> None:
    ann, ben = await authors(people, clock)
    badge = await people.does(badges.make_badge, cleo, FRAME, WORDS)
    await people.hear()
    follows = replace(WORDS, kept=False, criterion=TWO)
    found = await people.reads(badges.preview_version, cleo, badge.slug, follows)
    assert (found.lose, [each.part for each in found.changes]) == (0, ["criterion", "kept"])
    await people.does(badges.revise_badge, cleo, badge.slug, follows, based_on=1)
    await people.hear()
    assert await people.does(badges.survey) == 0
    assert await carriers(sessions, badge) == {ann.id, ben.id}
    stays = replace(WORDS, kept=True, criterion=TWO)
    found = await people.reads(badges.preview_version, cleo, badge.slug, stays)
    assert [(each.part, each.before != each.after) for each in found.changes] == [("kept", True)]


async def test_a_badge_that_followed_the_facts_and_is_to_stay_is_lost_by_nobody(
    people: People, clock: HeldClock, cleo: Member, sessions: Sessions
) -> None:
    ann, ben = await authors(people, clock)
    badge = await people.does(badges.make_badge, cleo, FRAME, replace(WORDS, kept=False))
    await people.hear()
    for kept, lost in ((False, [ben.id]), (None, [ben.id]), (True, [])):
        wording = replace(WORDS, criterion=TWO, kept=kept)
        found = await people.reads(badges.preview_version, cleo, badge.slug, wording)
        assert [each.member.id for each in found.losers] == lost
    await people.does(badges.revise_badge, cleo, badge.slug, replace(WORDS, criterion=TWO, kept=True), based_on=1)
    await people.hear()
    assert await carriers(sessions, badge) == {ann.id, ben.id}


async def test_a_badge_is_retired_and_brought_back_and_then_given_for_what_happened_meanwhile(
    people: People, clock: HeldClock, cleo: Member, sessions: Sessions
) -> None:
    ann, ben = await authors(people, clock)
    badge = await people.does(badges.make_badge, cleo, FRAME, replace(WORDS, criterion=TWO))
    await people.hear()
    await people.does(badges.retire_badge, cleo, badge.slug)
    await people.idea(by=ben, title="A second raft")
    await people.hear()
    await people.does(badges.survey)
    assert await carriers(sessions, badge) == {ann.id}
    with pytest.raises(BadgeRetired):
        await people.does(badges.revise_badge, cleo, badge.slug, WORDS, based_on=1)
    await people.does(badges.bring_back_badge, cleo, badge.slug)
    await people.hear()
    assert await carriers(sessions, badge) == {ann.id, ben.id}


async def test_a_badge_without_a_criterion_is_given_by_people(people: People, cleo: Member, sessions: Sessions) -> None:
    ann = await people.member("Ann")
    badge = await people.does(badges.make_badge, cleo, FRAME, replace(WORDS, criterion=" "))
    assert badge.moderated
    await people.idea(by=ann)
    await people.hear()
    assert await people.does(badges.survey) == 0
    await people.does(badges.revise_badge, cleo, badge.slug, WORDS, based_on=1)
    await people.hear()
    assert await carriers(sessions, badge) == {ann.id}


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": "x"}, "name", "a little more"),
        ({"says": ""}, "says", "fill this in"),
        ({"criteria": "y" * 401}, "criteria", "400 is the most"),
        ({"art": "mona-lisa"}, "art", "one of the drawings"),
        ({"criterion": "{"}, "criterion", "one object of JSON"),
        ({"criterion": "[]"}, "criterion", "one object of JSON"),
        ({"criterion": "[" * 4000}, "criterion", "one object of JSON"),
        ({"criterion": '{"kind":"count","of":["published"],"streak":3}'}, "criterion", "“streak” is nothing that a"),
        ({"criterion": '{"kind":"count","of":["visits"]}'}, "criterion", "nothing called “visits”"),
        ({"criterion": '{"kind":"count","of":["published"],"least":1e999}'}, "criterion", "“least” can't be this"),
        ({"criterion": ONE + " " * 8000}, "criterion", "one object of JSON"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(
    wrong: dict[str, Any], field: str, words: str, people: People, cleo: Member, sessions: Sessions
) -> None:
    for use in (badges.preview_badge, badges.make_badge):
        with pytest.raises(Invalid) as refused:
            await people.does(use, cleo, FRAME, replace(WORDS, **wrong))
        assert [(each.field, words in each.text()) for each in refused.value.problems] == [(field, True)]
    assert await count(sessions, Badge) == 0


async def test_a_badge_of_each_month_has_no_criterion(people: People, cleo: Member) -> None:
    with pytest.raises(Invalid) as refused:
        await people.does(badges.make_badge, cleo, replace(FRAME, repeats=Repeats.MONTH), WORDS)
    assert "given by people" in refused.value.problems[0].text()


@pytest.mark.parametrize(
    ("role", "refusal"),
    [(None, SignInNeeded), *((role, NotAllowed) for role in (Role.CUSTOMER, Role.PRODUCT, Role.EXECUTIVE))],
)
async def test_only_admins_keep_badges(role: Role | None, refusal: type[Exception], people: People) -> None:
    who: Actor = await people.member("Dan", role) if role else Visitor()
    await people.does(badges.seed)
    for ask in (
        people.does(badges.preview_badge, who, FRAME, WORDS),
        people.does(badges.preview_version, who, "closer", WORDS),
        people.does(badges.make_badge, who, FRAME, WORDS),
        people.does(badges.revise_badge, who, "closer", WORDS, based_on=1),
        people.does(badges.retire_badge, who, "closer"),
        people.does(badges.bring_back_badge, who, "closer"),
        people.does(badges.all_badges, who, Slice()),
        people.does(badges.retired, who, Slice()),
    ):
        with pytest.raises(refusal):
            await ask


async def test_of_two_who_change_the_same_version_one_is_told(people: People, cleo: Member, sessions: Sessions) -> None:
    badge = await people.does(badges.make_badge, cleo, FRAME, WORDS)
    other = await people.admin("Dora")
    done = await asyncio.gather(
        *(
            people.does(badges.revise_badge, who, badge.slug, replace(WORDS, name=f"By {who.name}"), based_on=1)
            for who in (cleo, other)
        ),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in done) == sorted([Badge.__name__, BadgeRevisedMeanwhile.__name__])
    assert await count(sessions, BadgeVersion) == 2


async def test_the_same_again_is_no_version(people: People, cleo: Member) -> None:
    badge = await people.does(badges.make_badge, cleo, FRAME, WORDS)
    same = replace(WORDS, criterion='{"least": 1, "of": ["published"], "kind": "count", "days": null}')
    assert (await people.does(badges.revise_badge, cleo, badge.slug, same, based_on=1)).current == 1


async def test_names_in_addresses_are_plain_and_each_is_there_once(people: People, cleo: Member) -> None:
    names = ("New", "Größe & Mut", "Größe & Mut", "火花三個")
    slugs = [(await people.does(badges.make_badge, cleo, FRAME, replace(WORDS, name=name))).slug for name in names[:3]]
    assert slugs == ["new-2", "grosse-mut", "grosse-mut-2"]
    assert (await people.does(badges.make_badge, cleo, FRAME, replace(WORDS, name=names[3]))).slug == "badge"


async def test_more_than_forty_at_a_time_nobody_can_know(people: People, cleo: Member, clock: HeldClock) -> None:
    for number in range(badges.BADGES_MOST):
        made = await people.does(badges.make_badge, cleo, FRAME, replace(WORDS, name=f"Number {number}", criterion=""))
    with pytest.raises(BadgesFull):
        await people.does(badges.make_badge, cleo, FRAME, WORDS)
    await people.does(badges.retire_badge, cleo, made.slug)
    clock.forward(hours=1)
    await people.does(badges.make_badge, cleo, FRAME, WORDS)
    with pytest.raises(BadgesFull):
        await people.does(badges.bring_back_badge, cleo, made.slug)


async def test_a_badge_that_is_not_there_is_not_found(people: People, cleo: Member) -> None:
    for use in (badges.retire_badge, badges.bring_back_badge):
        with pytest.raises(NotFound):
            await people.does(use, cleo, "nowhere")
    with pytest.raises(NotFound):
        await people.does(badges.preview_version, cleo, "nowhere", WORDS)
