"""Deciding on an idea's page: each kind with its answer, what is missing is said beside it, a second person's look."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from domain import community, ideas, triage
from domain.community import ReasonKind
from domain.ideas import Idea, Status
from domain.members import Member, Role
from domain.triage import DecisionKind
from tests.conftest import HeldClock
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page

THOUGHT = {"best_customers": "accept", "best_customers_words": "They asked for it."}
SAYS = {"answer": "We talked it over, and this is what we found.", **THOUGHT}


@pytest.fixture
async def idea(people: People) -> Idea:
    """Return Ann's idea, which is owed an answer."""
    made = await people.idea(by=await people.member("Ann"))
    await people.hear()
    return made


@pytest.fixture
async def browser(app: FastAPI, people: People, browsing: Browsing) -> Browser:
    return await browsing(app, await people.member("Pia", Role.PRODUCT))


async def wanted(people: People, kind: str, clock: HeldClock) -> dict[str, Any]:
    """Return what a decision of this kind needs."""
    if kind not in set(ReasonKind):
        return dict(SAYS)
    reason = (await people.reads(community.reasons, kind=ReasonKind(kind)))[0]
    more = {"would_change": "More asking", "look_again_on": str(clock.time.date() + timedelta(days=30))}
    return SAYS | {"reason": str(reason.id)} | (more if kind == "not_now" else {})


async def stands(people: People, idea: Idea) -> Status:
    return (await people.reads(ideas.visible, idea.author, idea.id)).status


@pytest.mark.parametrize("kind", ["shortlist", "adopt", "not_now", "decline"])
async def test_a_decision_moves_the_idea_and_publishes_its_answer(
    kind: str, app: FastAPI, idea: Idea, people: People, browser: Browser, browsing: Browsing, clock: HeldClock
) -> None:
    form = f"/ideas/{idea.id}/decide/{kind}"
    assert (await browser.submit(form, form, **await wanted(people, kind, clock))).status_code == 303
    assert await stands(people, idea) is triage.LEADS_TO[DecisionKind(kind)]
    page = await (await browsing(app)).page(idea.path)
    assert "this is what we found" in page.text
    assert "They asked for it." not in page.text


async def test_an_adopted_idea_is_delivered_and_a_declined_one_opened_again(
    idea: Idea, people: People, browser: Browser, clock: HeldClock
) -> None:
    for kind in ("decline", "reopen", "adopt", "deliver"):
        form = f"/ideas/{idea.id}/decide/{kind}"
        assert (await browser.submit(form, form, **await wanted(people, kind, clock))).status_code == 303, kind
    assert await stands(people, idea) is Status.DELIVERED
    assert (await browser.get(f"/ideas/{idea.id}/decide/decline")).status_code == 409


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("adopt", "answer", ""),
        ("adopt", "answer", "Short"),
        ("adopt", "best_customers", None),
        ("adopt", "best_customers", "adore"),
        ("adopt", "best_customers_words", ""),
        ("decline", "reason", ""),
        ("decline", "reason", "999999"),
        ("decline", "reason", "x"),
        ("not_now", "reason", ""),
        ("not_now", "would_change", ""),
        ("not_now", "look_again_on", ""),
        ("not_now", "look_again_on", "2026-02-02"),
        ("not_now", "look_again_on", "1999-01-01"),
        ("not_now", "look_again_on", "9999-01-01"),
        ("not_now", "look_again_on", "soon"),
    ],
)
async def test_what_a_decision_lacks_is_said_at_its_field_and_nothing_typed_is_lost(
    kind: str,
    field: str,
    value: str | None,
    idea: Idea,
    people: People,
    browser: Browser,
    clock: HeldClock,
) -> None:
    form = f"/ideas/{idea.id}/decide/{kind}"
    refused = await browser.submit(form, form, **(await wanted(people, kind, clock) | {field: value}))
    assert refused.status_code == 422
    page = Page(refused.text)
    assert page.has(id=f"error-{field}")
    if field != "answer":
        assert page.form(form)["answer"] == [SAYS["answer"]]
    if field != "best_customers_words":
        assert page.form(form)["best_customers_words"] == [THOUGHT["best_customers_words"]]
    assert await stands(people, idea) is Status.SUBMITTED


async def test_a_reason_retired_meanwhile_is_refused(
    idea: Idea, people: People, browser: Browser, clock: HeldClock
) -> None:
    sent = await wanted(people, "decline", clock)
    await people.does(community.retire_reason, await people.admin(), int(sent["reason"]))
    form = f"/ideas/{idea.id}/decide/decline"
    refused = await browser.submit(form, form, **sent)
    assert refused.status_code == 422
    assert Page(refused.text).has(id="error-reason")


@pytest.mark.parametrize(
    "label", ["<b>Costs</b> 100% more & %(name)s", "{{ 7 * 7 }} %s", "It costs more than it brings"]
)
async def test_a_reason_in_an_admins_own_words_is_shown_as_text(
    label: str, idea: Idea, people: People, browser: Browser, clock: HeldClock
) -> None:
    cleo = await people.admin()
    own = await people.does(community.add_reason, cleo, ReasonKind.DECLINE, label)
    form = f"/ideas/{idea.id}/decide/decline"
    sent = await wanted(people, "decline", clock) | {"reason": str(own.id)}
    assert label in (await browser.page(form)).text
    assert (await browser.submit(form, form, **sent)).status_code == 303
    page = await browser.page(idea.path)
    assert label in page.text
    await people.does(community.retire_reason, cleo, own.id)
    assert label in (await browser.page(idea.path)).text


async def test_a_form_that_is_stale_is_refused_and_keeps_its_words(
    idea: Idea, people: People, browser: Browser, clock: HeldClock
) -> None:
    form = f"/ideas/{idea.id}/decide/adopt"
    opened = (await browser.page(form)).form(form)
    await people.decide(DecisionKind.SHORTLIST, by=await people.member("Paul", Role.PRODUCT), on=idea)
    for seen in (opened["seen"][0], "nowhere", ""):
        refused = await browser.post(form, {**SAYS, "seen": seen})
        assert refused.status_code == 409
        assert "while you were writing" in refused.text
        assert Page(refused.text).form(form)["answer"] == [SAYS["answer"]]
    assert await stands(people, idea) is Status.SHORTLISTED


async def test_of_two_who_decide_at_once_one_is_told_and_nothing_is_half_done(
    app: FastAPI, idea: Idea, people: People, browser: Browser, browsing: Browsing, clock: HeldClock
) -> None:
    paul = await browsing(app, await people.member("Paul", Role.PRODUCT))
    path = f"/ideas/{idea.id}/decide"
    yes, no = SAYS | {"seen": "submitted"}, await wanted(people, "decline", clock) | {"seen": "submitted"}
    sent = await asyncio.gather(browser.post(f"{path}/adopt", yes), paul.post(f"{path}/decline", no))
    assert sorted(each.status_code for each in sent) == [303, 409]
    assert await stands(people, idea) in (Status.ADOPTED, Status.DECLINED)
    made = await people.reads(triage.decisions, idea.author, [idea.id])
    assert len(made[idea.id]) == 1


async def doubted(browser: Browser, idea: Idea) -> None:
    """Decide what best customers would dislike."""
    form = f"/ideas/{idea.id}/decide/adopt"
    sent = await browser.submit(form, form, **SAYS | {"best_customers": "dislike"})
    assert sent.status_code == 303


async def test_what_would_be_disliked_waits_for_a_second_person_who_confirms_it(
    app: FastAPI, idea: Idea, people: People, browser: Browser, browsing: Browsing
) -> None:
    await doubted(browser, idea)
    assert await stands(people, idea) in (Status.SUBMITTED, Status.IN_REVIEW)
    visitor = await browsing(app)
    assert "this is what we found" not in (await visitor.page(idea.path)).text
    waits = await people.reads(triage.waiting, idea.id)
    assert waits
    confirm = f"/decisions/{waits.id}/confirm"
    assert not [form for form in (await browser.page(idea.path)).forms if form.action == confirm]
    assert (await browser.post(confirm)).status_code == 409, "nobody confirms their own"
    again = f"/ideas/{idea.id}/decide/decline"
    assert (await browser.post(again, {"seen": "in_review", **SAYS})).status_code == 409, "one at a time"
    paul = await browsing(app, await people.member("Paul", Role.PRODUCT))
    assert (await paul.submit(idea.path, confirm)).status_code == 303
    assert await stands(people, idea) is Status.ADOPTED
    assert "this is what we found" in (await visitor.page(idea.path)).text
    assert (await paul.post(confirm)).status_code == 409


async def test_it_can_be_withdrawn_by_whoever_made_it_with_a_word_why(
    idea: Idea, people: People, browser: Browser
) -> None:
    await doubted(browser, idea)
    waits = await people.reads(triage.waiting, idea.id)
    assert waits
    withdraw = f"/decisions/{waits.id}/withdraw"
    assert (await browser.post(withdraw, {"words": ""})).status_code == 422
    assert (await browser.submit(idea.path, withdraw, words="They told us why not.")).status_code == 303
    assert await people.reads(triage.waiting, idea.id) is None
    form = (await browser.page(f"/ideas/{idea.id}/answer")).form(f"/ideas/{idea.id}/answer")
    assert form["answer"] == [SAYS["answer"]], "what was written stays as a draft"
    assert (await browser.post(withdraw, {"words": "Once more."})).status_code == 409


async def test_kinds_that_are_none_and_moves_that_are_not_open_are_refused(idea: Idea, browser: Browser) -> None:
    for kind, status in (("promote", 404), ("deliver", 409), ("reopen", 409)):
        path = f"/ideas/{idea.id}/decide/{kind}"
        assert (await browser.get(path)).status_code == status
        assert (await browser.post(path, {**SAYS, "seen": "submitted"})).status_code == status


@pytest.mark.parametrize("role", [None, Role.CUSTOMER, Role.EMPLOYEE, Role.EXECUTIVE])
async def test_nobody_else_decides_confirms_or_withdraws(
    role: Role | None, app: FastAPI, idea: Idea, people: People, browser: Browser, browsing: Browsing, clock: HeldClock
) -> None:
    await doubted(browser, idea)
    waits = await people.reads(triage.waiting, idea.id)
    assert waits
    dan: Member | None = await people.member("Dan", role) if role else None
    other = await browsing(app, dan)
    paths = [f"/ideas/{idea.id}/decide/{kind}" for kind in DecisionKind]
    paths += [f"/decisions/{waits.id}/{what}" for what in ("confirm", "withdraw")]
    sent = await wanted(people, "not_now", clock) | {"seen": "in_review", "words": "I don't like it."}
    statuses = {path: (await other.post(path, sent)).status_code for path in paths}
    assert set(statuses.values()) <= {403, 404}, statuses
    stale = await other.post(paths[0], sent | {"seen": "somewhere else"})
    assert (stale.status_code, "best customers" in stale.text) == (403, False), "no form of the team's to look at"
    assert await people.reads(triage.waiting, idea.id)
    assert ("They asked for it." in (await other.page(idea.path)).text) is (role is Role.EXECUTIVE)
