"""Cases about votes, as a check would open them."""

from domain import clock
from domain.fairness import CaseBatch, CaseKind, CaseParty, CaseVote, FairnessCase
from domain.ideas import Idea
from domain.members import Member
from tests.people import People


async def opened(people: People, voters: list[Member], on: list[Idea], *, held: bool = False) -> FairnessCase:
    """Open a case about these members' votes on these ideas; `held` ones were held back, and those people told."""
    async with people.sessions() as session, session.begin():
        moment, given = clock.now(session), {one.id for one in voters}
        evidence = [{"voter": voters[0].id, "author": on[0].author_id, "votes": len(on)}]
        case = FairnessCase(kind=CaseKind.SLOW_DRIP, evidence=evidence, opened_at=moment, decide_by=moment)
        session.add(case)
        await session.flush()
        for member_id in sorted(given | {idea.author_id for idea in on}):
            mine = member_id in given
            session.add(CaseParty(case_id=case.id, member_id=member_id, voted=mine, wrote=not mine))
        batch = CaseBatch(case_id=case.id, votes=0, made_at=moment) if held else None
        if batch:
            session.add(batch)
            await session.flush()
        for one in voters:
            number = batch.id if batch else None
            votes = [CaseVote(case_id=case.id, member_id=one.id, idea_id=idea.id, batch_id=number) for idea in on]
            session.add_all(votes)
    return case
