"""Admins change any of the community's fields, each checked at its place."""

from typing import Any

import pytest

from domain import community
from domain.community import Community, Joining, Reading
from domain.errors import Invalid, NotAllowed, SignInNeeded
from domain.members import Role, Visitor, may_edit_community
from tests.people import People


async def test_what_changed_is_recorded(people: People) -> None:
    cleo = await people.admin()
    changed = await people.shape(
        cleo,
        name=" Vélora\u202e ",
        tagline="Ideas on wheels",
        zone="Europe/Vienna",
        hue=359,
        language="de",
        reading="members",
        joining="domains",
        join_domains=["@People.example ", "people.example", "", "größe.example"],
    )
    assert (changed.name, changed.reading, changed.joining) == ("Vélora", Reading.MEMBERS, Joining.DOMAINS)
    assert changed.join_domains == ["größe.example", "people.example"]
    fact = (await people.history(cleo))[-1]
    assert (fact["fact"], fact["actor_id"]) == ("CommunityRevised", cleo.id)
    assert set(fact["fields"]) == {
        *("name", "tagline", "zone", "hue", "language", "reading", "joining", "join_domains"),
    }


async def test_nothing_changed_is_no_fact(people: People) -> None:
    cleo = await people.admin()
    await people.shape(cleo, name="Velora", hue=250)
    assert "CommunityRevised" not in [fact["fact"] for fact in await people.history(cleo)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x"),
        ("name", "x" * 61),
        ("name", "\ud800\ud800"),
        pytest.param("name", "x" * 10_000_000, id="10 MB"),
        ("tagline", "x" * 161),
        ("zone", ""),
        ("zone", "\0"),
        ("zone", "../../etc/passwd"),
        ("hue", -1),
        ("hue", 360),
        ("hue", 2**70),
        ("hue", "red"),
        ("language", "fr"),
        ("reading", "nobody"),
        ("joining", "\ud800"),
        ("join_domains", ["nowhere"]),
        ("join_domains", ["a..b"]),
        ("join_domains", [".b"]),
        ("join_domains", ["a b.example"]),
        ("join_domains", ["\0.example"]),
        ("join_domains", ["\ud800.example"]),
        ("join_domains", ["x" * 250 + ".example"]),
        pytest.param("join_domains", ["x" * 10_000_000], id="domain of 10 MB"),
    ],
)
async def test_what_does_not_fit_is_refused_at_its_field(people: People, field: str, value: Any) -> None:
    cleo = await people.admin()
    with pytest.raises(Invalid) as refused:
        await people.shape(cleo, **{field: value})
    assert {problem.field for problem in refused.value.problems} == {field}
    assert all(len(problem.text()) < 300 for problem in refused.value.problems)


async def test_all_problems_are_named_at_once(people: People) -> None:
    with pytest.raises(Invalid) as refused:
        await people.shape(await people.admin(), hue=999, reading="x", joining="y", language="z")
    assert [problem.field for problem in refused.value.problems] == ["hue", "language", "reading", "joining"]


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EMPLOYEE, Role.PRODUCT, Role.EXECUTIVE])
async def test_nobody_but_an_admin_shapes_it(people: People, role: Role) -> None:
    ann = await people.member("Ann", role)
    assert not may_edit_community(ann)
    with pytest.raises(NotAllowed):
        await people.shape(ann, name="Mine")
    async with people.sessions() as session:
        with pytest.raises(SignInNeeded):
            await community.revise(session, Visitor(), name="Mine")


@pytest.mark.parametrize(
    ("joining", "email", "lets_in"),
    [
        (Joining.EVERYONE, "ann@anywhere.example", True),
        (Joining.NOBODY, "ann@people.example", False),
        (Joining.DOMAINS, "ann@PEOPLE.example", True),
        (Joining.DOMAINS, "ann@sub.people.example", False),
        (Joining.DOMAINS, "ann@people.example.evil.example", False),
        (Joining.DOMAINS, "ann@evilpeople.example", False),
    ],
)
def test_who_may_join(joining: Joining, email: str, lets_in: bool) -> None:
    assert Community(joining=joining, join_domains=["people.example"]).lets_join(email) is lets_in
