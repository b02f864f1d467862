"""Experiments over GraphQL: what everybody reads, what staff read besides, and a life led from the outside."""

from datetime import timedelta

from api import ids
from domain import experiments
from domain.experiments import Advice, Criterion
from domain.members import Member, Role
from tests.api.conftest import As, Counting
from tests.conftest import HeldClock
from tests.domain.experiments import lab
from tests.experimenting import advised, crew, planned, running, said
from tests.people import People

WHOLE = """{ experiments(first: 20) { nodes {
  id title phase page startedAt owner { name } team { name } idea { title }
  plan { number hypothesis plannedUnits endsAt budgetDays criteria { words watcher { name } } arms { name share }
         checklist { item done } fingerprint }
  conclusion { kind reason savedUnits againstAdvice effectiveAt concludedBy { name } }
  steps(first: 5) { nodes { fromPhase toPhase words actor { name } } }
} } }"""


async def _told(people: People, member: Member | None, by_cookie: As) -> list[dict[str, object]]:
    client = await by_cookie(member)
    answer = await client.get(WHOLE)
    nodes: list[dict[str, object]] = answer["nodes"]
    return nodes


async def test_customers_read_what_runs_and_staff_all_of_it(people: People, by_cookie: As) -> None:
    emil, pia = await crew(people)
    ann = await people.member("Ann")
    watched = (Criterion("Two complaints a day", pia.id),)
    runs = await running(people, by=emil, second=pia, budget_days=9, criteria=watched)
    await people.does(experiments.pause, emil, runs.id, "The stop is being painted.")
    await planned(people, by=emil, on=runs.idea)
    (shown,) = await _told(people, ann, by_cookie)
    plan, steps = shown["plan"], shown["steps"]
    assert isinstance(plan, dict)
    assert isinstance(steps, dict)
    assert (shown["title"], shown["phase"], shown["conclusion"]) == ("Benches at two stops", "PAUSED", None)
    assert (plan["plannedUnits"], plan["budgetDays"], plan["criteria"]) == (7682.0, None, [])
    assert plan["arms"] == [{"name": "Without", "share": 0.5}, {"name": "With a bench", "share": 0.5}]
    assert [step["words"] for step in steps["nodes"]] == ["", "", "", ""]
    draft, inside = await _told(people, emil, by_cookie)
    plan, steps = inside["plan"], inside["steps"]
    assert isinstance(plan, dict)
    assert isinstance(steps, dict)
    assert (draft["phase"], plan["budgetDays"], plan["criteria"][0]["words"]) == ("DRAFT", 9, "Two complaints a day")
    assert steps["nodes"][0]["words"] == "The stop is being painted."


async def test_a_conclusion_that_waits_is_for_staff_until_it_counts(people: People, by_cookie: As) -> None:
    emil, pia = await crew(people)
    ann = await people.member("Ann")
    runs = await running(people, by=emil, second=pia)
    await advised(people, runs, Advice.STOP, by=emil)
    await people.does(experiments.conclude, emil, runs.id, said())
    assert [shown["conclusion"] for shown in await _told(people, ann, by_cookie)] == [None]
    (inside,) = await _told(people, emil, by_cookie)
    assert isinstance(inside["conclusion"], dict)
    assert (inside["conclusion"]["kind"], inside["conclusion"]["effectiveAt"]) == ("SCALED", None)
    await people.does(experiments.confirm, pia, runs.id)
    (shown,) = await _told(people, ann, by_cookie)
    assert isinstance(shown["conclusion"], dict)
    assert shown["conclusion"]["againstAdvice"]


async def test_one_is_found_by_its_id_and_a_draft_is_not_there_for_customers(people: People, by_cookie: As) -> None:
    emil, pia = await crew(people)
    runs = await running(people, by=emil, second=pia)
    draft = await planned(people, by=emil, on=runs.idea)
    staff, customer = await by_cookie(emil), await by_cookie(await people.member("Ann"))
    asked = "query ($id: ID!) { node(id: $id) { ... on Experiment { title } } }"
    for experiment, there in ((runs, True), (draft, False)):
        id = ids.encode("Experiment", experiment.id)
        assert await staff.get(asked, id=id) == {"title": "Benches at two stops"}
        assert (await customer.get(asked, id=id) is not None) is there


async def test_a_list_asks_as_much_for_one_row_as_for_many(people: People, by_cookie: As, counting: Counting) -> None:
    emil, pia = await crew(people)
    client, counts = await by_cookie(emil), []
    asked = WHOLE.replace("steps(first: 5) { nodes { fromPhase toPhase words actor { name } } }", "")
    for rows in (1, 5):
        for number in range(rows):
            idea = await people.idea(by=pia, title=f"Bench {rows}-{number} for all")
            await planned(people, by=emil, on=idea, criteria=(Criterion("Complaints", pia.id),))
        await client.get(asked)
        with counting() as counted:
            await client.get(asked)
        counts.append(len(counted))
    assert counts[0] == counts[1]


async def test_what_is_advised_is_said_in_the_words_of_the_page_and_in_the_readers_language(
    people: People, by_token: As, clock: HeldClock
) -> None:
    eve = await people.member("Eve", Role.EMPLOYEE)
    gerda = await people.member("Gerda", Role.EMPLOYEE, language="de")
    runs = await lab.running(people, await people.idea(by=eve), eve)
    ask, experiment = (
        "query($id: ID!) { node(id: $id) { ... on Experiment { says } } }",
        ids.encode("Experiment", runs.id),
    )
    assert (await (await by_token(eve)).get(ask, id=experiment))["says"] == []
    clock.forward(days=15)
    await people.does(experiments.check_in, eve, runs.id, lab.BEGAN + timedelta(days=12), lab.both(3_000, 300, 420))
    english = (await (await by_token(eve)).get(ask, id=experiment))["says"]
    assert english[0].startswith("The data are ")
    assert "if the idea brings the promised +20% than if it does nothing." in english[0]
    assert english[1:] == [
        "Recommendation: scale.",
        "If it did nothing, we would say this wrongly in at most 1 of 20 cases.",
    ]
    german = (await (await by_token(gerda)).get(ask, id=experiment))["says"]
    assert "+20\xa0%" in german[0]
    assert german[1] == "Empfehlung: ausweiten."
    assert (await (await by_token(await people.member("Ann"))).get(ask, id=experiment))["says"] == []
