"""The developers' page: its examples hold, and run as whoever is signed in."""

import json

import pytest
from fastapi import FastAPI
from graphql import build_schema, parse, validate

from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page
from web.examples import EXAMPLES


@pytest.fixture
async def browser(app: FastAPI, people: People, browsing: Browsing) -> Browser:
    return await browsing(app, await people.member("Ann"))


def answer(page: Page) -> dict[str, object]:
    """Return the answer that the page shows."""
    section = page.html[page.html.index('id="result"') :]
    found = next(each for each in Page(section[section.index("<pre") : section.index("</pre>") + 6]).all("pre"))
    shown: dict[str, object] = json.loads(found.text)
    return shown


def test_every_example_fits_the_schema(app: FastAPI) -> None:
    schema = build_schema(app.state.fourfold.schema_text)
    for example in EXAMPLES:
        assert validate(schema, parse(example.query)) == [], example.slug
        assert isinstance(json.loads(example.variables or "{}"), dict)
    assert len({example.slug for example in EXAMPLES}) == len(EXAMPLES)


async def test_an_example_fills_the_form_and_runs_as_whoever_is_there(browser: Browser) -> None:
    page = await browser.page("/developers?example=viewer")
    form = page.form("/developers")
    assert form["query"] == [EXAMPLES[0].query]
    response = await browser.send("/developers", form)
    assert response.status_code == 200
    shown = Page(response.text)
    assert '"name": "Ann"' in shown.text
    assert "cost" in shown.text
    assert shown.form("/developers")["query"] == form["query"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.slug)
async def test_every_example_runs(browser: Browser, people: People, example: object) -> None:
    assert isinstance(example, type(EXAMPLES[0]))
    await people.idea(by=await people.member("Ben"))
    response = await browser.post("/developers", {"query": example.query, "variables": example.variables})
    assert response.status_code == 200
    shown = answer(Page(response.text))
    assert (example.slug == "live") == ("errors" in shown), shown


async def test_the_script_gets_the_answer_alone(browser: Browser) -> None:
    response = await browser.script("/developers", {"query": "{ viewer { member { name } } }"})
    piece = Page(response.text)
    assert [root.get("id") for root in piece.roots] == ["result"]
    assert "Ann" in piece.text


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("", ""),
        ("{", ""),
        ("{ nothing }", ""),
        ("{ viewer { member { name } } }", "{"),
        ("{ viewer { member { name } } }", "[]"),
        ("{ viewer { member { name } } }", '"x"'),
        ("query A { viewer { member { name } } } query B { viewer { member { name } } }", ""),
        ("{" * 15_000, ""),
        ("{ ideas(first: -1) { nodes { id } } }", ""),
        ("\u202e{ viewer { member { name } } } #\ud7ff 🚲", ""),
        ("x" * 30_000, "x" * 30_000),
    ],
)
async def test_odd_queries_get_an_answer_that_says_so(browser: Browser, query: str, variables: str) -> None:
    response = await browser.post("/developers", {"query": query, "variables": variables})
    assert response.status_code == 200
    assert Page(response.text).has("section", id="result")
    assert Page(response.text).form("/developers")["query"][0].strip() == query.strip()


async def test_a_visitor_may_try_but_is_nobody(app: FastAPI, browsing: Browsing) -> None:
    visitor = await browsing(app)
    response = await visitor.post("/developers", {"query": "{ viewer { member { name } } }"})
    assert answer(Page(response.text)) == {"data": {"viewer": None}} or "null" in response.text
    vote = next(example for example in EXAMPLES if example.slug == "vote")
    refused = await visitor.post("/developers", {"query": vote.query, "variables": vote.variables})
    assert "sign in" in Page(refused.text).text.lower() or "SIGN_IN_NEEDED" in refused.text


async def test_the_schema_can_be_read_from_type_to_type(browser: Browser) -> None:
    page = await browser.page("/developers")
    for root in ("Query", "Mutation", "Subscription"):
        assert page.has("a", href=f"/developers/schema/{root}")
    everything = await browser.page("/developers/schema")
    for name in ("Query", "Mutation", "Subscription", "Idea", "Quadrant"):
        assert everything.has("a", href=f"/developers/schema/{name}")
    idea = await browser.page("/developers/schema/Idea")
    assert idea.has("a", href="/developers/schema/Quadrant")
    assert not idea.has("a", href="/developers/schema/String")
    assert "PARTICIPATION_FOR_SELF" in (await browser.page("/developers/schema/Quadrant")).text
    assert (await browser.get("/developers/schema/Nothing")).status_code == 404
