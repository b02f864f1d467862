"""The portfolio of experiments over GraphQL, for staff: what runs, what is due, what was saved and learned."""

from datetime import date, datetime, timedelta
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import Quadrant
from api.experiment_enums import Advice, Phase
from api.ideas import Idea
from api.members import Member
from api.offered import QUERY
from domain import experiments, paging
from domain.experiments import Experiment as ExperimentRow
from domain.experiments import PortfolioFilter
from domain.experiments import Tally as TallyRow
from domain.paging import Page

InQuadrant = Annotated[Quadrant | None, strawberry.argument(description="Only of ideas in this quadrant.")]
OfTeam = Annotated[ID | None, strawberry.argument(description="Only of this team.")]


@strawberry.type(description="Figures about some experiments that have started.")
class PortfolioTally:
    """Figures about some experiments."""

    running: int = strawberry.field(description="How many run or are paused.")
    due: int = strawberry.field(description="How many wait for their conclusion.")
    concluded: int = strawberry.field(description="How many are concluded.")
    scaled: int = strawberry.field(description="How many of those were scaled.")
    learned: int = strawberry.field(
        description="How many of those were decided by their figures, valid ones: what the learning rate counts."
    )
    saved_units: int = strawberry.field(description="Planned units that no longer had to come in, 2^31 - 1 at most.")
    saved_days: int = strawberry.field(description="Days that were left of time-boxes.")
    days_from_idea_to_verdict: float | None = strawberry.field(description="Within how many days half had a verdict.")
    days_from_start_to_conclusion: float | None = strawberry.field(description="Within how many days half were over.")

    @classmethod
    def of(cls, row: TallyRow) -> "PortfolioTally":
        """Return a tally as the schema shows one."""
        return cls(
            running=row.running,
            due=row.due,
            concluded=row.concluded,
            scaled=row.scaled,
            learned=row.learned,
            saved_units=min(row.saved_units, 2**31 - 1),
            saved_days=row.saved_days,
            days_from_idea_to_verdict=_days(row.idea_to_verdict),
            days_from_start_to_conclusion=_days(row.start_to_conclusion),
        )


@strawberry.type(description="The figures of a quadrant.")
class QuadrantTally:
    """The figures of a quadrant."""

    quadrant: Quadrant = strawberry.field(description="The quadrant.")
    tally: PortfolioTally = strawberry.field(description="Its figures.")


@strawberry.type(description="The figures of a team.")
class TeamTally:
    """The figures of a team."""

    team: str | None = strawberry.field(description="The team's name; null for experiments of none.")
    tally: PortfolioTally = strawberry.field(description="Its figures.")


@strawberry.type(description="An experiment under way, as the portfolio lists it.")
class PortfolioLine:
    """An experiment under way."""

    id: ID = strawberry.field(description="The experiment's id.")
    title: str = strawberry.field(description="What it is called.")
    page: str = strawberry.field(description="Its page, as a path on this site.")
    phase: Phase = strawberry.field(description="Where it stands.")
    owner: Member = strawberry.field(description="Whose it is.")
    team: str | None = strawberry.field(description="The team that runs it.")
    started_at: datetime | None = strawberry.field(description="When it started.")
    verdict_due_at: datetime | None = strawberry.field(description="When its conclusion is due; null while it runs.")
    advice: Advice | None = strawberry.field(description="What the newest totals advise; null without any.")
    totals_as_of: date | None = strawberry.field(description="Up to the end of which day the newest totals go.")
    row: strawberry.Private[ExperimentRow]

    @strawberry.field(description="The idea that is tried.")
    async def idea(self, info: Info) -> Idea:
        """Return the idea."""
        return Idea.found(await info.context.loaders.ideas.load(self.row.idea_id))


@strawberry.type(description="What runs, what is due, what was saved, and how much was learned.")
class Portfolio:
    """The portfolio."""

    whole: PortfolioTally = strawberry.field(description="The figures of all that was asked for.")
    quadrants: list[QuadrantTally] = strawberry.field(
        description="The figures by quadrant.", metadata={"at_most": 4, "cost": 0}
    )
    teams: list[TeamTally] = strawberry.field(
        description="The figures by team, by name.", metadata={"at_most": 100, "cost": 0}
    )
    only: strawberry.Private[PortfolioFilter]

    @strawberry.field(description="What runs or is paused, newest first.", metadata={"cost": QUERY})
    async def running(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[PortfolioLine]:
        """Return a page of what runs."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            found = await experiments.under_way(session, info.context.viewer, wanted, self.only)
        return await _lines(info, found)

    @strawberry.field(description="What waits for its conclusion, the first due first.", metadata={"cost": QUERY})
    async def due(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[PortfolioLine]:
        """Return a page of what is due."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            found = await experiments.due(session, info.context.viewer, wanted, self.only)
        return await _lines(info, found)


@strawberry.type
class PortfolioQueries:
    """Reading the portfolio."""

    @strawberry.field(
        description="What runs, what is due, and figures of all experiments; for staff.", metadata={"cost": QUERY}
    )
    async def portfolio(self, info: Info, quadrant: InQuadrant = None, team: OfTeam = None) -> Portfolio:
        """Return the portfolio."""
        only = narrowed(quadrant, team)
        async with info.context.reading() as session:
            found = await experiments.portfolio(session, info.context.viewer, only)
        return Portfolio(
            whole=PortfolioTally.of(found.whole),
            quadrants=[
                QuadrantTally(quadrant=each, tally=PortfolioTally.of(row)) for each, row in found.quadrants.items()
            ],
            teams=[
                TeamTally(team=each.name if each else None, tally=PortfolioTally.of(row)) for each, row in found.teams
            ],
            only=only,
        )


def narrowed(quadrant: Quadrant | None, team: ID | None) -> PortfolioFilter:
    """Return which experiments are asked for; raises Invalid for an id that is none of a team."""
    return PortfolioFilter(quadrant, ids.decode("Team", team, "team") if team is not None else None)


async def _lines(info: Info, found: Page[ExperimentRow]) -> Connection[PortfolioLine]:
    numbers = [row.id for row in found.items]
    async with info.context.reading() as session:
        advised = await experiments.newest_advice(session, info.context.viewer, numbers)

    def line(row: ExperimentRow) -> PortfolioLine:
        totals, verdict = advised.get(row.id, (None, None))
        return PortfolioLine(
            id=ID(ids.encode("Experiment", row.id)),
            title=row.title,
            page=row.path,
            phase=row.phase,
            owner=Member.of(row.owner),
            team=row.team.name if row.team else None,
            started_at=row.started_at,
            verdict_due_at=row.verdict_due_at,
            advice=verdict.advice if verdict else None,
            totals_as_of=totals.as_of if totals else None,
            row=row,
        )

    return Connection.of(found, line)


def _days(duration: timedelta | None) -> float | None:
    return None if duration is None else round(duration / timedelta(days=1), 2)
