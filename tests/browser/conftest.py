"""Ground of the browser tests: the demo as anybody starts it, and a real Chromium. Without one they are left out."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright, expect

from domain.database import Sessions
from tests.browser.held import Seats, served
from tests.conftest import HeldClock

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 300
STANDS_READY = "navigator.serviceWorker.ready.then(() => null)"
STAYS_AWAY = "Service Worker registration blocked"  # what Playwright says where we asked for it
expect.set_options(timeout=30_000)  # in ms, as below; what is there is seen at once, on a busy machine it comes later


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the browser tests on one worker, since each would fill a demo of its own; before xdist reads the groups."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium; make browser gets one"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say of a test that failed what its pages still waited for."""
    report = yield
    windows = getattr(item, "funcargs", {}).get("windows")
    if report.failed and isinstance(windows, Windows):
        report.sections.append(("asked and not answered", "\n".join(sorted(windows.unanswered))))
    return report


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Start the demo with the command that everybody uses, and return its address."""
    folder = Path(tempfile.mkdtemp(prefix="fourfold-browser-"))
    folder.chmod(0o711)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), "PORT": str(port), "LOG_LEVEL": "warning"}
    command = [sys.executable, "-c", "from web.command import main; main()", "demo"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://localhost:{port}"
    try:
        _wait(address, process, folder / "log")
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"the demo ended by itself:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the demo wasn't up after {PATIENCE} s:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Return the one Chromium that all tests open windows in."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


class Windows:
    """Opens windows that notice what should not happen: errors in the console, and requests to other places."""

    def __init__(self, chromium: Browser, site: str) -> None:
        self.chromium = chromium
        self.site = site
        self.opened: list[BrowserContext] = []
        self.kept: dict[str, Page] = {}
        self.complaints: list[str] = []
        self.unanswered: set[str] = set()

    async def open(
        self,
        guide: str = "",
        *,
        script: bool = True,
        width: int = 1280,
        dark: bool = False,
        language: str = "en",
        worker: bool = False,
    ) -> Page:
        """Return a page of a new window, signed in as a guide of the demo if one is named.

        Without `worker` the site's service worker stays away: led by Playwright, one page in 25 that was asked for
        while the worker was being installed waited for it for ever; led without attaching to workers, none of 60 did.
        """
        context = await self.chromium.new_context(
            base_url=self.site,
            java_script_enabled=script,
            viewport=ViewportSize(width=width, height=900),
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale=language,
            service_workers="allow" if worker else "block",
        )
        self.opened.append(context)
        context.set_default_timeout(60_000)
        page = await context.new_page()
        page.on("console", lambda said: self._note(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("request", lambda asked: self.unanswered.add(asked.url))
        page.on("requestfinished", lambda asked: self.unanswered.discard(asked.url))
        page.on("requestfailed", lambda asked: self.unanswered.discard(asked.url))
        page.on("request", lambda asked: None if asked.url.startswith((self.site, "data:")) else self._note(asked.url))
        page.on("response", lambda got: self._note(f"{got.status} {got.url}") if got.status >= 500 else None)
        if guide:
            await page.goto(f"/demo/{guide}")
            if worker:
                await page.evaluate(STANDS_READY)
            await page.locator("main form button").click()
            await page.wait_for_url(lambda url: "/demo/" not in url)
            if worker:
                await page.evaluate(STANDS_READY)
        return page

    async def seat(self, guide: str) -> Page:
        """Return the one page that this guide reads on, of a window opened the first time."""
        if guide not in self.kept:
            self.kept[guide] = await self.open(guide)
        return self.kept[guide]

    async def close(self) -> None:
        """Close what was opened."""
        for context in self.opened:
            await context.close()

    def _note(self, text: str) -> None:
        # A refused form answers 4xx on purpose, which the browser reports as an error of the network.
        if STAYS_AWAY not in text and ("Failed to load resource" not in text or "status of 5" in text):
            self.complaints.append(text)


@pytest.fixture
async def windows(chromium: Browser, site: str) -> AsyncIterator[Windows]:
    """Return the opener of windows; at the end nothing may have been complained of."""
    windows = Windows(chromium, site)
    yield windows
    await windows.close()
    assert windows.complaints == []


@pytest.fixture(scope="module")
async def tour(chromium: Browser, site: str) -> AsyncIterator[Windows]:
    """Return an opener of windows that stay open, for those who look at many pages and change nothing."""
    windows = Windows(chromium, site)
    yield windows
    await windows.close()


@pytest.fixture
async def seats(chromium: Browser, database_url: str, sessions: Sessions, clock: HeldClock) -> AsyncIterator[Seats]:
    """Serve the tests' own database by the held clock, with a window for whoever takes a seat."""
    async with served(database_url, clock) as site:
        windows = Windows(chromium, site)
        yield Seats(windows, sessions)
        await windows.close()
    assert windows.complaints == []
