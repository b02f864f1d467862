"""What is on the way: the three badges somebody is nearest to, counted honestly, and only for who wishes to see it."""

from typing import Any

import pytest
from sqlalchemy import update

from domain import badges, rewards
from domain.badges import Badge, BadgeVersion, Near
from domain.database import Sessions
from domain.errors import SignInNeeded
from domain.members import Member, Role, Visitor
from domain.triage import DecisionKind
from tests.people import People

MANY = {"kind": "count", "of": ["adopted"], "least": 5}


@pytest.fixture(autouse=True)
async def starters(people: People) -> None:
    await people.does(badges.seed)


async def near(people: People, who: Member) -> dict[str, Near]:
    return {each.badge.slug: each for each in await people.reads(badges.nearest, who)}


async def adopted(people: People, count: int) -> Member:
    """Return somebody of whom so many ideas were adopted."""
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    for number in range(count):
        await people.decide(DecisionKind.ADOPT, by=pia, on=await people.idea(by=ann, title=f"Bench {number}"))
    await people.hear()
    return ann


async def asks(sessions: Sessions, slug: str, criterion: dict[str, Any]) -> None:
    async with sessions() as session, session.begin():
        number = Badge.id == BadgeVersion.badge_id
        changed = update(BadgeVersion).where(number, Badge.slug == slug).values(criterion=criterion)
        await session.execute(changed.execution_options(synchronize_session=False))


async def test_nobody_is_on_the_way_who_has_done_nothing(people: People) -> None:
    assert await near(people, await people.member("Ann")) == {}


async def test_the_nearest_come_first_with_how_many_of_how_many(people: People) -> None:
    found = await near(people, await adopted(people, 2))
    assert list(found) == ["shipped-3", "clear-voice-3", "shipped-10"]
    assert [(step.reached, step.least) for each in found.values() for step in each.steps] == [(2, 3), (2, 3), (2, 10)]
    assert [each.share for each in found.values()] == [2 / 3, 2 / 3, 2 / 10]


async def test_what_was_reached_is_no_longer_on_the_way(people: People) -> None:
    assert list(await near(people, await adopted(people, 3))) == ["shipped-10", "clear-voice-10"]


async def test_at_most_three_are_shown(people: People, sessions: Sessions) -> None:
    await asks(sessions, "sharp-eye", {"kind": "count", "of": ["adopted"], "least": 5})
    assert list(await near(people, await adopted(people, 2))) == ["shipped-3", "clear-voice-3", "sharp-eye"]


@pytest.mark.parametrize(
    "criterion",
    [
        {"kind": "all", "of": [MANY, {"kind": "not", "of": {"kind": "count", "of": ["chosen"]}}]},
        {"kind": "share", "of": ["adopted"], "among": ["published"], "share": 0.9, "least": 9},
    ],
)
async def test_what_could_be_lost_on_the_way_is_no_way(
    criterion: dict[str, Any], people: People, sessions: Sessions
) -> None:
    await asks(sessions, "sharp-eye", criterion)
    assert "sharp-eye" not in await near(people, await adopted(people, 2))


async def test_each_part_is_told(people: People, sessions: Sessions) -> None:
    parts = [{"kind": "points", "of": ["adopted"], "least": 400}, {"kind": "count", "of": ["chosen"], "least": 2}]
    await asks(sessions, "sharp-eye", {"kind": "all", "of": parts})
    steps = (await near(people, await adopted(people, 2)))["sharp-eye"].steps
    assert [(step.reached, step.least, step.of) for step in steps] == [
        (300, 400, ("An idea is adopted",)),
        (0, 2, ("An idea is chosen for an experiment",)),
    ]


async def test_who_does_not_wish_to_see_it_does_not(people: People) -> None:
    ann = await adopted(people, 2)
    await people.does(rewards.revise_habit, ann, shown=True, tells=False, sees_progress=False)
    assert await near(people, ann) == {}


async def test_a_visitor_is_on_no_way(people: People) -> None:
    with pytest.raises(SignInNeeded):
        await people.reads(badges.nearest, Visitor())
