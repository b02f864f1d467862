"""The record of staff actions over GraphQL, for admins."""

from datetime import datetime
from typing import Annotated

import orjson
import strawberry
from strawberry import ID

from api import ids
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.members import Member
from domain import moderation, paging
from domain.errors import NotAllowed
from domain.moderation import StaffAction as Row
from domain.paging import Page

Kind = Annotated[str, strawberry.argument(description="Only facts of this name, as in IdeaHidden.")]
Handle = Annotated[str, strawberry.argument(description="Only what this member did.")]


@strawberry.type(description="Something that a member of the staff did.")
class StaffAction:
    """Something that a member of the staff did."""

    id: ID = strawberry.field(description="Names it across the schema.")
    kind: str = strawberry.field(description="What happened, as the name of a fact.")
    member: Member = strawberry.field(description="Who did it.")
    recorded_at: datetime = strawberry.field(description="When.")
    idea_id: ID | None = strawberry.field(description="The idea it was done to, if there is one.")
    data: str = strawberry.field(description="All that the fact says, as a JSON text; numbers are the database's.")

    @classmethod
    def of(cls, row: Row) -> "StaffAction":
        """Return an action as the schema shows one."""
        return cls(
            id=ID(ids.encode("StaffAction", row.fact.id)),
            kind=row.fact.kind,
            member=Member.of(row.member),
            recorded_at=row.fact.recorded_at,
            idea_id=ID(ids.encode("Idea", row.idea_id)) if row.idea_id else None,
            data=orjson.dumps(row.fact.data).decode(),
        )


@strawberry.type
class RecordQueries:
    """What staff did."""

    @strawberry.field(description="What staff did, latest first; empty for all but admins.")
    async def staff_actions(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        kind: Kind = "",
        handle: Handle = "",
    ) -> Connection[StaffAction]:
        """Return what staff did."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            try:
                found = await moderation.staff_actions(
                    session, info.context.viewer, wanted, kind=kind, handle=handle.lower()
                )
            except NotAllowed:
                found = Page([])
        return Connection.of(found, StaffAction.of)
