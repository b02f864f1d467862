"""A time-box that is over asks for a conclusion; one that is late rises to its owner, then to the sponsor."""

from domain import experiments, members
from domain.experiments import ConclusionKind, Experiment, Phase
from domain.members import Member, Role
from tests.conftest import HeldClock
from tests.experimenting import concluded, crew, running
from tests.people import People


async def _told(people: People, *members_: Member) -> list[list[str]]:
    return [
        [fact["fact"] for fact in await people.history(member) if fact["fact"] == "VerdictOverdue"]
        for member in members_
    ]


async def _due(people: People, clock: HeldClock) -> tuple[Experiment, Member, Member]:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    clock.forward(weeks=12)
    assert await people.does(experiments.end_time_boxes) == 1
    return await people.reads(experiments.visible, emil, experiment.id), emil, pia


async def test_a_time_box_that_is_over_asks_for_a_conclusion_within_five_working_days(
    people: People, clock: HeldClock
) -> None:
    emil, pia = await crew(people)
    experiment = await running(people, by=emil, second=pia)
    held = await running(people, by=emil, second=pia, on=experiment.idea)
    await people.does(experiments.pause, emil, held.id, "Paint")
    clock.forward(weeks=12, seconds=-1)
    assert await people.does(experiments.end_time_boxes) == 0
    clock.forward(seconds=1)
    assert await people.does(experiments.end_time_boxes) == 2, "held or not, time runs on"
    assert await people.does(experiments.end_time_boxes) == 0
    due = await people.reads(experiments.visible, emil, experiment.id)
    clock.forward(days=7)
    assert (due.phase, due.verdict_due_at) == (Phase.VERDICT_DUE, clock.time)


async def test_a_late_conclusion_rises_once_each(people: People, clock: HeldClock) -> None:
    cleo = await people.admin()
    await people.does(members.name_sponsor, cleo, cleo.id)
    _experiment, emil, _pia = await _due(people, clock)
    assert await people.does(experiments.tell_of_late_verdicts) == 0
    clock.forward(days=7)
    assert await people.does(experiments.tell_of_late_verdicts) == 1
    assert await people.does(experiments.tell_of_late_verdicts) == 0
    assert await _told(people, emil, cleo) == [["VerdictOverdue"], []]
    clock.forward(days=7)
    assert await people.does(experiments.tell_of_late_verdicts) == 1
    clock.forward(days=70)
    assert await people.does(experiments.tell_of_late_verdicts) == 0
    assert await _told(people, emil, cleo) == [["VerdictOverdue"], ["VerdictOverdue"]]


async def test_for_an_owner_who_left_the_one_on_duty_hears(people: People, clock: HeldClock) -> None:
    cleo = await people.admin()
    experiment, emil, pia = await _due(people, clock)
    await people.does(members.name_on_duty, cleo, pia.id)
    await people.leave(emil)
    clock.forward(days=7)
    assert await people.does(experiments.tell_of_late_verdicts) == 1
    assert await _told(people, pia) == [["VerdictOverdue"]]
    otto = await people.member("Otto", Role.EMPLOYEE)
    given = await people.does(experiments.hand_over, pia, experiment.id, owner_id=otto.id, team_id=None)
    assert given.owner.id == otto.id


async def test_what_is_concluded_is_due_no_more(people: People, clock: HeldClock) -> None:
    experiment, emil, _pia = await _due(people, clock)
    await concluded(people, experiment, ConclusionKind.CHANGED_COURSE, by=emil)
    clock.forward(days=30)
    assert await people.does(experiments.tell_of_late_verdicts) == 0
    done = await people.reads(experiments.visible, emil, experiment.id)
    assert (done.phase, done.verdict_due_at) == (Phase.CONCLUDED, None)
    archived = await people.does(experiments.archive, emil, experiment.id)
    assert archived.phase is Phase.ARCHIVED
