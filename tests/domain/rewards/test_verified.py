"""What a benefit that two people stand for after ninety days brings the author of its idea."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from domain import metrics, rollouts
from domain.database import Sessions
from domain.rewards import Code, Entry
from tests import experimenting, rolling
from tests.conftest import HeldClock
from tests.people import People


async def paid(sessions: Sessions) -> int:
    """Return what verified benefits brought, less what was taken back."""
    async with sessions() as session:
        return sum(await session.scalars(select(Entry.amount).where(Entry.code == Code.BENEFIT_VERIFIED)))


async def test_a_verified_benefit_pays_the_author_and_is_taken_back_with_it(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    emil, pia = await experimenting.crew(people)
    churn = await people.reads(metrics.by_key, emil, "churn")
    experiment = await rolling.scaled(people, clock, by=emil, second=pia, kpi=churn)
    found = await rolling.reach(people, emil, experiment)
    assert experiment.started_at
    clock.forward(days=90)
    await rolling.read(people, churn, experiment.started_at.date() - timedelta(weeks=4), 5, 5, 4, 4, by=pia)
    await rolling.read(people, churn, found.scaled_on + timedelta(days=1), 4, 4, 3, 3, by=pia)
    said: dict[str, Any] = {"days": 90, "felt": rollouts.Felt.YES, "says": "Churn fell by a tenth."}
    await people.does(rollouts.note_benefit, emil, experiment.id, **said)
    await people.hear()
    assert await paid(sessions) == 0
    await people.does(rollouts.confirm_benefit, pia, experiment.id, days=90)
    await people.hear()
    assert await paid(sessions) == 250
    await people.does(rollouts.withdraw_benefit, pia, experiment.id, days=90, why="The figures were of another site.")
    await people.hear()
    assert await paid(sessions) == 0
