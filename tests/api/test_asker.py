"""Who asks: by token and by cookie, with what they may, and until when."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from api import ids
from api.context import Context, Contexts
from api.execution import Engine, Question
from api.schema import schema
from domain import community, database, members
from domain.database import Sessions
from domain.members import Member, Role, Scope
from domain.settings import Settings
from tests.api.asking import ADDRESS, Client
from tests.api.conftest import As, Counting
from tests.conftest import HeldClock
from tests.people import People
from web.app import create_app

WHO = "{ viewer { member { handle } } }"
ANN = {"member": {"handle": "ann"}}


async def test_a_visitor_is_nobody(by_token: As) -> None:
    assert await (await by_token()).get(WHO) is None


@pytest.mark.parametrize("scope", Scope)
async def test_a_token_is_its_member(scope: Scope, people: People, by_token: As) -> None:
    assert await (await by_token(await people.member(), scope)).get(WHO) == ANN


async def test_a_cookie_is_its_member(people: People, by_cookie: As) -> None:
    assert await (await by_cookie(await people.member())).get(WHO) == ANN


async def test_a_token_counts_before_a_cookie(people: People, by_token: As, by_cookie: As) -> None:
    script = await by_cookie(await people.member("Ben"))
    program = await by_token(await people.member("Ann"))
    script.http.headers["authorization"] = program.http.headers["authorization"]
    assert await script.get(WHO) == ANN


async def test_a_reading_token_changes_nothing(people: People, by_token: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    client = await by_token(await people.member("Ben"), Scope.READ)
    refused = await client.do("castVote", {"ideaId": ids.encode("Idea", bench.id)})
    assert (refused["__typename"], refused["code"]) == ("NotAllowed", "READ_ONLY_TOKEN")
    idea = await client.get("query($id: ID!) { idea(id: $id) { supporters } }", id=ids.encode("Idea", bench.id))
    assert idea == {"supporters": 0}


@pytest.mark.parametrize("token", ["fourfold_unknown", "x", "é" * 30, "a" * 4000])
async def test_an_unknown_token_is_refused(token: str, by_token: As) -> None:
    answer = await (await by_token()).ask(WHO, authorization=f"Bearer {token}")
    assert (answer.status, answer.code) == (401, "BAD_TOKEN")


async def test_an_expired_token_is_refused(people: People, by_token: As, clock: HeldClock) -> None:
    client = await by_token(await people.member())
    clock.forward(days=90, seconds=-1)
    assert await client.get(WHO) == ANN
    clock.forward(seconds=1)
    assert (await client.ask(WHO)).status == 401


async def test_a_revoked_token_is_refused_at_once(people: People, by_token: As) -> None:
    ann = await people.member()
    client, other = await by_token(ann), await by_token(ann)
    (mine, _others) = sorted(await people.reads(members.access_tokens, ann), key=lambda token: token.id)
    done = await other.do("revokeAccessToken", {"id": ids.encode("AccessToken", mine.id)})
    assert done["__typename"] == "Done"
    assert (await client.ask(WHO)).code == "BAD_TOKEN"
    assert await other.get(WHO) == ANN


async def test_the_token_of_one_who_left_is_refused(people: People, by_token: As, by_cookie: As) -> None:
    ann = await people.member()
    client = await by_token(ann)
    await (await by_cookie(ann)).do("deleteAccount", {"confirmHandle": "ann"})
    assert (await client.ask(WHO)).code == "BAD_TOKEN"


async def test_a_token_has_the_role_its_member_has_now(people: People, by_token: As) -> None:
    cleo, ann = await people.admin(), await people.member()
    client = await by_token(ann)
    await people.does(members.change_role, cleo, ann.id, Role.ADMIN)
    assert (await client.get("{ members(first: 9) { nodes { handle } } }"))["nodes"]
    await people.does(members.change_role, cleo, ann.id, Role.CUSTOMER)
    assert (await client.ask("{ members(first: 9) { nodes { handle } } }")).code == "NOT_ALLOWED"


async def test_using_a_token_is_noted(people: People, by_token: As, clock: HeldClock) -> None:
    ann = await people.member()
    client = await by_token(ann)
    clock.forward(hours=1)
    await client.get(WHO)
    (token,) = await people.reads(members.access_tokens, ann)
    assert token.used_at == clock()


async def test_asking_by_cookie_keeps_one_signed_in(people: People, by_cookie: As, clock: HeldClock) -> None:
    client = await by_cookie(await people.member("Ann", Role.EMPLOYEE))
    for _ in range(3):
        clock.forward(minutes=50)
        assert await client.get(WHO) == ANN
    clock.forward(minutes=61)
    assert await client.get(WHO) is None


@pytest.mark.parametrize("wrong", ["", "nonsense", "A" * 60, "é"])
async def test_a_cookie_changes_nothing_without_the_pages_token(wrong: str, people: People, by_cookie: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    client = await by_cookie(await people.member("Ben"))
    query = "mutation($id: ID!) { castVote(input: {ideaId: $id}) { __typename } }"
    variables = {"id": ids.encode("Idea", bench.id)}
    forged = await client.ask(query, variables, x_csrf_token=wrong)
    assert (forged.status, forged.code) == (403, "FORGED_REQUEST")
    assert await client.get("query($id: ID!) { idea(id: $id) { supporters } }", **variables) == {"supporters": 0}


async def test_the_token_of_another_browser_does_not_help(people: People, by_cookie: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    ben = await people.member("Ben")
    here, there = await by_cookie(ben), await by_cookie(ben)
    here.http.headers["x-csrf-token"] = there.http.headers["x-csrf-token"]
    query = "mutation($id: ID!) { castVote(input: {ideaId: $id}) { __typename } }"
    assert (await here.ask(query, {"id": ids.encode("Idea", bench.id)})).code == "FORGED_REQUEST"


async def test_a_cookie_does_not_count_on_other_sites_pages(people: People, by_cookie: As) -> None:
    client = await by_cookie(await people.member())
    assert (await client.ask(WHO, origin="https://elsewhere.example")).code == "FORGED_REQUEST"
    assert (await client.ask(WHO, sec_fetch_site="cross-site")).code == "FORGED_REQUEST"


async def test_a_cookie_with_the_pages_token_changes_things(people: People, by_cookie: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    client = await by_cookie(await people.member("Ben"))
    idea = await client.do("castVote", {"ideaId": ids.encode("Idea", bench.id)}, "... on Idea { supporters }")
    assert idea == {"__typename": "Idea", "supporters": 1}


async def test_only_members_ask_about_the_schema(people: People, by_token: As) -> None:
    visitor, member = await by_token(), await by_token(await people.member(), Scope.READ)
    for query in ("{ __schema { types { name } } }", '{ __type(name: "Idea") { name } }'):
        assert (await visitor.ask(query)).code == "INTROSPECTION_NEEDS_SIGN_IN"
        assert await member.get(query)
    assert await visitor.ask("{ __typename }")


async def test_a_mistyped_name_gets_no_suggestions(people: People, by_token: As) -> None:
    for client in (await by_token(), await by_token(await people.member())):
        for query in ("{ idees }", "{ viewer { member { emial } } }", '{ idea(di: "x") { id } }'):
            answer = await client.ask(query)
            assert answer.code == "GRAPHQL_VALIDATION_FAILED"
            assert "Did you mean" not in str(answer.body)


async def test_before_it_is_set_up_the_community_says_so(sessions: Sessions) -> None:
    contexts = Contexts(sessions, "session", lambda _, fallback: fallback, lambda _: str, str, lambda _: str)
    with pytest.raises(Exception, match="has not been set up yet"):
        await contexts(HTTPConnection({"type": "http", "headers": []}), None)


async def test_a_visitor_without_a_preference_reads_the_communitys_language(people: People, sessions: Sessions) -> None:
    async with database.transaction(sessions) as session:
        await community.revise(session, await people.admin(), language="de")
    contexts = Contexts(sessions, "session", lambda _, fallback: fallback, lambda _: str, str, lambda _: str)
    context = await contexts(HTTPConnection({"type": "http", "headers": []}), None)
    assert context.language == "de"


async def test_refusals_speak_the_members_language(people: People, sessions: Sessions) -> None:
    gerda = await people.member("Gerda", language="de")
    context = await context_of(people, sessions, gerda)
    answer = await Engine(schema).answer(
        Question('mutation { saveTeam(input: {name: "x", memberIds: []}) { ... on Problem { message } } }'), context, {}
    )
    assert answer.data == {"saveTeam": {"message": "de: You don't have the right to do this."}}


async def test_a_member_who_leaves_does_nothing_more_in_the_same_question(people: People, by_cookie: As) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    client = await by_cookie(await people.member("Ben"))
    answer = await client.ask(
        """mutation($id: ID!) {
          deleteAccount(input: {confirmHandle: "ben"}) { ... on Done { viewer { language } } }
          castVote(input: {ideaId: $id}) { ... on Problem { code } }
        }""",
        {"id": ids.encode("Idea", bench.id)},
    )
    assert answer.data == {"deleteAccount": {"viewer": None}, "castVote": {"code": "SIGN_IN_NEEDED"}}


async def test_who_asks_is_looked_up_anew_after_what_changes_rights_and_not_after_a_vote(
    people: People, by_cookie: As, counting_app: Counting
) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    client = await by_cookie(await people.member("Ben"))
    with counting_app() as counted:
        answer = await client.ask(
            """mutation($id: ID!) {
              first: castVote(input: {ideaId: $id}) { ... on Idea { supporters } }
              again: castVote(input: {ideaId: $id}) { ... on Idea { supporters } }
              deleteAccount(input: {confirmHandle: "ben"}) { __typename }
              gone: castVote(input: {ideaId: $id}) { ... on Problem { code } }
              still: castVote(input: {ideaId: $id}) { ... on Problem { code } }
            }""",
            {"id": ids.encode("Idea", bench.id)},
        )
    votes, gone = {"supporters": 1}, {"code": "SIGN_IN_NEEDED"}
    assert answer.data == {
        "first": votes,
        "again": votes,
        "deleteAccount": {"__typename": "Done"},
        "gone": gone,
        "still": gone,
    }
    asked = [each for each in counted.statements if "FROM sign_ins JOIN members" in each]
    assert len(asked) == 2, "\n".join(counted.statements)


async def context_of(people: People, sessions: Sessions, member: Member) -> Context:
    """Return a context as the app makes it, with words that say in which language they were asked for."""

    def translations(language: str) -> Callable[[str], str]:
        return lambda message: f"{language}: {message}"

    _token, secret = await people.does(members.create_access_token, member, name="Script", scope=Scope.WRITE)
    contexts = Contexts(sessions, "session", lambda _, fallback: fallback, translations, str, lambda _: str)
    return await contexts(HTTPConnection({"type": "http", "headers": []}), secret)


async def test_a_fault_of_ours_is_masked_under_the_requests_number(people: People, by_token: As) -> None:
    bench = await people.idea(by=await people.member())
    await people.does(AsyncSession.execute, text("DELETE FROM idea_counters"))
    client, query = await by_token(), f'{{ idea(id: "{ids.encode("Idea", bench.id)}") {{ supporters }} }}'
    response = await client.http.post("/graphql", json={"query": query})
    (error,) = response.json()["errors"]
    assert error["message"].startswith("Something went wrong on our side.")
    assert error["extensions"] == {"code": "INTERNAL", "requestId": response.headers["x-request-id"]}
    assert "NoneType" not in response.text


async def test_without_its_database_the_site_says_that_it_will_be_back() -> None:
    nowhere = Settings(database_url="postgresql://hunter2:hunter2@127.0.0.1:1/none", base_url=ADDRESS, secret_key="k")
    app = create_app(nowhere)
    async with Client(app).http as http:
        response = await http.post("/graphql", json={"query": WHO})
    await app.state.fourfold.engine.dispose()
    assert response.status_code == 503
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert "hunter2" not in response.text
