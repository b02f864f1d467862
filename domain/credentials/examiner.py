"""Looks at one badge in a process of its own, so that a hostile one costs seconds and nothing else.

Run as a program: it reads what we know of ourselves as a line of JSON and the badge after it, and writes what it saw.
"""

import dataclasses
import json
import resource
import sys

from domain.credentials.looks import Ours
from domain.credentials.verifying import looked_at

CPU_SECONDS = 5
MEMORY = 512 * 1024 * 1024


def main() -> None:
    """Look at what comes in, within limits that the system holds us to."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    ours = json.loads(sys.stdin.buffer.readline())
    seen = looked_at(sys.stdin.buffer.read(), Ours(ours["did"], frozenset(ours["keys"]), ours["jwks"]))
    sys.stdout.write(json.dumps(dataclasses.asdict(seen)))
