"""Merging from pages, without script: choosing, seeing what it brings, reading the old page, stepping out, undoing."""

import pytest
from fastapi import FastAPI

from domain import ideas, triage
from domain.ideas import Idea, Status
from domain.members import Member
from tests.people import People
from tests.web.conftest import Browsing, Counting


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


@pytest.fixture
async def target(people: People, ann: Member) -> Idea:
    return await people.idea(by=ann, title="Benches at every station")


@pytest.fixture
async def duplicate(people: People, ann: Member, ben: Member) -> Idea:
    dan = await people.member("Dan")
    idea = await people.idea(by=dan, title="A bench at each station")
    await people.comment(by=ann, on=idea, says="Mine says the same.")
    await people.vote(by=ben, on=idea)
    return idea


async def test_the_team_looks_at_a_merge_makes_it_and_undoes_it(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, duplicate: Idea, target: Idea
) -> None:
    browser = await browsing(app, pia)
    page = await browser.page(duplicate.path)
    assert target.title in page.one("section", id="desk").words
    form = f"/ideas/{duplicate.id}/merge"
    for given in (str(target.id), f"#{target.id}", f"https://velora.example{target.path}?from=1", target.path):
        seen = (await browser.client.get(form, params={"target": given})).text
        assert "1 member backs the duplicate, 1 of them new" in seen, given
        assert "Dan becomes a co-author." in seen
        assert f'href="/ideas/{target.id}/merge?target={duplicate.id}"' in seen
    sent = await browser.submit(f"{form}?target={target.id}", form)
    assert (sent.status_code, sent.headers["location"]) == (303, target.path)
    page = await browser.page(target.path)
    assert "They are one now." in page.one("main").words
    assert duplicate.title in page.one("main").words
    sent = await browser.submit(f"/ideas/{duplicate.id}/merged", f"{form}/undo")
    assert (sent.status_code, sent.headers["location"]) == (303, duplicate.path)
    assert (await people.reads(ideas.visible, pia, duplicate.id)).status is Status.SUBMITTED


async def test_the_old_address_leads_on_and_the_old_page_can_be_read(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, duplicate: Idea, target: Idea
) -> None:
    third = await people.idea(by=pia, title="Somewhere to sit")
    await people.does(triage.merge, pia, duplicate.id, target.id)
    await people.does(triage.merge, pia, target.id, third.id)
    browser = await browsing(app)
    first = await browser.get(duplicate.path)
    assert (first.status_code, first.headers["location"]) == (303, f"{target.path}?from={duplicate.id}")
    second = await browser.get(first.headers["location"])
    assert (second.status_code, second.headers["location"]) == (303, f"{third.path}?from={duplicate.id}")
    page = await browser.page(second.headers["location"])
    assert f"“{duplicate.title}” was merged into this idea." in page.one("main").words
    for odd in ("", "x", "0", "99999999999999999999", str(third.id), "²"):
        assert "was merged into this idea." not in (await browser.get(f"{third.path}?from={odd}")).text
    old = await browser.page(f"{duplicate.path}?merged=1")
    assert "This idea lives on in another one" in old.one("main").words
    assert "Mine says the same." in old.one("main").words
    assert f"/ideas/{target.id}?merged=1#comments" in (await browser.get(third.path)).text
    await people.hide(third)
    assert (await browser.get(target.path)).status_code == 200, "what it leads to can't be seen, so it stays"


async def test_who_backed_it_steps_out_and_comes_back(
    app: FastAPI, browsing: Browsing, people: People, ben: Member, pia: Member, duplicate: Idea, target: Idea
) -> None:
    await people.does(triage.merge, pia, duplicate.id, target.id)
    browser, about = await browsing(app, ben), f"/ideas/{duplicate.id}/merged"
    assert "You go along with it" in (await browser.page(about)).one("main").words
    await browser.submit(about, f"/ideas/{duplicate.id}/merge/step-out")
    assert "You stepped out" in (await browser.page(about)).one("main").words
    assert (await people.reads(ideas.visible, ben, target.id)).supporters == 0
    await browser.submit(about, f"/ideas/{duplicate.id}/merge/step-back-in")
    assert (await people.reads(ideas.visible, ben, target.id)).supporters == 1
    others = await browsing(app, await people.member("Eve"))
    assert "Step out" not in (await others.page(about)).one("main").words
    assert (await others.post(f"/ideas/{duplicate.id}/merge/step-out")).status_code == 409


async def test_support_by_a_merge_shows_as_support(
    app: FastAPI, browsing: Browsing, people: People, ben: Member, pia: Member, duplicate: Idea, target: Idea
) -> None:
    await people.does(triage.merge, pia, duplicate.id, target.id)
    browser = await browsing(app, ben)
    assert 'aria-pressed="true" aria-describedby="title-' in (await browser.get(target.path)).text
    answer = await browser.script(f"/ideas/{target.id}/unvote")
    assert 'aria-pressed="false"' in answer.text
    assert (await people.reads(ideas.visible, ben, target.id)).supporters == 0


@pytest.mark.parametrize("given", ["", "hello", "0", "-1", "1" * 400, "4711", "/ideas/", "ideas/x", "1 2", "\u0662"])
async def test_odd_targets_come_back_with_a_sentence(
    given: str, app: FastAPI, browsing: Browsing, pia: Member, duplicate: Idea
) -> None:
    browser = await browsing(app, pia)
    seen = await browser.client.get(f"/ideas/{duplicate.id}/merge", params={"target": given})
    assert seen.status_code in ((200,) if not given else (404, 422)), given
    sent = await browser.post(f"/ideas/{duplicate.id}/merge", {"target": given})
    assert sent.status_code in (404, 422)
    assert "One thing needs your attention" in sent.text
    itself = await browser.post(f"/ideas/{duplicate.id}/merge", {"target": str(duplicate.id)})
    assert itself.status_code == 409
    assert "can’t be merged into itself" in itself.text.replace("&#39;", "’")


async def test_a_page_with_what_was_merged_costs_no_more_for_more_of_it(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, ben: Member, target: Idea, counting_app: Counting
) -> None:
    browser, costs = await browsing(app, ben), []
    for number in range(3):
        part = await people.idea(by=await people.member(f"Author {number}"), title=f"Bench number {number} please")
        await people.does(triage.merge, pia, part.id, target.id)
        with counting_app() as counted:
            assert part.title in (await browser.page(target.path)).one("main").words
        costs.append(len(counted))
    assert costs[0] == costs[1] == costs[2]
