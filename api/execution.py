"""Execution: a question is read, allowed, priced and run against the schema in time, for every transport."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, Protocol, TypeGuard, TypeVar, cast

import strawberry
from graphql import (
    ExecutionResult,
    Executor,
    GraphQLError,
    OperationType,
    create_source_event_stream,
    execute_root_selection_set,
    execute_subscription_event,
    map_source_to_response_event,
)
from starlette.requests import HTTPConnection
from strawberry.execution import optimized_is_awaitable

from api import cost, failures
from api.documents import Library, Operation, Unanswerable
from api.failures import Code, Shown, coded, failure
from domain import errors

T = TypeVar("T")
Refusing = Mapping[OperationType, GraphQLError]  # the kinds of operation that don't run this way, and why

MOST_COERCION_ERRORS = 10
NEEDS_STREAM: Refusing = {
    OperationType.SUBSCRIPTION: failure(
        Code.OPERATION_NOT_ALLOWED,
        "A subscription needs a stream: ask for text/event-stream, or use a WebSocket.",
    )
}


class Context(Protocol):
    """What execution needs to know of whoever asks; the application's own context holds more."""

    @property
    def viewer_id(self) -> int | None:
        """Return the asker's number, None for a visitor."""

    def gettext(self, message: str, /) -> str:
        """Return a sentence in the language of whoever asks."""

    def renewed(self) -> "Context":
        """Return a context for a subscription's next event, with nothing remembered from the one before."""


class GetContext(Protocol):
    """Makes the context of one question; the application brings it."""

    async def __call__(self, connection: HTTPConnection, token: str | None, /) -> Context:
        """Return who asks: by the token if there is one, else by the cookie; raises Refused for a bad token."""


@dataclass(frozen=True)
class Question:
    """What a client sends: a document, which of its operations, and the variables."""

    text: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation_name: str | None = None


@dataclass(frozen=True)
class Answer:
    """What a client gets; `ran` is false when the question was turned down before any field was asked."""

    data: dict[str, Any] | None = None
    errors: tuple[Shown, ...] = ()
    price: int | None = None
    ran: bool = False

    def body(self) -> dict[str, Any]:
        """Return the answer as GraphQL spells it: no `data` entry when nothing ran."""
        body: dict[str, Any] = {"data": self.data} if self.ran else {}
        if self.errors:
            body["errors"] = self.errors
        if self.price is not None:
            body["extensions"] = {"cost": {"requested": self.price, "limit": cost.BUDGET}}
        return body


def turned_down(*found: GraphQLError, price: int | None = None) -> Answer:
    """Return the answer to a question that isn't run."""
    return Answer(errors=tuple(failures.shown(error) for error in found), price=price)


class Engine:
    """Runs questions against one schema, a query, a mutation or an event of a subscription in `deadline` seconds.

    It remembers documents, and nothing of any request.
    """

    def __init__(self, schema: strawberry.Schema, deadline: float = 5) -> None:
        self._schema = schema._schema  # the only way to the schema that graphql-core runs
        self._executor = schema.execution_context_class
        self._deadline = deadline
        self.library = Library(self._schema)

    def listens(self, question: Question) -> bool:
        """Say whether this asks for a subscription, which is answered for as long as somebody listens."""
        try:
            operation = self.library.read(question.text).operation(question.operation_name)
        except Unanswerable:
            return False
        return operation.kind is OperationType.SUBSCRIPTION

    async def answer(self, question: Question, context: Context, refusing: Refusing) -> Answer:
        """Run a query or mutation and return its answer; whatever the question holds, this doesn't raise."""
        async with aclosing(self.answers(question, context, {**NEEDS_STREAM, **refusing})) as answers:
            return await anext(answers)

    async def answers(self, question: Question, context: Context, refusing: Refusing) -> AsyncGenerator[Answer, None]:
        """Run any operation and yield its answers: one, or for a subscription one per event."""
        try:
            operation = self._permitted(question, context, refusing)
            executor, price = self._built(operation, question, context)
        except Unanswerable as unanswerable:
            yield turned_down(*unanswerable.errors, price=unanswerable.price)
            return
        start = self._events if operation.kind is OperationType.SUBSCRIPTION else self._once
        async with aclosing(start(executor)) as results:
            async for result in results:
                yield _answer(result, context, price)

    def _permitted(self, question: Question, context: Context, refusing: Refusing) -> Operation:
        operation = self.library.read(question.text).operation(question.operation_name)
        if operation.kind in refusing:
            raise Unanswerable(refusing[operation.kind])
        if operation.introspects and context.viewer_id is None:
            message = "Only signed-in members can ask about the schema. Please send an access token."
            raise Unanswerable(failure(Code.INTROSPECTION_NEEDS_SIGN_IN, message))
        return operation

    def _built(self, operation: Operation, question: Question, context: Context) -> tuple[Executor[Any], int]:
        executor = self._executor.build(
            self._schema,
            operation.document,
            context_value=context,
            raw_variable_values=dict(question.variables),
            operation_name=operation.name,
            max_coercion_errors=MOST_COERCION_ERRORS,
            is_awaitable=cast("Callable[[Any], TypeGuard[Awaitable[Any]]]", optimized_is_awaitable),
            hide_suggestions=True,
        )
        if isinstance(executor, list):
            raise Unanswerable(*coded(executor, Code.BAD_USER_INPUT))
        price = cost.total(operation.steps, executor.variable_values.coerced)
        if price > cost.BUDGET:
            message = f"This could bring {price:,} objects; {cost.BUDGET:,} are the limit. Ask for smaller pages."
            raise Unanswerable(failure(Code.COST_TOO_HIGH, message), price=price)
        return executor, price

    async def _once(self, executor: Executor[Any]) -> AsyncGenerator[ExecutionResult, None]:
        yield await self._in_time(execute_root_selection_set(executor))

    async def _events(self, executor: Executor[Any]) -> AsyncGenerator[ExecutionResult, None]:
        source: AsyncIterable[Any] | ExecutionResult
        source = await self._in_time(create_source_event_stream(executor))
        if isinstance(source, ExecutionResult):
            yield ExecutionResult(None, [_without_path(error) for error in source.errors or ()])
            return
        results = map_source_to_response_event(executor, source, self._event)
        try:
            async for result in results:
                yield result
        except Exception as error:  # a broken source ends its stream, as one more answer
            yield ExecutionResult(None, [GraphQLError("", original_error=error)])
        finally:
            await results.aclose()

    async def _event(self, executor: Executor[Any]) -> ExecutionResult:
        executor.context_value = executor.context_value.renewed()
        return await self._in_time(execute_subscription_event(executor))

    async def _in_time(self, work: T | Awaitable[T]) -> T | ExecutionResult:
        try:
            async with asyncio.timeout(self._deadline):
                return await work if isawaitable(work) else work
        except TimeoutError:
            message = f"This took longer than {self._deadline:g} seconds and was stopped."
            return ExecutionResult(None, [failure(Code.TIMEOUT, message)])


def _without_path(error: GraphQLError) -> GraphQLError:
    """Return an error as one of the whole question: a stream that never began has no data to point into."""
    return GraphQLError(error.message, error.nodes, original_error=error.original_error, extensions=error.extensions)


def _answer(result: ExecutionResult, context: Context, price: int) -> Answer:
    found = [error for error in result.errors or () if not _is_plain_absence(error, result.data)]
    ran = result.data is not None or not any(error.path is None for error in found)
    return Answer(result.data, tuple(failures.shown(error, context.gettext) for error in found), price, ran)


def _is_plain_absence(error: GraphQLError, data: dict[str, Any] | None) -> bool:
    """Say whether an error only explains a null that stands exactly where the thing was asked for."""
    if not isinstance(error.original_error, errors.NotFound) or data is None:
        return False
    place: Any = data
    for step in error.path or ():
        if place is None:
            return False
        place = place[step]
    return True
