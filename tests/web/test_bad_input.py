"""Odd input into every form there is, made from the routers: a refusal in words, never a failure, nothing half done."""

from urllib.parse import quote_from_bytes

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from domain import checks
from domain.database import Sessions
from domain.members import Role
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page
from tests.web.routes import routes
from tests.web.world import World, populate

# Each is what stands after the equals sign in the body, byte by byte.
ODD = {
    "nothing": "",
    "spaces": "+++%20%09%0D%0A",
    "nul": "%00",
    "nul inside": "words%00and+more+words+here",
    "half a surrogate": "%ED%A0%80",
    "not utf-8": "%FF%FE%C0%AF",
    "a broken escape": "%",
    "emoji": quote_from_bytes("👩‍👩‍👧‍👦🚲🇩🇪 and words".encode()),
    "right to left": quote_from_bytes("\u202eשלום\u202c مرحبا and words".encode()),
    "combining": quote_from_bytes(("Z" + "\u0351" * 300).encode()),
    "invisible": quote_from_bytes("\u200b\u200c\u200d\ufeff\u2060".encode()),
    "long": "x" * 100_000,
    "a number": "-1",
    "a big number": "9" * 400,
    "a fraction": "1e308",
    "other digits": quote_from_bytes("٣".encode()),
    "markup": "%3Cscript%3Ealert(1)%3C/script%3E",
    "a template": "%7B%7B7*7%7D%7D%25(name)s%25s",
    "sql": "%27%3B+drop+table+members%3B--",
    "a list": "a&{name}=b&{name}=c",
}
FIELDS = (
    *(
        "title",
        "problem",
        "proposal",
        "quadrant",
        "whom",
        "how",
        "tags",
        "language",
        "key",
        "note",
        *("upto_1", "amount_1", "cap_points", "cap_period", "why", "shown", "tells"),
        *(
            "sees_progress",
            "celebrates",
            "up_to",
            "says",
            "criteria",
            "art",
            "criterion",
            "joined",
            "family",
            "repeats",
            "kept",
        ),
        *("of_1", "least_1", "in_1", "days_1"),
        "based_on",
        "reason",
    ),
    *(
        "body",
        "parent_id",
        "next",
        "theme",
        "email",
        "password",
        "name",
        "about",
        "current",
        "scope",
        "days",
        "confirm",
    ),
    *("said", "state"),
    *("as_of", "arm_0_units", "arm_0_conversions", "arm_1_units", "arm_1_conversions", "why", "csv"),
    *("changing", "segment", "metric", "because", "arms", "change", "words", "seen", "owner", "team", "observed"),
    *("tagline", "zone", "hue", "reading", "joining", "join_domains", "label_en_submitted", "role", "members", "up_to"),
    *(
        "query",
        "variables",
        "kind",
        "offer",
        "slot",
        "answer_hours",
        "working_days",
        "holidays",
        "day",
        "label",
        "best_customers",
        "least",
        "do",
        "synonyms",
        "keys",
        "at",
    ),
    *("says", "currency", "better", "decimals", "kpi", "owner_id", "value", "source", "csv", "metric"),
    *("to", "seek", "visibility", "motif", "executive_cards", "staff_cards"),
    *("metric_id", "due_on", "done_on", "coverage", "felt"),
    *("evidence", "credential"),
    *("story", "month", "failure", "nomination", "headline", "tried", "failed", "changed", "helped"),
    *("question", "starts_on", "last_day", "much", "much_least", "well", "well_least", "much_name", "well_name"),
    *("staff_much_least", "staff_well_least", "tie", "perk", "winners", "member", "week", "winner", "aside", "idea"),
    *("challenge", "only_answers", "why", "onward", "member_1", "much_1", "well_1", "reason_1"),
)
AT_ONCE = 50  # fields; a form of more than 60 isn't read
FEW = ("title", "proposal", "body", "email", "password", "name", "about", "reason", "tagline")
ENDS = ("/signout", "/signout/everywhere")


def batched(names: tuple[str, ...], size: int) -> list[tuple[str, ...]]:
    """Return the names in parts of at most this size."""
    return [names[first : first + size] for first in range(0, len(names), size)]


@pytest.fixture
async def world(people: People, sessions: Sessions) -> World:
    return await populate(people, sessions)


async def send_everywhere(browser: Browser, world: World, value: str, only: tuple[str, ...] = ("/",)) -> list[str]:
    """Send the value in every field to every form, and return the answers that were no answers."""
    assert world.comment
    assert world.ask
    assert world.card
    assert world.award
    places = {
        "idea_id": world.ideas[1].id,
        "comment_id": world.comment.id,
        "offer_id": world.ask.id,
        "answer_id": 999_999,
        "decision_id": 999_999,
        "note_id": 999_999,
        "edit_id": 999_999,
        "kind": "decline",
        "view_id": 999_999,
        "bulk_id": 999_999,
        "recording_id": 999_999,
        "entry_id": 999_999,
        "reward_id": 999_999,
        "code": "adopted",
        "season": "2026-1",
        "experiment_id": world.experiment_id,
        "check_in_id": world.check_in_id,
        "card_id": world.card.id,
        "tag": "no-such-tag",
        "co_author_id": world.by_role[Role.EXECUTIVE].id,
        "member_id": world.ann.id,
        "team_id": 999_999,
        "reason_id": 999_999,
        "sign_in_id": 999_999,
        "token_id": 999_999,
        "token": "a-link-that-never-was",
        "handle": world.ann.handle,
        "key": "churn",
        "reading_id": world.reading_id,
        "recognition_id": world.recognition_id,
        "hero": world.asked,
        "nomination_id": 999_999,
        "challenge_id": world.challenge_id,
        "case_id": world.case_id,
        "value_id": 999_999,
        "step_id": world.step_id,
        "days": 30,
        "badge": "first-spark",
        "award": world.award.name,
    }
    wrong, refused = [], 0
    token = await browser.token()
    for route in routes("POST"):
        if route.path in ENDS or not route.path.startswith(only):
            continue
        all_names = FEW if len(value) > 1000 or "{name}" in value else tuple(dict.fromkeys(FIELDS))
        path = route.path.format_map(world.narrowed(route.path, places))
        for names in batched(all_names, AT_ONCE):
            fields = "&".join(f"{name}={value.replace('{name}', name)}" for name in names)
            response = await browser.client.post(
                path,
                content=f"csrf={quote_from_bytes(token.encode())}&{fields}",
                headers={"content-type": "application/x-www-form-urlencoded"},
            )
            if response.status_code >= 500 or (response.status_code >= 400 and not Page(response.text).has("h1")):
                wrong.append(f"{path}: {response.status_code}")
            refused += response.status_code == 422
    assert refused >= 2, "the forms were really asked"
    return wrong


@pytest.mark.parametrize("odd", ODD)
async def test_odd_values_are_refused_or_tidied_and_break_nothing(
    odd: str, app: FastAPI, world: World, browsing: Browsing, sessions: Sessions
) -> None:
    before = await _held(sessions)
    assert await send_everywhere(await browsing(app, world.by_role[Role.ADMIN]), world, ODD[odd]) == []
    assert await send_everywhere(await browsing(app), world, ODD[odd], only=("/signin", "/join", "/links")) == []
    after = await _held(sessions)
    assert {name: count for name, count in after.items() if count < before[name]} == {}
    assert after["members"] == before["members"]
    assert after["teams"] <= before["teams"] + 1
    async with sessions() as session:
        assert await checks.recount(session) == []
    visitor = await browsing(app)
    for address in ("/", "/ideas", f"/ideas/{world.ideas[1].id}", f"/members/{world.ann.handle}"):
        assert (await visitor.page(address)).has("h1"), "every page can still be shown"


async def _held(sessions: Sessions) -> dict[str, int]:
    async with sessions() as session:
        return {
            name: await session.scalar(text(f"SELECT count(*) FROM {name}")) or 0
            for name in ("members", "ideas", "comments", "votes", "teams", "follows", "community")
        }


@pytest.mark.parametrize("name", ["session", "visitor", "message", "sent", "theme", "language"])
async def test_odd_cookies_break_nothing(name: str, app: FastAPI, world: World, browsing: Browsing) -> None:
    browser = await browsing(app)
    for value in ("", "x" * 4000, "\xff\xfe", "%00", "a.b", "=;=", '"', "\\", "é.é", "AAAA.BBBB"):
        for path in ("/", "/signin/sent", "/me"):
            response = await browser.client.get(path, headers=[(b"cookie", f"{name}={value}".encode("latin-1"))])
            assert response.status_code < 400, (value, path)


@pytest.mark.parametrize(
    "header", ["accept-language", "user-agent", "referer", "origin", "x-forwarded-for", "hx-request", "accept-encoding"]
)
async def test_odd_headers_break_nothing(header: str, app: FastAPI, world: World, browsing: Browsing) -> None:
    browser = await browsing(app)
    for value in (b"", b"x" * 8000, b"\xff\xfe", b",;=q=,*", b"\x7f", b"'\"<>"):
        response = await browser.client.get("/ideas", headers=[(header.encode(), value)])
        assert response.status_code == 200, value
        fields = b"email=a%40b.example&password=x"
        kind = (b"content-type", b"application/x-www-form-urlencoded")
        sent = await browser.client.post("/signin/password", content=fields, headers=[kind, (header.encode(), value)])
        assert sent.status_code == 403, value
