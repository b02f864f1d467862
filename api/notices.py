"""Notices over GraphQL, heard as they come, and how their members want them by mail."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime

import strawberry
from strawberry import ID

from api import ids
from api.context import Info
from api.ideas import Idea
from api.members import Member
from api.notice_enums import NoticeKind, NoticeTopic, Pace
from domain import members, notifications
from domain.notifications import IdeaPace as IdeaPaceRow
from domain.notifications import MailHabits as MailHabitsRow
from domain.notifications import Notice as NoticeRow


@strawberry.type(description="Something you should hear.")
class Notice:
    """Something a member should hear."""

    id: ID = strawberry.field(description="Names the notice across the schema.")
    kind: NoticeKind = strawberry.field(description="Why you are told.")
    topic: NoticeTopic = strawberry.field(description="What it is about, as you choose your mail.")
    actor: Member | None = strawberry.field(description="Whoever did it; null for what time did.")
    comment_id: ID | None = strawberry.field(description="The comment, if it is about one.")
    created_at: datetime = strawberry.field(description="When it happened.")
    read_at: datetime | None = strawberry.field(description="When you read it.")
    page: str = strawberry.field(description="Where to see it, as a path on this site.")
    idea_number: strawberry.Private[int | None]

    @classmethod
    def of(cls, row: NoticeRow) -> "Notice":
        """Return a notice as the schema shows one."""
        return cls(
            id=ID(ids.encode("Notice", row.id)),
            kind=row.kind,
            topic=row.topic,
            actor=Member.of(row.actor) if row.actor else None,
            comment_id=ID(ids.encode("Comment", row.comment_id)) if row.comment_id else None,
            created_at=row.created_at,
            read_at=row.read_at,
            page=row.path,
            idea_number=row.idea_id,
        )

    @strawberry.field(description="The idea it happened at; null for what concerns you alone.")
    async def idea(self, info: Info) -> Idea | None:
        """Return the idea."""
        if self.idea_number is None:
            return None
        return Idea.found(await info.context.loaders.ideas.load(self.idea_number))


@strawberry.type(description="How soon mail about a topic leaves.")
class TopicPace:
    """How soon mail about a topic leaves."""

    topic: NoticeTopic = strawberry.field(description="What it is about.")
    pace: Pace = strawberry.field(description="How soon.")


@strawberry.type(description="What comes to you by mail, and when.")
class MailHabits:
    """What comes to a member by mail, and when."""

    paces: list[TopicPace] = strawberry.field(description="Every topic.", metadata={"at_most": len(NoticeTopic)})
    digest_hour: int = strawberry.field(description="When daily and weekly mail leaves, 0 to 23.")
    quiet_from: int | None = strawberry.field(description="When the quiet begins, in which no mail leaves.")
    quiet_until: int | None = strawberry.field(description="When the quiet ends.")
    zone: str | None = strawberry.field(description="The time zone of these hours; null for the community's.")

    @classmethod
    def of(cls, row: MailHabitsRow) -> "MailHabits":
        """Return habits as the schema shows them."""
        return cls(
            paces=[TopicPace(topic=topic, pace=row.pace(topic)) for topic in NoticeTopic],
            digest_hour=row.digest_hour,
            quiet_from=row.quiet_from,
            quiet_until=row.quiet_until,
            zone=row.zone,
        )


@strawberry.type(description="How soon mail about one idea leaves, whatever your habits say.")
class IdeaPace:
    """How soon mail about one idea leaves."""

    idea: Idea = strawberry.field(description="The idea.")
    pace: Pace = strawberry.field(description="How soon.")

    @classmethod
    def of(cls, row: IdeaPaceRow) -> "IdeaPace":
        """Return a choice as the schema shows one."""
        return cls(idea=Idea.of(row.idea), pace=row.pace)


LOOK_EVERY = 1.0  # seconds


@strawberry.type
class NoticeSubscriptions:
    """Hearing of notices."""

    @strawberry.subscription(
        description="How many notices you haven't read, and again whenever that changes; 99 means 99 or more."
    )
    async def notice_count(self, info: Info) -> AsyncGenerator[int, None]:
        """Yield how many are unread; whoever asks is looked up anew each time."""
        context, known = info.context, -1
        with context.listeners.place():
            while True:
                async with context.sessions() as session:
                    context.viewer, _may_write = await context.asker.find(session)
                    count = await notifications.unread(session, members.require_self(context.viewer))
                if count != known:
                    known = count
                    yield count
                await asyncio.sleep(LOOK_EVERY)
