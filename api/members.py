"""People over GraphQL: members and the staff's teams."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import Role
from api.nodes import Node
from domain import members, paging
from domain.errors import NotFound
from domain.members import Member as MemberRow
from domain.members import Team as TeamRow
from domain.permissions import Permission

Handle = Annotated[str, strawberry.argument(description="The handle, without the @.")]
Words = Annotated[str, strawberry.argument(description="Only those with this in their name, handle or address.")]

Best = Annotated[bool, strawberry.argument(description="Only the best customers.")]


@strawberry.type(description="A person.")
class Member(Node):
    """A person."""

    handle: str = strawberry.field(description="How to mention the member in a comment, after an @.")
    name: str = strawberry.field(description="What the member wants to be called.")
    role: Role = strawberry.field(description="What the member is to the community.")
    about: str = strawberry.field(description="A line about the member.")
    is_sponsor: bool = strawberry.field(description="Whether this is the one person accountable for the programme.")
    joined_at: datetime = strawberry.field(description="When the member joined.")
    has_left: bool = strawberry.field(description="Whether the account was deleted; what it gave stays.")
    row: strawberry.Private[MemberRow]

    @classmethod
    def of(cls, row: MemberRow) -> "Member":
        """Return a member as the schema shows one."""
        return cls(
            id=ID(ids.encode("Member", row.id)),
            handle=row.handle,
            name=row.name,
            role=row.role,
            about=row.about,
            is_sponsor=row.is_sponsor,
            joined_at=row.joined_at,
            has_left=row.left_at is not None,
            row=row,
        )

    @strawberry.field(description="The member's address; null for all but themselves and whoever manages members.")
    def email(self, info: Info) -> str | None:
        """Return the address to whom it concerns."""
        viewer = info.context.viewer
        return self.row.email if viewer.id == self.row.id or members.may_manage(viewer) else None

    @strawberry.field(
        description="Whether the member is one of the best customers; null for all but who manages members."
    )
    def is_best_customer(self, info: Info) -> bool | None:
        """Return the mark to whom it concerns."""
        return self.row.is_best_customer if members.may_manage(info.context.viewer) else None

    @strawberry.field(description="The teams the member works in, by name.", metadata={"at_most": 5})
    async def teams(self, info: Info) -> list["Team"]:
        """Return the member's teams."""
        return [Team.of(row) for row in await info.context.loaders.teams.load(self.row.id)]


@strawberry.type(description="Staff who work together.")
class Team:
    """Staff who work together."""

    id: ID = strawberry.field(description="Names the team across the schema.")
    name: str = strawberry.field(description="What it is called.")
    number: strawberry.Private[int]

    @classmethod
    def of(cls, row: TeamRow) -> "Team":
        """Return a team as the schema shows one."""
        return cls(id=ID(ids.encode("Team", row.id)), name=row.name, number=row.id)

    @strawberry.field(description="Who is in it, by name.", metadata={"at_most": 20})
    async def members(self, info: Info) -> list[Member]:
        """Return the team's people."""
        return [Member.of(row) for row in await info.context.loaders.people.load(self.number)]


@strawberry.type
class MemberQueries:
    """Finding people."""

    @strawberry.field(description="One member by handle; null if there is none.")
    async def member(self, info: Info, handle: Handle) -> Member | None:
        """Return one member."""
        async with info.context.reading() as session:
            try:
                return Member.of(await members.by_handle(session, info.context.viewer, handle))
            except NotFound:
                return None

    @strawberry.field(description="Everybody here, last joined first; for whoever manages members.")
    async def members(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        words: Words = "",
        best_customers: Best = False,
    ) -> Connection[Member]:
        """Return a page of members."""
        wanted = paging.requested(first, after, last, before)
        viewer = members.require_member(info.context.viewer, Permission.MANAGE_MEMBERS)
        async with info.context.reading() as session:
            found = await members.listed(session, viewer, wanted, words=words.strip(), best=best_customers)
            return Connection.of(found, Member.of)

    @strawberry.field(description="The staff's teams, by name.", metadata={"at_most": 50})
    async def teams(self, info: Info) -> list[Team]:
        """Return all teams."""
        members.require_may_read(info.context.viewer)
        async with info.context.reading() as session:
            return [Team.of(row) for row in await members.teams(session)]
