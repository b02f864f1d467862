"""Choosing mail: what fits is kept, what doesn't is refused as a whole, and a link leaves mail without signing in."""

from typing import Any

import pytest

from domain import notifications
from domain.errors import Invalid, NotFound, SignInNeeded
from domain.members import Member, Visitor
from domain.notifications import NoticeTopic, Pace
from domain.paging import Slice
from tests.people import People

HOURS: dict[str, Any] = {"zone": None, "quiet_from": None, "quiet_until": None, "digest_hour": 8}


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


async def paces(people: People, member: Member) -> dict[NoticeTopic, Pace]:
    habits = await people.reads(notifications.habits, member)
    return {topic: habits.pace(topic) for topic in NoticeTopic}


async def test_whoever_chose_nothing_has_what_is_usual(people: People, ann: Member) -> None:
    assert await paces(people, ann) == notifications.PACES


async def test_a_choice_stays_and_leaves_the_others_alone(people: People, ann: Member) -> None:
    for pace in ("weekly", "never"):
        await people.does(notifications.revise_mail_habits, ann, paces={"replies": pace}, **HOURS)
    found = await paces(people, ann)
    assert found == {**notifications.PACES, NoticeTopic.REPLIES: Pace.NEVER}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"paces": {"replies": "hourly"}}, "pace_replies"),
        ({"paces": {"everything": "never"}}, "pace_everything"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"digest_hour": 24}, "digest_hour"),
        ({"digest_hour": -1}, "digest_hour"),
        ({"quiet_from": 22}, "quiet_until"),
        ({"quiet_until": 7}, "quiet_from"),
        ({"quiet_from": 7, "quiet_until": 7}, "quiet_until"),
        ({"quiet_from": 25, "quiet_until": 7}, "quiet_from"),
        ({"quiet_from": 2**70, "quiet_until": 7}, "quiet_from"),
    ],
)
async def test_what_does_not_fit_is_refused_as_a_whole(
    people: People, ann: Member, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await people.does(notifications.revise_mail_habits, ann, **{**HOURS, "paces": {"comments": "never"}, **wrong})
    assert [problem.field for problem in refused.value.problems] == [field]
    assert await paces(people, ann) == notifications.PACES


async def test_a_visitor_chooses_nothing(people: People, ann: Member) -> None:
    idea = await people.idea(by=ann)
    with pytest.raises(SignInNeeded):
        await people.does(notifications.revise_mail_habits, Visitor(), paces={}, **HOURS)
    with pytest.raises(SignInNeeded):
        await people.does(notifications.set_idea_pace, Visitor(), idea.id, Pace.NEVER)


async def test_an_ideas_pace_is_listed_changed_and_taken_back(people: People, ann: Member) -> None:
    idea = await people.idea(by=ann)
    for pace in (Pace.WEEKLY, Pace.NEVER, None):
        await people.does(notifications.set_idea_pace, ann, idea.id, pace)
        assert await people.reads(notifications.idea_pace, ann, idea.id) is pace
        listed = (await people.reads(notifications.idea_paces, ann, Slice())).items
        assert [(own.idea.title, own.pace) for own in listed] == ([(idea.title, pace)] if pace else [])
    with pytest.raises(Invalid):
        await people.does(notifications.set_idea_pace, ann, idea.id, "hourly")


async def test_an_idea_one_may_not_see_has_no_pace(people: People, ann: Member) -> None:
    idea = await people.idea(by=ann)
    ben = await people.member("Ben")
    await people.does(notifications.set_idea_pace, ben, idea.id, Pace.NEVER)
    await people.hide(idea)
    with pytest.raises(NotFound):
        await people.does(notifications.set_idea_pace, ben, idea.id, Pace.DAILY)
    assert (await people.reads(notifications.idea_paces, ben, Slice())).items == []


async def test_a_link_leaves_some_mail_an_ideas_or_all_however_often(people: People, ann: Member) -> None:
    idea = await people.idea(by=ann)
    for _ in range(2):
        await people.does(notifications.leave_mail, ann.id, (NoticeTopic.COMMENTS,))
        assert await paces(people, ann) == {**notifications.PACES, NoticeTopic.COMMENTS: Pace.NEVER}
    for _ in range(2):
        await people.does(notifications.leave_mail, ann.id, idea_id=idea.id)
        assert await people.reads(notifications.idea_pace, ann, idea.id) is Pace.NEVER
    await people.does(notifications.leave_mail, ann.id, idea_id=2**62)
    await people.does(notifications.leave_mail, ann.id, tuple(NoticeTopic))
    assert set((await paces(people, ann)).values()) == {Pace.NEVER}


async def test_a_link_of_somebody_who_left_does_nothing(people: People, ann: Member) -> None:
    await people.leave(ann)
    for number in (ann.id, 2**62, 2**70):
        with pytest.raises(NotFound):
            await people.does(notifications.leave_mail, number, (NoticeTopic.COMMENTS,))
