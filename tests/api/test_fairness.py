"""Votes that are looked at, over GraphQL: the same as on the pages, and for the same people."""

from typing import Any
from uuid import uuid4

import pytest

from api import ids
from domain import fairness, triage, votes
from domain.fairness import FairnessCase
from domain.ideas import Idea
from domain.members import Member, Role
from domain.paging import Slice
from tests.api.conftest import As, Counting
from tests.conftest import HeldClock
from tests.people import People
from tests.splitting import NIGHT, REWORDED, posted
from tests.weighed_tests import bent, changed
from tests.weighing import opened

CASES = """query($decided: Boolean!) { voteCases(first: 20, decided: $decided) { nodes { id kind outcome said
  preview { votes state moves { before after } points { points } }
  given { votes quarantined ideaIds voter { name } author { name } } appeals { said outcome member { name } } } } }"""
# What each row of a list of cases shows, without what is read of people in turn.
SHOWN = (
    "id kind experimentId ideaId firstIdeaId outcome said evidence { figures { name value } } parties { name }",
    "decidedBy { name } settling given { votes quarantined ideaIds } appeals { said outcome }",
    "given { voter { name } author { name } }",
    "appeals { member { name } }",
)
MINE = """{ myVoteCases(first: 20) { nodes { yours heldBack mayAppeal ideaIds outcome said
  appeal { said outcome } } } }"""
RECORD = "{ voteCaseRecord { decided cleared waiting } }"
REST = """... on NotAllowed { code } ... on Conflict { code } ... on NotFound { code }
  ... on Invalid { problems { path } }"""
HOLD = f"mutation($input: HoldVotesInput!) {{ holdVotes(input: $input) {{ ... on VoteCase {{ id }} {REST} }} }}"
UPHOLD = f"""mutation($input: UpholdVoteCaseInput!) {{
  upholdVoteCase(input: $input) {{ ... on VoteCase {{ outcome }} {REST} }} }}"""
CLEAR = f"""mutation($input: ClearVoteCaseInput!) {{
  clearVoteCase(input: $input) {{ ... on VoteCase {{ outcome }} {REST} }} }}"""
APPEAL = f"""mutation($input: AppealVoteCaseInput!) {{
  appealVoteCase(input: $input) {{ ... on OwnVoteCase {{ mayAppeal outcome }} {REST} }} }}"""
Traded = tuple[FairnessCase, Member, Member, list[Idea]]


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


@pytest.fixture
async def traded(people: People, clock: HeldClock) -> Traded:
    """Return a case about one member's votes for two ideas of another's."""
    ann, ben = await people.member("Ann"), await people.member("Ben")
    mine = [await people.idea(by=ann, title=f"Bench {number}") for number in range(2)]
    clock.forward(hours=25)
    for idea in mine:
        await people.vote(by=ben, on=idea)
    await people.hear()
    return await opened(people, [ben], mine), ann, ben, mine


async def _asked(by_token: As, reader: Member | None, question: str, **variables: object) -> Any:
    return (await (await by_token(reader)).ask(question, variables)).body


async def _cases(by_token: As, reader: Member, *, decided: bool = False) -> Any:
    return (await _asked(by_token, reader, CASES, decided=decided))["data"]["voteCases"]["nodes"]


async def _done(by_token: As, actor: Member, mutation: str, **given: str) -> Any:
    (found,) = (await _asked(by_token, actor, mutation, input=given))["data"].values()
    return found


async def test_a_case_is_read_held_upheld_appealed_and_cleared(
    people: People, by_token: As, pat: Member, traded: Traded
) -> None:
    case, ann, ben, mine = traded
    number = ids.encode("VoteCase", case.id)
    (seen,) = await _cases(by_token, pat)
    assert (seen["id"], seen["kind"], seen["outcome"]) == (number, "SLOW_DRIP", None)
    backed = {"ideaIds": [ids.encode("Idea", idea.id) for idea in mine], "votes": 2, "quarantined": 0}
    assert seen["given"] == [{**backed, "voter": {"name": "Ben"}, "author": {"name": "Ann"}}]
    assert seen["preview"]["moves"] == [{"before": 1, "after": 0}] * 2
    assert (seen["preview"]["votes"], seen["preview"]["points"]) == (2, [{"points": 10}])
    state = seen["preview"]["state"]
    assert await _done(by_token, pat, HOLD, id=number, state=state) == {"id": number}
    behind = "{ voteCases(first: 1) { nodes { settling } } }"
    assert (await _asked(by_token, pat, behind))["data"]["voteCases"]["nodes"] == [{"settling": 1}]
    await people.hear()
    assert (await _asked(by_token, pat, behind))["data"]["voteCases"]["nodes"] == [{"settling": 0}]
    said = {"id": number, "said": "One hand made them."}
    assert await _done(by_token, pat, UPHOLD, **said, state=state) == {"outcome": "UPHELD"}
    (own,) = (await _asked(by_token, ben, MINE))["data"]["myVoteCases"]["nodes"]
    assert (own["yours"], own["heldBack"], own["mayAppeal"]) == (True, 2, True)
    assert own["ideaIds"] == [ids.encode("Idea", idea.id) for idea in mine]
    assert own["said"] == "One hand made them."
    words = {"id": number, "said": "We share one van."}
    assert await _done(by_token, ben, APPEAL, **words) == {"mayAppeal": False, "outcome": None}
    assert await _done(by_token, ben, APPEAL, **words) == {"code": "APPEALED"}
    assert await _done(by_token, pat, CLEAR, **said) == {"code": "DECIDED_BEFORE"}
    (seen,) = await _cases(by_token, pat)
    assert seen["appeals"] == [{"said": "We share one van.", "outcome": None, "member": {"name": "Ben"}}]
    cleo = await people.admin()
    assert await _done(by_token, cleo, CLEAR, **said) == {"outcome": "CLEARED"}
    assert await _done(by_token, cleo, CLEAR, **said) == {"code": "CASE_DECIDED"}
    assert await _cases(by_token, pat) == []
    assert [each["outcome"] for each in await _cases(by_token, pat, decided=True)] == ["CLEARED"]
    record = (await _asked(by_token, pat, RECORD))["data"]["voteCaseRecord"]
    assert record == {"decided": 1, "cleared": 1, "waiting": 0}
    (theirs,) = (await _asked(by_token, ann, MINE))["data"]["myVoteCases"]["nodes"]
    assert (theirs["yours"], theirs["heldBack"], theirs["mayAppeal"]) == (False, 0, False)


async def test_a_stale_preview_changes_nothing(people: People, by_token: As, pat: Member, traded: Traded) -> None:
    case, _ann, ben, mine = traded
    number = ids.encode("VoteCase", case.id)
    (seen,) = await _cases(by_token, pat)
    await people.does(votes.withdraw, ben, mine[0].id)
    stale = {"id": number, "state": seen["preview"]["state"]}
    assert await _done(by_token, pat, HOLD, **stale) == {"code": "CASE_MOVED"}
    assert await _done(by_token, pat, UPHOLD, **stale, said="A ring.") == {"code": "CASE_MOVED"}
    assert await people.reads(votes.standings, ben, [idea.id for idea in mine]) == {mine[0].id: 0, mine[1].id: 1}


async def test_others_are_refused(people: People, by_token: As, pat: Member, traded: Traded) -> None:
    case, _ann, ben, _mine = traded
    number = ids.encode("VoteCase", case.id)
    assert await _done(by_token, ben, CLEAR, id=number, said="All is well.") == {"code": "NOT_ALLOWED"}
    assert await _done(by_token, ben, APPEAL, id=number, said="We share one van.") == {"code": "NOT_FOUND"}
    assert await _done(by_token, pat, CLEAR, id=ids.encode("VoteCase", 4711), said="Well.") == {"code": "NOT_FOUND"}
    assert await _done(by_token, pat, CLEAR, id=number, said=" ") == {"problems": [{"path": ["input", "said"]}]}
    assert "errors" in await _asked(by_token, ben, CASES, decided=False)
    assert "errors" in await _asked(by_token, None, MINE)


async def test_own_cases_ask_as_much_for_one_as_for_many(
    people: People, by_token: As, traded: Traded, counting_app: Counting
) -> None:
    _case, ann, ben, mine = traded
    await opened(people, [ben], mine, held=True)
    program = await by_token(ann)
    await program.ask(MINE)
    with counting_app() as few:
        await program.ask(MINE)
    for _ in range(4):
        await opened(people, [ben], mine, held=True)
    with counting_app() as many:
        found = await program.ask(MINE)
    assert len(found.body["data"]["myVoteCases"]["nodes"]) == 5
    assert len(many) == len(few) <= 7, "\n\n".join(many.statements)


async def test_cases_of_all_kinds_ask_as_much_for_a_few_as_for_many(
    people: People, by_token: As, pat: Member, clock: HeldClock, counting_app: Counting
) -> None:
    emil = await people.member("Emil", Role.EMPLOYEE)

    async def grow(times: int) -> None:
        """Let a case of each kind be opened so many times, upheld, and somebody ask for a second look."""
        for _ in range(times):
            ann, ben = [await people.member(name, email=f"{uuid4()}@x.example") for name in ("Ann", "Ben")]
            mine = [await posted(people, NIGHT, ann)]
            clock.forward(hours=25)
            mine.append(await posted(people, REWORDED, ann))
            for idea in mine:
                await people.vote(by=ben, on=idea)
            await opened(people, [ben], mine)
            await bent(people, by=emil, second=pat, on=mine[0])
            await people.does(fairness.compare)
            await people.hear()
            for case in (await people.reads(fairness.cases, pat, Slice())).items:
                if not await people.reads(fairness.appeals, case.id):
                    state = (await people.reads(fairness.preview, pat, case.id)).state
                    await people.does(fairness.uphold, pat, case.id, said="It looked odd.", state=state)
                    who = emil if case.experiment_id else ann
                    await people.does(fairness.appeal, who, case.id, said="It wasn’t.")

    client = await by_token(pat)

    async def asked() -> tuple[list[dict[str, Any]], list[list[str]]]:
        """Return what all questions together say of each case, and what each asks for."""
        await client.ask("{ voteCaseRecord { waiting } }")  # the token was used again
        rows, counts = list[dict[str, Any]](), list[list[str]]()
        for what in SHOWN:
            with counting_app() as counted:
                found = (await client.ask(f"{{ voteCases(first: 20) {{ nodes {{ {what} }} }} }}")).data
            nodes = found["voteCases"]["nodes"]
            rows = [one | other for one, other in zip(rows or [{}] * len(nodes), nodes, strict=True)]
            counts.append(counted.statements)
        return rows, counts

    await grow(1)
    rows, few = await asked()
    assert {each["kind"] for each in rows} == {"SLOW_DRIP", "VERDICT_BENDING", "IDEA_SPLITTING"}
    await grow(2)
    rows, many = await asked()
    assert len(rows) == 9
    assert all(each["appeals"] and each["parties"] and each["evidence"] for each in rows)
    assert sorted(each["settling"] > 0 for each in rows) == [False] * 8 + [True]
    counts = [len(each) for each in many]
    assert counts == [len(each) for each in few], many
    assert max(counts) <= 6


async def test_two_ideas_are_looked_at_over_the_api_too(
    people: People, by_token: As, pat: Member, clock: HeldClock
) -> None:
    ann = await people.member("Ann")
    one = await posted(people, NIGHT, ann)
    clock.forward(hours=3)
    other = await posted(people, REWORDED, ann)
    await people.does(fairness.compare)
    await people.hear()
    both = {"ideaId": ids.encode("Idea", other.id), "firstIdeaId": ids.encode("Idea", one.id), "experimentId": None}
    kinds = "{ voteCases(first: 5) { nodes { id kind ideaId firstIdeaId experimentId } } }"
    (seen,) = (await _asked(by_token, pat, kinds))["data"]["voteCases"]["nodes"]
    assert seen == {"id": seen["id"], "kind": "IDEA_SPLITTING", **both}
    theirs = "{ myVoteCases(first: 5) { nodes { ideaId firstIdeaId experimentId ideaIds mayAppeal outcome } } }"
    (own,) = (await _asked(by_token, ann, theirs))["data"]["myVoteCases"]["nodes"]
    listed = {"ideaIds": [both["firstIdeaId"], both["ideaId"]], "mayAppeal": True, "outcome": None}
    assert own == {**both, **listed}
    await people.does(triage.merge, pat, other.id, one.id)
    await people.hear()
    (own,) = (await _asked(by_token, ann, theirs))["data"]["myVoteCases"]["nodes"]
    assert own["outcome"] == "MERGED"
    assert await _done(by_token, pat, CLEAR, id=seen["id"], said="Two.") == {"code": "CASE_DECIDED"}


async def test_the_end_of_a_test_is_looked_at_over_the_api_too(people: People, by_token: As, pat: Member) -> None:
    emil = await people.member("Emil", Role.EMPLOYEE)
    test = await bent(people, by=emil, second=pat)
    await people.hear()
    kinds = "{ voteCases(first: 5) { nodes { id kind experimentId evidence { figures { name value } } } } }"
    (seen,) = (await _asked(by_token, pat, kinds))["data"]["voteCases"]["nodes"]
    number = ids.encode("Experiment", test.id)
    assert (seen["kind"], seen["experimentId"]) == ("VERDICT_BENDING", number)
    assert {"name": "undone", "value": 1.0} in seen["evidence"][0]["figures"]
    paul = await people.member("Paul", Role.PRODUCT)
    await changed(people, test, change=0.1, approved_by_id=paul.id)
    assert await _done(by_token, paul, CLEAR, id=seen["id"], said="All is well.") == {"code": "HAD_A_HAND"}
    theirs = "{ myVoteCases(first: 5) { nodes { caseId experimentId yours heldBack mayAppeal outcome } } }"
    (own,) = (await _asked(by_token, emil, theirs))["data"]["myVoteCases"]["nodes"]
    stands = {"caseId": seen["id"], "experimentId": number, "yours": False, "heldBack": 0}
    assert own == {**stands, "mayAppeal": True, "outcome": None}
    assert await _done(by_token, pat, UPHOLD, id=seen["id"], state="", said="Out of thin air.") == {"outcome": "UPHELD"}
    assert await _done(by_token, emil, APPEAL, id=seen["id"], said="It had stopped.") == {
        "mayAppeal": False,
        "outcome": None,
    }
    assert await _done(by_token, pat, CLEAR, id=seen["id"], said="Well.") == {"code": "DECIDED_BEFORE"}
