"""Recording a customer's vote on the pages of an idea: for staff, without script; others see how many there are."""

import pytest
from fastapi import FastAPI

from domain.ideas import Idea
from domain.members import Member, Role
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing, Counting

RUTH = {"name": "Ruth Ames", "company": "Harbour Ferries", "source": "fair", "said": "We <b>wait</b> there."}


@pytest.fixture
async def eve(people: People) -> Member:
    return await people.member("Eve", Role.EMPLOYEE)


@pytest.fixture
async def bench(people: People) -> Idea:
    return await people.idea(by=await people.member("Ann"))


async def records(browser: Browser, idea: Idea, **more: str) -> int:
    form = f"/ideas/{idea.id}/behalf"
    return (await browser.submit(form, form, **(RUTH | more))).status_code


async def test_staff_record_and_take_back_and_everybody_sees_how_many_and_not_who(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, bench: Idea
) -> None:
    recorder, other = await browsing(app, eve), await browsing(app, await people.member("Ben"))
    assert "Record a customer’s vote" in (await recorder.page(bench.path)).text
    assert "behalf" not in (await other.page(bench.path)).html
    assert await records(recorder, bench) == 303
    page = await recorder.page(f"/ideas/{bench.id}/behalf")
    for words in ("Ruth Ames", "Harbour Ferries", "We <b>wait</b> there.", "At a fair. Recorded by Eve"):
        assert words in page.text
    for visitor in (other, await browsing(app)):
        page = await visitor.page(bench.path)
        assert "1 of them on behalf of a customer" in page.text
        assert "Ruth" not in page.html
        assert f"/ideas/{bench.id}/behalf" not in page.html
    (action,) = [
        form.action for form in (await recorder.page(f"/ideas/{bench.id}/behalf")).forms if "take" in form.action
    ]
    assert (await other.post(action)).status_code == 403
    assert (await recorder.submit(f"/ideas/{bench.id}/behalf", action)).status_code == 303
    assert "on behalf of" not in (await other.page(bench.path)).text


async def test_a_form_that_says_too_little_comes_back_as_it_was(
    app: FastAPI, browsing: Browsing, eve: Member, bench: Idea
) -> None:
    recorder, form = await browsing(app, eve), f"/ideas/{bench.id}/behalf"
    answer = await recorder.submit(form, form, **(RUTH | {"name": "", "source": "telepathy", "email": "nonsense"}))
    assert answer.status_code == 422
    assert "Harbour Ferries" in answer.text
    assert await records(recorder, bench, email="ann@people.example") == 409, "It is Ann's own idea."


async def test_recordings_take_as_many_statements_for_ten_as_for_one(
    app: FastAPI, browsing: Browsing, eve: Member, bench: Idea, counting_app: Counting
) -> None:
    recorder = await browsing(app, eve)

    async def statements() -> tuple[int, int]:
        found = []
        for path in (f"/ideas/{bench.id}/behalf", bench.path):
            await recorder.page(path)
            with counting_app() as counted:
                await recorder.page(path)
            found.append(len(counted.statements))
        return found[0], found[1]

    await records(recorder, bench)
    one = await statements()
    for number in range(9):
        await records(recorder, bench, name=f"Customer {number}")
    assert await statements() == one


TOLD = {
    "title": "A bell on the pier",
    "proposal": "Ring it when the last ferry leaves.",
    "quadrant": "creation_for_self",
    "language": "en",
} | {name: RUTH[name] for name in ("name", "company", "source")}


async def test_staff_write_down_what_a_customer_told_and_everybody_sees_that_and_not_who(
    app: FastAPI, browsing: Browsing, people: People, eve: Member
) -> None:
    recorder, other = await browsing(app, eve), await browsing(app, await people.member("Ben"))
    assert "/behalf" in (await recorder.page("/ideas/new")).html
    assert "/behalf" not in (await other.page("/ideas/new")).html
    answer = await recorder.submit("/behalf", "/behalf", **TOLD)
    assert answer.status_code == 303
    address = answer.headers["location"]
    for reader in (recorder, other, await browsing(app)):
        page = await reader.page(address)
        assert "A customer said this at a fair, and somebody who works here wrote it down." in page.text
        assert ("Recorded by Eve for Ruth Ames, Harbour Ferries" in page.text) is (reader is recorder)
        assert ("Ruth" in page.html) is (reader is recorder)
    assert "Harbour Ferries" in (await recorder.page("/behalf")).text
    assert (await other.get("/behalf")).status_code == 403
    ask = f"/behalf/{address.removeprefix('/ideas/').partition('-')[0]}/take-back"
    assert (await other.get(ask)).status_code == 403
    assert (await recorder.submit(ask, ask, reason="")).status_code == 422
    assert (await recorder.submit(ask, ask, reason="They didn’t mean it")).status_code == 303
    assert "They didn’t mean it" in (await other.page(address)).text
    assert (await recorder.get(ask)).status_code == 404


async def test_a_form_with_a_customers_idea_comes_back_as_it_was_and_twice_is_once(
    app: FastAPI, browsing: Browsing, people: People, eve: Member
) -> None:
    recorder = await browsing(app, eve)
    answer = await recorder.submit("/behalf", "/behalf", **(TOLD | {"name": "", "email": "nonsense", "title": "A"}))
    assert answer.status_code == 422
    assert "Ring it when the last ferry leaves." in answer.text
    answer = await recorder.submit("/behalf", "/behalf", **(TOLD | {"email": "eve@people.example"}))
    assert "They work here, and speak for themselves." in answer.text
    key = "5e1c7a52-0000-4000-8000-0000000000aa"
    first = await recorder.submit("/behalf", "/behalf", **TOLD, key=key)
    again = await recorder.submit("/behalf", "/behalf", **TOLD, key=key)
    assert first.headers["location"] == again.headers["location"]
    assert (await recorder.submit("/behalf", "/behalf", **TOLD)).status_code == 409


async def test_recorded_ideas_take_as_many_statements_for_ten_as_for_one(
    app: FastAPI, browsing: Browsing, eve: Member, counting_app: Counting
) -> None:
    recorder = await browsing(app, eve)

    async def statements() -> int:
        await recorder.page("/behalf")
        with counting_app() as counted:
            await recorder.page("/behalf")
        return len(counted.statements)

    await recorder.submit("/behalf", "/behalf", **TOLD)
    one = await statements()
    for number in range(9):
        await recorder.submit("/behalf", "/behalf", **(TOLD | {"name": f"Customer {number}"}))
    assert await statements() == one


async def test_what_a_customer_reads_of_a_recorded_idea_takes_no_statement_more(
    app: FastAPI, browsing: Browsing, people: People, eve: Member, bench: Idea, counting_app: Counting
) -> None:
    recorder, other = await browsing(app, eve), await browsing(app, await people.member("Ben"))
    told = (await recorder.submit("/behalf", "/behalf", **TOLD)).headers["location"]
    counted = []
    for path in (bench.path, f"{told}-a-bell-on-the-pier"):
        await other.page(path)
        with counting_app() as found:
            await other.page(path)
        counted.append(len(found.statements))
    assert counted[0] == counted[1]


async def test_readers_of_german_read_in_german_that_a_customer_said_it(
    app: FastAPI, browsing: Browsing, eve: Member
) -> None:
    address = (await (await browsing(app, eve)).submit("/behalf", "/behalf", **TOLD)).headers["location"]
    number = address.removeprefix("/ideas/").partition("-")[0]
    for language, words, others in (
        ("de", "Jemand aus der Kundschaft", "A customer"),
        ("en", "A customer", "Jemand aus der Kundschaft"),
    ):
        visitor = await browsing(app, **{"accept-language": language})
        for path in (address, "/ideas?order=new", f"/ideas/{number}/history", "/feed.atom"):
            answer = await visitor.get(path)
            shown = (answer if answer.is_success else await visitor.get(answer.headers["location"])).text
            assert words in shown, path
            assert others not in shown, path


async def test_the_form_of_a_question_says_who_is_asked_in_the_customers_place(
    app: FastAPI, browsing: Browsing, people: People, eve: Member
) -> None:
    address = (await (await browsing(app, eve)).submit("/behalf", "/behalf", **TOLD)).headers["location"]
    number = address.removeprefix("/ideas/").partition("-")[0]
    await people.hear()
    team = await browsing(app, await people.member("Pia", Role.PRODUCT))
    for page in (f"/ideas/{number}/ask", f"/triage?open={number}&do=ask"):
        assert "The question goes to Eve, who wrote this down" in (await team.page(page)).text
    await team.submit(f"/ideas/{number}/ask", f"/ideas/{number}/ask", question="Which pier do they mean?")
    await people.hear()
    recorder = await browsing(app, eve)
    assert "Pia has a question to the customer for whom you wrote it down" in (await recorder.page("/me/notices")).text
