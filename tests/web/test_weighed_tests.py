"""Ends of tests that are looked at, on pages: for who decides, for who runs the test, and for who had a hand in it."""

import pytest
from fastapi import FastAPI

from domain import fairness
from domain.experiments import Advice, ConclusionKind
from domain.members import Member, Role
from domain.paging import Slice
from tests import experimenting
from tests.people import People
from tests.web.conftest import Browsing
from tests.web.test_fairness import LIST, MINE, send
from tests.weighed_tests import bent, changed


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


async def test_the_end_of_a_test_is_looked_at_its_owner_reads_it_and_may_answer(
    app: FastAPI, browsing: Browsing, people: People, pat: Member
) -> None:
    emil = await people.member("Emil", Role.EMPLOYEE)
    test = await bent(people, by=emil, second=pat)
    await people.hear()
    moderator, owner = await browsing(app, pat), await browsing(app, emil)
    (case,) = (await people.reads(fairness.cases, pat, Slice())).items
    assert "How a test ended" in (await moderator.page(LIST)).text
    seen = await moderator.page(case.path)
    for words in ("Verdicts undone by corrections", "wait until you have looked", "All is well: give the points"):
        assert words in seen.text
    assert test.path in seen.html
    assert "These votes" not in seen.text
    assert f"{case.path}/hold" not in seen.html
    own = await owner.page(f"{MINE}/{case.id}")
    assert "This is no accusation" in own.text
    assert test.path in own.html
    assert "How a test of yours ended" in (await owner.page(MINE)).text
    assert "wait while we look at it" in (await owner.page("/me/notices")).text
    assert (await send(moderator, case, "uphold", said="It came out of thin air."))[0] == 303
    refused = await owner.page(f"{MINE}/{case.id}")
    assert "aren’t given" in refused.text
    assert "It came out of thin air." in refused.text
    assert (
        await owner.submit(f"{MINE}/{case.id}", f"{MINE}/{case.id}/appeal", said="It had stopped.")
    ).status_code == 303
    other = await browsing(app, await people.admin())
    assert (await send(other, case, "clear", said="It had indeed."))[0] == 303
    assert "the points for how this test ended are given" in (await owner.page(f"{MINE}/{case.id}")).text


async def test_who_helped_to_change_a_test_reads_why_somebody_else_decides(
    app: FastAPI, browsing: Browsing, people: People, pat: Member
) -> None:
    emil = await people.member("Emil", Role.EMPLOYEE)
    test = await experimenting.running(people, by=emil, second=pat)
    await changed(people, test, change=0.1)
    await experimenting.advised(people, test, Advice.STOP, by=emil)
    await experimenting.concluded(people, test, ConclusionKind.STOPPED_NOT_AS_PROMISED, by=emil)
    await people.hear()
    (case,) = (await people.reads(fairness.cases, pat, Slice())).items
    moderator = await browsing(app, pat)
    seen = await moderator.page(case.path)
    assert "You helped to change this test while it ran" in seen.text
    assert "Nobody here may decide it yet." in seen.text
    assert f"{case.path}/clear" not in seen.html
    answer = await moderator.post(f"{case.path}/clear", {"said": "All is well."})
    assert answer.status_code == 422
    assert "You helped to change this test while it ran" in answer.text
    other = await browsing(app, await people.admin())
    assert "Nobody here may decide it yet." not in (await moderator.page(case.path)).text
    assert (await send(other, case, "clear", said="It was thought through."))[0] == 303
