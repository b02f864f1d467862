"""Whoever is trusted further is told quietly, whoever less far with the reason, and of a suspension only once."""

from datetime import timedelta

import pytest

from domain import moderation, notifications, trust
from domain.members import Member, Role
from domain.notifications import NoticeKind
from domain.paging import Slice
from tests import trusting
from tests.conftest import HeldClock
from tests.people import People


async def heard(people: People, member: Member) -> list[tuple[NoticeKind, str, bool]]:
    await people.hear()
    found = await people.reads(notifications.listed, await people.again(member), Slice(50))
    about = (NoticeKind.SUSPENDED, NoticeKind.SUSPENSION_LIFTED)
    kept = [each for each in found.items if each.kind.startswith("trust") or each.kind in about]
    return [(each.kind, each.path, each.mail_due_at is not None) for each in kept]


@pytest.fixture
async def ann(people: People, clock: HeldClock) -> Member:
    ann, others = await people.member("Ann"), await trusting.crowd(people)
    clock.forward(days=1)
    await trusting.regular(people, ann, others)
    await trust.look(people.sessions)
    return await people.again(ann)


ROSE = (NoticeKind.TRUST_ROSE, "/me/trust", False)


async def test_rising_is_told_without_mail_and_once(people: People, ann: Member) -> None:
    assert await heard(people, ann) == [ROSE]
    await people.forget_delivery()
    assert await heard(people, ann) == [ROSE]


async def test_a_text_out_of_sight_costs_it_with_the_reason(people: People, ann: Member) -> None:
    bad = await people.comment(by=ann, on=await people.idea(by=await people.member("Eve")))
    await people.does(moderation.hide, await people.member("Pia", Role.PRODUCT), comment_id=bad.id, reason="rude")
    await people.hear()
    assert await heard(people, ann) == [(NoticeKind.TRUST_FELL_UPHELD, "/me/trust", True), ROSE]


async def test_quiet_costs_it_with_the_reason(people: People, ann: Member, clock: HeldClock) -> None:
    for wait in (timedelta(days=101), timedelta(days=14)):
        clock.time += wait
        await trust.look(people.sessions)
    assert await heard(people, ann) == [(NoticeKind.TRUST_FELL_QUIET, "/me/trust", True), ROSE]


async def test_a_suspension_is_told_and_what_it_ends_is_part_of_it(people: People, ann: Member) -> None:
    pia = await people.member("Pia", Role.PRODUCT)
    await people.does(moderation.suspend, pia, ann.id, days=3, reason="Names were called.")
    await people.hear()
    assert await heard(people, ann) == [(NoticeKind.SUSPENDED, "/me", True), ROSE]
