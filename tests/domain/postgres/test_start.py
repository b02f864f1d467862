import os
import stat
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from domain import postgres
from tests.domain.postgres.site import Site, kill, server_pid


def test_a_second_start_keeps_data_and_secrets_and_leaves_nothing_running(site: Site) -> None:
    with site.running() as server:
        first = server.url
        with psycopg.connect(server.owner_url) as owner:
            owner.execute("create table ideas as select 'A bench' as title")
        pid = site.status.pid
        assert pid
    assert site.status.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with site.running() as server:
        assert server.url == first
        with psycopg.connect(server.url) as session:
            assert session.execute("select title from ideas").fetchone() == ("A bench",)
    assert not (site.status.home / "in-use.json").exists()
    assert not any(path.is_socket() for path in site.status.home.rglob("*"))


def test_the_server_runs_as_an_account_that_is_not_root(any_site: Site) -> None:
    with any_site.running() as server:
        pid = any_site.status.pid
        uid = Path(f"/proc/{pid}").stat().st_uid
        assert uid == server.data.stat().st_uid != 0
        link = any_site.data_dir / "postgres"
        assert link.resolve() == server.data.parent
        if os.geteuid() == 0:
            assert link.is_symlink()
            assert server.data.is_relative_to(any_site.root_base)
            assert sum("“nobody”" in line for line in any_site.said) == 1
        else:
            assert not link.is_symlink()
            assert any("Making" in line for line in any_site.said)


def test_the_terminal_s_interrupt_does_not_reach_the_server(any_site: Site) -> None:
    with any_site.running():
        pid = any_site.status.pid
        assert pid
        assert os.getsid(pid) != os.getsid(0)


def test_our_environment_stays_ours(any_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hidden-from-others")
    monkeypatch.setenv("PGHOST", "elsewhere.invalid")
    monkeypatch.setenv("PGHOSTADDR", "192.0.2.1")
    monkeypatch.setenv("PGUSER", "somebody")
    with any_site.running():
        assert b"hidden-from-others" not in Path(f"/proc/{any_site.status.pid}/environ").read_bytes()


def test_a_poor_environment_does_not_change_the_letters(site: Site) -> None:
    companion = site.companion(LANG="C", LC_ALL="C", TZ="Asia/Tokyo")
    try:
        server_pid(companion)
        with site.running() as server, psycopg.connect(server.url) as session:
            row = session.execute("select lower('Ä'), 'É' ilike 'é', current_setting('timezone')").fetchone()
            assert row == ("ä", True, "UTC")
    finally:
        kill(companion)
    with site.running():
        pass


def test_a_data_dir_with_a_long_and_strange_path_gets_a_short_private_socket(any_site: Site) -> None:
    any_site.data_dir = any_site.data_dir / "Fünf, sechs 'sieben' % = " / ("long" * 25)
    any_site.root_base = any_site.root_base.parent / ("root, " + "base" * 25)
    with any_site.running() as server:
        sockets = Path(str(conninfo_to_dict(server.url)["host"]))
        assert len(str(sockets)) < 80
        facts = sockets.stat()
        assert stat.S_IMODE(facts.st_mode) == 0o700
        assert facts.st_uid == server.data.stat().st_uid
        psycopg.connect(server.url).close()
        with any_site.running() as shared:
            assert shared.url == server.url
    assert not sockets.exists()


def test_an_interrupted_set_up_is_finished_by_the_next_start(any_site: Site) -> None:
    with any_site.running() as server:
        home = server.data.parent
    (home / "made-with").unlink()
    (home / "data.new").mkdir()
    (home / "data.new" / "half").touch()
    with any_site.running() as server, psycopg.connect(server.url):
        assert (home / "made-with").read_text().startswith(f"PostgreSQL {server.major}")


def test_what_members_write_stays_out_of_the_log(any_site: Site) -> None:
    with any_site.running() as server:
        with psycopg.connect(server.url) as session, pytest.raises(psycopg.DataError):
            session.execute("select 1 /* ann@example.org */ + 'x'")
        log = (server.data.parent / "server.log").read_text()
        assert "invalid input syntax" in log
        assert "ann@example.org" not in log


def test_the_status_of_a_folder_without_a_server_changes_nothing(spare_site: Site) -> None:
    assert spare_site.status.major is None
    assert spare_site.status.pid is None
    assert list(spare_site.data_dir.iterdir()) == []


def test_the_system_s_programs_come_before_the_wheel_s() -> None:
    found = postgres.found()
    assert [programs.from_wheel for programs in found] == sorted(programs.from_wheel for programs in found)
    assert all(programs.major >= 15 for programs in found)


def test_versions_that_a_package_manager_keeps_beside_the_path_are_found(
    shelter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brewed = shelter / "brewed"
    bare, kept = brewed / "bin", brewed / "opt" / "postgresql@16" / "bin"
    for folder in (bare, kept):
        folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (kept / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 16.4'\n")
        (kept / name).chmod(0o755)
    assert kept not in [programs.bin for programs in postgres.found()]
    monkeypatch.setenv("PATH", f"{bare}{os.pathsep}{os.environ['PATH']}")
    (programs,) = [programs for programs in postgres.found() if programs.bin == kept]
    assert (programs.version, programs.from_wheel) == ("16.4", False)
