"""Settings come from the environment, are refused when they make no sense, and keep their secrets."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from domain.settings import Settings


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_every_default_is_safe(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert (settings.host, settings.trusted_proxies, settings.demo, settings.database_url) == (
        "127.0.0.1",
        0,
        False,
        None,
    )
    assert settings.address == "http://127.0.0.1:8044"
    assert not settings.secure


def test_the_environment_decides_and_empty_means_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("HOST", "")
    monkeypatch.setenv("BASE_URL", "https://ideas.example/")
    settings = Settings()
    assert (settings.port, settings.host, settings.address, settings.secure) == (
        9000,
        "127.0.0.1",
        "https://ideas.example",
        True,
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_an_address_of_everywhere_is_shown_as_localhost(host: str) -> None:
    assert Settings(host=host).address == "http://localhost:8044"


def test_a_host_that_is_a_number_of_the_newer_kind_is_shown_in_brackets() -> None:
    assert Settings(host="::1").address == "http://[::1]:8044"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "many"),
        ("BASE_URL", "ideas.example"),
        ("BASE_URL", "ftp://ideas.example"),
        ("TRUSTED_PROXIES", "-1"),
        ("WORKERS", "0"),
        ("POOL_SIZE", "1"),
        ("MAX_IN_FLIGHT", "0"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_what_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()


def test_secrets_are_not_shown() -> None:
    settings = Settings(
        secret_key="canary-1",
        database_url="postgresql://me:canary-2@db.example/x",
        smtp_url="smtp://me:canary-3@mail.example",
    )
    assert "canary" not in repr(settings)
    assert "canary" not in str(settings)


def test_settings_do_not_change(tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        setattr(Settings(data_dir=tmp_path), "port", 1)  # noqa: B010 - what a type checker would see is the point


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    key = Settings(data_dir=folder).key
    assert len(key) == 64
    assert Settings(data_dir=folder).key == key
    assert [path.name for path in folder.iterdir()] == ["secret_key"]
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
    assert Settings(data_dir=folder, secret_key="given").key == b"given"


def test_processes_that_start_at_once_share_one_whole_key(tmp_path: Path) -> None:
    for attempt in range(20):
        folder = tmp_path / str(attempt)
        starting = [Settings(data_dir=folder) for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(lambda settings: settings.key, starting))
        assert len(keys) == 1
        assert len(keys.pop()) == 64
        assert os.listdir(folder) == ["secret_key"]
