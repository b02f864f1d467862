"""A new address counts once it is proved, and the old one is told and forgotten."""

import pytest

from domain import members, outbox
from domain.errors import Invalid, SignInNeeded, TooMany
from domain.members import LinkSpent, Visitor
from tests.people import People


async def _link_for(people: People, ann: members.Member, email: str) -> str:
    await people.does(members.request_new_email, ann, email)
    token = (await people.letter()).token
    assert token
    return token


async def test_the_address_changes_when_the_link_is_used(people: People) -> None:
    ann = await people.member("Ann", email="ann@people.example")
    token = await _link_for(people, ann, "ann@new.example")
    assert (await people.again(ann)).email == "ann@people.example"
    assert (await people.reads(members.open_link, token)).does == "change_email"
    assert (await people.does(members.use_link, token, actor=ann)).member.email == "ann@new.example"


async def test_the_old_address_is_told_and_otherwise_forgotten(people: People) -> None:
    ann = await people.member("Ann", email="ann@people.example")
    await people.link("Ann@people.example")
    await people.does(members.use_link, await _link_for(people, ann, "ann@new.example"), actor=ann)
    to_the_old = [mail for mail in await people.reads(outbox.recent) if "people.example" in mail.recipient]
    assert [mail.template for mail in to_the_old] == ["email_changed"]


async def test_the_case_of_an_address_can_change_twice(people: People) -> None:
    ann = await people.member("Ann", email="ann@people.example")
    one, two = [await _link_for(people, ann, email) for email in ("new@people.example", "New@people.example")]
    await people.does(members.use_link, one, actor=ann)
    assert (await people.does(members.use_link, two, actor=ann)).member.email == "New@people.example"


async def test_an_address_taken_meanwhile_stays_its_owners(people: People) -> None:
    ann = await people.member("Ann")
    token = await _link_for(people, ann, "eve@people.example")
    await people.member("Eve", email="EVE@people.example")
    with pytest.raises(LinkSpent):
        await people.does(members.use_link, token, actor=ann)
    assert (await people.again(ann)).email == "ann@people.example"


async def test_a_link_of_somebody_who_left_is_spent(people: People) -> None:
    ann = await people.member("Ann")
    token = await _link_for(people, ann, "ann@new.example")
    await people.does(members.forget, ann)
    with pytest.raises(LinkSpent):
        await people.does(members.use_link, token, actor=ann)


@pytest.mark.parametrize("email", ["", "nowhere", "ANN@people.example", "\ud800@people.example"])
async def test_what_is_no_new_address_is_refused(people: People, email: str) -> None:
    ann = await people.member("Ann", email="ann@people.example")
    with pytest.raises(Invalid) as refused:
        await people.does(members.request_new_email, ann, email)
    assert refused.value.problems[0].field == "email"


async def test_five_times_an_hour(people: People) -> None:
    ann = await people.member("Ann")
    for n in range(5):
        await people.does(members.request_new_email, ann, f"ann{n}@new.example")
    with pytest.raises(TooMany):
        await people.does(members.request_new_email, ann, "ann@new.example")


async def test_a_visitor_has_no_address_to_change(people: People) -> None:
    with pytest.raises(SignInNeeded):
        await people.does(members.request_new_email, Visitor(), "eve@people.example")


async def test_whoever_else_reads_the_mail_gets_nowhere(people: People) -> None:
    ann, eve = await people.member("Ann", email="ann@people.example"), await people.member("Eve")
    token = await _link_for(people, ann, "amn@mistyped.example")
    for other in (None, Visitor(), eve):
        with pytest.raises(members.NotSignedInHere):
            await people.does(members.use_link, token, actor=other)
    assert (await people.again(ann)).email == "ann@people.example"
