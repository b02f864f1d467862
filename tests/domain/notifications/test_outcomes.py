"""What becomes of an idea reaches all who have a part in it, once; its authors always, whatever else they silence."""

import pytest

from domain import answers, follows, ideas, notifications, offers, triage
from domain.ideas import Idea
from domain.members import Member, Role
from domain.notifications import NoticeKind, NoticeTopic, Pace
from domain.paging import Slice
from domain.triage import DecisionKind, Welcome
from tests.conftest import HeldClock
from tests.people import People


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


@pytest.fixture
async def idea(people: People, ann: Member) -> Idea:
    idea = await people.idea(by=ann, quadrant="creation_with_others")
    await people.hear()
    return idea


async def told(people: People, member: Member) -> list[tuple[NoticeKind, NoticeTopic]]:
    """Deliver what happened, and return what a member was told of, oldest first."""
    await people.hear()
    notices = (await people.reads(notifications.listed, member, Slice())).items
    return [(notice.kind, notice.topic) for notice in reversed(notices)]


async def test_authors_co_authors_voters_and_followers_hear_an_answer_each_once(
    people: People, ann: Member, ben: Member, pia: Member, idea: Idea
) -> None:
    dan, eve = await people.member("Dan"), await people.member("Eve")
    await people.does(offers.accept, ann, (await people.offer(by=dan, on=idea)).id)
    await people.vote(by=ben, on=idea)
    await people.does(follows.follow, ben, idea.id)
    await people.does(follows.follow, eve, idea.id)
    answer = await people.answer(by=pia, on=idea)
    own, others = (NoticeKind.ANSWERED, NoticeTopic.OWN_OUTCOMES), (NoticeKind.ANSWERED, NoticeTopic.OUTCOMES)
    assert (await told(people, ann))[-1] == own
    assert (await told(people, dan))[-1] == own
    assert await told(people, ben) == [others]
    assert await told(people, eve) == [others]
    assert await told(people, pia) == []
    await people.forget_delivery()
    assert await told(people, ben) == [others]
    (notice,) = (await people.reads(notifications.listed, ben, Slice())).items
    assert notice.path == answer.path


@pytest.mark.parametrize(
    ("kind", "hears"),
    [
        (DecisionKind.SHORTLIST, NoticeKind.SHORTLISTED),
        (DecisionKind.ADOPT, NoticeKind.ADOPTED),
        (DecisionKind.NOT_NOW, NoticeKind.PUT_OFF),
        (DecisionKind.DECLINE, NoticeKind.TURNED_DOWN),
    ],
)
async def test_a_decision_is_told_once_though_it_brings_an_answer(
    people: People, ann: Member, ben: Member, pia: Member, idea: Idea, kind: DecisionKind, hears: NoticeKind
) -> None:
    await people.vote(by=ben, on=idea)
    await people.decide(kind, by=pia, on=idea)
    assert await told(people, ann) == [(hears, NoticeTopic.OWN_OUTCOMES)]
    assert await told(people, ben) == [(hears, NoticeTopic.OUTCOMES)]


async def test_an_author_who_silenced_everything_else_hears_the_outcome_by_mail_too(
    people: People, ann: Member, pia: Member, idea: Idea
) -> None:
    await people.does(follows.unfollow, ann, idea.id)
    await people.does(notifications.set_idea_pace, ann, idea.id, Pace.NEVER)
    others = set(NoticeTopic) - {NoticeTopic.OWN_OUTCOMES}
    await people.does(notifications.leave_mail, ann.id, others)
    await people.comment(by=pia, on=idea)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    assert await told(people, ann) == [(NoticeKind.ADOPTED, NoticeTopic.OWN_OUTCOMES)]
    assert await notifications.post_due(people.sessions) == 1


async def test_who_asked_to_hear_no_more_of_an_idea_does_not(
    people: People, ben: Member, pia: Member, idea: Idea
) -> None:
    await people.vote(by=ben, on=idea)
    await people.does(follows.unfollow, ben, idea.id)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    assert await told(people, ben) == []


async def test_a_withdrawal_and_a_return_are_told(
    people: People, ann: Member, ben: Member, pia: Member, idea: Idea, clock: HeldClock
) -> None:
    await people.vote(by=ben, on=idea)
    await people.decide(DecisionKind.NOT_NOW, by=pia, on=idea)
    await people.hear()
    clock.forward(days=40)
    assert await people.does(triage.bring_back) == 1
    assert (await told(people, ann))[-1] == (NoticeKind.REOPENED, NoticeTopic.OWN_OUTCOMES)
    await people.does(ideas.withdraw, ann, idea.id, "It is there already")
    assert (await told(people, ben))[-1] == (NoticeKind.WITHDRAWN, NoticeTopic.OUTCOMES)
    assert len(await told(people, ann)) == 2, "nobody is told what they did themselves"


async def test_a_question_reaches_who_stands_for_the_idea(
    people: People, ann: Member, ben: Member, pia: Member, idea: Idea
) -> None:
    await people.vote(by=ben, on=idea)
    await people.does(answers.ask_author, pia, idea.id, "Which stations do you mean?")
    assert await told(people, ann) == [(NoticeKind.ASKED, NoticeTopic.REPLIES)]
    assert await told(people, ben) == []


async def test_the_team_hears_of_what_waits_for_it(people: People, ann: Member, pia: Member, idea: Idea) -> None:
    paul = await people.member("Paul", Role.PRODUCT)
    await people.does(triage.assign, pia, idea.id, paul.id)
    assert await told(people, paul) == [(NoticeKind.ASSIGNED, NoticeTopic.DUTIES)]
    decision = await people.decide(DecisionKind.DECLINE, by=paul, on=idea, best_customers=Welcome.DISLIKE)
    assert await told(people, pia) == [(NoticeKind.DOUBTED, NoticeTopic.DUTIES)]
    assert await told(people, ann) == [], "a decision that waits is nobody else's business"
    await people.does(triage.confirm, pia, decision.id)
    assert (await told(people, paul))[-1] == (NoticeKind.CONFIRMED, NoticeTopic.DUTIES)
    assert await told(people, ann) == [(NoticeKind.TURNED_DOWN, NoticeTopic.OWN_OUTCOMES)]


async def test_a_late_answer_is_told_to_its_owner(people: People, pia: Member, idea: Idea, clock: HeldClock) -> None:
    await people.does(triage.claim, pia, idea.id)
    clock.forward(days=4)
    await people.does(triage.tell_of_overdue)
    assert await told(people, pia) == [(NoticeKind.OVERDUE, NoticeTopic.DUTIES)]
    (notice,) = (await people.reads(notifications.listed, pia, Slice())).items
    assert notice.actor is None


async def test_what_is_delivered_long_afterwards_is_found_on_the_site_and_not_mailed(
    people: People, ann: Member, pia: Member, idea: Idea, clock: HeldClock
) -> None:
    await people.answer(by=pia, on=idea)
    clock.forward(days=8)
    assert len(await told(people, ann)) == 1
    assert await notifications.post_due(people.sessions) == 0
