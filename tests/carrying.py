"""Badges for tests: given, and signed as the background does it."""

from typing import Any

from domain import badges, credentials, database, recognition
from domain.badges import Award
from domain.credentials import Credential
from domain.members import Member, Role
from tests.people import People

ADDRESS, SECRET = "https://ideas.example", b"the site's secret, of tests alone"
WHY = "Wrote down what all of us had been thinking for a year."


def untranslated(_language: str) -> Any:
    """Return what leaves every sentence as it is."""
    return str


async def given(
    people: People, to: Member, slug: str = "first-spark", *, by: Member | None = None, **more: Any
) -> Award:
    """Give a badge; the community gets those to start with, where it has none."""
    await people.does(badges.seed)
    by = by or await people.member(f"Giver of {slug} to {to.handle}", Role.PRODUCT)
    return await people.does(badges.give, by, slug, to.handle, because=more.pop("because", WHY), **more)


async def sign_all(
    people: People, *, secret: bytes = SECRET, address: str = ADDRESS, translator: Any = untranslated
) -> int:
    """Sign all that wait, as the background does job by job; return how many."""
    count, after = 0, 0
    while True:
        by = (people.sessions, address, secret, translator, recognition.testify)
        issued = await credentials.issue_some(*by, after=after)
        count += issued.count
        if issued.last is None:
            return count
        after = issued.last


async def signed(people: People, award: Award, *, secret: bytes = SECRET, address: str = ADDRESS) -> Credential:
    """Return the credential of an award, after all that wait are signed."""
    await sign_all(people, address=address, secret=secret)
    async with database.reading(people.sessions) as session:
        found = await credentials.of_award(session, award)
    assert found
    return found
