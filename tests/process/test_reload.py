"""Taking in a new version under load: every process is replaced, and nobody's request fails."""

import asyncio
from collections import Counter
from pathlib import Path

import httpx

from tests.process.site import REPOSITORY, Site, answers, until
from tests.process.voting import voting

PATHS = ("/ideas", "/about", "/livez", "/readyz")


async def test_a_reload_under_load_replaces_every_process_and_fails_nobody(site: Site) -> None:
    answered: Counter[object] = Counter()
    done = asyncio.Event()

    async def visit(keep: bool) -> None:
        limits = httpx.Limits(max_keepalive_connections=1 if keep else 0)
        async with httpx.AsyncClient(base_url=site.url, timeout=30, trust_env=False, limits=limits) as client:
            while not done.is_set():
                for path in PATHS:
                    answered[path, (await client.get(path)).status_code] += 1

    with site.serving(WORKERS="2") as running:
        before = site.children(running)
        async with voting(site) as (vote, _sessions, _idea):

            async def keep_voting() -> None:
                while not done.is_set():
                    answered["vote", (await vote()).status_code] += 1

            load = [asyncio.create_task(visit(keep)) for keep in (True, False)] + [asyncio.create_task(keep_voting())]
            reloaded = await asyncio.to_thread(site.run, "reload")
            done.set()
            await asyncio.gather(*load)
        after = site.children(running)
        assert (reloaded.returncode, reloaded.stdout) == (0, "Reloaded.\n"), reloaded.stderr
        assert len(after.answering) == 2
        assert len(after.background) >= 1
        assert not {*before.answering, *before.background} & {*after.answering, *after.background}
        assert {key for key in answered if isinstance(key, tuple) and key[1] != 200} == set(), answered
        assert answered["vote", 200] > 10
        assert running.stop() == 0


async def test_a_version_that_does_not_start_changes_nothing(site: Site, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        f"import os, sys\nif os.path.exists({str(tmp_path / 'broken')!r}) and 'spawn' in ''.join(sys.orig_argv):\n"
        "    os._exit(1)\n"
    )
    with site.serving(PYTHONPATH=f"{tmp_path}:{REPOSITORY}") as running:
        before = site.children(running)
        (tmp_path / "broken").touch()
        refused = await asyncio.to_thread(site.run, "reload")
        assert refused.returncode == 1
        assert "what served before still does" in refused.stderr
        assert site.children(running).answering == before.answering
        assert answers(f"{site.url}/ideas") == 200
        (tmp_path / "broken").unlink()
        assert (await asyncio.to_thread(site.run, "reload")).returncode == 0
        (first,) = site.children(running).answering
        assert [first] != before.answering
        until(lambda: answers(f"{site.url}/readyz") == 200, "the next")
        assert running.stop() == 0


def test_without_a_site_that_serves_there_is_nothing_to_reload(site: Site) -> None:
    done = site.run("reload")
    assert done.returncode == 1
    assert "Nothing serves from" in done.stderr
