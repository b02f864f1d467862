"""What experiments taught, over GraphQL: cards, what was tried before, and where a card was of use."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids, refusals
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import Quadrant
from api.experiment_enums import ConclusionKind
from api.ideas import Idea
from api.members import Member
from api.nodes import Node
from api.offered import QUERY
from domain import community, experiments, paging
from domain.experiments import CardFilter
from domain.experiments import CardReuse as ReuseRow
from domain.experiments import LearningCard as CardRow
from domain.paging import Page
from domain.permissions import Permission

NEAR_MOST = 5
Words = Annotated[str, strawberry.argument(description="What to look for, as in search; the best match comes first.")]
InQuadrant = Annotated[Quadrant | None, strawberry.argument(description="Only of ideas in this quadrant.")]
Ended = Annotated[ConclusionKind | None, strawberry.argument(description="Only of experiments that ended so.")]
Metric = Annotated[str, strawberry.argument(description="Only of experiments that measured this.")]
Tag = Annotated[str, strawberry.argument(description="Only with this tag.")]
OfTeam = Annotated[ID | None, strawberry.argument(description="Only of this team; for staff.")]
Part = Annotated[str, strawberry.argument(description="A part of the hypothesis, as far as it is written.")]
But = Annotated[ID | None, strawberry.argument(description="The experiment that is being planned, left out.")]


@strawberry.type(description="An experiment that a card helped to plan.")
class CardReuse:
    """An experiment that a card helped to plan."""

    experiment: str = strawberry.field(description="What the experiment is called.")
    page: str = strawberry.field(description="Its page, as a path on this site.")
    member: Member = strawberry.field(description="Who said so.")
    reused_at: datetime = strawberry.field(description="When they said so.")

    @classmethod
    def of(cls, row: ReuseRow) -> "CardReuse":
        """Return a use, with experiment and member loaded, as the schema shows one."""
        return cls(
            experiment=row.experiment.title,
            page=row.experiment.path,
            member=Member.of(row.member),
            reused_at=row.reused_at,
        )


@strawberry.type(description="What an experiment taught.")
class LearningCard(Node):
    """What an experiment taught."""

    title: str = strawberry.field(description="What the experiment is called.")
    outcome: ConclusionKind = strawberry.field(description="How the experiment ended.")
    believed: str = strawberry.field(description="What was believed before.")
    measured: str = strawberry.field(description="What was measured, and how.")
    observed: str = strawberry.field(description="What was seen.")
    learned: str = strawberry.field(description="What was learned from that.")
    therefore: str = strawberry.field(description="What follows from it.")
    language: str = strawberry.field(description="The language it is written in.")
    metric: str = strawberry.field(description="What the experiment was to move.")
    tags: list[str] = strawberry.field(description="What it is filed under.")
    author: Member = strawberry.field(description="Who wrote it.")
    concluded_at: datetime = strawberry.field(description="Since when it counts.")
    page: str = strawberry.field(description="Its page, as a path on this site.")
    row: strawberry.Private[CardRow]

    @classmethod
    def of(cls, row: CardRow) -> "LearningCard":
        """Return a card, with all that is shown of one loaded, as the schema shows one."""
        return cls(
            id=ID(ids.encode("LearningCard", row.id)),
            title=row.experiment.title,
            outcome=row.conclusion.kind,
            believed=row.believed,
            measured=row.measured,
            observed=row.observed,
            learned=row.learned,
            therefore=row.therefore,
            language=row.language,
            metric=row.experiment.plan.metric,
            tags=row.tags,
            author=Member.of(row.author),
            concluded_at=row.conclusion.effective_at or row.written_at,
            page=row.path,
            row=row,
        )

    @strawberry.field(description="The idea that was tried.")
    async def idea(self, info: Info) -> Idea:
        """Return the idea."""
        return Idea.found(await info.context.loaders.ideas.load(self.row.experiment.idea_id))

    @strawberry.field(description="How many other experiments it helped to plan.")
    async def helped(self, info: Info) -> int:
        """Return how often it was of use."""
        return await info.context.loaders.helped.load(self.row.id)

    @strawberry.field(description="The team that ran the experiment; null for others than staff.")
    def team(self, info: Info) -> str | None:
        """Return the team's name."""
        team = self.row.experiment.team
        return team.name if team and info.context.viewer.may(Permission.RUN_EXPERIMENT) else None

    @strawberry.field(
        description="The experiments that it helped, latest first; none for others than staff.",
        metadata={"cost": QUERY},
    )
    async def reuses(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[CardReuse]:
        """Return where it was of use."""
        viewer, wanted = info.context.viewer, paging.requested(first, after, last, before)
        if not viewer.may(Permission.RUN_EXPERIMENT):
            return Connection.of(Page([]), CardReuse.of)
        async with info.context.reading() as session:
            return Connection.of(await experiments.reuses(session, viewer, self.row, wanted), CardReuse.of)


@strawberry.type
class LearningQueries:
    """Reading what was learned."""

    @strawberry.field(description="What experiments taught, newest first, or the best match of words.")
    async def learning_cards(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        words: Words = "",
        quadrant: InQuadrant = None,
        outcome: Ended = None,
        metric: Metric = "",
        tag: Tag = "",
        team: OfTeam = None,
    ) -> Connection[LearningCard]:
        """Return a page of cards."""
        wanted = paging.requested(first, after, last, before)
        number = ids.decode("Team", team, "team") if team is not None else None
        only = CardFilter(words, quadrant, outcome, metric, tag, number)
        async with info.context.reading() as session:
            synonyms = await community.synonyms(session) if words.strip() else ()
            found = await experiments.learned(session, info.context.viewer, wanted, only, synonyms=synonyms)
        return Connection.of(found, LearningCard.of)

    @strawberry.field(
        description="Cards that nearly have words, closest first; for when none has them.",
        metadata={"at_most": NEAR_MOST, "cost": QUERY},
    )
    async def near_learning_cards(
        self,
        info: Info,
        words: Words,
        quadrant: InQuadrant = None,
        outcome: Ended = None,
        metric: Metric = "",
        tag: Tag = "",
        team: OfTeam = None,
    ) -> list[LearningCard]:
        """Return near misses."""
        number = ids.decode("Team", team, "team") if team is not None else None
        only = CardFilter(words, quadrant, outcome, metric, tag, number)
        async with info.context.reading() as session:
            found = await experiments.nearly(session, info.context.viewer, only, NEAR_MOST)
        return [LearningCard.of(row) for row in found]

    @strawberry.field(
        description="Cards much like a hypothesis that is being written, the most alike first.",
        metadata={"at_most": experiments.TRIED_MOST, "cost": QUERY},
    )
    async def tried_before(
        self, info: Info, changing: Part, segment: Part = "", metric: Part = "", because: Part = "", but: But = None
    ) -> list[LearningCard]:
        """Return what was tried before."""
        number = ids.decode("Experiment", but, "but") if but is not None else 0
        said = (changing, segment, metric, because)
        async with info.context.reading() as session:
            found = await experiments.tried_before(session, info.context.viewer, *said, but=number)
        return [LearningCard.of(row) for row in found]


@strawberry.input(description="Which card was of use, and for what.")
class ReuseLearningCardInput:
    """A use to note."""

    id: ID = strawberry.field(description="The card.")
    experiment_id: ID = strawberry.field(description="The experiment it helped to plan, which is not over.")


@strawberry.type
class LearningMutations:
    """Building on what was learned."""

    @refusals.mutation(description="Note that a card helped to plan an experiment; for staff.")
    async def reuse_learning_card(self, info: Info, input: ReuseLearningCardInput) -> LearningCard:
        """Note a use."""
        card, experiment = ids.decode("LearningCard", input.id), ids.decode("Experiment", input.experiment_id)
        async with info.context.writing() as session:
            return LearningCard.of(await experiments.reuse_card(session, info.context.viewer, card, experiment))
