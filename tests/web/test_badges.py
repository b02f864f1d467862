"""The pages of badges: given by form, carried away in four forms, verified by a stranger, taken back for all to see."""

import json
import re
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import badges, credentials
from domain.badges import Award
from domain.credentials import Credential
from domain.members import Member
from domain.triage import DecisionKind
from tests.carrying import WHY, given, sign_all
from tests.people import People
from tests.web.browser import ADDRESS, Browser
from tests.web.conftest import Browsing, Counting
from tests.web.relay import Work
from web import emblems

SECRET = b"a key for tests"


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def award(people: People, ann: Member, pia: Member) -> Award:
    made = await given(people, ann, by=pia)
    await sign_all(people, address=ADDRESS, secret=SECRET)
    return made


@pytest.fixture
async def stranger(app: FastAPI, browsing: Browsing) -> Browser:
    return await browsing(app)


async def test_a_badge_is_given_by_form_after_a_second_look(
    app: FastAPI, people: People, ann: Member, pia: Member, browsing: Browsing
) -> None:
    await people.does(badges.seed)
    idea = await people.idea(by=ann)
    browser = await browsing(app, pia)
    said = {"handle": "@ann", "because": WHY, "evidence": f"{ADDRESS}{idea.path}"}
    looked = await browser.send("/badges/first-spark/give", {**said, "csrf": await browser.token(), "do": "preview"})
    assert looked.status_code == 200
    assert "Ann gets this badge" in looked.text
    done = await browser.send("/badges/first-spark/give", {**said, "csrf": await browser.token(), "do": "give"})
    assert done.status_code == 303
    name = UUID(done.headers["location"].rpartition("/")[2])
    assert (await people.reads(badges.named, name)).idea_id == idea.id
    again = await browser.send("/badges/first-spark/give", {**said, "csrf": await browser.token(), "do": "give"})
    assert again.status_code == 409
    assert "They have this badge already." in again.text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"handle": "nobody-here"}, "Nobody here has this handle."),
        ({"handle": "pia"}, "A badge comes from somebody else."),
        ({"because": "short"}, "Please say a little more"),
        ({"evidence": "https://else.example/ideas"}, "This is no address of an idea"),
        ({"evidence": "/ideas/999999"}, "We couldn’t find this page."),
    ],
)
async def test_what_does_not_fit_is_said_beside_its_field(
    wrong: dict[str, str], says: str, app: FastAPI, people: People, ann: Member, pia: Member, browsing: Browsing
) -> None:
    await people.does(badges.seed)
    browser = await browsing(app, pia)
    form = {"handle": ann.handle, "because": WHY, "evidence": "", "do": "give", **wrong}
    answer = await browser.send("/badges/closer/give", {**form, "csrf": await browser.token()})
    assert answer.status_code in (403, 422)
    assert says in answer.text


async def test_it_is_found_only_by_its_address_until_its_carrier_shows_it(
    app: FastAPI, award: Award, ann: Member, stranger: Browser, browsing: Browsing
) -> None:
    hosted = await stranger.get(award.path)
    assert (hosted.status_code, hosted.headers["x-robots-tag"]) == (200, "noindex")
    assert WHY in hosted.text
    for page in ("/badges/first-spark", f"/members/{ann.handle}"):
        assert award.path not in (await stranger.get(page)).text
    own = await browsing(app, ann)
    assert award.path in (await own.get("/me/badges")).text
    await own.send(f"/awards/{award.name}/show", {"csrf": await own.token()})
    for page in ("/badges/first-spark", f"/members/{ann.handle}"):
        assert award.path in (await stranger.get(page)).text
    assert "x-robots-tag" not in (await stranger.get(award.path)).headers
    await own.send(f"/awards/{award.name}/hide", {"csrf": await own.token()})
    assert award.path not in (await stranger.get("/badges/first-spark")).text
    other = await stranger.send(f"/awards/{award.name}/show", {"csrf": await stranger.token()})
    assert other.status_code in (303, 403)


async def test_it_is_carried_away_in_four_forms_that_verify(award: Award, stranger: Browser) -> None:
    forms = {form: await stranger.get(f"{award.path}.{form}") for form in ("json", "jwt", "png", "svg")}
    assert forms["json"].headers["content-type"].startswith("application/vc+ld+json")
    assert forms["json"].headers["access-control-allow-origin"] == "*"
    for form, taken in forms.items():
        sent = await stranger.client.post(
            "/verify", data={"csrf": await stranger.token()}, files={"file": (f"badge.{form}", taken.content)}
        )
        assert "This badge holds" in sent.text, form
        assert re.search(r"\d{1,2} [A-Z][a-z]+ 20\d\d", sent.text), "a day as people write it"
        assert json.loads(forms["json"].content)["validFrom"] not in sent.text, "and not as machines do"
    machine = await stranger.client.get(award.path, headers={"accept": "application/ld+json"})
    assert machine.content == forms["json"].content
    assert (await stranger.get(f"{award.path}.exe")).status_code == 404


async def test_what_a_document_names_is_there(award: Award, stranger: Browser) -> None:
    document = json.loads((await stranger.get(f"{award.path}.json")).content)
    did = json.loads((await stranger.get("/.well-known/did.json")).content)
    assert document["issuer"]["id"] == did["id"]
    assert document["proof"][0]["verificationMethod"] in did["assertionMethod"]
    achievement = document["credentialSubject"]["achievement"]
    there = json.loads((await stranger.get(achievement["id"].removeprefix(ADDRESS))).content)
    assert {name: there[name] for name in achievement} == achievement
    picture = await stranger.get(achievement["image"]["id"].removeprefix(ADDRESS))
    assert picture.content.startswith(b"\x89PNG")
    listed = await stranger.get(document["credentialStatus"]["statusListCredential"].removeprefix(ADDRESS))
    assert listed.headers["cache-control"] == "public, max-age=60"
    again = await stranger.client.get(str(listed.url), headers={"if-none-match": listed.headers["etag"]})
    assert again.status_code == 304


async def test_what_was_taken_back_says_so_everywhere_at_once(
    app: FastAPI, award: Award, pia: Member, stranger: Browser, browsing: Browsing
) -> None:
    kept = await stranger.get(f"{award.path}.json")
    address = json.loads(kept.content)["credentialStatus"]["statusListCredential"].removeprefix(ADDRESS)
    before = await stranger.get(address)
    browser = await browsing(app, pia)
    form = {"csrf": await browser.token(), "reason": "It was meant for another Ann."}
    assert (await browser.send(f"/awards/{award.name}/revoke", form)).status_code == 303
    hosted = await stranger.get(award.path)
    assert "This badge was taken back" in hosted.text
    assert "It was meant for another Ann." in hosted.text
    assert (await stranger.get(address)).content != before.content
    assert (await stranger.get(f"{award.path}.png")).status_code == 410
    assert (await stranger.get(f"{award.path}.json")).content == kept.content
    sent = await stranger.send("/verify", {"csrf": await stranger.token(), "credential": kept.text})
    assert "This badge doesn’t hold" in sent.text
    assert (await browser.send(f"/awards/{award.name}/revoke", form)).status_code == 409


async def test_what_is_on_the_way_is_told_on_demand_and_can_be_switched_off(
    app: FastAPI, people: People, ann: Member, pia: Member, browsing: Browsing
) -> None:
    await people.does(badges.seed)
    await people.decide(DecisionKind.ADOPT, by=pia, on=await people.idea(by=ann))
    await people.hear()
    browser = await browsing(app, ann)
    page = (await browser.get("/me/badges")).text
    assert "1 of 3 so far." in page
    assert '<details class="fold">' in page, "nobody sees it who doesn't ask for it"
    await browser.send("/points/habit", {"shown": "on", "csrf": await browser.token()})
    assert "so far." not in (await browser.get("/me/badges")).text
    await browser.send("/points/habit", {"sees_progress": "on", "csrf": await browser.token()})
    assert "1 of 3 so far." in (await browser.get("/me/badges")).text


async def test_every_drawing_that_can_be_chosen_is_drawn(stranger: Browser) -> None:
    assert set(badges.DRAWINGS) == set(emblems.DRAWN)
    for name in badges.DRAWINGS:
        found = await stranger.get(f"/ob/drawings/{name}.svg")
        assert found.headers["content-type"] == "image/svg+xml"
    assert (await stranger.get("/ob/drawings/else.svg")).status_code == 404


async def test_a_foreign_badge_of_50_mb_is_refused_before_it_is_read(stranger: Browser) -> None:
    files = {"file": ("badge.png", b"\x89PNG\r\n\x1a\n" + bytes(50_000_000))}
    sent = await stranger.client.post("/verify", data={"csrf": await stranger.token()}, files=files)
    assert sent.status_code == 413
    assert "more than fits" in sent.text


@pytest.mark.parametrize(
    ("change", "says", "worst"),
    [
        ({"statusListCredential": "https://else.example/list"}, "doesn’t belong to this text", "doesn’t hold"),
        ({"statusListCredential": f"{ADDRESS}/ob/status/99"}, "doesn’t belong to this text", "doesn’t hold"),
    ],
)
async def test_a_status_that_points_elsewhere_is_found_out_and_fetched_from_nowhere(
    change: dict[str, str], says: str, worst: str, award: Award, stranger: Browser
) -> None:
    document = json.loads((await stranger.get(f"{award.path}.json")).content)
    document["credentialStatus"] |= change
    sent = await stranger.send("/verify", {"csrf": await stranger.token(), "credential": json.dumps(document)})
    assert f"This badge {worst}" in sent.text
    assert says in sent.text


async def test_a_signature_of_another_badge_is_found_out(
    people: People, award: Award, pia: Member, stranger: Browser
) -> None:
    other = await given(people, await people.member("Ben"), by=pia)
    await sign_all(people, address=ADDRESS, secret=SECRET)
    documents = [json.loads((await stranger.get(f"{each.path}.json")).content) for each in (award, other)]
    swapped = {**documents[0], "proof": documents[1]["proof"]}
    sent = await stranger.send("/verify", {"csrf": await stranger.token(), "credential": json.dumps(swapped)})
    assert "This badge doesn’t hold" in sent.text


async def test_looking_is_limited(stranger: Browser) -> None:
    token = await stranger.token()
    answers = [await stranger.send("/verify", {"csrf": token, "credential": "hello"}) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [422] * 20 + [429]


async def test_old_badges_and_the_list_hold_after_the_keys_were_changed(
    app: FastAPI, people: People, pia: Member, award: Award, stranger: Browser, browsing: Browsing
) -> None:
    before = (await stranger.get(f"{award.path}.json")).text
    listed = json.loads(before)["credentialStatus"]["statusListCredential"].removeprefix(ADDRESS)
    old_list = await stranger.get(listed)
    await people.does(credentials.rotate, await people.admin())
    other = await given(people, await people.member("Ben"), "builder", by=pia)
    await sign_all(people, address=ADDRESS, secret=SECRET)
    after = (await stranger.get(f"{other.path}.json")).text
    names = [json.loads(each)["proof"][0]["verificationMethod"] for each in (before, after)]
    assert names[0] != names[1]
    did = json.loads((await stranger.get("/.well-known/did.json")).content)
    assert set(names) == set(did["assertionMethod"])
    for document in (before, after):
        sent = await stranger.send("/verify", {"csrf": await stranger.token(), "credential": document})
        assert "This badge holds" in sent.text
    new_list = await stranger.get(listed)
    assert new_list.headers["etag"] != old_list.headers["etag"]
    signed_by = json.loads(new_list.content)["proof"][0]["verificationMethod"]
    assert signed_by == names[1]
    jwks = [(await stranger.get(f"{each.path}.jwt")).text for each in (award, other)]
    for token in jwks:
        sent = await stranger.send("/verify", {"csrf": await stranger.token(), "credential": token})
        assert "This badge holds" in sent.text
    browser = await browsing(app, pia)
    form = {"csrf": await browser.token(), "reason": "It was meant for another Ann."}
    assert (await browser.send(f"/awards/{award.name}/revoke", form)).status_code == 303
    sent = await stranger.send("/verify", {"csrf": await stranger.token(), "credential": before})
    assert "This badge doesn’t hold" in sent.text


@pytest.mark.parametrize("path", ["/me/badges", "/badges", "/admin/badges"])
async def test_a_list_of_many_asks_as_much_as_one_of_few(
    app: FastAPI, people: People, pia: Member, browsing: Browsing, counting_app: Counting, path: str
) -> None:
    cleo = await people.admin()
    await given(people, cleo, by=pia)
    browser = await browsing(app, cleo)
    await browser.get(path)
    with counting_app() as few:
        await browser.get(path)
    for slug in ("builder", "tested", "proven", "closer"):
        await given(people, cleo, slug, by=pia)
        await given(people, await people.member(f"Carrier of {slug}"), slug, by=pia)
    with counting_app() as many:
        await browser.get(path)
    assert len(few) == len(many), "\n\n".join(many.statements)


async def test_the_background_signs_however_many_wait_a_few_by_each_job(
    people: People, pia: Member, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.credentials.use_cases.issuing.BATCH", 2)
    for number in range(5):
        await given(people, await people.member(f"Reader {number}"), by=pia)
    await work()
    assert await people.reads(_signed) == 5


async def _signed(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Credential)) or 0
