"""What every complaint says over GraphQL, whatever it is about."""

from datetime import datetime
from typing import Any

import strawberry
from strawberry import ID

from api import ids
from api.context import Info
from api.enums import ReportOutcome, ReportReason
from api.members import Member
from domain import moderation
from domain.members import TrustLevel
from domain.moderation import Complaint as ComplaintRow


@strawberry.type
class Complaint:
    """A member's complaint; `row` is what it is read from."""

    id: ID = strawberry.field(description="Names the report across the schema.")
    reason: ReportReason = strawberry.field(description="What is wrong with it.")
    said: str = strawberry.field(description="What the member says about it; may be empty.")
    made_at: datetime = strawberry.field(description="When it was made.")
    settled_at: datetime | None = strawberry.field(description="When a moderator had looked at it.")
    outcome: ReportOutcome | None = strawberry.field(description="What became of it; null while nobody has looked.")
    answer: str = strawberry.field(description="What the moderator said; may be empty.")
    row: strawberry.Private[ComplaintRow]

    @strawberry.field(description="Who made it.")
    async def member(self, info: Info) -> Member:
        """Return the reporter."""
        return Member.of(await info.context.loaders.members.load(self.row.member_id))

    @strawberry.field(description="Whether who made it is trusted here by what they did; null for all but moderators.")
    async def is_by_trusted(self, info: Info) -> bool | None:
        """Return whether the reporter is trusted."""
        if not moderation.may_moderate(info.context.viewer):
            return None
        return (await info.context.loaders.members.load(self.row.member_id)).trust is TrustLevel.TRUSTED


def told(row: ComplaintRow) -> dict[str, Any]:
    """Return what every complaint says of a row, as fields of its type in the schema, which has the row's name."""
    names = ("reason", "said", "made_at", "settled_at", "outcome", "answer")
    number = ID(ids.encode(type(row).__name__, row.id))
    return {"id": number, "row": row, **{name: getattr(row, name) for name in names}}
