"""A use case asked for by a form: a refusal that the form can show is kept as sentences beside its fields."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Invalid, Refused
from web.i18n import gettext


@dataclass
class Answer:
    """What became of a form: done, or refused with sentences by field ('' for the form as a whole)."""

    errors: dict[str, str] = field(default_factory=dict)
    refused: Refused | None = None


@asynccontextmanager
async def asking(session: AsyncSession, *shown: type[Refused]) -> AsyncIterator[Answer]:
    """Run a use case; Invalid and the refusals named in `shown` fill the answer's errors and undo what was begun."""
    answer = Answer()
    undo = await session.begin_nested()
    try:
        yield answer
    except Refused as refused:
        await (undo.commit() if refused.keeps_changes else undo.rollback())
        if not isinstance(refused, (Invalid, *shown)):
            raise
        answer.refused = refused
        answer.errors = sentences(refused)
    except BaseException:
        await undo.rollback()
        raise
    else:
        await undo.commit()


def whole(given: str, digits: int = 18) -> int | None:
    """Return a number from 0 on, of at most so many digits, as a form or an address holds it; None for what is none."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= digits else None


def sentences(refused: Refused) -> dict[str, str]:
    """Return a refusal's sentences by field, in the reader's language."""
    if isinstance(refused, Invalid):
        return {problem.field: problem.text(gettext) for problem in reversed(refused.problems)}
    return {refused.field or "": refused.text(gettext)}
