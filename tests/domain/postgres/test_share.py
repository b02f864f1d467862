import os
import signal
import threading
from pathlib import Path

import psycopg

from domain.postgres import lock
from tests.domain.postgres.site import Site, kill, server_pid


def test_eight_processes_starting_at_once_get_one_server(empty_site: Site) -> None:
    with empty_site.companions(8) as companions:
        assert len({server_pid(companion) for companion in companions}) == 1
    assert empty_site.status.pid is None


def test_the_last_to_leave_stops_the_server_and_no_one_before(site: Site) -> None:
    with site.companions(1) as companions:
        pid = server_pid(companions[0])
        with site.running() as server:
            assert site.status.pid == pid
            with site.running() as again:
                assert again.url == server.url
            psycopg.connect(server.url).close()
        assert site.status.pid == pid
    assert site.status.pid is None


def test_the_starter_may_leave_first(site: Site) -> None:
    with site.companions(1) as companions:
        server_pid(companions[0])
        with site.running() as server:
            (companion,) = companions
            assert companion.stdin
            companion.stdin.close()
            companion.wait()
            psycopg.connect(server.url).close()
    assert site.status.pid is None


def test_a_server_whose_users_were_killed_is_adopted_and_then_stopped(site: Site) -> None:
    companion = site.companion()
    pid = server_pid(companion)
    kill(companion)
    os.kill(pid, 0)
    with site.running() as server:
        assert site.status.pid == pid
        psycopg.connect(server.url).close()
    assert site.status.pid is None


def test_starts_and_stops_in_a_rush_give_everyone_a_server_and_leave_none(any_site: Site) -> None:
    signed_in: list[str] = []

    def come_and_go() -> None:
        for _ in range(4):
            with any_site.running() as server, psycopg.connect(server.url) as session:
                signed_in.append(session.info.user)

    with any_site.running():
        pass
    threads = [threading.Thread(target=come_and_go) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(signed_in) == 20
    assert any_site.status.pid is None


def test_a_process_forked_while_the_server_is_started_keeps_nobody_waiting(tmp_path: Path) -> None:
    said: list[str] = []
    with lock.changing(tmp_path, said.append):
        forked = os.fork()
        if forked == 0:
            signal.pause()
            os._exit(0)
    try:
        with lock.changing(tmp_path, said.append):
            assert said == []
    finally:
        os.kill(forked, signal.SIGKILL)
        os.waitpid(forked, 0)
