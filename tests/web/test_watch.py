"""What is watched while a site serves, from its start on."""

import psycopg
import pytest
import structlog
from structlog.testing import capture_logs

from domain.database import plain
from domain.settings import Settings
from domain.signs import NEWEST_MINORS
from web import logs, process


@pytest.mark.parametrize(("more", "says"), [(1, "Bring it up to date"), (0, "")])
def test_a_server_that_lacks_what_was_mended_is_named_at_the_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, more: int, says: str
) -> None:
    with psycopg.connect(plain(settings.database_url or "")) as session:
        major, minor = divmod(session.info.server_version, 10_000)
    monkeypatch.setitem(NEWEST_MINORS, major, minor + more)
    monkeypatch.setattr(logs, "set_up", lambda settings: None)
    monkeypatch.setattr(process, "log", structlog.get_logger())
    with capture_logs() as logged, process.watch(settings, None):
        pass
    assert [each["log_level"] for each in logged] == ["warning"] * more
    assert all(each["event"] == "postgres_version" and says in each["says"] for each in logged)


def test_a_database_that_is_away_keeps_nobody_from_watching(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "set_up", lambda settings: None)
    away = settings.model_copy(update={"database_url": "postgresql+psycopg://ann@127.0.0.1:9/ideas"})
    with process.watch(away, None):
        pass
