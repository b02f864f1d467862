"""Making what is inside the data folder: the files, then roles, database and extensions."""

import os
import shutil
from pathlib import Path

from psycopg import sql

from domain.postgres.entrance import APPLICATION, DATABASE, OWNER, SUPERUSER, Entrance
from domain.postgres.errors import OWN_SERVER, PostgresError, StartFailedError, disk_full, writing
from domain.postgres.place import Place
from domain.postgres.programs import Programs

EXTENSIONS = ("pg_trgm", "unaccent")
LOCALES = ("C.UTF-8", "en_US.UTF-8")
BUILTIN_LOCALES_SINCE = 17
LEAST_SPACE = 1_000_000
PRIVILEGES = (
    "select, insert, update, delete on tables",
    "usage, select, update on sequences",
    "usage on schemas",
)


def make(place: Place, programs: Programs, superuser_password: str) -> None:
    """Make the data folder beside its final place and move it there when it is whole; StartFailedError."""
    fresh = place.home / "data.new"
    password_file = place.home / "password.new"
    said = ""
    with writing(place.home):
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(superuser_password)
        place.account.give(password_file)
        try:
            for locale in LOCALES:
                if fresh.exists():
                    shutil.rmtree(fresh)
                place.account.private_folder(fresh)
                status, said = place.account.run(_initdb(programs, fresh, password_file, locale))
                if status == 0:
                    fresh.rename(place.data)
                    _keep_names(place.home)
                    return
                shutil.rmtree(fresh)
                if "invalid locale" not in said:
                    break
        finally:
            password_file.unlink()
    raise failed(place, f"PostgreSQL {programs.version} could not make its data folder", said)


def set_up(place: Place, programs: Programs, entrance: Entrance) -> None:
    """Make roles, database and extensions; may be repeated after an interruption."""
    with entrance.as_superuser("postgres") as session:
        for role, password in (
            (OWNER, entrance.passwords.owner),
            (APPLICATION, entrance.passwords.application),
        ):
            verifier = session.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
            known = session.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
            session.execute(
                sql.SQL("{} role {} login nosuperuser nocreaterole nocreatedb password {}").format(
                    sql.SQL("alter" if known else "create"), sql.Identifier(role), sql.Literal(verifier)
                )
            )
        if not session.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            session.execute(sql.SQL(f"create database {DATABASE} owner {OWNER} template template0"))
    with entrance.as_superuser(DATABASE) as session:
        available = session.execute("select name from pg_available_extensions").fetchall()
        for extension in EXTENSIONS:
            if (extension,) in available:
                session.execute(sql.SQL(f"create extension if not exists {extension}"))
        for privilege in PRIVILEGES:
            session.execute(sql.SQL(f"alter default privileges for role {OWNER} grant {privilege} to {APPLICATION}"))
    with writing(place.home):
        place.finished.write_text(f"PostgreSQL {programs.version}\n")


def failed(place: Place, what: str, said: str) -> PostgresError:
    """Return what to raise when a program ended with an error, with the last lines it wrote."""
    if "No space left" in said or "free disk space" in said or shutil.disk_usage(place.home).free < LEAST_SPACE:
        return disk_full(place.home)
    lines = "\n".join(said.strip().splitlines()[-8:]) or "(nothing)"
    return StartFailedError(f"{what}. Its last words:\n{lines}\nMend that and start again, or {OWN_SERVER}.")


def _keep_names(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _initdb(programs: Programs, data: Path, password_file: Path, locale: str) -> list[str | Path]:
    """The system's locale is named beside the built-in one because full text search splits words by it."""
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [
        programs.bin / "initdb",
        *("--pgdata", data),
        *("--username", SUPERUSER),
        *("--pwfile", password_file),
        *("--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--no-instructions"),
        *(f"--locale={locale}", "--lc-messages=C"),
        *(builtin if programs.major >= BUILTIN_LOCALES_SINCE else []),
    ]
