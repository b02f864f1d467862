"""The benchmark of the checks: a small community is judged, a small fraud taken down and given back, and reported."""

from benchmarks import rings, takedown
from domain.database import Sessions


async def test_a_small_community_is_judged_and_reported(sessions: Sessions) -> None:
    found = await rings.judged(sessions, 7, 200, 2, 1)
    assert found.there.total() == 200
    assert found.there["ring at once"] == found.there["ring in time"] == 5
    assert found.recall(["ring at once", "ring in time"]) == 1
    assert found.touched(rings.HONEST) < 1
    fraud = await takedown.takedown(sessions, 6, 20)
    assert (fraud.votes, fraud.entries, fraud.exact) == (120, 120, True)
    text = rings.written([found], None, fraud, "2 processors.")
    assert "exactly as before | as before | met |" in text
    assert text.count("\n| honest: ") == len(rings.HONEST)


def test_who_was_held_back_counts_as_touched_and_who_was_looked_at_as_found() -> None:
    one = rings.Judged(votes=1, seconds=16)
    one.there.update({"slow drip": 10, "teams": 1_000, "others": 1_000})
    one.held.update({"slow drip": 2, "teams": 3})
    one.reviewed.update({"slow drip": 4, "others": 50})
    assert (one.recall(["slow drip"]), one.touched(rings.HONEST)) == (0.6, 0.0015)
    rows = rings.rows([one], None, takedown.Takedown(10, 10, 1, 6, 1, 1, False))
    short = [row.what for row in rows if row.met is False]
    assert short == [
        *(f"found of {rings.NAMES[kind]}" for kind in rings.FRAUDS),
        "honest members touched by a rule",
        "the nightly look over 1 votes",
        "10 votes with 10 entries taken down",
        "10 votes with 10 entries given back and paid",
    ]
