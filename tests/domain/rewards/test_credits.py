"""A comment that an idea builds on pays when the idea gets somewhere, and no sooner."""

from domain import comments, moderation, rewards, triage
from domain.database import Sessions
from domain.members import Role
from domain.rewards import Code
from domain.triage import DecisionKind
from tests.conftest import HeldClock
from tests.domain.rewards.test_outcomes import codes
from tests.people import People


async def test_credit_pays_when_the_idea_is_adopted_and_is_taken_back_with_it(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann, ben, pia = await people.member("Ann"), await people.member("Ben"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    comment = await people.comment(by=ben, on=idea)
    await people.does(comments.credit, ann, comment.id)
    await people.hear()
    assert await codes(sessions, ben) == {}  # being praised by a friend pays nothing
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    assert await codes(sessions, ben) == {Code.CREDITED: 15}
    await people.does(comments.take_credit_back, ann, comment.id)
    await people.hear()
    assert await codes(sessions, ben) == {}
    clock.forward(hours=1)
    await people.does(comments.credit, ann, comment.id)
    await people.hear()
    assert await codes(sessions, ben) == {Code.CREDITED: 15}
    await people.decide(DecisionKind.REOPEN, by=pia, on=idea)
    await people.hear()
    assert await codes(sessions, ben) == {}
    assert await people.reads(rewards.drift) == []


async def test_what_its_author_took_away_counts_and_what_others_took_away_does_not(
    people: People, sessions: Sessions
) -> None:
    ann, ben, pia = await people.member("Ann"), await people.member("Ben"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    comment = await people.comment(by=ben, on=idea)
    await people.does(comments.credit, ann, comment.id)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    await people.does(moderation.hide, pia, comment_id=comment.id, reason="spam")
    await people.hear()
    assert await codes(sessions, ben) == {}
    await people.does(moderation.restore, pia, comment_id=comment.id)
    await people.hear()
    assert await codes(sessions, ben) == {Code.CREDITED: 15}
    await people.does(comments.remove, ben, comment.id)
    await people.hear()
    assert await codes(sessions, ben) == {Code.CREDITED: 15}


async def test_what_a_duplicate_builds_on_is_paid_by_what_becomes_of_the_other(
    people: People, sessions: Sessions
) -> None:
    ann, ben, dan = [await people.member(name) for name in ("Ann", "Ben", "Dan")]
    pia = await people.member("Pia", Role.PRODUCT)
    idea, twin = await people.idea(by=ann), await people.idea(by=ben, title="Seats at every station")
    comment = await people.comment(by=dan, on=twin)
    await people.does(comments.credit, ben, comment.id)
    await people.does(triage.merge, pia, twin.id, idea.id)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    assert await codes(sessions, dan) == {Code.CREDITED: 15}
    await people.does(comments.take_credit_back, ben, comment.id)
    await people.hear()
    assert await codes(sessions, dan) == {}
