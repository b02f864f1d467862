"""Processes that die without a word: each is replaced, nobody is left alone, and what was said stays said."""

import os
import signal

import httpx

from tests.process.site import Site, answers, asked, until
from tests.process.voting import voting


def test_a_process_that_answers_is_replaced(site: Site) -> None:
    with site.serving() as running:
        (first,) = site.children(running).answering
        os.kill(first, signal.SIGKILL)
        until(lambda: answers(f"{site.url}/readyz") == 200, "an answer again")
        (second,) = site.children(running).answering
        assert second != first
        assert running.stop() == 0


def test_the_background_process_is_replaced(site: Site) -> None:
    with site.serving() as running:
        (first,) = site.children(running).background
        os.kill(first, signal.SIGKILL)
        until(lambda: site.children(running).background not in ([], [first]), "another one")
        assert running.stop() == 0


async def test_a_database_that_dies_is_started_again_and_meanwhile_requests_are_asked_to_come_back(site: Site) -> None:
    with site.serving() as running:
        async with voting(site) as (vote, _sessions, _idea):
            assert (await vote()).json()["data"]["castVote"]["supporters"] == 1
            running.process.send_signal(signal.SIGSTOP)  # so that it can't be quick
            first = site.postmaster
            assert first
            os.kill(first, signal.SIGKILL)
            async with httpx.AsyncClient(base_url=site.url, trust_env=False) as client:
                for path in ("/", "/ideas", "/ideas"):
                    page = await client.get(path)
                    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
            refused = await vote()
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
            assert asked(f"{site.url}/readyz") == (503, '{"ready":false,"why":"database"}')
            assert answers(f"{site.url}/livez") == 200
            running.process.send_signal(signal.SIGCONT)
            until(lambda: answers(f"{site.url}/readyz") == 200, "the database again")
            assert site.postmaster not in (None, first)
            assert (await vote()).json()["data"]["castVote"]["supporters"] == 1
        assert answers(f"{site.url}/ideas") == 200
        assert running.stop() == 0


def test_when_the_first_process_dies_the_others_leave_and_the_next_start_takes_the_database_over(site: Site) -> None:
    with site.serving() as running:
        server, children = site.postmaster, site.children(running)
        running.process.kill()
        until(lambda: not site.processes(), f"{children} to leave")
        assert site.postmaster == server
    with site.serving() as running:
        assert site.postmaster == server
        assert answers(f"{site.url}/readyz") == 200
        assert running.stop() == 0
    assert site.postmaster is None


def test_a_site_can_be_started_at_once_after_its_first_process_died(site: Site) -> None:
    with site.serving() as running:
        running.process.kill()
        running.process.wait()
        with site.serving() as second:
            assert answers(f"{site.url}/readyz") == 200
            assert second.stop() == 0
