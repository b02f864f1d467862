"""Pages of experiments: from an idea or two fields through approval, start and changed plan to its conclusion."""

from datetime import timedelta

import pytest
from fastapi import FastAPI

from domain import experiments
from domain.experiments import Advice, ConclusionKind, Phase
from domain.ideas import Idea
from domain.members import Member, Role
from domain.triage import DecisionKind
from tests.conftest import HeldClock
from tests.domain.experiments.lab import both
from tests.experimenting import advised, concluded, planned, running
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing, Counting

WORDS = {
    "title": "Benches at two stops",
    "changing": "a bench at the stop",
    "segment": "people who wait",
    "metric": "Riders who come back",
    "because": "four of ten who left had nowhere to sit",
}
CARD = {
    "reason": "It kept its promise, and more.",
    "observed": "A fifth more came back.",
    "learned": "People wait where they can sit.",
    "therefore": "Benches go to all stops.",
}


@pytest.fixture
async def idea(people: People) -> Idea:
    return await people.idea(by=await people.member("Iris"), title="Benches for everybody")


@pytest.fixture
async def emil(people: People) -> Member:
    return await people.member("Emil", Role.EMPLOYEE)


@pytest.fixture
async def pia(people: People) -> Member:
    return await people.member("Pia", Role.PRODUCT)


@pytest.fixture
async def browser(app: FastAPI, emil: Member, browsing: Browsing) -> Browser:
    return await browsing(app, emil)


@pytest.fixture
async def second(app: FastAPI, pia: Member, browsing: Browsing) -> Browser:
    return await browsing(app, pia)


async def test_an_idea_is_tested_from_its_page_to_the_conclusion(
    browser: Browser, second: Browser, idea: Idea, people: People, pia: Member, app: FastAPI, browsing: Browsing
) -> None:
    assert "Turn it into an experiment" in (await browser.page(idea.path)).text
    form = f"/ideas/{idea.id}/experiment"
    path = (await browser.submit(form, form, **WORDS)).headers["location"]
    page = await browser.page(path)
    assert "We believe that a bench at the stop for people who wait will move Riders who come back" in page.text
    assert (await browser.submit(path, f"{path}/propose")).status_code == 303
    assert "Approve it" not in (await browser.page(path)).text, "nobody approves their own plan"
    assert (await second.submit(path, f"{path}/approve")).status_code == 303
    assert "once its idea is on the shortlist" in (await browser.page(path)).text
    await people.decide(DecisionKind.SHORTLIST, by=pia, on=idea)
    visitor = await browsing(app)
    assert (await visitor.get(path)).status_code == 404
    assert (await browser.submit(path, f"{path}/start")).status_code == 303
    seen = await visitor.page(path)
    assert "Started" in seen.text
    assert "What was counted can be read here once the experiment is concluded." in seen.text
    assert "What comes next" not in seen.text
    done = await browser.submit(f"{path}/conclude", f"{path}/conclude", kind="changed_course", **CARD)
    assert done.status_code == 303
    seen = await visitor.page(path)
    assert "Changed course" in seen.text
    assert "Benches go to all stops." in seen.text
    assert (await browser.submit(path, f"{path}/archive")).status_code == 303


async def test_what_was_counted_is_shown_in_sentence_picture_and_table(
    browser: Browser, emil: Member, pia: Member, people: People, clock: HeldClock, app: FastAPI, browsing: Browsing
) -> None:
    experiment = await running(people, on=await people.idea(by=emil), by=emil, second=pia, units_per_week=4000)
    for day in (8, 15):
        clock.forward(days=day if day == 8 else 7)
        today = clock().date() - timedelta(days=1)
        await people.does(
            experiments.check_in, emil, experiment.id, as_of=today, arms=both(100 * day, 10 * day, 10 * day)
        )
    again = await browsing(app, emil)
    page = await again.page(experiment.path)
    assert "times more likely if the idea does nothing than if it brings the promised +20%" in page.text
    assert len([each for each in page.all("svg") if each.get("role") == "img"]) == 2
    assert "All figures as a table" in page.text
    visitor = await browsing(app)
    assert "times more likely" not in (await visitor.page(experiment.path)).text
    assert (await again.get(f"{experiment.path}/conclude")).status_code == 200


async def test_a_conclusion_against_the_advice_waits_for_a_second_person(
    browser: Browser, second: Browser, emil: Member, pia: Member, people: People, app: FastAPI, browsing: Browsing
) -> None:
    experiment = await running(people, on=await people.idea(by=emil), by=emil, second=pia)
    await advised(people, experiment, Advice.CONTINUE, by=emil)
    page = await browser.page(f"{experiment.path}/conclude")
    assert "Against the advice: a second person has to confirm it." in page.text
    sent = await browser.submit(f"{experiment.path}/conclude", f"{experiment.path}/conclude", kind="scaled", **CARD)
    assert sent.status_code == 303
    assert "waits for a second person" in (await browser.page(experiment.path)).text
    assert "Confirm it" not in (await browser.page(experiment.path)).text
    assert (await second.submit(experiment.path, f"{experiment.path}/confirm")).status_code == 303
    told = await (await browsing(app)).page(experiment.path)
    assert "Decided against the advice, by two people." in told.text
    assert "People wait where they can sit." in told.text


async def test_a_refused_conclusion_keeps_what_was_written(
    browser: Browser, emil: Member, pia: Member, people: People
) -> None:
    experiment = await running(people, on=await people.idea(by=emil), by=emil, second=pia)
    path = f"{experiment.path}/conclude"
    sent = await browser.post(path, {**CARD, "kind": "", "learned": "x"})
    assert sent.status_code == 422
    assert "Choose what you conclude." in sent.text
    sent = await browser.post(path, {**CARD, "kind": "changed_course", "learned": "x"})
    assert sent.status_code == 422
    assert "A fifth more came back." in sent.text
    assert (await browser.post(path, {**CARD, "kind": "scaled"})).status_code == 409, "nothing has been measured"


async def test_a_changed_plan_says_that_the_verdict_starts_anew(
    browser: Browser, second: Browser, emil: Member, pia: Member, people: People
) -> None:
    experiment = await running(people, on=await people.idea(by=emil), by=emil, second=pia)
    path = f"{experiment.path}/new-plan"
    assert "starts the verdict anew, from zero" in (await browser.page(path)).text
    assert (await browser.submit(path, path, change="30", why="")).status_code == 422
    assert (await browser.submit(path, path, change="30", why="Fewer people come than we thought.")).status_code == 303
    page = await second.page(experiment.path)
    assert "A changed plan waits for a second person" in page.text
    changes = [(was.text, now.text) for was, now in zip(page.all("del"), page.all("ins"), strict=True)]
    assert changes == [("+20%", "+30%"), ("7,682", "3,548"), ("12 weeks", "6 weeks")]
    assert (await second.submit(experiment.path, f"{experiment.path}/approve-plan")).status_code == 303
    page = await browser.page(experiment.path)
    assert "version 2" in page.text
    assert [each.text for each in page.all("del")][:1] == ["+20%"]
    assert [each.text for each in page.all("ins")][:1] == ["+30%"]


async def test_pausing_and_sending_back_ask_for_words(
    browser: Browser, second: Browser, emil: Member, pia: Member, people: People
) -> None:
    experiment = await planned(people, on=await people.idea(by=emil), by=emil)
    await people.does(experiments.propose, emil, experiment.id)
    refused = await second.submit(experiment.path, f"{experiment.path}/send-back", words="")
    assert refused.status_code == 422
    assert 'id="error-words"' in refused.text
    sent = await second.submit(experiment.path, f"{experiment.path}/send-back", words="Promise more.")
    assert sent.status_code == 303
    assert "Promise more." in (await browser.page(experiment.path)).text
    other = await running(people, on=await people.idea(by=emil), by=emil, second=pia)
    assert (await browser.submit(other.path, f"{other.path}/pause", words="It snows.")).status_code == 303
    assert "The time-box runs on" in (await browser.page(other.path)).text
    assert (await browser.submit(other.path, f"{other.path}/resume")).status_code == 303


async def test_two_fields_are_enough_to_begin(browser: Browser, people: People, emil: Member) -> None:
    refused = await browser.submit("/experiments/new", "/experiments/new", title="x", because="y")
    assert refused.status_code == 422
    assert 'href="#field-because"' in refused.text
    why = "Four of ten who left told us so."
    sent = await browser.submit("/experiments/new", "/experiments/new", title="Benches at two stops", because=why)
    assert sent.status_code == 303
    page = await browser.page(sent.headers["location"])
    (area,) = [each for each in page.all("textarea") if each.get("name") == "because"]
    assert area.words == why


async def test_lists_show_staff_all_and_others_what_started(
    browser: Browser, emil: Member, pia: Member, people: People, app: FastAPI, browsing: Browsing
) -> None:
    draft = await planned(people, on=await people.idea(by=emil), by=emil, because="")
    begun = await running(people, on=await people.idea(by=emil), by=emil, second=pia)
    over = await running(people, on=await people.idea(by=emil), by=emil, second=pia)
    await concluded(people, over, ConclusionKind.CHANGED_COURSE, by=emil)
    visitor = await browsing(app)
    for show, of_staff, of_others in (
        ("mine", {draft.path, begun.path, over.path}, {begun.path}),
        ("running", {begun.path}, {begun.path}),
        ("concluded", {over.path}, {over.path}),
        ("planned", {draft.path}, {begun.path}),
        ("nonsense", {begun.path}, {begun.path}),
    ):
        for who, expected in ((browser, of_staff), (visitor, of_others)):
            links = {each.get("href") for each in (await who.page(f"/experiments?show={show}")).all("a")}
            assert links & {draft.path, begun.path, over.path} == expected, show
    assert draft.phase is Phase.DRAFT


async def test_a_list_costs_the_same_for_one_as_for_many(
    emil: Member, pia: Member, people: People, app: FastAPI, browsing: Browsing, counting_app: Counting
) -> None:
    await running(people, on=await people.idea(by=emil), by=emil, second=pia)
    browser = await browsing(app, emil)
    await browser.page("/experiments")
    with counting_app() as one:
        await browser.page("/experiments")
    for _number in range(3):
        await running(people, on=await people.idea(by=emil), by=emil, second=pia)
    with counting_app() as many:
        await browser.page("/experiments")
    assert len(many) == len(one), "\n".join(many.statements)
