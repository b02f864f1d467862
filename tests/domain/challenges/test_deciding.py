"""Who won: the rule proposes, people confirm it once, nobody themselves; and a result stays."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from domain import challenges, checks, events, notifications, personal_data, rewards, triage
from domain.challenges import (
    Challenge,
    DecidedAlready,
    NotOver,
    OwnChallenge,
    WeekFigures,
    WinnersChangedMeanwhile,
)
from domain.errors import Invalid, NotAllowed, NotFound
from domain.ideas import Idea
from domain.members import Member, Role
from domain.paging import Slice
from domain.subscribers import SUBSCRIBERS
from tests.challenging import WHY, began, called, ended
from tests.people import People

ASIDE = "They helped to write the question."


@pytest.fixture
async def pia(people: People) -> Member:
    return await people.member("Pia", Role.PRODUCT)


async def work(people: People, by: Member, **much: int) -> tuple[Challenge, dict[str, Member]]:
    """Return a challenge among staff that is over, with people by name and how much each did; well all did."""
    made = await called(people, by=by, staff=True, tie="more")
    who = {name: await people.member(name.title(), Role.EMPLOYEE) for name in much}
    for member in who.values():
        await people.does(challenges.join, member, made.id)
    await began(people, made)
    for name, figure in much.items():
        figures = WeekFigures(1, Decimal(figure), Decimal(90))
        await people.does(challenges.enter_reading, by, made.id, who[name].id, figures)
    return await ended(people, made), who


async def decide(people: People, by: Member, made: Challenge, *won: Member, **more: Any) -> Challenge:
    numbers = [each.id for each in won]
    return await people.does(challenges.decide, by, made.id, winner_ids=numbers, **({"why": WHY} | more))


async def test_the_first_by_the_rule_wins_and_all_who_took_part_hear(people: People, pia: Member) -> None:
    made, who = await work(people, pia, emil=200, olga=300, otto=99)
    with pytest.raises(WinnersChangedMeanwhile):
        await decide(people, pia, made, who["emil"])
    await decide(people, pia, made, who["olga"])
    verdict = await people.reads(
        challenges.verdict, who["otto"], made := await people.reads(challenges.visible, pia, made.id)
    )
    assert verdict
    assert [[each.member_id, each.much, each.place] for each in verdict.won] == [[who["olga"].id, 300, 1]]
    await events.deliver(people.sessions, SUBSCRIBERS)
    heard = {name: (await people.reads(notifications.listed, member, Slice())).items for name, member in who.items()}
    assert {name: [each.kind for each in notices] for name, notices in heard.items()} == {
        "emil": ["challenge_decided"],
        "olga": ["challenge_won"],
        "otto": ["challenge_decided"],
    }
    assert {each.path for notices in heard.values() for each in notices} == {made.path}
    assert await people.reads(checks.recount) == []


async def test_who_is_set_aside_reads_why_and_the_next_moves_up(people: People, pia: Member) -> None:
    made, who = await work(people, pia, emil=200, olga=300, otto=150)
    olga, emil = who["olga"], who["emil"]
    with pytest.raises(Invalid):
        await decide(people, pia, made, emil, aside={olga.id: "No."})
    with pytest.raises(NotFound):
        await decide(people, pia, made, olga, aside={pia.id: ASIDE})
    await decide(people, pia, made, emil, aside={olga.id: ASIDE})
    made = await people.reads(challenges.visible, pia, made.id)
    read = {}
    for member in (olga, pia, emil):
        verdict = await people.reads(challenges.verdict, member, made)
        assert verdict
        assert [each.member_id for each in verdict.won] == [emil.id]
        read[member.id] = [each.reason for each in verdict.aside]
    assert read == {olga.id: [ASIDE], pia.id: [ASIDE], emil.id: []}
    assert await people.reads(checks.recount) == []


async def test_nobody_is_a_result_too(people: People, pia: Member) -> None:
    made, who = await work(people, pia, emil=99)
    with pytest.raises(WinnersChangedMeanwhile):
        await decide(people, pia, made, who["emil"])
    await decide(people, pia, made)
    verdict = await people.reads(challenges.verdict, pia, await people.reads(challenges.visible, pia, made.id))
    assert verdict
    assert verdict.won == []


async def test_nobody_confirms_that_they_won(people: People, pia: Member) -> None:
    pat = await people.member("Pat", Role.PRODUCT)
    made = await called(people, by=pia, staff=True)
    await people.does(challenges.join, pat, made.id)
    await began(people, made)
    await people.does(challenges.enter_reading, pia, made.id, pat.id, WeekFigures(1, Decimal(500), Decimal(90)))
    made = await ended(people, made)
    for aside in ({}, {pat.id: ASIDE}):
        with pytest.raises(OwnChallenge):
            await decide(people, pat, made, *([] if aside else [pat]), aside=aside)
    with pytest.raises(NotAllowed):
        await decide(people, await people.member("Emil", Role.EMPLOYEE), made, pat)
    await decide(people, pia, made, pat)


async def test_it_is_decided_once_and_not_before_its_end(people: People, pia: Member) -> None:
    pat = await people.member("Pat", Role.PRODUCT)
    running = await began(people, await called(people, by=pia))
    for early in (running, await called(people, by=pia)):
        with pytest.raises(NotOver):
            await decide(people, pia, early)
    made, who = await work(people, pia, emil=200)
    both = [decide(people, by, made, who["emil"]) for by in (pia, pat)]
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert {type(each) for each in answers} == {Challenge, DecidedAlready}
    with pytest.raises(DecidedAlready):
        await people.does(challenges.leave, who["emil"], made.id)
    with pytest.raises(DecidedAlready):
        await people.does(challenges.call_off, pia, made.id, WHY)
    late = WeekFigures(2, Decimal(1), Decimal(1))
    with pytest.raises(DecidedAlready):
        await people.does(challenges.enter_reading, pia, made.id, who["emil"].id, late)


async def test_a_winner_who_leaves_stays_as_a_former_member(people: People, pia: Member) -> None:
    made, who = await work(people, pia, emil=200)
    await decide(people, pia, made, who["emil"])
    await people.does(personal_data.erase, who["emil"])
    verdict = await people.reads(challenges.verdict, pia, await people.reads(challenges.visible, pia, made.id))
    assert verdict
    [won] = verdict.won
    assert [won.member.left_at is None, won.much] == [False, 200]
    assert await people.reads(checks.recount) == []


async def _adopted(people: People, by: Member, author: Member) -> Idea:
    idea = await people.idea(by=author)
    await people.does(triage.claim, by, idea.id)
    await people.decide(triage.DecisionKind.ADOPT, by=by, on=idea)
    await people.hear()
    return idea


async def test_points_in_its_time_and_quadrant_win_a_call(people: People, pia: Member) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    call = await called(people, by=pia, quadrant="participation_for_self")
    other = await called(people, by=pia, quadrant="creation_with_others")
    answers = await called(people, by=pia, only_answers=True)
    idea = await _adopted(people, pia, ann)
    await people.idea(by=ben)
    await people.hear()
    runs = [await began(people, each) for each in (call, other, answers)]
    met = [[each.member.id for each in await people.reads(challenges.met, ben, each)] for each in runs]
    assert met == [[ann.id], [], []]
    await people.does(challenges.answer, ann, answers.id, idea.id)
    assert [each.member.id for each in await people.reads(challenges.met, ben, runs[2])] == [ann.id]
    own = await people.reads(challenges.own, ben, runs[0])
    assert own
    assert [own.well, own.met_at] == [0, None]


async def test_who_isn_t_seen_on_boards_isn_t_proposed(people: People, pia: Member) -> None:
    ann = await people.member("Ann")
    call = await called(people, by=pia)
    await _adopted(people, pia, ann)
    call = await began(people, call)
    await people.does(rewards.revise_habit, ann, shown=False, tells=False)
    assert await people.reads(challenges.met, pia, call) == []
    own = await people.reads(challenges.own, ann, call)
    assert own
    assert own.met_at
    assert not await people.reads(challenges.is_on_boards, ann)


async def test_what_is_taken_back_later_leaves_the_result_with_a_note(people: People, pia: Member, clock: Any) -> None:
    ann = await people.member("Ann")
    call = await called(people, by=pia, days=1)
    call = await began(people, call, ago=0)
    idea = await _adopted(people, pia, ann)
    clock.forward(days=1)
    await decide(people, pia, call, ann)
    await people.hide(idea)
    await people.hear()
    clock.forward(hours=1)
    call = await people.reads(challenges.visible, pia, call.id)
    verdict = await people.reads(challenges.verdict, ann, call)
    assert verdict
    assert [each.member_id for each in verdict.won] == [ann.id]
    assert await people.reads(checks.recount) == []
