"""What was learned, and the portfolio, over GraphQL: the same as on the pages, and for the same readers."""

from typing import Any

from api import ids
from domain.experiments import Advice, Phase
from domain.members import Member, Role
from tests import learning
from tests.api.conftest import As
from tests.experimenting import advised
from tests.people import People

CARDS = """query($words: String! = "", $team: ID) { learningCards(first: 5, words: $words, team: $team) {
  nodes { title outcome believed learned metric tags helped team page author { name } idea { title }
          reuses(first: 5) { nodes { experiment page member { name } } } } } }"""
TRIED = "query($changing: String!, $but: ID) { triedBefore(changing: $changing, but: $but) { title } }"
REUSE = """mutation($input: ReuseLearningCardInput!) { reuseLearningCard(input: $input) {
  ... on LearningCard { helped } } }"""
PORTFOLIO = """query($team: ID) { portfolio(team: $team) {
  whole { running due concluded scaled learned savedUnits savedDays daysFromStartToConclusion }
  quadrants { quadrant tally { concluded } } teams { team tally { running } }
  running(first: 5) { nodes { title phase advice totalsAsOf owner { name } idea { title } } }
  due(first: 5) { nodes { title verdictDueAt advice } } } }"""


async def _asked(by_token: As, reader: Member, question: str, **variables: object) -> Any:
    return await (await by_token(reader)).ask(question, variables)


async def test_cards_are_read_and_their_use_is_noted(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben", Role.EMPLOYEE)
    idea, team = await people.idea(by=ann), await people.team("Docks", ben)
    card = await learning.concluded(people, by=ben, on=idea, title="Two docks", tags=("docks",), team_id=team)
    planned = await learning.experiment(people, by=ben, on=idea, phase=Phase.DRAFT, title="Better benches")
    names = {"id": ids.encode("LearningCard", card.id), "experimentId": ids.encode("Experiment", planned.id)}
    answer = await _asked(by_token, ben, REUSE, input=names)
    assert answer.body["data"]["reuseLearningCard"] == {"helped": 1}
    use = {"experiment": "Better benches", "page": planned.path, "member": {"name": "Ben"}}
    for reader, of_team, uses in ((ben, "Docks", [use]), (ann, None, [])):
        (found,) = (await _asked(by_token, reader, CARDS, words="bench")).body["data"]["learningCards"]["nodes"]
        assert (found["team"], found["reuses"]["nodes"]) == (of_team, uses)
        assert (found["title"], found["outcome"], found["helped"]) == ("Two docks", "STOPPED_NOT_AS_PROMISED", 1)
        assert (found["idea"], found["page"]) == ({"title": idea.title}, card.path)
    number = ids.encode("Team", team)
    assert len((await _asked(by_token, ben, CARDS, team=number)).body["data"]["learningCards"]["nodes"]) == 1
    assert (await _asked(by_token, ann, CARDS, team=number)).body["errors"]


async def test_what_was_tried_before_is_found(people: People, by_token: As) -> None:
    ben = await people.member("Ben", Role.EMPLOYEE)
    idea = await people.idea(by=ben)
    card = await learning.concluded(people, by=ben, on=idea, title="Helmets", changing="helmets to borrow at a dock")
    said = "a helmet to borrow at every dock"
    assert (await _asked(by_token, ben, TRIED, changing=said)).body["data"]["triedBefore"] == [{"title": "Helmets"}]
    but = ids.encode("Experiment", card.experiment_id)
    assert (await _asked(by_token, ben, TRIED, changing=said, but=but)).body["data"]["triedBefore"] == []
    assert (await _asked(by_token, ben, TRIED, changing=said, but="nonsense")).body["errors"]


async def test_the_portfolio_is_for_staff(people: People, by_token: As) -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben", Role.EMPLOYEE)
    idea = await people.idea(by=ann, quadrant="creation_for_self")
    runs = await learning.experiment(people, by=ben, on=idea, title="It runs")
    await advised(people, runs, Advice.SCALE, by=ben, after=7)
    await learning.experiment(people, by=ben, on=idea, title="It waits", phase=Phase.VERDICT_DUE)
    await learning.concluded(people, by=ben, on=idea, saved=(100, 3))
    found = (await _asked(by_token, ben, PORTFOLIO)).body["data"]["portfolio"]
    assert found["whole"] == {
        "running": 1,
        "due": 1,
        "concluded": 1,
        "scaled": 0,
        "learned": 1,
        "savedUnits": 100,
        "savedDays": 3,
        "daysFromStartToConclusion": 21.0,
    }
    assert found["quadrants"] == [{"quadrant": "CREATION_FOR_SELF", "tally": {"concluded": 1}}]
    assert found["teams"] == [{"team": None, "tally": {"running": 1}}]
    (line,) = found["running"]["nodes"]
    assert (line["title"], line["phase"], line["advice"]) == ("It runs", "RUNNING", "SCALE")
    (waits,) = found["due"]["nodes"]
    assert waits["verdictDueAt"]
    none = (await _asked(by_token, ben, PORTFOLIO, team=ids.encode("Team", 10**6))).body["data"]["portfolio"]
    assert none["running"]["nodes"] == []
    assert (await _asked(by_token, ann, PORTFOLIO)).body["errors"]
