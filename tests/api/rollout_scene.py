"""What the table of permissions tries with rollouts, each made as far as it must be."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from api import ids
from domain import community, metrics, rollouts
from domain.experiments import Advice, ConclusionKind
from domain.members import Member, Role
from domain.permissions import STAFF
from domain.rollouts import Felt
from tests import learning
from tests.api.scene import Scene

Made = Callable[[Scene], Awaitable[dict[str, Any]]]
TENDING = frozenset({Role.PRODUCT, Role.ADMIN})


async def _scaled(scene: Scene, *, own: bool) -> tuple[int, Member]:
    """Return an experiment that was scaled a month ago, with readings of its KPI, and whose it is."""
    owner = scene.actor if own and scene.actor.role in STAFF else await _somebody(scene)
    kpi = await scene.people.reads(metrics.by_key, owner, "churn")
    more: dict[str, Any] = {"kind": ConclusionKind.SCALED, "advice": Advice.SCALE, "metric_id": kpi.id}
    idea = await scene.people.idea(by=scene.other)
    card = await learning.concluded(scene.people, by=owner, on=idea, ago=31, **more)
    today, reader = await scene.people.reads(community.today), await _somebody(scene, Role.PRODUCT)
    for ago in (31 + 3 * 7 + 5, 5):
        day = today - timedelta(days=ago)
        await scene.people.does(metrics.enter, reader, kpi.id, day=day, value=Decimal(3))
    return card.experiment_id, owner


async def _somebody(scene: Scene, role: Role = Role.EMPLOYEE) -> Member:
    return await scene.people.member(f"A {role}", role, email=f"{uuid4()}@x.example")


def _named(number: int, **more: Any) -> dict[str, Any]:
    return {"experimentId": ids.encode("Experiment", number), **more}


def _plain(*, own: bool = False, **more: Any) -> Made:
    async def made(scene: Scene) -> dict[str, Any]:
        return _named((await _scaled(scene, own=own))[0], **more)

    return made


def _given(*, own: bool = False) -> Made:
    async def made(scene: Scene) -> dict[str, Any]:
        return _named((await _scaled(scene, own=own))[0], ownerId=ids.encode("Member", (await _somebody(scene)).id))

    return made


def _dated(day: str, *, own: bool = False, step: bool = False, done: bool = False, **more: Any) -> Made:
    """Return what plans a step, or does one with the day in this field; `done` after one has been done already."""

    async def made(scene: Scene) -> dict[str, Any]:
        number, owner = await _scaled(scene, own=own)
        today = await scene.people.reads(community.today)
        found: dict[str, Any] = _named(number, **more, **({day: today.isoformat()} if day else {}))
        if step or done:
            planned = await scene.people.does(
                rollouts.plan_step, owner, number, says="Ten stations", due_on=today, coverage=50
            )
            which = planned.planned[0].id
            if done:
                await scene.people.does(rollouts.finish_step, owner, number, which, done_on=today, coverage=50)
            else:
                found["stepId"] = ids.encode("RolloutStep", which)
        return found

    return made


def _said(**more: Any) -> Made:
    async def made(scene: Scene) -> dict[str, Any]:
        number, owner = await _scaled(scene, own=False)
        felt: dict[str, Any] = {"days": 30, "felt": Felt.YES, "says": "Fewer left us."}
        await scene.people.does(rollouts.note_benefit, owner, number, **felt)
        return _named(number, days=30, **more)

    return made


STEP: dict[str, Any] = {"says": "Ten stations", "coverage": 50}
FELT: dict[str, Any] = {"days": 30, "felt": "YES", "says": "Fewer left us."}
ROLLOUTS: list[tuple[str, str, frozenset[Role], Made]] = [
    ("assignRollout", "their own", STAFF, _given(own=True)),
    ("assignRollout", "somebody else's", TENDING, _given()),
    ("planRolloutStep", "of their own", STAFF, _dated("dueOn", own=True, **STEP)),
    ("planRolloutStep", "of somebody else's", TENDING, _dated("dueOn", **STEP)),
    ("finishRolloutStep", "of their own", STAFF, _dated("doneOn", own=True, step=True, coverage=50)),
    ("finishRolloutStep", "of somebody else's", TENDING, _dated("doneOn", step=True, coverage=50)),
    ("dropRolloutStep", "of somebody else's", TENDING, _dated("", step=True)),
    ("stepRolloutBack", "of somebody else's", TENDING, _dated("doneOn", done=True, says="It broke", coverage=5)),
    ("noteBenefit", "of their own", STAFF, _plain(own=True, **FELT)),
    ("noteBenefit", "of somebody else's", TENDING, _plain(**FELT)),
    ("confirmBenefit", "of somebody else's", STAFF, _said()),
    ("withdrawBenefit", "of somebody else's", TENDING, _said(why="The readings were wrong")),
]
