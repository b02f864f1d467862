"""What a mail with a link says is decided when it leaves."""

import pytest

from domain import members, outbox
from domain.community import Joining
from domain.errors import NotFound
from domain.members import use_link
from domain.members.model import Link
from tests.people import People

GOOD = "four green bicycles sing"


async def _asked(people: People, email: str, **fields: str) -> None:
    await people.does(members.request_link, email=email, language="en", client="192.0.2.1", **fields)


async def test_a_member_is_signed_in(people: People) -> None:
    await people.member("Ann", email="ann@people.example")
    await _asked(people, "ANN@people.example")
    letter = await people.letter()
    assert (letter.says, letter.name) == ("sign_in", "Ann")
    assert letter.token


async def test_a_stranger_is_asked_to_join(people: People) -> None:
    await _asked(people, "eve@people.example")
    assert (await people.letter()).says == "join"


async def test_a_member_who_asks_to_join_hears_that_they_have_an_account(people: People) -> None:
    ann = await people.member("Ann", email="ann@people.example")
    await _asked(people, "ann@people.example", name="Not Ann", password=GOOD)
    letter = await people.letter()
    assert letter.says == "have_account"
    assert letter.token
    signed_in = await people.does(use_link, letter.token)
    assert (signed_in.member.id, signed_in.member.name, signed_in.member.password_hash) == (ann.id, "Ann", None)


@pytest.mark.parametrize(
    ("joining", "domains", "says"),
    [
        (Joining.EVERYONE, [], "join"),
        (Joining.NOBODY, [], "closed"),
        (Joining.DOMAINS, ["people.example"], "join"),
        (Joining.DOMAINS, ["other.example"], "closed"),
    ],
)
async def test_the_community_decides_who_joins(people: People, joining: Joining, domains: list[str], says: str) -> None:
    cleo = await people.admin()
    await people.shape(cleo, joining=joining, join_domains=domains)
    await _asked(people, "eve@People.example")
    letter = await people.letter()
    assert letter.says == says
    assert (letter.token is None) == (says == "closed")


async def test_a_taken_new_address_says_so_without_a_link(people: People) -> None:
    ann = await people.member("Ann")
    await people.member("Ben", email="ben@people.example")
    await people.does(members.request_new_email, ann, "ben@people.example")
    letter = await people.letter()
    assert (letter.says, letter.token) == ("have_account", None)


async def test_only_the_last_prepared_token_opens_and_none_is_kept(people: People) -> None:
    await people.member("Ann", email="ann@people.example")
    await _asked(people, "ann@people.example")
    first, second = (await people.letter()).token, (await people.letter()).token
    assert first
    assert second
    with pytest.raises(members.LinkSpent):
        await people.does(members.use_link, first)
    await people.does(members.use_link, second)


async def test_a_used_link_is_not_prepared_again(people: People) -> None:
    await people.member("Ann", email="ann@people.example")
    await people.does(members.use_link, await people.link("ann@people.example"))
    with pytest.raises(NotFound):
        await people.letter()


@pytest.mark.parametrize("number", [0, -1, 4711, 2**31, 2**63, 2**70, -(2**70)])
async def test_a_link_that_is_not_there_is_not_found(people: People, number: int) -> None:
    with pytest.raises(NotFound):
        await people.does(members.prepare_link_mail, number)
    with pytest.raises(NotFound):
        await people.reads(outbox.by_id, number)
    async with people.sessions() as session:
        assert await session.get(Link, number) is None
