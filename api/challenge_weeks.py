"""A week of a challenge among staff over GraphQL: a table for all participants, looked over and entered."""

from decimal import Decimal
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids, refusals
from api.challenges import AChallenge, Challenge, ChallengeReading
from api.context import Info
from api.enums import described
from api.refusals import FieldProblem
from domain import challenges
from domain.challenges import LineChange, WeekFigures, WeekLine
from domain.clock import now

described(
    LineChange,
    "What a line of a week's table would do.",
    name="ChallengeLineChange",
    NEW="Enter a first reading.",
    CORRECTION="Take the place of the reading that counts.",
    NONE="Nothing: it is empty, or there already.",
    REFUSED="Nothing before it is mended, nor any other line.",
)


@strawberry.input(description="How a participant's week was, as a line of a table.")
class ChallengeWeekLineInput:
    """A line of a table."""

    member_id: ID = strawberry.field(description="The participant.")
    much: Decimal | None = strawberry.field(default=None, description="How much; null leaves the line out.")
    well: Decimal | None = strawberry.field(default=None, description="How well, 0 to 100; null if nobody can tell.")
    reason: str = strawberry.field(default="", description="Why it takes the place of another reading.")


@strawberry.input(description="A week of a challenge for all participants at once.")
class EnterChallengeWeekInput:
    """A week as a table."""

    id: ID = strawberry.field(description="The challenge.")
    week: int = strawberry.field(description="The week of the challenge, counted from 1.")
    lines: list[ChallengeWeekLineInput] = strawberry.field(description="The lines, 200 at most.")


@strawberry.type(description="What a line of a week's table would do.")
class ChallengeWeekLine:
    """What a line would do."""

    member_id: ID = strawberry.field(description="Whose week.")
    change: LineChange = strawberry.field(description="What it would do.")
    before: ChallengeReading | None = strawberry.field(description="The reading that counts now.")
    problems: list[FieldProblem] = strawberry.field(
        description="What stands against it, each with the field of the line.", metadata={"at_most": 5}
    )

    @classmethod
    def of(cls, line: WeekLine, info: Info) -> "ChallengeWeekLine":
        """Return a line as the schema shows one."""
        say = info.context.gettext
        return cls(
            member_id=ID(ids.encode("Member", line.member_id)),
            change=line.change,
            before=ChallengeReading.of(line.before) if line.before else None,
            problems=[
                FieldProblem(message=each.text(say), code=each.code, path=[each.field]) for each in line.problems
            ],
        )


AWeek = Annotated[int, strawberry.argument(description="The week of the challenge, counted from 1.")]
Lines = Annotated[list[ChallengeWeekLineInput], strawberry.argument(description="The lines, 200 at most.")]


@strawberry.type
class ChallengeWeekQueries:
    """Looking a table over."""

    @strawberry.field(
        description="What entering a week for all participants would do, line by line; for who keeps challenges.",
        metadata={"at_most": challenges.LINES_MOST},
    )
    async def challenge_week_preview(
        self, info: Info, challenge: AChallenge, week: AWeek, lines: Lines
    ) -> list[ChallengeWeekLine]:
        """Return what a table would do."""
        number, given = ids.decode("Challenge", challenge, "challenge"), _lines(week, lines)
        async with info.context.reading() as session:
            found = await challenges.look_over_week(session, info.context.viewer, number, given)
            return [ChallengeWeekLine.of(each, info) for each in found]


@strawberry.type
class ChallengeWeekMutations:
    """Entering a table."""

    @refusals.mutation(description="Enter a week for all participants at once, or none of it; nobody enters their own.")
    async def enter_challenge_week(self, info: Info, input: EnterChallengeWeekInput) -> Challenge:
        """Enter a week."""
        number, lines = ids.decode("Challenge", input.id), _lines(input.week, input.lines)
        async with info.context.writing() as session:
            made = await challenges.enter_week(session, info.context.viewer, number, lines)
            return Challenge.of(made, now(session))


def _lines(week: int, given: list[ChallengeWeekLineInput]) -> list[tuple[int, WeekFigures]]:
    most = challenges.LINES_MOST + 1
    return [
        (ids.decode("Member", each.member_id, "lines"), WeekFigures(week, each.much, each.well, each.reason))
        for each in given[:most]
    ]
