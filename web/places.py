"""Everything one can go to, as a page and as the command palette; and the keys, as a page and as a dialog."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain import challenges, heroes, ideas, recognition
from domain.errors import _
from domain.ideas import IdeaFilter
from domain.paging import Slice
from domain.permissions import Permission
from web import i18n, state
from web.quadrants import QUADRANTS
from web.render import page
from web.visit import Here, Session, Visit

router = APIRouter()
FOUND = 7


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: its translated name, its address, its sign, and the keys that lead there from any page."""

    label: str
    href: str
    icon: str
    keys: str = ""
    quadrant: str = ""


KEYS = (
    (
        _("Anywhere"),
        (
            ("Ctrl K", _("Go to any page, or find an idea")),
            ("/", _("Search")),
            ("n", _("Write an idea")),
            ("?", _("Show these keys")),
        ),
    ),
    (
        _("In a list"),
        (("j", _("Next row")), ("k", _("Row before")), ("o", _("Open it")), ("v", _("Support it, or take that back"))),
    ),
    (_("On an idea"), (("v", _("Support it, or take that back")), ("f", _("Follow it, or stop")), ("c", _("Comment")))),
    (
        _("Go to"),
        (
            ("g h", _("Front page")),
            ("g i", _("Ideas")),
            ("g q", _("The four quadrants")),
            ("g r", _("Roadmap")),
            ("g m", _("My page")),
            ("g n", _("Notices")),
            ("g s", _("Settings")),
            ("g t", _("Triage, for the product team")),
        ),
    ),
    (
        _("In the triage queue"),
        (
            ("o", _("Open an idea, or close it")),
            ("c", _("Take care of it")),
            ("i", _("Give it to somebody")),
            ("a", _("Answer it")),
            ("w", _("Ask its author")),
            ("m", _("Merge it into another idea")),
            ("t", _("File it under tags")),
            ("s", _("Score it")),
            ("d s", _("Shortlist")),
            ("d a", _("Adopt")),
            ("d n", _("Not now")),
            ("d x", _("Decline")),
            ("d d", _("Say it is delivered")),
            ("d r", _("Open it again")),
            ("d c", _("Go to confirming a decision that waits")),
            ("d w", _("Go to withdrawing a decision that waits")),
            ("x", _("Choose it, to do the same to several")),
            ("u", _("Undo what was just done")),
            ("r", _("Show what others changed meanwhile")),
            ("g b", _("Board")),
            ("Ctrl Enter", _("Send what you wrote")),
        ),
    ),
)


@router.get("/go")
async def go(visit: Here, session: Session, q: Annotated[str, Query(max_length=400)] = "") -> Response:
    """List everything one can go to, or what of it and which ideas the words find; for the script as a palette."""
    words = q.split()
    groups = [(title, [place for place in places if _matches(place, words)]) for title, places in _places(visit)]
    found, near, searched = [], False, bool(words) and visit.actor.may(Permission.READ)
    if searched:
        only = IdeaFilter(words=q)
        found = list((await ideas.listed(session, visit.actor, Slice(FOUND), only=only)).items)
        near = not found
        found = found or await ideas.near(session, visit.actor, only, FOUND)
    block = "palette" if visit.by_script else None
    shown = [group for group in groups if group[1]]
    return page(visit, "go.html", block, groups=shown, ideas=found, near=near, searched=searched, q=q)


@router.get("/keys")
async def keys(visit: Here) -> Response:
    """Say which keys do what, and offer to switch them off."""
    return page(visit, "keys.html", "list" if visit.by_script else None, groups=KEYS)


def _matches(place: Place, words: list[str]) -> bool:
    label = place.label.casefold()
    return all(word.casefold() in label for word in words)


def _places(visit: Visit) -> list[tuple[str, list[Place]]]:
    """Return what this reader can go to, in groups with their titles."""
    actor, say = visit.actor, i18n.gettext
    doors = [Place(say(_("How it works")), "/about", "info"), Place(say(_("Keys")), "/keys", "keyboard")]
    reading = [
        Place(say(_("Front page")), "/", "compass", "g h"),
        Place(say(_("Ideas")), "/ideas", "message-circle", "g i"),
        Place(say(_("Most supported ideas")), "/ideas?order=supported", "arrow-up"),
        Place(say(_("The four quadrants")), "/quadrants", "compass", "g q"),
        *(Place(say(words.name), f"/quadrants/{words.slug}", "", quadrant=words.value) for words in QUADRANTS.values()),
        Place(say(_("Our promise")), "/promise", "check"),
        Place(say(_("Roadmap")), "/roadmap", "compass", "g r"),
        Place(say(_("Experiments")), "/experiments", "compass"),
        Place(say(_("Changelog")), "/changelog", "check"),
        Place(say(_("What we learned")), "/learning", "info"),
        Place(say(_("Wall of thanks")), "/recognition", "message-circle"),
        Place(say(_("Heroes")), "/heroes", "users"),
        Place(say(_("Challenges")), "/challenges", "compass"),
        Place(say(_("Badges")), "/badges", "check"),
        Place(say(_("Verify a badge")), "/verify", "search"),
        Place(say(_("Boards")), "/points/boards", "arrow-up"),
        Place(say(_("Rules")), "/points/rules", "info"),
        Place(say(_("Developers")), "/developers", "settings"),
    ]
    entering = [Place(say(_("Sign in")), "/signin", "log-in"), Place(say(_("Join")), "/join", "user-plus")]
    yours = [
        Place(say(_("Write an idea")), "/ideas/new", "plus", "n"),
        Place(say(_("My page")), "/me", "user", "g m"),
        Place(say(_("My votes")), "/me?show=votes", "arrow-up"),
        Place(say(_("My offers")), "/me?show=offers", "users"),
        Place(say(_("My comments")), "/me?show=comments", "message-circle"),
        Place(say(_("My badges")), "/me/badges", "check"),
        Place(say(_("Following")), "/me?show=following", "bell"),
        Place(say(_("My cards")), "/me/recognition", "message-circle"),
        Place(say(_("My stories")), "/me/heroes", "users"),
        Place(say(_("Tell of a hero")), "/heroes/nominate", "pencil"),
        Place(say(_("My points")), "/points", "check"),
        Place(say(_("Trust")), "/me/trust", "shield-check"),
        Place(say(_("Notices")), "/me/notices", "bell", "g n"),
        Place(say(_("Mail")), "/me/mail", "mail"),
        Place(say(_("Settings")), "/me/settings", "settings", "g s"),
        Place(say(_("Access tokens")), "/me/tokens", "key-round"),
        Place(say(_("My reports")), "/me/reports", "triangle-alert"),
        Place(say(_("Your edits")), "/me/edits", "pencil"),
        Place(say(_("Votes we looked at")), "/me/fairness", "shield-check"),
    ]
    triaging = [
        Place(say(_("Triage")), "/triage", "list-filter", "g t"),
        Place(say(_("Mine to answer")), "/triage?view=mine", "user"),
        Place(say(_("Board")), "/triage/board", "list-filter"),
        Place(say(_("The team’s tags")), "/triage/tags", "list-filter"),
        Place(say(_("Weights of the score")), "/triage/weights", "settings"),
        Place(say(_("Overdue answers")), "/triage?view=overdue", "triangle-alert"),
    ]
    moderating = [
        Place(say(_("Moderation")), "/moderation", "triangle-alert"),
        Place(say(_("Waiting texts")), "/moderation/waiting", "history"),
        Place(say(_("Hidden texts")), "/moderation/hidden", "shield-check"),
        Place(say(_("Reported cards")), "/moderation/cards", "triangle-alert"),
        Place(say(_("Reported heroes’ stories")), "/moderation/heroes", "triangle-alert"),
        Place(say(_("Votes to look at")), "/moderation/fairness", "shield-check"),
    ]
    tending = [
        Place(say(_("Administration")), "/admin", "shield-check"),
        Place(say(_("Target, holidays and reasons")), "/admin/answers", "settings"),
        Place(say(_("Values and cards")), "/admin/values", "settings"),
        Place(say(_("Members")), "/admin/members", "users"),
        Place(say(_("Best customers")), "/admin/best-customers", "users"),
        Place(say(_("Teams")), "/admin/teams", "users"),
        Place(say(_("Synonyms")), "/admin/synonyms", "search"),
        Place(say(_("What staff did")), "/admin/record", "history"),
        Place(say(_("Badges to give")), "/admin/badges", "check"),
        Place(say(_("Keys of badges")), "/admin/keys", "key-round"),
        Place(say(_("Parked")), "/admin/parked", "triangle-alert"),
    ]
    if actor.may(Permission.RUN_EXPERIMENT):
        yours.append(Place(say(_("Portfolio")), "/portfolio", "list-filter"))
    if challenges.may_keep(actor):
        yours.append(Place(say(_("Write a challenge")), "/challenges/new", "pencil"))
    if recognition.may_send(actor):
        yours.insert(1, Place(say(_("Write a card of thanks")), "/recognition/new", "pencil"))
    if heroes.may_choose(actor):
        yours.append(Place(say(_("Choose the month’s heroes")), "/heroes/choosing", "users"))
    if recognition.may_read_fairness(actor):
        yours.append(Place(say(_("How thanks are spread")), "/recognition/fairness", "list-filter"))
    if actor.may(Permission.READ_METRICS):
        reading.insert(-1, Place(say(_("Metrics")), "/metrics", "arrow-up"))
    if actor.may(Permission.RECORD_FOR_CUSTOMER):
        yours.insert(1, Place(say(_("Write down a customer’s idea")), "/behalf", "message-circle"))
    if actor.may(Permission.RUN_EXPERIMENT):
        yours.append(Place(say(_("Test an own idea")), "/experiments/new", "plus"))
        yours.append(Place(say(_("Plan an experiment")), "/experiments/plan", "check"))
    if state.of(visit.request).settings.demo:
        doors.append(Place(say(_("Demo mail")), "/mail", "mail"))
    groups = [
        (say(_("Yours")), yours) if actor.id else (say(_("Come in")), entering),
        (say(_("Pages")), (reading if actor.may(Permission.READ) else []) + doors),
        (say(_("Triage")), triaging if actor.may(Permission.READ_TRIAGE) else []),
        (say(_("Moderation")), moderating if actor.may(Permission.MODERATE) else []),
        (say(_("Administration")), tending if actor.may(Permission.EDIT_COMMUNITY) else []),
    ]
    return [group for group in groups if group[1]]
