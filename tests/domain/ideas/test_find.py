"""Finding ideas however they are written: umlauts, half-typed words, writing without spaces; and what it costs."""

import itertools
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import CTE, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from domain import database, ideas, matching
from domain.ideas import Idea, IdeaFilter
from domain.matching import Way
from domain.members import Visitor
from domain.paging import Slice
from domain.seeking import sought
from tests.people import People


@pytest.fixture(autouse=True)
async def _true_statistics(people: People) -> AsyncIterator[None]:
    """Leave no statistics of many ideas behind: rolling back takes the ideas away, and not how many there were."""
    yield
    async with people.sessions() as session:
        await session.execute(text("ANALYZE ideas"))
        await session.commit()


async def found(people: People, words: str) -> set[str]:
    """Return the titles of the ideas that words find."""
    page = await people.reads(ideas.listed, Visitor(), Slice(50), only=IdeaFilter(words=words))
    return {idea.title for idea in page.items}


UMLAUT, WRITTEN_OUT = "Mehr Platz für Fußgänger", "Mehr Platz fuer Fussgaenger"
TYPED = ("Fußgänger", "FUSSGÄNGER", "fussgaenger", "Fußgängern", "fußg")


# That ae is an umlaut only newer stemmers know when both dots are left out.
@pytest.mark.parametrize(("title", "words"), [(UMLAUT, "fussganger"), *itertools.product((UMLAUT, WRITTEN_OUT), TYPED)])
async def test_umlauts_are_found_however_they_are_typed(people: People, title: str, words: str) -> None:
    await people.idea(by=await people.member(), title=title, language="de")
    assert await found(people, words) == {title}


@pytest.mark.parametrize("words", ["cafe", "café", "CAFÉ", "cafés"])
async def test_accents_make_no_difference(people: People, words: str) -> None:
    await people.idea(by=await people.member(), title="A café on wheels")
    assert await found(people, words) == {"A café on wheels"}


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("我想要离线地图功能", "地图"),
        ("我想要离线地图功能", "图"),
        ("我想要离线地图功能", "离线地图功能"),
        ("我想要离线地图功能", "地图 离线"),
        ("駅ごとにベンチを置いてください", "ベンチ"),
        ("ขอแผนที่แบบออฟไลน์", "แผนที่"),
        ("오프라인지도를 주세요", "지도"),
        ("Karta för cyklister: 自転車の地図", "地図"),
        ("Скамейки на каждой станции", "скамейки"),
        ("מפה ללא רשת", "מפה"),
    ],
)
async def test_any_piece_of_writing_without_spaces_is_found(people: People, title: str, words: str) -> None:
    ann = await people.member()
    await people.idea(by=ann, title=title)
    await people.idea(by=ann, title="图地 and other things")
    assert await found(people, words) - {"图地 and other things"} == {title}
    assert len(words) == 1 or await found(people, words) == {title}


@pytest.mark.parametrize("words", ["happ", "happi", "happin", "happine", "happines", "happiness", "happy"])
async def test_a_word_is_found_at_every_letter(people: People, words: str) -> None:
    await people.idea(by=await people.member(), title="Happiness on two wheels")
    assert await found(people, words) == {"Happiness on two wheels"}


@pytest.mark.parametrize("words", ["bench\u200b", "\u202ebench", "be\u00adnch", "\ufeffbench", "BENCH\u2069"])
async def test_what_cannot_be_seen_is_not_looked_for(people: People, words: str) -> None:
    await people.idea(by=await people.member(), title="A bench")
    assert await found(people, words) == {"A bench"}


@pytest.mark.parametrize(
    "words", ["%", "_", "ben%", "\\", "\\%", "🚲", "!?…", "-", '""', "' 0'", "-bench", '-"a bench"']
)
async def test_what_asks_for_nothing_finds_nothing(people: People, words: str) -> None:
    await people.idea(by=await people.member(), title="A bench", proposal="Put 100 % wood_work beside it. 🚲 !?…")
    assert await found(people, words) == set()


async def test_a_hidden_idea_and_a_draft_are_found_by_nobody_else(people: People) -> None:
    idea = await people.idea(by=await people.member(), title="A secret bench")
    await people.hide(idea)
    assert await found(people, "secret") == set()


async def looked_for(session: AsyncSession, words: str, most: int) -> tuple[CTE, Way]:
    """Return the rows of a search that takes no more than `most`, and which way it goes."""
    wanted = sought(words)
    assert wanted is not None
    way = await matching.way(session, Idea.id, Idea.search, wanted, most)
    among = select(Idea.id, Idea.search)
    return matching.matches(among, most, excluding=way.excluding, common=way.common), way


async def test_only_the_newest_of_many_are_ranked_and_the_page_says_so(people: People) -> None:
    ann = await people.member()
    for n in range(18):
        await people.idea(by=ann, title=f"Bench {n}")
    async with people.sessions() as session:
        await session.execute(text("ANALYZE ideas"))
        all_numbers = sorted(await session.scalars(select(Idea.id)))
        for words in ('"bench"', "bench -canoe"):
            matches, way = await looked_for(session, words, 5)
            assert way.common
            assert sorted(await session.scalars(select(matches.c.id), way.values)) == all_numbers[-5:]
            matches, way = await looked_for(session, words, 12)
            assert not way.common
            assert sorted(await session.scalars(select(matches.c.id), way.values)) == all_numbers[-12:]


async def test_old_shelves_are_searched_when_the_newest_hold_too_little(people: People) -> None:
    ann = await people.member()
    old = [(await people.idea(by=ann, title=f"Bench {n}")).id for n in range(12)]
    async with people.sessions() as session:
        await session.execute(text("SELECT setval(pg_get_serial_sequence('ideas', 'id'), max(id) + 20000) FROM ideas"))
        await session.commit()
    await people.idea(by=ann, title="Something else", problem="", proposal="It is about other things.")
    async with people.sessions() as session:
        await session.execute(text("ANALYZE ideas"))
        matches, way = await looked_for(session, '"bench"', 5)
        assert way.common
        assert sorted(await session.scalars(select(matches.c.id), way.values)) == old[-5:]


# So many that the planner has reason to prefer an index, whatever other tests left in its statistics.
OTHER_IDEAS = """
    INSERT INTO ideas (author_id, status, quadrant, language, title, problem, proposal, created_at, submitted_at)
    SELECT author_id, status, quadrant, language, 'Something else ' || n, '', 'Other ' || n, created_at, submitted_at
    FROM ideas, generate_series(1, 2000) AS n
"""


@pytest.mark.parametrize("words", ["bench", "bench -canoe", '"a bench" or canoe'])
async def test_ranking_goes_by_the_index_and_never_by_the_whole_table(people: People, words: str) -> None:
    await people.idea(by=await people.member())
    async with people.sessions() as session:
        await session.execute(text(OTHER_IDEAS))
        await session.execute(text("ANALYZE ideas"))
        matches, way = await looked_for(session, words, 5)
        plan = str(await database.planned(session, database.Explain(select(matches)), way.values))
    assert "'Index Name': 'ix_ideas_search'" in plan
    assert "Seq Scan" not in plan
    assert "pk_ideas" not in plan
