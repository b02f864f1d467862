"""Factories that tell a story: `ann = await people.member("Ann")`, `bench = await people.idea(by=ann)`."""

from domain import comments, community, database, ideas, members
from domain.comments import Comment
from domain.community import Community
from domain.database import Sessions
from domain.ideas import Idea, Quadrant, Writing
from domain.members import Member, Role


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
            return await community.set_up(session, name="Velora", zone="Europe/Berlin", **fields)

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
