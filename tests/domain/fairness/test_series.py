"""Ideas of one person that are alike and name different things: nobody looks at them."""

from domain import fairness, ideas
from domain.database import Sessions
from domain.ideas import Writing
from domain.rewards import Code
from tests.conftest import HeldClock
from tests.domain.fairness.test_splitting import paid
from tests.domain.rewards.test_outcomes import codes
from tests.people import People


async def test_an_honest_series_is_paid_in_full(people: People, sessions: Sessions, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    clock.forward(hours=25)
    series = [
        await people.does(
            ideas.submit,
            ann,
            Writing(
                f"A bench at the {place}",
                "Nowhere to sit.",
                "Put a bench there, from old cargo boxes.",
                ideas.Quadrant.PARTICIPATION_FOR_SELF,
                [],
                "en",
            ),
        )
        for place in ("harbour", "market", "library")
    ]
    await people.hear()
    assert await people.does(fairness.compare) == []
    await people.hear()
    assert await codes(sessions, ann) == {Code.PUBLISHED: 6}
    assert [await paid(sessions, idea) for idea in series] == [{"published": 2}] * 3
