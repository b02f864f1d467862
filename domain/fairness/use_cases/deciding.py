"""Looking at a case, holding its votes back, and deciding it; what a decision would do is shown before."""

from sqlalchemy.ext.asyncio import AsyncSession

from domain import votes
from domain.clock import now
from domain.events import record
from domain.fairness.events import CaseDecided
from domain.fairness.evidence import appeals, batches, hands
from domain.fairness.holding import hold_back, release
from domain.fairness.model import SAID_LEAST, SAID_MOST, About, Appeal, FairnessCase, Outcome
from domain.fairness.policy import CaseDecidedAlready, CaseMoved, VotesBusy, require_may_judge, require_reviewer
from domain.fairness.quarantine import Preview, lift, previewed, put_in, standing
from domain.fairness.queries import visible
from domain.members import Actor
from domain.texts import checked


async def preview(session: AsyncSession, actor: Actor, case_id: int) -> Preview:
    """Return what putting a case's votes in quarantine would do now. Raises SignInNeeded, NotAllowed, NotFound."""
    return await previewed(session, await visible(session, actor, case_id))


async def hold(session: AsyncSession, actor: Actor, case_id: int, *, state: str) -> FairnessCase:
    """Put a case's votes in quarantine while it is looked at, as the preview of `state` showed.

    Holding twice is once; other points wait anyway. Raises SignInNeeded, NotAllowed, NotFound, DecidedBefore, HadAHand,
    CaseDecidedAlready, CaseMoved, VotesBusy.
    """
    case = await visible(session, actor, case_id, lock=True)
    require_may_judge(actor, await appeals(session, case.id), await hands(session, case))
    if not case.is_open:
        raise CaseDecidedAlready
    if case.about is About.VOTES and await standing(session, case.id) is None:
        await _take(session, actor, case, state)
    return case


async def uphold(session: AsyncSession, actor: Actor, case_id: int, *, said: str, state: str = "") -> FairnessCase:
    """Decide that a case's votes shall not count, or that points shall not be given, with a reason all read.

    Those that still count go into quarantine, as the preview of `state` showed. Raises SignInNeeded, NotAllowed,
    NotFound, DecidedBefore, HadAHand, CaseDecidedAlready, CaseMoved, VotesBusy, Invalid.
    """
    case = await visible(session, actor, case_id, lock=True)
    said_to = await appeals(session, case.id)
    require_may_judge(actor, said_to, await hands(session, case))
    if not case.is_open:
        raise CaseDecidedAlready
    with checked() as problems:
        said = problems.text("said", said, least=SAID_LEAST, most=SAID_MOST)
    if case.about is not About.VOTES:
        await hold_back(session, case, refused=True)
    elif await standing(session, case.id) is None or (await previewed(session, case)).votes:
        await _take(session, actor, case, state)
    return await _decide(session, actor, case, said_to, Outcome.UPHELD, said, told=True)


async def clear(session: AsyncSession, actor: Actor, case_id: int, *, said: str) -> FairnessCase:
    """Decide that nothing is wrong with a case, also when it was decided otherwise: votes count again, points come.

    Raises SignInNeeded, NotAllowed, NotFound, DecidedBefore, HadAHand, CaseDecidedAlready, VotesBusy,
    Invalid.
    """
    case = await visible(session, actor, case_id, lock=True)
    said_to = await appeals(session, case.id)
    require_may_judge(actor, said_to, await hands(session, case))
    if case.outcome in (Outcome.CLEARED, Outcome.MERGED, Outcome.WITHDRAWN):
        raise CaseDecidedAlready
    with checked() as problems:
        said = problems.text("said", said, least=SAID_LEAST, most=SAID_MOST)
    batch = await standing(session, case.id)
    if batch is not None:
        if not await votes.one_at_a_time_soon(session):
            raise VotesBusy
        await lift(session, batch, require_reviewer(actor).id)
    await release(session, case)
    told = case.about is not About.VOTES or bool(await batches(session, case.id))
    return await _decide(session, actor, case, said_to, Outcome.CLEARED, said, told=told)


async def _take(session: AsyncSession, actor: Actor, case: FairnessCase, state: str) -> None:
    if state != (await previewed(session, case)).state:
        raise CaseMoved
    if not await votes.one_at_a_time_soon(session):
        raise VotesBusy
    await put_in(session, case, require_reviewer(actor).id)


async def _decide(
    session: AsyncSession,
    actor: Actor,
    case: FairnessCase,
    said_to: list[Appeal],
    outcome: Outcome,
    said: str,
    *,
    told: bool,
) -> FairnessCase:
    moderator, moment = require_reviewer(actor), now(session)
    case.outcome, case.said, case.decided_at, case.decided_by_id = outcome, said, moment, moderator.id
    for appeal in said_to:
        if appeal.outcome is None:
            appeal.outcome, appeal.decided_at = outcome, moment
    await session.flush()
    await record(session, CaseDecided(case.id, moderator.id, outcome.value, told))
    return await visible(session, actor, case.id)
