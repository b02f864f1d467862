"""People whose lines are slow, by accident or on purpose: each is dropped in time, and others don't notice."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from tests.process.site import PROCESSES, Site, answers

MAY_TAKE = 40.0
HEAD = "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\nContent-Length: 900\r\n\r\n"


def silent(line: socket.socket, host: str) -> bytes:
    return b""


def idle(line: socket.socket, host: str) -> bytes:
    line.sendall(f"GET /livez HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    return b""


def slow_head(line: socket.socket, host: str) -> bytes:
    line.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\n".encode())
    return b"X: a\r\n"


def slow_form(line: socket.socket, host: str) -> bytes:
    line.sendall(HEAD.format(path="/signin", host=host, kind="application/x-www-form-urlencoded").encode())
    return b"a"


def slow_query(line: socket.socket, host: str) -> bytes:
    line.sendall(HEAD.format(path="/graphql", host=host, kind="application/json").encode())
    return b" "


def unread(line: socket.socket, host: str) -> bytes:
    for _ in range(100):
        line.sendall(f"GET /static/app.js HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    return b""


KINDS: tuple[Callable[[socket.socket, str], bytes], ...] = (silent, idle, slow_head, slow_form, slow_query, unread)


def test_slow_clients_are_dropped_and_others_do_not_notice(site: Site) -> None:
    with site.serving() as running:
        dropped: dict[str, float] = {}
        said: dict[str, bytes] = {}

        def dawdle(kind: Callable[[socket.socket, str], bytes]) -> None:
            begun = time.monotonic()
            with socket.socket() as line:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2000)
                line.connect(("127.0.0.1", site.port))
                own = line.getsockname()[1]
                drip = kind(line, f"127.0.0.1:{site.port}")
                while is_held(site.port, own) and time.monotonic() < begun + MAY_TAKE:
                    time.sleep(0.5)
                    with suppress(OSError):
                        line.send(drip)
                dropped[kind.__name__] = time.monotonic() - begun
                with suppress(OSError):
                    said[kind.__name__] = line.recv(100)

        threads = [threading.Thread(target=dawdle, args=[kind]) for kind in KINDS]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            assert answers(f"{site.url}/about") == 200
            time.sleep(0.5)
        assert {name: took for name, took in dropped.items() if took >= MAY_TAKE} == {}
        assert said["slow_form"].startswith(b"HTTP/1.1 408")
        assert said["slow_query"].startswith(b"HTTP/1.1 408")
        assert running.stop() == 0


def is_held(port: int, other: int) -> bool:
    """Whether the site still holds its end of a connection."""
    ends = [line.split()[1:4] for line in (PROCESSES / "net" / "tcp").read_text().splitlines()[1:]]
    return any(
        here.endswith(f":{port:04X}") and there.endswith(f":{other:04X}") and state in ("01", "08")
        for here, there, state in ends
    )
