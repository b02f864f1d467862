"""Totals of experiments by programs: entered, corrected, taken in as a table, read with what each changed, heard."""

from typing import Any
from uuid import uuid4

import pytest

from api import ids
from domain import experiments
from domain.experiments import Experiment, Phase
from domain.members import Member, Role
from tests.api.conftest import As
from tests.api.test_listening import by_events, next_of, port, secret_of, silent  # noqa: F401 - a fixture
from tests.conftest import HeldClock
from tests.domain.experiments.lab import BEGAN, both, running
from tests.people import People

CHECK_INS = """query($experiment: ID!) { node(id: $experiment) { ... on Experiment {
  verdict { advice } checkIns(first: 10) { nodes {
  id asOf source enteredBy { name } arms { units conversions mean } fell why correctsId correctedById
  before { advice } verdict { advice reason units crossedOn evidence alarms } remarks { kind days }
} } } } }"""


@pytest.fixture
async def eve(people: People) -> Member:
    return await people.member("Eve", Role.EMPLOYEE)


@pytest.fixture
async def benches(people: People, eve: Member, clock: HeldClock) -> Experiment:
    made = await running(people, await people.idea(by=eve), eve)
    clock.forward(days=15)
    return made


def arms(units: int, control: int, variant: int) -> dict[str, Any]:
    return {"arms": [{"units": units, "conversions": control}, {"units": units, "conversions": variant}]}


async def test_a_program_checks_in_corrects_and_reads_what_each_changed(
    by_token: As, eve: Member, benches: Experiment
) -> None:
    client, key, experiment = await by_token(eve), str(uuid4()), ids.encode("Experiment", benches.id)
    wanted = {"experimentId": experiment, "asOf": "2026-02-12", **arms(3_000, 300, 420), "key": key}
    first = await client.do("checkIn", wanted, "... on CheckIn { id }")
    assert first["__typename"] == "CheckIn"
    again = await client.do("checkIn", wanted, "... on CheckIn { id }")
    assert again["id"] == first["id"]
    other = await client.do("checkIn", wanted | {"asOf": "2026-02-13"})
    assert (other["__typename"], other["code"]) == ("Conflict", "KEY_USED")
    corrected = await client.do("correctCheckIn", {"id": first["id"], **arms(3_000, 300, 320), "why": "A typo."})
    assert corrected["__typename"] == "CheckIn"
    newest, oldest = (await client.get(CHECK_INS, experiment=experiment))["checkIns"]["nodes"]
    assert (oldest["verdict"]["advice"], oldest["fell"], oldest["correctedById"]) == ("SCALE", True, newest["id"])
    assert (newest["before"], newest["verdict"]["advice"]) == ({"advice": "SCALE"}, "CONTINUE")
    assert (newest["why"], newest["correctsId"], newest["source"]) == ("A typo.", oldest["id"], "API")
    assert oldest["arms"][1] == {"units": 3000.0, "conversions": 420.0, "mean": None}


async def test_what_cannot_have_been_counted_is_refused_as_data(by_token: As, eve: Member, benches: Experiment) -> None:
    client, experiment = await by_token(eve), ids.encode("Experiment", benches.id)
    for wrong, says in (
        (arms(100, 101, 10), "As it is: There are more conversions than units. Each unit can be counted once."),
        (arms(10**12, 1, 1), "As it is: Counts are whole numbers from 0 to 10000000000."),
        (arms(-1, 0, 0), "As it is: Counts are whole numbers from 0 to 10000000000."),
        ({"arms": []}, "Enter each of these arms once: As it is, With benches."),
        ({"arms": [{"units": 10, "mean": 3.0}] * 2}, "As it is: This is of another kind of metric."),
    ):
        answer = await client.do("checkIn", {"experimentId": experiment, "asOf": "2026-02-12", **wrong})
        assert answer["__typename"] == "Invalid"
        assert answer["problems"][0]["message"].startswith(says), answer


async def test_a_table_is_looked_at_and_entered(by_token: As, eve: Member, benches: Experiment) -> None:
    client, experiment = await by_token(eve), ids.encode("Experiment", benches.id)
    csv = "day,arm,units,conversions\n2026-02-12,As it is,3000,300\n2026-02-12,With benches,3000,420"
    ask = "mutation($input: ImportCheckInsInput!) { importCheckIns(input: $input) { __typename ... on ImportedCheckIns"
    ask += " { newDays knownDays kept after { advice } } ... on Invalid { problems { message } } } }"
    for preview, kept in ((True, False), (False, True)):
        found = await client.get(ask, input={"experimentId": experiment, "csv": csv, "preview": preview})
        assert (found["newDays"], found["kept"], found["after"]) == (1, kept, {"advice": "SCALE"})
    wrong = csv.replace(",", ";").replace("420", "4200")
    (problem,) = (await client.get(ask, input={"experimentId": experiment, "csv": wrong}))["problems"]
    assert problem["message"].startswith("Row 3, conversions: There are more conversions than units.")


async def test_customers_read_figures_once_it_is_over_and_before_that_nothing(
    by_token: As, people: People, eve: Member, benches: Experiment
) -> None:
    made = await people.does(experiments.check_in, eve, benches.id, BEGAN, both(100, 10, 12))
    client, experiment = await by_token(await people.member("Ann")), ids.encode("Experiment", benches.id)
    node = "query($id: ID!) { node(id: $id) { id } }"
    check_in = ids.encode("CheckIn", made.check_in.id)
    assert await client.get(CHECK_INS, experiment=experiment) == {"verdict": None, "checkIns": None}
    assert await client.get(node, id=check_in) is None
    async with people.sessions() as session:
        row = await session.get_one(Experiment, benches.id)
        row.phase, row.concluded_at = Phase.CONCLUDED, row.started_at
        await session.commit()
    assert len((await client.get(CHECK_INS, experiment=experiment))["checkIns"]["nodes"]) == 1
    assert await client.get(node, id=check_in) == {"id": check_in}


async def test_staff_hear_when_a_verdict_falls_and_others_hear_nothing(
    port: int,  # noqa: F811
    people: People,
    eve: Member,
    benches: Experiment,
    clock: HeldClock,
) -> None:
    asked = "subscription { verdictFell { title page verdict { advice crossedOn } } }"
    ann, day = await people.member("Ann"), BEGAN.replace(day=12)
    lamps = await running(people, await people.idea(by=eve, title="Lamps"), eve, arms=["Dark", "Lit"])
    clock.forward(days=9)
    await people.does(experiments.check_in, eve, lamps.id, BEGAN.replace(day=25), both(3_000, 300, 250))
    async with (
        by_events(port, await secret_of(people, eve), [], asked) as heard,
        by_events(port, await secret_of(people, ann), [], asked) as not_heard,
    ):
        assert (await next_of(heard))["data"]["verdictFell"]["verdict"]["advice"] == "STOP"
        await people.does(experiments.check_in, eve, benches.id, day, both(3_000, 300, 420))
        fell = (await next_of(heard))["data"]["verdictFell"]
        assert fell["page"] == benches.path
        assert fell["verdict"] == {"advice": "SCALE", "crossedOn": "2026-02-12"}
        assert await silent(not_heard)
