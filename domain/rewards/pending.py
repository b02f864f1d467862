"""Points that wait while somebody looks at how a test ended, or whether two ideas are one, or that aren't given."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ARRAY, BigInteger, ColumnElement, ForeignKey, Index, any_, case, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from domain.clock import now
from domain.database import Base
from domain.experiments import Conclusion, Experiment
from domain.ideas import Idea
from domain.rewards.causes import MERGED, Code
from domain.rewards.model import Entry, HeldFor


class Look(StrEnum):
    """How a look at what was taken back stands now; what it is for counts while its points wait, and doesn't when held.

    Refused points aren't given, those of ideas that are one now aren't given twice, and over is over.
    """

    WAITS = "waits"
    HELD = "held"
    REFUSED = "refused"
    ONE = "one"
    OVER = "over"


class HeldSupport(Base):
    """A vote that counts, but whose points wait until a time while somebody looks at where it came from."""

    __tablename__ = "held_support"
    __table_args__ = (Index("ix_held_support_idea_id", "idea_id"), Index("ix_held_support_until", "until"))

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    until: Mapped[datetime]


class HeldLearning(Base):
    """A conclusion whose learning points wait while somebody looks at it, or are refused once somebody has."""

    __tablename__ = "held_learning"

    conclusion_id: Mapped[int] = mapped_column(
        ForeignKey("conclusions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    refused: Mapped[bool] = mapped_column(default=False)


class HeldPart(Base):
    """The later of two ideas that may be one: its own points wait while somebody looks, or are refused once somebody
    has. Where it is `merged` with the first, what comes of both is paid, and only what members bring isn't, again.
    """

    __tablename__ = "held_parts"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    refused: Mapped[bool] = mapped_column(default=False)
    merged: Mapped[bool] = mapped_column(default=False)

    @property
    def codes(self) -> frozenset[Code]:
        """Return what points for whoever stands for it are held back for."""
        return _FROM_MEMBERS if self.merged else _OF_THE_IDEA


OF_AN_END = frozenset({Code.LEARNED, Code.ACTED_ON_VERDICT})
_FROM_MEMBERS = frozenset({Code.PUBLISHED, Code.SUPPORTED})
OF_SUPPORT = frozenset({Code.SUPPORTED, Code.SUPPORTED_EARLY})
_OF_THE_IDEA = _FROM_MEMBERS | {Code.CHOSEN, Code.TESTED, Code.ADOPTED, Code.BENEFIT_VERIFIED}


async def held_parts(session: AsyncSession, idea_ids: Collection[int]) -> dict[int, HeldPart]:
    """Return which of these ideas are parts whose points are held back."""
    query = select(HeldPart).where(HeldPart.idea_id.in_(idea_ids)).execution_options(populate_existing=True)
    return {part.idea_id: part for part in await session.scalars(query)} if idea_ids else {}


async def waiting_voters(session: AsyncSession, idea: Idea, moment: datetime) -> set[int]:
    """Return the members whose support of an idea, or of what lives on in it, brings no points yet."""
    query = select(HeldSupport.member_id).where(HeldSupport.idea_id.in_([idea.id, *idea.merged_ids]))
    return set(await session.scalars(query.where(HeldSupport.until > moment)))


async def held_learning(session: AsyncSession, conclusion_ids: Collection[int]) -> set[int]:
    """Return which of these conclusions bring no learning points now."""
    query = select(HeldLearning.conclusion_id).where(HeldLearning.conclusion_id.in_(conclusion_ids))
    return set(await session.scalars(query)) if conclusion_ids else set()


async def held_of(session: AsyncSession, idea_id: int) -> dict[int, bool]:
    """Return the tests of an idea whose learning points wait, by number, with whether they are refused."""
    query = select(Conclusion.experiment_id, HeldLearning.refused)
    query = query.join(HeldLearning, HeldLearning.conclusion_id == Conclusion.id)
    query = query.join(Experiment, Experiment.id == Conclusion.experiment_id).where(Experiment.idea_id == idea_id)
    return {row.experiment_id: row.refused for row in await session.execute(query)}


async def looks(session: AsyncSession, entries: Collection[Entry]) -> dict[int, Look]:
    """Return how the look stands for which reversals were written, by number; nobody looks at what others are for.

    Whether votes are held is for whoever holds them to add.
    """
    held = [each for each in entries if each.reverses_id is not None and (each.held_for or each.batch is not None)]
    of_tests = await _refused(session, {each.cause_id for each in held if each.held_for is HeldFor.TEST})
    numbers = {each.idea_id for each in held if each.held_for is HeldFor.PART and each.idea_id is not None}
    parts = await held_parts(session, numbers)
    crowd = await _waiting_of(session, [each for each in held if each.held_for is HeldFor.CROWD])
    found = {each.id: Look.OVER for each in held}
    for each in held:
        part = parts.get(each.idea_id or 0)
        if each.held_for is HeldFor.TEST and each.cause_id in of_tests:
            found[each.id] = Look.REFUSED if of_tests[each.cause_id] else Look.WAITS
        elif each.held_for is HeldFor.PART and part is not None and each.code in part.codes:
            found[each.id] = Look.ONE if part.merged else Look.REFUSED if part.refused else Look.WAITS
        elif each.held_for is HeldFor.CROWD and (voter_of(each), each.idea_id) in crowd:
            found[each.id] = Look.WAITS
    return found


def voter_of(entry: Entry) -> int | None:
    """Return whose support an entry is for, None where it is for something else."""
    if entry.code not in OF_SUPPORT:
        return None
    return entry.member_id if entry.code == Code.SUPPORTED_EARLY else entry.cause_id


async def _refused(session: AsyncSession, conclusion_ids: Collection[int]) -> dict[int, bool]:
    query = select(HeldLearning.conclusion_id, HeldLearning.refused)
    query = query.where(HeldLearning.conclusion_id.in_(conclusion_ids))
    return {row[0]: row[1] for row in await session.execute(query)} if conclusion_ids else {}


async def _waiting_of(session: AsyncSession, entries: Collection[Entry]) -> set[tuple[int, int]]:
    """Return the voters whose support waits, with the idea that entries name, also where it lives on in that."""
    if not entries:
        return set()
    query = select(HeldSupport.member_id, Idea.id).join(Idea, lives_in(HeldSupport.idea_id))
    query = query.where(Idea.id.in_({each.idea_id for each in entries}), HeldSupport.until > now(session))
    return {(row[0], row[1]) for row in await session.execute(query)}


def lives_in(idea_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that a number is an idea's, or that of one which lives on in it."""
    return or_(Idea.id == idea_id, idea_id == any_(Idea.merged_ids))


async def pending(
    session: AsyncSession, idea: Idea, fallen: Sequence[Entry], moment: datetime
) -> dict[HeldFor, list[int]]:
    """Return which of an idea's entries no longer hold only because somebody looks at what they were for."""
    part = (await held_parts(session, [idea.id])).get(idea.id)
    crowd = await waiting_voters(session, idea, moment)
    tests = await held_learning(session, {each.cause_id for each in fallen if each.code in OF_AN_END})
    found: dict[HeldFor, list[int]] = defaultdict(list)
    for each in fallen:
        if part is not None and each.code in part.codes and each.part != MERGED:
            found[HeldFor.PART].append(each.id)
        elif voter_of(each) in crowd:
            found[HeldFor.CROWD].append(each.id)
        elif each.code in OF_AN_END and each.cause_id in tests:
            found[HeldFor.TEST].append(each.id)
    return found


def told_by(held_for: Mapping[HeldFor, Collection[int]]) -> ColumnElement[HeldFor | None]:
    """Return for what an entry, or what it tops up, is taken back for now: None where nobody looks at it."""
    first, kind = func.coalesce(Entry.tops_up_id, Entry.id), Entry.held_for.type
    listed = [
        (first == any_(literal(sorted(numbers), ARRAY(BigInteger))), literal(why, kind))
        for why, numbers in held_for.items()
    ]
    return case(*listed, else_=literal(None, kind)) if listed else literal(None, kind)
