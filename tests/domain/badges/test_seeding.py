"""Communities of before get the badges to start with that were added since, and keep what they made of theirs."""

import pytest
from sqlalchemy import delete, select, update

from domain import badges
from domain.badges import Badge, BadgeVersion
from domain.database import Sessions
from tests.people import People


@pytest.fixture(autouse=True)
async def _seeded(people: People) -> None:
    await people.does(badges.seed)


async def test_what_was_given_by_hand_and_never_changed_comes_by_itself_once_we_know_how(
    people: People, sessions: Sessions
) -> None:
    async with sessions() as session, session.begin():
        await session.execute(update(BadgeVersion).values(criterion=None))
        await session.execute(update(Badge).where(Badge.slug == "tested").values(current=2))
        (first,) = await session.scalars(select(BadgeVersion).join(Badge).where(Badge.slug == "tested"))
        told = {"name": "Put to the test", "says": first.says, "criteria": first.criteria, "art": first.art}
        session.add(BadgeVersion(badge_id=first.badge_id, number=2, created_at=first.created_at, **told))
    await people.does(badges.seed)
    await people.does(badges.seed)
    ann = await people.member("Ann")
    closer, tested, bridge = [await people.reads(badges.by_slug, ann, slug) for slug in ("closer", "tested", "bridge")]
    assert (closer.current, closer.version.criterion is None) == (2, False)
    assert (tested.current, tested.version.name, tested.version.criterion) == (2, "Put to the test", None)
    (said,) = [each.criteria for each in badges.STARTERS if each.slug == "bridge"]
    assert (bridge.current, bridge.version.criteria, bridge.version.criterion) == (
        2,
        said,
        {"kind": "different", "of": ["credited"], "what": "team", "least": 5},
    )


async def test_a_community_of_before_gets_what_was_added_and_keeps_what_it_changed(
    people: People, sessions: Sessions
) -> None:
    fresh = [badge.slug for badge in await people.reads(badges.catalogue, await people.admin())]
    added = [slug for slug in fresh if slug.startswith("belonging-") or slug == "recognition"]
    assert len(added) == 3
    async with sessions() as session, session.begin():
        gone = select(Badge.id).where(Badge.slug.in_(added))
        await session.execute(delete(BadgeVersion).where(BadgeVersion.badge_id.in_(gone)))
        await session.execute(delete(Badge).where(Badge.slug.in_(added)))
        await session.execute(update(Badge).where(Badge.slug == "belonging").values(tier=None, place=18))
        (first,) = await session.scalars(select(BadgeVersion).join(Badge).where(Badge.slug == "belonging"))
        session.add(
            BadgeVersion(
                badge_id=first.badge_id,
                number=2,
                created_at=first.created_at,
                name="Ours",
                says=first.says,
                criteria=first.criteria,
                art=first.art,
                criterion=first.criterion,
            )
        )
        await session.execute(update(Badge).where(Badge.slug == "belonging").values(current=2))
    await people.does(badges.seed)
    found = await people.reads(badges.catalogue, await people.member("Ann"))
    assert [badge.slug for badge in found] == fresh
    (first_of_kind,) = [badge for badge in found if badge.slug == "belonging"]
    assert (first_of_kind.tier, first_of_kind.version.name) == (1, "Ours")
