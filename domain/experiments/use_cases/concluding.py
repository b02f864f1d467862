"""Concluding, always with a learning card; against the advice only with a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import answers, ideas, members
from domain.clock import now
from domain.community import LANGUAGES
from domain.errors import Translate, _
from domain.events import record
from domain.experiments.check_ins import KeptVerdict
from domain.experiments.conclusions import CARD_LEAST, CARD_MOST, TAG_MOST, TAGS_MOST, Conclusion, LearningCard
from domain.experiments.conclusions import ConclusionKind as Kind
from domain.experiments.events import ConclusionConfirmed, ConclusionDoubted, ConclusionWithdrawn, ExperimentConcluded
from domain.experiments.model import UNDER_WAY, WORDS_MOST, Experiment, Phase, Plan
from domain.experiments.plans import time_box_end
from domain.experiments.policy import (
    ConclusionSettled,
    ConclusionWaits,
    NothingMeasured,
    OwnConclusion,
    require_may_act,
    require_may_run,
    require_phase,
)
from domain.experiments.queries import held, standing_conclusion, standing_verdict, visible
from domain.experiments.sentences import hypothesis, measured
from domain.experiments.use_cases.moving import move
from domain.experiments.verdicts import Advice
from domain.ideas import Idea, Status
from domain.members import Actor, Member
from domain.texts import Problems, checked

# What fits an advice; everything else goes against it, and as long as it is to continue, everything does.
FITS: dict[Advice, frozenset[Kind]] = {
    Advice.SCALE: frozenset({Kind.SCALED}),
    Advice.STOP: frozenset({Kind.STOPPED_NOT_AS_PROMISED, Kind.STOPPED_HARMFUL}),
    Advice.UNDECIDED: frozenset({Kind.UNDECIDED, Kind.CHANGED_COURSE}),
    Advice.INVALID: frozenset({Kind.INVALID}),
    Advice.CONTINUE: frozenset(),
}
UNMEASURED = frozenset({Kind.CHANGED_COURSE, Kind.INVALID})
_KNOWN = frozenset({Kind.SCALED, Kind.STOPPED_NOT_AS_PROMISED, Kind.STOPPED_HARMFUL})
_IN_THE_ANSWER = 1800  # characters of each part of the card; an answer is shorter than a card may be


@dataclass(frozen=True)
class Concluding:
    """What somebody concludes and why, and their learning card: what was seen and learned, and what follows."""

    kind: Kind
    reason: str
    observed: str
    learned: str
    therefore: str
    tags: Sequence[str] = ()
    language: str = "en"


async def conclude(
    session: AsyncSession, actor: Actor, experiment_id: int, concluding: Concluding, *, translate: Translate = _
) -> Conclusion:
    """Conclude an experiment with its learning card. One against the advice waits for a second person.

    `translate` puts the card's own sentences into its language. Raises NotFound, NotAllowed, OtherPhase,
    ConclusionWaits, NothingMeasured, Invalid.
    """
    idea, experiment = await _held(session, actor, experiment_id)
    require_may_act(actor, experiment)
    concluder = members.require_self(actor)
    require_phase(experiment, *UNDER_WAY)
    if await standing_conclusion(session, actor, experiment) is not None:
        raise ConclusionWaits
    tidy = _tidy(concluding)
    moment, verdict = now(session), await standing_verdict(session, experiment)
    advice = standing_advice(experiment.plan, verdict, moment)
    if advice is None and tidy.kind not in UNMEASURED:
        raise NothingMeasured
    conclusion = Conclusion(
        experiment_id=experiment.id,
        kind=tidy.kind,
        reason=tidy.reason,
        check_in_id=verdict.check_in_id if verdict else None,
        advice=advice,
        against_advice=advice is not None and tidy.kind not in FITS[advice],
        concluded_by_id=concluder.id,
        concluded_at=moment,
    )
    conclusion.card = _card(experiment, tidy, concluder, moment, translate)
    session.add(conclusion)
    await session.flush()
    if conclusion.against_advice:
        await record(session, ConclusionDoubted(experiment.id, idea.id, conclusion.id, concluder.id))
    else:
        await _carry_out(session, idea, experiment, conclusion, concluder, translate)
    return await _standing(session, actor, experiment)


async def confirm(session: AsyncSession, actor: Actor, experiment_id: int, *, translate: Translate = _) -> Conclusion:
    """Stand for a conclusion against the advice, as its second person; now it counts.

    Raises NotFound, NotAllowed, OwnConclusion, ConclusionSettled.
    """
    idea, experiment = await _held(session, actor, experiment_id)
    conclusion, second = await _waiting(session, actor, experiment)
    if conclusion.concluded_by_id == second.id:
        raise OwnConclusion
    conclusion.seconded_by_id, author = second.id, conclusion.concluded_by
    await record(session, ConclusionConfirmed(experiment.id, idea.id, conclusion.id, second.id, author.id))
    await _carry_out(session, idea, experiment, conclusion, author, translate)
    return await _standing(session, actor, experiment)


async def withdraw(session: AsyncSession, actor: Actor, experiment_id: int) -> Experiment:
    """Give up a conclusion that waits, so that the experiment stands as before.

    Raises NotFound, NotAllowed, ConclusionSettled.
    """
    idea, experiment = await _held(session, actor, experiment_id)
    conclusion, withdrawer = await _waiting(session, actor, experiment)
    conclusion.withdrawn_at, conclusion.withdrawn_by_id = now(session), withdrawer.id
    await session.flush()
    author_id = conclusion.concluded_by_id
    await record(session, ConclusionWithdrawn(experiment.id, idea.id, conclusion.id, withdrawer.id, author_id))
    return await visible(session, actor, experiment.id)


def standing_advice(plan: Plan, verdict: KeptVerdict | None, moment: datetime) -> Advice | None:
    """Return what is advised now, None while nothing that counts was measured; past the time-box nothing continues."""
    if verdict is None:
        return None
    over = verdict.advice is Advice.CONTINUE and moment >= time_box_end(plan)
    return Advice.UNDECIDED if over else verdict.advice


async def _held(session: AsyncSession, actor: Actor, experiment_id: int) -> tuple[Idea, Experiment]:
    require_may_run(actor)
    found = await visible(session, actor, experiment_id)
    idea = await ideas.visible(session, actor, found.idea_id, lock=True)
    return idea, await held(session, actor, experiment_id)


async def _waiting(session: AsyncSession, actor: Actor, experiment: Experiment) -> tuple[Conclusion, Member]:
    require_may_act(actor, experiment)
    conclusion = await standing_conclusion(session, actor, experiment)
    if conclusion is None or not conclusion.is_waiting:
        raise ConclusionSettled
    return conclusion, members.require_self(actor)


async def _standing(session: AsyncSession, actor: Actor, experiment: Experiment) -> Conclusion:
    conclusion = await standing_conclusion(session, actor, experiment)
    if conclusion is None:
        raise ConclusionSettled
    return conclusion


async def _carry_out(
    session: AsyncSession,
    idea: Idea,
    experiment: Experiment,
    conclusion: Conclusion,
    concluder: Member,
    translate: Translate,
) -> None:
    moment = now(session)
    conclusion.effective_at = experiment.concluded_at = moment
    conclusion.saved_units, conclusion.saved_days = await _saved(session, experiment, conclusion)
    later = delete(Plan).where(Plan.experiment_id == experiment.id, Plan.number > experiment.plan_number)
    await session.execute(later)
    await move(session, experiment, Phase.CONCLUDED, concluder.id)
    others = exists().where(Experiment.idea_id == idea.id, Experiment.phase.in_(UNDER_WAY))
    if idea.status is Status.IN_EXPERIMENT and not await session.scalar(select(others)):
        await ideas.move(session, idea, Status.IN_REVIEW, concluder.id)
        await answers.suggest(session, concluder, idea, _answer(experiment, conclusion.card, translate))
        await answers.start(session, idea.id, moment)
    fact = ExperimentConcluded(experiment.id, idea.id, conclusion.id, conclusion.kind.value, concluder.id)
    await record(session, fact)


async def _saved(session: AsyncSession, experiment: Experiment, conclusion: Conclusion) -> tuple[int, int]:
    """Return the planned units that needn't come in any more, and the days left of the time-box, of what is known."""
    verdict = await session.get(KeptVerdict, conclusion.check_in_id) if conclusion.check_in_id else None
    if conclusion.kind not in _KNOWN or verdict is None or verdict.crossed_units is None:
        return 0, 0
    left = time_box_end(experiment.plan) - now(session)
    return max(0, experiment.plan.planned_units - verdict.crossed_units), max(0, left.days)


def _tidy(concluding: Concluding) -> Concluding:
    with checked() as problems:
        if concluding.language not in LANGUAGES:
            problems.add("language", "unknown", _("Choose one of the options."))
        return Concluding(
            kind=concluding.kind,
            reason=problems.text("reason", concluding.reason, least=CARD_LEAST, most=WORDS_MOST),
            observed=problems.text("observed", concluding.observed, least=CARD_LEAST, most=CARD_MOST),
            learned=problems.text("learned", concluding.learned, least=CARD_LEAST, most=CARD_MOST),
            therefore=problems.text("therefore", concluding.therefore, least=CARD_LEAST, most=CARD_MOST),
            tags=_tags(problems, concluding.tags),
            language=concluding.language,
        )


def _tags(problems: Problems, given: Sequence[str]) -> list[str]:
    tidy = [problems.line("tags", tag.strip().lstrip("#"), most=TAG_MOST).casefold() for tag in given if tag.strip()]
    tags = list(dict.fromkeys(tidy))
    if len(tags) > TAGS_MOST:
        problems.add("tags", "too_many", _("Choose at most %(most)s tags."), most=TAGS_MOST)
    return tags


def _card(
    experiment: Experiment, concluding: Concluding, author: Member, at: datetime, translate: Translate
) -> LearningCard:
    return LearningCard(
        experiment_id=experiment.id,
        author_id=author.id,
        written_at=at,
        language=concluding.language,
        believed=hypothesis(experiment.plan, translate),
        measured=measured(experiment.plan, concluding.language, translate),
        observed=concluding.observed,
        learned=concluding.learned,
        therefore=concluding.therefore,
        tags=list(concluding.tags),
    )


def _answer(experiment: Experiment, card: LearningCard, translate: Translate) -> str:
    """Return what a first draft of the answer to everybody says."""
    tested = translate(_("We tested this: %(title)s.")) % {"title": experiment.title}
    parts = (card.observed, card.learned, card.therefore)
    return "\n\n".join([tested, *(part[:_IN_THE_ANSWER] for part in parts)])
