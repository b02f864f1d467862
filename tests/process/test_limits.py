"""What a site bears: people whose lines are slow, and a disk that is nearly full."""

from typing import Any

from domain import postgres
from tests.process.site import Site, answers, becoming, until
from tests.process.test_logs import Visitor
from tests.process.voting import voting

SLOW_MAY_TAKE = 40.0


async def test_on_a_disk_that_is_nearly_full_it_is_read_refuses_votes_in_words_and_heals(site: Site) -> None:
    with site.serving() as running:
        async with voting(site) as (vote, _sessions, idea):
            with postgres.running(site.data_dir, lambda said: None) as server:
                server.spare_disk(1)
                refusals: list[dict[str, Any]] = []

                async def refused() -> bool:
                    refusals.extend((await vote()).json().get("errors", []))
                    return bool(refusals)

                await becoming(refused, "every connection to hear of it")
                visitor = Visitor(site)
                async with visitor.client:
                    await visitor.page(f"/ideas/{idea}")
                    form = await visitor.submit("/signin", "/signin", email="ann@velora.example")
                assert (form.status_code, form.headers["Retry-After"]) == (503, "5")
                assert "try again in a moment" in form.text
                assert refusals[0]["extensions"] == {"code": "UNAVAILABLE", "retryAfter": 5}
                server.spare_disk(0)
                until(lambda: answers(f"{site.url}/readyz") == 200, "an answer")
                assert (await vote()).json()["data"]["castVote"]["supporters"] == 1
        assert running.stop() == 0


def test_a_site_told_to_leave_all_of_the_disk_free_takes_no_writes(site: Site) -> None:
    with site.serving(LEAST_FREE="1") as running:
        until(lambda: "disk_nearly_full_no_writes" in running.said, "the watch to look")
        assert answers(f"{site.url}/ideas") == 200
        assert running.stop() == 0
    assert site.run("setup", "--email", "fay@velora.example").returncode == 0
