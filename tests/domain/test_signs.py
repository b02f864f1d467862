from collections.abc import Iterator

import psycopg
import pytest

import migrations
from domain import signs
from domain.database import plain
from domain.signs import Sign

HEAD = migrations.head()


def seen(url: str, *, connections: int = 10, head: str = HEAD, **options: str) -> dict[str, list[Sign]]:
    found: dict[str, list[Sign]] = {}
    chosen = " ".join(f"-c {name}={value}" for name, value in options.items())
    with psycopg.connect(url, autocommit=True, options=chosen) as session:
        for sign in signs.of_database(session, connections=connections, head=head):
            found.setdefault(sign.about, []).append(sign)
    return found


@pytest.fixture
def url(database_url: str) -> Iterator[str]:
    """Return the address of a database with a queue that is emptied afterwards."""
    url = plain(database_url)
    yield url
    with psycopg.connect(url) as session:
        session.execute("delete from facts; delete from procrastinate_jobs; delete from procrastinate_workers")


def does(url: str, words: str) -> None:
    with psycopg.connect(url) as session:
        session.execute(words)


def test_a_sound_database_shows_no_bad_sign(url: str) -> None:
    does(url, "insert into procrastinate_workers default values")
    found = seen(url)
    assert found.keys() == {"PostgreSQL", "durable", "clock", "connections", "step", "queue"}
    assert [sign for about in found.values() for sign in about if sign.state == "bad"] == []
    assert found["queue"] == [Sign("queue", "good", "nothing waits for long")]


@pytest.mark.parametrize(
    ("number", "state", "says"),
    [
        (150020, "good", "15.20"),
        (150018, "warning", "15.18 lacks what 15.20 mended. Bring it up to date."),
        (180099, "good", "18.99"),
        (990001, "warning", "99.1: this version of Fourfold was not tested with 99."),
    ],
)
def test_a_server_that_lacks_what_was_mended_is_named(number: int, state: str, says: str) -> None:
    sign = signs.of_version(number)
    assert (sign.state, sign.says) == (state, says)


def test_commits_that_may_be_lost_are_bad(url: str) -> None:
    (sign,) = seen(url, synchronous_commit="off")["durable"]
    assert sign.state == "bad"
    assert "synchronous_commit is off: votes that were confirmed can be lost" in sign.says


def test_a_clock_that_is_apart_is_bad(url: str) -> None:
    does(url, "create schema late")
    hour = "select pg_catalog.clock_timestamp() - interval '1 hour'"
    does(url, f"create function late.clock_timestamp() returns timestamptz language sql as $${hour}$$")
    try:
        (sign,) = seen(url, search_path="late,pg_catalog,public")["clock"]
    finally:
        does(url, "drop schema late cascade")
    assert (sign.state, sign.says) == ("bad", "3600 s apart from the database's. Let both follow NTP.")


def test_more_connections_than_there_are_is_bad(url: str) -> None:
    (sign,) = seen(url, connections=5000)["connections"]
    assert sign.state == "bad"
    assert "may open 5000 connections" in sign.says


@pytest.mark.parametrize("path", ["public", "pg_catalog"])
def test_another_step_is_bad_and_nothing_more_is_asked(url: str, path: str) -> None:
    found = seen(url, head="later", search_path=path)
    assert "Run fourfold migrate" in found["step"][0].says
    assert "queue" not in found


def test_work_that_nobody_does_is_told_apart_from_work_that_waits(url: str) -> None:
    ago = "now() - interval '20 minutes'"
    does(url, f"insert into facts (kind, data, recorded_at, attempts) values ('Odd', '{{}}', {ago}, 0)")
    (alone,) = seen(url)["queue"]
    assert (alone.state, "Nobody does the background work" in alone.says) == ("warning", True)
    does(url, "insert into procrastinate_workers default values")
    (waits,) = seen(url)["queue"]
    assert (waits.state, "Work waits for 20 min" in waits.says) == ("bad", True)


def test_what_failed_for_good_is_counted(url: str) -> None:
    does(url, "insert into procrastinate_workers default values")
    does(url, "insert into procrastinate_jobs (queue_name, task_name, status) values ('default', 'x', 'failed')")
    does(url, "insert into facts (kind, data, recorded_at, attempts, failure) values ('Odd', '{}', now(), 5, 'oh')")
    ago = "now() - interval '20 minutes'"
    mail = "insert into mails (template, recipient, language, data, message_id, bulk, created_at, next_at, attempts"
    does(url, f"{mail}, failure) values ('x', 'a@b.example', 'en', '{{}}', '1', false, now(), now(), 5, 'oh')")
    does(url, f"{mail}) values ('x', 'a@b.example', 'en', '{{}}', '2', false, {ago}, {ago}, 0)")
    _fine, failed, parked, waiting = seen(url)["queue"]
    assert {sign.state for sign in (failed, parked, waiting)} == {"warning"}
    assert "1 jobs failed" in failed.says
    assert "2 reactions or mails" in parked.says
    assert "/admin/parked" in parked.says
    assert "Mail has been due for 20 min" in waiting.says
