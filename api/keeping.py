"""What admins keep for the answers, over GraphQL: holidays, who is on duty, and who the best customers are."""

from datetime import date

import strawberry
from strawberry import ID

from api import ids, refusals
from api.community import Community
from api.context import Info
from api.members import Member
from domain import community, members


@strawberry.type(description="A line of a list that names nobody here.")
class UnknownLine:
    """A line that names nobody here."""

    line: int = strawberry.field(description="The number of the line, from 1.")
    name: str = strawberry.field(description="What stands in it.")


@strawberry.type(description="What a list of best customers brings.")
class BestCustomers:
    """What a list of best customers brings."""

    marked: int = strawberry.field(description="How many are best customers after it.")
    added: int = strawberry.field(description="How many of them weren't before.")
    removed: int = strawberry.field(description="How many are none any more.")
    below: int = strawberry.field(description="How many are left out since their value is too low.")
    unknown: list[UnknownLine] = strawberry.field(
        description="The lines that name nobody here, the first hundred.", metadata={"at_most": 100}
    )


@strawberry.input(description="Days on which nobody works.")
class AddHolidaysInput:
    """Days on which nobody works."""

    holidays: list[date] = strawberry.field(description="The days, none of them in the list already.")


@strawberry.input(description="A day to work on again.")
class RemoveHolidayInput:
    """A day to work on again."""

    holiday: date = strawberry.field(description="The day.")


@strawberry.input(description="Who shall be on duty.")
class NameOnDutyInput:
    """Who shall be on duty."""

    member_id: ID = strawberry.field(description="The member, one who may answer.")


@strawberry.input(description="Whether a member is one of the best customers.")
class MarkBestCustomerInput:
    """A member, and whether they are one of the best customers."""

    member_id: ID = strawberry.field(description="The member.")
    best: bool = strawberry.field(default=True, description="Whether they are one.")


@strawberry.input(description="A list of the best customers, all of them.")
class NameBestCustomersInput:
    """A list of the best customers."""

    best_customers: list[str] = strawberry.field(
        description="A line of a CSV for each: an address, handle or name in an import, and a value beside `least`."
    )
    least: str | None = strawberry.field(default=None, description="From which value on somebody is one, as 499.90.")
    preview: bool = strawberry.field(default=False, description="Whether only to say what the list would bring.")


@strawberry.type
class KeepingMutations:
    """What admins keep for the answers."""

    @refusals.mutation(description="Add days on which nobody works; due times that were promised stay; for admins.")
    async def add_holidays(self, info: Info, input: AddHolidaysInput) -> Community:
        """Add holidays."""
        async with info.context.writing() as session:
            lines = [day.isoformat() for day in input.holidays]
            return Community.of(await community.add_holidays(session, info.context.viewer, lines), info)

    @refusals.mutation(description="Let a day be worked on again; due times that were promised stay; for admins.")
    async def remove_holiday(self, info: Info, input: RemoveHolidayInput) -> Community:
        """Remove a holiday."""
        async with info.context.writing() as session:
            return Community.of(await community.remove_holiday(session, info.context.viewer, input.holiday), info)

    @refusals.mutation(description="Name who of the product team hears of late answers; for admins.")
    async def name_on_duty(self, info: Info, input: NameOnDutyInput) -> Member:
        """Name who is on duty."""
        async with info.context.writing() as session:
            number = ids.decode("Member", input.member_id, "member_id")
            return Member.of(await members.name_on_duty(session, info.context.viewer, number))

    @refusals.mutation(description="Say whether a member is one of the best customers, which only admins see.")
    async def mark_best_customer(self, info: Info, input: MarkBestCustomerInput) -> Member:
        """Mark or unmark a best customer."""
        async with info.context.writing() as session:
            number = ids.decode("Member", input.member_id, "member_id")
            return Member.of(await members.mark_best_customer(session, info.context.viewer, number, best=input.best))

    @refusals.mutation(description="Make exactly those the best customers whom a list names; for admins.")
    async def name_best_customers(self, info: Info, input: NameBestCustomersInput) -> BestCustomers:
        """Name the best customers, or say what a list would bring."""
        async with info.context.writing() as session:
            found = await members.name_best_customers(
                session, info.context.viewer, input.best_customers, least=input.least, preview=input.preview
            )
        unknown = [UnknownLine(line=each.line, name=each.name) for each in found.unknown[:100]]
        return BestCustomers(
            marked=found.marked, added=found.added, removed=found.removed, below=found.below, unknown=unknown
        )
