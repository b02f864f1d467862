"""What can be done about points, as everybody: rows for the test of permissions."""

from datetime import UTC, datetime
from typing import Any

from api import ids
from domain import badges
from domain.members import Role
from domain.rewards.seasons import held_season
from tests.api.recognition_scene import ADMINS, Made
from tests.api.scene import Scene

MEMBERS = frozenset(Role) - {Role.VISITOR}


def _plain(**input: Any) -> Made:
    async def made(_scene: Scene) -> dict[str, Any]:
        return input

    return made


async def _over(scene: Scene) -> dict[str, Any]:
    """Let there be a season that is long over."""
    await scene.people.does(held_season, datetime(2019, 1, 5, tzinfo=UTC))
    return {"key": "2019-1"}


def _rule(**more: Any) -> Made:
    tiers = [{"upTo": 1, "amount": 140}]
    return _plain(code="ADOPTED", tiers=tiers, why="It was a little too much.", **more)


def _worded(name: str) -> dict[str, str]:
    says = "They wrote down what others had thought."
    return {"name": name, "says": says, "criteria": "Published ideas.", "art": "first-spark"}


def _of_starters(**more: Any) -> Made:
    async def made(scene: Scene) -> dict[str, Any]:
        await scene.people.does(badges.seed)
        return {"slug": "closer", **more}

    return made


REWARDS: list[tuple[str, str, frozenset[Role], str, Made]] = [
    ("reviseRewardHabit", "their own", MEMBERS, "RewardHabit", _plain(shown=False, tells=False)),
    ("seeRewardMoment", "their own", MEMBERS, "Done", _plain(upTo=ids.encode("RewardMoment", 1))),
    ("reviseRewardRule", "any", ADMINS, "RewardRule", _rule(basedOn=1)),
    ("makeBadge", "any", ADMINS, "Badge", _plain(family="IDEAS", wording=_worded("Two Sparks"))),
    ("reviseBadge", "any", ADMINS, "Badge", _of_starters(basedOn=1, wording=_worded("Two Sparks"))),
    ("retireBadge", "any", ADMINS, "Badge", _of_starters()),
    ("bringBackBadge", "one that is given already", ADMINS, "Badge", _of_starters()),
    ("closeSeason", "one that is over", ADMINS, "Season", _over),
]
