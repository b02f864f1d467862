"""Answering an idea on its page: a draft, another's look, publishing, a question that holds the clock, taking care."""

import pytest
from fastapi import FastAPI

from domain import answers, triage
from domain.answers import ClockState
from domain.ideas import Idea, Status
from domain.members import Member, Role, Visitor
from domain.triage import DecisionKind, Welcome
from tests.conftest import HeldClock
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page

SAYS = "Thank you. We look into it **this week**."


@pytest.fixture
async def idea(people: People) -> Idea:
    """Return Ann's idea, which is owed an answer."""
    made = await people.idea(by=await people.member("Ann"))
    await people.hear()
    return made


@pytest.fixture
async def browser(app: FastAPI, pia: Member, browsing: Browsing) -> Browser:
    return await browsing(app, pia)


async def state(people: People, idea: Idea, clock: HeldClock) -> ClockState:
    return (await people.reads(answers.clocks, [idea.id]))[idea.id].state(clock.time)


async def test_a_draft_is_kept_looked_at_by_another_and_published(
    app: FastAPI, idea: Idea, people: People, browser: Browser, browsing: Browsing
) -> None:
    form = f"/ideas/{idea.id}/answer"
    saved = await browser.post(f"{form}/draft", {"answer": SAYS})
    assert (saved.status_code, saved.headers["location"]) == (303, form)
    visitor = await browsing(app)
    assert "this week" not in (await visitor.page(idea.path)).text
    page = await browser.page(form)
    assert page.form(form)["answer"] == [SAYS]
    draft = await people.reads(answers.draft, await people.member("Quin", Role.PRODUCT), idea)
    assert draft
    assert not [each for each in page.forms if each.action.endswith("/review")], "nobody reviews their own"
    own = await browser.post(f"/answers/{draft.id}/review")
    assert own.status_code == 409
    assert "wrote this draft yourself" in own.text
    paul = await browsing(app, await people.member("Paul", Role.PRODUCT))
    assert (await paul.submit(form, f"/answers/{draft.id}/review")).status_code == 303
    assert "Looked at by Paul" in (await browser.page(form)).text
    published = await browser.submit(form, form)
    assert published.headers["location"] == f"/ideas/{idea.id}#answer-{draft.id}"
    assert "this week" in (await visitor.page(idea.path)).text
    assert (await paul.post(f"/answers/{draft.id}/review")).status_code == 409


async def test_a_draft_is_thrown_away(idea: Idea, browser: Browser) -> None:
    form = f"/ideas/{idea.id}/answer"
    await browser.post(f"{form}/draft", {"answer": SAYS})
    assert (await browser.submit(form, f"{form}/discard")).status_code == 303
    assert (await browser.page(form)).form(form).get("answer", [""]) == [""]
    assert (await browser.post(f"{form}/discard")).status_code == 404


async def test_beside_a_decision_that_waits_no_answer_goes_out_and_what_was_typed_stays(
    people: People, idea: Idea, pia: Member, browser: Browser
) -> None:
    await people.decide(DecisionKind.DECLINE, by=pia, on=idea, best_customers=Welcome.DISLIKE)
    form = f"/ideas/{idea.id}/answer"
    page = await browser.page(form)
    assert "A decision waits for a second person." in page.text
    assert {each.action.split("/")[-1] for each in page.forms} & {"answer", "draft", "discard", "withdraw"} == {
        "withdraw"
    }
    response = await browser.post(form, {"answer": SAYS})
    assert response.status_code == 409
    assert "waits for a second person" in response.text
    assert Page(response.text).form(form)["answer"] == [SAYS]
    assert (await browser.post(f"{form}/discard")).status_code == 409


@pytest.mark.parametrize("says", ["", "   ", "Too short", "x" * 6001])
async def test_an_answer_that_says_nothing_is_refused_and_stays_in_its_form(
    idea: Idea, browser: Browser, people: People, pia: Member, says: str
) -> None:
    form = f"/ideas/{idea.id}/answer"
    for action in (form, f"{form}/draft"):
        refused = await browser.post(action, {"answer": says})
        assert refused.status_code == 422
        page = Page(refused.text)
        assert page.has(id="error-answer")
        assert page.form(form).get("answer", [""]) == [says]
    assert await people.reads(answers.draft, pia, idea) is None


async def test_a_question_holds_the_clock_and_can_be_let_go_of(
    app: FastAPI, idea: Idea, people: People, browser: Browser, browsing: Browsing, clock: HeldClock
) -> None:
    form = f"/ideas/{idea.id}/ask"
    assert (await browser.submit(form, form, question="Which stations do you mean?")).status_code == 303
    assert await state(people, idea, clock) is ClockState.PAUSED
    page = await (await browsing(app)).page(idea.path)
    assert "Which stations do you mean?" in page.text
    assert "The clock waits" in page.text
    twice = await browser.post(form, {"question": "And which benches?"})
    assert twice.status_code == 409
    assert (await browser.submit(idea.path, f"/ideas/{idea.id}/resume")).status_code == 303
    assert await state(people, idea, clock) is ClockState.BEFORE_DUE
    assert (await browser.post(f"/ideas/{idea.id}/resume")).status_code == 303, "twice is once"


@pytest.mark.parametrize("question", ["", "Why", "x" * 401])
async def test_a_question_that_asks_nothing_is_refused_and_stays_in_its_form(
    idea: Idea, browser: Browser, question: str
) -> None:
    form = f"/ideas/{idea.id}/ask"
    refused = await browser.post(form, {"question": question})
    assert refused.status_code == 422
    assert Page(refused.text).form(form).get("question", [""]) == [question]


async def test_an_author_who_replies_lets_the_clock_run(
    app: FastAPI, idea: Idea, people: People, browser: Browser, browsing: Browsing, clock: HeldClock
) -> None:
    await browser.post(f"/ideas/{idea.id}/ask", {"question": "Which stations do you mean?"})
    ann = await browsing(app, idea.author)
    assert (await ann.post(f"/ideas/{idea.id}/comments", {"body": "The ones by the river."})).status_code == 303
    await people.hear()
    assert await state(people, idea, clock) is ClockState.BEFORE_DUE


async def test_an_idea_is_claimed_given_on_and_let_go(
    app: FastAPI, idea: Idea, people: People, pia: Member, browser: Browser, browsing: Browsing
) -> None:
    paul = await people.member("Paul", Role.PRODUCT)
    assert (await browser.submit(idea.path, f"/ideas/{idea.id}/claim")).status_code == 303
    assert "Taken care of by Pia" in (await browser.page(idea.path)).text
    his = await browsing(app, paul)
    late = await his.post(f"/ideas/{idea.id}/claim")
    assert late.status_code == 409
    assert "Pia takes care of this idea already." in late.text
    assign = f"/ideas/{idea.id}/assign"
    assert (await browser.submit(assign, assign, member=str(paul.id))).status_code == 303
    assert (await people.reads(triage.assignees, [idea.id]))[idea.id].name == "Paul"
    assert (await his.submit(idea.path, f"/ideas/{idea.id}/release")).status_code == 303
    assert await people.reads(triage.assignees, [idea.id]) == {}
    assert (await his.post(f"/ideas/{idea.id}/release")).status_code == 303, "twice is once"
    for odd in ("", "x", "9" * 30, "999999"):
        assert (await browser.post(assign, {"member": odd})).status_code == 404
    assert (await browser.post(assign, {"member": str(idea.author_id)})).status_code == 409


async def test_a_withdrawn_idea_takes_no_answer_no_question_and_nobody(
    app: FastAPI, idea: Idea, browser: Browser, browsing: Browsing
) -> None:
    ann = await browsing(app, idea.author)
    await ann.post(f"/ideas/{idea.id}/withdraw", {"reason": "Found a better one"})
    for action in ("answer", "answer/draft", "answer/discard", "ask", "resume", "claim"):
        sent = {"answer": SAYS, "question": "Which stations do you mean?"}
        assert (await browser.post(f"/ideas/{idea.id}/{action}", sent)).status_code == 409, action
    assert (await browser.get(f"/ideas/{idea.id}/answer")).status_code == 409


@pytest.mark.parametrize("role", [None, Role.CUSTOMER, Role.EMPLOYEE, Role.EXECUTIVE])
async def test_nobody_else_does_any_of_it(
    role: Role | None, app: FastAPI, idea: Idea, people: People, pia: Member, browsing: Browsing
) -> None:
    draft = await people.does(answers.save_draft, pia, idea.id, SAYS)
    other = await browsing(app, await people.member("Dan", role) if role else None)
    sent = {"answer": SAYS, "question": "Which stations do you mean?", "member": str(pia.id)}
    actions = ("answer", "answer/draft", "answer/discard", "ask", "resume", "claim", "assign", "release")
    paths = [*(f"/ideas/{idea.id}/{action}" for action in actions), f"/answers/{draft.id}/review"]
    statuses = {path: (await other.post(path, sent)).status_code for path in paths}
    assert set(statuses.values()) <= {403, 404}, statuses
    assert "this week" not in (await other.page(idea.path)).text or role is Role.EXECUTIVE
    assert await people.reads(answers.published, Visitor(), [idea.id]) == {}
    assert (await people.reads(answers.runs, idea))[0].paused_at is None
    assert (await people.reads(triage.assignees, [idea.id])) == {}
    assert idea.status is Status.SUBMITTED
