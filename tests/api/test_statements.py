"""How many statements a question sends: the same for one row as for many."""

import pytest

from api import ids
from domain import challenges
from domain.members import Role, Scope
from tests.api.conftest import As, Counting
from tests.challenging import began, called
from tests.people import People

IDEAS = """{ ideas(first: 20, order: %s) { nodes {
  title author { handle teams { name } } tags { name } supporters commentCount
  viewerHasVoted viewerMayVote viewerFollows viewerMayEdit
} } }"""
DISCUSSION = """query($id: ID!) { idea(id: $id) { title comments(first: 20) { nodes {
  body author { handle } idea { title } replies { body author { handle } idea { title } viewerMayRemove }
} } } }"""
PEOPLE = "query($id: ID!) { challengeStandings(challenge: $id, first: 20) { nodes { member { name } missingWeeks } } }"
# Who asks, and then: ideas with authors and counters, their tags; votes; follows; members with teams, the teams.
STATEMENTS = 1 + 2 + 1 + 1 + 2
# Who asks, the idea, comments with authors, their replies with authors.
READING = 1 + 1 + 2


@pytest.mark.parametrize("order", ["NEW", "SUPPORTED"])
@pytest.mark.parametrize("rows", [1, 20])
async def test_a_list_of_ideas_sends_as_many_statements_for_twenty_as_for_one(
    rows: int, order: str, people: People, by_token: As, counting_app: Counting
) -> None:
    for number in range(rows):
        author = await people.member(f"Author {number}", Role.EMPLOYEE)
        await people.idea(by=author, title=f"Idea number {number}", tags=f"Docks,Tag {number}")
    client = await by_token(await people.member(), Scope.READ)
    await client.get("{ viewer { language } }")  # the first use of a token is noted
    with counting_app() as counted:
        assert len((await client.get(IDEAS % order))["nodes"]) == rows
    assert len(counted) == STATEMENTS, "\n".join(counted.statements)


@pytest.mark.parametrize("rows", [1, 4])
async def test_the_calls_that_ideas_answer_are_one_statement_more(
    rows: int, people: People, by_token: As, counting_app: Counting
) -> None:
    call = await began(people, await called(people, by=await people.member("Pia", Role.PRODUCT)))
    for number in range(rows):
        author = await people.member(f"Author {number}")
        idea = await people.idea(by=author, title=f"Idea number {number}")
        await people.does(challenges.answer, author, call.id, idea.id)
    client = await by_token(await people.member(), Scope.READ)
    await client.get("{ viewer { language } }")
    with counting_app() as counted:
        found = await client.get("{ ideas(first: 20) { nodes { challenge { question } } } }")
    assert found["nodes"] == [{"challenge": {"question": call.question}}] * rows
    assert len(counted) == 3, "\n".join(counted.statements)  # who asks, ideas, and the calls that they answer


@pytest.mark.parametrize("rows", [1, 4])
async def test_the_people_of_a_challenge_send_as_many_statements_for_many_as_for_one(
    rows: int, people: People, by_token: As, counting_app: Counting
) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    work = await called(people, by=pia, staff=True)
    for number in range(rows):
        await people.does(challenges.join, await people.member(f"Emil {number}", Role.EMPLOYEE), work.id)
    client = await by_token(pia, Scope.READ)
    await client.get("{ viewer { language } }")
    with counting_app() as counted:
        found = (await client.ask(PEOPLE, {"id": ids.encode("Challenge", work.id)})).only
    assert len(found["nodes"]) == rows
    # Who asks, the challenge, a page of people, who of them is still here, and their readings: to reckon, and by week.
    assert len(counted) == 6, "\n".join(counted.statements)


@pytest.mark.parametrize("rows", [1, 20])
async def test_a_search_sends_as_many_statements_for_twenty_as_for_one(
    rows: int, people: People, by_token: As, counting_app: Counting
) -> None:
    for number in range(rows):
        await people.idea(by=await people.member(f"Author {number}"), title=f"A bench at door {number}")
    client = await by_token(await people.member(), Scope.READ)
    await client.get("{ viewer { language } }")
    asked = """{ ideas(first: 20, filter: {words: "bench"}) { nodes {
      title supporters viewerHasVoted author { name }
    } } }"""
    with counting_app() as counted:
        assert len((await client.get(asked))["nodes"]) == rows
    # Who asks, the community's synonyms, how much the word will find; ideas with authors and counters; votes.
    assert len(counted) == 1 + 1 + 1 + 1 + 1, "\n".join(counted.statements)


@pytest.mark.parametrize("rows", [1, 10])
async def test_a_discussion_sends_as_many_statements_for_many_as_for_one(
    rows: int, people: People, by_token: As, counting_app: Counting
) -> None:
    bench = await people.idea(by=await people.member("Ann"))
    for number in range(rows):
        ben = await people.member(f"Ben {number}")
        said = await people.comment(by=ben, on=bench)
        await people.comment(by=ben, on=bench, to=said)
        await people.comment(by=ben, on=bench, to=said)
    client = await by_token(await people.member("Dan"), Scope.READ)
    await client.get("{ viewer { language } }")
    with counting_app() as counted:
        idea = await client.get(DISCUSSION, id=ids.encode("Idea", bench.id))
    assert [len(node["replies"]) for node in idea["comments"]["nodes"]] == [2] * rows
    assert len(counted) == READING, "\n".join(counted.statements)


@pytest.mark.parametrize("rows", [1, 10])
async def test_what_one_said_sends_as_many_statements_for_many_as_for_one(
    rows: int, people: People, by_token: As, counting_app: Counting
) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    for number in range(rows):
        idea = await people.idea(by=ann, title=f"Idea number {number}")
        await people.vote(by=ben, on=idea)
        await people.comment(by=ann, on=idea, to=await people.comment(by=ben, on=idea))
    client = await by_token(ben, Scope.READ)
    await client.get("{ viewer { language } }")
    for query, statements in (
        ("{ viewer { comments(first: 10) { nodes { body idea { title } replies { body } } } } }", 1 + 1 + 1 + 1),
        ("{ viewer { votedIdeas(first: 10) { nodes { title tags { name } author { name } } } } }", 1 + 2),
        ("{ viewer { followedIdeas(first: 10) { nodes { title viewerFollows } } } }", 1 + 1),
    ):
        with counting_app() as counted:
            await client.get(query)
        assert len(counted) == statements, "\n".join(counted.statements)


async def test_a_vote_is_one_statement_after_the_one_that_finds_who_asks(
    people: People, by_token: As, counting_app: Counting
) -> None:
    bench = await people.idea(by=await people.member("Ann"), tags="Docks")
    client = await by_token(await people.member("Ben"))
    await client.get("{ viewer { language } }")
    with counting_app() as counted:
        await client.do("castVote", {"ideaId": ids.encode("Idea", bench.id)}, "... on Idea { supporters }")
    assert len(counted) == 2, "\n".join(counted.statements)


async def test_ten_votes_in_one_question_look_up_who_asks_once(
    people: People, by_token: As, counting_app: Counting
) -> None:
    ann, client = await people.member("Ann"), await by_token(await people.member("Ben"))
    numbers = [(await people.idea(by=ann, title=f"Idea number {n}")).id for n in range(10)]
    cast = (f'v{n}: castVote(input: {{ideaId: "{ids.encode("Idea", n)}"}}) {{ __typename }}' for n in numbers)
    await client.get("{ viewer { language } }")
    with counting_app() as counted:
        answer = await client.ask("mutation { " + " ".join(cast) + " }")
    assert answer.data == {f"v{n}": {"__typename": "Idea"} for n in numbers}
    assert len(counted) == 1 + 10, "\n".join(counted.statements)


async def test_a_visitors_question_about_nothing_reads_the_community_only(
    people: People, by_token: As, counting_app: Counting
) -> None:
    client = await by_token()
    with counting_app() as counted:
        await client.get("{ viewer { language } }")
    assert len(counted) == 1, "\n".join(counted.statements)
