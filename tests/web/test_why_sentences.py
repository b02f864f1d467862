"""Every entry says why in every language, and so does every rule that brought nothing: in whole sentences, and true."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain import rewards
from domain.community import LANGUAGES
from domain.errors import Translate
from domain.experiments import Phase
from domain.ideas import Idea, Status
from domain.members import Member
from domain.rewards import CAUSES, CapPeriod, Code, Currency, Entry, HeldFor, Look, Rule, Rulebook, experimenting
from domain.rewards import conditions as about
from domain.rewards.conditions import Asked, failed
from domain.rewards.explaining import Said
from domain.rewards.rulebook import beginning
from domain.rollouts import Benefit, Felt
from web.i18n import catalogue

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ANN, BEN = 1, 2  # who wrote the idea, and who asks beside her
VOTES, POINTS_WAIT, REFUSED = (Look.HELD, Look.REFUSED, Look.OVER), Look.WAITS, (Look.REFUSED, Look.OVER)
LOOKS: dict[HeldFor | None, tuple[Look, ...]] = {
    None: VOTES,
    HeldFor.CROWD: (POINTS_WAIT, *VOTES),
    HeldFor.TEST: (POINTS_WAIT, *REFUSED),
    HeldFor.PART: (POINTS_WAIT, Look.ONE, *REFUSED),
}
OF_IDEAS = [code for code in Code if CAUSES[code].currency is not Currency.THANKS]


def whole(said: Said, language: str) -> str:
    """Return a sentence in a language after a look at it: translated, filled in, begun and ended."""
    translate: Translate = catalogue(language).gettext
    text = said.text(translate)
    assert language == "en" or translate(said.message) != said.message, f"not translated: {said.message}"
    assert "%(" not in text, text
    assert "None" not in text, text
    assert text[0].isupper() or text[0] in "“„" or text[0].isdigit(), text
    assert text.endswith("."), text
    return text


def _entry(code: Code, **more: Any) -> Entry:
    rule = Rule(cap_period=CapPeriod.DAY, cap_points=20)
    entry = Entry(code=code.value, place=3, people=1, part="", wanted=5, amount=5, late=False, rule=rule)
    for name, value in more.items():
        setattr(entry, name, value)
    return entry


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seen", [True, False], ids=["seen", "out of sight"])
@pytest.mark.parametrize("code", Code)
def test_every_entry_says_why(code: Code, seen: bool, language: str) -> None:
    idea = Idea(title="Benches at every station.") if seen else None
    kinds: dict[str, tuple[Entry, Look | None]] = {
        "given": (_entry(code), None),
        "paid later": (_entry(code, tops_up_id=1), None),
        "no longer": (_entry(code, reverses_id=1), None),
    }
    for held_for, looks in LOOKS.items():
        for look in looks:
            kinds[f"{held_for} {look}"] = (_entry(code, reverses_id=1, held_for=held_for), look)
    said = {name: whole(rewards.why(entry, idea, look), language) for name, (entry, look) in kinds.items()}
    same = [name for name in said if code is not Code.THANKED and name not in ("crowd held", "crowd refused")]
    assert len({said[name] for name in same}) == len(same), "what differs is told apart"
    if seen and code is not Code.THANKED:
        assert all("Benches at every station" in text and "station." not in text for text in said.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_beside_an_amount_is_said(language: str) -> None:
    entry = _entry(Code.SUPPORTED, people=2, part="merged", amount=3, late=True)
    assert len([whole(said, language) for said in rewards.terms(entry)]) == 4
    entry.rule.cap_period = CapPeriod.SEASON
    assert len([whole(said, language) for said in rewards.terms(entry)]) == 4


def _test(phase: Phase, started: bool = True, **ended: bool) -> experimenting.Tested:
    end = {"is_valid": True, "in_time": True, "decisive": True, "as_advised": True} | ended
    conclusion = experimenting.Ended(1, NOW, **end) if phase is Phase.CONCLUDED else None
    return experimenting.Tested(1, phase, [BEN], NOW if started else None, NOW if started else None, conclusion)


TESTS = {
    "none": [],
    "planned": [_test(Phase.PROPOSED, started=False)],
    "dropped": [_test(Phase.ARCHIVED, started=False)],
    "running": [_test(Phase.RUNNING)],
    "invalid": [_test(Phase.CONCLUDED, is_valid=False)],
    "late": [_test(Phase.CONCLUDED, in_time=False)],
    "undecided": [_test(Phase.CONCLUDED, decisive=False, as_advised=False)],
    "against": [_test(Phase.CONCLUDED, as_advised=False)],
}
BENEFITS = {"none": [], "unconfirmed": [Benefit(felt=Felt.YES)], "not felt": [Benefit(felt=Felt.NO)]}
CAST: dict[str, list[tuple[datetime, datetime | None]]] = {
    "never": [],
    "before": [(NOW - 3 * DAY, None)],
    "after": [(NOW, None)],
    "held": [(NOW - 3 * DAY, NOW)],
}
BOOK = Rulebook([Rule(**beginning(code, NOW)) for code in Code])
OFF = Rulebook([Rule(code=code.value, tiers=[], valid_from=NOW - DAY) for code in Code])


def _asked(**more: Any) -> Asked:
    """Return what is asked for a shortlisted idea of somebody else's, to which nothing has happened."""
    idea = Idea(id=1, author_id=ANN, co_author_ids=[], merged_author_ids=[], merged_ids=[])
    idea.status, idea.hidden_at = more.pop("status", Status.SHORTLISTED), more.pop("hidden_at", None)
    member = Member(id=more.pop("who", BEN), joined_at=more.pop("joined_at", NOW - 30 * DAY))
    member.imported_from = more.pop("imported_from", None)
    adopted = idea.status in (Status.ADOPTED, Status.DELIVERED)
    plain: dict[str, Any] = {
        **{"idea": idea, "member": member, "stands": member.id == ANN, "shares": member.id == ANN, "tests": []},
        **{"adopted_at": NOW - DAY if adopted else None, "fresh": 0, "uncounted": 0, "cast": [], "held": False},
        **{"credited": False, "scaled": False, "benefits": []},
    }
    return Asked(**(plain | more))


def _all() -> Iterator[tuple[Asked, Rulebook, bool]]:
    """Yield whatever may have become of an idea for whoever asks, with rules in force and without, happened or not."""
    parts = itertools.product(Status, TESTS.values(), BENEFITS.values(), CAST.values(), (ANN, BEN))
    for status, tests, benefits, cast, who in parts:
        more: dict[str, Any] = {"status": status, "tests": tests, "benefits": benefits, "cast": cast, "who": who}
        for happened in (True, False):
            yield _asked(**more), BOOK, happened
    for status, who in itertools.product(Status, (ANN, BEN)):
        for more in (
            {"fresh": 1},
            {"uncounted": 1},
            {"held": True, "cast": CAST["before"]},
            {"credited": True},
            {"scaled": True},
            {"hidden_at": NOW},
            {"joined_at": NOW - DAY - timedelta(hours=1), "cast": CAST["before"]},
            {"imported_from": "records", "cast": CAST["before"]},
        ):
            yield _asked(status=status, who=who, **more), BOOK, False
            yield _asked(status=status, who=who, **more), OFF, False


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_says_why_not_whatever_became_of_an_idea(language: str) -> None:
    said = {failed(code, of, book, NOW, happened=then).message for of, book, then in _all() for code in OF_IDEAS}
    assert len({whole(Said(each), language) for each in said}) == len(said)
    ours = {text for name, text in vars(about).items() if isinstance(text, str) and name.strip("_").isupper()}
    waiting = {CAUSES[code].waiting for code in OF_IDEAS} - {CAUSES[Code.SUPPORTED_EARLY].waiting}
    assert said >= ours | waiting, "no sentence that nobody can ever read"


def test_a_code_without_conditions_is_noticed() -> None:
    assert set(CAUSES) == set(Code)
    assert set(about.CONDITIONS) == set(about.WHOSE) == set(OF_IDEAS)


def test_what_is_decided_is_never_waited_for() -> None:
    decides = {CAUSES[Code.ADOPTED].waiting, CAUSES[Code.CHOSEN].waiting}
    over = (Status.DECLINED, Status.NOT_NOW, Status.MERGED, Status.WITHDRAWN, Status.ADOPTED, Status.DELIVERED)
    for of, book, _happened in _all():
        if of.idea.status not in over:
            continue
        said = {failed(code, of, book, NOW, happened=False).message for code in (Code.CHOSEN, Code.SUPPORTED_EARLY)}
        assert not said & decides, of


FATES = [
    (Code.PUBLISHED, {"who": ANN, "status": Status.DRAFT}, "still a draft"),
    (Code.PUBLISHED, {"who": ANN, "status": Status.WITHDRAWN}, "was taken back"),
    (Code.PUBLISHED, {"who": ANN, "hidden_at": NOW}, "out of sight"),
    (Code.PUBLISHED, {}, "whoever put the idea"),
    (Code.SUPPORTED, {}, "those who stand for the idea"),
    (Code.SUPPORTED, {"who": ANN}, "Nobody has backed it so far"),
    (Code.SUPPORTED, {"who": ANN, "fresh": 1}, "member for a day"),
    (Code.SUPPORTED, {"who": ANN, "uncounted": 1}, "doesn’t count"),
    (Code.CHOSEN, {"who": ANN}, "until an experiment on it starts"),
    (Code.CHOSEN, {"who": ANN, "status": Status.DECLINED}, "decided against this idea"),
    (Code.CHOSEN, {"who": ANN, "status": Status.NOT_NOW}, "put this idea off"),
    (Code.CHOSEN, {"who": ANN, "status": Status.MERGED}, "lives on in another"),
    (Code.CHOSEN, {"who": ANN, "status": Status.ADOPTED}, "adopted without a test"),
    (Code.TESTED, {"who": ANN, "status": Status.DECLINED}, "decided against this idea"),
    (Code.TESTED, {"who": ANN, "tests": TESTS["running"]}, "until the experiment on it is concluded"),
    (Code.TESTED, {"who": ANN, "tests": TESTS["invalid"]}, "without valid figures"),
    (Code.TESTED, {"who": ANN, "status": Status.DELIVERED}, "adopted without a test"),
    (Code.ADOPTED, {"who": ANN}, "until the product team decides"),
    (Code.ADOPTED, {"who": ANN, "status": Status.DECLINED}, "decided against this idea"),
    (Code.ADOPTED, {"who": ANN, "status": Status.NOT_NOW}, "put this idea off"),
    (Code.BENEFIT_VERIFIED, {"who": ANN, "status": Status.ADOPTED}, "Only what was tested and scaled"),
    (Code.BENEFIT_VERIFIED, {"who": ANN, "status": Status.ADOPTED, "scaled": True}, "first ninety days"),
    (Code.BENEFIT_VERIFIED, {"who": ANN, "status": Status.DECLINED, "scaled": True}, "decided against this idea"),
    (Code.BENEFIT_VERIFIED, {"who": ANN, "benefits": BENEFITS["unconfirmed"]}, "until a second person confirms it"),
    (Code.BENEFIT_VERIFIED, {"who": ANN, "benefits": BENEFITS["not felt"]}, "the business didn’t feel it"),
    (Code.SUPPORTED_EARLY, {}, "backed it first"),
    (Code.SUPPORTED_EARLY, {"who": ANN, "cast": CAST["before"]}, "backed it first"),
    (Code.SUPPORTED_EARLY, {"cast": CAST["before"]}, "until the product team decides"),
    (Code.SUPPORTED_EARLY, {"cast": CAST["before"], "status": Status.DECLINED}, "decided against this idea"),
    (Code.SUPPORTED_EARLY, {"cast": CAST["held"], "status": Status.ADOPTED}, "Your support of it doesn’t count"),
    (Code.SUPPORTED_EARLY, {"cast": CAST["before"], "held": True}, "when somebody has looked"),
    (Code.SUPPORTED_EARLY, {"cast": CAST["after"], "status": Status.ADOPTED}, "after it was adopted"),
    (Code.SUPPORTED_EARLY, {"cast": CAST["before"], "status": Status.ADOPTED}, "others came before"),
    (Code.CREDITED, {}, "on whose comments"),
    (Code.CREDITED, {"credited": True}, "until the idea is tested or adopted"),
    (Code.CREDITED, {"credited": True, "status": Status.DECLINED}, "decided against this idea"),
    (Code.PLAN_APPROVED, {}, "those who run an experiment"),
    (Code.PLAN_APPROVED, {"tests": TESTS["planned"]}, "until a second person approves"),
    (Code.PLAN_APPROVED, {"tests": TESTS["dropped"]}, "dropped before it began"),
    (Code.LEARNED, {"who": ANN, "tests": TESTS["running"]}, "those who run an experiment"),
    (Code.LEARNED, {"tests": TESTS["running"]}, "until the experiment is concluded with its card"),
    (Code.LEARNED, {"tests": TESTS["invalid"]}, "without valid figures"),
    (Code.LEARNED, {"tests": TESTS["late"]}, "too late"),
    (Code.LEARNED, {"tests": TESTS["dropped"]}, "dropped before it began"),
    (Code.ACTED_ON_VERDICT, {"tests": TESTS["running"]}, "until a verdict falls"),
    (Code.ACTED_ON_VERDICT, {"tests": TESTS["invalid"]}, "without valid figures"),
    (Code.ACTED_ON_VERDICT, {"tests": TESTS["late"]}, "too late"),
    (Code.ACTED_ON_VERDICT, {"tests": TESTS["undecided"]}, "No verdict to stop or to scale"),
    (Code.ACTED_ON_VERDICT, {"tests": TESTS["against"]}, "against the advice"),
    (Code.CARD_REUSED, {"tests": TESTS["against"]}, "until another team starts"),
    (Code.CARD_REUSED, {"tests": TESTS["running"]}, "concluded with its card"),
    (Code.CARD_REUSED, {"tests": TESTS["dropped"]}, "dropped before it began"),
]


@pytest.mark.parametrize(("code", "fate", "says"), FATES, ids=[f"{code}-{says}" for code, _fate, says in FATES])
def test_the_first_condition_that_fails_is_named(code: Code, fate: dict[str, Any], says: str) -> None:
    assert says in failed(code, _asked(**fate), BOOK, NOW, happened=False).message
    off = failed(code, _asked(**fate), OFF, NOW, happened=False).message
    stays = ("draft", "taken back", "out of sight", "whoever put", "those who", "backed it first", "on whose comments")
    assert (says in off) is any(word in says for word in stays)
    assert any(word in says for word in stays) or "pays nothing for this at present" in off


@pytest.mark.parametrize("code", sorted(about.SHARED))
def test_who_joined_later_reads_that(code: Code) -> None:
    assert "joined this idea after that" in failed(code, _asked(who=ANN), BOOK, NOW, happened=True).message
