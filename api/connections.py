"""Connections: a page of the domain becomes a Relay connection.

A field takes `first: First = None, after: After = None, last: Last = None, before: Before = None`, hands them to
`domain.paging.requested`, and returns `Connection.of(page, Idea.of)`. One of first and last is needed, 1 to 100.
"""

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

import strawberry

from domain.paging import Page

First = Annotated[int | None, strawberry.argument(description="How many from the start, 1 to 100.")]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor; goes with first.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the end, 1 to 100.")]
Before = Annotated[str | None, strawberry.argument(description="Only what comes before this cursor; goes with last.")]

NodeT = TypeVar("NodeT")
RowT = TypeVar("RowT")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool = strawberry.field(description="Whether more follows.")
    has_previous_page: bool = strawberry.field(description="Whether something comes before.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first row, if there is one.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last row, if there is one.")


@strawberry.type(description="One row of a page, with its place.")
class Edge(Generic[NodeT]):
    """One row of a page, with its place."""

    cursor: str = strawberry.field(description="The place of this row, for after and before.")
    node: NodeT = strawberry.field(description="The row itself.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[NodeT]):
    """One page of a list."""

    edges: list[Edge[NodeT]] = strawberry.field(description="The rows of this page, each with its cursor.")
    nodes: list[NodeT] = strawberry.field(description="The rows of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page stands in its list.")

    @classmethod
    def of(cls, page: Page[RowT], node: Callable[[RowT], NodeT]) -> "Connection[NodeT]":
        """Return a page as a connection, each row turned into what the schema shows."""
        nodes = [node(row) for row in page.items]
        pairs = zip(page.cursors, nodes, strict=True)
        edges: list[Any] = [Edge(cursor=cursor, node=shown) for cursor, shown in pairs]
        info = PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.start_cursor,
            end_cursor=page.end_cursor,
        )
        return Connection(edges=edges, nodes=nodes, page_info=info)
