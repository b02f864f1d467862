"""The member who asks, with what only they see: drafts, votes, notices, tokens, their data."""

from datetime import datetime
from typing import Annotated

import orjson
import strawberry
from strawberry import ID

from api import ids
from api.comments import Comment
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import Scope, Status
from api.ideas import Idea
from api.members import Member
from api.moderation import Report
from api.notices import IdeaPace, MailHabits, Notice
from api.offers import Offer
from api.trust import Trust
from domain import (
    comments,
    follows,
    ideas,
    members,
    moderation,
    notifications,
    offers,
    paging,
    personal_data,
    trust,
    votes,
)
from domain.ideas import DISCARDED_MOST
from domain.members import AccessToken as AccessTokenRow
from domain.members import Actor
from domain.members import Member as MemberRow
from domain.members import SignIn as SignInRow
from domain.offers import TAKEN_BACK_MOST

DRAFTS_MOST = 30


@strawberry.type(description="A key for this API.")
class AccessToken:
    """A key for this API."""

    id: ID = strawberry.field(description="Names the token across the schema.")
    name: str = strawberry.field(description="What its owner calls it.")
    scope: Scope = strawberry.field(description="What it may be used for.")
    created_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime = strawberry.field(description="When it ends.")
    used_at: datetime | None = strawberry.field(description="When it was last used, to five minutes.")

    @classmethod
    def of(cls, row: AccessTokenRow) -> "AccessToken":
        """Return a token as the schema shows one."""
        return cls(
            id=ID(ids.encode("AccessToken", row.id)),
            name=row.name,
            scope=row.scope,
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
        )


@strawberry.type(description="How many ideas stand somewhere.")
class StatusCount:
    """How many ideas stand somewhere."""

    status: Status = strawberry.field(description="Where they stand.")
    ideas: int = strawberry.field(description="How many there are.")


@strawberry.type(description="A browser in which you are signed in.")
class SignIn:
    """A browser in which the viewer is signed in."""

    id: ID = strawberry.field(description="Names the sign-in across the schema.")
    browser: str = strawberry.field(description="What the browser calls itself.")
    created_at: datetime = strawberry.field(description="When you signed in.")
    seen_at: datetime = strawberry.field(description="When you were last here, to five minutes.")

    @classmethod
    def of(cls, row: SignInRow) -> "SignIn":
        """Return a sign-in as the schema shows one."""
        return cls(
            id=ID(ids.encode("SignIn", row.id)),
            browser=row.browser,
            created_at=row.created_at,
            seen_at=row.seen_at,
        )


@strawberry.type(description="The member who asks, with what only they see.")
class Viewer:
    """The member who asks, with what only they see."""

    member: Member = strawberry.field(description="Who you are to others.")
    language: str = strawberry.field(description="The language that we write to you in, en or de.")
    has_password: bool = strawberry.field(description="Whether you can sign in by password.")
    row: strawberry.Private[MemberRow]

    @classmethod
    def of(cls, actor: Actor) -> "Viewer | None":
        """Return whoever asks, None for a visitor."""
        if not isinstance(actor, MemberRow) or actor.left_at is not None:
            return None
        return cls(
            member=Member.of(actor),
            language=actor.language,
            has_password=actor.password_hash is not None,
            row=actor,
        )

    @strawberry.field(
        description="Your drafts, last begun first, 30 at most; nobody else sees them.",
        metadata={"at_most": DRAFTS_MOST},
    )
    async def drafts(self, info: Info) -> list[Idea]:
        """Return the viewer's drafts."""
        async with info.context.reading() as session:
            return [Idea.of(row) for row in (await ideas.drafts(session, self.row))[:DRAFTS_MOST]]

    @strawberry.field(
        description="Drafts that you threw away within a day and can have back, the latest first, 20 at most.",
        metadata={"at_most": DISCARDED_MOST},
    )
    async def discarded_drafts(self, info: Info) -> list[Idea]:
        """Return what the viewer can have back."""
        async with info.context.reading() as session:
            return [Idea.of(row) for row in await ideas.discarded(session, self.row)]

    @strawberry.field(description="All that you have proposed, whatever became of it, last moved first; no drafts.")
    async def ideas(
        self,
        info: Info,
        status: Annotated[Status | None, strawberry.argument(description="Only what stands here.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Idea]:
        """Return what the viewer has proposed."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await ideas.proposed(session, self.row, wanted, status=status), Idea.of)

    @strawberry.field(
        description="How many of your ideas stand where; statuses without one are left out.", metadata={"at_most": 11}
    )
    async def idea_counts(self, info: Info) -> list[StatusCount]:
        """Return how many of the viewer's ideas stand where."""
        async with info.context.reading() as session:
            counted = await ideas.count_by_status(session, self.row)
        return [StatusCount(status=status, ideas=number) for status, number in counted.items()]

    @strawberry.field(description="The ideas you back, last backed first.")
    async def voted_ideas(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Idea]:
        """Return what the viewer backs."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            page = await votes.voted(session, self.row, self.row, wanted)
        return Connection.of(page, lambda vote: Idea.of(vote.idea))

    @strawberry.field(description="The ideas you follow, last followed first.")
    async def followed_ideas(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Idea]:
        """Return what the viewer follows."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            page = await follows.followed(session, self.row, wanted)
        return Connection.of(page, lambda follow: Idea.of(follow.idea))

    @strawberry.field(description="What you offered to take part in, latest first.")
    async def offers(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Offer]:
        """Return what the viewer offers."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await offers.made(session, self.row, self.row, wanted), Offer.of)

    @strawberry.field(
        description="What you took back within a day and can have back, the latest first, 20 at most.",
        metadata={"at_most": TAKEN_BACK_MOST},
    )
    async def taken_back_offers(self, info: Info) -> list[Offer]:
        """Return what the viewer can have back."""
        async with info.context.reading() as session:
            return [Offer.of(row) for row in await offers.taken_back(session, self.row)]

    @strawberry.field(description="What you have said below ideas, latest first.")
    async def comments(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Comment]:
        """Return what the viewer has said."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await comments.written(session, self.row, self.row, wanted), Comment.of)

    @strawberry.field(description="What you reported and what became of it, latest first.")
    async def reports(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Report]:
        """Return what the viewer reported."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await moderation.made(session, self.row, wanted), Report.of)

    @strawberry.field(description="How many notices you haven't read; 99 means 99 or more.", metadata={"cost": 1})
    async def unread_notices(self, info: Info) -> int:
        """Return how many notices are unread."""
        async with info.context.reading() as session:
            return await notifications.unread(session, self.row)

    @strawberry.field(description="What you should hear, latest first.")
    async def notices(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Notice]:
        """Return the viewer's notices."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await notifications.listed(session, self.row, wanted), Notice.of)

    @strawberry.field(description="What comes to you by mail, and when.")
    async def mail_habits(self, info: Info) -> MailHabits:
        """Return the viewer's habits."""
        async with info.context.reading() as session:
            return MailHabits.of(await notifications.habits(session, self.row))

    @strawberry.field(description="The ideas whose mail you have chosen apart, newest first.")
    async def idea_paces(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[IdeaPace]:
        """Return the ideas that the viewer chose a pace for."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await notifications.idea_paces(session, self.row, wanted), IdeaPace.of)

    @strawberry.field(
        description="Where you stand, why, and what it lets you do; null for people who work here.",
        metadata={"cost": 10},
    )
    async def trust(self, info: Info) -> Trust | None:
        """Return where the viewer stands."""
        async with info.context.reading() as session:
            found = await trust.of_member(session, self.row, self.row)
        return Trust.of(found) if found else None

    @strawberry.field(description="Your access tokens, newest first.", metadata={"at_most": 20})
    async def access_tokens(self, info: Info) -> list[AccessToken]:
        """Return the viewer's access tokens."""
        async with info.context.reading() as session:
            return [AccessToken.of(row) for row in await members.access_tokens(session, self.row)]

    @strawberry.field(description="Where you are signed in, last seen first.", metadata={"at_most": 20})
    async def sign_ins(self, info: Info) -> list[SignIn]:
        """Return the viewer's sign-ins."""
        async with info.context.reading() as session:
            return [SignIn.of(row) for row in await members.sign_ins(session, self.row)]

    @strawberry.field(description="All that is kept about you, as a JSON text to take along.", metadata={"cost": 1000})
    async def personal_data(self, info: Info) -> str:
        """Return everything the viewer has given."""
        async with info.context.reading() as session:
            return orjson.dumps(await personal_data.export(session, self.row)).decode()


@strawberry.type(description="That it was done.")
class Done:
    """That it was done."""

    @strawberry.field(description="You, as you are now; null once you have signed out or left.")
    async def viewer(self, info: Info) -> Viewer | None:
        """Return who asks, looked up anew."""
        return Viewer.of(await info.context.look_again())


@strawberry.type
class ViewerQueries:
    """Asking about oneself."""

    @strawberry.field(description="The member who asks; null for a visitor.")
    def viewer(self, info: Info) -> Viewer | None:
        """Return who asks."""
        return Viewer.of(info.context.viewer)
