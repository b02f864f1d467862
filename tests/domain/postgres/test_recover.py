import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg
import pytest

from domain import postgres
from tests.domain.postgres.site import Site, kill, server_pid


def wait_for_death(site: Site) -> None:
    until = time.monotonic() + 20
    while site.status.pid is not None:
        assert time.monotonic() < until
        time.sleep(0.01)


def count(server: postgres.Server) -> int:
    with psycopg.connect(server.url) as session:
        (rows,) = session.execute("select count(*) from votes").fetchone() or (-1,)
        return int(rows)


def test_nothing_acknowledged_is_lost_when_the_server_is_killed_and_ensured(site: Site) -> None:
    with site.running() as server:
        with psycopg.connect(server.owner_url) as owner:
            owner.execute("create table votes (id bigserial primary key)")
        url = server.url
        acknowledged = 0

        def vote() -> None:
            nonlocal acknowledged
            with suppress(psycopg.OperationalError), psycopg.connect(url, autocommit=True) as session:
                while True:
                    session.execute("insert into votes default values")
                    acknowledged += 1

        for _ in range(2):
            voter = threading.Thread(target=vote)
            voter.start()
            target = acknowledged + 200
            while acknowledged < target:
                time.sleep(0.001)
            pid = site.status.pid
            assert pid
            os.kill(pid, signal.SIGKILL)
            voter.join()
            wait_for_death(site)
            assert server.ensure() is True
            assert server.url == url
            assert count(server) in (acknowledged, acknowledged + 1)
            acknowledged = count(server)
        assert server.ensure() is False
    assert site.status.pid is None


def test_a_server_that_was_asked_to_stop_is_back_at_the_same_address(any_site: Site) -> None:
    any_site.data_dir = any_site.data_dir / ("long" * 25)
    any_site.root_base = any_site.root_base.parent / ("base" * 25)
    with any_site.running() as server:
        url = server.url
        pid = any_site.status.pid
        assert pid
        with psycopg.connect(url, autocommit=True) as idle:
            idle.execute("select 1")
            os.kill(pid, signal.SIGTERM)
            while server.ensure() is False:
                time.sleep(0.01)
        assert server.url == url
        psycopg.connect(url).close()


def test_many_users_who_see_the_server_die_start_it_once(any_site: Site) -> None:
    with any_site.running() as server, any_site.running() as other:
        pid = any_site.status.pid
        assert pid
        os.kill(pid, signal.SIGKILL)
        wait_for_death(any_site)
        answers: list[bool] = []
        threads = [
            threading.Thread(target=lambda each: answers.append(each.ensure()), args=[each])
            for each in (server, other, server, other)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers) == [False, False, False, True]
        psycopg.connect(other.url).close()


def test_a_dead_server_that_nobody_reaps_does_not_block_the_next(site: Site) -> None:
    with site.companions(1) as companions:
        pid = server_pid(companions[0])
        companions[0].send_signal(signal.SIGSTOP)
        os.waitpid(companions[0].pid, os.WUNTRACED)
        os.kill(pid, signal.SIGKILL)
        wait_for_death(site)
        os.kill(pid, 0)
        with site.running() as server:
            psycopg.connect(server.url).close()
            assert site.status.pid not in (None, pid)
        kill(companions[0])
    with site.running():
        pass
    assert site.status.pid is None


def test_an_id_that_went_to_another_process_is_not_taken_for_the_server(any_site: Site) -> None:
    with any_site.running() as server:
        pid = any_site.status.pid
        assert pid
        os.kill(pid, signal.SIGKILL)
        wait_for_death(any_site)
        note = server.data / "postmaster.pid"
        note.write_text(note.read_text().replace(str(pid), str(os.getpid()), 1))
        assert any_site.status.pid is None
        assert server.ensure() is True
        psycopg.connect(server.url).close()


def test_a_server_that_cannot_start_says_its_last_words_at_once(spare_site: Site) -> None:
    with spare_site.running() as server:
        control = server.data / "global" / "pg_control"
    control.write_bytes(b"")
    with pytest.raises(postgres.StartFailedError, match=r"pg_control(.|\n)*DATABASE_URL"), spare_site.running():
        pass
    assert spare_site.status.pid is None


def test_on_a_disk_that_is_nearly_full_it_is_read_and_not_written_until_there_is_room(any_site: Site) -> None:
    with any_site.running() as server:
        with psycopg.connect(server.owner_url) as owner:
            owner.execute("create table if not exists notes as select 1 as id")
        with psycopg.connect(server.url, autocommit=True) as session:
            assert server.spare_disk(0) is None
            assert server.spare_disk(1) is True
            assert server.spare_disk(1) is None
            wait_until(lambda: setting(session) == "on")
            assert session.execute("select id from notes").fetchall() == [(1,)]
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
                session.execute("delete from notes")
            assert server.spare_disk(0) is False
            wait_until(lambda: setting(session) == "off")
            session.execute("delete from notes")


def setting(session: psycopg.Connection) -> str:
    row = session.execute("show default_transaction_read_only").fetchone()
    return str(row[0]) if row else ""


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)
