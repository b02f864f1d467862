"""Recounting what was advised: every kept verdict from the plan and the totals that were in by then."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from domain import community
from domain.errors import Invalid
from domain.experiments import plans
from domain.experiments.check_ins import CheckIn, KeptVerdict
from domain.experiments.chronicle import entry_of, standing
from domain.experiments.courses import Course
from domain.experiments.model import Plan

_SAME = ("advice", "reason", "alarms", "units", "variant", "crossed_on", "crossed_units", "units_left", "fingerprint")
_NEAR = ("day", "evidence", "wrong_at_most", "raw", "cautious", "low", "high")
NEAR = 1e-6  # relative; what another version of Python may make of the same logarithm


async def verdicts_astray(session: AsyncSession) -> list[tuple[int, int]]:
    """Return experiment and check-in of each verdict that plan and totals don't bear out, for the operator's check.

    Days are counted in the community's zone: who changes it finds verdicts here whose days have moved.
    """
    counted = exists().where(CheckIn.experiment_id == Plan.experiment_id, CheckIn.plan_number == Plan.number)
    found = []
    followed = (await session.scalars(select(Plan).where(counted).order_by(Plan.id))).all()
    if not followed:  # a database may be checked before anybody has set a community up
        return []
    zone = (await community.current(session)).zone_info
    for plan in followed:
        query = select(CheckIn).where(CheckIn.experiment_id == plan.experiment_id, CheckIn.plan_number == plan.number)
        rows = (await session.scalars(query.options(joinedload(CheckIn.verdict)).order_by(CheckIn.id))).all()
        advised = advised_anew(plan, zone, rows)
        try:
            found += [(plan.experiment_id, row.id) for row, verdict in advised if not _agree(row.verdict, verdict)]
        except Invalid:  # no use case takes in such totals
            found.append((plan.experiment_id, rows[0].id))
    return found


def advised_anew(plan: Plan, zone: ZoneInfo, rows: Iterable[CheckIn]) -> Iterator[tuple[CheckIn, KeptVerdict | None]]:
    """Yield each check-in under a plan, as they came in, with what is advised of all that counted then."""
    course, followed = Course(plan, plans.terms_of(plan), zone), list[CheckIn]()
    for _lot, group in groupby(rows, lambda row: (row.corrects_id, row.entered_at, row.entered_by_id)):
        lot = list(group)
        followed += lot
        if lot[0].corrects_id:
            course = Course.of(plan, course.terms, zone, standing(followed))
            yield lot[0], course.kept()
        else:
            yield from _added(course, lot)


def _added(course: Course, lot: Sequence[CheckIn]) -> Iterator[tuple[CheckIn, KeptVerdict | None]]:
    rows = {row.as_of: row for row in lot}
    for entries in course.lots([entry_of(row) for row in lot]):
        course.add(*entries)
        for entry in entries:
            yield rows[entry.as_of], course.kept()


def _agree(kept: KeptVerdict | None, found: KeptVerdict | None) -> bool:
    if kept is None or found is None:
        return kept is found
    same = all(getattr(kept, name) == getattr(found, name) for name in _SAME)
    return same and all(_near(getattr(kept, name), getattr(found, name)) for name in _NEAR)


def _near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=NEAR, abs_tol=1e-9)
