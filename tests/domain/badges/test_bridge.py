"""The Bridge: credited by people of five teams, each as it was when they said so; customers are one of them."""

from collections.abc import Sequence
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import select, text, update

import migrations
from domain import badges, comments, members, offers
from domain.badges import Badge, BadgeVersion
from domain.comments import Comment
from domain.database import Sessions
from domain.ideas import Idea, Quadrant
from domain.members import CUSTOMERS, Member, Role
from domain.triage import DecisionKind
from tests.conftest import HeldClock
from tests.domain.badges.test_earning import carried
from tests.people import People

SLUG = "bridge"


@pytest.fixture(autouse=True)
async def starters(people: People) -> None:
    await people.does(badges.seed)


async def built_on(people: People, writer: Member, *, by: Member) -> tuple[Idea, Comment]:
    """Let somebody write an idea that builds on what the writer says below it, and that is adopted."""
    idea = await people.idea(by=by, title=f"Benches of {by.name}", quadrant=Quadrant.CREATION_WITH_OTHERS)
    comment = await people.comment(by=writer, on=idea)
    comment = await people.does(comments.credit, by, comment.id)
    await people.decide(DecisionKind.ADOPT, by=await people.member(f"Decider of {by.name}", Role.PRODUCT), on=idea)
    return idea, comment


async def teams(people: People, *names: str) -> list[Member]:
    """Return an employee of each of as many new teams."""
    crew = [await people.member(f"Emil of {name}", Role.EMPLOYEE) for name in names]
    for name, who in zip(names, crew, strict=True):
        await people.team(name, who)
    return crew


async def follow_the_facts(sessions: Sessions) -> None:
    """Let the badge go when what earned it is no longer so."""
    async with sessions() as session, session.begin():
        of_bridge = select(Badge.id).where(Badge.slug == SLUG).scalar_subquery()
        await session.execute(update(BadgeVersion).where(BadgeVersion.badge_id == of_bridge).values(kept=False))


async def sides(sessions: Sessions, *of: Comment) -> Sequence[int | None]:
    async with sessions() as session:
        query = select(Comment.credited_by_team).where(Comment.id.in_([each.id for each in of])).order_by(Comment.id)
        return list(await session.scalars(query))


async def test_it_is_earned_at_the_fifth_team_and_customers_are_one(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    dan = await people.member("Dan")
    crew = await teams(people, "Docks", "Tracks", "Shops", "Yard")
    beside = await people.member("Another of Docks", Role.EMPLOYEE)
    alone = await people.member("In no team", Role.EMPLOYEE)
    customers = [await people.member("Ann"), await people.member("Ben")]
    async with sessions() as session, session.begin():
        first = select(members.TeamMembership.team_id).where(members.TeamMembership.member_id == crew[0].id)
        session.add(members.TeamMembership(team_id=(await session.scalars(first)).one(), member_id=beside.id))
    for who in (*customers, alone, beside, *crew[:3]):
        await built_on(people, dan, by=who)
        clock.forward(hours=1)
    await people.hear()
    assert SLUG not in await carried(sessions, dan)
    assert {near.badge.slug: near.steps for near in await people.reads(badges.nearest, dan)}[SLUG] == (
        badges.Step(4, 5, ("An idea builds on a comment, and is tested or adopted",)),
    )
    clock.forward(hours=1)
    idea, _comment = await built_on(people, dan, by=crew[3])
    decided = clock()
    clock.forward(hours=1)
    await people.hear()
    award = (await carried(sessions, dan))[SLUG]
    assert (award.earned_at, award.idea_id) == (decided, idea.id)
    assert await people.does(badges.survey) == 0


async def test_the_nightly_statement_finds_it_as_well(people: People, sessions: Sessions) -> None:
    dan = await people.member("Dan")
    for who in (await people.member("Ann"), *await teams(people, "Docks", "Tracks", "Shops", "Yard")):
        await built_on(people, dan, by=who)
    await people.hear()
    async with sessions() as session, session.begin():
        await session.execute(text("DELETE FROM awards WHERE badge_id = (SELECT id FROM badges WHERE slug = 'bridge')"))
    assert SLUG not in await carried(sessions, dan)
    assert await people.does(badges.survey) == 1
    assert SLUG in await carried(sessions, dan)


@pytest.mark.parametrize("count", [3, 4])
async def test_what_becomes_of_teams_and_people_afterwards_changes_nothing(
    count: int, people: People, sessions: Sessions
) -> None:
    await follow_the_facts(sessions)
    dan, ann, admin = await people.member("Dan"), await people.member("Ann"), await people.admin()
    crew = await teams(people, *("Docks", "Tracks", "Shops", "Yard")[:count])
    for who in (ann, *crew):
        await built_on(people, dan, by=who)
    await people.hear()
    before = SLUG in await carried(sessions, dan)
    async with sessions() as session:
        old = await members.teams(session)
    await people.does(members.save_team, admin, name="Renamed", member_ids=[crew[0].id], team_id=old[0].id)
    for team in old[1:]:
        await people.does(members.close_team, admin, team.id)
    await people.team("Everybody", *crew)
    await people.does(members.change_role, admin, ann.id, Role.EMPLOYEE)
    await people.leave(crew[1])
    await people.does(badges.look_at, [dan.id])
    assert await people.does(badges.survey) == 0
    assert (before, SLUG in await carried(sessions, dan)) == (count == 4, count == 4)


async def test_a_credit_that_is_taken_back_brings_no_team(people: People, sessions: Sessions) -> None:
    await follow_the_facts(sessions)
    dan, ann = await people.member("Dan"), await people.member("Ann")
    crew = await teams(people, "Docks", "Tracks", "Shops", "Yard")
    for who in crew:
        await built_on(people, dan, by=who)
    idea, comment = await built_on(people, dan, by=ann)
    await people.hear()
    assert SLUG in await carried(sessions, dan)
    await people.does(comments.take_credit_back, ann, comment.id)
    assert await sides(sessions, comment) == [None]
    await people.hear()
    assert SLUG not in await carried(sessions, dan)
    assert await people.does(badges.survey) == 0
    # One of a team that is counted already says it instead: still four.
    offer = await people.offer(by=crew[0], on=idea)
    await people.does(offers.accept, ann, offer.id)
    await people.does(comments.credit, crew[0], comment.id)
    await people.hear()
    assert SLUG not in await carried(sessions, dan)


async def test_who_is_in_several_teams_counts_for_the_first_and_who_is_in_none_for_none(
    people: People, sessions: Sessions
) -> None:
    dan, ann, eve, lone = [
        await people.member(name, role)
        for name, role in (
            ("Dan", Role.CUSTOMER),
            ("Ann", Role.CUSTOMER),
            ("Eve", Role.EMPLOYEE),
            ("Leo", Role.EMPLOYEE),
        )
    ]
    first = await people.team("Zebra crossings", eve)
    await people.team("Arcades", eve)
    given = [(await built_on(people, dan, by=who))[1] for who in (ann, eve, lone)]
    assert await sides(sessions, *given) == [CUSTOMERS, first, None]
    assert await people.reads(comments.credits_given, eve) == [
        {"comment": given[1].id, "idea": given[1].idea_id, "credited_at": given[1].credited_at, "in_team": first}
    ]


async def test_credits_of_before_are_of_the_teams_of_today(people: People, sessions: Sessions) -> None:
    dan, ann, lone = (
        await people.member("Dan"),
        await people.member("Ann"),
        await people.member("Leo", Role.EMPLOYEE),
    )
    (eve,) = await teams(people, "Docks")
    given = [(await built_on(people, dan, by=who))[1] for who in (ann, eve, lone)]
    expected = await sides(sessions, *given)
    uncredited = await people.comment(by=dan, on=await people.idea(by=ann))
    async with sessions() as session, session.begin():
        await session.execute(update(Comment).values(credited_by_team=None))
        await session.execute(text(_step("0054").TODAY))
    assert await sides(sessions, *given, uncredited) == [*expected, None]
    assert expected[1] is not None


def _step(number: str) -> Any:
    config = Config()
    config.set_main_option("script_location", str(migrations.__path__[0]))
    return ScriptDirectory.from_config(config).get_revision(number).module
