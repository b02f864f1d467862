"""How far what a member does is taken on trust: their own page, and the same for moderators."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from domain import members, trust
from domain.errors import _
from domain.errors import _ as mark
from domain.members import TrustLevel
from domain.trust import Allowance, Figure, LostFor
from web.render import page, see_other
from web.visit import Inside, Session

router = APIRouter()
LEVELS = {
    TrustLevel.NEW: _("New here"),
    TrustLevel.KNOWN: _("Known here"),
    TrustLevel.REGULAR: _("A regular"),
    TrustLevel.TRUSTED: _("Trusted"),
}
FIGURES = {
    Figure.ACTIVE_DAYS: _("Active days"),
    Figure.VOTES_GIVEN: _("Votes for ideas of others"),
    Figure.PEOPLE: _("People who answered"),
    Figure.CONTRIBUTIONS: _("Ideas, comments and offers with an answer"),
    Figure.RESPONSE_DAYS: _("Days with an answer"),
}
ALLOWANCES = {
    Allowance.SUPPORT_COUNTS: _("Support brings points to whoever wrote the idea."),
    Allowance.TEXTS_AT_ONCE: _(
        "Texts are read by everybody at once, also with links; only what resembles a removed text is looked at first."
    ),
    Allowance.REPORTS_STAND_OUT: _("Moderators see beside a report that it comes from somebody who is trusted here."),
}
LOST = {
    LostFor.SUSPENDED: _("A suspension ended what was there before. A hundred days after it began, all counts again."),
    LostFor.UPHELD: _(
        "Moderators took a text out of sight. A hundred days later, or when they bring it back, all counts again."
    ),
    LostFor.QUIET: _("It became quiet, so a level was lost. It comes back by itself, as it came the first time."),
}
# From which level on something is allowed.
FROM = {each: next(level for level in TrustLevel if each in trust.ALLOWS[level]) for each in Allowance}


@router.get("/me/trust")
async def my_trust(visit: Inside, session: Session) -> Response:
    """Show the member where they stand, by what, what it lets them do, and what would lose it."""
    member = members.require_self(visit.actor)
    return _page(visit, "trust/mine.html", member, await trust.of_member(session, visit.actor, member))


@router.post("/me/trust")
async def look_again(visit: Inside, session: Session) -> Response:
    """Look now where the member stands."""
    await trust.look_again(session, visit.actor)
    return see_other(visit, "/me/trust", mark("Looked. This is where you stand now."))


@router.get("/members/{handle}/trust")
async def trust_of_member(visit: Inside, session: Session, handle: Annotated[str, Path(max_length=40)]) -> Response:
    """Show a moderator, or the member, where a member stands, and by what."""
    member = await members.by_handle(session, visit.actor, handle)
    return _page(visit, "trust/member.html", member, await trust.of_member(session, visit.actor, member))


def _page(visit: Inside, template: str, member: members.Member, found: trust.Trust | None) -> Response:
    return page(
        visit,
        template,
        member=member,
        trust=found,
        levels=LEVELS,
        figures=FIGURES,
        allowances=ALLOWANCES,
        lost=LOST,
        allowed_from=FROM,
    )
