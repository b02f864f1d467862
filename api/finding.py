"""Whatever has an id, found by its kind and number as far as the viewer may see it."""

from collections.abc import Awaitable, Callable

from api.answers import Answer
from api.badges import Award, Badge, find_award, find_badge
from api.challenges import Challenge, find_challenge
from api.changelog import ChangelogEntry
from api.check_ins import CheckIn
from api.comments import Comment
from api.context import Info
from api.experiments import Experiment
from api.heroes import Hero, find_hero
from api.ideas import Idea
from api.learning import LearningCard
from api.members import Member
from api.metrics import Metric, MetricReading
from api.nodes import Node
from api.offers import Offer
from api.recognition import RecognitionCard, find_card
from api.rewards import RewardEntry
from api.triage import Decision
from domain import answers, changelog, comments, experiments, members, metrics, offers, rewards, triage
from domain.errors import NotFound

NODES = (
    *(Idea, Member, Comment, Offer, Answer, Decision, ChangelogEntry, CheckIn, Experiment, LearningCard, Metric),
    *(MetricReading, RecognitionCard, Hero, RewardEntry, Badge, Award, Challenge),
)


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


async def found(info: Info, kind: str, number: int) -> Node | None:
    """Return what a number of a kind names, None where the viewer can't see it."""
    try:
        return await _FINDERS[kind](info, number) if kind in _FINDERS else None
    except (NotFound, experiments.FiguresLater):
        return None
