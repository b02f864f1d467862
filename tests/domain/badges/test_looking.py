"""Looking whether somebody has earned badges costs little enough to be done after every fact that brings points."""

from domain import badges
from tests.conftest import CountingFactory
from tests.people import People


async def test_looking_at_a_member_costs_the_same_however_many_badges_there_are(
    people: People, counting: CountingFactory
) -> None:
    ann = await people.member("Ann")
    await people.idea(by=ann)
    await people.hear()
    with counting() as counted:
        await people.does(badges.look_at, [ann.id])
    assert len(counted) < 6 < len(badges.STARTERS)
