"""Scoring: by the team alone, by versioned weights, the newest counts and the older ones stay."""

import asyncio
import math
from typing import Any

import pytest
from sqlalchemy import select

from domain import scores
from domain.database import Sessions
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.ideas import Idea
from domain.members import Member, Role, Visitor
from domain.scores import Score, Weights, WeightsChangedMeanwhile
from tests.people import People

TERMS: dict[str, Any] = {"reach": 120, "impact": 2.0, "confidence": 0.5, "effort": 4.0}


@pytest.fixture
async def idea(people: People) -> Idea:
    return await people.idea(by=await people.member("Ann"))


async def test_the_newest_score_counts_and_the_one_before_is_kept(
    people: People, sessions: Sessions, pia: Member, idea: Idea
) -> None:
    first = await people.does(scores.score, pia, idea.id, **TERMS)
    assert (first.value, first.version, first.scorer.name) == (30.0, 1, "Pia")
    await people.vote(by=pia, on=idea)
    await people.does(scores.score, pia, idea.id, **(TERMS | {"effort": 2.0}))
    found = await people.reads(scores.current, pia, idea.id)
    assert found is not None
    assert (found.value, found.supporters) == (60.0, 1)
    async with sessions() as session:
        assert len((await session.scalars(select(Score))).all()) == 2
    assert await people.reads(scores.values, pia, [idea.id]) == {idea.id: 60.0}


async def test_new_weights_leave_old_scores_as_they_were(people: People, pia: Member, idea: Idea) -> None:
    cleo = await people.admin()
    await people.does(scores.score, pia, idea.id, **TERMS)
    named = await people.does(scores.revise_weights, cleo, Weights(0.5, 1.0, 1.0, 1.0), based_on=1)
    assert named.version == 2
    found = await people.reads(scores.current, pia, idea.id)
    assert found is not None
    assert (found.value, found.version) == (30.0, 1)
    again = await people.does(scores.score, pia, idea.id, **TERMS)
    assert (again.version, round(again.value, 6)) == (2, round(math.sqrt(120) / 4, 6))
    with pytest.raises(WeightsChangedMeanwhile):
        await people.does(scores.revise_weights, cleo, Weights(2.0), based_on=1)
    same = await people.does(scores.revise_weights, cleo, Weights(0.5, 1.0, 1.0, 1.0), based_on=2)
    assert same.version == 2
    assert [each.version for each in await people.reads(scores.weights_before)] == [2, 1]


@pytest.mark.parametrize(
    ("term", "bad"),
    [
        *(("reach", -1), ("reach", 10**12), ("impact", 1.5), ("impact", math.nan), ("confidence", 1.1)),
        *(("effort", 0.0), ("effort", -1.0), ("effort", math.inf), ("effort", math.nan), ("effort", 1e9)),
    ],
)
async def test_a_term_out_of_bounds_is_refused_by_name(
    term: str, bad: float, people: People, pia: Member, idea: Idea
) -> None:
    with pytest.raises(Invalid) as refused:
        await people.does(scores.score, pia, idea.id, **(TERMS | {term: bad}))
    assert [problem.field for problem in refused.value.problems] == [term]
    with pytest.raises(Invalid):
        await people.does(scores.revise_weights, await people.admin(), Weights(effort=math.nan), based_on=1)


async def test_customers_have_no_way_to_scores(people: People, pia: Member, idea: Idea) -> None:
    await people.does(scores.score, pia, idea.id, **TERMS)
    ann, chief = await people.member("Ben"), await people.member("Chief", Role.EXECUTIVE)
    for actor in (ann, Visitor()):
        assert await people.reads(scores.current, actor, idea.id) is None
        assert await people.reads(scores.values, actor, [idea.id]) == {}
        with pytest.raises((NotAllowed, SignInNeeded)):
            await people.does(scores.score, actor, idea.id, **TERMS)
    assert await people.reads(scores.current, chief, idea.id) is not None
    with pytest.raises(NotAllowed):
        await people.does(scores.score, chief, idea.id, **TERMS)
    with pytest.raises(NotAllowed):
        await people.does(scores.revise_weights, pia, Weights(2.0), based_on=1)
    with pytest.raises(NotFound):
        await people.does(scores.score, pia, 2**60, **TERMS)


async def test_two_who_score_at_once_leave_one_score_that_counts(
    people: People, sessions: Sessions, pia: Member, idea: Idea
) -> None:
    await asyncio.gather(*(people.does(scores.score, pia, idea.id, **TERMS) for _ in range(4)))
    async with sessions() as session:
        counting = await session.scalars(select(Score).where(Score.superseded_at.is_(None)))
        assert len(counting.all()) == 1
