"""Mail leaves through the outbox and a real worker to a real relay, at least once, with what it should say."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from domain import database, members, outbox
from domain.database import Sessions
from domain.members import Member
from domain.outbox import Mail
from domain.settings import Settings
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.relay import Relay, Work, become_due, parts
from web import i18n, mail


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def visitor(app: FastAPI, browsing: Browsing) -> Browser:
    return await browsing(app)


async def test_a_link_arrives_works_once_and_is_nowhere_else(
    visitor: Browser, ann: Member, relay: Relay, work: Work, sessions: Sessions
) -> None:
    await visitor.submit("/signin", "/signin", email="Ann@People.example")
    assert relay.got == [], "asking waits for no relay"
    await work()
    assert relay.to == ["Ann@People.example"]
    message = relay.got[0]
    plain, html = parts(message)
    assert message["Subject"] == "Your link to sign in to Velora"
    assert message["From"] == "Velora <post@fourfold.test>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@fourfold.test>")
    assert message["Date"]
    link = re.findall(r"http://fourfold\.test(/links/[\w-]{43})", plain)
    assert len(link) == 1
    assert f'href="http://fourfold.test{link[0]}"' in html
    assert "Hello Ann," in plain
    assert "style=" in html, "mail programs know no style sheets"
    assert "<script" not in html
    assert "src=" not in html
    token = link[0].removeprefix("/links/")
    async with sessions() as session:
        kept = await session.execute(
            text("SELECT data::text FROM mails UNION ALL SELECT args::text FROM procrastinate_jobs")
        )
        assert [row for row in kept.scalars() if token in row] == []
    assert (await visitor.submit(link[0], link[0])).status_code == 303
    assert (await visitor.page("/me")).one("h1").words == "Ann"


async def test_a_mail_is_sent_once_however_often_the_job_runs(
    visitor: Browser, ann: Member, relay: Relay, work: Work, with_relay: Settings, app: FastAPI, sessions: Sessions
) -> None:
    await visitor.submit("/signin", "/signin", email="ann@people.example")
    await work()
    await work()
    async with sessions() as session:
        mail_id = await session.scalar(select(Mail.id))
    assert mail_id
    assert await mail.send(sessions, with_relay, app.state.fourfold.templates, mail_id) is False
    assert len(relay.got) == 1


async def test_a_refused_mail_is_tried_again_under_the_same_name_with_a_link_that_works(
    visitor: Browser, ann: Member, relay: Relay, work: Work, sessions: Sessions
) -> None:
    await visitor.submit("/signin", "/signin", email="ann@people.example")
    relay.says = "451 come again later"
    await work()
    assert relay.got == []
    async with sessions() as session:
        waiting = (await session.scalars(select(Mail))).one()
        assert (waiting.attempts, waiting.failure, waiting.sent_at) == (1, None, None)
        assert await outbox.waiting_since(session) is not None
        name = await session.scalar(select(Mail.message_id))
    relay.says = "250 taken"
    await become_due(sessions)
    await work()
    assert [message["Message-ID"] for message in relay.got] == [f"<{name}@fourfold.test>"]
    link = re.findall(r"(/links/[\w-]{43})", parts(relay.got[0])[0])[0]
    assert (await visitor.get(link)).status_code == 200


async def test_a_relay_that_is_not_there_loses_nothing(
    visitor: Browser, ann: Member, settings: Settings, sessions: Sessions, app: FastAPI
) -> None:
    await visitor.submit("/signin", "/signin", email="ann@people.example")
    async with sessions() as session:
        mail_id = await session.scalar(select(Mail.id))
    assert mail_id
    nowhere = settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:1"})
    for _again in range(7):
        assert await mail.send(sessions, nowhere, app.state.fourfold.templates, mail_id) is False
    assert await mail.send(sessions, settings, app.state.fourfold.templates, mail_id) is False, "no relay: it waits"
    async with sessions() as session:
        waiting = (await session.scalars(select(Mail))).one()
        assert (waiting.attempts, waiting.failure) == (0, None), "that the relay is away is no mail's fault"


@pytest.mark.parametrize(
    ("email", "subject", "has_link"),
    [("ann@people.example", "You are a member of Velora already", True), ("new@people.example", "Join Velora", True)],
)
async def test_the_mail_and_not_the_page_says_who_is_a_member(
    visitor: Browser, ann: Member, relay: Relay, work: Work, email: str, subject: str, has_link: bool
) -> None:
    fields = {"name": "Nour", "email": email, "password": "quiet lantern over water"}
    assert (await visitor.submit("/join", "/join/password", **fields)).status_code == 303
    await work()
    assert relay.got[0]["Subject"] == subject
    assert ("/links/" in parts(relay.got[0])[0]) is has_link


async def test_a_new_address_is_confirmed_there_and_told_to_the_old_one(
    app: FastAPI, ann: Member, relay: Relay, work: Work, browsing: Browsing
) -> None:
    browser = await browsing(app, ann)
    await browser.submit("/me/settings", "/me/email", email="new@people.example")
    await work()
    assert relay.to == ["new@people.example"]
    link = re.findall(r"(/links/[\w-]{43})", parts(relay.got[0])[0])[0]
    page = await browser.page(link)
    assert "From now on we write to new@people.example." in page.text
    assert (await browser.submit(link, link)).status_code == 303
    assert "new@people.example" in (await browser.page("/me/settings")).text
    await work()
    assert relay.to[1:] == ["ann@people.example"]
    assert "new@people.example" in parts(relay.got[1])[0]


async def test_an_odd_name_breaks_no_header_and_no_markup(
    app: FastAPI, people: People, relay: Relay, work: Work, visitor: Browser, sessions: Sessions
) -> None:
    name = "Ünsal <b>& \u202eCo</b> 🚲"
    await people.member(name, email="odd@people.example")
    async with database.transaction(sessions) as session:
        here = await people.admin()
        await members.revise_profile(session, here, name="Cleo", about="", language="en")
    await visitor.submit("/signin", "/signin", email="odd@people.example")
    await work()
    plain, html = parts(relay.got[0])
    assert "Hello Ünsal <b>& Co</b> 🚲," in plain
    assert "Hello Ünsal &lt;b&gt;&amp; Co&lt;/b&gt; 🚲," in html


@pytest.mark.parametrize(
    "email", ["a\r\nBcc: evil@evil.example@people.example", "a@people.example\r\nBcc: e@evil.example"]
)
async def test_a_line_break_in_an_address_reaches_no_header(
    visitor: Browser, relay: Relay, work: Work, email: str
) -> None:
    response = await visitor.submit("/signin", "/signin", email=email)
    await work()
    assert response.status_code == 422
    assert relay.got == []


async def test_a_german_reads_german(
    app: FastAPI, relay: Relay, work: Work, browsing: Browsing, people: People
) -> None:
    await people.member("Jörg", email="joerg@people.example", language="de")
    visitor = await browsing(app, **{"accept-language": "de"})
    await visitor.submit("/signin", "/signin", email="joerg@people.example")
    await work()
    assert 'lang="de"' in parts(relay.got[0])[1]
    greeting = i18n.translator("de")("Hello %(name)s,") % {"name": "Jörg"}
    assert greeting in parts(relay.got[0])[0]
