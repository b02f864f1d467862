"""These tests need Node and fetch packages, so they run only when somebody asks for this folder."""

import shutil
from pathlib import Path

import pytest

from tests.interop.others import said_by

HERE = Path(__file__).parent


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave this folder out, unless a path within it was given."""
    asked = (Path(argument.partition("::")[0]).resolve() for argument in config.args)
    return None if any(path.is_relative_to(HERE) for path in asked) else True


@pytest.fixture(scope="session")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with our scripts and the packages they need."""
    if shutil.which("npm") is None:
        pytest.fail("Node and npm are needed for this.")
    folder = tmp_path_factory.mktemp("interop")
    for each in (*HERE.glob("*.mjs"), *HERE.glob("package*.json")):
        shutil.copy(each, folder)
    await said_by("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", folder=folder)
    return folder
