"""Where the site listens: whether it can, and whether it answers."""

import errno
import socket
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from time import monotonic, sleep

from domain.settings import Settings

ORPHANS_MAY_TAKE = 3.0  # seconds until the processes of a parent that was killed have left the port
REASONS = {
    errno.EADDRINUSE: "Something else listens there. Stop it, or set PORT to another number, such as {other}.",
    errno.EACCES: "This account may not use a port below 1024. Set PORT to a greater number and put a proxy in front.",
    errno.EADDRNOTAVAIL: "This machine has no such address. Set HOST to one of its own, or to 0.0.0.0 for all of them.",
}


class NoDoorError(Exception):
    """The site cannot listen where the settings say; the text says why, and what to do next."""


@dataclass(frozen=True)
class Door:
    """The address, a number, and the port that the site listens on."""

    address: str
    port: int

    def answers(self) -> bool:
        """Whether somebody who knocks gets an answer from the site."""
        inside = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.address, self.address)  # noqa: S104 - not bound
        with closing(HTTPConnection(inside, self.port, timeout=2)) as line:
            try:
                line.request("GET", "/livez", headers={"Host": f"127.0.0.1:{self.port}"})
                return line.getresponse().status == 200
            except (OSError, HTTPException):
                return False


def opened(settings: Settings) -> Door:
    """Return where the site will listen, having tried it. Raises NoDoorError.

    The server itself shares its port among its processes, so that it would not notice another one there.
    """
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise _refusal(settings, errno.EADDRNOTAVAIL) from error
    family, _, _, _, place = min(found, key=lambda one: one[0] != socket.AF_INET)
    until = monotonic() + ORPHANS_MAY_TAKE
    while (failure := _tried(family, place)) == errno.EADDRINUSE and monotonic() < until:
        sleep(0.1)
    if failure:
        raise _refusal(settings, failure)
    return Door(str(place[0]), settings.port)


def _tried(family: socket.AddressFamily, place: tuple[object, ...]) -> int:
    with socket.socket(family, socket.SOCK_STREAM) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind(place)
            line.listen(1)
        except OSError as error:
            return error.errno or errno.EADDRNOTAVAIL
    return 0


def _refusal(settings: Settings, number: int) -> NoDoorError:
    reason = REASONS.get(number, "The system says: " + errno.errorcode.get(number, str(number)) + ".")
    other = settings.port + 1 if settings.port < 65535 else 8044
    return NoDoorError(f"The site can't listen on {settings.host} port {settings.port}. " + reason.format(other=other))
