import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain import postgres
from tests.domain.postgres.site import Site

MAJORS = {programs.major: programs.bin for programs in reversed(postgres.found())}


@pytest.fixture(scope="session")
def shelter() -> Iterator[Path]:
    """A folder that the account of the server may pass through, which pytest's own are not."""
    # Two dozen fresh clusters keep a slow disk busy for minutes; memory is used where there is plenty.
    memory = Path("/dev/shm")
    plenty = memory.is_dir() and shutil.disk_usage(memory).free > 4_000_000_000
    folder = Path(tempfile.mkdtemp(prefix="fourfold-test-", dir=memory if plenty else None))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(params=sorted(MAJORS), ids=lambda major: f"postgres{major}", scope="module")
def programs(request: pytest.FixtureRequest) -> Path:
    return MAJORS[request.param]


@pytest.fixture(scope="module")
def server(shelter: Path, programs: Path) -> Iterator[postgres.Server]:
    """One server for all tests of a module that only look at it."""
    site = Site(Path(tempfile.mkdtemp(dir=shelter)), shelter / "root", programs)
    with site.running() as running:
        yield running


@pytest.fixture(scope="module")
def data_dir(shelter: Path, programs: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=shelter))


@pytest.fixture
def site(shelter: Path, data_dir: Path, programs: Path) -> Iterator[Site]:
    """A site that the tests of a module use one after another, so they must leave it whole."""
    site = Site(data_dir, shelter / "root", programs)
    yield site
    site.clean()


@pytest.fixture
def empty_site(shelter: Path, programs: Path) -> Iterator[Site]:
    """A site that was never used."""
    site = Site(Path(tempfile.mkdtemp(dir=shelter)), shelter / "root", programs)
    yield site
    site.clean()


@pytest.fixture(scope="module")
def any_data_dir(shelter: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=shelter))


@pytest.fixture
def any_site(shelter: Path, any_data_dir: Path) -> Iterator[Site]:
    """As `site`, for tests to which the version does not matter."""
    site = Site(any_data_dir, shelter / "root", None)
    yield site
    site.clean()


@pytest.fixture
def spare_site(shelter: Path) -> Iterator[Site]:
    """A site that was never used and that the test may break."""
    site = Site(Path(tempfile.mkdtemp(dir=shelter)), shelter / "root", None)
    yield site
    site.clean()
