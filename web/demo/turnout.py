"""Who backs and follows which idea, and when: invented once by a seeded generator, the same each time."""

import math
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from web.demo.model import DemoFollow, DemoIdea, DemoLook, DemoOffer, DemoVote, Person

SEED = "fourfold demo 1"
# How likely somebody is about at each hour from midnight on: on the way to work, at lunch, mostly in the evening.
RHYTHM = (
    *(0.10, 0.04, 0.02, 0.02, 0.03, 0.10, 0.35, 0.70, 0.85, 0.60, 0.50, 0.50),
    *(0.75, 0.65, 0.45, 0.45, 0.50, 0.60, 0.70, 0.85, 1.00, 1.00, 0.75, 0.35),
)
WEEKEND = 0.5
STAFF = 0.45
A_MOMENT = timedelta(minutes=2)
TAKEN_BACK = 0.014
FOLLOWED_TOO = 0.2
BROWSED = 0.15
SEEN_AT_LAST, SEEN_WITHIN = 0.85, timedelta(days=5)


def votes(
    people: tuple[Person, ...],
    ideas: tuple[DemoIdea, ...],
    offers: tuple[DemoOffer, ...],
    now: datetime,
    zone: ZoneInfo,
) -> tuple[DemoVote, ...]:
    """All votes for submitted ideas, oldest first; each comes after the idea and after the voter joined.

    Who comes to share an idea never votes on it.
    """
    shared = {(offer.idea, offer.by) for offer in offers if offer.accepted_ago is not None}
    plan: list[DemoVote] = []
    for idea in ideas:
        if idea.draft:
            continue
        random = Random(f"{SEED} {idea.key}")  # noqa: S311  # invented, not secret
        for person in _supporters(idea, people, random):
            if (idea.key, person.handle) in shared:
                continue
            cast = _cast_ago(idea, person, random, now, zone)
            plan.append(DemoVote(idea.key, person.handle, cast, _taken_back_ago(idea, cast, random)))
    return tuple(sorted(plan, key=lambda vote: (-vote.ago, vote.idea, vote.by)))


def looks(people: tuple[Person, ...], ideas: tuple[DemoIdea, ...]) -> tuple[DemoLook, ...]:
    """Who came across which submitted idea without our knowing more: in the end most people, of the newest few."""
    plan = []
    for idea in ideas:
        random = Random(f"{SEED} {idea.key} seen")  # noqa: S311
        for person in people:
            since = min(idea.ago, person.ago)
            chance = SEEN_AT_LAST * (1 - math.exp(-since / SEEN_WITHIN)) * min(1, person.energy)
            if not idea.draft and person.handle != idea.by and random.random() < chance:
                plan.append(DemoLook(idea.key, person.handle, since * random.random()))
    return tuple(sorted(plan, key=lambda look: (-look.ago, look.idea, look.by)))


def follows(votes: tuple[DemoVote, ...]) -> tuple[DemoFollow, ...]:
    """The follows of people who want to hear more of what they backed, seconds after their vote; oldest first."""
    plan = []
    for vote in votes:
        random = Random(f"{SEED} {vote.idea} followed by {vote.by}")  # noqa: S311
        if vote.taken_back_ago is None and random.random() < FOLLOWED_TOO:
            plan.append(DemoFollow(vote.idea, vote.by, vote.ago - timedelta(seconds=random.randint(4, 50))))
    return tuple(sorted(plan, key=lambda follow: (-follow.ago, follow.idea, follow.by)))


def _closed_ago(idea: DemoIdea) -> timedelta:
    return idea.withdrawn.ago if idea.withdrawn else timedelta(0)


def _supporters(idea: DemoIdea, people: tuple[Person, ...], random: Random) -> list[Person]:
    """Up to `pull` people who could have voted, drawn without replacement, by their interest."""
    talking = {comment.by for comment in idea.comments}
    drawn = []
    for person in people:
        weight = person.energy * (1 + 1.2 * len(person.cares.intersection(idea.tags)))
        weight *= 1 if person.role == "customer" else STAFF
        weight *= 1.6 if person.handle in talking else 1
        weight *= 0.5 if person.ago < idea.ago else 1
        if idea.language == "de":
            weight *= 2 if person.language == "de" else 0.4
        luck = random.random() ** (1 / weight)
        if person.handle != idea.by and person.ago > _closed_ago(idea) + 3 * A_MOMENT:
            drawn.append((luck, person.handle, person))
    return [person for _, _, person in sorted(drawn, reverse=True)[: idea.pull]]


def _cast_ago(idea: DemoIdea, person: Person, random: Random, now: datetime, zone: ZoneInfo) -> timedelta:
    """A moment in a burst after the posting or a comment, or in the long tail, at an hour when people are about."""
    first = min(idea.ago, person.ago) - A_MOMENT
    last = _closed_ago(idea) + A_MOMENT
    sparks = [first, *(comment.ago for comment in idea.comments if comment.ago < first)]
    for _ in range(500):
        spark = random.choice(sparks) if random.random() < 0.35 else first
        soon, tail = random.expovariate(1 / 7), 30 * (random.paretovariate(0.8) - 1)
        hours = min(soon if random.random() < 0.6 else tail, 10_000)
        ago = spark - timedelta(seconds=round(hours * 3600))
        if random.random() < BROWSED:
            ago = first - timedelta(seconds=round((first - last).total_seconds() * random.random()))
        if last < ago <= first and random.random() < _about(person, (now - ago).astimezone(zone)):
            return ago
    return first - (first - last) * random.random()


def _about(person: Person, moment: datetime) -> float:
    awake = max(RHYTHM[moment.hour], 0.2 if "night" in person.cares else 0)
    return awake * (WEEKEND if moment.weekday() >= 5 else 1)


def _taken_back_ago(idea: DemoIdea, cast: timedelta, random: Random) -> timedelta | None:
    """Few think again: some at once, some after days."""
    if random.random() >= TAKEN_BACK:
        return None
    pause = timedelta(seconds=random.randint(20, 200))
    if random.random() < 0.6:
        pause = timedelta(days=random.randint(1, 12), seconds=random.randint(-7200, 7200))
    return cast - pause if cast - pause > _closed_ago(idea) + A_MOMENT else None
