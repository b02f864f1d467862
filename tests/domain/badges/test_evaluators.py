"""Two ways to find out who has earned a badge, moment by moment and by one statement, say what the definition says."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.badges import criteria
from domain.badges.criteria import leaves, parsed, said
from domain.badges.earning import Deed
from domain.badges.progress import progress
from domain.badges.surveying import earned
from domain.ideas import Quadrant
from tests.domain.badges.definition import earned_at

CODES = ("published", "supported", "adopted", "learned")
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
DEEDS = Table(
    "deeds_for_a_test",
    MetaData(),
    *(Column(name, Integer) for name in ("member_id", "key", "points", "idea_id", "season_id", "team_id")),
    *(Column(name, String) for name in ("code", "quadrant")),
    Column("at", DateTime(timezone=True)),
    prefixes=["TEMPORARY"],
)


@pytest.mark.parametrize("number", range(4))
def test_counted_moment_by_moment_it_is_earned_when_the_definition_says(number: int) -> None:
    chance = random.Random(number)  # noqa: S311 - the same histories each time
    for _time in range(2500):
        criterion, deeds = parsed(_criterion(chance), CODES), _history(chance)
        found = progress(criterion, deeds, BEGINNING + timedelta(days=9))
        assert found.earned_at == earned_at(criterion, deeds), said(criterion)
        assert len(found.far) == len(list(leaves(criterion)))
        assert 0 <= found.share <= 1


@pytest.mark.parametrize("number", range(4))
async def test_one_statement_finds_who_has_earned_it_and_when(engine: AsyncEngine, number: int) -> None:
    chance = random.Random(number)  # noqa: S311 - the same histories each time
    people = {(member, key): _history(chance) for member in range(1, 40) for key in (0, 1)}
    rows = [
        {"member_id": member, "key": key, **{name: getattr(deed, name) for name in Deed.__slots__}}
        for (member, key), deeds in people.items()
        for deed in deeds
    ]
    async with engine.connect() as connection:
        await connection.run_sync(DEEDS.create)
        await connection.execute(insert(DEEDS), rows)
        for _time in range(60):
            criterion = parsed(_criterion(chance), CODES)
            found = {(row.member_id, row.key): row.at for row in await connection.execute(earned(criterion, DEEDS))}
            expected = {who: at for who, deeds in people.items() if (at := earned_at(criterion, deeds))}
            assert found == expected, said(criterion)
        await connection.rollback()


def _history(chance: random.Random) -> list[Deed]:
    return [
        Deed(
            at=BEGINNING + timedelta(hours=12 * chance.randrange(16)),
            code=chance.choice(CODES),
            points=chance.choice([0, 2, 5, 20]),
            idea_id=chance.choice([None, 1, 2, 3, 4]),
            quadrant=chance.choice([None, *Quadrant]),
            season_id=chance.choice([1, 2]),
            team_id=chance.choice([None, 0, 1, 2]),
        )
        for _time in range(chance.randrange(12))
    ]


def _criterion(chance: random.Random, deep: int = 2) -> dict[str, Any]:
    kind = chance.choice(["count", "different", "points", "share", *(["all", "any", "not"] if deep else [])])
    if kind == "not":
        return {"kind": kind, "of": _criterion(chance, deep - 1)}
    if kind in ("all", "any"):
        return {"kind": kind, "of": [_criterion(chance, deep - 1) for _time in range(chance.randint(1, 3))]}
    own: dict[str, dict[str, Any]] = {
        "count": {"least": chance.randint(1, 4)},
        "different": {"least": chance.randint(2, 3), "what": chance.choice(list(criteria.Kind))},
        "points": {"least": chance.randint(1, 30)},
        "share": {
            "least": chance.randint(1, 4),
            "share": chance.choice([0.1, 1 / 3, 0.5, 0.6, 1.0]),
            "among": chance.sample(CODES, chance.randint(1, 3)),
        },
    }
    return {
        "kind": kind,
        "of": chance.sample(CODES, chance.randint(1, 3)),
        "quadrants": chance.sample(list(Quadrant), chance.choice([0, 0, 1, 2])),
        "points_least": chance.choice([0, 0, 5]),
        "days": chance.choice([None, None, 1, 2, 7]),
        **own[kind],
    }
