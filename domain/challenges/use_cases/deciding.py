"""Confirming who won: the rule proposes, people decide, with a reason for all to read."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from domain import members
from domain.challenges.events import ChallengeDecided
from domain.challenges.model import WHY_LEAST, WHY_MOST, Challenge, ChallengeResult, ChallengeState
from domain.challenges.policy import NotOver, OwnChallenge, require_keeper, require_open
from domain.challenges.queries import visible
from domain.challenges.standing import candidates, winning
from domain.clock import now
from domain.errors import Conflict, NotFound, _
from domain.events import record
from domain.members import Actor
from domain.texts import checked


class WinnersChangedMeanwhile(Conflict):
    """What was confirmed isn't what the rule says now."""

    code = "winners_changed"
    message = _("The figures changed in the meantime, and others would win now. Please look again.")


async def decide(
    session: AsyncSession,
    actor: Actor,
    number: int,
    *,
    winner_ids: Sequence[int],
    why: str,
    aside: Mapping[int, str] | None = None,
) -> Challenge:
    """Confirm who won a challenge that is over, `winner_ids` as they were shown; nobody, where nobody met both.

    `aside` sets people aside, each with a reason that they read, and the next ones move up. Raises NotFound,
    NotAllowed, NotOver, DecidedAlready, CalledOffAlready, OwnChallenge, WinnersChangedMeanwhile, Invalid.
    """
    keeper = await members.lock(session, require_keeper(actor))
    challenge = await visible(session, keeper, number, lock=True)
    if require_open(challenge, now(session)) is not ChallengeState.OVER:
        raise NotOver
    reasons = dict(aside or {})
    with checked() as problems:
        why = problems.line("why", why, least=WHY_LEAST, most=WHY_MOST)
        for member_id, said in reasons.items():
            reasons[member_id] = problems.line(f"aside_{member_id}", said, least=WHY_LEAST, most=WHY_MOST)
    found = await candidates(session, challenge)
    by_number = {each.member_id: each for each in found}
    if keeper.id in by_number:
        raise OwnChallenge
    if not reasons.keys() <= by_number.keys():
        raise NotFound
    won = winning(challenge, found, reasons)
    if {each.member_id for each in won} != set(winner_ids):
        raise WinnersChangedMeanwhile
    challenge.decided_at, challenge.decided_by_id, challenge.decided_why = now(session), keeper.id, why
    results = [*won, *(by_number[member_id] for member_id in reasons)]
    for place, each in enumerate(results, 1):
        if each.well is None or each.met_at is None:
            raise AssertionError  # candidates met both
        session.add(
            ChallengeResult(
                challenge_id=challenge.id,
                member_id=each.member_id,
                place=place,
                won=each.member_id not in reasons,
                much=each.much,
                well=each.well,
                met_at=each.met_at,
                reason=reasons.get(each.member_id, ""),
            )
        )
    await session.flush()
    await session.refresh(challenge, ["decided_by"])
    await record(session, ChallengeDecided(challenge.id, keeper.id))
    return challenge
