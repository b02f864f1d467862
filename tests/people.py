"""Factories that tell a story: `ann = await people.member("Ann")`, `bench = await people.idea(by=ann)`."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import (
    changelog,
    comments,
    community,
    database,
    events,
    ideas,
    images,
    members,
    metrics,
    offers,
    outbox,
    personal_data,
    rewards,
    triage,
    votes,
)
from domain.answers import Answer
from domain.changelog import ChangelogEntry
from domain.clock import now
from domain.comments import Comment
from domain.community import Community
from domain.database import Sessions
from domain.ideas import Idea, Quadrant, Writing
from domain.images import Image
from domain.members import LinkMail, Member, Role
from domain.offers import Offer
from domain.subscribers import SUBSCRIBERS
from domain.triage import Decision, DecisionKind, Ruling, Welcome
from tests import pictures

MONTH = timedelta(days=30)
P = ParamSpec("P")
T = TypeVar("T")
UseCase = Callable[Concatenate[AsyncSession, P], Awaitable[T]]


def writing(title: str = "Benches at every station", **more: str) -> Writing:
    """Return what a whole idea says."""
    return Writing(
        title=title,
        problem=more.get("problem", "There is nowhere to sit while waiting for a bike."),
        proposal=more.get("proposal", "Put a **bench** beside each station, from old cargo boxes."),
        quadrant=more.get("quadrant", Quadrant.PARTICIPATION_FOR_SELF),
        tags=[tag for tag in more.get("tags", "").split(",") if tag],
        language=more.get("language", "en"),
    )


class People:
    """Makes what a test needs, through the use cases, each in a transaction of its own."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions

    async def community(self, **fields: object) -> Community:
        """Set the community up."""
        async with database.transaction(self.sessions) as session:
            here = await community.set_up(session, name="Velora", zone="Europe/Berlin", **fields)
            await metrics.seed(session)
            return here

    async def member(self, name: str = "Ann", role: Role = Role.CUSTOMER, **more: str) -> Member:
        """Let somebody join."""
        async with database.transaction(self.sessions) as session:
            email = more.pop("email", f"{name.lower().replace(' ', '.')}@people.example")
            return await members.add_member(session, name=name, email=email, role=role, **more)

    async def admin(self, name: str = "Cleo") -> Member:
        """Let an admin join."""
        return await self.member(name, Role.ADMIN)

    async def idea(self, *, by: Member, title: str = "Benches at every station", **more: str) -> Idea:
        """Let somebody submit an idea."""
        async with database.transaction(self.sessions) as session:
            return await ideas.submit(session, by, writing(title, **more))

    async def comment(self, *, by: Member, on: Idea, says: str = "Yes please.", to: Comment | None = None) -> Comment:
        """Let somebody comment or reply."""
        async with database.transaction(self.sessions) as session:
            return await comments.write(session, by, on.id, says, parent_id=to.id if to else None)

    async def image(
        self,
        *,
        by: Member,
        on: Idea | None = None,
        below: Comment | None = None,
        shows: str = "A bench.",
        wide: int = 64,
    ) -> Image:
        """Let somebody hand in an image, for an idea, for a comment, or for nothing yet."""
        async with database.transaction(self.sessions) as session:
            image = await images.keep(session, by, pictures.picture(wide), alternative_text=shows)
            if on or below:
                idea_id, comment_id = on.id if on else None, below.id if below else None
                chosen = [images.Described(image.id, shows)]
                await images.place(session, by, chosen, idea_id=idea_id, comment_id=comment_id)
            return image

    async def vote(self, *, by: Member, on: Idea) -> Idea:
        """Let somebody vote."""
        return await self.does(votes.cast, by, on.id)

    async def offer(self, *, by: Member, on: Idea, text: str = "Two evenings a month.") -> Offer:
        """Let somebody offer to take part as the idea asks for."""
        assert on.quadrant
        return await self.does(offers.make, by, on.id, offers.CALLS[on.quadrant], text)

    async def answer(self, *, by: Member, on: Idea, says: str = "Thank you. We look into it this week.") -> Answer:
        """Let the product team answer an idea."""
        return await self.does(triage.answer, by, on.id, says)

    async def decide(self, kind: DecisionKind, *, by: Member, on: Idea, **more: Any) -> Decision:
        """Let the product team decide about an idea as it stands now, with all that such a decision needs."""
        idea = await self.reads(ideas.visible, by, on.id)
        if kind in triage.NEEDS_REASON and "reason_id" not in more:
            known = await self.reads(community.reasons, kind=triage.NEEDS_REASON[kind])
            more["reason_id"] = known[0].id
        if kind is DecisionKind.NOT_NOW:
            async with self.sessions() as session:
                more = {"would_change": "More of you asking", "look_again_on": now(session).date() + MONTH} | more
        wanted: dict[str, Any] = {
            "answer": "We talked it over, and this is what we found.",
            "best_customers": Welcome.ACCEPT,
            "best_customers_words": "They asked for something near it.",
        }
        return await self.does(triage.decide, by, on.id, Ruling(kind, **(wanted | more)), seen=idea.status)

    async def entry(
        self, *, by: Member, delivers: Idea, title: str = "Benches are there", then: str = ""
    ) -> ChangelogEntry:
        """Let the product team build an idea, as it is decided, and tell of it; `then` edits the title."""
        for kind in (DecisionKind.ADOPT, DecisionKind.DELIVER):
            await self.decide(kind, by=by, on=delivers)
        said = {"title": title, "body": "Sit down at **each** of the twelve stations."}
        entry = await self.does(changelog.draft, by, **said, idea_ids=[delivers.id])
        entry = await self.does(changelog.publish, by, entry.id)
        if then:
            said["title"] = then
            entry = await self.does(changelog.revise, by, entry.id, **said, idea_ids=[delivers.id], based_on=1)
        return entry

    async def team(self, name: str, *who: Member) -> int:
        """Let an admin put staff into a team; return its number."""
        admin = await self.admin(f"Chief of {name}")
        team = await self.does(members.save_team, admin, name=name, member_ids=[each.id for each in who])
        return team.id

    async def look(self, *, by: Member, on: Idea) -> None:
        """Show somebody an idea."""
        async with database.transaction(self.sessions) as session:
            await votes.record_looks(session, votes.looks(by, [on.id], now(session)))

    async def hide(self, idea: Idea) -> None:
        """Take an idea out of sight, as its import or a moderator would."""
        async with database.transaction(self.sessions) as session:
            await session.execute(update(Idea).where(Idea.id == idea.id).values(hidden_at=now(session)))

    async def hear(self) -> int:
        """Deliver what has happened to whoever reacts; return how many facts."""
        heard = await events.deliver(self.sessions, SUBSCRIBERS)
        await rewards.settle_voted(self.sessions)
        return heard

    async def shape(self, admin: Member, **fields: object) -> Community:
        """Let an admin change the community."""
        async with database.transaction(self.sessions) as session:
            return await community.revise(session, admin, **fields)

    async def history(self, member: Member) -> list[dict[str, Any]]:
        """Return what has been recorded about somebody, oldest first."""
        return await self.reads(events.concerning, member.id)

    async def letter(self) -> LinkMail:
        """Return what the newest mail with a link says, as its sender prepares it."""
        newest = next(mail for mail in await self.reads(outbox.recent) if mail.template == "link")
        return await self.does(members.prepare_link_mail, newest.data["link_id"])

    async def link(self, email: str, **fields: str) -> str:
        """Let somebody ask for a link, and return the token they find in their mail."""
        await self.does(members.request_link, email=email, language="en", client="192.0.2.1", **fields)
        token = (await self.letter()).token
        if token is None:
            raise LookupError("This mail holds no link.")
        return token

    async def does(self, use_case: UseCase[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a use case returns, in a transaction of its own."""
        async with database.transaction(self.sessions) as session:
            return await use_case(session, *args, **kwargs)

    async def reads(self, query: UseCase[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a query returns, in a session that changes nothing."""
        async with self.sessions() as session:
            return await query(session, *args, **kwargs)

    async def forget_delivery(self) -> None:
        """Make all facts wait again, as after a crash between delivering and noting it."""
        async with database.transaction(self.sessions) as session:
            await session.execute(update(events.RecordedFact).values(delivered_at=None))

    async def leave(self, member: Member) -> None:
        """Let somebody delete their account."""
        await self.does(personal_data.erase, member)

    async def until_somebody_waits(self) -> None:
        """Return as soon as a transaction waits for another one's lock."""
        async with self.sessions() as session:
            while not await session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def again(self, member: Member) -> Member:
        """Return the member as their next request would load them."""
        return (await self.reads(members.by_ids, [member.id]))[member.id]
