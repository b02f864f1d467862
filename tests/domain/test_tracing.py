"""From an entry back to what it came from, for each who reads it."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from domain import comments, community, moderation, recognition, rewards, rollouts, tracing
from domain.database import Sessions
from domain.ideas import Idea
from domain.members import Actor, visitor
from domain.rewards import Code, Entry
from domain.tracing import OUT_OF_SIGHT, Trace
from domain.triage import DecisionKind
from tests import experimenting
from tests.conftest import CountingFactory, HeldClock
from tests.people import People
from tests.tracing import Story, told


async def _all(sessions: Sessions) -> list[Entry]:
    async with sessions() as session:
        query = select(Entry).options(joinedload(Entry.reverses), joinedload(Entry.reversal)).order_by(Entry.id)
        return list(await session.scalars(query))


async def _of(story: Story, reader: Actor, sessions: Sessions, code: Code) -> Trace | None:
    """Return what the first award of a rule came from, as somebody reads it."""
    entry = next(each for each in await _all(sessions) if each.code == code and each.reverses_id is None)
    return (await story.people.reads(tracing.traces, reader, [entry])).get(entry.id)


@pytest.mark.parametrize("reader", ["ann", "ben", "emil", "pia", "a passer-by"])
async def test_every_kind_of_entry_leads_to_its_cause(
    reader: str, people: People, clock: HeldClock, sessions: Sessions
) -> None:
    story = await told(people, clock)
    here = await people.reads(community.current)
    actor = visitor(here) if reader == "a passer-by" else getattr(story, reader)
    entries = await story.entries()
    assert set(entries) == set(Code)
    found = await people.reads(tracing.traces, actor, list(entries.values()))
    for code, led in (await story.led()).items():
        trace = found[entries[code].id]
        assert (trace.says.text(), trace.path) == led, code
        assert trace.at <= entries[code].occurred_at, code
    outcomes = set(Code) - {Code.CREDITED, Code.SUPPORTED}
    assert [code for code in outcomes if found[entries[code].id].at != entries[code].occurred_at] == []


async def test_a_closed_community_shows_a_passer_by_nothing(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    story = await told(people, clock)
    passer_by = visitor(await _closed(people))
    assert await people.reads(tracing.traces, passer_by, await _all(sessions)) == {}
    assert len(await people.reads(tracing.traces, story.ann, await _all(sessions))) == len(await _all(sessions))


async def test_support_leads_to_the_idea_and_names_no_voter(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    story = await told(people, clock)
    for reader in (story.ann, story.pia):
        trace = await _of(story, reader, sessions, Code.SUPPORTED)
        assert trace
        assert isinstance(trace.thing, Idea)
        assert (trace.thing.id, trace.at) == (story.idea.id, story.idea.submitted_at)
        assert "Ben" not in trace.says.text().split()


async def test_what_is_hidden_reads_like_what_is_gone(people: People, clock: HeldClock, sessions: Sessions) -> None:
    story = await told(people, clock)
    await people.hide(story.idea)
    about_idea = set(Code) - {Code.CARD_REUSED, Code.THANKED}
    entries = await story.entries()
    for reader, seen in ((story.ben, set()), (story.emil, set()), (story.pia, about_idea), (story.ann, about_idea)):
        found = await people.reads(tracing.traces, reader, [entries[code] for code in about_idea])
        assert {entries[code].id for code in seen} == set(found), reader.name
    for kind in ("idea", "vote", "decision", "experiment", "conclusion", "benefit", "comment", "recognition", "odd"):
        gone = Entry(id=1, code=Code.ADOPTED, cause_kind=kind, cause_id=10**9, idea_id=10**9)
        assert await people.reads(tracing.traces, story.pia, [gone]) == {}
    assert tracing.says(None) is OUT_OF_SIGHT
    assert OUT_OF_SIGHT.text() == "What this came from can’t be shown."


async def test_a_comment_that_was_taken_away_is_gone_for_all(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    story = await told(people, clock)
    comment_id = (await story.entry(Code.CREDITED)).cause_id
    await people.does(comments.remove, story.dan, comment_id)
    for reader in (story.ann, story.dan, story.pia):
        assert await _of(story, reader, sessions, Code.CREDITED) is None
    other = await people.comment(by=story.dan, on=story.idea)
    await people.does(moderation.hide, story.pia, comment_id=other.id, reason="spam")
    hidden = Entry(id=1, code=Code.CREDITED, cause_kind="comment", cause_id=other.id, idea_id=story.idea.id)
    assert await people.reads(tracing.traces, story.ann, [hidden]) == {}


async def test_a_card_leads_those_who_may_read_it(people: People, clock: HeldClock, sessions: Sessions) -> None:
    story = await told(people, clock)
    card = await people.reads(recognition.visible, story.ann, story.card_id)
    await people.does(recognition.choose_publication, story.ann, card.id, declined=True)
    for reader, seen in ((story.ann, True), (story.eve, True), (story.ben, False), (story.pia, False)):
        assert (await _of(story, reader, sessions, Code.THANKED) is not None) is seen, reader.name
    await people.does(recognition.withdraw, story.eve, card.id, "It was meant for somebody else.")
    assert await _of(story, story.ann, sessions, Code.THANKED) is None


async def test_a_plan_leads_only_staff_to_a_test_that_has_not_started(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    story = await told(people, clock)
    waiting = await experimenting.approved(people, by=story.emil, second=story.pia, on=await _other(story))
    entry = Entry(id=1, code=Code.PLAN_APPROVED, cause_kind="experiment", cause_id=waiting.id, occurred_at=clock.time)
    assert await people.reads(tracing.traces, story.ann, [entry]) == {}
    assert 1 in await people.reads(tracing.traces, story.eve, [entry])


async def _other(story: Story) -> Any:
    idea = await story.people.idea(by=story.dan, title="Lamps that fold")
    await story.people.decide(DecisionKind.SHORTLIST, by=story.pia, on=idea)
    return idea


async def test_a_benefit_that_was_taken_back_is_for_staff(people: People, clock: HeldClock, sessions: Sessions) -> None:
    story = await told(people, clock)
    why = "The figures were of another site."
    await people.does(rollouts.withdraw_benefit, story.pia, story.test.id, days=90, why=why)
    assert await _of(story, story.ann, sessions, Code.BENEFIT_VERIFIED) is None
    assert await _of(story, story.emil, sessions, Code.BENEFIT_VERIFIED)


async def test_what_took_points_back_leads_to_the_same_and_on_to_what_was_paid_again(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    story = await told(people, clock)
    first = await story.entry(Code.CREDITED)
    clock.forward(hours=1)
    await people.does(comments.take_credit_back, story.ann, first.cause_id)
    await people.hear()
    both = [each.id for each in await _all(sessions) if each.code == Code.CREDITED]
    read = await people.reads(rewards.by_ids, story.dan, both)
    led = await people.reads(tracing.traces, story.dan, read.values())
    assert len({(led[number].path, led[number].at) for number in both}) == 1 < len(both)
    assert await people.reads(rewards.paid_again, story.dan, read.values()) == {}
    await people.does(comments.credit, story.ann, first.cause_id)
    await people.hear()
    read = await people.reads(rewards.by_ids, story.dan, both)
    again = await people.reads(rewards.paid_again, story.dan, read.values())
    assert {number: entry.generation for number, entry in again.items()} == dict.fromkeys(both, 2)
    assert await people.reads(rewards.paid_again, story.dan, again.values()) == {}
    assert await people.reads(rewards.paid_again, visitor(await _closed(people)), read.values()) == {}


async def _closed(people: People) -> Any:
    return await people.shape(await people.admin(), reading=community.Reading.MEMBERS)


async def test_many_entries_ask_as_little_as_few(
    people: People, clock: HeldClock, sessions: Sessions, counting: CountingFactory
) -> None:
    story = await told(people, clock)
    entries = list((await story.entries()).values())
    with counting() as few:
        await people.reads(tracing.traces, story.ann, entries)
    for number in range(3):
        idea = await people.idea(by=story.ann, title=f"Bench number {number}")
        await people.decide(DecisionKind.ADOPT, by=story.pia, on=idea)
    await people.hear()
    more = await _all(sessions)
    assert len(more) > len(entries) + 5
    with counting() as many:
        found = await people.reads(tracing.traces, story.ann, more)
    assert len(found) == len(more)
    assert len(many) == len(few) <= 12, "\n\n".join(many.statements)
    with counting() as none:
        assert await people.reads(tracing.traces, story.ann, []) == {}
    assert len(none) == 0
