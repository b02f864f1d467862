"""What failed for good and is parked, over GraphQL: mails that no relay took, facts whose reactions went wrong."""

from datetime import datetime

import strawberry
from strawberry import ID

from api import ids, refusals
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.viewer import Done
from domain import events, outbox, paging
from domain.errors import _ as mark
from domain.errors import problem
from domain.events import RecordedFact
from domain.outbox import Mail

_RETRIES = {"ParkedFact": events.retry, "ParkedMail": outbox.retry}


@strawberry.type(description="A mail that the relay refused for good, or five times.")
class ParkedMail:
    """A mail that no relay took."""

    id: ID = strawberry.field(description="Names the mail across the schema.")
    recipient: str = strawberry.field(description="Where it should go.")
    created_at: datetime = strawberry.field(description="When it was written.")
    attempts: int = strawberry.field(description="How often it was tried.")
    failure: str = strawberry.field(description="What the relay said.")

    @classmethod
    def of(cls, row: Mail) -> "ParkedMail":
        """Return a mail as the schema shows one."""
        return cls(
            id=ID(ids.encode("ParkedMail", row.id)),
            recipient=row.recipient,
            created_at=row.created_at,
            attempts=row.attempts,
            failure=row.failure or "",
        )


@strawberry.type(description="Something that happened, and that five times went wrong to react to.")
class ParkedFact:
    """A fact whose subscribers failed."""

    id: ID = strawberry.field(description="Names the fact across the schema.")
    kind: str = strawberry.field(description="What happened.")
    recorded_at: datetime = strawberry.field(description="When it happened.")
    attempts: int = strawberry.field(description="How often it was tried.")
    failure: str = strawberry.field(description="What went wrong.")

    @classmethod
    def of(cls, row: RecordedFact) -> "ParkedFact":
        """Return a fact as the schema shows one."""
        return cls(
            id=ID(ids.encode("ParkedFact", row.id)),
            kind=row.kind,
            recorded_at=row.recorded_at,
            attempts=row.attempts,
            failure=row.failure or "",
        )


@strawberry.type
class ParkedQueries:
    """Seeing what failed."""

    @strawberry.field(description="The mails that were given up, latest first; for admins.")
    async def parked_mails(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[ParkedMail]:
        """Return parked mails."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await outbox.parked(session, info.context.viewer, wanted), ParkedMail.of)

    @strawberry.field(description="The facts that were given up, latest first; for admins.")
    async def parked_facts(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[ParkedFact]:
        """Return parked facts."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await events.parked(session, info.context.viewer, wanted), ParkedFact.of)


@strawberry.input(description="What to try again.")
class RetryParkedInput:
    """What to try again."""

    id: ID | None = strawberry.field(default=None, description="One mail or fact; null for all there are.")


@strawberry.type
class ParkedMutations:
    """Trying again."""

    @refusals.mutation(description="Try again what was given up; for admins.")
    async def retry_parked(self, info: Info, input: RetryParkedInput) -> Done:
        """Try one or all again."""
        async with info.context.writing() as session:
            if input.id is None:
                for retry in _RETRIES.values():
                    await retry(session, info.context.viewer)
            else:
                kind, number = ids.split(input.id)
                if kind not in _RETRIES:
                    raise problem("id", "bad_id", mark("This isn't an id that we gave out for such a thing."))
                await _RETRIES[kind](session, info.context.viewer, number)
        return Done()
