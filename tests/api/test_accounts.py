"""Profile, address, password, sign-ins, tokens and leaving over GraphQL."""

import pytest

from api import ids
from domain import members, outbox
from domain.members import Scope
from tests.api.conftest import As
from tests.conftest import HeldClock
from tests.people import People

PASSWORD = "a bench in the evening sun"
IN_PERSON = [
    ("requestNewEmail", {"email": "new@people.example"}),
    ("setPassword", {"newPassword": PASSWORD}),
    ("createAccessToken", {"name": "Another"}),
    ("deleteAccount", {"confirmHandle": "ann"}),
]


async def test_a_profile_is_revised(people: People, by_token: As) -> None:
    client = await by_token(await people.member())
    changed = {"name": "Ann of Berlin", "about": "Rides in the rain.", "language": "de"}
    assert await client.do("reviseProfile", changed, "... on Member { name about handle }") == {
        "__typename": "Member",
        "name": "Ann of Berlin",
        "about": "Rides in the rain.",
        "handle": "ann",
    }
    assert await client.get("{ viewer { language } }") == {"language": "de"}
    refused = await client.do("reviseProfile", {"name": "", "about": "x" * 401, "language": "tlh"})
    assert [problem["path"] for problem in refused["problems"]] == [
        ["input", "name"],
        ["input", "about"],
        ["input", "language"],
    ]


@pytest.mark.parametrize(("mutation", "input"), IN_PERSON)
async def test_what_opens_an_account_is_not_changed_by_token(
    mutation: str, input: dict[str, str], people: People, by_token: As
) -> None:
    ann = await people.member()
    client = await by_token(ann)
    refused = await client.do(mutation, input)
    assert (refused["__typename"], refused["code"]) == ("NotAllowed", "NOT_BY_TOKEN")
    assert len(await people.reads(members.access_tokens, ann)) == 1
    assert not await people.reads(outbox.recent)
    assert (await people.again(ann)).password_hash is None


async def test_a_new_address_gets_a_link(people: People, by_cookie: As) -> None:
    client = await by_cookie(await people.member())
    refused = await client.do("requestNewEmail", {"email": "no address"})
    assert refused["problems"][0]["path"] == ["input", "email"]
    assert (await client.do("requestNewEmail", {"email": "new@people.example"}))["__typename"] == "Done"
    letter = await people.letter()
    assert (letter.says, letter.email) == ("change_email", "new@people.example")


async def test_a_password_is_set_and_then_changed_against_the_present_one(people: People, by_cookie: As) -> None:
    ann = await people.member()
    here, there = await by_cookie(ann), await by_cookie(ann)
    weak = await here.do("setPassword", {"newPassword": "short"})
    assert weak["problems"][0]["path"] == ["input", "newPassword"]
    done = await here.do("setPassword", {"newPassword": PASSWORD}, "... on Done { viewer { hasPassword } }")
    assert done["viewer"] == {"hasPassword": True}
    assert await there.get("{ viewer { language } }") is None
    wrong = await here.do("setPassword", {"newPassword": PASSWORD + "!", "password": "something else"})
    assert (wrong["__typename"], wrong["code"], wrong["path"]) == (
        "NotAllowed",
        "WRONG_PASSWORD",
        ["input", "password"],
    )
    assert (await here.do("setPassword", {"newPassword": PASSWORD + "!", "password": PASSWORD}))["__typename"] == "Done"


async def test_one_browser_or_all_are_signed_out(people: People, by_cookie: As, by_token: As) -> None:
    ann = await people.member("Ann")
    here, there, program = await by_cookie(ann), await by_cookie(ann), await by_token(ann)
    sign_ins = "{ viewer { signIns { id browser createdAt seenAt } } }"
    found = (await program.get(sign_ins))["signIns"]
    assert [sign_in["browser"] for sign_in in found] == ["Firefox, Linux"] * 2
    first = min(found, key=lambda sign_in: ids.decode("SignIn", sign_in["id"]))
    stranger = await by_token(await people.member("Ben"))
    assert (await stranger.do("endSignIn", {"id": first["id"]}))["__typename"] == "NotFound"
    assert (await program.do("endSignIn", {"id": first["id"]}))["__typename"] == "Done"
    assert await here.get("{ viewer { language } }") is None
    done = await there.do("signOutEverywhere", None, "... on Done { viewer { language } }")
    assert done["viewer"] is None
    assert (await program.get(sign_ins))["signIns"] == []


async def test_a_token_is_made_and_works_at_once(people: People, by_cookie: As, by_token: As, clock: HeldClock) -> None:
    client = await by_cookie(await people.member())
    made = await client.do(
        "createAccessToken",
        {"name": "Script", "days": 1},
        "... on NewAccessToken { secret accessToken { name scope expiresAt usedAt } }",
    )
    assert made["accessToken"] == {
        "name": "Script",
        "scope": "READ",
        "expiresAt": "2026-02-03T11:00:00+00:00",
        "usedAt": None,
    }
    program = await by_token()
    program.http.headers["authorization"] = f"Bearer {made['secret']}"
    assert await program.get("{ viewer { accessTokens { name } } }") == {"accessTokens": [{"name": "Script"}]}
    clock.forward(days=1)
    assert (await program.ask("{ __typename }")).status == 401


async def test_a_token_is_refused_for_what_does_not_fit(people: People, by_cookie: As) -> None:
    ann = await people.member()
    client = await by_cookie(ann)
    for days in (0, -1, 366, 2**31 - 1):
        refused = await client.do("createAccessToken", {"name": "", "days": days})
        assert [problem["path"][-1] for problem in refused["problems"]] == ["name", "days"]
    for _ in range(20):
        await people.does(members.create_access_token, ann, name="Script")
    many = await client.do("createAccessToken", {"name": "One more"})
    assert (many["__typename"], many["code"]) == ("Conflict", "TOO_MANY_TOKENS")


async def test_a_token_of_somebody_else_is_not_there(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await by_token(ann, Scope.READ)
    (token,) = await people.reads(members.access_tokens, ann)
    refused = await (await by_token(ben)).do("revokeAccessToken", {"id": ids.encode("AccessToken", token.id)})
    assert (refused["__typename"], refused["code"]) == ("NotFound", "NOT_FOUND")
    assert await people.reads(members.access_tokens, ann)


async def test_leaving_needs_the_handle_and_keeps_votes_under_a_pseudonym(
    people: People, by_cookie: As, by_token: As
) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    ben = await people.member("Ben")
    await people.vote(by=ben, on=bench)
    said = await people.comment(by=ben, on=bench)
    client = await by_cookie(ben)
    refused = await client.do("deleteAccount", {"confirmHandle": "ann"})
    assert refused["problems"][0]["path"] == ["input", "confirmHandle"]
    assert (await client.do("deleteAccount", {"confirmHandle": "ben"}))["__typename"] == "Done"
    comment = await (await by_token()).get(
        """query($id: ID!) { node(id: $id) { ... on Comment {
          body author { name handle hasLeft email } idea { supporters }
        } } }""",
        id=ids.encode("Comment", said.id),
    )
    assert comment == {
        "body": "Yes please.",
        "author": {"name": "Former member", "handle": f"former.{ben.id}", "hasLeft": True, "email": None},
        "idea": {"supporters": 1},
    }


async def test_the_last_admin_stays(people: People, by_cookie: As) -> None:
    refused = await (await by_cookie(await people.admin())).do("deleteAccount", {"confirmHandle": "cleo"})
    assert (refused["__typename"], refused["code"]) == ("Conflict", "LAST_ADMIN")
