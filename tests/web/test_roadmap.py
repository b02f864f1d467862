"""The roadmap and the changelog as people read them, and as the product team writes them."""

from xml.etree import ElementTree

import pytest
from fastapi import FastAPI

from domain import changelog, community, database
from domain.community import Reading
from domain.database import Sessions
from domain.ideas import Idea
from domain.members import Member
from domain.triage import DecisionKind
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing, Counting

ATOM = "{http://www.w3.org/2005/Atom}"
SAYS = "Sit down at **each** of the twelve stations."


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def idea(people: People, ann: Member, pia: Member) -> Idea:
    made = await people.idea(by=ann, title="Benches")
    await people.vote(by=pia, on=made)
    await people.decide(DecisionKind.ADOPT, by=pia, on=made, answer="We will build it, **all** of it.")
    return made


@pytest.fixture
async def visitor(app: FastAPI, browsing: Browsing) -> Browser:
    return await browsing(app)


@pytest.fixture
async def team(app: FastAPI, browsing: Browsing, pia: Member) -> Browser:
    return await browsing(app, pia)


async def test_the_roadmap_shows_where_ideas_stand_with_the_words_they_were_answered_with(
    visitor: Browser, people: People, ann: Member, pia: Member, idea: Idea
) -> None:
    await people.decide(DecisionKind.SHORTLIST, by=pia, on=await people.idea(by=ann, title="Chairs"))
    await people.hide(await people.idea(by=ann, title="Hidden"))
    page = await visitor.page("/roadmap")
    shown = page.one("section", aria_labelledby="lane-adopted").words
    assert "Benches" in shown
    assert "We will build it, all of it." in shown
    assert "1 supporter" in shown
    assert "Chairs" in page.one("section", aria_labelledby="lane-shortlisted").words
    assert "Nothing stands here now." in page.one("section", aria_labelledby="lane-delivered").words


async def test_a_long_column_leads_on_to_all_of_it(visitor: Browser, people: People, ann: Member, pia: Member) -> None:
    for number in range(9):
        await people.decide(DecisionKind.SHORTLIST, by=pia, on=await people.idea(by=ann, title=f"Bench {number}"))
    page = await visitor.page("/roadmap")
    assert len(list(page.all("h3"))) == 8
    assert "Bench 0" not in page.text
    assert page.has("a", href="/ideas?status=shortlisted&order=supported")


async def test_the_team_writes_an_entry_delivers_its_idea_and_publishes_it(
    visitor: Browser, team: Browser, idea: Idea, people: People, pia: Member
) -> None:
    refused = await team.submit("/changelog/new", "/changelog", title="", body="", ideas="x")
    assert refused.status_code == 404
    refused = await team.submit("/changelog/new", "/changelog", title="No", body=SAYS, ideas=str(idea.id))
    assert refused.status_code == 422
    assert "checked" in refused.text
    made = await team.submit("/changelog/new", "/changelog", title="Benches are there", body=SAYS, ideas=str(idea.id))
    assert made.status_code == 303
    address = made.headers["location"]
    page = await team.page(address)
    assert page.has("a", href=f"/ideas/{idea.id}/decide/deliver")
    assert (await visitor.get(address)).status_code == 404
    number = address.removeprefix("/changelog/").partition("-")[0]
    refused = await team.post(f"/changelog/{number}/publish")
    assert refused.status_code == 409
    assert "Not delivered yet: “Benches”" in refused.text
    await people.decide(DecisionKind.DELIVER, by=pia, on=idea)
    assert (await team.submit(address, f"/changelog/{number}/publish")).status_code == 303
    for where in ("/changelog", address):
        text = (await visitor.page(where)).text
        assert "Benches are there" in text
        assert "Thank you to the one person who backed this." in text
        assert "Pia" in text
    assert (await visitor.get(f"/changelog/{number}")).headers["location"] == address
    idea_page = await visitor.page(idea.path)
    assert "Benches are there" in idea_page.one(id="changelog").words
    assert idea_page.has("a", href=address)
    edit = {"title": "Benches, at last", "body": SAYS, "ideas": str(idea.id), "based_on": "1"}
    assert (await team.submit(f"/changelog/{number}/edit", f"/changelog/{number}", **edit)).status_code == 303
    stale = await team.submit(f"/changelog/{number}/edit", f"/changelog/{number}", **edit)
    assert stale.status_code == 409
    assert "Benches are there" in (await visitor.page(f"/changelog/{number}-benches-at-last")).one(id="before").words
    assert "Benches, at last" in (await visitor.page(idea.path)).one(id="changelog").words, "kept pieces are made anew"


async def test_only_the_team_writes(app: FastAPI, browsing: Browsing, ann: Member, pia: Member, people: People) -> None:
    entry = await people.does(changelog.draft, pia, title="Benches", body=SAYS, idea_ids=[])
    customer = await browsing(app, ann)
    assert "/changelog/new" not in (await customer.get("/changelog")).text
    for address in ("/changelog/new", f"/changelog/{entry.id}/edit"):
        assert (await customer.get(address)).status_code == 403
    for address in ("", f"/{entry.id}", f"/{entry.id}/publish", f"/{entry.id}/discard"):
        assert (await customer.post(f"/changelog{address}", {"title": "x", "body": "y"})).status_code == 403


async def test_feeds_tell_of_the_roadmap_and_the_changelog(
    visitor: Browser, people: People, pia: Member, idea: Idea
) -> None:
    feed = ElementTree.fromstring((await visitor.get("/roadmap.atom")).content)  # noqa: S314 - our own
    assert [each.text for each in feed.iter(f"{ATOM}title")][1:] == ["Adopted: Benches"]
    assert "<strong>all</strong>" in next(feed.iter(f"{ATOM}content")).text  # type: ignore[operator]
    await people.decide(DecisionKind.DELIVER, by=pia, on=idea)
    entry = await people.does(changelog.draft, pia, title="A <b> & c", body=SAYS, idea_ids=[idea.id])
    assert "A &lt;b&gt;" not in (await visitor.get("/changelog.atom")).text
    await people.does(changelog.publish, pia, entry.id)
    feed = ElementTree.fromstring((await visitor.get("/changelog.atom")).content)  # noqa: S314 - our own
    assert [each.text for each in feed.iter(f"{ATOM}title")][1:] == ["A <b> & c"]
    assert "Benches</a>" in next(feed.iter(f"{ATOM}content")).text  # type: ignore[operator]
    story = ElementTree.fromstring((await visitor.get(f"/ideas/{idea.id}/feed.atom")).content)  # noqa: S314 - our own
    assert [each.text for each in story.iter(f"{ATOM}title")][1] == "Delivered: it is there: Benches"


async def test_a_community_for_members_shows_neither_to_others(
    visitor: Browser, people: People, sessions: Sessions
) -> None:
    async with database.transaction(sessions) as session:
        await community.revise(session, await people.admin(), reading=Reading.MEMBERS)
    for address in ("/roadmap", "/changelog", "/roadmap.atom", "/changelog.atom"):
        assert (await visitor.get(address)).status_code == 303


async def test_pages_ask_as_much_for_one_row_as_for_many(
    visitor: Browser, people: People, ann: Member, pia: Member, counting_app: Counting
) -> None:
    most = {"/roadmap": 3, "/changelog": 3, "/roadmap.atom": 3, "/changelog.atom": 3}
    counts: dict[str, list[int]] = {address: [] for address in most}
    for number in range(3):
        made = await people.idea(by=await people.member(f"Person {number}"), title=f"Bench {number}")
        for kind in (DecisionKind.ADOPT, DecisionKind.DELIVER):
            await people.decide(kind, by=pia, on=made)
        entry = await people.does(changelog.draft, pia, title=f"Entry {number}", body=SAYS, idea_ids=[made.id])
        await people.does(changelog.publish, pia, entry.id)
        for address, counted in counts.items():
            with counting_app() as sent:
                await visitor.get(address)
            counted.append(len(sent))
    assert all(set(counted) == {counted[0]} and counted[0] <= most[at] for at, counted in counts.items()), counts
