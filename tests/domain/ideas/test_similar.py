"""Ideas that say nearly the same: found in other words, seldom where there are none, and never out of turn."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from domain import ideas
from domain.clock import system_clock
from domain.ideas import Writing
from domain.members import Actor, Member, Visitor
from tests.conftest import CountingFactory
from tests.people import People
from web.demo.story import load


@pytest.fixture(autouse=True)
async def _true_statistics(people: People) -> None:
    """Which words are rare is what the planner's statistics say; other tests may have left theirs."""
    async with people.sessions() as session:
        await session.execute(text("ANALYZE ideas"))
        await session.commit()


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


async def _similar(people: People, title: str, language: str = "en", but: int = 0) -> list[str]:
    found = await people.reads(ideas.similar, Visitor(), title, language=language, but=but)
    return [idea.title for idea in found]


async def test_ideas_of_the_demo_are_recognised_in_other_words_and_nothing_else(people: People, ann: Member) -> None:
    for idea in load(system_clock()).ideas:
        if not idea.draft and not idea.withdrawn:
            text = Writing(idea.title, idea.problem, idea.proposal, idea.quadrant, [], idea.language)
            at = system_clock() - timedelta(days=1)
            await people.does(ideas.import_idea, ann, text, source=idea.key, at=at, hidden=False)
    for title, language, known in (
        ("Unlocking bikes without a phone", "en", "Unlock bike without smartphone"),
        ("Choose my bell", "en", "Let me choose the bell by ear"),
        ("dog ramps", "en", "A dog ramp that folds into the lid"),
        ("Show child seats in the app", "en", "Say which bikes have a child seat before I have walked to them"),
        ("A map for wide loads", "en", "A map of kerbs, bollards and gaps, drawn by people with wide loads"),
        ("Kindersitze zum Mitwachsen", "de", "Ein Kindersitz, der mitwächst und den ich selbst umbauen kann"),
        ("Lastenräder für Umzüge", "de", "Ein Lastenrad für den Umzug: 24 Stunden zum festen Preis"),
    ):
        assert (await _similar(people, title, language))[:1] == [known], title
    for title in ("Free beer for everybody", "Better app", "!?", "🚲", "Solar panels on the roof"):
        assert await _similar(people, title) == [], title


async def test_an_idea_is_not_like_itself_and_only_what_is_listed_counts(people: People, ann: Member) -> None:
    one = await people.idea(by=ann, title="Benches at every station")
    assert await _similar(people, one.title, but=one.id) == []
    two = await people.idea(by=ann, title="A bench at each station")
    assert await _similar(people, one.title, but=one.id) == [two.title]
    await people.hide(two)
    assert await _similar(people, one.title, but=one.id) == []
    await people.does(ideas.withdraw, ann, one.id, "Done already")
    assert await _similar(people, one.title) == []


async def test_a_community_for_members_tells_visitors_nothing(people: People, ann: Member) -> None:
    idea = await people.idea(by=ann)
    visitor: Actor = Visitor(reads=False)
    assert await people.reads(ideas.similar, visitor, idea.title) == []


async def test_similar_ideas_cost_one_statement(people: People, ann: Member, counting: CountingFactory) -> None:
    for n in range(8):
        await people.idea(by=ann, title=f"A bench at station {n}", tags="wood")
    with counting() as counted:
        found = await people.reads(ideas.similar, ann, "A bench at a station", proposal="Of wood.")
        assert all((idea.author.name, idea.supporters) == ("Ann", 0) for idea in found)
    assert (len(found), len(counted)) == (5, 1)


@given(st.text(max_size=80), st.text(max_size=80))
async def test_nothing_anybody_types_is_an_error(people: People, title: str, proposal: str) -> None:
    await people.reads(ideas.similar, Visitor(), title, proposal=proposal)


@pytest.mark.parametrize("title", ["x" * 10_000_000, "bench " * 100_000, "\0", "\ud800", "a\\'b c:d & | ! <-> e"])
async def test_odd_titles_are_no_error(people: People, title: str) -> None:
    await people.reads(ideas.similar, Visitor(), title, proposal=title)
