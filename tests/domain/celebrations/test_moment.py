"""What is new for a member: outcomes and badges, once, as long as they hold and until somebody has looked."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from domain import badges, celebrations, moderation, rewards
from domain.celebrations import Moment
from domain.celebrations.model import Celebration
from domain.database import Sessions
from domain.errors import SignInNeeded
from domain.members import Member, Visitor
from domain.moderation import ReportReason
from domain.rewards import Code, Currency
from domain.triage import DecisionKind
from tests import carrying
from tests.conftest import HeldClock
from tests.people import People


async def new(people: People, of: Member) -> Moment | None:
    return await people.reads(celebrations.moment, of)


async def adopted(people: People, pia: Member, of: Member, title: str = "A bench") -> int:
    """Let somebody's idea be adopted, and everybody hear; return the idea's number."""
    idea = await people.idea(by=of, title=title)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    return idea.id


def codes(found: Moment | None) -> Sequence[str]:
    return [each.code for each in found.entries] if found else []


async def test_an_outcome_is_new_until_somebody_has_looked_and_activity_never_is(people: People, pia: Member) -> None:
    ann = await people.member("Ann")
    await people.idea(by=ann, title="Only published")
    await people.hear()
    assert await new(people, ann) is None
    await adopted(people, pia, ann)
    found = await new(people, ann)
    assert found
    assert (codes(found), found.points(Currency.IMPACT), found.count) == ([Code.ADOPTED], 150, 1)
    assert await new(people, pia) is None
    await people.does(celebrations.see, ann)
    assert await new(people, ann) is None
    await people.forget_delivery()
    await people.hear()
    assert await new(people, ann) is None


async def test_what_came_after_the_look_is_new_still(people: People, pia: Member) -> None:
    ann = await people.member("Ann")
    await adopted(people, pia, ann)
    shown = await new(people, ann)
    assert shown
    award = await carrying.given(people, ann)
    await people.hear()
    both = await new(people, ann)
    assert both
    assert (both.count, [each.id for each in both.awards]) == (2, [award.id])
    await people.does(celebrations.see, ann, shown.up_to)
    rest = await new(people, ann)
    assert rest
    assert (rest.entries, [each.id for each in rest.awards]) == ([], [award.id])


async def test_what_was_taken_back_meanwhile_isnt_told_of(people: People, pia: Member) -> None:
    ann = await people.member("Ann")
    number = await adopted(people, pia, ann)
    award = await carrying.given(people, ann, by=pia)
    await people.hear()
    await people.does(moderation.hide, pia, idea_id=number, reason=ReportReason.SPAM)
    await people.does(badges.revoke, pia, award.name, reason="This was a mistake of ours.")
    await people.hear()
    assert await new(people, ann) is None


async def test_who_switched_it_off_is_shown_nothing_and_nothing_is_kept(
    people: People, sessions: Sessions, pia: Member
) -> None:
    ann = await people.member("Ann")
    await adopted(people, pia, ann)
    await people.does(rewards.revise_habit, ann, shown=True, tells=False, celebrates=False)
    assert await new(people, ann) is None
    await adopted(people, pia, ann, "Another bench")
    await people.does(rewards.revise_habit, ann, shown=True, tells=False)
    assert codes(await new(people, ann)) == [Code.ADOPTED]
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Celebration)) == 1


async def test_a_badge_given_quietly_stays_quiet(people: People, pia: Member) -> None:
    ann = await people.member("Ann")
    await carrying.given(people, ann)
    fact = badges.BadgeGiven(award_id=1, badge_id=1, member_id=ann.id, actor_id=None, quietly=True)
    await people.does(celebrations.keep, [fact], ann.joined_at)
    assert await new(people, ann) is None


async def test_what_happened_long_ago_is_booked_without_a_word(people: People, clock: HeldClock, pia: Member) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    clock.forward(days=2)
    await people.hear()
    assert (await people.reads(rewards.tally, ann)).in_all(Currency.IMPACT) > 100
    assert await new(people, ann) is None


async def test_of_who_left_nothing_is_kept(people: People, sessions: Sessions, pia: Member) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await adopted(people, pia, ann)
    idea = await people.idea(by=ben)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.leave(ann)
    await people.hear()
    await people.leave(ben)
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Celebration)) == 0


async def test_a_visitor_has_nothing_to_look_at(people: People) -> None:
    with pytest.raises(SignInNeeded):
        await people.does(celebrations.see, Visitor())
