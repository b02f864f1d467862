"""A program that asks: sends questions over HTTP as somebody, and reads the answers."""

from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

ADDRESS = "http://fourfold.test"
PROBLEM = "message code path"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """Return what was found; there must be no errors."""
        assert "errors" not in self.body, self.body["errors"]
        data: dict[str, Any] = self.body["data"]
        return data

    @property
    def only(self) -> Any:
        """Return the value of the one field that was asked for; there must be no errors."""
        (value,) = self.data.values()
        return value

    @property
    def code(self) -> str:
        """Return the code of the first error; there must be one."""
        code: str = self.body["errors"][0]["extensions"]["code"]
        return code


class Client:
    """A program, or a script on a page of ours."""

    def __init__(self, app: FastAPI, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ADDRESS, headers=named)

    async def ask(self, query: str, variables: dict[str, Any] | None = None, **headers: str) -> Answer:
        """Ask, and return the answer whatever it is; it must never be a fault of ours."""
        named = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
        response = await self.http.post("/graphql", json={"query": query, "variables": variables}, headers=named)
        assert response.status_code < 500, response.text
        assert "INTERNAL" not in response.text, response.text
        return Answer(response.status_code, response.json())

    async def get(self, query: str, **variables: Any) -> Any:
        """Ask for one field and return its value."""
        return (await self.ask(query, variables)).only

    async def do(self, mutation: str, input: dict[str, Any] | None = None, fields: str = "__typename") -> Any:
        """Send a mutation and return what it answers, a refusal with all that it says."""
        kind = mutation[0].upper() + mutation[1:] + "Input"
        head, argument = ("", "") if input is None else (f"($input: {kind}!)", "(input: $input)")
        query = f"""mutation{head} {{ {mutation}{argument} {{
            __typename {fields}
            ... on Problem {{ {PROBLEM} }}
            ... on Invalid {{ problems {{ {PROBLEM} }} }}
            ... on TooMany {{ retryAfter }}
        }} }}"""
        return (await self.ask(query, None if input is None else {"input": input})).only


def names(connection: dict[str, Any], field: str = "title") -> list[str]:
    """Return one field of each row of a connection."""
    return [node[field] for node in connection["nodes"]]
