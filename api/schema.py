"""The schema, joined from the modules of the concepts; run as a program it prints the contract."""

import asyncio
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
from api.answers import AnswerMutations
from api.at_once import AtOnceMutations, AtOnceQueries
from api.badge_giving import BadgeMutations
from api.badge_keeping import BadgeKeepingMutations, BadgeKeepingQueries
from api.badges import BadgeQueries
from api.behalf import BehalfMutations, BehalfQueries
from api.board import BoardQueries, BoardSubscriptions
from api.celebrating import CelebrationMutations, CelebrationQueries
from api.challenge_people import ChallengePeopleQueries
from api.challenge_weeks import ChallengeWeekMutations, ChallengeWeekQueries
from api.challenges import ChallengeQueries
from api.challenging import ChallengeMutations
from api.changelog import ChangelogMutations, ChangelogQueries
from api.check_ins import CheckInMutations
from api.comments import CommentMutations
from api.community import CommunityMutations, CommunityQueries
from api.context import Info
from api.edits import EditMutations, EditQueries
from api.experimenting import ExperimentMutations
from api.experiments import ExperimentQueries
from api.fairness import FairnessQueries
from api.finding import NODES, found
from api.hero_candidates import HeroCandidateQueries
from api.hero_reports import HeroReportMutations, HeroReportQueries
from api.heroes import HeroQueries
from api.honouring import HeroMutations
from api.ideas import IdeaQueries
from api.judging import CaseMutations
from api.keeping import KeepingMutations
from api.learning import LearningMutations, LearningQueries
from api.mail_habits import MailMutations
from api.measuring import MetricMutations
from api.members import MemberQueries
from api.merging import MergeMutations, MergeQueries
from api.metrics import MetricQueries
from api.moderation import ModerationMutations, ModerationQueries
from api.nodes import AnId, Ids, Node
from api.notes import NoteMutations
from api.notices import NoticeSubscriptions
from api.offers import OfferMutations
from api.parked import ParkedMutations, ParkedQueries
from api.plain import Executor
from api.portfolio import PortfolioQueries
from api.promise import PromiseQueries
from api.queue import QueueMutations, QueueQueries, QueueSubscriptions
from api.reasons import ReasonMutations
from api.recognition import RecognitionQueries
from api.record import RecordQueries
from api.reward_answers import RewardAnswerQueries
from api.rewarding import RewardMutations, RewardSubscriptions
from api.rewards import RewardQueries
from api.rolling_out import RolloutMutations
from api.rollouts import RolloutQueries
from api.scores import ScoreMutations, ScoreQueries
from api.search import SearchQueries
from api.standings import StandingMutations, StandingQueries, StandingSubscriptions
from api.tags import TagMutations
from api.thanking import ThankingMutations
from api.triage import TriageMutations, TriageQueries
from api.trust import TrustMutations, TrustQueries
from api.values import ValueMutations, ValueQueries
from api.verdicts import VerdictSubscriptions
from api.verifying import VerifyingQueries
from api.viewer import ViewerQueries
from api.votes import VoteMutations, VoteSubscriptions
from api.writing import WritingMutations
from domain.errors import _, problem

NODES_MOST = 20


@strawberry.type(description="What can be asked.")
class Query(
    IdeaQueries,
    ExperimentQueries,
    ChangelogQueries,
    ScoreQueries,
    MetricQueries,
    BadgeQueries,
    BadgeKeepingQueries,
    VerifyingQueries,
    SearchQueries,
    MemberQueries,
    CommunityQueries,
    ModerationQueries,
    TrustQueries,
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
    HeroCandidateQueries,
    HeroReportQueries,
    RewardQueries,
    RewardAnswerQueries,
    RolloutQueries,
    StandingQueries,
    CelebrationQueries,
    ChallengeQueries,
    ChallengePeopleQueries,
    ChallengeWeekQueries,
):
    """What can be asked."""

    @strawberry.field(description="Whatever this id names; null if you may not see it or there is nothing.")
    async def node(self, info: Info, id: AnId) -> Node | None:
        """Return one thing by its id."""
        return await found(info, *identities.split(id))

    @strawberry.field(description="Whatever these ids name, in their order, 20 at most.")
    async def nodes(self, info: Info, ids: Ids) -> list[Node | None]:
        """Return several things by their ids."""
        if len(ids) > NODES_MOST:
            raise problem("ids", "out_of_range", _("Ask for %(most)s at most."), most=NODES_MOST)
        wanted = [identities.split(each, "ids") for each in ids]
        return await asyncio.gather(*(found(info, kind, number) for kind, number in wanted))


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
    TrustMutations,
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
    HeroReportMutations,
    CaseMutations,
    RewardMutations,
    StandingMutations,
    CelebrationMutations,
    ChallengeMutations,
    ChallengeWeekMutations,
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
    StandingSubscriptions,
):
    """What can be heard."""


schema = strawberry.Schema(
    Query,
    Mutation,
    Subscription,
    types=[refusals.FieldProblem, *NODES],
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
