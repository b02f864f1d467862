"""What the table of permissions tries with challenges, each made as far as it must be."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from api import ids
from domain import challenges
from domain.challenges import Challenge
from domain.members import Member, Role
from domain.permissions import STAFF
from tests.api.scene import Scene
from tests.challenging import WHY, began, called, ended, terms

Made = Callable[[Scene], Awaitable[dict[str, Any]]]
MEMBERS = frozenset(Role) - {Role.VISITOR}
KEEPING = frozenset({Role.PRODUCT, Role.EXECUTIVE, Role.ADMIN})


async def _keeper(scene: Scene) -> Member:
    return await scene.people.member("Kim", Role.PRODUCT, email=f"{uuid4()}@x.example")


def _id(challenge: Challenge) -> str:
    return ids.encode("Challenge", challenge.id)


async def _promise(scene: Scene) -> dict[str, Any]:
    said = await terms(scene.people)
    return {
        "kind": "IDEAS",
        "question": said.question,
        "startsOn": str(said.starts_on),
        "lastDay": str(said.last_day),
        "much": "IMPACT",
        "muchLeast": "20",
        "well": "OUTCOMES",
        "wellLeast": "1",
        "tie": "EARLIER",
        "perk": said.perk,
        "winners": 1,
    }


async def _draft(scene: Scene) -> dict[str, Any]:
    made = await scene.people.does(challenges.draft, await _keeper(scene), await terms(scene.people))
    return {"id": _id(made)}


async def _revising(scene: Scene) -> dict[str, Any]:
    return {**await _draft(scene), **await _promise(scene)}


async def _announced(scene: Scene) -> dict[str, Any]:
    return {"id": _id(await called(scene.people, by=await _keeper(scene))), "why": WHY}


async def _joining(scene: Scene) -> dict[str, Any]:
    return {"id": _id(await called(scene.people, by=await _keeper(scene), staff=True))}


async def _leaving(scene: Scene) -> dict[str, Any]:
    made = await called(scene.people, by=await _keeper(scene), staff=True)
    if scene.actor.role in STAFF:
        await scene.people.does(challenges.join, scene.actor, made.id)
    return {"id": _id(made)}


async def _answering(scene: Scene) -> dict[str, Any]:
    made = await began(scene.people, await called(scene.people, by=await _keeper(scene)))
    by = scene.actor if scene.actor.role in MEMBERS else scene.other
    return {"id": _id(made), "ideaId": ids.encode("Idea", (await scene.people.idea(by=by)).id)}


async def _entering(scene: Scene) -> dict[str, Any]:
    keeper = await _keeper(scene)
    made = await called(scene.people, by=keeper, staff=True)
    emil = await scene.people.member("Emil", Role.EMPLOYEE, email=f"{uuid4()}@x.example")
    await scene.people.does(challenges.join, emil, made.id)
    made = await began(scene.people, made)
    return {"id": _id(made), "memberId": ids.encode("Member", emil.id), "week": 1, "much": "12", "well": "90"}


async def _table(scene: Scene) -> dict[str, Any]:
    one = await _entering(scene)
    lines = [{name: one[name] for name in ("memberId", "much", "well")}]
    return {"id": one["id"], "week": one["week"], "lines": lines}


async def _deciding(scene: Scene) -> dict[str, Any]:
    made = await ended(scene.people, await called(scene.people, by=await _keeper(scene)))
    return {"id": _id(made), "winnerIds": [], "why": WHY}


CHALLENGES: list[tuple[str, str, frozenset[Role], str, Made]] = [
    ("draftChallenge", "a new one", KEEPING, "Challenge", _promise),
    ("reviseChallenge", "a draft", KEEPING, "Challenge", _revising),
    ("announceChallenge", "a draft", KEEPING, "Challenge", _draft),
    ("discardChallenge", "a draft", KEEPING, "Done", _draft),
    ("callOffChallenge", "that is announced", KEEPING, "Challenge", _announced),
    ("joinChallenge", "among staff", STAFF, "Challenge", _joining),
    ("leaveChallenge", "that they joined", STAFF, "Challenge", _leaving),
    ("answerChallenge", "with their own idea", MEMBERS, "Challenge", _answering),
    ("enterChallengeReading", "of somebody else", KEEPING, "ChallengeReading", _entering),
    ("enterChallengeWeek", "of somebody else", KEEPING, "Challenge", _table),
    ("decideChallenge", "that is over", KEEPING, "Challenge", _deciding),
]
