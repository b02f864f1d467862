import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from domain import postgres
from domain.postgres import errors
from tests.domain.postgres.site import Site

SIZE = 110_000_000


def mounted(folder: Path, options: str) -> bool:
    """Mount a small disk of memory, or change it; False where this account may not."""
    command = ["mount", "-t", "tmpfs", "-o", f"{options},size={SIZE},mode=0711", "none", str(folder)]
    return os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def small_site(shelter: Path) -> Iterator[Site]:
    """A site on a disk of its own that is soon full; on the common one where this account can't have that."""
    folder = shelter / "small"
    folder.mkdir()
    small = mounted(folder, "rw")
    site = Site(folder / "data", folder / "root", None)
    yield site
    try:
        site.clean()
    finally:
        if small:
            subprocess.run(["umount", str(folder)], check=True)
        shutil.rmtree(folder)


def test_a_full_disk_loses_nothing_that_was_acknowledged_and_heals_by_itself(small_site: Site) -> None:
    acknowledged, ballast = 0, small_site.data_dir / "ballast"
    with small_site.running() as server:
        with psycopg.connect(server.owner_url) as owner:
            owner.execute("create table votes (id bigserial primary key, words text)")
            owner.execute("alter table votes alter words set storage external")
        disk = shutil.disk_usage(server.data)
        if disk.total > SIZE * 2:  # the common disk, which we don't fill: what it says when it is full must do
            with pytest.raises(postgres.DiskFullError, match="Free some space"), errors.writing(server.data):
                Path("/dev/full").write_text("a vote")
            return
        with ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, disk.free - 24_000_000)
        with suppress(psycopg.Error), psycopg.connect(server.url, autocommit=True) as session:
            while True:
                session.execute("insert into votes (words) select repeat(md5(random()::text), 8000)")
                acknowledged += 1
        with suppress(postgres.PostgresError):
            server.ensure()
        ballast.unlink()
        server.ensure()
        with psycopg.connect(server.url, autocommit=True) as session:
            assert session.execute("select count(*) >= %s from votes", [acknowledged]).fetchone() == (True,)
            session.execute("insert into votes (words) values ('again')")
    assert acknowledged > 0


def test_a_disk_that_cannot_be_written_is_named(small_site: Site) -> None:
    small_site.data_dir.mkdir(parents=True)
    if mounted(small_site.data_dir.parent, "remount,ro"):
        with pytest.raises(postgres.NotWritableError, match="cannot be written"), small_site.running():
            pass
        assert mounted(small_site.data_dir.parent, "remount,rw")
    else:
        small_site.data_dir.chmod(0o500)
        with pytest.raises(postgres.NotWritableError, match="cannot be written"), small_site.running():
            pass
        small_site.data_dir.chmod(0o700)
