"""The board over GraphQL: where ideas stand, a column for each status, heard as it changes."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import ID

from api import ids
from api.context import Info
from api.enums import Status
from api.queue import LOOK_EVERY
from domain import scores, triage
from domain.members import Actor
from domain.triage import BoardColumn as ColumnRow

SHOWN = 10
COLUMNS = 8


By = Annotated[
    bool, strawberry.argument(description="Whether the highest score comes first, instead of what came last.")
]


@strawberry.type(description="What stands at one status: the ten first.")
class BoardColumn:
    """What stands at one status."""

    status: Status = strawberry.field(description="The status.")
    idea_ids: list[ID] = strawberry.field(description="The ideas; ask for them by `node`.", metadata={"at_most": SHOWN})
    has_more: bool = strawberry.field(description="Whether others stand there too.")

    @classmethod
    def of(cls, row: ColumnRow) -> "BoardColumn":
        """Return a column as the schema shows one."""
        numbers = [ID(ids.encode("Idea", card.idea.id)) for card in row.cards]
        return cls(status=row.status, idea_ids=numbers, has_more=row.has_more)


@strawberry.type
class BoardQueries:
    """Where ideas stand."""

    @strawberry.field(description="The columns of the board; for who reads the queue.", metadata={"at_most": COLUMNS})
    async def triage_board(self, info: Info, by_score: By = False) -> list[BoardColumn]:
        """Return the columns."""
        async with info.context.reading() as session:
            return [BoardColumn.of(row) for row in await _columns(session, info.context.viewer, by_score)]


@strawberry.type
class BoardSubscriptions:
    """Hearing of the board."""

    @strawberry.subscription(
        description="The columns of the board, again whenever an idea comes, goes, moves or changes hands.",
        metadata={"at_most": COLUMNS},
    )
    async def board_changed(self, info: Info, by_score: By = False) -> AsyncGenerator[list[BoardColumn], None]:
        """Yield the columns; whoever asks is looked up anew each time, with their rights."""
        context, known = info.context, None
        with context.listeners.place():
            while True:
                async with context.sessions() as session:
                    context.viewer, _may_write = await context.asker.find(session)
                    found = await _columns(session, context.viewer, by_score)
                stands = [(row.status, [card.stands for card in row.cards], row.has_more) for row in found]
                if stands != known:
                    known = stands
                    yield [BoardColumn.of(row) for row in found]
                await asyncio.sleep(LOOK_EVERY)


async def _columns(session: AsyncSession, viewer: Actor, by_score: bool) -> list[ColumnRow]:
    return await triage.board(session, viewer, scores=scores.present() if by_score else None, most=SHOWN)
