"""Writing, announcing and calling off a challenge: what it takes, who may, and what is fixed once it has started."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain import challenges, community, events, notifications
from domain.challenges import (
    CalledOffAlready,
    Challenge,
    ChallengeFixed,
    ChallengeState,
    NotADraft,
    NotAnnounced,
    Which,
)
from domain.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from domain.members import Member, Role, Visitor
from domain.paging import Slice
from domain.subscribers import SUBSCRIBERS
from tests.challenging import WHY, among_staff, began, called, ended, terms
from tests.conftest import HeldClock
from tests.people import People


@pytest.fixture
async def pia(people: People) -> Member:
    return await people.member("Pia", Role.PRODUCT)


async def test_a_draft_is_seen_by_keepers_alone_until_it_is_announced(people: People, pia: Member) -> None:
    made = await people.does(challenges.draft, pia, await terms(people))
    for who in (await people.member("Ann"), await people.member("Emil", Role.EMPLOYEE)):
        with pytest.raises(NotFound):
            await people.reads(challenges.visible, who, made.id)
        assert (await people.reads(challenges.listed, who, Slice(), which=Which.DRAFTS)).items == []
    assert [each.id for each in (await people.reads(challenges.listed, pia, Slice(), which=Which.DRAFTS)).items] == [
        made.id
    ]
    await people.does(challenges.announce, pia, made.id)
    ann = await people.member("Anna")
    assert [each.id for each in (await people.reads(challenges.listed, ann, Slice())).items] == [made.id]


async def test_one_among_staff_isn_t_there_for_customers(people: People, pia: Member) -> None:
    made = await called(people, by=pia, staff=True)
    with pytest.raises(NotFound):
        await people.reads(challenges.visible, await people.member("Ann"), made.id)
    emil = await people.member("Emil", Role.EMPLOYEE)
    assert (await people.reads(challenges.visible, emil, made.id)).id == made.id


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.EMPLOYEE])
async def test_others_keep_none(role: Role, people: People, pia: Member) -> None:
    who, promise = await people.member("Who", role), await terms(people)
    made = await called(people, by=pia)
    with pytest.raises(NotAllowed):
        await people.does(challenges.draft, who, promise)
    with pytest.raises(NotAllowed):
        await people.does(challenges.call_off, who, made.id, WHY)
    with pytest.raises(SignInNeeded):
        await people.does(challenges.draft, Visitor(), promise)


BAD: list[tuple[str, dict[str, Any]]] = [
    ("much_least", {"much_least": None}),
    ("well_least", {"well_least": None}),
    ("much_least", {"much_least": Decimal(0)}),
    ("well_least", {"well_least": Decimal(-1)}),
    ("well_least", {"well_least": Decimal("nan")}),
    ("much_least", {"much_least": Decimal("inf")}),
    ("much_least", {"much_least": Decimal("1e9")}),
    ("much_least", {"much_least": Decimal("1.5")}),
    ("well_least", {"well": "share_chosen", "well_least": Decimal("100.01")}),
    ("well_least", {"well": "share_chosen", "well_least": Decimal("1.001")}),
    ("winners", {"winners": 0}),
    ("winners", {"winners": 21}),
    ("winners", {"winners": None}),
    ("much", {"much": "readings"}),
    ("well", {"well": "readings"}),
    ("much", {"much": "thanks"}),
    ("kind", {"kind": "everybody"}),
    ("tie", {"tie": "dice"}),
    ("quadrant", {"quadrant": "fifth"}),
    ("question", {"question": "Why?"}),
    ("perk", {"perk": ""}),
    ("starts_on", {"starts_on": None, "last_day": None}),
]


@pytest.mark.parametrize(("field", "more"), BAD)
async def test_what_doesn_t_fit_is_named(field: str, more: dict[str, Any], people: People, pia: Member) -> None:
    promise = await terms(people)
    with pytest.raises(Invalid) as refused:
        await people.does(challenges.draft, pia, challenges.Terms(**(vars(promise) | more)))
    assert field in {each.field for each in refused.value.problems}


async def test_it_lasts_and_starts_tomorrow_at_the_earliest(people: People, pia: Member) -> None:
    today = await people.reads(community.today)
    for starts_on, days, field in (
        (today, 7, "starts_on"),
        (today - timedelta(days=3), 7, "starts_on"),
        (today + timedelta(days=3), 0, "last_day"),
        (today + timedelta(days=3), 367, "last_day"),
    ):
        with pytest.raises(Invalid) as refused:
            await people.does(challenges.draft, pia, await terms(people, starts_on=starts_on, days=days))
        assert [each.field for each in refused.value.problems] == [field]
    whole_year = await people.does(challenges.draft, pia, await terms(people, days=366))
    assert (whole_year.ends_on - whole_year.starts_on).days == 366


async def test_a_draft_whose_start_has_come_is_not_announced(people: People, pia: Member, clock: HeldClock) -> None:
    made = await people.does(challenges.draft, pia, await terms(people))
    clock.forward(days=1)
    with pytest.raises(Invalid):
        await people.does(challenges.announce, pia, made.id)
    await people.does(challenges.revise, pia, made.id, await terms(people))
    await people.does(challenges.announce, pia, made.id)
    with pytest.raises(NotADraft):
        await people.does(challenges.announce, pia, made.id)


async def test_its_days_are_the_community_s_and_stay_when_the_zone_moves(people: People, pia: Member) -> None:
    made = await called(people, by=pia)
    assert (made.zone, made.starts_at.hour) == ("Europe/Berlin", 23)
    await people.shape(await people.admin(), zone="Pacific/Auckland")
    found = await people.reads(challenges.visible, pia, made.id)
    assert (found.starts_at, found.ends_at, found.zone) == (made.starts_at, made.ends_at, "Europe/Berlin")
    assert (await called(people, by=pia)).zone == "Pacific/Auckland"


async def test_what_it_promises_is_fixed_once_it_has_started(people: People, pia: Member, clock: HeldClock) -> None:
    made = await called(people, by=pia)
    better = await terms(people, perk="Two lunches")
    assert (await people.does(challenges.revise, pia, made.id, better)).perk == "Two lunches"
    with pytest.raises(ChallengeFixed):
        await people.does(challenges.revise, pia, made.id, await among_staff(people))
    clock.forward(days=1)
    with pytest.raises(ChallengeFixed):
        await people.does(challenges.revise, pia, made.id, await terms(people))
    with pytest.raises(NotADraft):
        await people.does(challenges.discard, pia, made.id)


async def test_it_can_be_called_off_with_a_reason_once(people: People, pia: Member) -> None:
    made = await began(people, await called(people, by=pia))
    with pytest.raises(Invalid):
        await people.does(challenges.call_off, pia, made.id, "No.")
    off = await people.does(challenges.call_off, pia, made.id, "The docks are closed for weeks.")
    assert off.state(off.starts_at) is ChallengeState.CALLED_OFF
    with pytest.raises(CalledOffAlready):
        await people.does(challenges.call_off, pia, made.id, WHY)
    draft = await people.does(challenges.draft, pia, await terms(people))
    with pytest.raises(NotAnnounced):
        await people.does(challenges.call_off, pia, draft.id, WHY)
    await people.does(challenges.discard, pia, draft.id)
    with pytest.raises(NotFound):
        await people.reads(challenges.visible, pia, draft.id)


async def test_who_wrote_it_hears_once_that_it_is_over(people: People, pia: Member) -> None:
    made = await ended(people, await called(people, by=pia))
    await called(people, by=pia)
    assert [await people.does(challenges.note_ended) for _ in range(2)] == [1, 0]
    await events.deliver(people.sessions, SUBSCRIBERS)
    heard = await people.reads(notifications.listed, pia, Slice())
    assert [(notice.kind, notice.path) for notice in heard.items] == [("challenge_over", made.path)]


def test_it_knows_where_it_stands(clock: HeldClock) -> None:
    moment, hour = clock(), timedelta(hours=1)
    made = Challenge(starts_at=moment, ends_at=moment + hour)
    assert made.state(moment) is ChallengeState.DRAFT
    made.announced_at = moment
    states = [made.state(moment + by * hour) for by in (-1, 0, 1)]
    assert states == [ChallengeState.ANNOUNCED, ChallengeState.RUNNING, ChallengeState.OVER]
