"""The community over GraphQL, and what its admins change."""

from typing import Any

from api import ids
from domain.members import Member, Role
from tests.api.asking import names
from tests.api.conftest import As
from tests.people import People


def id_of(member: Member) -> str:
    return ids.encode("Member", member.id)


async def test_the_community_says_what_it_is(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await people.vote(by=ben, on=await people.idea(by=ann))
    community = await (await by_token()).get(
        """{ community {
          name tagline zone hue language reading joining joinDomains memberCount voteCount
          statusLabels { status label }
        } }"""
    )
    labels = {row["status"]: row["label"] for row in community.pop("statusLabels")}
    assert community == {
        "name": "Velora",
        "tagline": "",
        "zone": "Europe/Berlin",
        "hue": 250,
        "language": "en",
        "reading": "EVERYONE",
        "joining": "EVERYONE",
        "joinDomains": None,
        "memberCount": 2,
        "voteCount": 1,
    }
    assert len(labels) == 11
    assert labels["NOT_NOW"] == "Not now"


async def test_an_admin_changes_some_of_it_and_the_rest_stays(people: People, by_token: As) -> None:
    client = await by_token(await people.admin())
    fields = "... on Community { name hue reading joining joinDomains zone }"
    changed = {"hue": 12, "joining": "DOMAINS", "joinDomains": ["Velora.example", "@x.example"]}
    assert await client.do("reviseCommunity", changed, fields) == {
        "__typename": "Community",
        "name": "Velora",
        "hue": 12,
        "reading": "EVERYONE",
        "joining": "DOMAINS",
        "joinDomains": ["velora.example", "x.example"],
        "zone": "Europe/Berlin",
    }
    assert (await client.do("reviseCommunity", {}, fields))["hue"] == 12


async def test_what_does_not_fit_is_refused_at_its_place(people: People, by_token: As) -> None:
    wrong = {"name": "", "zone": "Middle/Earth", "hue": 360, "language": "tlh", "joinDomains": ["no domain"]}
    refused = await (await by_token(await people.admin())).do("reviseCommunity", wrong)
    assert [problem["path"] for problem in refused["problems"]] == [["input", name] for name in wrong]


async def test_statuses_get_labels_and_get_them_back(people: People, by_token: As) -> None:
    client = await by_token(await people.admin())

    async def label(text: str) -> Any:
        labels = {"labels": [{"status": "NOT_NOW", "label": text}]}
        answer = await client.do("relabelStatuses", labels, "... on Community { statusLabels { status label } }")
        if answer["__typename"] == "Invalid":
            return answer["problems"][0]["path"]
        return next(row["label"] for row in answer["statusLabels"] if row["status"] == "NOT_NOW")

    assert await label("Another year") == "Another year"
    assert await label("x" * 31) == ["input", "labels"]
    assert await label("") == "Not now"


async def test_an_admin_finds_members_by_name_and_address(people: People, by_token: As) -> None:
    client = await by_token(await people.admin())
    await people.member("Ann")
    await people.member("Ben", email="ben@elsewhere.example")
    query = "query($words: String!) { members(first: 5, words: $words) { nodes { handle email } } }"
    assert names(await client.get(query, words=""), "handle") == ["ben", "ann", "cleo"]
    assert names(await client.get(query, words=" AN "), "handle") == ["ann"]
    assert await client.get(query, words="elsewhere") == {
        "nodes": [{"handle": "ben", "email": "ben@elsewhere.example"}]
    }
    assert names(await client.get(query, words="%"), "handle") == []


async def test_a_role_is_changed_but_not_the_last_admins(people: People, by_token: As) -> None:
    cleo, ann = await people.admin(), await people.member("Ann")
    client = await by_token(cleo)
    changed = await client.do("changeRole", {"memberId": id_of(ann), "role": "PRODUCT"}, "... on Member { role }")
    assert changed["role"] == "PRODUCT"
    last = await client.do("changeRole", {"memberId": id_of(cleo), "role": "CUSTOMER"})
    assert (last["__typename"], last["code"]) == ("Conflict", "LAST_ADMIN")
    nobody = await client.do("changeRole", {"memberId": ids.encode("Member", 2**63 - 1), "role": "ADMIN"})
    assert nobody["__typename"] == "NotFound"
    query = "mutation($input: ChangeRoleInput!) { changeRole(input: $input) { __typename } }"
    visitor = await client.ask(query, {"input": {"memberId": id_of(ann), "role": "VISITOR"}})
    assert visitor.code == "BAD_USER_INPUT"


async def test_one_of_the_staff_is_named_sponsor(people: People, by_token: As) -> None:
    eve, ann = await people.member("Eve", Role.EXECUTIVE), await people.member("Ann")
    client = await by_token(await people.admin())
    named = await client.do("nameSponsor", {"memberId": id_of(eve)}, "... on Member { handle isSponsor }")
    assert (named["handle"], named["isSponsor"]) == ("eve", True)
    refused = await client.do("nameSponsor", {"memberId": id_of(ann)})
    assert (refused["__typename"], refused["code"]) == ("Conflict", "STAFF_ONLY")


async def test_a_team_is_made_changed_and_closed(people: People, by_token: As) -> None:
    eve, pat = await people.member("Eve", Role.EXECUTIVE), await people.member("Pat", Role.PRODUCT)
    client = await by_token(await people.admin())
    fields = "... on Team { id name members { handle teams { name } } }"
    team = await client.do("saveTeam", {"name": "Docks", "memberIds": [id_of(pat), id_of(eve)]}, fields)
    assert team["members"] == [
        {"handle": "eve", "teams": [{"name": "Docks"}]},
        {"handle": "pat", "teams": [{"name": "Docks"}]},
    ]
    twin = await client.do("saveTeam", {"name": "Docks", "memberIds": []})
    assert (twin["__typename"], twin["code"], twin["path"]) == ("Conflict", "NAME_TAKEN", ["input", "name"])
    changed = {"id": team["id"], "name": "Stations", "memberIds": [id_of(pat)]}
    assert (await client.do("saveTeam", changed, fields))["name"] == "Stations"
    assert await (await by_token()).get("{ teams { name members { handle } } }") == [
        {"name": "Stations", "members": [{"handle": "pat"}]}
    ]
    assert (await client.do("closeTeam", {"id": team["id"]}))["__typename"] == "Done"
    assert (await client.do("closeTeam", {"id": team["id"]}))["__typename"] == "NotFound"
    assert (await client.do("saveTeam", changed))["__typename"] == "NotFound"


async def test_customers_are_in_no_team(people: People, by_token: As) -> None:
    client = await by_token(await people.admin())
    refused = await client.do("saveTeam", {"name": "Docks", "memberIds": [id_of(await people.member())]})
    assert (refused["__typename"], refused["code"]) == ("Conflict", "STAFF_ONLY")
    forged = await client.do("saveTeam", {"name": "Docks", "memberIds": ["x"]})
    assert forged["problems"][0]["path"] == ["input", "memberIds"]


async def test_a_visitor_hears_the_community_count_nobody(people: People, by_token: As) -> None:
    await people.shape(await people.admin(), reading="members")
    community = await (await by_token()).get("{ community { name memberCount voteCount joinDomains } }")
    assert community == {"name": "Velora", "memberCount": 0, "voteCount": 0, "joinDomains": None}
