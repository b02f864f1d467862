"""Attention is the budget: how many cards somebody may still send this month, and to one person this quarter.

Months and quarters are those of the community's zone. What is left over is not carried on.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community
from domain.clock import month_of, quarter_of
from domain.community import Community
from domain.errors import Conflict, _
from domain.members import Actor, Member, Role
from domain.recognition.model import SAME_PERSON_MOST, CardRecipient, RecognitionCard


class BudgetSpent(Conflict):
    """A month's cards are sent."""

    code = "budget_spent"
    message = _("You have sent your %(most)s cards of this month. Next month brings new ones; none are carried over.")


class OftenThanked(Conflict):
    """Two cards a quarter to the same person is the most."""

    code = "often_thanked"
    message = _("%(name)s had two cards from you this quarter already. Who else deserves one?")
    field = "to"


@dataclass(frozen=True)
class Budget:
    """How many cards somebody may send in this month, how many they sent, and how many are left."""

    most: int
    sent: int

    @property
    def left(self) -> int:
        """Return how many may still be sent; none where the budget was lowered meanwhile."""
        return max(0, self.most - self.sent)


def most_of(here: Community, role: Role) -> int:
    """Return how many cards somebody of this role may send in a month."""
    return here.executive_cards if role is Role.EXECUTIVE else here.staff_cards


async def budget(session: AsyncSession, member: Member) -> Budget:
    """Return what the member may still send this month. It is theirs to know."""
    here = await community.current(session)
    first, next_first = month_of(await community.today(session))
    query = select(func.count()).where(
        RecognitionCard.sender_id == member.id, RecognitionCard.sent_on >= first, RecognitionCard.sent_on < next_first
    )
    return Budget(most_of(here, member.role), await session.scalar(query) or 0)


async def sent_this_quarter(session: AsyncSession, sender: Actor, to: Collection[int]) -> dict[int, int]:
    """Return how many cards the sender wrote to each of these members in this quarter; who got none is left out."""
    first, next_first = quarter_of(await community.today(session))
    query = select(CardRecipient.member_id, func.count()).join(
        RecognitionCard, RecognitionCard.id == CardRecipient.card_id
    )
    query = query.where(RecognitionCard.sender_id == sender.id, CardRecipient.member_id.in_(to))
    query = query.where(RecognitionCard.sent_on >= first, RecognitionCard.sent_on < next_first)
    return {row[0]: row[1] for row in await session.execute(query.group_by(CardRecipient.member_id))}


async def require_left(session: AsyncSession, sender: Member, recipients: Collection[Member]) -> None:
    """Raise BudgetSpent or OftenThanked unless the sender, who is held, may send one more card to all of these."""
    own = await budget(session, sender)
    if not own.left:
        raise BudgetSpent(most=own.most)
    before = await sent_this_quarter(session, sender, [each.id for each in recipients])
    for each in recipients:
        if before.get(each.id, 0) >= SAME_PERSON_MOST:
            raise OftenThanked(name=each.name)
