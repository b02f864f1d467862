"""Where badges of strangers are looked at: a process for each, a few at once, and a short line before the door."""

import asyncio
import json
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from domain.credentials.looks import About, Look, Ours, Outcome, Seen
from domain.errors import Unavailable, _

SECONDS = 10
_HERE = Path(__file__).parent
# Only the few modules that it needs: our front door would bring the whole domain along, which takes a second.
_PROGRAM = f"""
import sys, types
sys.path.insert(0, {str(_HERE.parent.parent)!r})
import domain
bare = sys.modules["domain.credentials"] = types.ModuleType("domain.credentials")
bare.__path__ = [{str(_HERE)!r}]
from domain.credentials.examiner import main
main()
"""
log = structlog.get_logger(__name__)


class ManyBadges(Unavailable):
    """As many badges wait to be looked at as this process takes in."""

    code = "many_badges"
    message = _("Many badges are being looked at right now. Please try again in a moment.")


@dataclass
class Desk:
    """Looks at badges, `at_once` of them at a time; `waiting_most` more may wait."""

    at_once: int = 2
    waiting_most: int = 8
    inside: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.at_once)

    async def examined(self, body: bytes, ours: Ours, seconds: float = SECONDS) -> Seen:
        """Return what can be said of a badge, after so many seconds at most once it is its turn; raises ManyBadges."""
        if self.inside >= self.at_once + self.waiting_most:
            raise ManyBadges
        self.inside += 1
        try:
            async with self._places:
                return await _examined(body, ours, seconds)
        finally:
            self.inside -= 1


async def _examined(body: bytes, ours: Ours, seconds: float) -> Seen:
    # Without our environment, since it holds secrets.
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-c",
        _PROGRAM,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={},
    )
    told = json.dumps({"did": ours.did, "keys": sorted(ours.keys), "jwks": dict(ours.jwks)})
    try:
        async with asyncio.timeout(seconds):
            written, said = await program.communicate(told.encode() + b"\n" + body)
    except TimeoutError:
        return Seen(refused="too_much")
    finally:
        with suppress(ProcessLookupError):
            program.kill()
        await program.wait()
    if program.returncode:
        log.warning("badge_program_ended", status=program.returncode, said=said.decode(errors="replace")[-500:])
        return Seen(refused="too_much")
    found = json.loads(written)
    looks = [
        Look(About(each["about"]), Outcome(each["outcome"]), each["code"], each["named"]) for each in found.pop("looks")
    ]
    return Seen(**found, looks=looks)
