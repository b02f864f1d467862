"""Asking for a link: the same answer and the same work for every address."""

import pytest
from sqlalchemy import func, select

from domain import members, outbox
from domain.errors import Invalid, TooMany
from domain.members.model import Attempt, Link
from tests.conftest import CountingFactory, HeldClock
from tests.people import People

GOOD = "four green bicycles sing"


async def test_a_link_is_mailed_and_holds_no_secret_yet(people: People) -> None:
    await people.does(members.request_link, email="Eve@people.example", language="de", client="192.0.2.1")
    (mail,) = await people.reads(outbox.recent)
    assert (mail.recipient, mail.language, mail.sent_at) == ("Eve@people.example", "de", None)
    async with people.sessions() as session:
        link = await session.get_one(Link, mail.data["link_id"])
    assert link.token_hash is None


async def test_known_and_unknown_addresses_take_the_same_statements(people: People, counting: CountingFactory) -> None:
    await people.member("Ann", email="ann@people.example")
    with counting() as known:
        await people.does(members.request_link, email="ann@people.example", language="en", client="192.0.2.1")
    with counting() as unknown:
        await people.does(members.request_link, email="eve@people.example", language="en", client="192.0.2.1")
    assert known.statements == unknown.statements


async def test_joining_takes_the_same_statements_for_members_and_others(
    people: People, counting: CountingFactory
) -> None:
    await people.member("Ann", email="ann@people.example")
    counts = []
    for email in ("ann@people.example", "eve@people.example"):
        with counting() as counted:
            await people.does(
                members.request_link, email=email, language="en", client="192.0.2.1", name="Eve", password=GOOD
            )
        counts.append(counted.statements)
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ann",
        "ann@",
        "@people.example",
        "ann@people",
        "a b@people.example",
        "ann@people.example, eve@people.example",
        "ann@people.example\r\nBcc: eve@people.example",
        "<ann@people.example>",
        "ann@@people.example",
        "\ud800@people.example",
        pytest.param("a" * 260 + "@people.example", id="long"),
        pytest.param("a" * 10_000_000, id="10 MB"),
    ],
)
async def test_what_is_no_address_is_refused_at_its_field(people: People, email: str) -> None:
    with pytest.raises(Invalid) as refused:
        await people.does(members.request_link, email=email, language="en", client="192.0.2.1")
    assert {problem.field for problem in refused.value.problems} == {"email"}
    assert await people.reads(outbox.recent) == []


async def test_every_problem_is_named_at_once(people: People) -> None:
    with pytest.raises(Invalid) as refused:
        await people.does(
            members.request_link, email="nowhere", language="en", client="192.0.2.1", name="E", password="short"
        )
    assert [problem.field for problem in refused.value.problems] == ["email", "name", "password"]


@pytest.mark.parametrize("name", [pytest.param("x" * 10_000_000, id="10 MB"), "\ud800"])
async def test_a_name_that_does_not_fit_is_refused_also_without_a_password(people: People, name: str) -> None:
    with pytest.raises(Invalid):
        await people.does(
            members.request_link, email="eve@people.example", language="en", client="192.0.2.1", name=name
        )


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb", "/\t/evil.example", "/" + "a" * 600],
)
async def test_a_link_leads_to_a_page_of_ours_only(people: People, path: str) -> None:
    await people.member("Eve", email="eve@people.example")
    token = await people.link("eve@people.example", next_path=path)
    assert (await people.does(members.use_link, token)).next_path == "/"


async def test_a_page_of_ours_is_kept(people: People) -> None:
    await people.member("Eve", email="eve@people.example")
    token = await people.link("eve@people.example", next_path="/ideas/7-größe?order=new#comments")
    assert (await people.does(members.use_link, token)).next_path == "/ideas/7-größe?order=new#comments"


async def test_a_language_we_do_not_speak_becomes_english(people: People) -> None:
    await people.does(members.request_link, email="eve@people.example", language="x" * 500, client="192.0.2.1")
    assert (await people.reads(outbox.recent))[0].language == "en"


async def test_ten_links_an_hour_go_to_one_address(people: People, clock: HeldClock) -> None:
    for n in range(10):
        await people.does(members.request_link, email="Eve@people.example", language="en", client=f"192.0.2.{n}")
    with pytest.raises(TooMany) as refused:
        await people.does(members.request_link, email="eve@PEOPLE.example", language="en", client="192.0.2.99")
    assert 0 < refused.value.retry_after <= 3600
    clock.forward(seconds=refused.value.retry_after)
    await people.does(members.request_link, email="eve@people.example", language="en", client="192.0.2.1")


async def test_thirty_links_an_hour_go_to_one_client(people: People) -> None:
    for n in range(30):
        await people.does(members.request_link, email=f"eve{n}@people.example", language="en", client="192.0.2.1")
    with pytest.raises(TooMany):
        await people.does(members.request_link, email="ann@people.example", language="en", client="192.0.2.1")


async def test_counts_keep_no_address(people: People) -> None:
    await people.does(members.request_link, email="eve@people.example", language="en", client="192.0.2.1")
    async with people.sessions() as session:
        keys = list(await session.scalars(select(Attempt.key)))
        assert await session.scalar(select(func.count()).select_from(Attempt)) == 2
    assert not any("eve" in key or "192" in key for key in keys)
