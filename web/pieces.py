"""The small pieces that every page is made of: a few written here, since a page holds hundreds of them; the others are
macros of `templates/components.html`."""

from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup, escape

from domain.clock import Clock
from domain.community import Community
from domain.errors import _
from domain.ideas import Explanation, Idea
from domain.members import Actor, Member
from domain.permissions import Role
from web import i18n

ROLES = {
    Role.CUSTOMER: _("Customer"),
    Role.EMPLOYEE: _("Employee"),
    Role.PRODUCT: _("Product team"),
    Role.EXECUTIVE: _("Executive"),
    Role.ADMIN: _("Administrator"),
}
# These say the same for the same words, so each is made once in a language.
READY = ("icon", "motif", "mark", "quadrant")


TOKEN = "the-token-of-the-page"  # noqa: S105 - where it is put in
MOST = 8192


class Ready(dict[Hashable, Markup]):
    """Pieces that were made, by all that they say; begun anew when there are many."""

    def look_up(self, key: Hashable, make: Callable[[], str]) -> Markup:
        """Return the piece of a key, made if need be."""
        found = self.get(key)
        if found is None:
            if len(self) >= MOST:
                self.clear()
            found = self[key] = Markup(make())  # noqa: S704 - a rendered template
        return found


class Pieces:
    """All pieces by name; in templates the global `ui`."""

    def __init__(self, environment: Environment, clock: Clock) -> None:
        self._clock = clock
        self._row = environment.get_template("ideas/_row.html")
        self._vote = environment.get_template("ideas/_vote.html")
        self._rows = Ready()
        self._votes = Ready()
        environment.globals["csrf"] = self.csrf  # for the macros; on a page it is the token's name
        for name, macro in vars(environment.get_template("components.html").module).items():
            setattr(self, name, _ready(macro) if name in READY else macro)

    def csrf(self, token: str) -> Markup:
        """Return the field that proves that a form is ours."""
        return Markup('<input type="hidden" name="csrf" value="{}">').format(token)

    def time(self, moment: datetime) -> Markup:
        """Return a moment as people say it, with the exact time behind it."""
        exact, said = i18n.day(moment, i18n.zone.get()), i18n.ago(moment, self._clock())
        # Our own words and figures only.
        return Markup(f'<time datetime="{moment.isoformat()}" title="{exact}">{said}</time>')  # noqa: S704

    def role(self, role: Role) -> str:
        """Return what somebody is to the community."""
        return i18n.gettext(ROLES[Role(role)])

    def person(self, member: Member) -> Markup:
        """Return a member's name, linked while they are here; staff carry their role, customers don't."""
        reachable = not (member.left_at or member.imported)
        name = member.name if member.left_at is None else None
        return _person(i18n.reader.get(), name, member.handle if reachable else None, member.role)

    def row(self, idea: Idea, why: Explanation | None, community: Community) -> Markup:
        """Return what a list says of an idea, made anew when anything that is said has changed."""
        author, moment = idea.author, idea.submitted_at or idea.created_at
        key = (
            *(i18n.reader.get(), i18n.zone.get().key, idea.id, idea.title, idea.problem or idea.proposal),
            *(idea.language, idea.quadrant, idea.status, community.status_labels.get(idea.status)),
            *(author.id, author.name, author.handle, author.role, author.left_at, author.imported),
            *(moment, i18n.ago(moment, self._clock()), len(idea.co_author_ids), idea.comment_count, idea.offer_count),
            why and (why.message, tuple(why.params.items()), why.kept_place),
        )
        return self._rows.look_up(key, lambda: self._row.render(idea=idea, why=why, community=community))

    def vote(self, idea: Idea, voted: bool, may_vote: bool, viewer: Actor, csrf: str) -> Markup:
        """Return an idea's vote button with this page's token in it."""
        key = (i18n.reader.get(), idea.id, idea.supporters, voted, may_vote, viewer.id is None)
        given = {"idea": idea, "voted": voted, "may_vote": may_vote, "viewer": viewer, "csrf": TOKEN}
        made = self._votes.look_up(key, lambda: self._vote.render(given))
        return Markup(made.replace(TOKEN, csrf))  # noqa: S704 - a token has letters, digits, - and _ only

    def where(self, filters: Mapping[str, Any], key: str, value: object) -> str:
        """Return the address of the list with one filter changed; '' takes it away."""
        chosen = {**filters, key: value}
        asked = "&".join(f"{name}={quote(str(text), safe='/')}" for name, text in chosen.items() if text)
        return f"/ideas?{asked}" if asked else "/ideas"


@lru_cache(4096)
def _person(_language: str, name: str | None, handle: str | None, role: Role) -> Markup:
    shown = escape(name) if name is not None else escape(i18n.gettext(_("Former member")))
    if handle is not None:
        shown = Markup('<a href="/members/{}">{}</a>').format(handle, shown)
    if role is not Role.CUSTOMER:
        shown += Markup(' <span class="role">{}</span>').format(i18n.gettext(ROLES[role]))
    return Markup('<span class="person">{}</span>').format(shown)


def _ready(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    @lru_cache(1024)
    def made(_language: str, *words: Any) -> Markup:
        return macro(*words)

    def piece(*words: Any) -> Markup:
        return made(i18n.reader.get(), *words)

    return piece
