"""Challenges on pages, without script: written, announced, answered, joined, read week by week, and decided."""

from datetime import timedelta

import pytest
from fastapi import FastAPI

from domain import challenges, community
from domain.members import Member, Role
from tests.challenging import WHY, began, called, ended
from tests.people import People
from tests.web.conftest import Browsing, Counting

CALL = {
    "kind": "ideas",
    "question": "How could waiting be shorter?",
    "much": "impact",
    "much_least": "20",
    "well": "outcomes",
    "well_least": "1",
    "tie": "earlier",
    "perk": "Lunch with the people who build it",
    "winners": "1",
}
IDEA = {"title": "Benches that roll", "proposal": "Put wheels below every bench.", "quadrant": "creation_for_self"}


@pytest.fixture
async def pia(people: People) -> Member:
    return await people.member("Pia", Role.PRODUCT)


async def test_a_call_is_written_looked_over_and_announced(
    app: FastAPI, browsing: Browsing, people: People, pia: Member
) -> None:
    keeper, today = await browsing(app, pia), await people.reads(community.today)
    days = {"starts_on": str(today + timedelta(days=1)), "last_day": str(today + timedelta(days=14))}
    refused = await keeper.submit("/challenges/new", "/challenges", **(CALL | days | {"well_least": ""}))
    assert refused.status_code == 422
    assert "both have to be reached" in refused.text
    kept = await keeper.submit("/challenges/new", "/challenges", **(CALL | days))
    assert kept.status_code == 303
    path = kept.headers["location"].split("?")[0]
    assert "Announce it" in (await keeper.page(path)).text
    assert (await keeper.submit(path, f"{path}/announce")).status_code == 303
    visitor = await browsing(app)
    shown = (await visitor.page(path)).text
    assert "Announced" in shown
    assert "Both are needed" in shown
    assert "Announce it" not in shown
    assert CALL["question"] in (await visitor.page("/challenges")).text
    changed = await keeper.submit(f"{path}/edit", f"{path}/edit", perk="Two lunches")
    assert changed.status_code == 303
    assert "Two lunches" in (await visitor.page(path)).text


async def test_a_call_that_runs_is_met_where_ideas_begin_and_is_answered_with_a_new_one(
    app: FastAPI, browsing: Browsing, people: People, pia: Member
) -> None:
    call = await began(people, await called(people, by=pia, quadrant="creation_for_self"))
    ann = await people.member("Ann")
    browser = await browsing(app, ann)
    for address in ("/", "/quadrants/creation-for-self"):
        assert call.path in (await browser.page(address)).html
    assert call.path not in (await browser.page("/quadrants/creation-with-others")).html
    new = f"/ideas/new?challenge={call.id}"
    assert new in (await browser.page(call.path)).html
    wrong = await browser.submit(new, "/ideas/new", **(IDEA | {"quadrant": "creation_with_others"}))
    assert wrong.status_code == 422
    assert "another quadrant" in wrong.text
    sent = await browser.submit(new, "/ideas/new", **IDEA)
    assert sent.status_code == 303
    page = await browser.page(call.path)
    assert IDEA["title"] in page.text
    assert "How far you are" in page.text
    assert "Only you see this." in page.text


async def test_an_idea_says_which_call_it_answers_and_how_that_stands(
    app: FastAPI, browsing: Browsing, people: People, pia: Member
) -> None:
    call, ann = await began(people, await called(people, by=pia)), await people.member("Ann")
    other = await began(people, await called(people, by=pia, question="What would make mornings calmer?"))
    idea, gone = await people.idea(by=ann), await people.idea(by=ann, title="Calm mornings")
    visitor = await browsing(app)
    assert "Answers the call" not in (await visitor.page(idea.path)).text
    await people.does(challenges.answer, ann, call.id, idea.id)
    await people.does(challenges.answer, ann, other.id, gone.id)
    page = await visitor.page(idea.path)
    assert f"Answers the call: {call.question}" in page.text
    assert "open until" in page.text
    assert call.path in page.html
    await ended(people, call)
    assert "who won is being confirmed" in (await visitor.page(idea.path)).text
    kim = await people.member("Kim", Role.PRODUCT)
    await people.does(challenges.decide, kim, call.id, winner_ids=[], why=WHY)
    assert "and decided" in (await visitor.page(idea.path)).text
    await people.does(challenges.call_off, pia, other.id, WHY)
    assert "called off" in (await visitor.page(gone.path)).text


async def test_the_form_of_an_idea_names_the_call_one_comes_from(
    app: FastAPI, browsing: Browsing, people: People, pia: Member
) -> None:
    call = await began(people, await called(people, by=pia))
    soon, work = await called(people, by=pia), await called(people, by=pia, staff=True)
    browser = await browsing(app, await people.member("Ann"))
    new = f"/ideas/new?challenge={call.id}"
    assert f"Answers the call: {call.question}" in (await browser.page(new)).text
    kept = await browser.submit(new, "/ideas/new", **(IDEA | {"draft": "yes"}))
    draft = await browser.page(kept.headers["location"])
    assert f"Answers the call: {call.question}" in draft.text
    assert "takes no ideas now" in (await browser.page(f"/ideas/new?challenge={soon.id}")).text
    for number in (work.id, 0, 10**17, "x", "9" * 40):
        assert "call:" not in (await browser.page(f"/ideas/new?challenge={number}")).text
    filled_in = await browser.page(new)
    await ended(people, call)
    refused = await browser.send("/ideas/new", filled_in.form("/ideas/new") | IDEA)
    assert (refused.status_code, "takes no ideas now" in refused.text) == (422, True)


async def test_an_idea_that_is_there_answers_from_the_call_s_page(
    app: FastAPI, browsing: Browsing, people: People, pia: Member
) -> None:
    call, ann = await began(people, await called(people, by=pia)), await people.member("Ann")
    idea = await people.idea(by=ann)
    browser = await browsing(app, ann)
    assert (await browser.submit(call.path, f"{call.path}/answer", idea=str(idea.id))).status_code == 303
    other = await began(people, await called(people, by=pia))
    assert "answers it already" not in (await browser.page(other.path)).text, "It can't be chosen again."
    refused = await browser.post(f"{other.path}/answer", {"idea": str(idea.id)})
    assert (refused.status_code, "answers another call" in refused.text) == (409, True)


async def test_staff_join_and_keepers_enter_and_confirm(
    app: FastAPI, browsing: Browsing, people: People, pia: Member
) -> None:
    made = await called(people, by=pia, staff=True)
    emil, olga = await people.member("Emil", Role.EMPLOYEE), await people.member("Olga", Role.EMPLOYEE)
    ann = await browsing(app, await people.member("Ann"))
    assert (await ann.get(made.path)).status_code == 404
    joins, looks, keeper = await browsing(app, emil), await browsing(app, olga), await browsing(app, pia)
    assert (await joins.submit(made.path, f"{made.path}/join")).status_code == 303
    assert "Emil" in (await joins.page(made.path)).one("main").text
    assert "Emil" not in (await looks.page(made.path)).one("main").text
    made = await began(people, made)
    desk = f"{made.path}/readings"
    week = {"member": str(emil.id), "week": "1", "much": "120", "well": "79,5"}
    assert (await keeper.submit(desk, desk, **week)).status_code == 303
    assert "How much is there. How well still has to come." in (await joins.page(made.path)).text
    again = await keeper.submit(desk, desk, **(week | {"well": "91"}))
    assert (again.status_code, "To correct it, say why." in again.text) == (409, True)
    odd = await keeper.submit(desk, desk, **(week | {"well": "a lot"}))
    assert (odd.status_code, "Please give a number." in odd.text) == (422, True)
    mended = week | {"well": "91", "reason": "Forms came in late."}
    assert (await keeper.submit(desk, desk, **mended)).status_code == 303
    assert "You have reached both." in (await joins.page(made.path)).text
    assert (await looks.get(desk)).status_code == 403
    await ended(people, made)
    confirm = f"{made.path}/decide"
    assert "wins by the rule" in (await keeper.page(confirm)).text
    empty = await keeper.submit(confirm, confirm, winner=str(emil.id), why="")
    assert empty.status_code == 422
    aside = {"aside": str(emil.id), f"aside_{emil.id}": "They wrote the question.", "do": "look"}
    looked = await keeper.submit(confirm, confirm, **aside)
    assert (looked.status_code, "wins by the rule" in looked.text) == (200, False)
    assert (await keeper.submit(confirm, confirm, why=WHY, winner=str(emil.id))).status_code == 303
    result = (await looks.page(made.path)).text
    assert WHY in result
    assert "Emil" in result


async def test_nobody_who_won_is_said_kindly(app: FastAPI, browsing: Browsing, people: People, pia: Member) -> None:
    call = await ended(people, await called(people, by=pia))
    keeper, confirm = await browsing(app, pia), f"{call.path}/decide"
    why = "Three ideas came far, and go on without a challenge."
    assert (await keeper.submit(confirm, confirm, why=why)).status_code == 303
    page = (await keeper.page(call.path)).text
    assert "Nobody met both this time." in page
    assert why in page


async def test_a_call_is_called_off_with_a_reason(
    app: FastAPI, browsing: Browsing, people: People, pia: Member
) -> None:
    call = await began(people, await called(people, by=pia))
    keeper, path = await browsing(app, pia), f"{call.path}/call-off"
    assert (await keeper.submit(path, path, why="No")).status_code == 422
    assert (await keeper.submit(path, path, why="The docks are closed for weeks.")).status_code == 303
    assert "The docks are closed" in (await (await browsing(app)).page(call.path)).text
    assert call.path not in (await keeper.page("/")).html


async def test_a_list_of_many_asks_as_much_as_one_of_few(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, counting_app: Counting
) -> None:
    browser = await browsing(app, pia)
    await called(people, by=pia)
    await browser.get("/challenges")
    with counting_app() as few:
        await browser.get("/challenges")
    for _ in range(4):
        await called(people, by=pia)
    with counting_app() as many:
        await browser.get("/challenges")
    assert len(few) == len(many) <= 5, "\n\n".join(many.statements)


async def test_a_page_of_many_asks_as_much_as_one_of_few(
    app: FastAPI, browsing: Browsing, people: People, pia: Member, counting_app: Counting
) -> None:
    made = await called(people, by=pia, staff=True)
    browser = await browsing(app, pia)

    async def joins(name: str) -> None:
        await people.does(challenges.join, await people.member(name, Role.EMPLOYEE), made.id)

    await joins("Emil")
    await began(people, made)
    counts = []
    for address in (made.path, f"{made.path}/readings"):
        await browser.get(address)
        with counting_app() as few:
            await browser.get(address)
        counts.append(len(few))
    for number in range(4):
        await joins(f"Olga {number}")
    for address, few_of_them in zip((made.path, f"{made.path}/readings"), counts, strict=True):
        with counting_app() as many:
            await browser.get(address)
        assert len(many) == few_of_them <= 12, "\n\n".join(many.statements)


async def test_a_week_is_entered_for_everybody_looked_over_first_and_never_by_half(
    app: FastAPI, browsing: Browsing, people: People, pia: Member
) -> None:
    made = await called(people, by=pia, staff=True)
    emil, olga = await people.member("Emil", Role.EMPLOYEE), await people.member("Olga", Role.EMPLOYEE)
    for each in (emil, olga, pia):
        await people.does(challenges.join, each, made.id)
    made = await began(people, made)
    keeper, table = await browsing(app, pia), f"{made.path}/week"
    assert f'href="{table}"' in (await keeper.page(f"{made.path}/readings")).html
    page = await keeper.page(table)
    assert [name for name in ("Emil", "Olga", "Pia: ") if name in page.html] == ["Emil", "Olga"]
    filled = {"much_1": "120", "well_1": "91,5", "much_2": "80", "well_2": "70"}
    looked = await keeper.submit(table, table, **filled, do="look")
    assert (looked.status_code, looked.text.count("<td>New</td>")) == (200, 2)
    assert await people.reads(challenges.all_readings, made, [emil.id, olga.id]) == {}
    odd = await keeper.submit(table, table, **(filled | {"much_2": "many", "well_1": "x"}), do="enter")
    assert (odd.status_code, odd.text.count("Please give a number.")) == (422, 4)  # beside each, and above
    wrong = await keeper.submit(table, table, **(filled | {"well_2": "101"}), do="enter")
    assert (wrong.status_code, 'value="120"' in wrong.text) == (422, True)
    assert await people.reads(challenges.all_readings, made, [emil.id, olga.id]) == {}
    assert (await keeper.submit(table, table, **filled, do="enter")).status_code == 303
    again = await keeper.page(f"{table}?week=1")
    assert again.form(table)["much_1"] == ["120"]
    changed = await keeper.submit(table, table, much_2="82", do="look")
    assert (changed.status_code, "To correct it, say why." in changed.text) == (422, True)
    mended = await keeper.submit(table, table, much_2="82", reason_2="Forms came in late.", do="look")
    assert (mended.status_code, "so far 80" in mended.text) == (200, True)
    assert (await (await browsing(app, emil)).get(table)).status_code == 403
    assert (await keeper.page(f"{table}?week=99")).form(table)["week"] == ["1"]
