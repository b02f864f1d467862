"""What can be done about points, as everybody: rows for the test of permissions."""

from typing import Any

from domain.members import Role
from tests.api.recognition_scene import Made
from tests.api.scene import Scene

MEMBERS = frozenset(Role) - {Role.VISITOR}


def _plain(**input: Any) -> Made:
    async def made(_scene: Scene) -> dict[str, Any]:
        return input

    return made


REWARDS: list[tuple[str, str, frozenset[Role], str, Made]] = [
    ("reviseRewardHabit", "their own", MEMBERS, "RewardHabit", _plain(shown=False, tells=False)),
]
