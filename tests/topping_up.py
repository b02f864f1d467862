"""Points that a day's limit withheld and that were paid once something else of that day was taken back."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from domain import ideas
from domain.ideas import Idea
from domain.members import Member
from domain.rewards import Code, Entry
from tests.people import People

TITLES = ("Benches that fold", "Lamps in the tunnel", "A sundial by the dock", "Quiet hours on board")


@dataclass(frozen=True)
class ToppedUp:
    """Ann's four ideas of one day, of which the limit left nothing for the last until she took the first back."""

    ann: Member
    ideas: list[Idea]
    first: Entry
    late: Entry
    top_up: Entry


async def published(people: People) -> list[Entry]:
    """Return all entries for publishing, in the order of the ledger."""
    async with people.sessions() as session:
        query = select(Entry).where(Entry.code == Code.PUBLISHED.value).order_by(Entry.id)
        return list(await session.scalars(query.options(joinedload(Entry.reverses), joinedload(Entry.reversal))))


async def topped_up(people: People) -> ToppedUp:
    """Return what the ledger says of it."""
    ann = await people.member("Ann")
    posted = [await people.idea(by=ann, title=title) for title in TITLES]
    await people.hear()
    assert [entry.amount for entry in await published(people)] == [2, 2, 2, 0]
    await people.does(ideas.withdraw, ann, posted[0].id, "There are benches now.")
    await people.hear()
    first, *_others, late, reversal, top_up = await published(people)
    assert (reversal.reverses_id, reversal.amount) == (first.id, -2)
    assert (top_up.tops_up_id, top_up.amount) == (late.id, 2)
    return ToppedUp(ann, posted, first, late, top_up)
