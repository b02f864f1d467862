"""What pages that stay open listen to, and how the script tells what changed."""

import orjson
from fastapi import FastAPI
from graphql import OperationDefinitionNode, parse, validate
from graphql.execution.values import get_variable_values

from api import ids
from api.schema import schema
from domain import rewards, triage
from domain.ideas import Idea
from domain.members import Member
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.people import People
from tests.seasons import days_after
from tests.web.conftest import Browsing
from tests.web.reading import Page


async def test_what_an_open_page_listens_to_is_a_question_of_the_schema(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, some: list[Idea]
) -> None:
    browser = await browsing(app, pia)
    odd = "/triage?view=due_today&quadrant=creation_for_self&standing=undecided&tag=a&votes=3&q=%22%3E&sort=score"
    first = await people.reads(triage.queue, pia, Slice(2), only=triage.QueueFilter())
    beyond = f"/triage?after={first.end_cursor}"
    team = await people.team("Riders", pia)
    narrow = "/points/boards?currency=learning&scope=newcomers&quadrant=creation_for_self"
    of_team = f"/points/boards?scope=team&team={team}"
    places = ("/triage", odd, beyond, "/triage/board", "/triage/board?sort=score", "/points/boards", narrow, of_team)
    for path in places:
        (root,) = [each for each in (await browser.page(path)).all("div") if each.get("data-live")]
        asked = orjson.loads(root.get("data-live"))
        assert asked["variables"].get("after") == (first.end_cursor if path == beyond else None)
        document = parse(asked["query"])
        assert validate(schema._schema, document) == [], path
        operation = document.definitions[0]
        assert isinstance(operation, OperationDefinitionNode)
        declared = operation.variable_definitions or ()
        found = get_variable_values(schema._schema, declared, asked["variables"])
        assert not isinstance(found, list), found
        if path == of_team:
            assert ids.decode("Team", asked["variables"]["team"]) == team


async def test_the_script_gets_the_rows_alone_and_each_says_how_it_stands(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, some: list[Idea]
) -> None:
    browser = await browsing(app, pia)

    async def stands(path: str) -> dict[str, str]:
        piece = Page((await browser.get(path, hx_request="true")).text)
        assert len(piece.roots) == 1
        assert piece.roots[0].get("data-live")
        return {row.get("id"): row.get("data-stands") for row in piece.all("li") if row.get("data-stands")}

    for path in ("/triage", "/triage/board"):
        before = await stands(path)
        assert before == await stands(path)
        idea = some[0] if path == "/triage" else some[1]
        await people.does(triage.claim, pia, idea.id)
        after = await stands(path)
        assert [each.rpartition("-")[2] for each in after if after[each] != before[each]] == [str(idea.id)]


async def test_an_open_board_gets_its_places_alone_and_a_closed_one_listens_no_more(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.idea(by=ann)
    await people.hear()
    browser = await browsing(app, ben)

    async def stands(narrowed: str = "") -> dict[str, str]:
        piece = Page((await browser.get(f"/points/boards{narrowed}", hx_request="true")).text)
        assert len(piece.roots) == 1
        assert bool(piece.roots[0].get("data-live")) is not bool(narrowed)
        return {row.get("id"): row.get("data-stands") for row in piece.all("tr") if row.get("data-stands")}

    assert await stands() == {f"top-{ann.id}": "1 2"}
    await people.idea(by=ben)
    await people.idea(by=ben, title="Another bench")
    await people.hear()
    assert await stands() == {f"top-{ben.id}": "1 4", f"top-{ann.id}": "2 2"}
    season = (await people.reads(rewards.seasons))[0]
    await days_after(people, clock, season)
    await people.does(rewards.close_ended)
    assert await stands(f"?season={season.key}") == {f"kept-{ben.id}": "1 4", f"kept-{ann.id}": "2 2"}
