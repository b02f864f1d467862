"""Serving: when it says so it is so, other commands beside it, stopping, and the limit on requests at once."""

import asyncio
import json
import os
import pty
import signal
import time

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from api import ids
from tests.process.site import COMMAND, LEAVING_MAY_TAKE, Site, answers, asked, until
from tests.process.voting import held, votes_waiting, voting


def test_it_says_that_it_serves_when_it_does(site: Site) -> None:
    with site.serving() as running:
        assert answers(f"{site.url}/") == 200
        assert answers(f"{site.url}/livez") == 200
        assert answers(f"{site.url}/readyz") == 200
        assert running.stop() == 0


def test_other_commands_work_beside_it_and_leave_it_its_database(site: Site) -> None:
    with site.serving() as running:
        server = site.postmaster
        assert site.run("check").returncode == 0
        assert site.run("setup", "--email", "eve@velora.example").returncode == 0
        assert site.postmaster == server
        assert answers(f"{site.url}/readyz") == 200
        assert running.stop() == 0
    assert site.postmaster is None


def test_a_second_one_on_its_port_is_refused(site: Site) -> None:
    with site.serving() as running:
        done = site.run("serve")
        assert done.returncode == 1
        assert "can't listen" in done.stderr
        assert answers(f"{site.url}/readyz") == 200
        assert running.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_told_to_stop_it_finishes_what_is_under_way_and_leaves_nothing_running(site: Site, number: int) -> None:
    with site.serving() as running:
        async with voting(site) as (vote, sessions, idea):
            async with held(sessions, idea):
                answer = asyncio.create_task(vote())
                await votes_waiting(sessions, 1)
                running.process.send_signal(number)
                await asyncio.to_thread(until, lambda: answers(f"{site.url}/livez") == 0, "a closed door")
            assert (await answer).json()["data"]["castVote"] == {"__typename": "Idea", "supporters": 1}
        assert await asyncio.to_thread(running.process.wait, LEAVING_MAY_TAKE) == 0
        assert not site.everything()


async def test_listeners_are_let_go_when_it_stops(site: Site) -> None:
    with site.serving() as running:
        async with voting(site) as (_vote, _sessions, idea), httpx.AsyncClient(trust_env=False) as client:
            query = f'subscription {{ votes(ideaIds: ["{ids.encode("Idea", idea)}"]) {{ __typename }} }}'
            stream = client.stream(
                "POST", f"{site.url}/graphql", json={"query": query}, headers={"accept": "text/event-stream"}
            )
            socket = connect(
                f"ws://127.0.0.1:{site.port}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None
            )
            async with stream as events, socket as line:
                assert events.status_code == 200
                await line.send('{"type": "connection_init"}')
                assert await line.recv() == '{"type":"connection_ack"}'
                await line.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": query}}))
                running.process.send_signal(signal.SIGTERM)
                with pytest.raises(httpx.RemoteProtocolError):
                    await events.aread()
                await line.wait_closed()
        assert await asyncio.to_thread(running.process.wait, LEAVING_MAY_TAKE) == 0
        running.end()
    assert "refused to" not in running.said


def test_ctrl_c_in_a_terminal_stops_it(site: Site) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        try:
            os.chdir(site.folder)
            words = [*COMMAND, "serve"]
            os.execve(words[0], words, site.environment({}))  # noqa: S606
        finally:
            os._exit(1)
    try:
        until(lambda: answers(f"{site.url}/livez") == 200, "the site")
        os.write(terminal, b"\x03")
        until(lambda: os.waitpid(pid, os.WNOHANG) == (pid, 0), "an end without an error", LEAVING_MAY_TAKE)
        assert not site.everything()
    finally:
        os.close(terminal)


def test_stopped_while_it_starts_it_leaves_nothing_running(site: Site) -> None:
    with site.started("serve") as running:
        until(lambda: site.postmaster, "the database")
        assert running.stop() == 128 + signal.SIGTERM
        assert not site.everything()


def test_behind_a_proxy_it_says_that_it_leaves_before_it_closes_the_door(site: Site) -> None:
    with site.serving(TRUSTED_PROXIES="1") as running:
        running.process.send_signal(signal.SIGTERM)
        until(lambda: asked(f"{site.url}/readyz") == (503, '{"ready":false,"why":"stopping"}'), "/readyz to say no")
        assert answers(f"{site.url}/about") == 200
        assert running.process.wait(LEAVING_MAY_TAKE) == 0


@pytest.mark.parametrize("accept", ["*/*", "text/event-stream"])
async def test_requests_over_the_limit_are_turned_away_at_once(site: Site, accept: str) -> None:
    with site.serving(MAX_IN_FLIGHT="4") as running:
        async with (
            voting(site) as (vote, sessions, idea),
            httpx.AsyncClient(base_url=site.url, trust_env=False, headers={"accept": accept}) as client,
        ):
            async with held(sessions, idea):
                slow = [asyncio.create_task(vote()) for _ in range(4)]
                await votes_waiting(sessions, 4)
                started = time.monotonic()
                turned_away = await asyncio.gather(*(client.get("/ideas") for _ in range(50)))
                alive, asset = await client.get("/livez"), await client.get("/readyz")
                took = time.monotonic() - started
                assert not any(task.done() for task in slow), f"the slow ones ended in the {took:.1f} s this took"
            answered = await asyncio.gather(*slow)
        assert [answer.status_code for answer in turned_away] == [503] * 50
        assert {answer.headers["Retry-After"] for answer in turned_away} == {"1"}
        assert (alive.status_code, asset.status_code) == (200, 200)
        assert [answer.json()["data"]["castVote"]["__typename"] for answer in answered] == ["Idea"] * 4
        assert running.stop() == 0
