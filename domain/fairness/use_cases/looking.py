"""Running the checks, and opening a case for what they find that nobody has looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Boolean, ColumnElement, any_, func, literal, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.database import Base
from domain.events import record_all
from domain.fairness import thresholds as at
from domain.fairness.events import CaseOpened
from domain.fairness.gathering import alone, gathered
from domain.fairness.model import DECIDED_WITHIN, CaseKind, CaseParty, CaseVote, FairnessCase
from domain.fairness.policy import require_reviewer
from domain.fairness.quarantine import put_all_in
from domain.fairness.signals import SIGNALS
from domain.fairness.use_cases.comparing import compare
from domain.ideas import Idea
from domain.members import Actor, Member

Pair = tuple[int, int]  # member, idea
Column = type[BigInteger | Boolean]
Columns = dict[str, Column]
_PARTIES: Columns = {"case_id": BigInteger, "member_id": BigInteger, "voted": Boolean, "wrote": Boolean}
_CAST: Columns = {"case_id": BigInteger, "member_id": BigInteger, "idea_id": BigInteger}


@dataclass
class Finding:
    """Votes (member, idea) that one check found together, and the figures against them."""

    kind: CaseKind
    strong: bool
    votes: set[Pair] = field(default_factory=set)
    says: dict[str, dict[str, Any]] = field(default_factory=dict)


async def look(session: AsyncSession) -> list[FairnessCase]:
    """Run all checks and open a case for what is new; what is strong enough is put in quarantine at once.

    Called every night; looking twice opens nothing twice.
    """
    await alone(session)
    rows = await session.execute(select(CaseVote.member_id, CaseVote.idea_id).distinct())
    known = {(row.member_id, row.idea_id) for row in rows}
    new = list[tuple[Finding, set[Pair]]]()
    async with gathered(session):
        found = [finding for kind in SIGNALS for finding in await findings(session, kind)]
    for finding in found:
        fresh = finding.votes - known
        if len(fresh) >= at.NEW_VOTES and len(fresh) > at.NEW_SHARE * len(finding.votes):
            known |= fresh
            new.append((finding, fresh))
    return await _open(session, new) if new else []


async def look_now(session: AsyncSession, actor: Actor) -> int:
    """Run all checks for a moderator who asks; return how many cases were opened. Raises SignInNeeded, NotAllowed."""
    require_reviewer(actor)
    return len([*await look(session), *await compare(session)])


async def findings(session: AsyncSession, kind: CaseKind) -> list[Finding]:
    """Return what one check finds in the gathered votes, what is held back by itself first, then the heaviest."""
    statement, numbers = SIGNALS[kind]
    rows = (await session.execute(text(statement), {**numbers, "since": now(session) - at.LATELY})).all()
    groups = grouped((row.one, row.other) for row in rows)
    found: dict[tuple[int, bool], Finding] = {}
    for row in rows:
        at_root = (groups[row.one], row.strong)
        finding = found.setdefault(at_root, Finding(kind, row.strong))
        finding.votes.add((row.voter, row.idea_id))
        finding.says[repr(row.says)] = row.says
    return sorted(found.values(), key=lambda each: (not each.strong, -len(each.votes), min(each.votes)))


def grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return for each number in pairs the least of all that are joined to it, however far away."""
    least: dict[int, int] = {}

    def root(number: int) -> int:
        least.setdefault(number, number)
        while least[number] != number:
            least[number] = least[least[number]]
            number = least[number]
        return number

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        least[high] = low
    return {number: root(number) for number in least}


async def _open(session: AsyncSession, new: Sequence[tuple[Finding, set[Pair]]]) -> list[FairnessCase]:
    """Open a case for each finding about its new votes, all of them with a few statements."""
    moment = now(session)
    cases = [
        FairnessCase(
            kind=finding.kind, evidence=_heaviest(finding), opened_at=moment, decide_by=moment + DECIDED_WITHIN
        )
        for finding, _fresh in new
    ]
    session.add_all(cases)
    await session.flush()
    authors = await _authors(session, {idea_id for _finding, fresh in new for _member_id, idea_id in fresh})
    parties, cast = list[tuple[int, int, bool, bool]](), list[tuple[int, int, int]]()
    for case, (_finding, fresh) in zip(cases, new, strict=True):
        voters = {member_id for member_id, _idea_id in fresh}
        wrote = {who for _member_id, idea_id in fresh for who in authors[idea_id]}
        parties += [(case.id, who, who in voters, who in wrote) for who in sorted(voters | wrote)]
        cast += [(case.id, who, idea_id) for who, idea_id in sorted(fresh)]
    everybody = _listed(sorted({who for _case_id, who, *_part in parties}), BigInteger)
    present = set(
        await session.scalars(select(Member.id).where(Member.id == any_(everybody), Member.left_at.is_(None)))
    )
    await _write(session, CaseParty, _PARTIES, [row for row in parties if row[1] in present])
    await _write(session, CaseVote, _CAST, cast)
    await record_all(session, [CaseOpened(case.id, case.kind.value) for case in cases])
    if strong := [case for case, (finding, _fresh) in zip(cases, new, strict=True) if finding.strong]:
        await put_all_in(session, strong, None)
    return cases


def _heaviest(finding: Finding) -> list[dict[str, Any]]:
    rows = sorted(finding.says.values(), key=lambda row: (-float(row.get("votes", row.get("common", 0))), repr(row)))
    return rows[: at.EVIDENCE_MOST]


async def _authors(session: AsyncSession, idea_ids: set[int]) -> dict[int, list[int]]:
    """Return who stands for each of these ideas."""
    query = select(Idea.id, Idea.author_id, Idea.co_author_ids)
    rows = await session.execute(query.where(Idea.id == any_(_listed(sorted(idea_ids), BigInteger))))
    return {row.id: [row.author_id, *row.co_author_ids] for row in rows}


async def _write(
    session: AsyncSession, table: type[Base], columns: Columns, rows: Sequence[tuple[int | bool, ...]]
) -> None:
    """Insert rows, of whose columns the names and types are given, with one statement."""
    given = [
        _listed(list(values), kind) for values, kind in zip(zip(*rows, strict=True), columns.values(), strict=False)
    ]
    if given:
        source = func.unnest(*given).table_valued(*columns, name="given").render_derived()
        await session.execute(insert(table).from_select(list(columns), select(*(source.c[name] for name in columns))))


def _listed(values: list[Any], kind: Column) -> ColumnElement[Any]:
    return literal(values, ARRAY(kind))
