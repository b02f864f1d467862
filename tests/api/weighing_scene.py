"""What the table of permissions tries with votes that are looked at, each case made as far as it must be."""

from typing import Any
from uuid import uuid4

from api import ids
from domain import fairness
from domain.members import Member, Role
from tests.api.recognition_scene import MEMBERS, TENDING, Made
from tests.api.scene import Scene
from tests.weighing import opened


async def _someone(scene: Scene, role: Role = Role.CUSTOMER) -> Member:
    return await scene.people.member("Weighed", role, email=f"{uuid4()}@x.example")


def _case(*, state: bool = False, own: bool = False, theirs: bool = False, **more: Any) -> Made:
    async def made(scene: Scene) -> dict[str, Any]:
        judge = await _someone(scene, Role.PRODUCT)
        voter = scene.actor if own or theirs else await _someone(scene)
        idea = await scene.people.idea(by=scene.other)
        await scene.people.vote(by=voter, on=idea)
        case = await opened(scene.people, [voter], [idea])
        seen = (await scene.people.reads(fairness.preview, judge, case.id)).state
        if own:
            await scene.people.does(fairness.hold, judge, case.id, state=seen)
        given = {"state": seen} if state else {}
        return {"id": ids.encode("VoteCase", case.id), **given, **more}

    return made


WEIGHING: list[tuple[str, str, frozenset[Role], str, Made]] = [
    ("holdVotes", "of others", TENDING, "VoteCase", _case(state=True)),
    ("upholdVoteCase", "of others", TENDING, "VoteCase", _case(state=True, said="A ring.")),
    ("clearVoteCase", "of others", TENDING, "VoteCase", _case(said="No ring.")),
    ("appealVoteCase", "their own", MEMBERS, "OwnVoteCase", _case(own=True, said="We build one van.")),
]
