"""The short list of reasons for saying no, over GraphQL, and how admins keep it."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.enums import ReasonKind
from domain import community
from domain.community import Reason as ReasonRow

Retired = Annotated[bool, strawberry.argument(description="Whether those that are offered no longer come along.")]


@strawberry.type(description="Why ideas are put off or declined.")
class Reason:
    """Why ideas are put off or declined."""

    id: ID = strawberry.field(description="Names the reason across the schema.")
    kind: ReasonKind = strawberry.field(description="What it is given for.")
    label: str = strawberry.field(description="What people read.")
    retired_at: datetime | None = strawberry.field(description="Since when it is offered no longer.")

    @classmethod
    def of(cls, row: ReasonRow, info: Info) -> "Reason":
        """Return a reason in the reader's language, as far as it is one of ours."""
        label = info.context.gettext(row.label)
        return cls(id=ID(ids.encode("Reason", row.id)), kind=row.kind, label=label, retired_at=row.retired_at)


@strawberry.input(description="A reason to offer.")
class AddReasonInput:
    """A reason to offer."""

    kind: ReasonKind = strawberry.field(description="What it is given for.")
    label: str = strawberry.field(description="What people shall read.")


@strawberry.input(description="A reason and its new words.")
class RenameReasonInput:
    """A reason and its new words."""

    id: ID = strawberry.field(description="The reason.")
    label: str = strawberry.field(description="What people shall read.")


@strawberry.input(description="Which reason to retire.")
class RetireReasonInput:
    """A reason to retire."""

    id: ID = strawberry.field(description="The reason.")


@strawberry.input(description="Which reason to offer again.")
class BringBackReasonInput:
    """A reason to offer again."""

    id: ID = strawberry.field(description="The reason.")


@strawberry.type
class ReasonMutations:
    """Keeping the list of reasons."""

    @refusals.mutation(description="Offer a reason for putting ideas off or declining them; for admins.")
    async def add_reason(self, info: Info, input: AddReasonInput) -> Reason:
        """Offer a reason."""
        async with info.context.writing() as session:
            return Reason.of(await community.add_reason(session, info.context.viewer, input.kind, input.label), info)

    @refusals.mutation(
        description="Offer a reason in other words, as a new one; what was given keeps its words; for admins."
    )
    async def rename_reason(self, info: Info, input: RenameReasonInput) -> Reason:
        """Put a reason into other words."""
        async with info.context.writing() as session:
            number = ids.decode("Reason", input.id)
            return Reason.of(await community.rename_reason(session, info.context.viewer, number, input.label), info)

    @refusals.mutation(description="Offer a reason no longer; where it was given it stays readable; for admins.")
    async def retire_reason(self, info: Info, input: RetireReasonInput) -> Reason:
        """Retire a reason."""
        async with info.context.writing() as session:
            number = ids.decode("Reason", input.id)
            return Reason.of(await community.retire_reason(session, info.context.viewer, number), info)

    @refusals.mutation(description="Offer a retired reason again; for admins.")
    async def bring_back_reason(self, info: Info, input: BringBackReasonInput) -> Reason:
        """Offer a reason again."""
        async with info.context.writing() as session:
            number = ids.decode("Reason", input.id)
            return Reason.of(await community.bring_back_reason(session, info.context.viewer, number), info)
