"""The queue as a page: what it shows to whom, what goes on after a decision, and the same done to several."""

from urllib.parse import urlencode

import pytest
from fastapi import FastAPI

from domain import ideas, scores, triage
from domain.ideas import Idea, Status
from domain.members import Member, Role
from domain.triage import DecisionKind, Welcome
from tests.people import People
from tests.web.conftest import Browsing, Counting
from tests.web.reading import Page

SAYS = "Thank you. We looked at it, and it isn't for us to do."
RULING = {"answer": SAYS, "best_customers": "accept", "best_customers_words": "They would shrug."}


async def test_a_decision_leads_on_to_the_next_idea(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, some: list[Idea]
) -> None:
    browser = await browsing(app, pia)
    page = await browser.page(f"/triage?standing=undecided&open={some[1].id}&do=adopt")
    action = f"/ideas/{some[1].id}/decide/adopt"
    assert page.form(action)["next"] == [f"/triage?standing=undecided&open={some[2].id}"]
    response = await browser.submit(
        f"/triage?open={some[3].id}&do=adopt", f"/ideas/{some[3].id}/decide/adopt", **RULING
    )
    assert response.headers["location"] == f"/triage?open={some[2].id}", "after the last comes the one above"
    assert (await people.reads(ideas.visible, pia, some[3].id)).status is Status.ADOPTED


async def test_an_idea_is_scored_filed_and_merged_where_it_stands_in_the_queue(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, some: list[Idea]
) -> None:
    await people.does(ideas.add_tag, pia, "Quick wins")
    browser = await browsing(app, pia)
    number, here = some[0].id, f"/triage?standing=undecided&open={some[0].id}"
    sent = await browser.submit(f"{here}&do=score", f"/ideas/{number}/score", effort="2")
    assert (sent.status_code, sent.headers["location"]) == (303, here)
    page = await browser.page(here)
    assert "Nobody has scored it yet." not in page.text
    sent = await browser.submit(f"{here}&do=tag", f"/ideas/{number}/tags", tags="quick-wins")
    assert (sent.status_code, sent.headers["location"]) == (303, here)
    assert (await browser.page(here)).has("a", href="/ideas?tag=quick-wins")
    looked = f"{here}&do=merge&target={some[2].id}"
    assert "What this would bring" in (await browser.page(looked)).text
    sent = await browser.submit(looked, f"/ideas/{number}/merge")
    follower = f"/triage?standing=undecided&open={some[1].id}"
    assert (sent.status_code, sent.headers["location"]) == (303, follower)
    undone = await browser.submit(follower, f"/ideas/{number}/merge/undo")
    assert undone.headers["location"] == follower
    assert (await people.reads(ideas.visible, pia, number)).status is Status.SUBMITTED


async def test_what_is_refused_in_place_says_why_and_keeps_the_way_back(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, some: list[Idea]
) -> None:
    for name in ("One", "Two", "Three", "Four", "Five", "Six"):
        await people.does(ideas.add_tag, pia, f"Tag {name}")
    browser = await browsing(app, pia)
    number, here = some[0].id, f"/triage?open={some[0].id}"
    back = f'name="next" value="{here}"'
    refused = await browser.submit(f"{here}&do=score", f"/ideas/{number}/score", effort="soon")
    assert (refused.status_code, back in refused.text) == (422, True)
    form = (await browser.page(f"{here}&do=tag")).form(f"/ideas/{number}/tags")
    many = form | {"tags": [f"tag-{name}" for name in ("one", "two", "three", "four", "five", "six")]}
    refused = await browser.post(f"/ideas/{number}/tags", many)
    assert (refused.status_code, back in refused.text) == (422, True)
    assert "Choose at most 5 tags." in refused.text
    for target in (str(number), "4711", "a bench"):
        seen = await browser.client.get("/triage", params={"open": str(number), "do": "merge", "target": target})
        assert (seen.status_code, 'class="field-error"' in seen.text) == (200, True), target
    await people.decide(DecisionKind.DECLINE, by=pia, on=some[1])
    declined = await browser.page(f"/triage?open={some[1].id}&do=merge")
    assert "The idea that stays" not in declined.text
    executive = await browsing(app, await people.member("Eve", Role.EXECUTIVE))
    for door in ("merge", "tag", "score"):
        text = (await executive.get(f"{here}&do={door}")).text
        assert f'action="/ideas/{number}/' not in text


async def test_the_queue_is_sorted_by_score_and_stays_so(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, some: list[Idea]
) -> None:
    for number, reach in ((2, 40), (1, 7)):
        await people.does(scores.score, pia, some[number].id, reach=reach, impact=1.0, confidence=1.0, effort=1.0)
    browser = await browsing(app, pia)
    page = await browser.page("/triage?sort=score")
    rows = [row.get("id") for row in page.all("li") if row.get("id").startswith("waits-")]
    assert rows == [f"waits-{some[number].id}" for number in (2, 1, 0, 3)]
    assert "what nobody has scored follows, by the time left" in page.text
    assert page.has("a", href="/triage?view=mine&sort=score&")
    opened = f"/triage?sort=score&open={some[2].id}"
    form = (await browser.page(f"{opened}&do=adopt")).form(f"/ideas/{some[2].id}/decide/adopt")
    assert form["next"] == [f"/triage?sort=score&open={some[1].id}"]
    assert (await browser.get("/triage?sort=odd")).status_code == 200


async def test_a_kept_view_leads_back_to_what_it_showed_in_the_order_it_had(
    app: FastAPI, browsing: Browsing, pia: Member
) -> None:
    team = await browsing(app, pia)
    from_page = "/triage?view=unassigned&votes=3&sort=score"
    saved = await team.submit(from_page, "/triage/views", name="Wanted, best first")
    assert saved.status_code == 303
    assert saved.headers["location"].rstrip("&") == from_page
    link = next(each for each in (await team.page("/triage")).all("a") if each.text == "Wanted, best first")
    assert link.get("href").rstrip("&") == from_page
    refused = await team.submit(from_page, "/triage/views", name="")
    assert refused.status_code == 422
    assert Page(refused.text).form("/triage/views")["sort"] == ["score"]


async def test_giving_an_idea_away_is_undone_from_the_queue(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, some: list[Idea]
) -> None:
    paul, number = await people.member("Paul", Role.PRODUCT), some[0].id
    browser, here, action = await browsing(app, pia), f"/triage?open={some[0].id}", f"/ideas/{some[0].id}/assign"
    await browser.submit(f"{action}?{urlencode({'next': here})}", action, member=str(paul.id))
    undone = await browser.submit(here, f"{action}/undo")
    assert undone.headers["location"] == here
    assert await people.reads(triage.assignees, [number]) == {}
    refused = await browser.post(f"{action}/undo")
    assert refused.status_code == 409
    await people.does(triage.claim, paul, number)
    await browser.submit(action, action, member=str(paul.id))
    assert not [form for form in (await browser.page(here)).forms if form.action == f"{action}/undo"]


async def test_a_waiting_decision_has_its_keys_and_only_its_second_person_confirms(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, some: list[Idea]
) -> None:
    decision = await people.decide(DecisionKind.ADOPT, by=pia, on=some[0], best_customers=Welcome.DISLIKE)
    paul = await people.member("Paul", Role.PRODUCT)
    here = f"/triage?open={some[0].id}"
    own = await (await browsing(app, pia)).page(here)
    assert not own.has(data_key="d c")
    assert own.has("input", data_key="d w")
    other = await browsing(app, paul)
    page = await other.page(here)
    assert page.has("button", data_key="d c")
    assert not page.has(data_key="m")
    sent = await other.submit(here, f"/decisions/{decision.id}/confirm")
    assert sent.headers["location"] == f"/triage?open={some[1].id}"
    assert (await people.reads(ideas.visible, pia, some[0].id)).status is Status.ADOPTED


async def test_a_refused_decision_keeps_where_to_go_on(
    app: FastAPI, browsing: Browsing, pia: Member, some: list[Idea]
) -> None:
    browser = await browsing(app, pia)
    opened = f"/triage?open={some[0].id}&do=adopt"
    response = await browser.submit(opened, f"/ideas/{some[0].id}/decide/adopt", **(RULING | {"answer": "No."}))
    assert response.status_code == 422
    assert f'name="next" value="/triage?open={some[1].id}"' in response.text


async def test_claiming_and_letting_go_can_be_undone_from_where_one_is(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, some: list[Idea]
) -> None:
    browser = await browsing(app, pia)
    number, here = some[0].id, f"/triage?view=unassigned&open={some[0].id}"
    response = await browser.post(f"/ideas/{number}/claim", {"next": here})
    assert response.headers["location"] == here
    page = await browser.page(here)
    assert page.form(f"/ideas/{number}/release")
    assert f'value="{here}"'.replace("&", "&amp;") in (await browser.get(here)).text
    await browser.post(f"/ideas/{number}/release", {"next": here})
    assert await people.reads(triage.assignees, [number]) == {}
    assert (await browser.page(here)).form(f"/ideas/{number}/claim")


async def test_an_opened_idea_that_left_the_view_still_stands_at_its_top(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, some: list[Idea]
) -> None:
    await people.does(triage.claim, pia, some[2].id)
    browser = await browsing(app, pia)
    page = await browser.page(f"/triage?view=unassigned&open={some[2].id}")
    first = next(row.get("id") for row in page.all("li") if row.get("id").startswith("waits-"))
    assert first == f"waits-{some[2].id}"
    assert (await browser.get("/triage?open=999999")).status_code == 200


async def test_readers_of_the_queue_see_it_and_do_nothing_there(
    app: FastAPI, browsing: Browsing, people: People, some: list[Idea]
) -> None:
    browser = await browsing(app, await people.member("Eve", Role.EXECUTIVE))
    response = await browser.get(f"/triage?open={some[0].id}&do=decline")
    assert response.status_code == 200
    assert some[0].title in response.text
    assert "/claim" not in response.text
    assert "/decide/" not in response.text
    assert 'name="idea"' not in response.text
    customer = await browsing(app, await people.member("Ben"))
    assert "/triage" not in (await customer.get("/about")).text


async def test_what_happens_to_several_is_shown_before_and_after_and_undone(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, some: list[Idea]
) -> None:
    await people.decide(DecisionKind.ADOPT, by=pia, on=some[1])
    paul = await people.member("Paul", Role.PRODUCT)
    browser = await browsing(app, pia)
    asked = urlencode({"action": "assign", "idea": [idea.id for idea in some[:2]], "next": "/triage"}, doseq=True)
    response = await browser.submit(f"/triage/at-once?{asked}", "/triage/at-once", member=str(paul.id))
    done = response.headers["location"]
    assert "Done for 2 ideas" in (await browser.get(done)).text
    await browser.submit(done, f"{done.partition('?')[0]}/undo")
    assert await people.reads(triage.assignees, [idea.id for idea in some]) == {}
    claiming = urlencode({"action": "claim", "idea": [idea.id for idea in some[:2]]}, doseq=True)
    text = (await browser.get(f"/triage/at-once?{claiming}")).text
    assert "This happens to 1 idea " in text
    assert "isn&#39;t waiting to be looked at" in text


async def test_several_are_declined_with_one_text_and_a_missing_one_is_asked_for(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, some: list[Idea]
) -> None:
    browser = await browsing(app, pia)
    asked = "/triage/at-once?" + urlencode({"action": "decline", "idea": [idea.id for idea in some]}, doseq=True)
    response = await browser.submit(asked, "/triage/at-once", **(RULING | {"answer": ""}))
    assert response.status_code == 422
    reason = next(each for each in (await browser.page(asked)).all("option") if each.get("value"))
    response = await browser.submit(asked, "/triage/at-once", **RULING, reason=reason.get("value"))
    assert response.status_code == 303
    assert {(await people.reads(ideas.visible, pia, idea.id)).status for idea in some} == {Status.DECLINED}


@pytest.mark.parametrize(
    "path",
    [
        "/triage?view=odd&quadrant=odd&standing=odd&votes=many&open=x&do=odd",
        "/triage?votes=99999999999999999999&open=99999999999999999999",
        "/triage?tag=nothing%20like%20it&votes=-3",
        "/triage/at-once?action=odd&idea=x&idea=-1&idea=99999999999999999999",
        "/triage/at-once",
    ],
)
async def test_odd_addresses_narrow_nothing_and_break_nothing(
    app: FastAPI, browsing: Browsing, pia: Member, some: list[Idea], path: str
) -> None:
    assert (await (await browsing(app, pia)).get(path)).status_code == 200


async def test_the_queue_asks_as_much_for_one_idea_as_for_many(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, counting_app: Counting
) -> None:
    ann = await people.member("Ann")
    first = await people.idea(by=ann)
    await people.hear()
    browser = await browsing(app, pia)
    address = f"/triage?open={first.id}&do=decline"
    await browser.get(address)
    with counting_app() as few:
        await browser.get(address)
    for number in range(5):
        idea = await people.idea(by=ann, title=f"Bench number {number}")
        await people.comment(by=ann, on=idea)
    await people.hear()
    with counting_app() as many:
        assert (await browser.get(address)).status_code == 200
    assert len(many) == len(few) <= 18, "\n\n".join(many.statements)


async def test_where_nothing_in_the_queue_has_the_words_what_nearly_does_is_shown_and_can_be_worked_on(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, some: list[Idea]
) -> None:
    await people.idea(by=await people.member("Lou"), title="Lanterns on the quay")
    await people.hear()
    browser = await browsing(app, pia)
    page = await browser.page("/triage?q=lantrens")
    assert [each.words for each in page.all("h3")] == ["Lanterns on the quay"]
    assert "Nearly these words" in page.text
    assert page.has("form", id="at-once")
    assert "Nearly these words" not in (await browser.page("/triage?q=lanterns")).text
    assert "Nothing in the queue has these words." in (await browser.page("/triage?q=zeppelin")).text
    assert "Nearly these words" not in (await browser.page("/triage?view=mine")).text
    assert list((await browser.page("/triage?q=lantrens&standing=adopted")).all("h3")) == []
