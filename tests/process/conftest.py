"""Ground of the process tests: sites that are run by their command line."""

import signal
from collections.abc import Iterator

import pytest

from tests.process.site import Site, new_site


@pytest.fixture
def empty_site() -> Iterator[Site]:
    """Return a site that nobody has set up."""
    site = new_site()
    yield site
    site.clean()


@pytest.fixture(scope="session")
def _shared_site() -> Iterator[Site]:
    site = new_site()
    done = site.run("setup", "--name", "Velora", "--email", "cleo@velora.example")
    assert done.returncode == 0, done.stderr
    yield site
    site.clean()


@pytest.fixture
def site(_shared_site: Site) -> Iterator[Site]:
    """Return a site that was set up; a test leaves nothing of it running."""
    yield _shared_site
    assert not _shared_site.everything()


@pytest.fixture(scope="session", autouse=True)
def _hangs_up() -> None:
    # Under nohup, what we start would outlive a hang-up as well, on purpose; the tests are about the other case.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
