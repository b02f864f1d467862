"""Points on pages: for whoever may read them, with the titles that the reader may see, in as few statements as one."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import recognition, rewards
from domain.database import Sessions
from domain.members import Member, Role
from domain.rewards import Entry
from domain.triage import DecisionKind
from tests import experimenting
from tests.conftest import HeldClock
from tests.people import People
from tests.thanking import thanks
from tests.web.conftest import Browsing, Counting

TITLE = "A bench that nobody may see"


async def _only_entry(session: AsyncSession, member: Member) -> Entry:
    return (await session.scalars(select(Entry).where(Entry.member_id == member.id))).one()


async def test_a_page_of_points_keeps_the_title_of_an_idea_out_of_sight(
    app: FastAPI, browsing: Browsing, people: People
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann, title=TITLE)
    await people.hear()
    entry = await people.reads(_only_entry, ann)
    browser = await browsing(app, ben)
    paths = (entry.path, f"/members/{ann.handle}/points")
    for path in paths:
        assert TITLE in (await browser.get(path)).text
    await people.hide(idea)
    for path in paths:
        response = await browser.get(path)
        assert response.status_code == 200
        assert TITLE not in response.text
        assert "Something that you can’t see was put before the community." in response.text


async def test_who_opts_out_is_on_no_page_about_points(app: FastAPI, browsing: Browsing, people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.idea(by=ann)
    await people.hear()
    entry = await people.reads(_only_entry, ann)
    browser = await browsing(app, ben)
    board, record = "/points/boards", f"/members/{ann.handle}/points"
    assert f"/members/{ann.handle}" in (await browser.get(board)).text
    assert [(await browser.get(path)).status_code for path in (entry.path, record)] == [200, 200]
    await people.does(rewards.revise_habit, ann, shown=False, tells=False)
    assert f"/members/{ann.handle}" not in (await browser.get(board)).text
    assert [(await browser.get(path)).status_code for path in (entry.path, record)] == [404, 404]


MOST = {"/points": 14, "/points/boards": 12, "/members/{handle}/points": 12}


@pytest.mark.parametrize("path", MOST)
async def test_a_page_of_points_asks_as_much_for_one_row_as_for_many(
    path: str, app: FastAPI, browsing: Browsing, people: People, clock: HeldClock, counting_app: Counting
) -> None:
    ann = await people.member("Ann")
    browser, address = await browsing(app, ann), path.format(handle=ann.handle)

    async def grow(times: int) -> None:
        for _ in range(times):
            clock.forward(minutes=1)
            other = await people.member(f"Person at {clock.time:%H %M}")
            for who in (ann, other):
                await people.idea(by=who, title=f"A bench at {clock.time:%H:%M}")
        await people.hear()

    await grow(1)
    assert (await browser.get(address)).status_code == 200
    with counting_app() as few:
        await browser.get(address)
    await grow(3)
    with counting_app() as many:
        assert (await browser.get(address)).status_code == 200
    assert len(many) == len(few) <= MOST[path], "\n\n".join(many.statements)


@pytest.mark.parametrize(("voters", "told"), [(2, False), (3, True), (4, True)])
async def test_support_of_an_idea_is_one_line_with_its_entries_from_three_on(
    voters: int, told: bool, app: FastAPI, browsing: Browsing, people: People, clock: HeldClock, sessions: Sessions
) -> None:
    ann = await people.member("Ann")
    crowd = [await people.member(f"Voter {number}") for number in range(voters)]
    clock.forward(days=2)
    idea = await people.idea(by=ann, title="A bench for three")
    for who in crowd:
        clock.forward(minutes=1)
        await people.vote(by=who, on=idea)
    await people.hear()
    await rewards.settle_voted(sessions)
    page = await (await browsing(app, ann)).page("/points")
    assert (f"{voters} people support “A bench for three”." in page.text) is told
    shown = [each.words for each in page.all("p", class_="pt-amount")]
    # Support pays five points each; the line of all comes before its parts.
    assert shown == [*([f"+{5 * voters}Impact"] if told else []), *["+5Impact"] * voters, "+2Impact"]
    entries = {link for each in page.all("a") if (link := each.get("href")).startswith("/points/entries/")}
    assert len(entries) == voters + 1


async def test_what_happened_last_comes_first_however_late_it_was_written_down(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    ann = await people.member("Ann")
    first = await people.idea(by=ann, title="First bench")
    clock.forward(days=1)
    second = await people.idea(by=ann, title="Second bench")
    await people.does(rewards.settle, second.id)
    await people.does(rewards.settle, first.id)
    text = (await (await browsing(app, ann)).page("/points")).text
    assert text.index("Second bench") < text.index("First bench")


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "“Say when the lift is out” was put before the community."),
        ("de", "„Say when the lift is out“ wurde der Community vorgelegt."),
    ],
)
async def test_a_title_stands_in_a_sentence_as_its_language_quotes_and_without_its_own_full_stop(
    language: str, says: str, app: FastAPI, browsing: Browsing, people: People
) -> None:
    ann = await people.member("Ann", language=language)
    await people.idea(by=ann, title="Say when the lift is out.")
    await people.hear()
    assert says in (await (await browsing(app, ann)).page("/points")).text


async def test_thanks_stand_on_ones_own_page_with_their_card_and_on_nobody_elses(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    eve, ann, ben = await people.member("Eve", Role.EMPLOYEE), await people.member("Ann"), await people.member("Ben")
    card = await thanks(people, by=eve, to=[ann])
    clock.forward(minutes=11)
    await people.does(recognition.settle_thanks)
    entry = await people.reads(_only_entry, ann)
    own = await browsing(app, ann)
    assert "Somebody wrote a card to say thank you." in (await own.get("/points")).text
    links = {each.get("href") for each in (await own.page(entry.path)).all("a")}
    assert card.path in links
    other = await browsing(app, ben)
    record = await other.get(f"/members/{ann.handle}/points")
    assert record.status_code == 200
    assert "thank you" not in record.text
    assert (await other.get(entry.path)).status_code == 404
    await people.does(recognition.withdraw, eve, card.id, "It was meant for somebody else.")
    await people.hear()
    assert card.path not in {each.get("href") for each in (await own.page(entry.path)).all("a")}


async def test_new_support_says_that_it_is_provisional_for_two_days(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    idea = await people.idea(by=ann)
    clock.forward(days=2)
    await people.vote(by=ben, on=idea)
    await people.hear()
    browser = await browsing(app, ann)
    assert (await browser.get("/points")).text.count("provisional until") == 1
    clock.forward(hours=48)
    assert "provisional until" not in (await browser.get("/points")).text


async def test_who_tests_an_idea_of_somebody_elses_asks_about_it_and_gets_there_from_its_page(
    app: FastAPI, browsing: Browsing, people: People
) -> None:
    emil, pia = await experimenting.crew(people)
    browser = await browsing(app, emil)
    assert "Nothing to ask about yet" in (await browser.page("/points/why")).text
    experiment = await experimenting.running(people, by=emil, second=pia)
    await people.hear()
    page = await browser.page("/points/why")
    assert "You got 10 points for it." in page.text
    assert "Waiting until the experiment is concluded with its card." in page.text
    own = f"/points/why?idea={experiment.idea_id}"
    assert own in {each.get("href") for each in (await browser.page(f"/ideas/{experiment.idea_id}")).all("a")}
    assert (await browser.page(own)).text == page.text
    visitor = await (await browsing(app)).page(f"/ideas/{experiment.idea_id}")
    assert own not in {each.get("href") for each in visitor.all("a")}, "a visitor has no points"


async def test_a_declined_idea_waits_for_nothing_on_any_page(app: FastAPI, browsing: Browsing, people: People) -> None:
    ann, pia = await people.member("Ann", language="de"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    browser = await browsing(app, ann)
    assert "Wartet, bis das Produktteam entscheidet." in (await browser.page("/points")).text
    await people.decide(DecisionKind.DECLINE, by=pia, on=idea)
    assert "Wartet" not in (await browser.page("/points")).text
    said = (await browser.page(f"/points/why?idea={idea.id}")).text
    assert "Das Produktteam hat sich gegen diese Idee entschieden, also kommt das nicht." in said
    assert "Wartet, bis das Produktteam" not in said


async def test_a_level_isnt_promised_for_good_since_it_goes_by_what_stands(
    app: FastAPI, browsing: Browsing, people: People
) -> None:
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    idea = await people.idea(by=ann)
    await people.decide(DecisionKind.ADOPT, by=pia, on=idea)
    await people.hear()
    assert (await people.reads(rewards.tally, ann)).level == 3
    await people.decide(DecisionKind.REOPEN, by=pia, on=idea)
    await people.hear()
    assert (await people.reads(rewards.tally, ann)).level == 1
    text = (await (await browsing(app, ann)).page("/points")).text
    assert "never lost" not in text
    assert "go by the points that stand" in text
