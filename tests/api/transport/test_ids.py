"""Ids and connections: opaque, ours alone, and true to the page they come from."""

import base64

import pytest

from api import ids
from domain.errors import Invalid
from tests.api.transport.conftest import Ask


def plain(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize("number", [1, 12, 2**63 - 1])
def test_an_id_comes_back_as_its_type_and_number(number: int) -> None:
    text = ids.encode("Idea", number)
    assert ids.decode("Idea", text) == number
    assert ids.split(text) == ("Idea", number)
    assert ":" not in text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "Idea:12",
        ids.encode("Member", 12),
        ids.encode("Idea", 12) + "=",
        ids.encode("Idea", 12) + "\n",
        plain("Idea:012"),
        plain("Idea:+12"),
        plain("Idea: 12"),
        plain("Idea:１２"),
        plain("Idea:0"),
        plain("Idea:-1"),
        plain("Idea:1:2"),
        plain(f"Idea:{2**63}"),
        plain("Idea:" + "9" * 5000),
        plain("Idea:1; DROP TABLE ideas"),
        "🏃",
        "\udcff",
        "A",
        "_-_-",
    ],
)
def test_a_forged_id_is_refused_at_its_argument(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        ids.decode("Idea", text, "idea_id")
    assert [found.field for found in caught.value.problems] == ["idea_id"]


async def test_a_connection_shows_the_page_it_was_made_from(ask: Ask) -> None:
    query = """{ ideas(first: 2) {
        nodes { title } edges { cursor node { title } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } }"""
    assert (await ask(query)).json()["data"]["ideas"] == {
        "nodes": [{"title": "1"}, {"title": "2"}],
        "edges": [{"cursor": "c1", "node": {"title": "1"}}, {"cursor": "c2", "node": {"title": "2"}}],
        "pageInfo": {"hasNextPage": True, "hasPreviousPage": False, "startCursor": "c1", "endCursor": "c2"},
    }
