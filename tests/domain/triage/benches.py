"""Two ideas that say the same, and all that a merge might change at one."""

from domain import answers
from domain.ideas import Idea, IdeaCounters
from domain.members import Role
from tests.people import People

State = dict[str, object]


async def state(people: People, idea: Idea) -> State:
    """Return all that a merge might change at an idea, but for how often it was regrouped."""
    async with people.sessions() as session:
        row = await session.get_one(Idea, idea.id)
        counters = await session.get_one(IdeaCounters, idea.id)
        clock = (await answers.clocks(session, [idea.id])).get(idea.id)
        names = ("supporters", "staff", "exposed", "rising", "best", "familiar_at", "listed", "offers", "comments")
        said = ("status", "moved_at", "listed", "co_author_ids", "merged_into_id", "merged_ids", "merged_author_ids")
        due = clock and (clock.settled_at, clock.due_at, clock.soon_at, clock.paused_at)
        return {
            **{name: getattr(counters, name) for name in names},
            **{f"idea.{name}": getattr(row, name) for name in said},
            "clock": due,
        }


async def supporters(people: People, idea: Idea) -> int:
    async with people.sessions() as session:
        return (await session.get_one(IdeaCounters, idea.id)).supporters


class Bench:
    """Two ideas that say the same: Ann's, backed by Ben and Eve, and Dan's, backed by Eve and Fay."""

    def __init__(self, people: People) -> None:
        self.people = people

    async def build(self) -> "Bench":
        names = ("Ann", "Ben", "Dan", "Eve", "Fay")
        self.ann, self.ben, self.dan, self.eve, self.fay = [await self.people.member(name) for name in names]
        self.pia = await self.people.member("Pia", Role.PRODUCT)
        self.first = await self.people.idea(by=self.ann, title="Benches at every station")
        self.second = await self.people.idea(by=self.dan, title="A bench at each station")
        for idea, voters in ((self.first, (self.ben, self.eve)), (self.second, (self.eve, self.fay))):
            for voter in voters:
                await self.people.vote(by=voter, on=idea)
        await self.people.hear()
        return self
