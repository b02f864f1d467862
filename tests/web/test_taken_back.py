"""What was taken back says why, on pages and over GraphQL: by what was looked at, and by how that stands now."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from domain import fairness, rewards, triage, votes
from domain.experiments import Advice, Conclusion, ConclusionKind
from domain.ideas import Idea
from domain.members import Member, Role
from tests import experimenting
from tests.conftest import HeldClock
from tests.people import People
from tests.splitting import NIGHT, REWORDED, posted
from tests.web.conftest import Browsing
from tests.weighing import opened

NO_LONGER, OVER, AGAIN = (
    "it no longer holds",
    "That is over, and what still holds comes again.",
    "the points come again.",
)
DECIDED = "We looked, and this is what we found."


@dataclass
class Readers:
    """Reads what a member's points say of what was taken back, on their page and on their public record."""

    app: FastAPI
    browsing: Browsing
    people: People
    other: Member

    async def says(self, member: Member) -> str:
        """Return what both pages say, which must be the same, after all has followed."""
        await self.people.hear()
        found = set()
        for reader, path in ((member, "/points"), (self.other, f"/members/{member.handle}/points")):
            page = await (await self.browsing(self.app, reader)).page(path)
            found.add(" | ".join(each.words for each in page.all("article")))
        (both,) = found
        return both


@pytest.fixture
async def readers(app: FastAPI, browsing: Browsing, people: People) -> Readers:
    """Return who reads."""
    return Readers(app, browsing, people, await people.member("Otto"))


async def _supported(people: People, clock: HeldClock, author: Member) -> tuple[Idea, Member]:
    ben = await people.member("Ben")
    idea = await people.idea(by=author, title="A bench for Ben")
    clock.forward(hours=25)
    await people.vote(by=ben, on=idea)
    await people.hear()
    return idea, ben


async def test_votes_held_back_refused_and_cleared(people: People, clock: HeldClock, readers: Readers) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    idea, ben = await _supported(people, clock, ann)
    case = await opened(people, [ben], [idea])
    state = (await people.reads(fairness.preview, pia, case.id)).state
    await people.does(fairness.hold, pia, case.id, state=state)
    said = await readers.says(ann)
    assert said.count("Held back with support that is looked at: “A bench for Ben”.") == 2, "the entry and its reversal"
    assert NO_LONGER not in said
    state = (await people.reads(fairness.preview, pia, case.id)).state
    await people.does(fairness.uphold, pia, case.id, said=DECIDED, state=state)
    said = await readers.says(ann)
    assert said.count("Taken back with support that doesn’t count: “A bench for Ben”.") == 2
    assert AGAIN not in said
    assert NO_LONGER not in said
    await people.does(fairness.appeal, ben, case.id, said="I just like it.")
    assert "that is looked at" in await readers.says(ann), "somebody looks again"
    await people.does(fairness.clear, await people.admin(), case.id, said=DECIDED)
    said = await readers.says(ann)
    assert said.count(f"Held back while somebody looked at support of “A bench for Ben”. {OVER}") == 2
    assert AGAIN not in said


async def test_a_crowd_that_waits_is_refused_or_over(people: People, clock: HeldClock, readers: Readers) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    idea, ben = await _supported(people, clock, ann)
    case = await opened(people, [ben], [idea])
    await people.does(rewards.wait, [(ben.id, idea.id)], clock.time + timedelta(hours=48))
    said = await readers.says(ann)
    assert said.count("since many backed “A bench for Ben” at once. The votes count;") == 2
    assert NO_LONGER not in said
    clock.forward(hours=48)
    await people.does(rewards.settle_waiting)
    assert (await readers.says(ann)).count(f"since many backed “A bench for Ben” at once. {OVER}") == 2
    state = (await people.reads(fairness.preview, pia, case.id)).state
    await people.does(fairness.hold, pia, case.id, state=state)
    assert "The votes count" not in await readers.says(ann), "held back, they don't"
    await people.does(fairness.uphold, pia, case.id, said=DECIDED)
    said = await readers.says(ann)
    assert said.count("Taken back with support that doesn’t count: “A bench for Ben”.") == 4
    assert AGAIN not in said


async def test_what_was_taken_back_before_votes_were_held_keeps_its_words(
    people: People, clock: HeldClock, readers: Readers
) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    idea, ben = await _supported(people, clock, ann)
    await people.does(votes.withdraw, ben, idea.id)
    assert (await readers.says(ann)).count("Taken back, since it no longer holds: “A bench for Ben”.") == 2
    clock.forward(hours=1)
    await people.vote(by=ben, on=idea)
    await people.hear()
    clock.forward(hours=1)
    case = await opened(people, [ben], [idea])
    state = (await people.reads(fairness.preview, pia, case.id)).state
    await people.does(fairness.hold, pia, case.id, state=state)
    said = await readers.says(ann)
    assert said.count("Taken back, since it no longer holds: “A bench for Ben”.") == 2
    assert said.count("Held back with support that is looked at: “A bench for Ben”.") == 2


async def test_how_a_test_ended_waits_is_refused_or_over(people: People, readers: Readers) -> None:
    emil, pia = await experimenting.crew(people)
    await people.does(rewards.revise_habit, emil, shown=True, tells=False)
    experiment = await experimenting.running(people, by=emil, second=pia)
    await experimenting.advised(people, experiment, Advice.STOP, by=emil)
    await experimenting.concluded(people, experiment, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=emil)
    await people.hear()
    async with people.sessions() as session:
        (conclusion,) = await session.scalars(select(Conclusion))
    await people.does(rewards.hold_learning, conclusion.id)
    said = await readers.says(emil)
    assert said.count("Taken back while somebody looks at how the test") == 4, "two entries and their reversals"
    assert NO_LONGER not in said
    await people.does(rewards.hold_learning, conclusion.id, refused=True)
    said = await readers.says(emil)
    assert said.count("ended, and decided that these points aren’t given.") == 4
    assert AGAIN not in said
    await people.does(rewards.release_learning, conclusion.id)
    assert (await readers.says(emil)).count(f"ended. {OVER}") == 4


async def _alike(people: People, clock: HeldClock, author: Member) -> tuple[Idea, Idea]:
    first = await posted(people, NIGHT, author)
    clock.forward(hours=3)
    later = await posted(people, REWORDED, author)
    await people.hear()
    return first, later


async def test_of_two_ideas_the_later_waits_is_refused_or_over(
    people: People, clock: HeldClock, readers: Readers
) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    await _alike(people, clock, ann)
    (case,) = await people.does(fairness.compare)
    said = await readers.says(ann)
    assert said.count("and an earlier idea are one. If they are two, the points come again.") == 2
    assert NO_LONGER not in said
    await people.does(fairness.uphold, pia, case.id, said=DECIDED)
    said = await readers.says(ann)
    assert said.count("and an earlier idea are one: the points aren’t given again.") == 2
    assert AGAIN not in said
    await people.does(fairness.appeal, ann, case.id, said="They are two.")
    await people.does(fairness.clear, await people.admin(), case.id, said=DECIDED)
    assert (await readers.says(ann)).count(f"are one. {OVER}") == 2


async def test_of_two_ideas_that_became_one_the_later_says_so(
    people: People, clock: HeldClock, readers: Readers
) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    first, later = await _alike(people, clock, ann)
    await people.does(fairness.compare)
    await people.hear()
    await people.does(triage.merge, pia, later.id, first.id)
    said = await readers.says(ann)
    assert said.count("and an earlier idea are one now, and share one budget:") == 2
    assert AGAIN not in said
