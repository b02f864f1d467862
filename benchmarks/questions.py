"""What is asked of the site: whole HTTP requests by members who are signed in, as their browsers send them."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from api import ids
from benchmarks.dataset import SIGN_INS, Size, token, vocabulary
from benchmarks.site import SECRET
from domain.ideas import Quadrant
from web import tokens

T = TypeVar("T")
MANY = 1_000
VOTES = 20_000
SEARCHED_MOST = 120  # pgbench takes no more than 128 scripts
# Words that a few hundred ideas hold, and such that a fifth and more of all hold.
SPARSE, DENSE = range(1_000, 12_000), range(1, 4)
_CARD = "id title quadrant supporters commentCount viewerHasVoted author { id handle name role }"
FEED = "query Feed($quadrant: Quadrant) { ideas(filter: {quadrant: $quadrant}, first: 20) { nodes { " + _CARD + " } } }"
SEARCH = "query Search($words: String!) { ideas(filter: {words: $words}, first: 20) { nodes { " + _CARD + " } } }"


def searched(numbers: range) -> list[str]:
    """Return the words that are looked for: some of those that stand at these places of the vocabulary."""
    words = vocabulary()
    return [words[number] for number in random.Random(7).sample(numbers, min(SEARCHED_MOST, len(numbers)))]


@dataclass(frozen=True)
class Asking:
    """Makes requests to a site on `port` that holds a community of a size; the same ones every time."""

    port: int
    size: Size
    discussed: str

    def feed(self) -> list[bytes]:
        """Return requests for the first page of a quadrant."""
        return [self._page(f"/ideas?quadrant={quadrant}", member) for member, quadrant in self._chosen(list(Quadrant))]

    def idea(self) -> list[bytes]:
        """Return requests for the page of an idea with twenty comments."""
        return [self._page(self.discussed, member) for member, _none in self._chosen([None])]

    def queue(self) -> list[bytes]:
        """Return requests of the one member who has the queue, for its first page in each view that is sorted."""
        views = ("", "?view=mine", "?view=unassigned", "?view=overdue", "?sort=score")
        return [self._page(f"/triage{view}", 1) for view in views]

    def board(self) -> list[bytes]:
        """Return requests of that member for the board, in each of its orders."""
        return [self._page(f"/triage/board{order}", 1) for order in ("", "?sort=score")]

    def graphql_feed(self) -> list[bytes]:
        """Return the feed's question, a document that the server has seen before."""
        return [
            self._query(FEED, {"quadrant": quadrant.name}, member) for member, quadrant in self._chosen(list(Quadrant))
        ]

    def sparse_search(self) -> list[bytes]:
        """Return searches for words that few ideas hold."""
        return self._searches(SPARSE)

    def dense_search(self) -> list[bytes]:
        """Return searches for words that a fifth of all ideas hold."""
        return self._searches(DENSE)

    def vote(self) -> list[bytes]:
        """Return votes as the page sends them, nearly all of them new."""
        chance, asked = random.Random(5), []
        for _ in range(VOTES):
            member, idea = chance.randint(1, SIGN_INS), chance.randint(1, self.size.ideas)
            form = f"csrf={tokens.issue(SECRET.encode(), token(member))}".encode()
            kind = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
            asked.append(self._request("POST", f"/ideas/{idea}/vote", member, form, kind))
        return asked

    def cast_vote(self) -> list[bytes]:
        """Return votes as a program casts them."""
        mutation = "mutation($id: ID!) { castVote(input: {ideaId: $id}) { ... on Idea { supporters } } }"
        chance = random.Random(6)
        pairs = [(chance.randint(1, SIGN_INS), chance.randint(1, self.size.ideas)) for _ in range(VOTES)]
        return [self._query(mutation, {"id": ids.encode("Idea", idea)}, member) for member, idea in pairs]

    def _searches(self, numbers: range) -> list[bytes]:
        chosen = self._chosen(searched(numbers))
        return [self._query(SEARCH, {"words": word}, member) for member, word in chosen]

    def _chosen(self, among: Sequence[T]) -> list[tuple[int, T]]:
        chance = random.Random(8)
        return [(chance.randint(1, SIGN_INS), chance.choice(among)) for _ in range(MANY)]

    def _page(self, path: str, member: int) -> bytes:
        return self._request("GET", path, member, b"", {"Accept": "text/html"})

    def _query(self, query: str, variables: dict[str, object], member: int) -> bytes:
        body = json.dumps({"query": query, "variables": variables}).encode()
        proof = tokens.issue(SECRET.encode(), token(member))
        kind = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "X-CSRF-Token": proof}
        return self._request("POST", "/graphql", member, body, kind)

    def _request(self, method: str, path: str, member: int, body: bytes, fields: dict[str, str]) -> bytes:
        head = {"Host": f"127.0.0.1:{self.port}", "Cookie": f"session={token(member)}"} | fields
        if method == "POST":
            head["Content-Length"] = str(len(body))
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        return "\r\n".join(lines).encode() + body
