"""Access tokens are shown once, kept hashed, end by themselves, and are twenty at most."""

import asyncio

import pytest

from domain import members
from domain.errors import Invalid, NotFound, SignInNeeded
from domain.members import AccessToken, Scope, Visitor
from domain.members.use_cases.profile import TooManyTokens
from tests.conftest import CountingFactory, HeldClock
from tests.people import People


async def test_the_secret_opens_until_it_ends(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    token, secret = await people.does(members.create_access_token, ann, name="Script", scope="write", days=7)
    assert secret.startswith("fourfold_")
    assert secret.encode() not in token.token_hash
    found = await people.reads(members.by_access_token, secret)
    assert found is not None
    assert (found.member.id, found.scope) == (ann.id, Scope.WRITE)
    clock.forward(days=7)
    assert await people.reads(members.by_access_token, secret) is None


@pytest.mark.parametrize("secret", ["", "fourfold_", "\0", "\ud800", "🙂", pytest.param("x" * 10_000_000, id="10 MB")])
async def test_another_secret_opens_nothing(people: People, secret: str) -> None:
    await people.does(members.create_access_token, await people.member("Ann"), name="Script")
    assert await people.reads(members.by_access_token, secret) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 61),
        ("name", "\ud800"),
        ("scope", "admin"),
        ("days", 0),
        ("days", -1),
        ("days", 366),
        ("days", 2**70),
    ],
)
async def test_what_does_not_fit_is_refused_at_its_field(people: People, field: str, value: str | int) -> None:
    ann = await people.member("Ann")
    async with people.sessions() as session:
        with pytest.raises(Invalid) as refused:
            await members.create_access_token(session, ann, **{"name": "Script", field: value})  # type: ignore[arg-type]
    assert [problem.field for problem in refused.value.problems] == [field]


async def test_thirty_two_at_once_make_twenty(people: People) -> None:
    ann = await people.member("Ann")
    outcomes = await asyncio.gather(
        *(people.does(members.create_access_token, ann, name=f"Script {n}") for n in range(32)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, TooManyTokens) for outcome in outcomes) == 12
    tokens = await people.reads(members.access_tokens, ann)
    assert len(tokens) == 20
    await people.does(members.revoke_access_token, ann, tokens[0].id)
    await people.does(members.create_access_token, ann, name="One more")


async def test_use_is_noted_at_most_once_in_five_minutes(
    people: People, clock: HeldClock, counting: CountingFactory
) -> None:
    ann = await people.member("Ann")
    _token, secret = await people.does(members.create_access_token, ann, name="Script")

    async def use() -> AccessToken:
        found = await people.reads(members.by_access_token, secret)
        assert found is not None
        await people.does(members.note_token_use, found)
        return found

    await use()
    first = clock()
    clock.forward(minutes=4)
    with counting() as counted:
        assert (await use()).used_at == first
    assert len(counted) == 1
    clock.forward(minutes=1)
    await use()
    assert (await use()).used_at == clock()


async def test_a_visitor_holds_none(people: People) -> None:
    with pytest.raises(SignInNeeded):
        await people.does(members.create_access_token, Visitor(), name="Script")


async def test_nobody_revokes_anybody_elses(people: People) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    token, secret = await people.does(members.create_access_token, ann, name="Script")
    for number in (token.id, 0, 2**70):
        with pytest.raises(NotFound):
            await people.does(members.revoke_access_token, ben, number)
    with pytest.raises(SignInNeeded):
        await people.does(members.revoke_access_token, Visitor(), token.id)
    assert await people.reads(members.by_access_token, secret) is not None
    await people.does(members.revoke_access_token, ann, token.id)
    assert await people.reads(members.by_access_token, secret) is None
