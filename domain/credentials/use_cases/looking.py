"""Looking at a badge that anybody brings, ours or a stranger's. Nothing of it is kept."""

from datetime import timedelta

from domain import members
from domain.credentials.examining import SECONDS, Desk
from domain.credentials.looks import Seen
from domain.credentials.queries import completed, issuer, ours
from domain.database import Sessions, reading, transaction

LOOKS_MOST, LOOKS_PER = 20, timedelta(minutes=10)


async def look_at(
    sessions: Sessions, desk: Desk, address: str, body: bytes, *, client: str, seconds: float = SECONDS
) -> Seen:
    """Return what holds of a file or a text, what doesn't, and what can't be known here; nothing is fetched.

    `address` is our site's, and `client` the network address of who asks, which may do so 20 times in ten minutes. It
    takes so many seconds at most. Raises TooMany, ManyBadges.
    """
    async with transaction(sessions) as session:
        await members.spend(session, f"verify:{client}", LOOKS_MOST, LOOKS_PER)
        here = await issuer(session, address)
        own = await ours(session, here)
    # Looking takes a while: nothing shall wait for us meanwhile.
    seen = await desk.examined(body, own, seconds)
    async with reading(sessions) as session:
        return await completed(session, here, seen)
