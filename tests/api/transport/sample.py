"""A small schema and application for the transport's own tests: ideas that have authors that have ideas."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import strawberry
from fastapi import FastAPI
from starlette.requests import HTTPConnection
from strawberry.scalars import JSON

import api.router
from api import ids, refusals
from api.connections import After, Before, Connection, First, Last
from api.execution import Engine
from domain import errors, paging
from tests.api.transport.asking import COOKIE as COOKIE
from tests.api.transport.asking import ORIGIN as ORIGIN
from tests.api.transport.asking import SIGNED_IN as SIGNED_IN
from tests.api.transport.asking import TOKEN as TOKEN
from tests.api.transport.asking import Asker as Asker
from tests.api.transport.asking import Info as Info
from tests.api.transport.asking import Witness as Witness


@strawberry.type
class Tag:
    """A word."""

    name: str


@strawberry.type
class Member:
    """Someone."""

    id: strawberry.ID
    secret_garden: str = "roses"

    @strawberry.field
    def ideas(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection["Idea"]:
        """Return what they proposed."""
        return some_ideas(paging.requested(first, after, last, before))


@strawberry.type
class Idea:
    """What someone proposed."""

    id: strawberry.ID
    title: str
    body_html: str = strawberry.field(default="<p>", metadata={"cost": 5})
    tags: list[Tag] = strawberry.field(default_factory=list)
    quadrants: list[Tag] = strawberry.field(default_factory=list, metadata={"at_most": 4})

    @strawberry.field
    async def slow_title(self) -> str:
        """Return the title much too late."""
        await asyncio.sleep(60)
        return self.title

    @strawberry.field
    def author(self) -> Member:
        """Return who proposed it."""
        return Member(id=strawberry.ID("1"))

    @strawberry.field
    def ideas(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection["Idea"]:
        """Return those like it."""
        return some_ideas(paging.requested(first, after, last, before))


def some_ideas(wanted: paging.Slice) -> Connection[Idea]:
    """Return a page of made-up ideas."""
    numbers = list(range(1, wanted.size + 1))
    page = paging.Page(numbers, [f"c{number}" for number in numbers], has_next=True)
    return Connection.of(page, lambda number: Idea(id=strawberry.ID(ids.encode("Idea", number)), title=str(number)))


@strawberry.interface
class Named:
    """What has a name."""

    name: str


@strawberry.type
class Thing(Named):
    """A thing with a name."""


class Secret(Exception):
    """What nobody foresaw."""


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    def hello(self) -> str:
        """Greet."""
        return "hello"

    @strawberry.field
    def ideas(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Idea]:
        """Return ideas."""
        return some_ideas(paging.requested(first, after, last, before))

    @strawberry.field
    def latest(self, first: int = 3) -> list[Idea]:
        """Return a plain list that can be cut short."""
        return [Idea(id=strawberry.ID("1"), title="")] * first

    @strawberry.field
    def odd(self) -> JSON:
        """Return what can't be written down."""
        return JSON(object())

    @strawberry.field
    def nodes(self, ids: list[strawberry.ID]) -> list[Idea]:
        """Return ideas by their ids."""
        return [Idea(id=each, title="") for each in ids]

    @strawberry.field
    def idea(self, id: strawberry.ID) -> Idea | None:
        """Return one idea; only number 7 is there."""
        if ids.decode("Idea", id) != 7:
            raise errors.NotFound
        return Idea(id=id, title="seven")

    @strawberry.field
    def surely(self) -> Idea:
        """Return what must be there, and isn't."""
        raise errors.NotFound

    @strawberry.field
    def double(self, number: int) -> int:
        """Return twice the number, which may be too large for the schema."""
        return number * 2

    @strawberry.field
    async def slow(self, info: Info) -> str:
        """Wait until somebody loses patience."""
        info.context.witness.started.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            info.context.witness.cancelled.set()
            raise
        return "late"

    @strawberry.field
    def broken(self) -> str | None:
        """Fail in a way nobody foresaw."""
        raise Secret("password=hunter2 in /srv/secret.py")

    @strawberry.field
    def wrong(self) -> int:
        """Return what doesn't fit the schema."""
        return "not a number"  # type: ignore[return-value]

    @strawberry.field
    def strange(self) -> Named | None:
        """Return what is of no type that the schema knows."""
        return object()  # type: ignore[return-value]

    @strawberry.field
    def whoami(self, info: Info) -> int | None:
        """Return the viewer's number."""
        return info.context.viewer_id


@strawberry.input
class VoteInput:
    """For which idea."""

    idea_id: strawberry.ID
    note: str = ""


class ShutDown(errors.Conflict):
    """A conflict about a field."""

    code = "shut_down"
    message = "The vote on %(title)s is closed."
    field = "idea_id"


REFUSALS: dict[str, errors.Refused] = {
    "gone": errors.NotFound(),
    "forbidden": errors.NotAllowed(),
    "closed": ShutDown(title="Bench"),
    "often": errors.TooMany(90),
    "down": errors.Unavailable(),
    "bad": errors.Invalid(
        errors.FieldProblem("idea_id", "blank", "Say which."),
        errors.FieldProblem("note", "too_long", "At most %(most)s letters.", {"most": 9}),
    ),
}


@strawberry.type
class Mutation:
    """What can be changed."""

    @refusals.mutation(description="Cast a vote.")
    async def cast_vote(self, info: Info, input: VoteInput) -> Idea:
        """Cast a vote, unless its id names a refusal."""
        if input.idea_id in REFUSALS:
            raise REFUSALS[input.idea_id]
        if input.idea_id == "boom":
            raise Secret("DETAIL: Key (email)=(ann@example.org) already exists")
        info.context.witness.votes.append(input.idea_id)
        return Idea(id=input.idea_id, title="voted")


@strawberry.type
class Subscription:
    """What can be listened to."""

    @strawberry.subscription
    async def counting(self, info: Info, to: int = 3, then: str = "") -> AsyncGenerator[int, None]:
        """Count, and then end, wait, or fail."""
        info.context.witness.listening += 1
        try:
            for number in range(1, to + 1):
                yield number
            if then == "wait":
                await asyncio.sleep(60)
            if then == "break":
                raise Secret("hunter2")
            if then == "refuse":
                raise errors.SignInNeeded
        finally:
            info.context.witness.listening -= 1

    @strawberry.subscription
    async def voted(self) -> AsyncGenerator[Idea, None]:
        """Tell of one vote."""
        yield Idea(id=strawberry.ID("1"), title="one")


def make_schema() -> strawberry.Schema:
    """Return the schema."""
    return strawberry.Schema(
        Query,
        Mutation,
        Subscription,
        types=[refusals.FieldProblem, Thing],
        exception_handlers=refusals.HANDLERS,
    )


class TokenUnknown(errors.NotAllowed):
    """A token that isn't good."""

    code = "token_unknown"
    message = "This token isn't known."


@dataclass
class Sample:
    """The sample application and what its resolvers saw."""

    witness: Witness = field(default_factory=Witness)

    async def context(self, connection: HTTPConnection, token: str | None) -> Asker:
        """Return who asks."""
        if token not in (None, "good", "loud"):
            raise TokenUnknown
        signed_in = token or COOKIE in SimpleCookie(connection.headers.get("cookie", ""))
        return Asker((2 if token == "loud" else 1) if signed_in else None, self.witness)

    def app(self, **changes: Any) -> FastAPI:
        """Return the application."""
        app = FastAPI()
        app.router.routes += api.router.create(
            Engine(make_schema()),
            self.context,
            origins=[ORIGIN],
            cookie=COOKIE,
            check_csrf=lambda request: request.headers.get("x-csrf-token") == "right",
            **changes,
        )
        return app
