"""Asks a server as fast as it answers, over connections kept open: a process of its own, so that it steals little.

Reads requests from standard input (pickled bytes, each a whole HTTP request), writes what was seen as JSON.
"""

import argparse
import asyncio
import json
import pickle
import random
import re
import sys
import time
from collections import Counter
from typing import cast

import uvloop

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Connection(asyncio.Protocol):
    """One connection: sends a request, waits for the whole answer, notes how long it took."""

    def __init__(self, questions: list[bytes], took: list[float], statuses: Counter[int]) -> None:
        self.questions = questions
        self.took = took
        self.statuses = statuses
        self.ended = asyncio.get_running_loop().create_future()
        self.stopping = False
        self._buffer = bytearray()
        self._missing = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast("asyncio.WriteTransport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Collect the answer; when it is whole, ask the next."""
        self._buffer += data
        if self._missing < 0:
            head = self._buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            length = LENGTH.search(self._buffer, 0, head)
            if length is None:
                raise SystemExit(f"An answer without a length:\n{bytes(self._buffer[:head]).decode()}")
            self._missing = head + 4 + int(length[1])
        if len(self._buffer) < self._missing:
            return
        self.took.append(time.perf_counter() - self._asked)
        self.statuses[int(self._buffer[9:12])] += 1
        if self.stopping:
            self.transport.close()
        else:
            self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        """Tell that it is over; a connection that the server ended is begun anew by nobody."""
        if not self.stopping:
            self.statuses[0] += 1
        self.ended.set_result(None)

    def _ask(self) -> None:
        self._buffer.clear()
        self._missing = -1
        question = self.questions[random.randrange(len(self.questions))]
        self._asked = time.perf_counter()
        self.transport.write(question)


async def run(port: int, questions: list[bytes], connections: int, warm: float, seconds: float) -> dict[str, object]:
    """Ask for `warm` seconds uncounted and then for `seconds`; times in milliseconds."""
    took: list[float] = []
    statuses: Counter[int] = Counter()
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: Connection(questions, took, statuses), "127.0.0.1", port)
        for _ in range(connections)
    ]
    await asyncio.sleep(warm)
    warmed = len(took)
    took.clear()
    statuses.clear()
    started, cpu = time.perf_counter(), time.process_time()
    await asyncio.sleep(seconds)
    counted, spent = sorted(took), time.perf_counter() - started
    own = time.process_time() - cpu
    seen = dict(statuses)
    for _transport, connection in made:
        connection.stopping = True
    await asyncio.wait([connection.ended for _transport, connection in made], timeout=10)

    def at(share: float) -> float:
        return round(1000 * counted[min(len(counted) - 1, int(share * len(counted)))], 2) if counted else 0.0

    return {
        "per_second": round(len(counted) / spent, 1),
        "p50": at(0.5),
        "p95": at(0.95),
        "p99": at(0.99),
        "worst": at(1),
        "answers": sum(statuses.values()) + warmed,
        "statuses": seen,
        "own_cpu_us": round(own / max(1, len(counted)) * 1e6),
    }


def main() -> None:
    """Read the requests, ask, and write what was seen."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--warm", type=float, default=2)
    parser.add_argument("--seconds", type=float, default=6)
    options = parser.parse_args()
    questions = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent
    seen = uvloop.run(run(options.port, questions, options.connections, options.warm, options.seconds))
    json.dump(seen, sys.stdout)


if __name__ == "__main__":
    main()
