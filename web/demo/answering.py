"""Who answers the demo's ideas first, and when; and which votes came too late for a decision."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.ideas import MOVES, Status
from domain.triage import LEADS_TO, DecisionKind
from web.demo.model import DemoIdea, DemoStep, DemoVote

TEAM = ("priya", "tomasz", "lene")
OVER = {
    kind.value
    for kind, status in LEADS_TO.items()
    if status not in (Status.IN_REVIEW, Status.SHORTLISTED) and status in MOVES
} | {"merge"}


def first_answers(
    ideas: Sequence[DemoIdea], steps: Sequence[DemoStep], said: dict[str, Any], now: datetime, zone: ZoneInfo
) -> tuple[DemoStep, ...]:
    """Return a first answer for each idea that doesn't wait for one, in the working hours after it was submitted."""
    found = []
    for number, idea in enumerate(ideas):
        if idea.draft or idea.key in said["waiting"] or idea.ago < timedelta(days=3):
            continue
        begun = (now - idea.ago).astimezone(zone)
        day = begun.date() + timedelta(days=1)
        while day.isoweekday() > 5:
            day += timedelta(days=1)
        at = datetime.combine(day, time(9), zone) + timedelta(minutes=number * 37 % 480)
        ago = min([now - at, *(edit.ago - timedelta(hours=1) for edit in idea.revisions if not edit.note)])
        ends = [step.ago for step in steps if step.idea == idea.key] + ([idea.withdrawn.ago] if idea.withdrawn else [])
        if all(ago > end for end in ends):
            words = said["first"][idea.language]
            answer = words[number % len(words)]
            found.append(DemoStep(idea.key, TEAM[number % len(TEAM)], ago, "answer", answer))
    return tuple(found)


def while_open(votes: Sequence[DemoVote], steps: Sequence[DemoStep], ideas: Sequence[DemoIdea]) -> tuple[DemoVote, ...]:
    """Return the votes that came before a decision or a merge closed the idea for them; later ones don't happen.

    Nor do those of whoever wrote what was merged into an idea, from then on.
    """
    authors, closed = {idea.key: idea.by for idea in ideas}, dict[tuple[str, str], timedelta]()
    for step in steps:
        if step.kind in OVER and (step.thought != "dislike" or step.second):
            places = [(step.idea, "")] + ([(step.into, authors[step.idea])] if step.into else [])
            for place in places:
                closed[place] = max(step.second_ago or step.ago, closed.get(place, timedelta.min))
    kept = []
    for vote in votes:
        end = max(closed.get((vote.idea, who), timedelta.min) for who in ("", vote.by))
        if vote.ago > end:
            late = vote.taken_back_ago is not None and vote.taken_back_ago <= end
            kept.append(replace(vote, taken_back_ago=None) if late else vote)
    return tuple(kept)


def decides(step: DemoStep) -> bool:
    """Return whether a step is a decision, and not an answer, a question or a claim."""
    return step.kind in {kind.value for kind in DecisionKind}
