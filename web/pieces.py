"""The small pieces that every page is made of: a few written here, since a page holds hundreds of them; the others are
macros of `templates/components.html`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup, escape

from domain.community import Community
from domain.errors import _
from domain.ideas import Explanation, Idea
from domain.members import Actor, Member
from domain.permissions import Role
from web import i18n, keeping
from web.keeping import ready

ROLES = {
    Role.CUSTOMER: _("Customer"),
    Role.EMPLOYEE: _("Employee"),
    Role.PRODUCT: _("Product team"),
    Role.EXECUTIVE: _("Executive"),
    Role.ADMIN: _("Administrator"),
}
# These say the same for the same words, so each is made once in a language.
READY = ("icon", "motif", "mark", "quadrant")


class Pieces:
    """All pieces by name; in templates the global `ui`."""

    def __init__(self, environment: Environment) -> None:
        self._card = environment.get_template("ideas/_card.html")
        self._ready = ready(environment)
        environment.globals["csrf"] = self.csrf  # for the macros; on a page it is the token's name
        for name, macro in vars(environment.get_template("components.html").module).items():
            setattr(self, name, _ready(macro) if name in READY else macro)

    def csrf(self, token: str) -> Markup:
        """Return the field that proves that a form is ours."""
        return Markup('<input type="hidden" name="csrf" value="{}">').format(token)

    def time(self, moment: datetime) -> Markup:
        """Return a moment as people say it, with the exact time behind it."""
        exact, said = i18n.day(moment, i18n.zone.get()), keeping.ago(moment)
        # Our own words and figures only.
        return Markup(f'<time datetime="{moment.isoformat()}" title="{exact}">{said}</time>')  # noqa: S704

    def role(self, role: Role) -> str:
        """Return what somebody is to the community."""
        return i18n.gettext(ROLES[Role(role)])

    def person(self, member: Member) -> Markup:
        """Return a member's name, linked while they are here; staff carry their role, customers don't."""
        reachable = not (member.left_at or member.imported)
        return _person(i18n.reader.get(), i18n.name_of(member), member.handle if reachable else None, member.role)

    def card(
        self, idea: Idea, voted: bool, may_vote: bool, why: Explanation | None, viewer: Actor, community: Community
    ) -> Markup:
        """Return an idea as lists show it, made anew when anything that is said has changed."""
        author = idea.author
        key = (
            *("card", idea.id, idea.title, idea.problem or idea.proposal, idea.language, idea.quadrant),
            *(
                idea.status,
                community.status_label(idea.status, i18n.reader.get()),
                idea.submitted_at,
                len(idea.co_author_ids),
            ),
            *(author.id, author.name, author.handle, author.role, author.left_at, author.imported),
            *(idea.comment_count, idea.offer_count, idea.supporters, voted, may_vote, viewer.id is None),
            tuple((tag, community.kept_tags[tag]) for tag in idea.kept_tags if tag in community.kept_tags),
            why and (why.message, tuple(why.params.items()), why.kept_place),
        )
        given = {"idea": idea, "voted": voted, "may_vote": may_vote, "why": why}
        given |= {"viewer": viewer, "community": community, "csrf": keeping.TOKEN}
        return self._ready.look_up(key, lambda: self._card.render(given))

    def where(self, filters: Mapping[str, Any], key: str, value: object) -> str:
        """Return the address of the list with one filter changed; '' takes it away."""
        chosen = {**filters, key: value}
        asked = "&".join(f"{name}={quote(str(text), safe='/')}" for name, text in chosen.items() if text)
        return f"/ideas?{asked}" if asked else "/ideas"


@lru_cache(4096)
def _person(_language: str, name: str, handle: str | None, role: Role) -> Markup:
    shown = escape(name)
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
