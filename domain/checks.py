"""Recounting what is stored twice: each promise that a counter makes is checked against the rows it counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain import (
    answers,
    badges,
    challenges,
    comments,
    experiments,
    fairness,
    ideas,
    images,
    metrics,
    moderation,
    offers,
    recognition,
    rewards,
    rollouts,
    triage,
    trust,
    votes,
)

SHOWN_MOST = 20  # of each check


@dataclass(frozen=True)
class Finding:
    """One place where the books don't agree, in words for the operator."""

    check: str
    says: str


def shown(findings: Sequence[Finding]) -> list[Finding]:
    """Return the first 20 findings of each check, and for those that have more, a line that says how many more."""
    counted, listed = Counter[str](), list[Finding]()
    for each in findings:
        counted[each.check] += 1
        if counted[each.check] <= SHOWN_MOST:
            listed.append(each)
    return listed + [
        Finding(check, f"And {many - SHOWN_MOST:,} more.") for check, many in counted.items() if many > SHOWN_MOST
    ]


async def recount(session: AsyncSession, folder: images.Folder | None = None) -> list[Finding]:
    """Return every disagreement between counters and what they count, and every file of an image that isn't there.

    None is as it should be; `folder` is the one that keeps images, if any.
    """
    by_files = [Finding("images", says) for says in await images.missing(session, folder)]
    by_votes = [
        Finding(row.counter, f"Idea {row.idea_id} counts {row.counted} {row.counter} and has {row.found}.")
        for row in await votes.differences(session)
    ]
    by_comments = [
        Finding("comments", f"Idea {row.idea_id} counts {row.counted} comments and has {row.comments}.")
        for row in await comments.differences(session)
    ]
    by_offers = [
        Finding("offers", f"Idea {row.idea_id} counts {row.counted} offers and has {row.offers}.")
        for row in await offers.differences(session)
    ]
    by_sharing = [
        Finding("co-authors", f"Idea {idea_id} is shared with others than those who were accepted.")
        for idea_id in await offers.strays(session)
    ]
    by_their_votes = [
        Finding("co-authors", f"Idea {idea_id} has a vote of somebody who stands for it.")
        for idea_id in await votes.by_authors(session)
    ]
    by_steps = [
        Finding("moves", f"Idea {idea_id} stands elsewhere than where its last step led.")
        for idea_id in await ideas.astray(session)
    ]
    by_answers = [
        Finding(
            "answers", f"Idea {idea_id} has a first answer or a clock that its answers and questions don't bear out."
        )
        for idea_id in await answers.differences(session)
    ]
    by_decisions = [
        Finding("decisions", f"Idea {idea_id} was decided without a decision that counts, or without its answer.")
        for idea_id in await triage.undecided(session)
    ]
    by_hiding = [
        Finding("hidden", f"What moderators say of {kind} {number} is not how it stands: hidden, or in sight.")
        for kind, number in await moderation.strays(session)
    ]
    by_merges = [
        Finding("merges", f"Idea {idea_id} is merged where no merge says so, or names other parts than it has.")
        for idea_id in await ideas.ungrouped(session)
    ]
    by_suspending = [
        Finding("suspensions", f"Member {number} is suspended, or isn't, other than the record says.")
        for number in await moderation.wrongly_suspended(session)
    ]
    by_trust = [Finding("trust", f"Member {number} {says}.") for number, says in await trust.astray(session)]
    by_rows = [
        Finding("counters", f"Idea {idea_id} has no counters, and stands in no list.")
        for idea_id in await ideas.uncounted(session)
    ]
    by_readings = [
        Finding("readings", f"Metric {number} has a day of which another reading counts than the newest.")
        for number in await metrics.astray(session)
    ]
    by_experiments = [
        Finding("experiments", f"Experiment {number} {says}.") for number, says in await experiments.astray(session)
    ]
    by_verdicts = [
        Finding("verdicts", f"Experiment {number} was advised at check-in {row} what plan and totals don't bear out.")
        for number, row in await experiments.verdicts_astray(session)
    ]
    by_testing = [
        Finding("experiments", f"Idea {idea_id} is in experiment without one under way, or the other way round.")
        for idea_id in await experiments.ideas_astray(session)
    ]
    by_thanks = [
        Finding("recognition", f"Card {number} thanks nobody, too many, its sender, or one person too often.")
        for number in await recognition.astray(session)
    ]
    by_thanks += [
        Finding("recognition", f"Card {number} brought thanks that it doesn't stand for, or the same twice.")
        for number in await recognition.thanks_astray(session)
    ]
    by_ledger = [Finding("points", each.says) for each in await rewards.drift(session)]
    by_rollouts = [
        Finding("rollouts", f"Experiment {number} {says}.") for number, says in await rollouts.astray(session)
    ]
    by_badges = [
        Finding("badges", f"Award {number} quotes what another badge says.") for number in await badges.astray(session)
    ] + [Finding("badges", f"Badge {slug} says nothing today.") for slug in await badges.versionless(session)]
    by_challenges = [
        Finding("challenges", f"Challenge {number} {says}.") for number, says in await challenges.astray(session)
    ]
    by_fairness = [
        Finding("quarantine", f"Member {member_id}’s vote on idea {idea_id} is in quarantine, held by no case.")
        for member_id, idea_id in await fairness.astray(session)
    ]
    by_counters = by_rows + by_votes + by_comments + by_offers
    by_team = by_answers + by_decisions + by_hiding + by_suspending + by_trust + by_merges + by_readings
    by_work = (
        by_experiments
        + by_verdicts
        + by_testing
        + by_thanks
        + by_ledger
        + by_rollouts
        + by_badges
        + by_challenges
        + by_fairness
    )
    return by_files + by_counters + by_sharing + by_their_votes + by_steps + by_team + by_work
