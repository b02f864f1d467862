"""The demo's story holds together, whatever moment it is told from."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from web.demo.model import DemoComment, DemoIdea, DemoRevision, Person, Story
from web.demo.story import load

ZONE = ZoneInfo("Europe/Berlin")
NOW = timedelta(0)
MOMENTS = [
    datetime(2026, 6, 17, 20, 30, tzinfo=ZONE),
    datetime(2026, 1, 1, 0, 5, tzinfo=ZONE),
    datetime(2026, 3, 29, 3, 30, tzinfo=ZONE),
    datetime(2026, 10, 25, 23, 55, tzinfo=ZONE),
    datetime(2027, 2, 28, 6, 40, tzinfo=ZONE),
]


@pytest.fixture(scope="module", params=MOMENTS, ids=lambda moment: f"{moment:%Y-%m-%dT%H%M}")
def now(request: pytest.FixtureRequest) -> datetime:
    moment: datetime = request.param
    return moment


@pytest.fixture(scope="module")
def story(now: datetime) -> Story:
    return load(now)


@pytest.fixture(scope="module")
def told() -> Story:
    return load()


def _people(story: Story) -> dict[str, Person]:
    return {person.handle: person for person in story.people}


def _comments(story: Story) -> list[tuple[DemoIdea, DemoComment]]:
    return [(idea, comment) for idea in story.ideas for comment in idea.comments]


def _local(now: datetime, ago: timedelta) -> datetime:
    return (now.astimezone(UTC) - ago).astimezone(ZONE)


def _submitted(story: Story) -> list[DemoIdea]:
    return [idea for idea in story.ideas if not idea.draft]


def test_two_loads_for_the_same_moment_are_equal() -> None:
    assert load(MOMENTS[1]) == load(MOMENTS[1])
    assert load() == load()


def test_forty_people_have_handles_and_addresses_of_their_own(told: Story) -> None:
    assert len(told.people) == 40
    assert len(_people(told)) == 40
    assert len({person.email for person in told.people}) == 40
    assert len({person.name for person in told.people}) == 40
    for person in told.people:
        assert re.fullmatch(r"[a-z]{3,20}", person.handle)
        assert person.email.endswith(".example")
        assert 5 <= len(person.about) <= 120


def test_roles_teams_and_languages_are_spread_as_in_a_real_community(told: Story) -> None:
    assert Counter(person.role for person in told.people) == {
        "customer": 30, "employee": 5, "product": 3, "executive": 1, "admin": 1,
    }  # fmt: skip
    assert [person.role for person in told.people if person.sponsor] == ["executive"]
    assert {person.team for person in told.people if person.role in {"employee", "product"}} == set(
        told.community.teams
    )
    assert not [person for person in told.people if person.team and person.role == "customer"]
    assert 5 <= sum(person.language == "de" for person in told.people) <= 10
    assert {person.language for person in told.people} == {"en", "de"}


def test_eight_guides_cover_every_role_and_each_says_what_to_try(told: Story) -> None:
    guides = [person for person in told.people if person.guide]
    assert Counter(guide.role for guide in guides) == {
        "customer": 3, "employee": 2, "product": 1, "executive": 1, "admin": 1,
    }  # fmt: skip
    assert all(guide.try_this for guide in guides)
    assert {guide.language for guide in guides if guide.role == "customer"} == {"en", "de"}
    drafts = [idea for idea in told.ideas if idea.draft]
    assert len(drafts) == 3
    assert {idea.by for idea in drafts} <= {guide.handle for guide in guides}


def test_every_quadrant_is_well_filled_and_speaks_some_german(told: Story) -> None:
    quadrants = Counter(idea.quadrant for idea in told.ideas)
    assert set(quadrants) == {
        "participation_for_self", "creation_for_self", "participation_for_others", "creation_with_others",
    }  # fmt: skip
    assert all(13 <= count <= 18 for count in quadrants.values())
    assert 58 <= len(told.ideas) <= 66
    assert {idea.quadrant for idea in _submitted(told) if idea.language == "de"} == set(quadrants)
    assert 6 <= sum(idea.language == "de" for idea in told.ideas) <= 8


def test_ideas_fit_the_limits_of_the_form(told: Story) -> None:
    assert len({idea.key for idea in told.ideas}) == len({idea.title for idea in told.ideas}) == len(told.ideas)
    for idea in told.ideas:
        texts: list[DemoIdea | DemoRevision] = [idea, *idea.revisions]
        for text in texts:
            assert 5 <= len(text.title) <= 120, idea.key
            assert 20 <= len(text.problem) <= 4000, idea.key
            assert 20 <= len(text.proposal) <= 4000, idea.key
            assert 1 <= len(text.tags) <= 5, idea.key
            assert len(set(text.tags)) == len(text.tags), idea.key
            assert all(2 <= len(tag) <= 30 for tag in text.tags), idea.key
    assert 18 <= len({tag for idea in told.ideas for tag in idea.tags}) <= 26


def test_ideas_differ_in_length_and_shape(told: Story) -> None:
    lengths = sorted(len(idea.problem) + len(idea.proposal) for idea in told.ideas)
    assert lengths[0] < 180
    assert lengths[-1] > 900
    listed = sum(bool(re.search(r"^(?:- |1\. )", idea.proposal, re.MULTILINE)) for idea in told.ideas)
    assert 10 <= listed <= len(told.ideas) // 2
    openings = Counter(" ".join(idea.proposal.split()[:2]) for idea in told.ideas)
    assert max(openings.values()) <= 3


def test_texts_keep_no_stray_characters(told: Story) -> None:
    texts = [text for idea in told.ideas for text in (idea.title, idea.problem, idea.proposal)]
    texts += [comment.body for _, comment in _comments(told)]
    for text in texts:
        assert text == text.strip()
        assert text.isprintable() or {char for char in text if not char.isprintable()} == {"\n"}
        assert "—" not in text
        assert "http" not in text


def test_comments_fit_and_replies_belong_to_top_level_comments(told: Story) -> None:
    assert 170 <= len(_comments(told)) <= 300
    assert sum(comment.parent is not None for _, comment in _comments(told)) >= 50
    for idea in told.ideas:
        top = {comment.key for comment in idea.comments if comment.parent is None}
        for comment in idea.comments:
            assert 2 <= len(comment.body) <= 4000, comment.key
            assert comment.parent is None or comment.parent in top, comment.key
    keys = [comment.key for _, comment in _comments(told)]
    assert len(set(keys)) == len(keys)


def test_mentions_and_names_lead_to_people_of_the_story(told: Story) -> None:
    handles = set(_people(told))
    mentions = [name for _, comment in _comments(told) for name in re.findall(r"(?<!\w)@(\w+)", comment.body)]
    assert len(mentions) >= 2
    assert set(mentions) <= handles
    assert {idea.by for idea in told.ideas} <= handles
    assert {comment.by for _, comment in _comments(told)} <= handles
    assert {vote.by for vote in told.votes} <= handles


def test_two_comments_are_removed_one_by_its_author_and_one_by_staff_with_a_reason(told: Story) -> None:
    removed = [comment for _, comment in _comments(told) if comment.removed]
    own = [comment for comment in removed if comment.removed and comment.removed.by == comment.by]
    assert len(removed) == 2
    assert len(own) == 1
    (other,) = [comment.removed for comment in removed if comment not in own]
    assert other is not None
    assert other.reason
    assert _people(told)[other.by].role == "admin"


def test_a_few_texts_were_edited_and_late_edits_say_why(told: Story) -> None:
    assert sum(comment.edited is not None for _, comment in _comments(told)) >= 2
    revisions = [(idea, revision) for idea in told.ideas for revision in idea.revisions]
    assert len(revisions) >= 4
    for idea, revision in revisions:
        before = (idea.title, idea.problem, idea.proposal, idea.tags)
        assert before != (revision.title, revision.problem, revision.proposal, revision.tags), idea.key
        assert (idea.ago - revision.ago > timedelta(hours=24)) == (revision.note is not None), idea.key
    assert {revision.note is None for _, revision in revisions} == {True, False}


def test_two_ideas_were_withdrawn_with_a_reason(told: Story) -> None:
    reasons = [idea.withdrawn.reason for idea in told.ideas if idea.withdrawn]
    assert len(reasons) == 2
    assert all(len(reason) > 20 for reason in reasons)


def test_nothing_happens_in_the_future_or_before_its_cause(story: Story) -> None:
    people = _people(story)
    for idea in story.ideas:
        assert people[idea.by].ago > idea.ago > NOW, idea.key
        assert all(idea.ago > revision.ago > NOW for revision in idea.revisions), idea.key
        assert idea.withdrawn is None or idea.ago > idea.withdrawn.ago > NOW, idea.key
        end = idea.withdrawn.ago if idea.withdrawn else NOW
        moments = {comment.key: comment.ago for comment in idea.comments}
        for comment in idea.comments:
            since = moments[comment.parent] if comment.parent else idea.ago
            assert since > comment.ago > end, comment.key
            assert people[comment.by].ago > comment.ago, comment.key
            for change in (comment.edited, comment.removed):
                assert change is None or comment.ago > change.ago > NOW, comment.key
            assert comment.edited is None or comment.ago - comment.edited.ago <= timedelta(minutes=10), comment.key


def test_people_write_when_people_are_awake(story: Story, now: datetime) -> None:
    hours = Counter(_local(now, comment.ago).hour for idea, comment in _comments(story) if idea.ago > timedelta(days=1))
    assert sum(hours[hour] for hour in range(6)) <= 5
    assert sum(hours[hour] for hour in range(7, 24)) >= 160


def test_the_story_is_in_order_and_spans_some_two_hundred_days(story: Story) -> None:
    for told in (story.people, story.ideas, story.votes, story.follows):
        moments = [part.ago for part in told]
        assert moments == sorted(moments, reverse=True)
    for idea in story.ideas:
        assert [comment.ago for comment in idea.comments] == sorted((c.ago for c in idea.comments), reverse=True)
    assert timedelta(days=190) < story.ideas[0].ago < timedelta(days=205)
    assert story.ideas[-1].ago < timedelta(hours=3)


def test_nobody_votes_on_their_own_idea_or_twice_or_on_a_draft(story: Story) -> None:
    authors = {idea.key: idea.by for idea in _submitted(story)}
    assert all(vote.by != authors[vote.idea] for vote in story.votes)
    assert len({(vote.idea, vote.by) for vote in story.votes}) == len(story.votes)


def test_votes_come_after_the_idea_and_the_voter_and_before_the_end(story: Story) -> None:
    people, ideas = _people(story), {idea.key: idea for idea in story.ideas}
    for vote in story.votes:
        idea = ideas[vote.idea]
        end = idea.withdrawn.ago if idea.withdrawn else NOW
        assert min(idea.ago, people[vote.by].ago) > vote.ago > end, vote
        assert vote.taken_back_ago is None or vote.ago > vote.taken_back_ago > end, vote
    standing = {(vote.idea, vote.by): vote.ago for vote in story.votes if vote.taken_back_ago is None}
    assert all(standing[follow.idea, follow.by] > follow.ago > NOW for follow in story.follows)


def test_a_few_votes_are_taken_back(story: Story) -> None:
    assert 5 <= sum(vote.taken_back_ago is not None for vote in story.votes) <= 20


def test_popularity_is_steep_and_the_couriers_idea_leads(story: Story) -> None:
    standing = Counter(vote.idea for vote in story.votes if vote.taken_back_ago is None)
    ranked = [count for _, count in standing.most_common()]
    assert standing.most_common(1)[0][0] == "nine-hours"
    assert sum(ranked[: len(ranked) // 5]) > 0.33 * sum(ranked)
    assert ranked[0] > 2.5 * median(ranked)
    per_person = Counter(vote.by for vote in story.votes)
    assert max(per_person.values()) > 3 * min(per_person.values())


def test_votes_come_in_bursts_with_a_long_tail(story: Story) -> None:
    posted = {idea.key: idea.ago for idea in story.ideas}
    delays = [posted[vote.idea] - vote.ago for vote in story.votes]
    within_a_day = sum(delay <= timedelta(days=1) for delay in delays) / len(delays)
    assert 0.3 < within_a_day < 0.7
    assert sum(delay > timedelta(days=30) for delay in delays) > 0.08 * len(delays)


def test_evenings_are_busy_nights_quiet_and_weekends_calmer(story: Story, now: datetime) -> None:
    moments = [_local(now, vote.ago) for vote in story.votes]
    hours, days = Counter(moment.hour for moment in moments), Counter(moment.weekday() for moment in moments)
    assert sum(hours[hour] for hour in range(19, 23)) > 3 * sum(hours[hour] for hour in range(1, 6))
    assert hours[12] > hours[4]
    assert (days[5] + days[6]) / 2 < 0.8 * sum(days[day] for day in range(5)) / 5


def test_offers_come_after_the_idea_and_the_person_and_fit_the_form(story: Story) -> None:
    people, ideas = _people(story), {idea.key: idea for idea in _submitted(story)}
    assert len({(offer.idea, offer.by) for offer in story.offers}) == len(story.offers) >= 50
    for offer in story.offers:
        idea, person = ideas[offer.idea], people[offer.by]
        assert NOW < offer.ago < min(idea.ago, person.ago), (offer.idea, offer.by)
        assert not idea.withdrawn
        assert offer.by != idea.by
        assert len(offer.text) <= 600
        assert offer.text or idea.quadrant == "participation_for_self"
        declined = offer.declined.ago if offer.declined else None
        ends = [ago for ago in (offer.accepted_ago, declined, offer.taken_back_ago) if ago is not None]
        assert len(ends) <= 1
        assert all(NOW < ago < offer.ago for ago in ends)
        assert idea.quadrant == "creation_with_others" or not (offer.accepted_ago or offer.declined)


def test_whoever_shares_an_idea_never_votes_on_it(told: Story) -> None:
    shared = {(offer.idea, offer.by) for offer in told.offers if offer.accepted_ago}
    assert len(shared) >= 10
    assert shared & {(vote.idea, vote.by) for vote in told.votes} == set()
    assert {idea.quadrant for idea in told.ideas} == {
        idea.quadrant for idea in told.ideas if idea.key in {offer.idea for offer in told.offers}
    }
