"""Where complaints arrive, whatever they are about: making one, settling those about one thing, and the open ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from domain import members
from domain.clock import now
from domain.errors import _
from domain.events import Fact, record
from domain.members import Member
from domain.moderation.model import ANSWER_MOST, REPORT_MOST, Complaint, ReportOutcome, ReportReason
from domain.moderation.policy import NothingToSettle, ReportSettledAlready
from domain.paging import Order, Page, Slice, page
from domain.texts import Problems, checked

C = TypeVar("C", bound=Complaint)

IN_AN_HOUR = 20  # complaints of one member, whatever they are about


@dataclass(frozen=True)
class Desk(Generic[C]):
    """Where complaints of one kind arrive: the table that keeps them, and the facts that tell of them."""

    table: type[C]
    made: Callable[[C], Fact]
    settled: Callable[[C, Member, ReportOutcome], Fact]

    async def complain(
        self, session: AsyncSession, member: Member, about: dict[str, int | None], reason: ReportReason | str, said: str
    ) -> C:
        """Keep what a member, whom the caller holds, complains about; while nobody has looked, change what they said.

        `about` are the columns that say what it is about. Raises ReportSettledAlready, Invalid, TooMany.
        """
        await members.spend(session, f"report:{member.id}", IN_AN_HOUR, timedelta(hours=1))
        with checked() as problems:
            known = reason_of(problems, reason)
            said = problems.text("said", said, least=_least(reason), most=REPORT_MOST)
        found = await session.scalar(select(self.table).filter_by(**about, member_id=member.id))
        if found is None:
            found = self.table(**about, member_id=member.id, reason=known, said=said, made_at=now(session))
            session.add(found)
            await session.flush()
            await record(session, self.made(found))
        elif found.settled_at is not None:
            raise ReportSettledAlready
        else:
            found.reason, found.said = known, said
        await session.flush()
        return found

    async def leave(self, session: AsyncSession, moderator: Member, about: dict[str, int | None], answer: str) -> None:
        """Settle the open complaints about something by leaving it; raises NothingToSettle, Invalid."""
        with checked() as problems:
            answer = problems.line("answer", answer, most=ANSWER_MOST)
        if not await self.settle(session, moderator, about, ReportOutcome.KEPT, answer):
            raise NothingToSettle

    async def settle(
        self,
        session: AsyncSession,
        moderator: Member,
        about: dict[str, int | None],
        outcome: ReportOutcome,
        answer: str = "",
    ) -> int:
        """Settle all open complaints about something that the caller holds; return how many there were."""
        query = select(self.table).filter_by(**about, settled_at=None).order_by(self.table.id)
        found = list(await session.scalars(query.with_for_update()))
        for each in found:
            each.settle(moderator, now(session), outcome, answer)
            await session.flush()
            await record(session, self.settled(each, moderator, outcome))
        return len(found)


def reason_of(problems: Problems, reason: ReportReason | str) -> ReportReason:
    """Return a reason by its name; one that isn't on the list is noted."""
    if reason not in set(ReportReason):
        problems.add("reason", "unknown", _("Choose one of the options."))
        return ReportReason.OTHER  # never used: the problem is raised first
    return ReportReason(reason)


def why_hidden(reason: ReportReason | str, said: str) -> tuple[ReportReason, str]:
    """Return why something is taken out of sight, and the line about it that is read; raises Invalid."""
    with checked() as problems:
        return reason_of(problems, reason), problems.line("said", said, least=_least(reason), most=ANSWER_MOST)


def _least(reason: ReportReason | str) -> int:
    return 3 if reason == ReportReason.OTHER else 0


async def by_subject(
    session: AsyncSession, query: Select[C], subject: tuple[InstrumentedAttribute[Any], ...], wanted: Slice
) -> Page[list[C]]:
    """Return a page of what has open complaints, as all of them, oldest first; what was complained of first leads.

    `query` selects complaints with what they are about, and `subject` are the columns that say what that is.
    """
    table = cast("type[C]", subject[0].class_)
    earlier = aliased(table)
    same = (func.coalesce(getattr(earlier, each.key), 0) == func.coalesce(each, 0) for each in subject)
    before = select(earlier.id).where(*same, earlier.id < table.id, earlier.settled_at.is_(None))
    order: Order[C] = Order(table.__tablename__, (table.id,), lambda row: (row.id,), (int,), upwards=True)
    query = query.where(table.settled_at.is_(None))
    found = await page(session, query.where(~before.exists()), order, wanted)

    def place(row: C) -> tuple[int, ...]:
        return tuple(getattr(row, each.key) or 0 for each in subject)

    # What was settled between the two statements shows as it was.
    whole: dict[tuple[int, ...], list[C]] = {place(first): [] for first in found.items}
    these = tuple_(*(func.coalesce(each, 0) for each in subject)).in_(list(whole))
    for each in await session.scalars(query.where(these).order_by(table.id)) if whole else []:
        whole[place(each)].append(each)
    return found.holding([whole[place(first)] or [first] for first in found.items])
