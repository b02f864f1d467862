"""Notices by mail, through a real worker to a real relay: what it says, what it refers to, and how to leave it."""

import re
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from domain import comments, notifications
from domain.database import Sessions
from domain.ideas import Idea
from domain.members import Member
from domain.notifications import NoticeTopic, Pace
from domain.outbox import Mail
from tests.conftest import HeldClock
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.relay import Relay, Work, become_due, parts


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben")


@pytest.fixture
async def visitor(app: FastAPI, browsing: Browsing) -> Browser:
    return await browsing(app)


@pytest.fixture
async def idea(people: People, ann: Member) -> Idea:
    """Return an idea whose author hears of everything at once."""
    idea = await people.idea(by=ann)
    await people.does(notifications.set_idea_pace, ann, idea.id, Pace.AT_ONCE)
    await people.hear()
    return idea


async def told(people: People, relay: Relay, work: Work) -> EmailMessage:
    """Let what happened be delivered, written and sent, and return the newest mail."""
    await people.hear()
    await work()
    await become_due(people.sessions)
    await work()
    return relay.got[-1]


def leaving(message: EmailMessage) -> str:
    """Return the path of the link that leaves such mail."""
    return urlsplit(str(message["List-Unsubscribe"]).strip("<>")).path


async def test_a_comment_arrives_with_its_words_and_every_header_that_is_owed(
    people: People, idea: Idea, ben: Member, relay: Relay, work: Work
) -> None:
    comment = await people.comment(by=ben, on=idea, says="I would *sit* there <b>daily</b>.")
    message = await told(people, relay, work)
    plain, html = parts(message)
    assert relay.to == ["ann@people.example"]
    assert message["Subject"] == f"Ben commented: {idea.title}"
    assert message["List-Id"] == "<notices.fourfold.test>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["References"] == message["In-Reply-To"] == f"<idea-{idea.id}@fourfold.test>"
    assert re.fullmatch(r"<notice-\d+@fourfold\.test>", message["Message-ID"])
    assert "I would sit there <b>daily</b>." in plain
    assert "I would sit there &lt;b&gt;daily&lt;/b&gt;." in html
    address = f"http://fourfold.test/ideas/{idea.id}#comment-{comment.id}"
    assert address in plain
    assert f'href="{address}"' in html
    assert 'role="presentation"' in html
    assert "style=" in html
    assert f"http://fourfold.test{leaving(message)}" in plain


async def test_the_link_to_leave_stands_in_one_line_as_mail_programs_read_it(
    people: People, idea: Idea, ben: Member, relay: Relay, work: Work
) -> None:
    await people.comment(by=ben, on=idea)
    await told(people, relay, work)
    (line,) = re.findall(rb"(?m)^List-Unsubscribe: (.*)\r$", relay.raw[-1])
    assert re.fullmatch(rb"<http://fourfold\.test/leave/[\w=.-]{60,400}>", line)


async def test_what_happens_at_one_idea_stands_together_and_each_mail_has_its_own_name(
    people: People, idea: Idea, ben: Member, relay: Relay, work: Work
) -> None:
    for _ in range(2):
        await people.comment(by=ben, on=idea)
        await told(people, relay, work)
    first, second = relay.got
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]


async def test_a_digest_tells_of_all_ideas_in_one_mail(
    people: People, ann: Member, ben: Member, relay: Relay, work: Work, sessions: Sessions
) -> None:
    titles = [f"Idea number {number}" for number in range(3)]
    for title in titles:
        one = await people.idea(by=ann, title=title)
        await people.does(notifications.set_idea_pace, ann, one.id, Pace.AT_ONCE)
        await people.hear()
        await people.comment(by=ben, on=one)
    message = await told(people, relay, work)
    assert len(relay.got) == 1
    assert message["Subject"] == "There is news about 3 ideas"
    assert message["References"] is None
    assert all(title in parts(message)[0] for title in titles)


async def test_one_click_leaves_without_signing_in_and_however_often(
    people: People, ann: Member, idea: Idea, ben: Member, relay: Relay, work: Work, visitor: Browser
) -> None:
    await people.comment(by=ben, on=idea)
    path = leaving(await told(people, relay, work))
    for _ in range(2):
        response = await visitor.client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert (response.status_code, response.text) == (200, "Done.\n")
    habits = await people.reads(notifications.habits, ann)
    assert habits.pace(NoticeTopic.COMMENTS) is Pace.NEVER
    assert habits.pace(NoticeTopic.REPLIES) is Pace.AT_ONCE


async def test_one_click_sent_as_a_form_with_parts_from_anywhere_counts_too(
    people: People, ann: Member, idea: Idea, ben: Member, relay: Relay, work: Work, visitor: Browser
) -> None:
    await people.comment(by=ben, on=idea)
    path = leaving(await told(people, relay, work))
    headers = {"origin": "https://mail.example", "sec-fetch-site": "cross-site"}
    response = await visitor.client.post(path, files={"List-Unsubscribe": (None, "One-Click")}, headers=headers)
    assert response.status_code == 200
    assert (await people.reads(notifications.habits, ann)).pace(NoticeTopic.COMMENTS) is Pace.NEVER


async def test_opening_the_link_leaves_nothing_and_shows_what_it_would(
    people: People, ann: Member, idea: Idea, ben: Member, relay: Relay, work: Work, visitor: Browser
) -> None:
    await people.comment(by=ben, on=idea)
    path = leaving(await told(people, relay, work))
    page = await visitor.page(path)
    assert "Comments on ideas you follow" in page.text
    assert (await people.reads(notifications.habits, ann)).paces == {}
    assert "Ann" not in page.text, "whoever finds the link learns no name"


@pytest.mark.parametrize("what", ["these", "idea", "all"])
async def test_a_person_leaves_as_much_as_they_like(
    people: People, ann: Member, idea: Idea, ben: Member, relay: Relay, work: Work, visitor: Browser, what: str
) -> None:
    await people.comment(by=ben, on=idea)
    path = leaving(await told(people, relay, work))
    form = (await visitor.page(path)).form(path)
    response = await visitor.send(path, {**form, "what": what})
    assert response.headers["location"] == path
    assert "You get no more of this mail." in (await visitor.page(path)).text
    habits = await people.reads(notifications.habits, ann)
    left = {topic for topic in NoticeTopic if habits.pace(topic) is Pace.NEVER}
    unasked = {NoticeTopic.POINTS}  # of these nobody gets mail who hasn't asked for it
    expected = {"these": {NoticeTopic.COMMENTS}, "idea": set[NoticeTopic](), "all": set(NoticeTopic)}
    assert left == expected[what] | unasked
    if what == "idea":
        assert await people.reads(notifications.idea_pace, ann, idea.id) is Pace.NEVER


async def test_a_link_that_is_old_forged_or_of_nobody_says_so_kindly(
    people: People, ann: Member, idea: Idea, ben: Member, relay: Relay, work: Work, visitor: Browser, clock: HeldClock
) -> None:
    await people.comment(by=ben, on=idea)
    path = leaving(await told(people, relay, work))
    bad = [f"{path[:-1]}{'0' if path[-1] != '0' else '1'}", "/leave/nonsense", "/leave/a.b", "/leave/%F0%9F%9A%B2.x"]
    for address in bad:
        for response in (await visitor.get(address), await visitor.client.post(address)):
            assert response.status_code == 409
            assert "This link doesn't work any more." in response.text.replace("&#39;", "'")
    clock.forward(days=900)
    assert (await visitor.client.post(path)).status_code == 409
    clock.forward(days=-900)
    await people.leave(ann)
    assert (await visitor.client.post(path)).status_code == 409


async def test_what_vanished_before_it_left_is_not_told(
    people: People, idea: Idea, ben: Member, relay: Relay, work: Work, sessions: Sessions
) -> None:
    comment = await people.comment(by=ben, on=idea)
    await people.hear()
    await notifications.post_due(sessions)
    await people.does(comments.remove, ben, comment.id)
    await become_due(sessions)
    await work()
    assert relay.got == []
    async with sessions() as session:
        assert (await session.scalars(select(Mail))).all() == [], "a mail with nothing to say is dropped"


async def test_a_mail_that_is_refused_for_good_is_parked_and_goes_when_an_admin_says(
    app: FastAPI,
    people: People,
    idea: Idea,
    ben: Member,
    relay: Relay,
    work: Work,
    sessions: Sessions,
    browsing: Browsing,
) -> None:
    relay.says = "550 no such mailbox"
    await people.comment(by=ben, on=idea)
    await people.hear()
    await work()
    await become_due(people.sessions)
    await work()
    assert relay.got == []
    browser = await browsing(app, await people.admin())
    page = await browser.page("/admin/parked")
    assert "550 no such mailbox" in page.text
    relay.says = "250 taken"
    async with people.sessions() as session:
        number = await session.scalar(select(Mail.id))
    response = await browser.post("/admin/parked", {"what": "mails", "number": str(number)})
    assert response.headers["location"] == "/admin/parked"
    await work()
    assert len(relay.got) == 1
    assert "None. All mail left" in (await browser.page("/admin/parked")).text


@pytest.mark.parametrize(
    "fields", [{"what": "nothing"}, {"what": "mails", "number": "x"}, {"what": "facts", "number": "7"}]
)
async def test_trying_again_what_is_not_there_finds_nothing(
    app: FastAPI, people: People, browsing: Browsing, fields: dict[str, str]
) -> None:
    browser = await browsing(app, await people.admin())
    assert (await browser.post("/admin/parked", fields)).status_code == 404


async def test_a_german_is_told_in_german(people: People, ben: Member, relay: Relay, work: Work) -> None:
    joerg = await people.member("Jörg", language="de")
    idea = await people.idea(by=ben)
    said = await people.comment(by=joerg, on=idea)
    await people.comment(by=ben, on=idea, to=said)
    message = await told(people, relay, work)
    assert message["Subject"] == f"Ben hat dir geantwortet: {idea.title}"
    assert "Keine solchen E-Mails mehr" in parts(message)[0]
