"""How long a decision with its answer takes, as the product makes it; all of it is taken back."""

import statistics
import time

from benchmarks.trial import trial
from domain import ideas, triage
from domain.ideas import Quadrant, Writing
from domain.triage import DecisionKind, Ruling, Welcome

ROUNDS = 15
_RULING = Ruling(
    DecisionKind.SHORTLIST,
    "Thank you for this. We want to try it, and we tell you here how it goes.",
    Welcome.ACCEPT,
    "They asked for it in spring.",
)


async def measured(url: str) -> str:
    """Return a row of the report: the middle time of a decision in milliseconds; nothing is left in the community."""
    took = []
    async with trial(url) as given:
        for number in range(ROUNDS):
            text = f"Nobody proposes this in earnest, number {number}."
            writing = Writing(text, "", text, Quadrant.CREATION_FOR_SELF)
            idea = await ideas.submit(given.session, given.author, writing)
            begun = time.perf_counter()
            await triage.decide(given.session, given.team, idea.id, _RULING, seen=idea.status)
            took.append(1000 * (time.perf_counter() - begun))
    return f"A decision with its answer takes {statistics.median(took):.0f} ms."
