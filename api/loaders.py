"""Loaders: what many rows of one answer need is read by one statement for all of them."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from sqlalchemy.ext.asyncio import AsyncSession
from strawberry.dataloader import DataLoader

from domain import (
    answers,
    behalf,
    challenges,
    comments,
    community,
    experiments,
    fairness,
    follows,
    ideas,
    images,
    members,
    metrics,
    offers,
    recognition,
    rewards,
    tracing,
    triage,
    votes,
)
from domain.answers import Answer, AnswerClock
from domain.badges import Award, Showing
from domain.challenges import Challenge
from domain.comments import Comment
from domain.community import Community
from domain.experiments import Conclusion, KeptVerdict, LearningCard
from domain.fairness import Appeal, Given
from domain.ideas import Idea, Tag
from domain.images import Image
from domain.members import Actor, Member, Team
from domain.metrics import Trend
from domain.offers import Standing
from domain.recognition import Evidence, RecognitionCard
from domain.rewards import Entry, Look
from domain.tracing import Trace

Reading = Callable[[], AbstractAsyncContextManager[AsyncSession]]


class Loaders:
    """The loaders of one question, for one viewer; each remembers what it has read."""

    def __init__(self, reading: Reading, viewer: Actor) -> None:
        self._reading = reading
        self._viewer = viewer
        self.ideas: DataLoader[int, Idea | None] = DataLoader(self._ideas)
        self.community: DataLoader[int, Community] = DataLoader(self._community)
        self.merged: DataLoader[int, list[Idea]] = DataLoader(self._merged)
        self.tags: DataLoader[int, list[Tag]] = DataLoader(self._tags)
        self.kept_tags: DataLoader[str, str | None] = DataLoader(self._kept_tags)
        self.known_votes: dict[int, bool] = {}
        self.voted: DataLoader[int, bool] = DataLoader(self._voted)
        self.followed: DataLoader[int, bool] = DataLoader(self._followed)
        self.replies: DataLoader[int, list[Comment]] = DataLoader(self._replies)
        self.offered: DataLoader[int, list[Standing]] = DataLoader(self._offered)
        self.clocks: DataLoader[int, AnswerClock | None] = DataLoader(self._clocks)
        self.last_answers: DataLoader[int, Answer | None] = DataLoader(self._last_answers)
        self.assignees: DataLoader[int, Member | None] = DataLoader(self._assignees)
        self.calls: DataLoader[int, Challenge | None] = DataLoader(self._calls)
        self.recorded: DataLoader[int, int] = DataLoader(self._recorded)
        self.members: DataLoader[int, Member] = DataLoader(self._members)
        self.idea_images: DataLoader[int, list[Image]] = DataLoader(self._idea_images)
        self.comment_images: DataLoader[int, list[Image]] = DataLoader(self._comment_images)
        self.offer_images: DataLoader[int, list[Image]] = DataLoader(self._offer_images)
        self.teams: DataLoader[int, list[Team]] = DataLoader(self._teams)
        self.people: DataLoader[int, list[Member]] = DataLoader(self._people)
        self.conclusions: DataLoader[int, Conclusion | None] = DataLoader(self._conclusions)
        self.verdicts: DataLoader[int, KeptVerdict | None] = DataLoader(self._verdicts)
        self.cards: DataLoader[int, LearningCard | None] = DataLoader(self._cards)
        self.helped: DataLoader[int, int] = DataLoader(self._helped)
        self.appeals: DataLoader[int, list[Appeal]] = DataLoader(self._appeals)
        self.given: DataLoader[int, list[Given]] = DataLoader(self._given)
        self.settling: DataLoader[int, int] = DataLoader(self._settling)
        self.trends: DataLoader[int, Trend] = DataLoader(self._trends)
        self.entries: DataLoader[int, Entry | None] = DataLoader(self._entries)
        self.looks: DataLoader[Entry, Look | None] = DataLoader(self._looks)
        self.traces: DataLoader[Entry, Trace | None] = DataLoader(self._traces)
        self.top_ups: DataLoader[int, list[Entry]] = DataLoader(self._top_ups)
        self.paid_again: DataLoader[Entry, Entry | None] = DataLoader(self._paid_again)
        self.showings: DataLoader[Award, list[Showing]] = DataLoader(self._showings)
        self.card_evidence: DataLoader[RecognitionCard, Evidence | None] = DataLoader(self._card_evidence)

    async def learn_votes(self, session: AsyncSession, ids: list[int]) -> None:
        """Read which of the ideas in a list the viewer backs, beside the list itself."""
        given = await votes.given(session, self._viewer, ids)
        self.known_votes.update((number, number in given) for number in ids)

    async def _ideas(self, ids: list[int]) -> list[Idea | None]:
        async with self._reading() as session:
            found = await ideas.by_ids(session, self._viewer, ids)
        return [found.get(number) for number in ids]

    async def _entries(self, ids: list[int]) -> list[Entry | None]:
        """Return entries of the ledger that the viewer may read."""
        async with self._reading() as session:
            found = await rewards.by_ids(session, self._viewer, ids)
        return [found.get(number) for number in ids]

    async def _looks(self, entries: list[Entry]) -> list[Look | None]:
        """Return how the look stands for which entries were taken back that the viewer may read."""
        async with self._reading() as session:
            found = await fairness.looks(session, entries)
        return [found.get(each.id) for each in entries]

    async def _traces(self, entries: list[Entry]) -> list[Trace | None]:
        """Return what entries came from that the viewer may read, where they may see that, too."""
        async with self._reading() as session:
            found = await tracing.traces(session, self._viewer, entries)
        return [found.get(each.id) for each in entries]

    async def _top_ups(self, ids: list[int]) -> list[list[Entry]]:
        """Return what paid later what caps had withheld from entries."""
        async with self._reading() as session:
            found = await rewards.top_ups(session, self._viewer, ids)
        return [found.get(number, []) for number in ids]

    async def _paid_again(self, entries: list[Entry]) -> list[Entry | None]:
        """Return by which entries it was paid again what was taken back."""
        async with self._reading() as session:
            found = await rewards.paid_again(session, self._viewer, entries)
        return [found.get(each.id) for each in entries]

    async def _showings(self, awards: list[Award]) -> list[list[Showing]]:
        """Return what shows that badges were earned, as far as the viewer may see it."""
        async with self._reading() as session:
            found = await recognition.showings(session, self._viewer, awards)
        return [found.get(each.id, []) for each in awards]

    async def _card_evidence(self, cards: list[RecognitionCard]) -> list[Evidence | None]:
        """Return what recognition cards are about, as far as the viewer may see it."""
        async with self._reading() as session:
            found = await recognition.evidence_of(session, self._viewer, cards)
        return [found.get(each.id) for each in cards]

    async def _conclusions(self, ids: list[int]) -> list[Conclusion | None]:
        """Return what counts or waits of what was concluded of experiments that the viewer knows of."""
        async with self._reading() as session:
            found = await experiments.conclusions(session, self._viewer, ids)
        standing = {number: [one for one in rows if one.withdrawn_at is None] for number, rows in found.items()}
        return [next(iter(standing.get(number, ())), None) for number in ids]

    async def _verdicts(self, ids: list[int]) -> list[KeptVerdict | None]:
        """Return what is advised now of experiments whose figures the viewer may read."""
        async with self._reading() as session:
            found = await experiments.standing_verdicts(session, ids)
        return [found.get(number) for number in ids]

    async def _calls(self, ids: list[int]) -> list[Challenge | None]:
        """Return the calls that ideas answer and that the viewer may see."""
        async with self._reading() as session:
            found = await challenges.answered(session, self._viewer, ids)
        return [found.get(number) for number in ids]

    async def _community(self, ids: list[int]) -> list[Community]:
        async with self._reading() as session:
            found = await community.current(session)
        return [found for _ in ids]

    async def _merged(self, ids: list[int]) -> list[list[Idea]]:
        async with self._reading() as session:
            found = await ideas.merged_into(session, ids, 10)
        return [found.get(number, []) for number in ids]

    async def _tags(self, ids: list[int]) -> list[list[Tag]]:
        async with self._reading() as session:
            found = await ideas.tags(session, ids)
        return [found.get(number, []) for number in ids]

    async def _kept_tags(self, slugs: list[str]) -> list[str | None]:
        """Return what the team's tags are called, None for retired ones."""
        names = (await self.community.load(1)).kept_tags
        return [names.get(slug) for slug in slugs]

    async def _voted(self, ids: list[int]) -> list[bool]:
        async with self._reading() as session:
            found = await votes.given(session, self._viewer, ids)
        return [number in found for number in ids]

    async def _followed(self, ids: list[int]) -> list[bool]:
        async with self._reading() as session:
            found = await follows.following(session, self._viewer, ids)
        return [number in found for number in ids]

    async def _replies(self, ids: list[int]) -> list[list[Comment]]:
        async with self._reading() as session:
            found = await comments.replies(session, self._viewer, ids)
        return [found.get(number, []) for number in ids]

    async def _offered(self, ids: list[int]) -> list[list[Standing]]:
        """Return how the offers on ideas stand."""
        async with self._reading() as session:
            found = await offers.standings(session, self._viewer, ids)
        return [list(found.get(number, {}).values()) for number in ids]

    async def _clocks(self, ids: list[int]) -> list[AnswerClock | None]:
        async with self._reading() as session:
            found = await answers.clocks(session, ids)
        return [found.get(number) for number in ids]

    async def _last_answers(self, ids: list[int]) -> list[Answer | None]:
        async with self._reading() as session:
            found = await answers.latest(session, self._viewer, ids)
        return [found.get(number) for number in ids]

    async def _assignees(self, ids: list[int]) -> list[Member | None]:
        """Return who takes care of ideas."""
        async with self._reading() as session:
            found = await triage.assignees(session, ids)
        return [found.get(number) for number in ids]

    async def _recorded(self, ids: list[int]) -> list[int]:
        """Return how many votes on ideas were recorded for customers."""
        async with self._reading() as session:
            found = await behalf.counts(session, ids)
        return [found.get(number, 0) for number in ids]

    async def _members(self, ids: list[int]) -> list[Member]:
        """Return members, also those who left, for showing what they share."""
        async with self._reading() as session:
            found = await members.by_ids(session, ids)
        return [found[number] for number in ids]

    async def _idea_images(self, ids: list[int]) -> list[list[Image]]:
        async with self._reading() as session:
            found = (await images.shown(session, self._viewer, ideas=ids)).ideas
        return [found.get(number, []) for number in ids]

    async def _comment_images(self, ids: list[int]) -> list[list[Image]]:
        async with self._reading() as session:
            found = (await images.shown(session, self._viewer, comments=ids)).comments
        return [found.get(number, []) for number in ids]

    async def _offer_images(self, ids: list[int]) -> list[list[Image]]:
        async with self._reading() as session:
            found = (await images.shown(session, self._viewer, offers=ids)).offers
        return [found.get(number, []) for number in ids]

    async def _trends(self, ids: list[int]) -> list[Trend]:
        """Return how metrics moved; they were loaded for the viewer."""
        async with self._reading() as session:
            found = await metrics.trends(session, ids)
        return [found[number] for number in ids]

    async def _teams(self, ids: list[int]) -> list[list[Team]]:
        """Return the teams of members."""
        async with self._reading() as session:
            found = await members.by_ids(session, ids)
        return [found[number].teams if number in found else [] for number in ids]

    async def _people(self, ids: list[int]) -> list[list[Member]]:
        """Return the members of teams."""
        async with self._reading() as session:
            staff = await members.staff(session)
        return [[member for member in staff if number in {team.id for team in member.teams}] for number in ids]

    async def _cards(self, ids: list[int]) -> list[LearningCard | None]:
        """Return what experiments taught."""
        async with self._reading() as session:
            found = await experiments.cards_of(session, self._viewer, ids)
        return [found.get(number) for number in ids]

    async def _helped(self, ids: list[int]) -> list[int]:
        """Return how many experiments cards helped to plan."""
        async with self._reading() as session:
            found = await experiments.helped(session, ids)
        return [found.get(number, 0) for number in ids]

    async def _appeals(self, ids: list[int]) -> list[list[Appeal]]:
        """Return what members say to cases, which were loaded for the viewer."""
        async with self._reading() as session:
            found = await fairness.appeals_of(session, ids)
        return [found.get(number, []) for number in ids]

    async def _given(self, ids: list[int]) -> list[list[Given]]:
        """Return who gave whom the votes of cases, which were loaded for the viewer."""
        async with self._reading() as session:
            found = await fairness.given_of(session, ids)
        return [found.get(number, []) for number in ids]

    async def _settling(self, ids: list[int]) -> list[int]:
        """Return how many changes come before the points of cases."""
        async with self._reading() as session:
            found = await fairness.settling_of(session, ids)
        return [found.get(number, 0) for number in ids]
