"""An idea's clock: it starts when the idea is submitted, waits for the author's word, and ends with the answer."""

from datetime import UTC, datetime, timedelta

import pytest

from domain import answers, checks, comments, ideas, offers, triage
from domain.answers import AnswerClock, ClockNotRunning, ClockPausedAlready, ClockState
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.ideas import Idea
from domain.members import Role, Visitor
from tests.conftest import HeldClock
from tests.people import People, writing


async def clock_of(people: People, idea: Idea) -> AnswerClock:
    return (await people.reads(answers.clocks, [idea.id]))[idea.id]


async def test_a_new_idea_is_owed_an_answer_in_24_working_hours(people: People, clock: HeldClock) -> None:
    clock.time = datetime(2026, 2, 6, 14, tzinfo=UTC)  # Friday, 15:00 in Berlin
    idea = await people.idea(by=await people.member("Ann"))
    clock.forward(minutes=3)
    await people.hear()
    found = await clock_of(people, idea)
    assert (found.started_at, found.due_at) == (idea.submitted_at, datetime(2026, 2, 9, 14, tzinfo=UTC))
    assert found.soon_at == datetime(2026, 2, 9, 8, tzinfo=UTC)
    states = {hours: found.state(found.started_at + timedelta(hours=hours)) for hours in (0, 65, 66, 71, 72)}
    assert states == {
        0: ClockState.BEFORE_DUE,
        65: ClockState.BEFORE_DUE,
        66: ClockState.DUE_SOON,
        71: ClockState.DUE_SOON,
        72: ClockState.OVERDUE,
    }


async def test_target_days_and_holidays_are_the_communitys_and_move_no_promise_made(
    people: People, clock: HeldClock
) -> None:
    ann, cleo = await people.member("Ann"), await people.admin()
    before = await people.idea(by=ann)
    await people.hear()
    await people.shape(cleo, answer_hours=48, working_days=[2, 3, 4], holidays=["2026-02-04"])
    after = await people.idea(by=ann, title="Another bench for all")
    await people.hear()
    assert (await clock_of(people, before)).due_at == datetime(2026, 2, 3, 11, tzinfo=UTC)
    assert (await clock_of(people, after)).due_at == datetime(2026, 2, 5, 23, tzinfo=UTC)  # all of Tuesday and Thursday


async def test_hearing_twice_starts_one_clock(people: People) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    for _ in range(2):
        await people.hear()
        await people.forget_delivery()
    assert len(await people.reads(answers.runs, idea)) == 1


async def test_an_answer_ends_the_clock_and_the_free_edit_window(people: People, clock: HeldClock) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    await people.hear()
    clock.forward(hours=2)
    answer = await people.answer(by=pia, on=idea)
    found = await clock_of(people, idea)
    assert (found.answered_at, found.settled_at, found.was_in_time) == (clock.time, clock.time, True)
    assert found.state(clock.time) is ClockState.ANSWERED
    assert answer.published_at == clock.time
    assert (await people.reads(ideas.visible, ann, idea.id)).edit_until == clock.time
    with pytest.raises(Invalid):
        await people.does(ideas.revise, ann, idea.id, writing("Benches for everyone"), based_on=1)
    await people.does(ideas.revise, ann, idea.id, writing("Benches for everyone"), based_on=1, note="As you asked")
    assert await people.reads(checks.recount) == []


async def test_a_question_holds_the_clock_until_the_author_replies(people: People, clock: HeldClock) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    pia = await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    await people.hear()
    due = (await clock_of(people, idea)).due_at
    clock.forward(hours=4)
    pause = await people.does(answers.ask_author, pia, idea.id, "Which  stations do you mean?")
    assert pause.question == "Which stations do you mean?"
    assert (await clock_of(people, idea)).state(clock.time) is ClockState.PAUSED
    with pytest.raises(ClockPausedAlready):
        await people.does(answers.ask_author, pia, idea.id, "And which benches?")
    await people.comment(by=ben, on=idea, says="I would say all.")
    await people.hear()
    assert (await clock_of(people, idea)).paused_at == clock.time, "that was somebody else"
    clock.forward(hours=10)
    await people.comment(by=ann, on=idea, says="Those by the river.")
    await people.hear()
    found = await clock_of(people, idea)
    assert (found.paused_at, found.due_at) == (None, due + timedelta(hours=10))
    (kept,) = await people.reads(answers.pauses, idea)
    assert (kept.resumed_at, kept.resumed_by_id) == (clock.time, ann.id)
    assert await people.reads(checks.recount) == []


async def test_what_the_author_said_before_the_question_is_no_reply(people: People, clock: HeldClock) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    await people.hear()
    await people.comment(by=ann, on=idea)
    clock.forward(seconds=1)
    await people.does(answers.ask_author, pia, idea.id, "Which stations do you mean?")
    await people.hear()
    assert (await clock_of(people, idea)).paused_at is not None


async def test_a_weekend_in_a_pause_takes_nothing_and_what_was_late_stays_late(
    people: People, clock: HeldClock
) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=await people.member("Ann"))
    await people.hear()
    clock.forward(hours=30)
    late = (await clock_of(people, idea)).due_at
    await people.does(answers.ask_author, pia, idea.id, "Which stations do you mean?")
    clock.forward(days=7)
    for _ in range(2):
        found = await people.does(answers.resume, pia, idea.id)
        assert (found.due_at, found.paused_at) == (late, None)
    assert found.state(clock.time) is ClockState.OVERDUE


async def test_a_withdrawn_idea_is_owed_nothing(people: People) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    await people.hear()
    await people.does(answers.ask_author, pia, idea.id, "Which stations do you mean?")
    await people.does(ideas.withdraw, ann, idea.id, "Found a better one")
    await people.hear()
    found = await clock_of(people, idea)
    assert (found.answered_at, found.paused_at, found.was_in_time) == (None, None, None)
    assert found.state(found.started_at) is ClockState.ENDED
    with pytest.raises(answers.NoAnswerHere):
        await people.answer(by=pia, on=idea)
    assert await people.reads(checks.recount) == []


async def test_a_clock_that_does_not_run_cannot_be_held(people: People) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=await people.member("Ann"))
    for use_case, more in ((answers.ask_author, ("Which stations?",)), (answers.resume, ())):
        with pytest.raises(ClockNotRunning):
            await people.does(use_case, pia, idea.id, *more)
    await people.hear()
    for question in ("", "Why", "x" * 401):
        with pytest.raises(Invalid):
            await people.does(answers.ask_author, pia, idea.id, question)


async def test_only_the_product_team_answers_and_holds_clocks(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann)
    await people.hear()
    others = [ann, await people.member("Eli", Role.EMPLOYEE), await people.member("Xan", Role.EXECUTIVE)]
    for use_case, more in (
        (triage.answer, ("Thank you for all of this.",)),
        (answers.save_draft, ("Thank you for all of this.",)),
        (triage.discard_draft, ()),
        (answers.ask_author, ("Which stations?",)),
        (answers.resume, ()),
    ):
        for somebody in others:
            with pytest.raises(NotAllowed):
                await people.does(use_case, somebody, idea.id, *more)
        with pytest.raises(SignInNeeded):
            await people.does(use_case, Visitor(), idea.id, *more)
        with pytest.raises(NotFound):
            await people.does(use_case, others[1], 2**70, *more)


async def test_a_comment_of_a_co_author_counts_as_a_reply(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    pia = await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann, quadrant="creation_with_others")
    await people.does(offers.accept, ann, (await people.offer(by=ben, on=idea)).id)
    await people.hear()
    await people.does(answers.ask_author, pia, idea.id, "Which stations do you mean?")
    await people.does(comments.write, ben, idea.id, "All of them.")
    await people.hear()
    assert (await clock_of(people, idea)).paused_at is None
