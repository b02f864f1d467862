"""All that is kept about one person, gathered from every concept: to take along, and to forget."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import (
    answers,
    badges,
    behalf,
    celebrations,
    challenges,
    changelog,
    comments,
    credentials,
    experiments,
    fairness,
    follows,
    heroes,
    ideas,
    images,
    members,
    metrics,
    moderation,
    notifications,
    offers,
    recognition,
    rewards,
    rollouts,
    scores,
    triage,
    trust,
    votes,
)
from domain.members import Actor


async def export(session: AsyncSession, actor: Actor) -> dict[str, Any]:
    """Return everything the member has given, as plain values ready for JSON. Raises SignInNeeded."""
    member = members.require_self(actor)
    return {
        "member": await members.personal_data(session, member),
        "ideas": await ideas.personal_data(session, member),
        "edits": await ideas.edits(session, member),
        "moves": await ideas.moved(session, member),
        "shared_ideas": await ideas.shared(session, member),
        "votes": await votes.personal_data(session, member),
        "recorded_for_you": await behalf.personal_data(session, member),
        "recorded_by_you": await behalf.recorded(session, member),
        "exposures": await votes.exposures(session, member),
        "offers": await offers.personal_data(session, member),
        "comments": await comments.personal_data(session, member),
        "credits_given": await comments.credits_given(session, member),
        "removals": await comments.removals(session, member),
        "reports": await moderation.personal_data(session, member),
        "notes": await moderation.noted(session, member),
        "hidings": await moderation.hidings(session, member),
        "held_edits": await moderation.edited(session, member),
        "trust": await trust.personal_data(session, member),
        "images": await images.personal_data(session, member),
        "follows": await follows.personal_data(session, member),
        "answers": await answers.personal_data(session, member),
        "questions": await answers.questions(session, member),
        "assignments": await triage.assigned(session, member),
        "decisions": await triage.personal_data(session, member),
        "saved_views": await triage.saved(session, member),
        "done_at_once": await triage.done_at_once(session, member),
        "merges": await ideas.merging(session, member),
        "step_outs": await ideas.stepped_out(session, member),
        "scores": await scores.personal_data(session, member),
        "readings": await metrics.personal_data(session, member),
        "experiments": await experiments.personal_data(session, member),
        "plans": await experiments.planned(session, member),
        "experiment_moves": await experiments.stepped(session, member),
        "check_ins": await experiments.entered(session, member),
        "conclusions": await experiments.concluded(session, member),
        "rollouts": await rollouts.personal_data(session, member),
        "benefits": await rollouts.looked(session, member),
        "reused_cards": await experiments.reused(session, member),
        "recognition_sent": await recognition.personal_data(session, member),
        "recognition_received": await recognition.thanked(session, member),
        "card_reports": await recognition.complained(session, member),
        "heroes": await heroes.personal_data(session, member),
        "heroes_chosen": await heroes.chose(session, member),
        "nominations": await heroes.told(session, member),
        "hero_reports": await heroes.complained(session, member),
        "challenges": await challenges.personal_data(session, member),
        "challenges_kept": await challenges.kept(session, member),
        "fairness": await fairness.personal_data(session, member),
        "cases_decided": await fairness.judged(session, member),
        "badges": await badges.personal_data(session, member),
        "badges_given": await badges.given(session, member),
        "credentials": await credentials.personal_data(session, member),
        "changelog": await changelog.personal_data(session, member),
        "points": await rewards.personal_data(session, member),
        "reward_habit": await rewards.reward_habit(session, member),
        "celebrations": await celebrations.personal_data(session, member),
        "notices": await notifications.personal_data(session, member),
        "mail_habits": await notifications.chosen(session, member),
    }


async def erase(session: AsyncSession, actor: Actor) -> None:
    """Delete the member's account: names, offers and private things go, votes and texts stay under a pseudonym.

    Raises SignInNeeded, LastAdmin.
    """
    member = await members.forget(session, actor)
    await ideas.forget(session, member)
    await offers.forget(session, member)
    await behalf.forget(session, member)
    await moderation.forget(session, member)
    await trust.forget(session, member)
    await heroes.forget(session, member)
    await images.forget(session, member)
    await follows.forget(session, member)
    await triage.forget(session, member)
    await metrics.forget(session, member)
    await recognition.forget(session, member)
    await challenges.forget(session, member)
    await fairness.forget(session, member)
    await rewards.forget(session, member)
    await badges.forget(session, member)
    await celebrations.forget(session, member)
    await credentials.forget(session, member)
    await notifications.forget(session, member)
