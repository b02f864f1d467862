"""What an open page asks to hear of changes, of the product team's work or of a board, and how it tells what did."""

import base64
import hashlib

import orjson

from domain.rewards import BoardFilter, Season
from domain.triage import QueueFilter, QueueSort

QUEUE = """subscription Queue($filter: TriageFilterInput!, $sort: QueueSort!, $first: Int!, $after: String) {
  triageChanged(filter: $filter, sort: $sort, first: $first, after: $after) { pageInfo { hasNextPage } }
}"""
BOARD = """subscription Board($byScore: Boolean!) { boardChanged(byScore: $byScore) { hasMore } }"""

STANDINGS = """subscription Standings(
  $season: String!, $currency: RewardCurrency!, $scope: BoardScope!, $quadrant: Quadrant, $team: ID
) {
  standingsChanged(season: $season, currency: $currency, scope: $scope, quadrant: $quadrant, team: $team) { people }
}"""


def queue(only: QueueFilter, sort: QueueSort, first: int, after: str | None) -> str:
    """Return the question that is answered anew whenever this page of a part of the queue changes, as JSON."""
    narrowed = {
        "view": only.view.name,
        "quadrant": only.quadrant.name if only.quadrant else None,
        "standing": only.standing.name if only.standing else None,
        "tag": only.tag,
        "supportersLeast": only.supporters_least,
        "words": only.words,
    }
    return _asked(QUEUE, {"filter": narrowed, "sort": sort.name, "first": first, "after": after})


def board(*, by_score: bool) -> str:
    """Return the question that is answered anew whenever the board changes, as JSON."""
    return _asked(BOARD, {"byScore": by_score})


def standings(season: Season, only: BoardFilter) -> str:
    """Return the question that is answered anew, every five seconds at most, when a board changes, as JSON."""
    narrowed: dict[str, object] = {
        "season": season.key,
        "currency": only.currency.name,
        "scope": only.scope.name,
        "quadrant": only.quadrant.name if only.quadrant else None,
        "team": _id("Team", only.team_id) if only.team_id is not None else None,
    }
    return _asked(STANDINGS, narrowed)


def stands(*said: object) -> str:
    """Return a short text that differs when what a row says differs."""
    return hashlib.blake2b(repr(said).encode(), digest_size=8).hexdigest()


def _id(kind: str, number: int) -> str:
    return base64.urlsafe_b64encode(f"{kind}:{number}".encode()).decode().rstrip("=")


def _asked(query: str, variables: dict[str, object]) -> str:
    return orjson.dumps({"query": query, "variables": variables}).decode()
