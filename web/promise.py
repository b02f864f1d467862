"""The page that says how well the promise is kept that every idea is answered in time, with a picture of its weeks."""

from dataclasses import dataclass
from datetime import timedelta

from babel import numbers
from fastapi import APIRouter
from starlette.responses import Response

from domain import members, triage
from domain.answers import Keeping, Promise
from domain.paging import Slice
from web import i18n
from web.render import page
from web.visit import Inside, Session

router = APIRouter()
SHOWN = 20
COLUMN, BAR, TALL, FOOT = 30, 18, 110, 20
FEW = 10  # below this a share in percent would say more than is known


@dataclass(frozen=True, slots=True)
class Bar:
    """A week as a bar: what was kept stands on the ground, what was broken on top; lengths in units of the SVG."""

    left: float
    kept: float
    broken: float
    says: str
    under: str

    @property
    def top(self) -> float:
        """Return where the bar ends above."""
        return TALL - self.kept - self.broken


@router.get("/promise")
async def show_promise(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show how well the promise is kept, and to the team what is late and whose it is."""
    actor = visit.actor
    found = await visit.figures.promise(session, actor)
    team = triage.may_read_triage(actor)
    return page(
        visit,
        "promise.html",
        promise=found,
        bars=bars(found),
        size=(COLUMN * len(found.weeks), TALL + FOOT),
        share=share,
        hours=hours,
        late=await triage.late(session, actor, Slice(SHOWN, after=after)) if team else None,
        on_duty=await members.on_duty(session) if team else None,
    )


def bars(promise: Promise) -> list[Bar]:
    """Return the weeks as bars, the highest as tall as the picture less room for its figures."""
    most = max((week.owed for week in promise.weeks.values()), default=0) or 1
    unit = (TALL - 16) / most
    return [
        Bar(
            left=COLUMN * place + (COLUMN - BAR) / 2,
            kept=round(unit * week.kept, 2),
            broken=round(unit * week.broken, 2),
            says=f"{week.kept}/{week.owed}" if week.owed else "",
            under=i18n.short_day(monday) if place % 2 else "",
        )
        for place, (monday, week) in enumerate(promise.weeks.items())
    ]


def share(keeping: Keeping) -> str:
    """Return the share that was kept in percent, '' where so few were owed that it would mislead."""
    if keeping.owed < FEW:
        return ""
    return numbers.format_percent(100 * keeping.kept // keeping.owed / 100, locale=i18n.reader.get())


def hours(much: timedelta) -> str:
    """Return a working time in hours, or in minutes when it is short."""
    minutes = int(much.total_seconds()) // 60
    if minutes < 60:
        return i18n.gettext("%(number)s min") % {"number": minutes}
    return i18n.gettext("%(number)s h") % {"number": i18n.number(minutes // 60)}
