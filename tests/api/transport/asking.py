"""Who asks the sample application, and what its resolvers saw of their own fate."""

import asyncio
from dataclasses import dataclass, field

import strawberry

ORIGIN = "https://ideas.example"
COOKIE = "session"
TOKEN = {"authorization": "Bearer good"}
SIGNED_IN = {"cookie": f"{COOKIE}=ann", "origin": ORIGIN}


@dataclass
class Witness:
    """What resolvers saw of their own fate, for tests to look at."""

    started: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    listening: int = 0
    votes: list[str] = field(default_factory=list)
    renewals: int = 0


@dataclass
class Asker:
    """The context of the sample application."""

    viewer_id: int | None
    witness: Witness

    def gettext(self, message: str, /) -> str:
        """Return the sentence as it is, or shouted for the viewer who wants it loud."""
        return message.upper() if self.viewer_id == 2 else message

    def renewed(self) -> "Asker":
        """Return a context for the next event."""
        self.witness.renewals += 1
        return Asker(self.viewer_id, self.witness)


Info = strawberry.Info[Asker, None]
