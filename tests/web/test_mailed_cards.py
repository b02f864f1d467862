"""A recognition card by mail: in the language of whom it thanks, as text and as a page, and only while it stands."""

import pytest

from domain import members, recognition
from domain.members import Member, Role
from tests.conftest import HeldClock
from tests.people import People
from tests.thanking import thanks
from tests.web.relay import Relay, Work, become_due, parts

WHY = "You asked us three times how people wait, & then drew the <b>bench</b> with us."


@pytest.fixture
async def eve(people: People) -> Member:
    return await people.member("Eve", Role.EMPLOYEE)


@pytest.fixture
async def ann(people: People) -> Member:
    ann = await people.member("Ann")
    return await people.does(members.revise_profile, ann, name="Ann", about="", language="de")


async def sent(people: People, relay: Relay, work: Work) -> int:
    await people.hear()
    await work()
    await become_due(people.sessions)
    await work()
    return len(relay.got)


async def test_it_arrives_with_its_value_and_its_reason(
    people: People, eve: Member, ann: Member, clock: HeldClock, relay: Relay, work: Work
) -> None:
    card = await thanks(people, by=eve, to=[ann], because=WHY)
    clock.forward(minutes=11)
    assert await sent(people, relay, work) == 1
    message = relay.got[-1]
    plain, html = parts(message)
    assert relay.to == ["ann@people.example"]
    assert message["Subject"] == "Eve dankt dir mit einer Karte: Zuhören"
    assert WHY in plain
    assert "You asked us three times how people wait, &amp; then drew the &lt;b&gt;bench&lt;/b&gt;" in html
    for part in (plain, html):
        assert f"http://fourfold.test/recognition/{card.id}" in part
    assert message["List-Unsubscribe"]


async def test_what_was_withdrawn_or_hidden_meanwhile_is_not_mailed(
    people: People, eve: Member, ann: Member, clock: HeldClock, relay: Relay, work: Work
) -> None:
    withdrawn, hidden = await thanks(people, by=eve, to=[ann]), await thanks(people, by=eve, to=[ann])
    await people.hear()
    clock.forward(minutes=11)
    await people.does(recognition.withdraw, eve, withdrawn.id, "It was Ben")
    await people.does(recognition.hide, await people.admin(), hidden.id, reason="rude")
    await sent(people, relay, work)
    assert [message["To"] for message in relay.got] == ["eve@people.example"]  # whose card was hidden
