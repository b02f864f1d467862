"""Everything an operator asks of a site: its settings, folders, mail, database, backups and books."""

import os
import platform
import shutil
import smtplib
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from sqlalchemy.exc import OperationalError

import migrations
from domain import VERSION, backups, checks, database, postgres, signs
from domain.postgres import PostgresError
from domain.settings import Settings
from domain.signs import Sign
from web import command_database
from web.command_database import Ready
from web.worker import CONCURRENCY

ROOM_ENOUGH = 0.15  # of a disk
BACKUP_OLD = 7  # days
MAIL_MAY_TAKE = 10  # seconds


def examined(settings: Settings) -> Iterator[Sign]:
    """Yield all signs, those of the site's surroundings first; changes nothing."""
    yield Sign("version", "good", f"Fourfold {VERSION} on Python {platform.python_version()}")
    yield from _settings(settings)
    yield from _folder(settings)
    yield _mail(settings)
    try:
        if not settings.database_url and postgres.status(settings.data_dir).major is None:
            yield Sign("database", "bad", f"There is none in {settings.data_dir}. See fourfold setup, or DATA_DIR.")
            return
        with command_database.opened(settings, migrate=False) as ready:
            yield from _database(ready)
    except PostgresError as error:
        yield Sign("database", "bad", str(error))
    except (OperationalError, psycopg.OperationalError) as error:
        says = str(getattr(error, "orig", error)).strip()
        yield Sign("database", "bad", f"It can't be used: {says}. Look at DATABASE_URL.")
    yield _backup(settings.data_dir)


def _settings(settings: Settings) -> Iterator[Sign]:
    if settings.demo:
        yield Sign("settings", "bad", "DEMO is on, and anybody can be anybody. Unset it, unless this is the demo.")
    inside = _is_inside(urlsplit(settings.address).hostname or "")
    if not settings.secure and not inside:
        says = "People come by plain http, so sign-ins can be read on the way. Put TLS in front, set BASE_URL to https."
        yield Sign("settings", "bad", says)
    elif settings.secure and not settings.trusted_proxies:
        says = "BASE_URL is https, so a proxy is in front, but TRUSTED_PROXIES is 0: all visitors look like one."
        yield Sign("settings", "warning", says)
    else:
        yield Sign("settings", "good", f"people come to {settings.address}")
    if settings.secret_key and len(settings.secret_key) < 32:
        yield Sign("settings", "warning", "SECRET_KEY is short enough to be guessed. Unset it, and one is made.")


def _is_inside(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _folder(settings: Settings) -> Iterator[Sign]:
    folder = settings.data_dir
    if not folder.is_dir():
        # A database of one's own needs the folder only for a secret that is made when it is missing.
        yield Sign("folder", "warning" if settings.database_url else "bad", f"{folder} isn't there. Look at DATA_DIR.")
        return
    facts, key = folder.stat(), folder / "secret_key"
    if facts.st_uid != os.geteuid():
        yield Sign("folder", "bad", f"{folder} belongs to another account than the one at work here.")
    elif key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield Sign("folder", "bad", f"Others can read {key}. Run chmod 600 {key}.")
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield Sign("folder", "bad", f"{folder} can't be written.")
    else:
        yield Sign("folder", "good", f"{folder.absolute()} is ours")
    images = settings.images_folder
    if images and not (images.is_dir() and os.access(images, os.W_OK | os.X_OK)):
        yield Sign("folder", "bad", f"{images} isn't a folder that can be written. Look at IMAGES_FOLDER.")
    places = [folder] if settings.database_url else [folder, postgres.status(folder).home]
    for where in {place.stat().st_dev: place for place in places if place.exists()}.values():
        disk = shutil.disk_usage(where)
        state = disk.free / disk.total
        says = f"{disk.free / 1e9:,.1f} GB of the disk that holds {where} are free, {state:.0%}."
        if state < settings.least_free:
            yield Sign("disk", "bad", f"{says} Make room now: below LEAST_FREE nothing is written any more.")
        else:
            yield Sign("disk", "warning" if state < ROOM_ENOUGH else "good", says)


def _mail(settings: Settings) -> Sign:
    if not settings.smtp_url:
        return Sign("mail", "warning", "SMTP_URL isn't set, so no mail leaves, and nobody can sign in by link.")
    parts = urlsplit(settings.smtp_url)
    implicit = parts.scheme == "smtps"
    host, port = parts.hostname or "localhost", parts.port or (465 if implicit else 25)
    try:
        with (smtplib.SMTP_SSL if implicit else smtplib.SMTP)(host, port, timeout=MAIL_MAY_TAKE) as relay:
            relay.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Sign("mail", "bad", f"The relay at {host}, port {port}, doesn't answer: {error}. Look at SMTP_URL.")
    return Sign("mail", "good", f"the relay at {host}, port {port}, answers")


def _database(ready: Ready) -> Iterator[Sign]:
    settings = ready.settings
    # What each process keeps, and one more for its health; the background's two pools; and this.
    connections = settings.workers * (settings.pool_size + 1) + 2 * CONCURRENCY + 3
    url = database.plain(settings.database_url or "")
    with psycopg.connect(url, connect_timeout=10, autocommit=True) as session:
        found = list(signs.of_database(session, connections=connections, head=migrations.head()))
    yield from found
    if any(sign.about == "step" and sign.state == "good" for sign in found):
        differing = command_database.recounted(ready)
        for finding in checks.shown(differing):
            yield Sign("books", "bad", f"{finding.check}: {finding.says}")
        if not differing:
            yield Sign("books", "good", "every counter agrees with what it counts")


def _backup(data_dir: Path) -> Sign:
    last = backups.last(data_dir)
    if last is None:
        return Sign("backup", "warning", "None was made from here. See fourfold backup, and let a timer run it.")
    path, at = last
    days = (datetime.now(UTC) - at).days
    if not path.exists():
        return Sign("backup", "warning", f"The last one, {path}, isn't there any more. Make another.")
    if days >= BACKUP_OLD:
        return Sign("backup", "warning", f"The last one is {days} days old. Let a timer run fourfold backup.")
    return Sign("backup", "good", f"the last one is {path}, of {at:%Y-%m-%d %H:%M} UTC")
