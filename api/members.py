"""People over GraphQL: members, the viewer, and what members do with their accounts."""

from datetime import datetime
from typing import Annotated

import orjson
import strawberry
from strawberry import ID

from api import ids, refusals
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import NoticeKind, Role, Scope
from api.nodes import Node
from domain import members, notifications, paging, personal_data
from domain.members import AccessToken as AccessTokenRow
from domain.members import Member as MemberRow
from domain.notifications import Notice as NoticeRow


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
        )


@strawberry.type(description="A key for this API.")
class AccessToken:
    """A key for this API."""

    id: ID = strawberry.field(description="Names the token across the schema.")
    name: str = strawberry.field(description="What its owner calls it.")
    scope: Scope = strawberry.field(description="What it may be used for.")
    created_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime = strawberry.field(description="When it ends.")

    @classmethod
    def of(cls, row: AccessTokenRow) -> "AccessToken":
        """Return a token as the schema shows one."""
        return cls(
            id=ID(ids.encode("AccessToken", row.id)),
            name=row.name,
            scope=row.scope,
            created_at=row.created_at,
            expires_at=row.expires_at,
        )


@strawberry.type(description="A new access token with its secret.")
class NewAccessToken:
    """A new access token with its secret."""

    access_token: AccessToken = strawberry.field(description="The token.")
    secret: str = strawberry.field(description="What to send after `Authorization: Bearer`; shown this once.")


@strawberry.type(description="Something a member should hear.")
class Notice:
    """Something a member should hear."""

    id: ID = strawberry.field(description="Names the notice across the schema.")
    kind: NoticeKind = strawberry.field(description="Why the member is told.")
    actor: Member = strawberry.field(description="Whoever did it.")
    idea_id: ID = strawberry.field(description="The idea it happened at.")
    comment_id: ID | None = strawberry.field(description="The comment, if it is about one.")
    created_at: datetime = strawberry.field(description="When it happened.")
    read_at: datetime | None = strawberry.field(description="When the member read it.")

    @classmethod
    def of(cls, row: NoticeRow) -> "Notice":
        """Return a notice as the schema shows one."""
        return cls(
            id=ID(ids.encode("Notice", row.id)),
            kind=row.kind,
            actor=Member.of(row.actor),
            idea_id=ID(ids.encode("Idea", row.idea_id)),
            comment_id=ID(ids.encode("Comment", row.comment_id)) if row.comment_id else None,
            created_at=row.created_at,
            read_at=row.read_at,
        )


@strawberry.type(description="The member who asks, with what only they see.")
class Viewer:
    """The member who asks, with what only they see."""

    member: Member = strawberry.field(description="Who you are to others.")
    email: str | None = strawberry.field(description="Your address.")
    language: str = strawberry.field(description="The language that we write to you in.")

    @strawberry.field(description="How many notices you haven't read; 99 means 99 or more.")
    async def unread_notices(self, info: Info) -> int:
        """Return how many notices are unread."""
        async with info.context.sessions() as session:
            return await notifications.unread(session, info.context.viewer)

    @strawberry.field(description="What you should hear, latest first.")
    async def notices(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Notice]:
        """Return the viewer's notices."""
        wanted = paging.requested(first, after, last, before)
        viewer = members.require_self(info.context.viewer)
        async with info.context.sessions() as session:
            return Connection.of(await notifications.listed(session, viewer, wanted), Notice.of)

    @strawberry.field(description="Your access tokens, newest first.", metadata={"at_most": 20})
    async def access_tokens(self, info: Info) -> list[AccessToken]:
        """Return the viewer's access tokens."""
        viewer = members.require_self(info.context.viewer)
        async with info.context.sessions() as session:
            return [AccessToken.of(row) for row in await members.access_tokens(session, viewer)]

    @strawberry.field(description="All that is kept about you, as a JSON text to take along.", metadata={"cost": 100})
    async def personal_data(self, info: Info) -> str:
        """Return everything the viewer has given."""
        async with info.context.sessions() as session:
            return orjson.dumps(await personal_data.export(session, info.context.viewer)).decode()


def viewer_of(info: Info) -> Viewer | None:
    """Return the member who asks, None for a visitor."""
    member = info.context.viewer
    if not isinstance(member, MemberRow):
        return None
    return Viewer(member=Member.of(member), email=member.email, language=member.language)


@strawberry.type
class MemberQueries:
    """Finding people."""

    @strawberry.field(description="The member who asks; null for a visitor.")
    def viewer(self, info: Info) -> Viewer | None:
        """Return who asks."""
        return viewer_of(info)

    @strawberry.field(description="One member by handle; null if there is none.")
    async def member(
        self, info: Info, handle: Annotated[str, strawberry.argument(description="The handle, without the @.")]
    ) -> Member | None:
        """Return one member."""
        async with info.context.sessions() as session:
            return Member.of(await members.by_handle(session, info.context.viewer, handle))


@strawberry.input(description="What you say of yourself.")
class ReviseProfileInput:
    """What a member says of themselves."""

    name: str = strawberry.field(description="What to call you.")
    about: str = strawberry.field(default="", description="A line about you.")
    language: str = strawberry.field(default="en", description="The language we write to you in: en or de.")


@strawberry.input(description="What a new token is for.")
class CreateAccessTokenInput:
    """What a new token is for."""

    name: str = strawberry.field(description="What you call it.")
    scope: Scope = strawberry.field(default=Scope.READ, description="What it may be used for.")
    days: int = strawberry.field(default=90, description="How long it lasts, 1 to 365.")


@strawberry.input(description="Whom to give which role.")
class ChangeRoleInput:
    """Whom to give which role."""

    member_id: ID = strawberry.field(description="The member.")
    role: Role = strawberry.field(description="What the member shall be.")


@strawberry.type(description="That it was done.")
class Done:
    """That it was done."""

    viewer: Viewer | None = strawberry.field(description="You, as you are now.")


@strawberry.type
class MemberMutations:
    """What members do with their accounts, and admins with members."""

    @refusals.mutation(description="Change what you say of yourself.")
    async def revise_profile(self, info: Info, input: ReviseProfileInput) -> Member:
        """Change the viewer's profile."""
        async with info.context.writing() as session:
            changed = {"name": input.name, "about": input.about, "language": input.language}
            return Member.of(await members.revise_profile(session, info.context.viewer, **changed))

    @refusals.mutation(description="Make an access token; its secret is shown this once.")
    async def create_access_token(self, info: Info, input: CreateAccessTokenInput) -> NewAccessToken:
        """Make an access token."""
        async with info.context.writing() as session:
            scope = input.scope
            token, secret = await members.create_access_token(
                session, info.context.viewer, name=input.name, scope=scope, days=input.days
            )
            return NewAccessToken(access_token=AccessToken.of(token), secret=secret)

    @refusals.mutation(description="End one of your access tokens at once.")
    async def revoke_access_token(self, info: Info, id: ID) -> Done:
        """End an access token."""
        async with info.context.writing() as session:
            await members.revoke_access_token(session, info.context.viewer, ids.decode("AccessToken", id))
        return Done(viewer=viewer_of(info))

    @refusals.mutation(description="Mark your notices as read, up to and including this one.")
    async def mark_notices_read(self, info: Info, up_to: ID) -> Done:
        """Mark notices as read."""
        async with info.context.writing() as session:
            number = ids.decode("Notice", up_to, "up_to")
            await notifications.mark_read(session, info.context.viewer, up_to=number)
        return Done(viewer=viewer_of(info))

    @refusals.mutation(description="Give a member another role; for admins.")
    async def change_role(self, info: Info, input: ChangeRoleInput) -> Member:
        """Give a member another role."""
        async with info.context.writing() as session:
            number = ids.decode("Member", input.member_id, "member_id")
            role = input.role
            return Member.of(await members.change_role(session, info.context.viewer, number, role))
