"""The changelog: drafts, publication once everything is there, edits that leave a trace, and who hears of it."""

import asyncio
from typing import Any

import pytest

from domain import changelog, database, ideas, notifications
from domain.changelog import ChangelogEntry, NotDelivered
from domain.changelog.use_cases import EntryChangedMeanwhile, EntryPublished
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.ideas import Idea, Status
from domain.members import Member, Role, Visitor
from domain.notifications import NoticeKind
from domain.paging import Slice
from domain.triage import DecisionKind
from tests.conftest import CountingFactory, HeldClock
from tests.people import People

SAYS = "Sit down at **each** of the twelve stations."


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


@pytest.fixture
async def idea(people: People, ann: Member, ben: Member, pia: Member) -> Idea:
    """Return an adopted idea of Ann's that Ben backs."""
    made = await people.idea(by=ann)
    await people.vote(by=ben, on=made)
    await people.decide(DecisionKind.ADOPT, by=pia, on=made)
    return made


async def draft(people: People, pia: Member, *named: Idea, **more: str) -> ChangelogEntry:
    said: dict[str, Any] = {"title": "Benches are there", "body": SAYS} | more
    return await people.does(changelog.draft, pia, **said, idea_ids=[idea.id for idea in named])


async def kinds(people: People, member: Member) -> list[NoticeKind]:
    await people.hear()
    return [notice.kind for notice in (await people.reads(notifications.listed, member, Slice(50))).items]


async def test_an_entry_is_published_when_its_ideas_are_delivered_and_thanks_who_backed_them(
    people: People, ann: Member, ben: Member, pia: Member, idea: Idea
) -> None:
    other = await people.idea(by=pia, title="Chairs")
    for member in (ann, ben):
        await people.vote(by=member, on=other)
    await people.decide(DecisionKind.ADOPT, by=pia, on=other)
    entry = await draft(people, pia, idea, other)
    with pytest.raises(NotDelivered, match="Benches at every station"):
        await people.does(changelog.publish, pia, entry.id)
    for each in (idea, other):
        await people.decide(DecisionKind.DELIVER, by=pia, on=each)
    published = await people.does(changelog.publish, pia, entry.id)
    again = await people.does(changelog.publish, pia, entry.id)
    assert (published.backers, again.published_at) == (2, published.published_at)
    assert published.published_by is not None
    (listed,) = (await people.reads(changelog.listed, Visitor(), Slice())).items
    assert listed.id == entry.id
    named = await people.reads(changelog.named, Visitor(), [entry.id])
    assert [each.title for each in named[entry.id]] == ["Chairs", "Benches at every station"]
    delivered = await people.reads(ideas.visible, ann, idea.id)
    found = await people.reads(changelog.delivering, ann, delivered)
    assert found is not None
    assert found.id == entry.id


async def test_a_draft_is_for_who_writes_the_changelog(people: People, ann: Member, pia: Member, idea: Idea) -> None:
    entry = await draft(people, pia, idea)
    chief = await people.member("Chief", Role.EXECUTIVE)
    for actor in (Visitor(), ann, chief):
        with pytest.raises(NotFound):
            await people.reads(changelog.visible, actor, entry.id)
        assert not (await people.reads(changelog.drafts, actor, Slice())).items
        assert not (await people.reads(changelog.listed, actor, Slice())).items
        with pytest.raises((NotAllowed, SignInNeeded)):
            await people.does(changelog.publish, actor, entry.id)
    assert [each.id for each in (await people.reads(changelog.drafts, pia, Slice())).items] == [entry.id]
    assert await people.reads(changelog.delivering, ann, idea) is None


async def test_what_a_published_entry_said_before_stays_to_be_read(
    people: People, pia: Member, idea: Idea, clock: HeldClock
) -> None:
    await people.decide(DecisionKind.DELIVER, by=pia, on=idea)
    entry = await draft(people, pia, idea)
    text: dict[str, Any] = {"body": SAYS, "idea_ids": [idea.id]}
    entry = await people.does(changelog.revise, pia, entry.id, title="Benches", based_on=1, **text)
    assert (entry.edited_at, entry.saves) == (None, 2)
    await people.does(changelog.publish, pia, entry.id)
    clock.forward(hours=1)
    entry = await people.does(changelog.revise, pia, entry.id, title="Benches, at last", based_on=2, **text)
    assert (entry.edited_at, entry.saves) == (clock(), 3)
    same = await people.does(changelog.revise, pia, entry.id, title="Benches, at last", based_on=3, **text)
    assert same.saves == 3, "nothing changed"
    (before,) = (await people.reads(changelog.revisions, entry, Slice())).items
    assert (before.title, before.editor.name) == ("Benches", "Pia")
    with pytest.raises(EntryChangedMeanwhile):
        await people.does(changelog.revise, pia, entry.id, title="Mine", based_on=2, **text)
    with pytest.raises(EntryPublished):
        await people.does(changelog.discard, pia, entry.id)


async def test_a_draft_can_be_thrown_away(people: People, pia: Member, idea: Idea) -> None:
    entry = await draft(people, pia, idea)
    await people.does(changelog.discard, pia, entry.id)
    with pytest.raises(NotFound):
        await people.does(changelog.discard, pia, entry.id)
    assert [each.id for each in await people.reads(changelog.choices, pia, None)] == [idea.id]


async def test_an_entry_names_only_what_is_adopted_or_delivered(people: People, ann: Member, pia: Member) -> None:
    new, hidden = await people.idea(by=ann), await people.idea(by=ann)
    await people.decide(DecisionKind.ADOPT, by=pia, on=hidden)
    await people.hide(hidden)
    for named in ([new.id], [hidden.id], [2**60], list(range(1, 22))):
        with pytest.raises(Invalid) as refused:
            await people.does(changelog.draft, pia, title="Benches", body=SAYS, idea_ids=named)
        assert [problem.field for problem in refused.value.problems] == ["ideas"]
    with pytest.raises(Invalid) as refused:
        await people.does(changelog.draft, pia, title=" ", body="Short", idea_ids=[])
    assert {problem.field for problem in refused.value.problems} == {"title", "body"}
    assert await people.reads(changelog.choices, pia, None) == []


async def test_a_published_entry_takes_in_delivered_ideas_only(
    people: People, ann: Member, pia: Member, idea: Idea
) -> None:
    entry = await people.does(changelog.publish, pia, (await draft(people, pia)).id)
    text: dict[str, Any] = {"title": "Benches are there", "body": SAYS, "idea_ids": [idea.id], "based_on": 1}
    with pytest.raises(Invalid):
        await people.does(changelog.revise, pia, entry.id, **text)
    await people.decide(DecisionKind.DELIVER, by=pia, on=idea)
    entry = await people.does(changelog.revise, pia, entry.id, **text)
    assert (entry.backers, entry.edited_at) == (1, None)


async def test_whoever_heard_of_the_delivery_this_week_is_not_told_again(
    people: People, ann: Member, ben: Member, pia: Member, idea: Idea, clock: HeldClock
) -> None:
    await people.decide(DecisionKind.DELIVER, by=pia, on=idea)
    await people.hear()
    await people.does(changelog.publish, pia, (await draft(people, pia, idea)).id)
    assert NoticeKind.CHANGELOG not in await kinds(people, ben)
    clock.forward(days=8)
    await people.does(changelog.publish, pia, (await draft(people, pia, idea, title="A year of benches")).id)
    for member in (ann, ben):
        assert (await kinds(people, member)).count(NoticeKind.CHANGELOG) == 1
    assert NoticeKind.CHANGELOG not in await kinds(people, pia)
    await people.forget_delivery()
    assert (await kinds(people, ben)).count(NoticeKind.CHANGELOG) == 1


async def test_who_backs_several_ideas_of_an_entry_hears_once(
    people: People, ann: Member, ben: Member, pia: Member, idea: Idea, clock: HeldClock
) -> None:
    other = await people.idea(by=ann, title="Chairs")
    await people.vote(by=ben, on=other)
    await people.decide(DecisionKind.ADOPT, by=pia, on=other)
    for each in (idea, other):
        await people.decide(DecisionKind.DELIVER, by=pia, on=each)
    await people.hear()
    clock.forward(days=30)
    await people.does(changelog.publish, pia, (await draft(people, pia, idea, other)).id)
    for member in (ann, ben):
        assert (await kinds(people, member)).count(NoticeKind.CHANGELOG) == 1


async def test_publishing_costs_the_same_for_one_idea_as_for_many(
    people: People, ann: Member, ben: Member, pia: Member, idea: Idea, counting: CountingFactory
) -> None:
    others = [await people.idea(by=ann, title=f"Bench {number}") for number in range(4)]
    for each in others:
        await people.vote(by=ben, on=each)
        await people.decide(DecisionKind.ADOPT, by=pia, on=each)
    for each in (idea, *others):
        await people.decide(DecisionKind.DELIVER, by=pia, on=each)
    counts = []
    for named in ([idea], others):
        entry = await draft(people, pia, *named)
        with counting() as counted:
            assert (await people.does(changelog.publish, pia, entry.id)).backers == 1
        counts.append(len(counted))
    assert counts[0] == counts[1]


async def test_who_backs_what_a_published_entry_takes_in_later_hears_of_it_and_once(
    people: People, ann: Member, ben: Member, pia: Member, idea: Idea, clock: HeldClock
) -> None:
    dan = await people.member("Dan")
    other = await people.idea(by=ann, title="Chairs")
    for member in (ben, dan):
        await people.vote(by=member, on=other)
    await people.decide(DecisionKind.ADOPT, by=pia, on=other)
    for each in (idea, other):
        await people.decide(DecisionKind.DELIVER, by=pia, on=each)
    await people.hear()
    clock.forward(days=30)
    entry = await people.does(changelog.publish, pia, (await draft(people, pia, idea)).id)
    text: dict[str, Any] = {"title": "Benches are there", "body": SAYS}
    for number, named in enumerate(([idea, other], [idea], [idea, other]), 1):
        ids = [each.id for each in named]
        await people.does(changelog.revise, pia, entry.id, **text, idea_ids=ids, based_on=number)
        await people.hear()
    for member in (ann, ben, dan):
        assert (await kinds(people, member)).count(NoticeKind.CHANGELOG) == 1
    (told, *_rest) = (await people.reads(notifications.listed, dan, Slice())).items
    assert told.idea_id == other.id
    assert NoticeKind.CHANGELOG not in await kinds(people, pia)


async def test_an_idea_reopened_just_then_is_not_announced(people: People, pia: Member, idea: Idea) -> None:
    await people.decide(DecisionKind.DELIVER, by=pia, on=idea)
    entry = await draft(people, pia, idea)
    async with database.transaction(people.sessions) as session:
        held = await ideas.visible(session, pia, idea.id, lock=True)
        await ideas.move(session, held, Status.IN_REVIEW, pia.id)
        publishing = asyncio.create_task(people.does(changelog.publish, pia, entry.id))
        await people.until_somebody_waits()
    with pytest.raises(NotDelivered):
        await publishing


async def test_an_idea_reopened_just_then_is_not_taken_in(people: People, ann: Member, pia: Member, idea: Idea) -> None:
    entry = await people.does(changelog.publish, pia, (await draft(people, pia)).id)
    await people.decide(DecisionKind.DELIVER, by=pia, on=idea)
    said: dict[str, Any] = {"title": entry.title, "body": entry.body, "idea_ids": [idea.id]}
    async with database.transaction(people.sessions) as session:
        held = await ideas.visible(session, pia, idea.id, lock=True)
        await ideas.move(session, held, Status.IN_REVIEW, pia.id)
        revising = asyncio.create_task(people.does(changelog.revise, pia, entry.id, **said, based_on=entry.saves))
        await people.until_somebody_waits()
    with pytest.raises(Invalid):
        await revising


async def test_an_idea_reopened_later_is_there_no_more(people: People, pia: Member, idea: Idea) -> None:
    await people.decide(DecisionKind.DELIVER, by=pia, on=idea)
    await people.does(changelog.publish, pia, (await draft(people, pia, idea)).id)
    assert await people.reads(changelog.delivering, pia, await people.reads(ideas.visible, pia, idea.id))
    await people.decide(DecisionKind.REOPEN, by=pia, on=idea)
    assert await people.reads(changelog.delivering, pia, await people.reads(ideas.visible, pia, idea.id)) is None
