"""Plays the demo's story through the use cases, in the order it happened, by a clock that moves along."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from domain import answers, comments, community, database, follows, ideas, images, members, offers, triage, trust, votes
from domain.clock import system_clock
from domain.ideas import Quadrant, Writing
from domain.images import Described, Picture
from domain.members import Member, Role
from domain.triage import DecisionKind, QueueFilter, Ruling, Standing
from domain.votes import Look
from web.demo import calling, carrying, doubting, honouring, measuring, moderating, nights, pictures, testing, thanking
from web.demo.answering import decides
from web.demo.model import DemoComment, DemoFollow, DemoIdea, DemoOffer, DemoRevision, DemoStep, DemoVote, Person, Story
from web.demo.story import load
from web.demo.teamwork import sorting, telling

Progress = Callable[[int, int], None]
Step = Callable[[AsyncSession], Awaitable[None]]
LOOKED = timedelta(minutes=1)  # written down at the end, each with its own time
BEFORE = datetime.min.replace(tzinfo=UTC)


async def fill(engine: AsyncEngine, progress: Progress = lambda _done, _all: None) -> Story:
    """Fill an empty database with the demo, all of it or nothing, and return the story told.

    What follows from it (notices, follows) is delivered as everywhere, by the background work.
    """
    story = load(system_clock())
    play = _Play(story, system_clock(), await pictures.drawn())
    async with database.transaction(database.sessionmaker(engine, play.clock)) as session:
        steps = play.steps()
        for done, (_ago, step) in enumerate(steps):
            play.time = play.now - _ago
            await step(session)
            session.expunge_all()
            progress(done + 1, len(steps))
    return story


@dataclass
class _Play:
    story: Story
    now: datetime
    pictures: dict[str, Picture]
    time: datetime = BEFORE
    people: dict[str, Member] = field(default_factory=dict)
    ideas: dict[str, int] = field(default_factory=dict)
    comments: dict[str, int] = field(default_factory=dict)
    offers: dict[tuple[str, str], int] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)

    def clock(self) -> datetime:
        """Return the time the story has come to."""
        return self.time

    def steps(self) -> list[tuple[timedelta, Step]]:
        """Return all that happens, oldest first."""
        story = self.story
        first = max(person.ago for person in story.people) + timedelta(hours=1)
        found: list[tuple[timedelta, Step]] = [(first, self._set_up)]
        found += [(person.ago, self._join(person)) for person in story.people]
        found.append((min(person.ago for person in story.people), self._staff))
        for idea in story.ideas:
            found.append((idea.ago, self._write(idea)))
            found += [(revision.ago, self._revise(idea, revision)) for revision in idea.revisions]
            for comment in idea.comments:
                found += self._talk(idea, comment)
            if idea.withdrawn:
                found.append((idea.withdrawn.ago, self._withdraw(idea, idea.withdrawn.reason)))
        for offer in story.offers:
            found += self._offer(offer)
        for said in story.steps:
            found += self._answer(said)
        found.append((LOOKED, sorting(story, self.people, self.ideas)))
        found += measuring.steps(first, self.now.date(), story.on_duty, self.people)
        found += testing.steps(story.experiments, self.people, self.ideas)
        found += carrying.steps(first, self.people, self.ideas)
        found += moderating.steps(self.people, self.ideas)
        found += thanking.steps(self.people, self.ideas, self.comments)
        found += honouring.steps(self.people, self.ideas, self.pictures)
        found += calling.steps(self.people, self.ideas)
        found += doubting.steps(story.votes, self.people, self.ideas)
        found += nights.steps()
        found += [(entry.ago, telling(entry, self.people, self.ideas)) for entry in story.entries]
        for vote in story.votes:
            found.append((vote.ago, self._vote(vote)))
            if vote.taken_back_ago is not None:
                found.append((vote.taken_back_ago, self._take_back(vote)))
        found += [(LOOKED, self._look), (LOOKED, trust.look_at_all)]
        found += [(follow.ago, self._follow(follow)) for follow in story.follows]
        return sorted(found, key=lambda step: -step[0])

    async def _look(self, session: AsyncSession) -> None:
        looks = [Look(self.people[look.by].id, self.ideas[look.idea], self.now - look.ago) for look in self.story.looks]
        await votes.record_looks(session, looks)

    async def _set_up(self, session: AsyncSession) -> None:
        made = self.story.community
        names = ("name", "tagline", "zone", "language", "hue", "reading", "joining", "join_domains")
        await community.set_up(session, **{name: getattr(made, name) for name in names})

    async def _staff(self, session: AsyncSession) -> None:
        admin = next(person for person in self.story.people if person.role == Role.ADMIN)
        actor = await members.by_handle(session, self.people[admin.handle], admin.handle)
        for team in self.story.community.teams:
            staff = [self.people[person.handle].id for person in self.story.people if person.team == team]
            await members.save_team(session, actor, name=team, member_ids=staff)
        await community.revise_synonyms(session, actor, self.story.community.synonyms)
        sponsor = next(person for person in self.story.people if person.sponsor)
        await members.name_sponsor(session, actor, self.people[sponsor.handle].id)
        await members.name_on_duty(session, actor, self.people[self.story.on_duty].id)
        await members.name_best_customers(session, actor, self.story.best_customers)
        on_duty = await members.by_handle(session, self.people[self.story.on_duty], self.story.on_duty)
        many = QueueFilter(standing=Standing.UNDECIDED, supporters_least=10)
        await triage.save_view(session, on_duty, "Undecided, and many want it", many, shared=True)

    def _join(self, person: Person) -> Step:
        async def step(session: AsyncSession) -> None:
            self.people[person.handle] = await members.add_member(
                session,
                name=person.name,
                email=person.email,
                language=person.language,
                role=Role(person.role),
                handle=person.handle,
                about=person.about,
            )

        return step

    def _write(self, idea: DemoIdea) -> Step:
        async def step(session: AsyncSession) -> None:
            text = _writing(idea, idea)
            if idea.draft:
                await ideas.save_draft(session, self.people[idea.by], uuid4(), text)
                return
            self.ideas[idea.key] = (await ideas.submit(session, self.people[idea.by], text)).id
            self.revisions[idea.key] = 1
            # As it will be once the fact is delivered; the story goes on before that.
            await answers.start(session, self.ideas[idea.key], self.time)
            if idea.key in self.pictures:
                author = self.people[idea.by]
                image = await images.keep(session, author, self.pictures[idea.key])
                described = [Described(image.id, pictures.SKETCHES[idea.key].shows)]
                await images.place(session, author, described, idea_id=self.ideas[idea.key])

        return step

    def _revise(self, idea: DemoIdea, revision: DemoRevision) -> Step:
        async def step(session: AsyncSession) -> None:
            await ideas.revise(
                session,
                self.people[idea.by],
                self.ideas[idea.key],
                _writing(idea, revision),
                based_on=self.revisions[idea.key],
                note=revision.note or "",
            )
            self.revisions[idea.key] += 1

        return step

    def _withdraw(self, idea: DemoIdea, reason: str) -> Step:
        async def step(session: AsyncSession) -> None:
            await ideas.withdraw(session, self.people[idea.by], self.ideas[idea.key], reason)

        return step

    def _talk(self, idea: DemoIdea, comment: DemoComment) -> list[tuple[timedelta, Step]]:
        async def say(session: AsyncSession) -> None:
            parent = self.comments[comment.parent] if comment.parent else None
            author = self.people[comment.by]
            said = await comments.write(session, author, self.ideas[idea.key], comment.body, parent_id=parent)
            self.comments[comment.key] = said.id

        async def edit(session: AsyncSession) -> None:
            if comment.edited:
                author = self.people[comment.by]
                await comments.revise(session, author, self.comments[comment.key], comment.edited.body)

        async def remove(session: AsyncSession) -> None:
            if comment.removed:
                remover, reason = self.people[comment.removed.by], comment.removed.reason or ""
                await comments.remove(session, remover, self.comments[comment.key], reason=reason)

        found: list[tuple[timedelta, Step]] = [(comment.ago, say)]
        if comment.edited:
            found.append((comment.edited.ago, edit))
        if comment.removed:
            found.append((comment.removed.ago, remove))
        return found

    def _offer(self, offer: DemoOffer) -> list[tuple[timedelta, Step]]:
        place = (offer.idea, offer.by)
        idea = next(idea for idea in self.story.ideas if idea.key == offer.idea)

        async def make(session: AsyncSession) -> None:
            kind, member = offers.CALLS[Quadrant(idea.quadrant)], self.people[offer.by]
            self.offers[place] = (await offers.make(session, member, self.ideas[idea.key], kind, offer.text)).id

        async def accept(session: AsyncSession) -> None:
            await offers.accept(session, self.people[idea.by], self.offers[place])

        async def decline(session: AsyncSession) -> None:
            if offer.declined:
                await offers.decline(session, self.people[idea.by], self.offers[place], offer.declined.note)

        async def take_back(session: AsyncSession) -> None:
            await offers.take_back(session, self.people[offer.by], self.offers[place])

        found: list[tuple[timedelta, Step]] = [(offer.ago, make)]
        if offer.accepted_ago is not None:
            found.append((offer.accepted_ago, accept))
        if offer.declined:
            found.append((offer.declined.ago, decline))
        if offer.taken_back_ago is not None:
            found.append((offer.taken_back_ago, take_back))
        return found

    def _answer(self, step: DemoStep) -> list[tuple[timedelta, Step]]:
        who, decided = self.people, dict[str, int]()

        async def act(session: AsyncSession) -> None:
            number = self.ideas[step.idea]
            if step.kind == "claim":
                await triage.claim(session, who[step.by], number)
            elif step.kind == "ask":
                await answers.ask_author(session, who[step.by], number, step.answer)
            elif step.kind == "merge":
                await triage.merge(session, who[step.by], number, self.ideas[step.into])
            elif decides(step):
                idea = await ideas.visible(session, who[step.by], number)
                ruling = await self._ruling(session, step)
                decision = await triage.decide(session, who[step.by], number, ruling, seen=idea.status)
                decided["id"] = decision.id
            else:
                await triage.answer(session, who[step.by], number, step.answer)

        async def second(session: AsyncSession) -> None:
            await triage.confirm(session, who[step.second], decided["id"])

        found: list[tuple[timedelta, Step]] = [(step.ago, act)]
        if step.second_ago is not None:
            found.append((step.second_ago, second))
        return found

    async def _ruling(self, session: AsyncSession, step: DemoStep) -> Ruling:
        reasons = {reason.label: reason.id for reason in await community.reasons(session)}
        day = None if step.look_again_ago is None else (self.now - step.look_again_ago).date()
        return Ruling(
            kind=DecisionKind(step.kind),
            answer=step.answer,
            best_customers=step.thought,
            best_customers_words=step.words,
            reason_id=reasons.get(step.reason),
            would_change=step.would_change,
            look_again_on=day,
        )

    def _vote(self, vote: DemoVote) -> Step:
        async def step(session: AsyncSession) -> None:
            await votes.cast(session, self.people[vote.by], self.ideas[vote.idea])

        return step

    def _take_back(self, vote: DemoVote) -> Step:
        async def step(session: AsyncSession) -> None:
            await votes.withdraw(session, self.people[vote.by], self.ideas[vote.idea])

        return step

    def _follow(self, follow: DemoFollow) -> Step:
        async def step(session: AsyncSession) -> None:
            await follows.follow(session, self.people[follow.by], self.ideas[follow.idea])

        return step


def _writing(idea: DemoIdea, text: DemoIdea | DemoRevision) -> Writing:
    return Writing(
        title=text.title,
        problem=text.problem,
        proposal=text.proposal,
        quadrant=idea.quadrant,
        tags=text.tags,
        language=idea.language,
    )
