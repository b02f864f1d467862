"""Rules: what they may not say, how new versions begin, and what holds for those that a community begins with."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from domain import rewards
from domain.database import Sessions
from domain.errors import Invalid, NotAllowed, NotFound
from domain.rewards import CAUSES, CapPeriod, Code, Currency, Entry, UpTo, Wording
from domain.rewards.rulebook import Rulebook
from tests.conftest import HeldClock
from tests.people import People
from tests.seasons import days_after

WHY = "It was a little too much."


async def book(people: People) -> Rulebook:
    return await people.does(rewards.kept_rulebook)


async def test_popularity_alone_can_never_beat_one_verified_outcome(people: People) -> None:
    rules = await book(people)
    liked = sum(rules.of(code)[-1].most for code in (Code.PUBLISHED, Code.SUPPORTED))
    assert liked == 182
    assert liked < rules.of(Code.BENEFIT_VERIFIED)[-1].amount_at(1)


async def test_stopping_and_scaling_are_paid_by_the_same_rule(people: People) -> None:
    learning = [code for code, cause in CAUSES.items() if cause.currency is Currency.LEARNING]
    assert learning == [Code.PLAN_APPROVED, Code.LEARNED, Code.ACTED_ON_VERDICT, Code.CARD_REUSED]
    # One rule for both verdicts: there is nothing in which they could differ.
    assert not [code for code in Code if any(word in code for word in ("success", "scaled", "stopped", "failed"))]


async def test_nothing_in_the_rules_takes_points_or_pays_without_limit(people: People) -> None:
    for rule in (await book(people)).rules:
        assert all(tier["amount"] > 0 and 0 < tier["upto"] <= 1000 for tier in rule.tiers)
        assert CAUSES[Code(rule.code)].up_to is UpTo.OUTCOME or rule.cap_points


@pytest.mark.parametrize(
    ("code", "wording", "problem"),
    [
        (Code.SUPPORTED, Wording([(10, 5)], why=WHY), "without_limit"),
        (Code.SUPPORTED, Wording([(10, 5)], 0, CapPeriod.DAY, WHY), "out_of_range"),
        (Code.SUPPORTED, Wording([(10, 5)], 20, None, WHY), "half"),
        (Code.SUPPORTED, Wording([(1000, 5)], 200, CapPeriod.DAY, WHY), "popularity"),
        (Code.BENEFIT_VERIFIED, Wording([(1, 180)], why=WHY), "popularity"),
        (Code.ADOPTED, Wording([(10**6, 5)], why=WHY), "out_of_order"),
        (Code.ADOPTED, Wording([(5, 5), (3, 9)], why=WHY), "out_of_order"),
        (Code.ADOPTED, Wording([(1, -20)], why=WHY), "out_of_range"),
        (Code.ADOPTED, Wording([(1, 10**9)], why=WHY), "out_of_range"),
        (Code.ADOPTED, Wording([(1, 5)], why=""), "missing"),
        (Code.ADOPTED, Wording([(n, 5) for n in range(1, 8)], why=WHY), "too_many"),
    ],
)
async def test_what_a_rule_may_not_say_is_refused(people: People, code: Code, wording: Wording, problem: str) -> None:
    cleo = await people.admin()
    with pytest.raises(Invalid) as refused:
        await people.does(rewards.revise_rule, cleo, code, wording, based_on=1)
    assert problem in [each.code for each in refused.value.problems]
    assert len((await book(people)).of(code)) == 1


async def test_a_new_version_counts_from_the_next_day_and_leaves_the_past(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    cleo, ann = await people.admin(), await people.member("Ann")
    await people.idea(by=ann)
    await people.hear()
    wording = Wording([(1, 1)], 3, CapPeriod.DAY, WHY)
    preview = await people.does(rewards.preview_rule, cleo, Code.PUBLISHED, wording)
    assert (preview.gain, preview.lose, preview.points) == (0, 1, -1)
    made = await people.does(rewards.revise_rule, cleo, Code.PUBLISHED, wording, based_on=1)
    assert made.valid_from == datetime(2026, 2, 2, 23, 0, tzinfo=UTC)  # midnight in Berlin: no cap changes in mid-day
    await people.idea(by=ann, title="Another bench")
    await people.hear()
    clock.forward(hours=12)
    await people.idea(by=ann, title="A third bench")
    await people.hear()
    async with sessions() as session:
        rows = await session.scalars(select(Entry).order_by(Entry.id))
        assert [row.amount for row in rows] == [2, 2, 1]
    with pytest.raises(rewards.RuleChangedMeanwhile):
        await people.does(rewards.revise_rule, cleo, Code.PUBLISHED, wording, based_on=1)


async def test_what_was_mistyped_is_corrected_before_it_counts_and_both_versions_stay(
    people: People, clock: HeldClock, sessions: Sessions
) -> None:
    cleo, ann = await people.admin(), await people.member("Ann")
    for version, amount in enumerate((9, 1), 1):
        wording = Wording([(1, amount)], 30, CapPeriod.DAY, WHY)
        await people.does(rewards.revise_rule, cleo, Code.PUBLISHED, wording, based_on=version)
    rules = await book(people)
    assert [(rule.version, rules.superseded(rule)) for rule in rules.of(Code.PUBLISHED)] == [
        (1, False),
        (2, True),
        (3, False),
    ]
    for days, (amount, version) in enumerate(((2, 1), (1, 3))):
        clock.forward(days=days)
        await people.idea(by=ann, title=f"A bench on day {days}")
        await people.hear()
        latest = select(Entry).options(joinedload(Entry.rule)).order_by(Entry.id.desc()).limit(1)
        async with sessions() as session:
            paid = (await session.scalars(latest)).one()
        assert (paid.amount, paid.rule.version) == (amount, version)


async def test_of_two_who_correct_a_rule_at_once_one_does_and_the_other_is_told(people: People) -> None:
    admins = [await people.admin(), await people.admin("Otto")]
    wrong, right = (Wording([(1, amount)], 30, CapPeriod.DAY, WHY) for amount in (9, 1))
    await people.does(rewards.revise_rule, admins[0], Code.PUBLISHED, wrong, based_on=1)
    corrected = (people.does(rewards.revise_rule, each, Code.PUBLISHED, right, based_on=2) for each in admins)
    found = await asyncio.gather(*corrected, return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["Rule", "RuleChangedMeanwhile"]
    assert [rule.version for rule in (await book(people)).of(Code.PUBLISHED)] == [1, 2, 3]


async def test_a_look_at_a_version_needs_no_reason_yet_and_the_same_limits(people: People) -> None:
    cleo = await people.admin()
    found = await people.does(rewards.preview_rule, cleo, Code.ADOPTED, Wording([(1, 5)]))
    assert (found.gain, found.lose) == (0, 0)
    with pytest.raises(Invalid) as refused:
        await people.does(rewards.preview_rule, cleo, Code.SUPPORTED, Wording([(10, 5)]))
    assert [each.code for each in refused.value.problems] == ["without_limit"]


async def test_a_rule_switched_off_and_on_again_pays_what_came_after(people: People, clock: HeldClock) -> None:
    cleo, ann = await people.admin(), await people.member("Ann")
    await people.does(rewards.revise_rule, cleo, Code.PUBLISHED, Wording([], why=WHY), based_on=1)
    clock.forward(hours=24)
    await people.idea(by=ann)
    await people.hear()
    again = Wording([(1, 2)], 6, CapPeriod.DAY, WHY)
    await people.does(rewards.revise_rule, cleo, Code.PUBLISHED, again, based_on=2)
    clock.forward(hours=24)
    await people.idea(by=ann, title="Another bench")
    await people.hear()
    assert (await people.reads(rewards.tally, ann)).this_season(Currency.IMPACT) == 2


async def test_only_admins_write_rules(people: People) -> None:
    ann = await people.member("Ann")
    with pytest.raises(NotAllowed):
        await people.does(rewards.revise_rule, ann, Code.ADOPTED, Wording([(1, 5)], why=WHY), based_on=1)
    with pytest.raises(NotFound):
        await people.does(rewards.revise_rule, await people.admin(), "nonsense", Wording([]), based_on=1)


async def test_a_season_is_closed_once_and_its_standing_stays(people: People, clock: HeldClock) -> None:
    cleo, ann = await people.admin(), await people.member("Ann")
    idea = await people.idea(by=ann)
    await people.hear()
    season = (await people.reads(rewards.seasons))[0]
    with pytest.raises(rewards.SeasonRunning):
        await people.does(rewards.close_season, cleo, season.id)
    await days_after(people, clock, season, days=6)
    assert await people.does(rewards.close_ended) == 0
    with pytest.raises(rewards.SeasonSettling, match=r"It can be closed from 2026-04-08 on\."):
        await people.does(rewards.close_season, cleo, season.id)
    clock.forward(days=1)
    assert await people.does(rewards.close_ended) == 1
    with pytest.raises(rewards.SeasonClosedAlready):
        await people.does(rewards.close_season, cleo, season.id)
    await people.hide(idea)
    await people.does(rewards.settle, idea.id)
    closed = await people.reads(rewards.season, season.key)
    frozen = await people.reads(rewards.frozen, ann, closed, rewards.BoardFilter())
    (kept,) = frozen.places
    assert (kept.rank, kept.points, kept.member.id) == (1, 2, ann.id)
    assert frozen.adjusted == 1
    assert (await people.reads(rewards.tally, ann)).in_all(Currency.IMPACT) == 0
    assert await people.reads(rewards.drift) == []


async def test_a_season_can_be_closed_by_hand_once_it_has_been_over_for_a_week(
    people: People, clock: HeldClock
) -> None:
    cleo = await people.admin()
    await people.idea(by=await people.member("Ann"))
    await people.hear()
    season = (await people.reads(rewards.seasons))[0]
    for before in (timedelta(days=7), timedelta(seconds=1)):
        clock.time = season.ends_at + timedelta(days=7) - before
        with pytest.raises(rewards.SeasonSettling):
            await people.does(rewards.close_season, cleo, season.id)
    clock.time = season.ends_at + timedelta(days=7)
    assert (await people.does(rewards.close_season, cleo, season.id)).closed_at == clock.time


@pytest.mark.parametrize(
    ("zone", "year", "month", "day"),
    [("Europe/Berlin", 2026, 4, 8), ("Australia/Sydney", 2026, 4, 8), ("Australia/Sydney", 2026, 10, 9)],
)
def test_the_day_on_which_a_season_can_be_closed_is_whole(zone: str, year: int, month: int, day: int) -> None:
    ends_at = datetime(year, month, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    season = rewards.Season(zone=zone, ends_at=ends_at)
    assert rewards.closable_on(season) == date(year, month, day)
    first_hour = datetime(year, month, day, tzinfo=ZoneInfo(zone))
    assert first_hour - timedelta(days=1) < season.closable_from <= first_hour


async def test_a_season_ends_just_before_the_next_begins(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    found = []
    for clock.time in (datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC), datetime(2026, 3, 31, 22, 0, tzinfo=UTC)):
        await people.idea(by=ann, title=f"A bench at {clock.time:%H:%M}")
        await people.hear()
        found.append((await people.reads(rewards.seasons))[0])
    assert [season.key for season in found] == ["2026-1", "2026-2"]
    assert found[0].ends_at == found[1].starts_at == clock.time


async def test_boards_show_whom_they_may_in_a_steady_order(people: People, clock: HeldClock) -> None:
    authors = [await people.member(f"Author {n:02}") for n in range(12)]
    for author in authors:
        await people.idea(by=author, title=f"A bench for {author.name}")
        clock.forward(minutes=1)
    await people.hear()
    season = (await people.reads(rewards.seasons))[0]
    found = await people.reads(rewards.board, authors[11], season, rewards.BoardFilter())
    assert [place.member.id for place in found.top] == [author.id for author in authors[:10]]
    assert {place.rank for place in found.top} == {1}
    assert [place.member.id for place in found.around] == [author.id for author in authors[6:]]
    await people.does(rewards.revise_habit, authors[0], shown=False, tells=False)
    found = await people.reads(rewards.board, authors[11], season, rewards.BoardFilter())
    assert authors[0].id not in [place.member.id for place in (*found.top, *found.around)]
    own = await people.reads(rewards.board, authors[0], season, rewards.BoardFilter())
    assert own.own
    assert own.own.member.id == authors[0].id
    with pytest.raises(NotFound):
        await people.reads(rewards.board, authors[0], season, rewards.BoardFilter(Currency.THANKS))
    with pytest.raises(NotFound):
        await people.reads(rewards.record_of, authors[1], authors[0].handle)
