"""Which version of which rule was in force when, and what a community begins with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain.clock import now
from domain.rewards.causes import CAUSES, Code
from domain.rewards.model import Rule

FROM_THE_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Rulebook:
    """All versions of all rules, oldest first."""

    rules: Sequence[Rule]

    def at(self, code: str, moment: datetime) -> Rule | None:
        """Return the version in force at that time."""
        return next((rule for rule in reversed(self.of(code)) if rule.valid_from <= moment), None)

    def superseded(self, rule: Rule) -> bool:
        """Return whether a later version took the place of one before it came into force."""
        return any(each.version > rule.version and each.valid_from <= rule.valid_from for each in self.of(rule.code))

    def of(self, code: str) -> list[Rule]:
        """Return all versions of a rule, oldest first."""
        return [rule for rule in self.rules if rule.code == code]


async def rulebook(session: AsyncSession) -> Rulebook:
    """Return all rules, those that a community begins with also where they aren't written down yet."""
    rules = list(await session.scalars(select(Rule).order_by(Rule.code, Rule.version)))
    return Rulebook([*rules, *(Rule(**beginning(code, now(session))) for code in _missing(rules))])


async def kept_rulebook(session: AsyncSession) -> Rulebook:
    """Return all rules; those that a community begins with are written down the first time."""
    book = await rulebook(session)
    if missing := _missing([rule for rule in book.rules if rule.id is not None]):
        first = [beginning(code, now(session)) for code in missing]
        await session.execute(insert(Rule).on_conflict_do_nothing(), first)
        book = await rulebook(session)
    return book


def _missing(rules: Sequence[Rule]) -> list[Code]:
    known = {rule.code for rule in rules}
    return [code for code in Code if code not in known]


def beginning(code: Code, moment: datetime) -> dict[str, object]:
    """Return the first version of a rule as a row."""
    cause = CAUSES[code]
    return {
        "code": code.value,
        "version": 1,
        "currency": cause.currency,
        "tiers": [{"upto": upto, "amount": amount} for upto, amount in cause.tiers],
        "cap_points": cause.cap[0] if cause.cap else None,
        "cap_period": cause.cap[1] if cause.cap else None,
        "valid_from": FROM_THE_BEGINNING,
        "made_at": moment,
        "why": "",
    }
