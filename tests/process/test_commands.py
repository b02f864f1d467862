"""What each command says, and its exit status, when it works and when it won't."""

import json
import socket
from pathlib import Path

import pytest
from sqlalchemy import text

import migrations
from domain import database
from tests.process.site import Site

COMMANDS = (
    *("setup", "demo", "serve", "reload", "work", "migrate", "check"),
    *("import", "replay", "backup", "restore", "doctor", "check-in"),
)
COMMENTS = """timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body
1500000000000,,0,1,1,0,1,Benches at every station
1500000001000,,1,2,0,0,1,Lights on every path
"""
VOTES = """timestamp,datetime,comment-id,voter-id,vote
1500000002000,,0,2,1
1500000003000,,1,3,1
1500000003000,,1,4,7
"""


@pytest.fixture
def conversation(tmp_path: Path) -> Path:
    """Return a folder with a small Polis export, one row of which is bad."""
    (tmp_path / "comments.csv").write_text(COMMENTS)
    (tmp_path / "votes.csv").write_text(VOTES)
    return tmp_path


def test_help_names_every_command(empty_site: Site) -> None:
    done = empty_site.run("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in COMMANDS)


def test_without_a_command_there_is_a_usage_line(empty_site: Site) -> None:
    done = empty_site.run()
    assert done.returncode == 2
    assert "usage: fourfold" in done.stderr


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("PORT", "http", "PORT: Input should be a valid integer"),
        ("PORT", "99999", "PORT: Input should be less than or equal to 65535"),
        ("BASE_URL", "ideas.example", "BASE_URL must look like https://ideas.example"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT: Input should be 'text' or 'json'"),
    ],
)
def test_a_bad_setting_is_named(empty_site: Site, setting: str, value: str, says: str) -> None:
    done = empty_site.run("serve", **{setting: value})
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not empty_site.data_dir.exists()


def test_a_taken_port_is_refused_before_anything_is_started(empty_site: Site) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", empty_site.port))
        other.listen()
        done = empty_site.run("serve")
    assert done.returncode == 1
    assert f"can't listen on 127.0.0.1 port {empty_site.port}" in done.stderr
    assert f"set PORT to another number, such as {empty_site.port + 1}" in done.stderr
    assert not empty_site.data_dir.exists()


def test_an_address_of_another_machine_is_refused(empty_site: Site) -> None:
    done = empty_site.run("serve", HOST="192.0.2.1")
    assert done.returncode == 1
    assert "This machine has no such address. Set HOST" in done.stderr


def test_a_database_that_does_not_answer_is_named_without_its_password(empty_site: Site) -> None:
    done = empty_site.run("check", DATABASE_URL="postgresql://ann:hush-hush@127.0.0.1:9/ideas")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert "hush-hush" not in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_that_names_no_database_is_refused(empty_site: Site) -> None:
    done = empty_site.run("check", DATABASE_URL="ideas")
    assert done.returncode == 1
    assert "Look at DATABASE_URL" in done.stderr


def test_setting_up_without_a_terminal_names_the_option_to_give(empty_site: Site) -> None:
    done = empty_site.run("setup", "--name", "Velora")
    assert done.returncode == 1
    assert "Give it as --email" in done.stderr


def test_before_it_is_set_up_a_site_says_how(empty_site: Site) -> None:
    served, taken_in = (
        empty_site.run("serve"),
        empty_site.run("import", "polis", ".", "--quadrant", "creation-for-self"),
    )
    assert (served.returncode, taken_in.returncode) == (1, 1)
    assert "fourfold setup" in served.stderr
    assert "fourfold setup" in taken_in.stderr
    refused = empty_site.run("setup", "--name", "V", "--email", "nobody", "--zone", "Mars")
    assert refused.returncode == 1
    assert "name: " in refused.stderr
    assert "zone: Choose a time zone by its name" in refused.stderr
    assert "fourfold setup" in empty_site.run("serve").stderr


def test_set_up_twice_changes_nothing_and_gives_another_link(site: Site) -> None:
    done = site.run("setup", "--name", "Another", "--email", "dan@velora.example")
    assert done.returncode == 0
    assert "“Velora” has been set up already" in done.stdout
    assert f"{site.url}/links/" in done.stdout


def test_migrating_says_the_step(site: Site) -> None:
    done = site.run("migrate")
    assert done.returncode == 0
    assert f"at step {migrations.head()}" in done.stdout


async def test_a_newer_database_is_left_alone(empty_site: Site) -> None:
    assert empty_site.run("migrate").returncode == 0
    async with empty_site.sessions(as_owner=True) as sessions, database.transaction(sessions) as session:
        await session.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    done = empty_site.run("check")
    assert done.returncode == 1
    assert "at step later, which this version of Fourfold does not know" in done.stderr


async def test_checking_finds_a_wrong_counter(site: Site, conversation: Path) -> None:
    done = site.run("import", "polis", str(conversation), "--quadrant", "creation-for-self")
    assert done.returncode == 0, done.stderr
    assert "votes.csv, line 4: vote: " in done.stdout
    assert "Votes taken in                                       2" in done.stdout
    again = site.run("import", "polis", str(conversation), "--quadrant", "creation-for-self")
    assert "Votes taken in                                       0" in again.stdout
    assert "Votes here already                                   2" in again.stdout

    fine = site.run("check")
    assert (fine.returncode, fine.stdout) == (0, "Every counter agrees with what it counts.\n")
    await _change_counters(site, 1)
    wrong = site.run("check")
    await _change_counters(site, -1)
    assert wrong.returncode == 1
    assert "comments: Idea" in wrong.stdout
    assert "2 differ." in wrong.stdout


async def _change_counters(site: Site, by: int) -> None:
    async with site.sessions() as sessions, database.transaction(sessions) as session:
        await session.execute(text("UPDATE idea_counters SET comments = comments + :by"), {"by": by})


def test_an_unknown_quadrant_is_refused_with_those_there_are(site: Site) -> None:
    done = site.run("import", "polis", ".", "--quadrant", "inwards")
    assert done.returncode == 2
    assert "creation-with-others" in done.stderr


def test_importing_from_a_folder_that_is_not_there_says_so(site: Site) -> None:
    done = site.run("import", "polis", "nowhere", "--quadrant", "creation-for-self")
    assert done.returncode == 1
    assert "There is no folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_where_nothing_is_there_is_nothing_to_back_up(empty_site: Site) -> None:
    done = empty_site.run("backup")
    assert done.returncode == 1
    assert "nothing to back up" in done.stderr
    assert not empty_site.data_dir.exists()
    assert "a number from 1" in empty_site.run("backup", "--keep", "0").stderr


def test_beside_the_images_of_another_community_nobody_serves(site: Site, tmp_path: Path) -> None:
    (tmp_path / "community").write_text("another's\n")
    done = site.run("serve", IMAGES_FOLDER=str(tmp_path))
    assert done.returncode == 1
    assert "keeps the images of another community. Name one of your own in IMAGES_FOLDER" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_key_to_lock_backups_with_is_printed_and_nothing_else_done(empty_site: Site) -> None:
    done = empty_site.run("backup", "--new-key")
    assert done.returncode == 0
    assert "AGE-SECRET-KEY-1" in done.stdout
    assert "age1" in done.stdout
    assert not empty_site.data_dir.exists()


def test_the_doctor_says_how_everything_is_to_people_and_to_machines(site: Site) -> None:
    done = site.run("doctor")
    assert done.returncode == 0, done.stdout
    assert "ok   books        every counter agrees with what it counts" in done.stdout
    told = site.run("doctor", "--json", BASE_URL="http://ideas.example")
    assert told.returncode == 1
    assert [sign["about"] for sign in json.loads(told.stdout) if sign["state"] == "bad"] == ["settings"]
