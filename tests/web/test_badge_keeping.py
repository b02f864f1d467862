"""Badges as an admin keeps them by form: looked at, switched on, changed, refused in words, retired, brought back."""

import json

import pytest
from fastapi import FastAPI

from domain import badges
from tests.people import People
from tests.web.conftest import Browsing

KEPT = {
    "name": "Two Sparks",
    "says": "They wrote down more than one idea.",
    "criteria": "Published two ideas.",
    "art": "first-spark",
    "family": "ideas",
    "repeats": "once",
    "kept": "yes",
    "of_1": "published",
    "least_1": "1",
}


async def test_an_admin_looks_at_a_badge_by_form_then_switches_it_on_then_changes_it(
    app: FastAPI, people: People, browsing: Browsing
) -> None:
    await people.idea(by=await people.member("Ann"))
    await people.hear()
    admin = await browsing(app, await people.admin())
    looked = await admin.send("/admin/badges/new", {**KEPT, "do": "preview", "csrf": await admin.token()})
    assert looked.status_code == 200
    assert "1 award would be given." in looked.text
    assert "1 person would be told;" in looked.text
    assert "Ann" in looked.text
    assert "Two Sparks" not in (await admin.get("/badges")).text, "nothing was written"
    done = await admin.send("/admin/badges/new", {**KEPT, "do": "save", "csrf": await admin.token()})
    assert (done.status_code, done.headers["location"]) == (303, "/badges/two-sparks")
    await people.hear()
    assert "1 person carries it." in (await admin.get("/badges/two-sparks")).text
    form = (await admin.page("/admin/badges/two-sparks")).form("/admin/badges/two-sparks")
    assert (form["of_1"], form["least_1"], form["based_on"]) == (["published"], ["1"], ["1"])
    stricter = {**KEPT, "least_1": "2", "days_1": "30", "in_1": "creation_for_self", "based_on": "1"}
    looked = await admin.send("/admin/badges/two-sparks", {**stricter, "do": "preview", "csrf": await admin.token()})
    assert "Nobody would lose it." in looked.text
    assert "<ins" in looked.text
    done = await admin.send("/admin/badges/two-sparks", {**stricter, "do": "save", "csrf": await admin.token()})
    assert done.status_code == 303
    again = await admin.send(
        "/admin/badges/two-sparks", {**KEPT, "based_on": "1", "do": "save", "csrf": await admin.token()}
    )
    assert again.status_code == 409
    assert "Somebody else has changed this badge meanwhile." in again.text
    page = await admin.get("/admin/badges/two-sparks")
    assert "All versions" in page.text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"least_1": "many"}, "can&#39;t be this"),
        ({"of_1": "visits"}, "nothing called “visits” to count"),
        ({"criterion": "{"}, "It has to be one object of JSON."),
        ({"criterion": '{"kind": "count", "of": ["published"], "streak": 2}'}, "“streak” is nothing that a criterion"),
        ({"art": "else"}, "Please choose one of the drawings."),
        ({"repeats": "month"}, "is given by people"),
    ],
)
async def test_a_badge_that_cannot_be_is_refused_in_words_with_what_was_typed(
    wrong: dict[str, str], says: str, app: FastAPI, people: People, browsing: Browsing
) -> None:
    admin = await browsing(app, await people.admin())
    answer = await admin.send("/admin/badges/new", {**KEPT, **wrong, "do": "save", "csrf": await admin.token()})
    assert answer.status_code == 422
    assert says in answer.text
    assert "They wrote down more than one idea." in answer.text
    assert "would be given" not in answer.text


async def test_rows_join_into_one_criterion_and_what_rows_cannot_say_stands_as_json(
    app: FastAPI, people: People, browsing: Browsing
) -> None:
    admin = await browsing(app, await people.admin())
    two = {**KEPT, "of_2": "adopted", "least_2": "3", "joined": "any"}
    await admin.send("/admin/badges/new", {**two, "do": "save", "csrf": await admin.token()})
    form = (await admin.page("/admin/badges/two-sparks")).form("/admin/badges/two-sparks")
    assert (form["of_2"], form["least_2"], form["joined"], form["criterion"]) == (["adopted"], ["3"], ["any"], [""])
    points = '{"kind": "points", "of": ["adopted"], "least": 300}'
    said = {**KEPT, "criterion": points, "based_on": "1", "do": "save", "csrf": await admin.token()}
    await admin.send("/admin/badges/two-sparks", said)
    form = (await admin.page("/admin/badges/two-sparks")).form("/admin/badges/two-sparks")
    assert json.loads(form["criterion"][0]) == json.loads(points)
    assert form["of_1"] == [""]


async def test_a_badge_is_retired_and_brought_back_by_a_click(app: FastAPI, people: People, browsing: Browsing) -> None:
    await people.does(badges.seed)
    admin = await browsing(app, await people.admin())
    await admin.send("/admin/badges/closer/retire", {"csrf": await admin.token()})
    assert 'href="/badges/closer"' not in (await admin.get("/badges")).text
    await admin.send("/admin/badges/closer/bring-back", {"csrf": await admin.token()})
    assert 'href="/badges/closer"' in (await admin.get("/badges")).text
