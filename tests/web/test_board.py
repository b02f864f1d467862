"""The board: columns by status, moves that are decisions, and a stale board that is told so."""

import pytest
from fastapi import FastAPI

from domain import scores, triage
from domain.ideas import Idea, Status
from domain.members import Member, Role
from domain.triage import DecisionKind
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing, Counting

TERMS = {"impact": 1.0, "confidence": 1.0, "effort": 1.0}


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def idea(people: People, ann: Member) -> Idea:
    return await people.idea(by=ann, title="Benches")


@pytest.fixture
async def team(app: FastAPI, browsing: Browsing, pia: Member) -> Browser:
    return await browsing(app, pia)


async def move(team: Browser, idea: Idea, to: str, seen: str = "submitted") -> tuple[int, str, str]:
    answer = await team.post("/triage/board/move", {"idea": str(idea.id), "to": to, "seen": seen})
    return answer.status_code, answer.headers.get("location", ""), answer.text


async def test_a_card_is_claimed_by_the_move_menu_and_decided_by_its_form(
    team: Browser, people: People, pia: Member, idea: Idea
) -> None:
    claimed = await team.submit("/triage/board", "/triage/board/move", to="in_review")
    assert (claimed.status_code, claimed.headers["location"]) == (303, "/triage/board")
    assert "Pia" in (await team.page("/triage/board")).one("section", aria_labelledby="lane-in_review").words
    status, onward, _text = await move(team, idea, "shortlisted", "in_review")
    assert (status, onward) == (303, f"/ideas/{idea.id}/decide/shortlist?next=/triage/board")
    assert (await team.get(onward)).status_code == 200
    await people.decide(DecisionKind.SHORTLIST, by=pia, on=idea)
    assert "Benches" in (await team.page("/triage/board")).one("section", aria_labelledby="lane-shortlisted").words


async def test_a_stale_board_is_told_where_the_idea_stands_now(
    team: Browser, people: People, pia: Member, idea: Idea
) -> None:
    await people.decide(DecisionKind.DECLINE, by=pia, on=idea)
    status, _onward, text = await move(team, idea, "shortlisted")
    assert status == 409
    assert "“Benches” was moved while your board was open" in text
    assert "It stands here now:" in text
    assert "Declined" in text


@pytest.mark.parametrize(
    ("to", "seen", "status"),
    [
        ("delivered", "submitted", 409),
        ("submitted", "submitted", 409),
        ("in_experiment", "submitted", 409),
        ("merged", "submitted", 409),
        ("nowhere", "submitted", 404),
        ("shortlisted", "", 404),
    ],
)
async def test_there_is_no_move_that_no_decision_leads_to(
    to: str, seen: str, status: int, team: Browser, idea: Idea
) -> None:
    assert (await move(team, idea, to, seen))[0] == status
    assert (await team.post("/triage/board/move", {"idea": "x", "to": to, "seen": seen})).status_code == 404


async def test_two_who_claim_at_once_get_one_claim_and_one_clear_word(
    app: FastAPI, browsing: Browsing, team: Browser, people: People, idea: Idea
) -> None:
    other = await browsing(app, await people.member("Paul", Role.PRODUCT))
    assert (await move(other, idea, "in_review"))[0] == 303
    status, _onward, text = await move(team, idea, "in_review")
    assert status == 409
    assert "was moved while your board was open" in text


async def test_the_board_sorts_by_score_and_leads_on_to_all(
    team: Browser, people: People, ann: Member, pia: Member
) -> None:
    made = [await people.idea(by=ann, title=f"Bench {number}") for number in range(12)]
    for reach, idea in ((10, made[0]), (90, made[1])):
        await people.does(scores.score, pia, idea.id, reach=reach, **TERMS)
    shown = [card.idea.title for card in (await people.reads(triage.board, pia))[0].cards]
    assert shown == [f"Bench {number}" for number in range(11, 1, -1)]
    page = await team.page("/triage/board?sort=score")
    text = page.one("section", aria_labelledby="lane-submitted").words
    assert text.index("Bench 1 ") < text.index("Bench 0 ") < text.index("Bench 11")
    assert page.has("a", href="/ideas?status=submitted&order=new")


async def test_only_the_team_has_a_board_and_executives_only_look(
    app: FastAPI, browsing: Browsing, people: People, ann: Member, idea: Idea
) -> None:
    customer, chief = await browsing(app, ann), await browsing(app, await people.member("Chief", Role.EXECUTIVE))
    assert (await customer.get("/triage/board")).status_code == 403
    assert (await (await browsing(app)).get("/triage/board")).status_code == 303
    assert (await move(customer, idea, "in_review"))[0] == 403
    page = await chief.page("/triage/board")
    assert "Benches" in page.text
    assert "Move" not in page.text
    assert (await move(chief, idea, "in_review"))[0] == 403
    assert (await people.reads(triage.board, await people.admin()))[0].status is Status.SUBMITTED


async def test_the_board_asks_as_much_for_one_card_as_for_many(
    team: Browser, people: People, ann: Member, pia: Member, idea: Idea, counting_app: Counting
) -> None:
    counts = []
    for number in range(3):
        other = await people.idea(by=ann, title=f"Bench {number}")
        await people.decide(DecisionKind.ADOPT, by=pia, on=other)
        await people.does(triage.claim, pia, (await people.idea(by=ann)).id)
        with counting_app() as sent:
            await team.get("/triage/board?sort=score")
        counts.append(len(sent))
    assert counts[0] == counts[-1] <= 8, counts


async def test_an_idea_is_scored_on_a_page_of_its_own_and_customers_see_nothing_of_it(
    app: FastAPI, browsing: Browsing, team: Browser, people: People, ann: Member, idea: Idea
) -> None:
    address = f"/ideas/{idea.id}/score"
    formula = "Reach × impact × confidence ÷ effort"
    text = (await team.page(address)).text
    assert f"{formula}." in text
    assert "raised to" not in text
    refused = await team.submit(address, address, reach="many", effort="soon")
    assert refused.status_code == 422
    assert (await team.submit(address, address, reach="120", effort="2,5")).status_code == 303
    assert "Score" in (await team.page(idea.path)).text
    assert "Score" not in (await (await browsing(app, ann)).page(idea.path)).text
    customer = await browsing(app, ann)
    for closed in (address, "/triage/weights"):
        assert (await customer.get(closed)).status_code == 403
    admin = await browsing(app, await people.admin())
    assert (await admin.submit("/triage/weights", "/triage/weights", weight_effort="0.5")).status_code == 303
    assert f"{formula}, raised to 1, 1, 1 and 0.5 (weights version 2)." in (await team.page(address)).text
    assert (await admin.submit("/triage/weights", "/triage/weights", weight_effort="9")).status_code == 422
    assert (await team.post("/triage/weights", {"based_on": "2"})).status_code == 403
