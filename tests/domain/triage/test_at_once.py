"""The same done to several ideas: foreseen as it comes, idea by idea, counted, raced, and undone where that fits."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from domain import answers, checks, community, ideas, triage
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.ideas import Idea, Status
from domain.members import Member, Role, Visitor
from domain.triage import BulkKind, BulkOrder, DecisionKind, NothingToUndo, NotOfTheTeam, Ruling, TooLateToUndo, Welcome
from tests.conftest import HeldClock
from tests.people import People

SAYS = "Thank you. We looked at it, and it isn't for us to do."


def seen(*some: Idea) -> dict[int, Status]:
    return {idea.id: idea.status for idea in some}


async def done(people: People, actor: Any, order: BulkOrder, on: Mapping[int, Status]) -> dict[int, str | None]:
    """Do it, and return why each idea was refused."""
    number = await triage.act_at_once(people.sessions, actor, order, on)
    bulk = await people.reads(triage.bulk_action, actor, number)
    return {each.idea_id: each.refused for each in bulk.outcomes}


async def carers(people: People, some: list[Idea]) -> list[int | None]:
    found = await people.reads(triage.assignees, [idea.id for idea in some])
    return [found[idea.id].id if idea.id in found else None for idea in some]


async def declining(people: People, **more: Any) -> BulkOrder:
    (reason, *_rest) = await people.reads(community.reasons, kind=community.ReasonKind.DECLINE)
    wanted = {"answer": SAYS, "best_customers": "accept", "best_customers_words": "They would shrug."} | more
    return BulkOrder(BulkKind.DECLINE, ruling=Ruling(DecisionKind.DECLINE, reason_id=reason.id, **wanted))


async def test_claiming_several_claims_what_is_free_and_says_what_is_not(
    people: People, pia: Member, some: list[Idea]
) -> None:
    paul = await people.member("Paul", Role.PRODUCT)
    await people.does(triage.claim, paul, some[1].id)
    await people.decide(DecisionKind.ADOPT, by=paul, on=some[2])
    foreseen = await people.reads(triage.foresee, pia, BulkKind.CLAIM, seen(*some))
    expected = [None, "claimed_meanwhile", "nothing_to_claim", None]
    assert [each.refused and each.refused.code for each in foreseen] == expected
    refused = await done(people, pia, BulkOrder(BulkKind.CLAIM), seen(*some))
    assert list(refused.values()) == expected
    assert await carers(people, some) == [pia.id, paul.id, None, pia.id]
    assert await people.reads(checks.recount) == []


async def test_what_was_handed_over_goes_back_to_who_had_it_unless_somebody_changed_it_since(
    people: People, pia: Member, some: list[Idea]
) -> None:
    paul, peg = await people.member("Paul", Role.PRODUCT), await people.member("Peg", Role.PRODUCT)
    await people.does(triage.claim, paul, some[0].id)
    number = await triage.act_at_once(people.sessions, pia, BulkOrder(BulkKind.ASSIGN, peg.id), seen(*some))
    assert await carers(people, some) == [peg.id] * 4
    await people.does(triage.release, paul, some[3].id)
    with pytest.raises(NotAllowed):
        await people.does(triage.undo_at_once, paul, number)
    assert await people.does(triage.undo_at_once, pia, number) == 3
    assert await carers(people, some) == [paul.id, None, None, None]
    with pytest.raises(NothingToUndo):
        await people.does(triage.undo_at_once, pia, number)


async def test_letting_go_of_several_is_undone_and_only_for_a_while(
    people: People, pia: Member, some: list[Idea], clock: HeldClock
) -> None:
    await done(people, pia, BulkOrder(BulkKind.CLAIM), seen(*some[:2]))
    number = await triage.act_at_once(people.sessions, pia, BulkOrder(BulkKind.RELEASE), seen(*some))
    assert await carers(people, some) == [None] * 4
    assert await people.does(triage.undo_at_once, pia, number) == 2
    assert await carers(people, some) == [pia.id, pia.id, None, None]
    number = await triage.act_at_once(people.sessions, pia, BulkOrder(BulkKind.RELEASE), seen(*some))
    clock.forward(minutes=16)
    with pytest.raises(TooLateToUndo):
        await people.does(triage.undo_at_once, pia, number)


async def test_declining_several_answers_each_and_leaves_alone_what_moved_meanwhile(
    people: People, pia: Member, some: list[Idea]
) -> None:
    looked = seen(*some)
    await people.decide(DecisionKind.SHORTLIST, by=pia, on=some[1])
    await people.decide(DecisionKind.ADOPT, by=pia, on=some[2], best_customers=Welcome.DISLIKE)
    refused = await done(people, pia, await declining(people), looked)
    assert list(refused.values()) == [None, "decided_meanwhile", "decided_meanwhile", None]
    for idea in (some[0], some[3]):
        assert (await people.reads(ideas.visible, pia, idea.id)).status is Status.DECLINED
        (answer,) = (await people.reads(answers.published, Visitor(), [idea.id]))[idea.id]
        assert answer.body == SAYS
    number = await triage.act_at_once(people.sessions, pia, await declining(people), seen(some[0]))
    with pytest.raises(NothingToUndo):
        await people.does(triage.undo_at_once, pia, number)
    assert await people.reads(checks.recount) == []


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"answer": "No."}, {"answer"}),
        ({"best_customers": "adore"}, {"best_customers"}),
        ({"reason_id": 2**62}, {"reason"}),
    ],
)
async def test_what_a_decision_lacks_is_said_once_and_nothing_is_done(
    people: People, pia: Member, some: list[Idea], more: dict[str, Any], fields: set[str]
) -> None:
    wanted = {"answer": SAYS, "best_customers": "accept", "best_customers_words": "They would shrug."}
    (reason, *_rest) = await people.reads(community.reasons, kind=community.ReasonKind.DECLINE)
    ruling = Ruling(DecisionKind.DECLINE, **({"reason_id": reason.id} | wanted | more))
    with pytest.raises(Invalid) as caught:
        await done(people, pia, BulkOrder(BulkKind.DECLINE, ruling=ruling), seen(*some))
    assert {problem.field for problem in caught.value.problems} == fields
    assert {(await people.reads(ideas.visible, pia, idea.id)).status for idea in some} == {Status.SUBMITTED}


async def test_putting_off_several_says_when_they_are_looked_at_again(
    people: People, pia: Member, some: list[Idea]
) -> None:
    (reason, *_rest) = await people.reads(community.reasons, kind=community.ReasonKind.NOT_NOW)
    ruling = Ruling(
        DecisionKind.NOT_NOW,
        answer=SAYS,
        best_customers="unknown",
        best_customers_words="Nobody asked them.",
        reason_id=reason.id,
        would_change="A new dock",
        look_again_on=date(2026, 9, 1),
    )
    assert set((await done(people, pia, BulkOrder(BulkKind.NOT_NOW, ruling=ruling), seen(*some))).values()) == {None}
    assert {(await people.reads(ideas.visible, pia, idea.id)).status for idea in some} == {Status.NOT_NOW}


async def test_two_who_claim_the_same_at_once_share_them_without_a_double(
    people: People, pia: Member, some: list[Idea]
) -> None:
    paul, order = await people.member("Paul", Role.PRODUCT), BulkOrder(BulkKind.CLAIM)
    both = await asyncio.gather(done(people, pia, order, seen(*some)), done(people, paul, order, seen(*reversed(some))))
    assert await people.reads(checks.recount) == []
    for idea in some:
        assert {outcome[idea.id] for outcome in both} == {None, "claimed_meanwhile"}
    assert set(await carers(people, some)) <= {pia.id, paul.id}


async def test_only_the_product_team_does_it_and_only_to_what_there_is(
    people: People, pia: Member, some: list[Idea]
) -> None:
    order = BulkOrder(BulkKind.CLAIM)
    with pytest.raises(SignInNeeded):
        await done(people, Visitor(), order, seen(*some))
    for role in (Role.CUSTOMER, Role.EMPLOYEE, Role.EXECUTIVE):
        with pytest.raises(NotAllowed):
            await done(people, await people.member(f"A {role}", role), order, seen(*some))
    with pytest.raises(NotFound):
        await done(people, pia, order, seen(*some) | {2**40: Status.SUBMITTED})
    for many in ({}, dict.fromkeys(range(1, 52), Status.SUBMITTED)):
        with pytest.raises(Invalid):
            await done(people, pia, order, many)
    ann = await people.member("Another")
    with pytest.raises(NotOfTheTeam):
        await done(people, pia, BulkOrder(BulkKind.ASSIGN, ann.id), seen(*some))
    assert await carers(people, some) == [None] * 4
