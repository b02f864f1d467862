"""Scores over GraphQL, for the product team alone: what the community's numbers suggest, scoring, and the weights."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.members import Member
from domain import scores, triage
from domain.scores import Score as ScoreRow
from domain.scores import ScoreWeights as WeightsRow
from domain.scores import Suggestion, Weights

Of = Annotated[ID, strawberry.argument(description="The idea.")]


@strawberry.type(description="The powers that the terms of a score are raised to.")
class ScoreWeights:
    """The powers that the terms of a score are raised to."""

    version: int = strawberry.field(description="Which version it is; 1 takes every term as it is.")
    reach: float = strawberry.field(description="The power of reach.")
    impact: float = strawberry.field(description="The power of impact.")
    confidence: float = strawberry.field(description="The power of confidence.")
    effort: float = strawberry.field(description="The power of effort.")

    @classmethod
    def of(cls, row: WeightsRow) -> "ScoreWeights":
        """Return weights as the schema shows them."""
        return cls(
            version=row.version, reach=row.reach, impact=row.impact, confidence=row.confidence, effort=row.effort
        )


@strawberry.type(description="What one of the team made of an idea: it helps to sort, and never decides.")
class Score:
    """What one of the team made of an idea."""

    value: float = strawberry.field(description="Reach × impact × confidence ÷ effort, each raised to its weight.")
    reach: int = strawberry.field(description="How many people would feel it.")
    impact: float = strawberry.field(description="What would change for each of them, 0.25 to 3.")
    confidence: float = strawberry.field(description="How sure the team is, as a share.")
    effort: float = strawberry.field(description="Weeks of one person's work.")
    version: int = strawberry.field(description="The version of the weights it was reckoned by.")
    scorer: Member = strawberry.field(description="Who gave it.")
    scored_at: datetime = strawberry.field(description="When.")
    supporters: int = strawberry.field(description="How many backed the idea then.")
    exposed: int = strawberry.field(description="How many had seen it then.")

    @classmethod
    def of(cls, row: ScoreRow) -> "Score":
        """Return a score, with its scorer and weights loaded, as the schema shows one."""
        return cls(
            value=row.value,
            reach=row.reach,
            impact=row.impact,
            confidence=row.confidence,
            effort=row.effort,
            version=row.version,
            scorer=Member.of(row.scorer),
            scored_at=row.scored_at,
            supporters=row.supporters,
            exposed=row.exposed,
        )


@strawberry.type(description="The reach that the community's own numbers speak for.")
class ReachSuggestion:
    """The reach that the community's own numbers speak for."""

    reach: int = strawberry.field(description="How many members would likely back it, had all of them seen it.")
    low: int = strawberry.field(description="The lower bound of that.")
    high: int = strawberry.field(description="The upper bound of that.")

    @classmethod
    def of(cls, found: Suggestion) -> "ReachSuggestion":
        """Return a suggestion as the schema shows one."""
        return cls(reach=found.reach, low=found.low, high=found.high)


@strawberry.type
class ScoreQueries:
    """Reading scores, what they begin with, and their weights."""

    @strawberry.field(description="The team's score of an idea; null without one, and for all but who reads the queue.")
    async def idea_score(self, info: Info, idea: Of) -> Score | None:
        """Return the score to the team."""
        async with info.context.reading() as session:
            found = await scores.current(session, info.context.viewer, ids.decode("Idea", idea, "idea"))
        return Score.of(found) if found else None

    @strawberry.field(description="The reach to begin a score with; null for all but who reads the queue.")
    async def reach_suggestion(self, info: Info, idea: Of) -> ReachSuggestion | None:
        """Return the suggestion to the team."""
        viewer, row = info.context.viewer, await info.context.loaders.ideas.load(ids.decode("Idea", idea, "idea"))
        if row is None or row.is_draft or not triage.may_read_triage(viewer):
            return None
        async with info.context.reading() as session:
            return ReachSuggestion.of(await scores.suggestion(session, viewer, row))

    @strawberry.field(description="The weights of scores given now; null for all but who reads the queue.")
    async def score_weights(self, info: Info) -> ScoreWeights | None:
        """Return the newest weights to the team."""
        if not triage.may_read_triage(info.context.viewer):
            return None
        async with info.context.reading() as session:
            return ScoreWeights.of(await scores.weights(session))


@strawberry.input(description="How to score which idea.")
class ScoreIdeaInput:
    """A score to give."""

    idea_id: ID = strawberry.field(description="The idea.")
    reach: int = strawberry.field(description="How many people would feel it.")
    impact: float = strawberry.field(description="One of 0.25, 0.5, 1, 2 and 3.")
    confidence: float = strawberry.field(description="One of 0.2, 0.5, 0.8 and 1.")
    effort: float = strawberry.field(description="Weeks of one person's work, 0.1 to 1000.")


@strawberry.input(description="Which powers the terms of scores shall be raised to.")
class ReviseScoreWeightsInput:
    """Weights to name."""

    reach: float = strawberry.field(description="The power of reach, 0 to 3.")
    impact: float = strawberry.field(description="The power of impact, 0 to 3.")
    confidence: float = strawberry.field(description="The power of confidence, 0 to 3.")
    effort: float = strawberry.field(description="The power of effort, 0 to 3.")
    based_on: int = strawberry.field(description="The version that you saw.")


@strawberry.type
class ScoreMutations:
    """Scoring."""

    @refusals.mutation(description="Score an idea by the newest weights, in place of an earlier score.")
    async def score_idea(self, info: Info, input: ScoreIdeaInput) -> Score:
        """Score an idea."""
        async with info.context.writing() as session:
            made = await scores.score(
                session,
                info.context.viewer,
                ids.decode("Idea", input.idea_id, "idea_id"),
                reach=input.reach,
                impact=input.impact,
                confidence=input.confidence,
                effort=input.effort,
            )
            return Score.of(made)

    @refusals.mutation(description="Name the next version of the weights; scores that were given keep theirs.")
    async def revise_score_weights(self, info: Info, input: ReviseScoreWeightsInput) -> ScoreWeights:
        """Name new weights."""
        async with info.context.writing() as session:
            chosen = Weights(input.reach, input.impact, input.confidence, input.effort)
            named = await scores.revise_weights(session, info.context.viewer, chosen, based_on=input.based_on)
            return ScoreWeights.of(named)
