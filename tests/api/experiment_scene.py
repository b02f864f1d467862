"""What the table of permissions tries with experiments, each made as far as it must be."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from api import ids
from domain import experiments
from domain.experiments import Advice, Experiment
from domain.members import Member, Role
from domain.permissions import STAFF
from domain.triage import DecisionKind
from tests.api.scene import Scene
from tests.experimenting import advised, approved, planned, running, said, share

PLAN: dict[str, Any] = {
    "kind": "SHARE",
    "promise": "RELATIVE",
    "change": 0.2,
    "level": 0.1,
    "unitsPerWeek": 1000,
    "arms": ["Without", "With a bench"],
    "split": [0.5, 0.5],
    "changing": "a bench",
    "segment": "who waits",
    "metric": "Riders who come back",
    "because": "four of ten told us so.",
}
CARD: dict[str, Any] = {
    "kind": "INVALID",
    "reason": "The counter was broken.",
    "observed": "Nothing that counts.",
    "learned": "Counters need a look each day.",
    "therefore": "We look at them each day.",
}
Made = Callable[[Scene], Awaitable[dict[str, Any]]]
TENDING = frozenset({Role.PRODUCT, Role.ADMIN})


async def _somebody(scene: Scene, role: Role) -> Member:
    return await scene.people.member(f"A {role}", role, email=f"{uuid4()}@x.example")


async def _owner(scene: Scene, own: bool) -> Member:
    """Return who tries, if it shall be theirs and they may have one."""
    return scene.actor if own and scene.actor.role in STAFF else await _somebody(scene, Role.EMPLOYEE)


def _named(experiment: Experiment, **more: Any) -> dict[str, Any]:
    return {"id": ids.encode("Experiment", experiment.id), **more}


def _seen(experiment: Experiment) -> str:
    return experiments.plan_fingerprint(experiment.plan)


async def _idea(scene: Scene) -> dict[str, Any]:
    return {"ideaId": await scene.others_idea(), "title": "Benches at two stops", **PLAN}


async def _own_idea(_scene: Scene) -> dict[str, Any]:
    return {
        "title": "Benches at two stops",
        "proposal": "Put a bench beside each station.",
        "quadrant": "CREATION_FOR_SELF",
        **PLAN,
    }


def _draft(*, own: bool, proposed: bool = False, seen: bool = False, **more: Any) -> Made:
    async def made(scene: Scene) -> dict[str, Any]:
        owner = await _owner(scene, own)
        experiment = await planned(scene.people, by=owner, on=await scene.people.idea(by=scene.other))
        if proposed:
            await scene.people.does(experiments.propose, owner, experiment.id)
        return _named(experiment, **more, **({"seen": _seen(experiment)} if seen else {}))

    return made


def _ready(*, own: bool) -> Made:
    async def made(scene: Scene) -> dict[str, Any]:
        second, idea = await _somebody(scene, Role.PRODUCT), await scene.people.idea(by=scene.other)
        await scene.people.decide(DecisionKind.SHORTLIST, by=second, on=idea)
        return _named(await approved(scene.people, by=await _owner(scene, own), second=second, on=idea))

    return made


async def _run(scene: Scene, *, own: bool = False) -> tuple[Experiment, Member]:
    owner, idea = await _owner(scene, own), await scene.people.idea(by=scene.other)
    return await running(scene.people, by=owner, second=await _somebody(scene, Role.PRODUCT), on=idea), owner


def _runs(*, own: bool = False, held: bool = False, seen: bool = False, **more: Any) -> Made:
    async def made(scene: Scene) -> dict[str, Any]:
        experiment, owner = await _run(scene, own=own)
        if held:
            await scene.people.does(experiments.pause, owner, experiment.id, "Paint")
        return _named(experiment, **more, **({"seen": _seen(experiment)} if seen else {}))

    return made


def _changed(*, seen: bool = False, **more: Any) -> Made:
    async def made(scene: Scene) -> dict[str, Any]:
        experiment, owner = await _run(scene)
        first = _seen(experiment)
        plan = await scene.people.does(
            experiments.revise_plan, owner, experiment.id, share(level=0.2), why="Rain", seen=first
        )
        return _named(experiment, **more, **({"seen": experiments.plan_fingerprint(plan)} if seen else {}))

    return made


async def _doubted(scene: Scene) -> dict[str, Any]:
    experiment, owner = await _run(scene)
    await advised(scene.people, experiment, Advice.STOP, by=owner)
    await scene.people.does(experiments.conclude, owner, experiment.id, said())
    return _named(experiment)


async def _handing(scene: Scene) -> dict[str, Any]:
    return {**await _draft(own=False)(scene), "ownerId": await scene.staff()}


EXPERIMENTS: list[tuple[str, str, frozenset[Role], Made]] = [
    ("planExperiment", "for any idea", STAFF, _idea),
    ("planOwnExperiment", "a new one", STAFF, _own_idea),
    ("reviseExperiment", "their own", STAFF, _draft(own=True, seen=True, title="Benches", **PLAN)),
    ("reviseExperiment", "somebody else's", TENDING, _draft(own=False, seen=True, title="Benches", **PLAN)),
    ("proposeExperiment", "their own", STAFF, _draft(own=True)),
    ("proposeExperiment", "somebody else's", TENDING, _draft(own=False)),
    ("approveExperiment", "somebody else's", STAFF, _draft(own=False, proposed=True, seen=True)),
    ("sendExperimentBack", "somebody else's", STAFF, _draft(own=False, proposed=True, words="Which stops?")),
    ("startExperiment", "their own", STAFF, _ready(own=True)),
    ("startExperiment", "somebody else's", TENDING, _ready(own=False)),
    ("pauseExperiment", "their own", STAFF, _runs(own=True, words="Paint")),
    ("pauseExperiment", "somebody else's", TENDING, _runs(words="Paint")),
    ("resumeExperiment", "somebody else's", TENDING, _runs(held=True)),
    ("revisePlan", "of somebody else's", TENDING, _runs(seen=True, why="Rain", **PLAN)),
    ("approvePlan", "of somebody else's", STAFF, _changed(seen=True)),
    ("turnPlanDown", "of somebody else's", STAFF, _changed(words="It rains each spring.")),
    ("archiveExperiment", "somebody else's", TENDING, _draft(own=False)),
    ("handExperimentOver", "somebody else's", TENDING, _handing),
    ("concludeExperiment", "their own", STAFF, _runs(own=True, **CARD)),
    ("concludeExperiment", "somebody else's", TENDING, _runs(**CARD)),
    ("confirmConclusion", "of somebody else", TENDING, _doubted),
    ("withdrawConclusion", "of somebody else", TENDING, _doubted),
]
