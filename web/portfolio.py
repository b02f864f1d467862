"""The portfolio of experiments, for staff: what runs, what is due, what was saved, and how much was learned."""

from datetime import timedelta
from typing import Annotated

from babel import numbers
from fastapi import APIRouter, Query
from starlette.responses import Response

from domain import experiments, members, rollouts
from domain.clock import now
from domain.errors import _
from domain.experiments import PHASES, Advice, PortfolioFilter
from domain.ideas import Quadrant
from domain.paging import Slice
from domain.permissions import Permission
from web import amounts, i18n
from web.render import page
from web.visit import Inside, Session

router = APIRouter()
SHOWN = 20
ADVICE: dict[Advice, str] = {
    Advice.CONTINUE: _("Go on"),
    Advice.SCALE: _("Scale it"),
    Advice.STOP: _("Stop it"),
    Advice.UNDECIDED: _("Nothing clear in its time"),
    Advice.INVALID: _("The figures say nothing"),
}
FEW = 10  # below this a share in percent would say more than is known


@router.get("/portfolio")
async def show_portfolio(
    visit: Inside,
    session: Session,
    quadrant: str = "",
    team: Annotated[str, Query(max_length=20)] = "",
    after: str | None = None,
) -> Response:
    """Show what runs and what is due, with the figures of all experiments, of a quadrant's or of a team's."""
    actor = visit.actor
    members.require_member(actor, Permission.RUN_EXPERIMENT)
    teams = await members.teams(session)
    chosen = next((each for each in teams if str(each.id) == team), None)
    only = PortfolioFilter(Quadrant(quadrant) if quadrant in set(Quadrant) else None, chosen.id if chosen else None)
    running = await experiments.under_way(session, actor, Slice(SHOWN, after=after), only)
    due = await experiments.due(session, actor, Slice(SHOWN), only)
    shown = [each.id for each in (*due.items, *running.items)]
    return page(
        visit,
        "portfolio/show.html",
        portfolio=await experiments.portfolio(session, actor, only),
        running=running,
        due=due,
        advised=await experiments.newest_advice(session, actor, shown),
        filters={"quadrant": only.quadrant or "", "team": str(only.team_id or "")},
        everyone=await rollouts.median_to_everyone(session, actor, only),
        rolling=await rollouts.under_way(session, actor, only),
        looking=await rollouts.due_follow_ups(session, actor, only),
        covered=amounts.of_everyone,
        teams=teams,
        now=now(session),
        phases=PHASES,
        advice=ADVICE,
        share=share,
        days=days,
    )


def share(part: int, whole: int) -> str:
    """Return a part of a whole in percent, '' of so few that it would mislead."""
    if whole < FEW:
        return ""
    return numbers.format_percent(100 * part // whole / 100, locale=i18n.reader.get())


def days(much: timedelta | None) -> str:
    """Return a duration in days, '' for none."""
    if much is None:
        return ""
    count = max(1, round(much / timedelta(days=1)))
    return i18n.ngettext("%(count)s day", "%(count)s days", count) % {"count": i18n.number(count)}
