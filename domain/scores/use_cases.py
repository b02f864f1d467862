"""Scoring ideas, and naming the weights."""

import math

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, ideas, members, permissions, triage
from domain.clock import now
from domain.errors import Conflict, NotFound, _
from domain.events import record
from domain.members import Actor
from domain.permissions import Permission
from domain.scores.events import IdeaScored, ScoreWeightsRevised
from domain.scores.formula import (
    CONFIDENCES,
    EFFORT_LEAST,
    EFFORT_MOST,
    IMPACTS,
    REACH_MOST,
    WEIGHT_MOST,
    Weights,
    value,
)
from domain.scores.model import TERMS, Score, ScoreWeights
from domain.scores.queries import current, weights
from domain.texts import Problems, checked


class WeightsChangedMeanwhile(Conflict):
    """Somebody named weights after this form was opened."""

    code = "weights_changed_meanwhile"
    message = _("Somebody changed the weights while you were at it. Please look at them again.")


async def score(
    session: AsyncSession, actor: Actor, idea_id: int, *, reach: int, impact: float, confidence: float, effort: float
) -> Score:
    """Score an idea by the newest weights, in place of an earlier score, which is kept.

    `reach` is people, `effort` weeks of one person; `impact` and `confidence` are chosen of the formula's own. Raises
    NotFound, NotAllowed, Invalid.
    """
    idea = await ideas.visible(session, actor, idea_id, lock=True)
    triage.require_may_triage(actor)
    scorer = members.require_self(actor)
    if idea.is_draft:
        raise NotFound
    with checked() as problems:
        if not 0 <= reach <= REACH_MOST:
            problems.add("reach", "out_of_range", _("Reach is a number of people, from 0 on."))
        if impact not in IMPACTS:
            problems.add("impact", "unknown", _("Choose one of the options."))
        if confidence not in CONFIDENCES:
            problems.add("confidence", "unknown", _("Choose one of the options."))
        if not (math.isfinite(effort) and EFFORT_LEAST <= effort <= EFFORT_MOST):
            problems.add("effort", "out_of_range", _("Effort is weeks of one person’s work, from 0.1 to 1000."))
    by = await weights(session)
    await _keep_first(session, by)
    moment = now(session)
    old = update(Score).where(Score.idea_id == idea.id, Score.superseded_at.is_(None))
    await session.execute(old.values(superseded_at=moment).execution_options(synchronize_session=False))
    made = Score(
        idea_id=idea.id,
        scorer_id=scorer.id,
        scored_at=moment,
        reach=reach,
        impact=impact,
        confidence=confidence,
        effort=effort,
        version=by.version,
        value=value(reach, impact, confidence, effort, by.weights),
        supporters=idea.supporters,
        exposed=idea.exposed,
    )
    session.add(made)
    await session.flush()
    await record(session, IdeaScored(idea.id, scorer.id, by.version))
    return await current(session, actor, idea.id) or made


async def revise_weights(session: AsyncSession, actor: Actor, chosen: Weights, *, based_on: int) -> ScoreWeights:
    """Name new weights, each 0 to 3, as the next version; scores that were given keep theirs.

    `based_on` is the version that whoever changes them saw. Raises NotAllowed, WeightsChangedMeanwhile, Invalid.
    """
    permissions.require(actor, Permission.EDIT_COMMUNITY)
    admin = members.require_self(actor)
    await community.current(session, lock=True)  # one at a time
    before = await weights(session)
    if before.version != based_on:
        raise WeightsChangedMeanwhile
    with checked() as problems:
        for term in TERMS:
            _check(problems, term, getattr(chosen, term))
    if before.weights == chosen:
        return before
    await _keep_first(session, before)
    named = ScoreWeights(version=before.version + 1, named_by_id=admin.id, named_at=now(session), **vars(chosen))
    session.add(named)
    await session.flush()
    await record(session, ScoreWeightsRevised(admin.id, named.version))
    await session.refresh(named, ["named_by"])
    return named


async def _keep_first(session: AsyncSession, by: ScoreWeights) -> None:
    """Write version 1 down as soon as something refers to it; two at once write it once."""
    if by.version == 1:
        terms = {"reach": by.reach, "impact": by.impact, "confidence": by.confidence, "effort": by.effort}
        await session.execute(insert(ScoreWeights).values(version=1, **terms).on_conflict_do_nothing())


def _check(problems: Problems, term: str, weight: float) -> None:
    if not (math.isfinite(weight) and 0 <= weight <= WEIGHT_MOST):
        problems.add(f"weight_{term}", "out_of_range", _("A weight is a number from 0 to 3."))
