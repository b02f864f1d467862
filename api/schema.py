"""The schema, joined from the modules of the concepts; run as a program it prints the contract."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import strawberry
from graphql import lexicographic_sort_schema, print_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.types.base_scalars import DateDefinition, DateTimeDefinition, DecimalDefinition, UUIDDefinition

from api import ids as identities
from api import refusals
from api.accounts import AccountMutations
from api.answers import Answer, AnswerMutations
from api.at_once import AtOnceMutations, AtOnceQueries
from api.badge_giving import BadgeMutations
from api.badge_keeping import BadgeKeepingMutations, BadgeKeepingQueries
from api.badges import Award, Badge, BadgeQueries, find_award, find_badge
from api.behalf import BehalfMutations, BehalfQueries
from api.board import BoardQueries, BoardSubscriptions
from api.challenges import Challenge, ChallengeQueries, find_challenge
from api.challenging import ChallengeMutations
from api.changelog import ChangelogEntry, ChangelogMutations, ChangelogQueries
from api.check_ins import CheckIn, CheckInMutations
from api.comments import Comment, CommentMutations
from api.community import CommunityMutations, CommunityQueries
from api.context import Info
from api.edits import EditMutations, EditQueries
from api.experimenting import ExperimentMutations
from api.experiments import Experiment, ExperimentQueries
from api.fairness import FairnessQueries
from api.heroes import Hero, HeroQueries, find_hero
from api.honouring import HeroMutations
from api.ideas import Idea, IdeaQueries
from api.keeping import KeepingMutations
from api.learning import LearningCard, LearningMutations, LearningQueries
from api.mail_habits import MailMutations
from api.measuring import MetricMutations
from api.members import Member, MemberQueries
from api.merging import MergeMutations, MergeQueries
from api.metrics import Metric, MetricQueries, MetricReading
from api.moderation import ModerationMutations, ModerationQueries
from api.nodes import AnId, Ids, Node
from api.notes import NoteMutations
from api.notices import NoticeSubscriptions
from api.offers import Offer, OfferMutations
from api.parked import ParkedMutations, ParkedQueries
from api.plain import Executor
from api.portfolio import PortfolioQueries
from api.promise import PromiseQueries
from api.queue import QueueMutations, QueueQueries, QueueSubscriptions
from api.reasons import ReasonMutations
from api.recognition import RecognitionCard, RecognitionQueries, find_card
from api.record import RecordQueries
from api.rewarding import RewardMutations, RewardSubscriptions
from api.rewards import RewardEntry, RewardQueries
from api.rolling_out import RolloutMutations
from api.rollouts import RolloutQueries
from api.scores import ScoreMutations, ScoreQueries
from api.search import SearchQueries
from api.standings import StandingMutations, StandingQueries
from api.tags import TagMutations
from api.thanking import ThankingMutations
from api.triage import Decision, TriageMutations, TriageQueries
from api.values import ValueMutations, ValueQueries
from api.verdicts import VerdictSubscriptions
from api.viewer import ViewerQueries
from api.votes import VoteMutations, VoteSubscriptions
from api.writing import WritingMutations
from domain import answers, changelog, comments, experiments, members, metrics, offers, rewards, triage
from domain.errors import NotFound, _, problem

NODES_MOST = 20


async def _idea(info: Info, number: int) -> Node:
    return Idea.found(await info.context.loaders.ideas.load(number))


async def _member(info: Info, number: int) -> Node:
    async with info.context.reading() as session:
        return Member.of(await members.visible(session, info.context.viewer, number))


async def _comment(info: Info, number: int) -> Node:
    async with info.context.reading() as session:
        return Comment.of(await comments.visible(session, info.context.viewer, number))


async def _offer(info: Info, number: int) -> Node:
    async with info.context.reading() as session:
        return Offer.of(await offers.visible(session, info.context.viewer, number))


async def _answer(info: Info, number: int) -> Node:
    async with info.context.reading() as session:
        return Answer.of(await answers.visible(session, info.context.viewer, number))


async def _decision(info: Info, number: int) -> Node:
    async with info.context.reading() as session:
        return Decision.of(await triage.visible(session, info.context.viewer, number))


async def _changelog_entry(info: Info, number: int) -> Node:
    async with info.context.reading() as session:
        return ChangelogEntry.of(await changelog.visible(session, info.context.viewer, number))


async def _check_in(info: Info, number: int) -> Node:
    async with info.context.reading() as session:
        return CheckIn.of(await experiments.visible_change(session, info.context.viewer, number))


async def _experiment(info: Info, number: int) -> Node:
    async with info.context.reading() as session:
        return Experiment.of(await experiments.visible(session, info.context.viewer, number))


async def _learning_card(info: Info, number: int) -> Node:
    async with info.context.reading() as session:
        return LearningCard.of(await experiments.card(session, info.context.viewer, number))


async def _metric(info: Info, number: int) -> Node:
    async with info.context.reading() as session:
        return Metric.of(await metrics.visible(session, info.context.viewer, number), info)


async def _metric_reading(info: Info, number: int) -> Node:
    async with info.context.reading() as session:
        return MetricReading.of(await metrics.reading(session, info.context.viewer, number))


async def _reward_entry(info: Info, number: int) -> Node:
    async with info.context.reading() as session:
        return RewardEntry.of(await rewards.entry(session, info.context.viewer, number), info)


_FINDERS: dict[str, Callable[[Info, int], Awaitable[Node]]] = {
    "Idea": _idea,
    "Member": _member,
    "Comment": _comment,
    "Offer": _offer,
    "Answer": _answer,
    "Decision": _decision,
    "ChangelogEntry": _changelog_entry,
    "CheckIn": _check_in,
    "Experiment": _experiment,
    "LearningCard": _learning_card,
    "Metric": _metric,
    "MetricReading": _metric_reading,
    "RecognitionCard": find_card,
    "Hero": find_hero,
    "RewardEntry": _reward_entry,
    "Badge": find_badge,
    "Award": find_award,
    "Challenge": find_challenge,
}


async def _found(info: Info, kind: str, number: int) -> Node | None:
    try:
        return await _FINDERS[kind](info, number) if kind in _FINDERS else None
    except (NotFound, experiments.FiguresLater):
        return None


@strawberry.type(description="What can be asked.")
class Query(
    IdeaQueries,
    ExperimentQueries,
    ChangelogQueries,
    ScoreQueries,
    MetricQueries,
    BadgeQueries,
    BadgeKeepingQueries,
    SearchQueries,
    MemberQueries,
    CommunityQueries,
    ModerationQueries,
    EditQueries,
    BehalfQueries,
    QueueQueries,
    TriageQueries,
    BoardQueries,
    AtOnceQueries,
    RecordQueries,
    MergeQueries,
    ViewerQueries,
    ParkedQueries,
    PromiseQueries,
    LearningQueries,
    PortfolioQueries,
    ValueQueries,
    RecognitionQueries,
    FairnessQueries,
    HeroQueries,
    RewardQueries,
    RolloutQueries,
    StandingQueries,
    ChallengeQueries,
):
    """What can be asked."""

    @strawberry.field(description="Whatever this id names; null if you may not see it or there is nothing.")
    async def node(self, info: Info, id: AnId) -> Node | None:
        """Return one thing by its id."""
        return await _found(info, *identities.split(id))

    @strawberry.field(description="Whatever these ids name, in their order, 20 at most.")
    async def nodes(self, info: Info, ids: Ids) -> list[Node | None]:
        """Return several things by their ids."""
        if len(ids) > NODES_MOST:
            raise problem("ids", "out_of_range", _("Ask for %(most)s at most."), most=NODES_MOST)
        wanted = [identities.split(each, "ids") for each in ids]
        return await asyncio.gather(*(_found(info, kind, number) for kind, number in wanted))


@strawberry.type(description="What can be done; each answers with the thing itself, or with why it wasn't done.")
class Mutation(
    WritingMutations,
    VoteMutations,
    OfferMutations,
    CommentMutations,
    AnswerMutations,
    TriageMutations,
    QueueMutations,
    AtOnceMutations,
    MergeMutations,
    ChangelogMutations,
    ScoreMutations,
    MetricMutations,
    BadgeMutations,
    BadgeKeepingMutations,
    TagMutations,
    AccountMutations,
    MailMutations,
    CommunityMutations,
    KeepingMutations,
    ReasonMutations,
    ModerationMutations,
    EditMutations,
    NoteMutations,
    BehalfMutations,
    ParkedMutations,
    CheckInMutations,
    LearningMutations,
    RolloutMutations,
    ExperimentMutations,
    ValueMutations,
    ThankingMutations,
    HeroMutations,
    RewardMutations,
    StandingMutations,
    ChallengeMutations,
):
    """What can be done."""


@strawberry.type(description="What can be heard as it happens.")
class Subscription(
    VoteSubscriptions,
    NoticeSubscriptions,
    QueueSubscriptions,
    BoardSubscriptions,
    VerdictSubscriptions,
    RewardSubscriptions,
):
    """What can be heard."""


schema = strawberry.Schema(
    Query,
    Mutation,
    Subscription,
    types=[
        *(refusals.FieldProblem, Idea, Member, Comment, Offer, Answer, Decision, ChangelogEntry),
        *(CheckIn, Experiment, LearningCard, Metric, MetricReading, RecognitionCard, Hero, RewardEntry, Badge, Award),
        Challenge,
    ],
    exception_handlers=refusals.HANDLERS,
    execution_context_class=Executor,
    config=StrawberryConfig(
        disable_field_suggestions=True,
        scalar_map={
            datetime: replace(DateTimeDefinition, description="A moment as ISO 8601 writes it, with its offset."),
            date: replace(DateDefinition, description="A day as ISO 8601 writes it."),
            Decimal: replace(DecimalDefinition, description="A number with its decimals, as text."),
            UUID: replace(UUIDDefinition, description="A key of 128 bits as RFC 9562 writes it; draw it at random."),
        },
    ),
)


def contract() -> str:
    """Return the schema as text, sorted by name. Strawberry's own sorting is no use: its unions can't answer then."""
    return print_schema(lexicographic_sort_schema(schema._schema))


if __name__ == "__main__":
    print(contract())
