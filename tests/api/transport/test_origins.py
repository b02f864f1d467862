"""Cookies: other sites' pages get nothing with them, our own change nothing without the session's token."""

import httpx
import pytest

from tests.api.transport.conftest import Ask
from tests.api.transport.sample import COOKIE, ORIGIN, Witness

VOTE = 'mutation { castVote(input: {ideaId: "1"}) { __typename } }'
ANN = f"{COOKIE}=ann"
OURS = [{"origin": ORIGIN}, {"sec_fetch_site": "same-origin"}, {"sec_fetch_site": "none"}]
THEIRS: list[dict[str, str]] = [
    {},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": ORIGIN + ".evil.example"},
    {"origin": "http://ideas.example"},
    {"referer": ORIGIN},
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
    {"sec_fetch_site": "cross-site", "origin": ORIGIN},
    {"authorization": "Basic YW5uOnNlY3JldA=="},
    {"authorization": "Bearer"},
]


@pytest.mark.parametrize("headers", THEIRS)
@pytest.mark.parametrize("query", ["{ whoami }", VOTE])
async def test_another_sites_page_gets_nothing_with_the_cookie(
    headers: dict[str, str], query: str, ask: Ask, witness: Witness
) -> None:
    answer = await ask(query, cookie=ANN, x_csrf_token="right", **headers)
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"]["code"] == "FORGED_REQUEST"
    assert witness.votes == []


@pytest.mark.parametrize("headers", OURS)
async def test_our_own_pages_read_with_the_cookie(headers: dict[str, str], ask: Ask) -> None:
    assert (await ask("{ whoami }", cookie=ANN, **headers)).json()["data"] == {"whoami": 1}


@pytest.mark.parametrize("headers", OURS)
@pytest.mark.parametrize("token", [{}, {"x_csrf_token": "wrong"}])
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_our_own_pages_change_nothing_without_the_sessions_token(
    headers: dict[str, str], token: dict[str, str], accept: str, ask: Ask, witness: Witness
) -> None:
    answer = await ask(VOTE, cookie=ANN, accept=accept, **headers, **token)
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["extensions"]["code"] == "FORGED_REQUEST"
    assert witness.votes == []


async def test_a_stream_is_no_way_around_the_sessions_token(ask: Ask, witness: Witness) -> None:
    answer = await ask(VOTE, cookie=ANN, origin=ORIGIN, accept="text/event-stream")
    assert "FORGED_REQUEST" in answer.text
    assert witness.votes == []


@pytest.mark.parametrize("headers", OURS)
async def test_our_own_pages_vote_with_the_sessions_token(headers: dict[str, str], ask: Ask, witness: Witness) -> None:
    answer = await ask(VOTE, cookie=ANN, x_csrf_token="right", **headers)
    assert answer.json()["data"] == {"castVote": {"__typename": "Idea"}}
    assert witness.votes == ["1"]


async def test_a_program_needs_its_token_alone(ask: Ask, witness: Witness) -> None:
    answer = await ask(VOTE, authorization="Bearer good", origin="https://elsewhere.example")
    assert "errors" not in answer.json()
    assert witness.votes == ["1"]


async def test_an_image_of_another_site_reads_nothing(client: httpx.AsyncClient) -> None:
    headers = {"cookie": ANN, "sec-fetch-site": "cross-site", "sec-fetch-dest": "image"}
    answer = await client.get("/graphql", params={"query": "{ whoami }"}, headers=headers)
    assert answer.status_code == 403
