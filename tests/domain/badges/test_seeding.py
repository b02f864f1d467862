"""Communities of before get the badges to start with that were added since, and keep what they made of theirs."""

import pytest
from sqlalchemy import delete, select, update

from domain import badges
from domain.badges import Award, Badge, BadgeVersion, Revocation
from domain.database import Sessions
from domain.members import Role
from domain.triage import DecisionKind
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


async def test_a_running_community_gets_what_we_say_otherwise_in_silence_and_loses_nothing(
    people: People, sessions: Sessions
) -> None:
    built = "An idea of theirs was good enough to be built, and somebody built it."
    shipped = select(Badge.id).where(Badge.slug == "shipped-1").scalar_subquery()
    async with sessions() as session, session.begin():
        await session.execute(update(BadgeVersion).values(kept=True))
        before_that = update(BadgeVersion).where(BadgeVersion.badge_id == shipped)
        await session.execute(before_that.values(name="Shipped", says=built))
    ann, pia = await people.member("Ann"), await people.member("Pia", Role.PRODUCT)
    before, after = await people.idea(by=ann), await people.idea(by=await people.member("Ben"), title="A raft")
    await people.decide(DecisionKind.ADOPT, by=pia, on=before)
    await people.hear()
    await people.does(badges.seed)
    await people.does(badges.seed)
    badge = await people.reads(badges.by_slug, ann, "shipped-1")
    said = badge.version
    assert (said.number, said.name, said.kept, "built" in said.says) == (2, "Green Light", False, False)
    assert (await people.reads(badges.by_slug, ann, "sharp-eye")).current == 1
    await people.decide(DecisionKind.ADOPT, by=pia, on=after)
    await people.hear()
    for idea in (before, after):
        await people.decide(DecisionKind.REOPEN, by=pia, on=idea)
    await people.hear()
    assert await people.does(badges.survey) == 0
    async with sessions() as session:
        rows = select(Award.member_id == ann.id, BadgeVersion.says == built, Revocation.reason)
        rows = rows.join(Award.version).outerjoin(Award.revocation).where(Award.badge_id == badge.id)
        found = set((await session.execute(rows)).tuples())
    assert found == {(True, True, None), (False, False, "What earned it was taken back.")}


async def test_what_people_chose_to_let_stay_is_not_changed_again(people: People) -> None:
    cleo = await people.admin()
    badge = await people.reads(badges.by_slug, cleo, "first-spark")
    said = badge.version
    criterion = badges.as_text(said.criterion or {})
    words = badges.BadgeWording(said.name, said.says, said.criteria, said.art, criterion, kept=True)
    await people.does(badges.revise_badge, cleo, badge.slug, words, based_on=1)
    await people.does(badges.seed)
    badge = await people.reads(badges.by_slug, cleo, "first-spark")
    assert (badge.current, badge.version.kept) == (2, True)


def test_what_is_given_for_a_single_deed_follows_it_and_what_took_several_stays() -> None:
    follows = {each.slug for each in badges.STARTERS if not each.kept}
    assert follows == {
        *("first-spark", "tested", "shipped-1", "proven", "pre-registrar", "honest-fast-failure-1", "kill-switch"),
        *("replicator", "belonging", "helping-hand", "own-hand", "clear-voice"),
    }
