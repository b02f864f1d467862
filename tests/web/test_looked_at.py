"""Every page there is has somebody who looks at it in a browser, or a reason why nobody does."""

import re
from urllib.parse import urlsplit

from tests.browser.addresses import ADMIN, LED, MACHINES, MEMBER, ONCE, REWARDS, TEAM, UNSEEN, VISITOR
from tests.web.routes import routes

ADDRESSES = [
    *VISITOR,
    *MEMBER,
    *TEAM,
    *ADMIN,
    *(path for each in (REWARDS, ONCE) for paths in each.values() for path in paths),
]


def _page_of(address: str) -> str:
    """Return the route that answers this address, of several the one that leaves least open; none of nowhere."""
    path = LED[address] if " > " in address else urlsplit(address).path
    answering = [each.path for each in routes("GET") if each.path_regex.match(path.replace("*", "1"))]
    return min(answering, key=lambda each: each.count("{"), default="")


def test_every_page_is_looked_at_or_says_why_not() -> None:
    seen = {_page_of(address) for address in ADDRESSES}
    pages = {each.path for each in routes("GET") if not re.fullmatch(MACHINES, each.path)}
    assert seen - pages == {""}, "the empty one is /nowhere"
    assert sorted(pages - seen - UNSEEN.keys()) == []
    assert sorted(UNSEEN.keys() - (pages - seen)) == [], "these are looked at, or are no more"


def test_no_address_is_listed_in_vain() -> None:
    assert sorted(LED.keys() - set(ADDRESSES)) == []
    assert sorted({each for each in ADDRESSES if " > " in each} - LED.keys()) == []
