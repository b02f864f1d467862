import stat

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine

from domain.postgres import Server


def test_the_application_signs_in_by_scram_with_its_secret(server: Server) -> None:
    with psycopg.connect(server.url) as session:
        assert session.info.user == "fourfold"
        assert session.pgconn.used_password
        assert session.info.dbname == "fourfold"


@pytest.mark.parametrize("role", ["fourfold", "fourfold_owner", "postgres"])
@pytest.mark.parametrize("password", ["", "wrong"])
def test_nobody_signs_in_without_the_secret(server: Server, role: str, password: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.url, user=role, password=password)


def test_the_only_rule_of_access_is_scram_on_the_socket(server: Server) -> None:
    rules = (server.data.parent / "pg_hba.conf").read_text().split()
    assert rules == ["local", "all", "all", "scram-sha-256"]
    with psycopg.connect(server.url) as session:
        row = session.execute("select current_setting('listen_addresses'), inet_server_addr()").fetchone()
        assert row == ("", None)


def test_socket_and_secrets_are_closed_to_others(server: Server) -> None:
    sockets = conninfo_to_dict(server.url)["host"]
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.data.parent.joinpath("passwords.json").stat().st_mode) == 0o600
    folder = server.data.parent / "sockets"
    assert str(folder) == sockets
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / ".s.PGSQL.5432").stat().st_mode) == 0o700


def test_neither_role_has_special_rights(server: Server) -> None:
    for url in (server.url, server.owner_url):
        with psycopg.connect(url) as session:
            rights = "rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls"
            row = session.execute(f"select {rights} from pg_roles where rolname = current_user").fetchone()
            assert row == (False,)


def test_the_application_changes_rows_in_tables_that_only_the_owner_makes(server: Server) -> None:
    with psycopg.connect(server.owner_url, autocommit=True) as owner:
        owner.execute("create schema attic")
        owner.execute("create table attic.ideas (id bigserial primary key, title text)")
    with psycopg.connect(server.url, autocommit=True) as application:
        application.execute("insert into attic.ideas (title) values ('A bench')")
        application.execute("update attic.ideas set title = 'Two benches'")
        assert application.execute("delete from attic.ideas returning title").fetchone() == ("Two benches",)
        for forbidden in ("create table mine (id int)", "drop table attic.ideas", "create role friend"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(forbidden)


def test_the_extensions_are_there_and_the_owner_may_ask_for_them_again(server: Server) -> None:
    with psycopg.connect(server.owner_url, autocommit=True) as owner:
        for extension in ("pg_trgm", "unaccent"):
            owner.execute(f"create extension if not exists {extension}")
        assert owner.execute("select similarity('bench', 'benches') > 0.5, unaccent('Ä')").fetchone() == (True, "A")


def test_durability_is_on_and_the_clock_is_utc(server: Server) -> None:
    with psycopg.connect(server.url) as session:
        for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
            assert session.execute(f"show {name}").fetchone() == ("on",), name
        assert session.execute("show timezone").fetchone() == ("UTC",)


def test_letters_are_those_of_all_languages(server: Server) -> None:
    with psycopg.connect(server.url) as session:
        row = session.execute("select lower('ÄŒ'), 'Über' ilike 'über', to_tsvector('simple', '„Öl“')::text").fetchone()
        assert row == ("äœ", True, "'öl':1")
        provider = session.execute("select datlocprovider::text from pg_database where datname = 'fourfold'").fetchone()
        assert provider == ("b" if server.major >= 17 else "c",)


async def test_sqlalchemy_takes_the_addresses_as_they_are(server: Server) -> None:
    blocking = create_engine(server.owner_url)
    with blocking.connect() as connection:
        assert connection.scalar(text("select current_user")) == "fourfold_owner"
    blocking.dispose()
    engine = create_async_engine(server.url)
    async with engine.connect() as session:
        assert await session.scalar(text("select current_user")) == "fourfold"
    await engine.dispose()


def test_the_server_says_what_it_is(server: Server) -> None:
    assert server.version.startswith(f"{server.major}.")
    assert (server.programs / "pg_dump").exists()
    assert (server.data / "PG_VERSION").read_text().strip() == str(server.major)
