"""What pages that stay open listen to, and how the script tells what changed."""

import orjson
from fastapi import FastAPI
from graphql import OperationDefinitionNode, parse, validate
from graphql.execution.values import get_variable_values

from api.schema import schema
from domain import triage
from domain.ideas import Idea
from domain.members import Member
from domain.paging import Slice
from tests.people import People
from tests.web.conftest import Browsing
from tests.web.reading import Page


async def test_what_an_open_page_listens_to_is_a_question_of_the_schema(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, some: list[Idea]
) -> None:
    browser = await browsing(app, pia)
    odd = "/triage?view=due_today&quadrant=creation_for_self&standing=undecided&tag=a&votes=3&q=%22%3E&sort=score"
    first = await people.reads(triage.queue, pia, Slice(2), only=triage.QueueFilter())
    beyond = f"/triage?after={first.end_cursor}"
    for path in ("/triage", odd, beyond, "/triage/board", "/triage/board?sort=score"):
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
