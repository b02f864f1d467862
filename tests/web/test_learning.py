"""The learning library: one searches, reads a card, sees what was tried before, and says what was of use."""

import pytest
from fastapi import FastAPI

from domain.experiments import ConclusionKind, Phase
from domain.ideas import Idea
from domain.members import Member, Role
from tests import learning
from tests.people import People
from tests.web.attacks import MARK, MARKUP
from tests.web.browser import Browser
from tests.web.conftest import Browsing, Counting


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben", Role.EMPLOYEE)


@pytest.fixture
async def idea(people: People) -> Idea:
    return await people.idea(by=await people.member("Ann"))


@pytest.fixture
async def staff(app: FastAPI, ben: Member, browsing: Browsing) -> Browser:
    return await browsing(app, ben)


async def test_a_visitor_finds_a_card_by_its_words_and_reads_its_five_parts(
    app: FastAPI, people: People, ben: Member, idea: Idea, browsing: Browsing
) -> None:
    visitor = await browsing(app)
    assert "Nothing has been concluded yet" in (await visitor.page("/learning")).text
    card = await learning.concluded(people, by=ben, on=idea, title="Benches at two docks", tags=("docks",))
    for address in ("/learning?q=bench", "/learning?outcome=stopped_not_as_promised&tag=docks", "/learning?q=bensches"):
        assert (await visitor.page(address)).has("a", href=card.path), address
    for address in ("/learning?q=zeppelin", "/learning?outcome=scaled", "/learning?metric=churn", "/learning?tag=x"):
        page = await visitor.page(address)
        assert not page.has("a", href=card.path), address
        assert "Nothing found" in page.text
    page = await visitor.page(card.path)
    terms = ["We believed", "We measured", "We saw", "We learned", "Therefore"]
    assert [each.words for each in page.all("dt")] == terms
    assert page.has("a", href=idea.path)
    assert "Stopped: not as promised" in page.text
    assert "For staff" not in page.text
    assert not page.has("form", action=f"{card.path}/reuse")


async def test_staff_say_where_a_card_was_of_use(staff: Browser, people: People, ben: Member, idea: Idea) -> None:
    card = await learning.concluded(people, by=ben, on=idea)
    assert "No experiment is being planned" in (await staff.page(card.path)).text
    planned = await learning.experiment(people, by=ben, on=idea, phase=Phase.DRAFT, title="Better benches")
    response = await staff.submit(card.path, f"{card.path}/reuse", experiment=str(planned.id))
    assert response.status_code == 303
    page = await staff.page(card.path)
    assert "It helped to plan one other experiment." in page.text
    assert page.has("a", href=planned.path)
    assert "of use once" in (await staff.page("/learning")).text
    for given, status in (("", 404), ("x", 404), ("9" * 30, 404), (str(card.experiment_id), 409)):
        response = await staff.post(f"{card.path}/reuse", {"experiment": given})
        assert response.status_code == status, given


async def test_while_one_writes_a_hypothesis_what_was_tried_is_shown(
    staff: Browser, people: People, ben: Member, idea: Idea
) -> None:
    card = await learning.concluded(people, by=ben, on=idea, changing="helmets to borrow at each dock")
    said = {"changing": "a helmet to borrow at every dock", "metric": "rides"}
    found = await staff.script("/learning/tried", said)
    assert card.path in found.text
    assert found.text.count("<") < 80
    assert card.path not in (await staff.script("/learning/tried", said | {"experiment": str(card.experiment_id)})).text
    for nothing in ({}, {"changing": ""}, {"experiment": "x" * 40}):
        assert (await staff.script("/learning/tried", nothing)).status_code == 200
    assert (await staff.post("/learning/tried", said)).headers["location"] == "/learning"


async def test_teams_are_for_staff(app: FastAPI, people: People, ben: Member, idea: Idea, browsing: Browsing) -> None:
    team = await people.team("Secret docks", ben)
    card = await learning.concluded(people, by=ben, on=idea, team_id=team)
    other = await people.team("Others", ben)
    staff, visitor = await browsing(app, ben), await browsing(app)
    assert "Secret docks" in (await staff.page(card.path)).text
    assert not (await staff.page(f"/learning?team={other}")).has("a", href=card.path)
    for address in ("/learning", card.path, f"/learning?team={other}"):
        assert "Secret docks" not in (await visitor.page(address)).text
    assert (await visitor.page(f"/learning?team={other}")).has("a", href=card.path)


async def test_the_feed_has_the_newest_cards(
    app: FastAPI, people: People, ben: Member, idea: Idea, browsing: Browsing
) -> None:
    card = await learning.concluded(people, by=ben, on=idea, kind=ConclusionKind.SCALED, title="Two docks")
    await learning.concluded(people, by=ben, on=idea, counts=False, title="Nobody knows")
    feed = (await (await browsing(app)).get("/learning.atom")).text
    assert "Scaled: Two docks" in feed
    assert card.path in feed
    assert "Nobody knows" not in feed


@pytest.mark.parametrize("attack", MARKUP)
async def test_what_a_card_says_stays_text(
    staff: Browser, people: People, ben: Member, idea: Idea, attack: str
) -> None:
    card = await learning.concluded(people, by=ben, on=idea, title=f"Docks {attack}"[:110], learned=f"Docks {attack}")
    for address in ("/learning", card.path, "/learning?q=docks"):
        for element in (await staff.page(address)).elements:
            assert not any(MARK in value for name, value in element.attributes.items() if name.startswith("on"))
            assert element.tag not in ("iframe", "object", "embed", "base")


async def test_the_list_takes_as_many_statements_for_one_card_as_for_ten(
    staff: Browser, people: People, ben: Member, idea: Idea, counting_app: Counting
) -> None:
    taken = []
    for many in (1, 9):
        for _each in range(many):
            await learning.concluded(people, by=ben, on=idea)
        with counting_app() as counted:
            await staff.page("/learning")
        taken.append(len(counted))
    assert taken[0] == taken[1]
