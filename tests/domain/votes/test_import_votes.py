"""Votes from elsewhere keep their time, count once, and change nothing the second time."""

from datetime import UTC, datetime

from domain import checks, votes
from domain.paging import Slice
from tests.people import People

AT = datetime(2016, 8, 1, 12, tzinfo=UTC)


async def test_new_ones_count_and_known_ones_stay(people: People) -> None:
    ann, ben, eve = await people.member("Ann"), await people.member("Ben"), await people.member("Eve")
    one, two = await people.idea(by=ann, title="Idea 1"), await people.idea(by=ann, title="Idea 2")
    await people.vote(by=ben, on=one)
    rows = [(ben.id, one.id, AT), (eve.id, one.id, AT), (eve.id, two.id, AT), (eve.id, two.id, AT)]
    assert await people.does(votes.import_votes, rows) == 2
    assert await people.does(votes.import_votes, rows) == 0
    assert await people.reads(votes.standings, ann, [one.id, two.id]) == {one.id: 2, two.id: 1}
    assert [vote.cast_at for vote in (await people.reads(votes.voted, ann, eve, Slice())).items] == [AT, AT]
    assert await people.reads(votes.count, ann) == 3
    assert await people.reads(checks.recount) == []


async def test_none_is_none(people: People) -> None:
    assert await people.does(votes.import_votes, []) == 0
