"""How well the promise is kept that every idea is answered in time, over GraphQL; whose what is late, for the team."""

from datetime import date

import strawberry

from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import Quadrant
from api.ideas import Idea
from api.members import Member
from domain import answers, paging, triage
from domain.answers import Keeping as KeepingRow
from domain.answers import Promise as PromiseRow
from domain.triage import Late as LateRow


@strawberry.type(description="How many first answers were owed, and how many of them came in time.")
class Keeping:
    """How many first answers were owed, and how many came in time."""

    owed: int = strawberry.field(description="How many came, or fell due without one.")
    kept: int = strawberry.field(description="How many of them came in time.")
    half_within_minutes: int | None = strawberry.field(
        description="The working time within which half of them came; null as long as half haven't come."
    )

    @classmethod
    def of(cls, row: KeepingRow) -> "Keeping":
        """Return a count as the schema shows one."""
        half = None if row.half_within is None else int(row.half_within.total_seconds() // 60)
        return cls(owed=row.owed, kept=row.kept, half_within_minutes=half)


@strawberry.type(description="How the promise was kept in one week.")
class WeekOfPromise:
    """One week."""

    monday: date = strawberry.field(description="The week's first day in the community's zone.")
    answers: Keeping = strawberry.field(description="What was known of first answers in it.")


@strawberry.type(description="How the promise was kept in one quadrant.")
class QuadrantOfPromise:
    """One quadrant."""

    quadrant: Quadrant = strawberry.field(description="The quadrant.")
    answers: Keeping = strawberry.field(description="What was known of first answers in these weeks.")


@strawberry.type(description="An answer that is overdue.")
class LateAnswer:
    """An answer that is overdue."""

    late_by_minutes: int = strawberry.field(description="The working time since it was due.")
    owner: Member | None = strawberry.field(description="Who takes care of the idea, if anybody does.")
    row: strawberry.Private[LateRow]

    @classmethod
    def of(cls, row: LateRow) -> "LateAnswer":
        """Return a late answer as the schema shows one."""
        minutes = int(row.late_by.total_seconds() // 60)
        return cls(late_by_minutes=minutes, owner=Member.of(row.owner) if row.owner else None, row=row)

    @strawberry.field(description="The idea that waits for it.")
    async def idea(self, info: Info) -> Idea:
        """Return the idea."""
        return Idea.found(await info.context.loaders.ideas.load(self.row.idea.id))


@strawberry.type(description="How well the promise is kept that every idea is answered in time.")
class Promise:
    """How well the promise is kept."""

    row: strawberry.Private[PromiseRow]

    @strawberry.field(description="All first answers of the last twelve weeks.")
    def whole(self) -> Keeping:
        """Return the whole."""
        return Keeping.of(self.row.whole)

    @strawberry.field(description="The last twelve weeks, oldest first.", metadata={"at_most": answers.WEEKS})
    def weeks(self) -> list[WeekOfPromise]:
        """Return the weeks."""
        return [WeekOfPromise(monday=monday, answers=Keeping.of(row)) for monday, row in self.row.weeks.items()]

    @strawberry.field(description="The same weeks by quadrant.", metadata={"at_most": 4})
    def quadrants(self) -> list[QuadrantOfPromise]:
        """Return the quadrants."""
        found = self.row.quadrants.items()
        return [QuadrantOfPromise(quadrant=quadrant, answers=Keeping.of(row)) for quadrant, row in found]

    @strawberry.field(description="How many ideas wait for an answer now, the first or another one.")
    def waiting(self) -> int:
        """Return how many wait."""
        return self.row.waiting

    @strawberry.field(description="How many of those answers are overdue.")
    def overdue(self) -> int:
        """Return how many are overdue."""
        return self.row.overdue


@strawberry.type
class PromiseQueries:
    """Seeing how the promise is kept."""

    @strawberry.field(
        description="How well the promise is kept that every idea is answered in time.", metadata={"cost": 100}
    )
    async def promise(self, info: Info) -> Promise:
        """Return how the promise is kept."""
        async with info.context.reading() as session:
            return Promise(row=await answers.promise(session, info.context.viewer))

    @strawberry.field(description="The answers that are overdue, the longest first; for whoever reads the queue.")
    async def late_answers(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[LateAnswer]:
        """Return a page of late answers."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await triage.late(session, info.context.viewer, wanted), LateAnswer.of)
