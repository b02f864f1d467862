"""The role that the site works as reads the ledger and adds to it; what is written there only the owner could touch."""

from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

import migrations
from domain import postgres
from domain.backups import Source
from tests.domain.backups.conftest import NEWEST, OLDEST, put_back

CHANGES = ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE")


def refuses(server: postgres.Server) -> None:
    """Check what the site may do in the ledger of a server."""
    with psycopg.connect(server.url, autocommit=True) as session:
        role = session.execute("SELECT current_user").fetchone()
        assert role != (session.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'entries'").fetchone())
        for table in ("entries", "rules"):
            for change in CHANGES:
                with pytest.raises(InsufficientPrivilege):
                    session.execute(change.format(table).encode())
            may = "SELECT has_table_privilege(%s, 'SELECT'), has_table_privilege(%s, 'INSERT')"
            assert session.execute(may, (table, table)).fetchone() == (True, True)


def test_the_site_cannot_change_the_ledger(filled: Source, servers: dict[int, postgres.Server]) -> None:
    refuses(servers[OLDEST])


def test_nor_after_a_backup_was_restored(whole: Path, goal: Source, servers: dict[int, postgres.Server]) -> None:
    put_back(whole, goal)
    migrations.upgrade(servers[NEWEST].owner_url)
    refuses(servers[NEWEST])
