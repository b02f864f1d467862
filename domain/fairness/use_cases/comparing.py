"""Looking for ideas that were split in two, and following what the product team makes of them."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas
from domain.clock import now
from domain.events import RecordedFact, record, record_all
from domain.fairness import thresholds as at
from domain.fairness.events import CaseDecided, CaseOpened
from domain.fairness.evidence import appeals
from domain.fairness.gathering import alone
from domain.fairness.holding import are_one, hold_back, release
from domain.fairness.model import DECIDED_WITHIN, Appeal, CaseKind, CaseParty, FairnessCase, Outcome
from domain.ideas import Idea, IdeaWithdrawn, Twins
from domain.members import Member
from domain.rewards import HeldPart
from domain.triage import IdeaMerged, MergeUndone


async def compare(session: AsyncSession) -> list[FairnessCase]:
    """Open a case for each idea that says nearly what an earlier one of the same people says; its points wait.

    Called every night; comparing twice opens nothing twice.
    """
    await alone(session)
    found = await ideas.twins(
        session,
        since=now(session) - at.SPLIT_LATELY,
        within=at.SPLIT_WITHIN,
        alike=at.SPLIT_ALIKE,
        nearly_same=at.NEARLY_THE_SAME,
    )
    query = select(FairnessCase.part_id).where(FairnessCase.part_id.in_({each.later_id for each in found}))
    known = set(await session.scalars(query)) if found else set[int | None]()
    return await _open(session, [each for each in found if each.later_id not in known])


async def _open(session: AsyncSession, found: Sequence[Twins]) -> list[FairnessCase]:
    """Open a case for each pair, which concerns who stands for the later one."""
    if not found:
        return []
    moment = now(session)
    cases = [
        FairnessCase(
            kind=CaseKind.IDEA_SPLITTING,
            part_id=each.later_id,
            evidence=[_seen(each)],
            opened_at=moment,
            decide_by=moment + DECIDED_WITHIN,
        )
        for each in found
    ]
    session.add_all(cases)
    await session.flush()
    parts = select(Idea.id, Idea.author_id, Idea.co_author_ids).where(Idea.id.in_([each.later_id for each in found]))
    people = {row.id: {row.author_id, *row.co_author_ids} for row in await session.execute(parts)}
    everybody = {who for group in people.values() for who in group}
    here = set(await session.scalars(select(Member.id).where(Member.id.in_(everybody), Member.left_at.is_(None))))
    for case in cases:
        theirs = sorted(people[case.part_id or 0] & here)
        session.add_all(CaseParty(case_id=case.id, member_id=who, voted=False, wrote=True) for who in theirs)
        await hold_back(session, case)
    await session.flush()
    await record_all(session, [CaseOpened(case.id, case.kind.value) for case in cases])
    return cases


def _seen(twins: Twins) -> dict[str, int | float]:
    hours = int(twins.apart.total_seconds() // 3600)
    return {"idea": twins.first_id, "later": twins.later_id, "alike": round(twins.alike, 3), "hours": hours}


async def settle_merged(session: AsyncSession, fact: IdeaMerged | MergeUndone, row: RecordedFact) -> None:
    """Let a case about two ideas settle itself once they are one, and stand open again when that is undone.

    Who was asked for a second look by somebody else doesn't answer it by a merge.
    """
    for case in await _touched(session, fact):
        one = await are_one(session, case)
        said_to = await appeals(session, case.id)
        asked_again = any(each.outcome is None and each.against_id == fact.actor_id for each in said_to)
        if one and case.is_open and not asked_again:
            case.decided_by_id = fact.actor_id
            _close(session, case, said_to, Outcome.MERGED)
            await record(session, CaseDecided(case.id, fact.actor_id, Outcome.MERGED.value, told=True))
        elif not one and case.outcome is Outcome.MERGED:
            case.outcome = case.decided_at = case.decided_by_id = None
            case.decide_by = now(session) + DECIDED_WITHIN
            await record(session, CaseOpened(case.id, case.kind.value))
        await session.flush()
        await hold_back(session, case, refused=not case.is_open)


async def settle_withdrawn(session: AsyncSession, fact: IdeaWithdrawn, row: RecordedFact) -> None:
    """Close a case about the later of two ideas that its author took back: it brings nothing that could wait.

    Nobody decided it. Where the first was taken back somebody still looks, or a third copy would be paid beside it.
    """
    held = select(FairnessCase).where(FairnessCase.part_id == fact.idea_id, FairnessCase.outcome.is_(None))
    held = held.with_for_update(key_share=True).execution_options(populate_existing=True)
    if (case := await session.scalar(held)) is not None:
        _close(session, case, await appeals(session, case.id), Outcome.WITHDRAWN)
        await session.flush()
        await release(session, case)
        await record(session, CaseDecided(case.id, fact.author_id, Outcome.WITHDRAWN.value, told=True))


def _close(session: AsyncSession, case: FairnessCase, said_to: Sequence[Appeal], outcome: Outcome) -> None:
    case.outcome = outcome
    case.decided_at = moment = now(session)
    for each in said_to:
        if each.outcome is None:
            each.outcome, each.decided_at = outcome, moment


async def _touched(session: AsyncSession, fact: IdeaMerged | MergeUndone) -> list[FairnessCase]:
    """Return the cases, held, that hold back points of an idea in what was merged or parted."""
    ends = {fact.idea_id, fact.target_id, *await ideas.above(session, [fact.idea_id, fact.target_id])}
    inside = await session.scalars(select(Idea.merged_ids).where(Idea.id.in_(ends)))
    numbers = ends | {number for group in inside for number in group}
    query = select(FairnessCase).join(HeldPart, HeldPart.idea_id == FairnessCase.part_id)
    first = FairnessCase.evidence[0]["idea"].as_integer()
    query = query.where(or_(FairnessCase.part_id.in_(numbers), first.in_(numbers))).order_by(FairnessCase.id)
    held = query.with_for_update(key_share=True, of=FairnessCase).execution_options(populate_existing=True)
    return list(await session.scalars(held))
