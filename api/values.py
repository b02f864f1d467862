"""What the company stands for, over GraphQL, and how admins keep it."""

from datetime import datetime

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.reasons import Retired
from domain import community, members, recognition
from domain.community import Community as CommunityRow
from domain.community import Value as ValueRow


@strawberry.type(description="Something that the company stands for; each recognition card names one.")
class CompanyValue:
    """Something that the company stands for."""

    id: ID = strawberry.field(description="Names the value across the schema.")
    name: str = strawberry.field(description="What it is called.")
    says: str = strawberry.field(description="What it means; may be empty.")
    retired_at: datetime | None = strawberry.field(description="Since when it is offered no longer.")

    @classmethod
    def of(cls, row: ValueRow, info: Info) -> "CompanyValue":
        """Return a value in the reader's language, as far as it is one of ours."""
        translate = info.context.gettext
        return cls(
            id=ID(ids.encode("CompanyValue", row.id)),
            name=translate(row.name),
            says=translate(row.says) if row.says else "",
            retired_at=row.retired_at,
        )


@strawberry.type(description="How many recognition cards somebody may send in a month, none carried over.")
class CardBudgets:
    """How many recognition cards somebody may send in a month."""

    executives: int = strawberry.field(description="An executive.")
    staff: int = strawberry.field(description="Everybody else who works here.")

    @classmethod
    def of(cls, row: CommunityRow) -> "CardBudgets":
        """Return the community's budgets as the schema shows them."""
        return cls(executives=row.executive_cards, staff=row.staff_cards)


@strawberry.type
class ValueQueries:
    """What the company stands for."""

    @strawberry.field(
        description="What the company stands for, in the order it came.", metadata={"at_most": 100, "cost": 10}
    )
    async def company_values(self, info: Info, retired: Retired = False) -> list[CompanyValue]:
        """Return the values."""
        members.require_may_read(info.context.viewer)
        async with info.context.reading() as session:
            return [CompanyValue.of(row, info) for row in await community.values(session, retired=retired)]

    @strawberry.field(description="How many recognition cards somebody may send in a month; null for all but staff.")
    async def card_budgets(self, info: Info) -> CardBudgets | None:
        """Return the budgets to whoever sends cards."""
        if not recognition.may_send(info.context.viewer):
            return None
        async with info.context.reading() as session:
            return CardBudgets.of(await community.current(session))


@strawberry.input(description="How many cards somebody may send in a month, 0 to 20 each.")
class ReviseCardBudgetsInput:
    """How many cards somebody may send in a month."""

    executives: int = strawberry.field(description="An executive.")
    staff: int = strawberry.field(description="Everybody else who works here.")


@strawberry.input(description="A value to add.")
class AddValueInput:
    """A value to add."""

    name: str = strawberry.field(description="What it is called, 3 to 40 characters.")
    says: str = strawberry.field(default="", description="What it means, 160 characters at most.")


@strawberry.input(description="A value, and what it shall be called and mean.")
class ReviseValueInput:
    """A value to change."""

    id: ID = strawberry.field(description="The value.")
    name: str = strawberry.field(description="What it is called; another name makes another value.")
    says: str = strawberry.field(description="What it means.")


@strawberry.input(description="Which value to retire.")
class RetireValueInput:
    """A value to retire."""

    id: ID = strawberry.field(description="The value.")


@strawberry.input(description="Which value to offer again.")
class BringBackValueInput:
    """A value to offer again."""

    id: ID = strawberry.field(description="The value.")


@strawberry.type
class ValueMutations:
    """Keeping the list of values."""

    @refusals.mutation(description="Put a value on the list that cards choose from; for admins.")
    async def add_value(self, info: Info, input: AddValueInput) -> CompanyValue:
        """Add a value."""
        async with info.context.writing() as session:
            made = await community.add_value(session, info.context.viewer, input.name, input.says)
            return CompanyValue.of(made, info)

    @refusals.mutation(description="Change what a value is called or means; cards keep the one they named; for admins.")
    async def revise_value(self, info: Info, input: ReviseValueInput) -> CompanyValue:
        """Change a value."""
        number = ids.decode("CompanyValue", input.id)
        async with info.context.writing() as session:
            old, viewer = await community.value(session, number), info.context.viewer
            # Words of ours that were read in another language and sent back as they were are not changed.
            ours = {info.context.gettext(said): said for said in (old.name, old.says) if said}
            fresh = {"name": ours.get(input.name, input.name), "says": ours.get(input.says, input.says)}
            made = await community.revise_value(session, viewer, number, **fresh)
            return CompanyValue.of(made, info)

    @refusals.mutation(description="Offer a value no longer; cards that name it stay as they are; for admins.")
    async def retire_value(self, info: Info, input: RetireValueInput) -> CompanyValue:
        """Retire a value."""
        async with info.context.writing() as session:
            number = ids.decode("CompanyValue", input.id)
            return CompanyValue.of(await community.retire_value(session, info.context.viewer, number), info)

    @refusals.mutation(description="Offer a retired value again; for admins.")
    async def bring_back_value(self, info: Info, input: BringBackValueInput) -> CompanyValue:
        """Offer a value again."""
        async with info.context.writing() as session:
            number = ids.decode("CompanyValue", input.id)
            return CompanyValue.of(await community.bring_back_value(session, info.context.viewer, number), info)

    @refusals.mutation(description="Change how many cards people may send in a month, this one too; for admins.")
    async def revise_card_budgets(self, info: Info, input: ReviseCardBudgetsInput) -> CardBudgets:
        """Change the budgets."""
        fields = {"executive_cards": input.executives, "staff_cards": input.staff}
        async with info.context.writing() as session:
            return CardBudgets.of(await community.revise(session, info.context.viewer, **fields))
