"""Running the checks, and opening a case for what they find that nobody has looked at."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.events import record
from domain.fairness import thresholds as at
from domain.fairness.events import CaseOpened
from domain.fairness.model import DECIDED_WITHIN, CaseKind, CaseParty, CaseVote, FairnessCase
from domain.fairness.policy import require_reviewer
from domain.fairness.quarantine import put_in
from domain.fairness.signals import SIGNALS
from domain.ideas import Idea
from domain.members import Actor, Member

_ALONE = text("SELECT pg_advisory_xact_lock(hashtext('fairness'))")
_AT_ONCE = 5_000  # rows that one statement writes


@dataclass
class Finding:
    """Votes (member, idea) that one check found together, and the figures against them."""

    kind: CaseKind
    strong: bool
    votes: set[tuple[int, int]] = field(default_factory=set)
    says: dict[str, dict[str, Any]] = field(default_factory=dict)


async def look(session: AsyncSession) -> list[FairnessCase]:
    """Run all checks and open a case for what is new; what is strong enough is put in quarantine at once.

    Called every night; looking twice opens nothing twice.
    """
    await session.execute(_ALONE)
    await session.execute(text("SET LOCAL statement_timeout = '10min'"))
    rows = await session.execute(select(CaseVote.member_id, CaseVote.idea_id).distinct())
    known = {(row.member_id, row.idea_id) for row in rows}
    opened = []
    for kind in SIGNALS:
        for finding in await findings(session, kind):
            fresh = finding.votes - known
            if len(fresh) < at.NEW_VOTES or len(fresh) <= at.NEW_SHARE * len(finding.votes):
                continue
            known |= fresh
            opened.append(await _open(session, finding, fresh))
    return opened


async def look_now(session: AsyncSession, actor: Actor) -> int:
    """Run all checks for a moderator who asks; return how many cases were opened. Raises SignInNeeded, NotAllowed."""
    require_reviewer(actor)
    return len(await look(session))


async def findings(session: AsyncSession, kind: CaseKind) -> list[Finding]:
    """Return what one check finds now, what is held back by itself first, then the heaviest."""
    statement, numbers = SIGNALS[kind]
    since = now(session) - (at.LONG if kind is CaseKind.SLOW_DRIP else at.LATELY)
    rows = (await session.execute(text(statement), {**numbers, "since": since})).all()
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


async def _open(session: AsyncSession, finding: Finding, fresh: set[tuple[int, int]]) -> FairnessCase:
    moment = now(session)
    heaviest = sorted(finding.says.values(), key=lambda row: -float(row.get("votes", row.get("common", 0))))
    case = FairnessCase(
        kind=finding.kind,
        evidence=heaviest[: at.EVIDENCE_MOST],
        opened_at=moment,
        decide_by=moment + DECIDED_WITHIN,
    )
    session.add(case)
    await session.flush()
    voters, authors = {member_id for member_id, _idea_id in fresh}, await _authors(session, fresh)
    present = select(Member.id).where(Member.id.in_(voters | authors), Member.left_at.is_(None)).order_by(Member.id)
    parties = [
        {"case_id": case.id, "member_id": who, "voted": who in voters, "wrote": who in authors}
        for who in await session.scalars(present)
    ]
    cast = [{"case_id": case.id, "member_id": who, "idea_id": idea_id} for who, idea_id in sorted(fresh)]
    for table, given in ((CaseParty, parties), (CaseVote, cast)):
        for first in range(0, len(given), _AT_ONCE):
            await session.execute(insert(table), given[first : first + _AT_ONCE])
    await record(session, CaseOpened(case.id, finding.kind.value))
    if finding.strong:
        await put_in(session, case, None)
    return case


async def _authors(session: AsyncSession, fresh: set[tuple[int, int]]) -> set[int]:
    """Return who stands for the ideas of these votes."""
    numbers = {idea_id for _member_id, idea_id in fresh}
    query = select(Idea.author_id, Idea.co_author_ids).where(Idea.id.in_(numbers))
    return {who for row in await session.execute(query) for who in (row.author_id, *row.co_author_ids)}
