"""Votes, ends of tests and ideas that are looked at, over GraphQL: cases, and a member's own part in them."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids
from api.case_enums import CaseKind, Outcome
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.members import Member
from api.offered import QUERY
from domain import fairness, members, paging
from domain.fairness import Appeal as AppealRow
from domain.fairness import FairnessCase, Given, OwnCase

PARTIES, GIVEN, MOVES, APPEALS, EVIDENCE = 20, 20, 20, 5, 20  # for the cost; all that there are come


@strawberry.type(description="What a member says to a case that concerns them.")
class CaseAppeal:
    """What a member says to a case."""

    said: str = strawberry.field(description="What they say.")
    made_at: datetime = strawberry.field(description="When they said it.")
    outcome: Outcome | None = strawberry.field(description="How somebody else decided then; null until then.")
    row: strawberry.Private[AppealRow]

    @classmethod
    def of(cls, row: AppealRow) -> "CaseAppeal":
        """Return an appeal as the schema shows one."""
        return cls(said=row.said, made_at=row.made_at, outcome=row.outcome, row=row)

    @strawberry.field(description="Who says it.")
    async def member(self, info: Info) -> Member:
        """Return who appealed."""
        return Member.of(await info.context.loaders.members.load(self.row.member_id))


@strawberry.type(description="How many votes of a case a member gave one author.")
class CaseGiven:
    """Votes of one member for one author."""

    votes: int = strawberry.field(description="How many votes the case is about.")
    quarantined: int = strawberry.field(description="How many of them don't count now.")
    idea_ids: list[ID] = strawberry.field(description="The ideas they were for.", metadata={"at_most": GIVEN})
    voter_id: strawberry.Private[int]
    author_id: strawberry.Private[int]

    @classmethod
    def of(cls, row: Given) -> "CaseGiven":
        """Return votes of one member for one author as the schema shows them."""
        who = {"voter_id": row.member_id, "author_id": row.author_id}
        backed = [ID(ids.encode("Idea", number)) for number in row.idea_ids]
        return cls(votes=row.votes, quarantined=row.quarantined, idea_ids=backed, **who)

    @strawberry.field(description="Who gave them.")
    async def voter(self, info: Info) -> Member:
        """Return the voter."""
        return Member.of(await info.context.loaders.members.load(self.voter_id))

    @strawberry.field(description="Whose ideas they were for.")
    async def author(self, info: Info) -> Member:
        """Return the author."""
        return Member.of(await info.context.loaders.members.load(self.author_id))


@strawberry.type(description="An idea that holding votes back would move.")
class CaseMove:
    """An idea's supporters, now and then."""

    idea_id: ID = strawberry.field(description="The idea.")
    before: int = strawberry.field(description="Its supporters now.")
    after: int = strawberry.field(description="Its supporters then.")


@strawberry.type(description="Points that holding votes back would take back.")
class CasePoints:
    """Points of one member."""

    member_id: ID = strawberry.field(description="Whose points.")
    points: int = strawberry.field(description="How many points would be taken back, before others move up.")


@strawberry.type(description="What holding a case's votes back would change now; nothing of it has happened.")
class CasePreview:
    """What a takedown would change."""

    votes: int = strawberry.field(description="How many votes would stop counting.")
    state: str = strawberry.field(description="Send it along, so that what happens is what you were shown.")
    moves: list[CaseMove] = strawberry.field(description="Which ideas move.", metadata={"at_most": MOVES})
    points: list[CasePoints] = strawberry.field(description="Whose points go.", metadata={"at_most": PARTIES})


@strawberry.type(description="One figure of what was seen.")
class CaseFigure:
    """One figure."""

    name: str = strawberry.field(description="What it counts; `voter`, `author`, `other` and `idea` are numbers.")
    value: float = strawberry.field(description="How much, or which number.")


@strawberry.type(description="Figures about one member, one pair or one idea.")
class CaseEvidence:
    """Figures that belong together."""

    figures: list[CaseFigure] = strawberry.field(description="The figures, by name.", metadata={"at_most": 10})


@strawberry.type(description="Votes that somebody has to look at, or has decided about; for moderators.")
class VoteCase:
    """A case about votes."""

    id: ID = strawberry.field(description="Names the case across the schema.")
    kind: CaseKind = strawberry.field(description="What made somebody look.")
    experiment_id: ID | None = strawberry.field(description="The test whose end it is about; null for all else.")
    idea_id: ID | None = strawberry.field(description="The later of two ideas, whose points wait; null for all else.")
    first_idea_id: ID | None = strawberry.field(description="The earlier idea that it is like; null for all else.")
    opened_at: datetime = strawberry.field(description="When it was found.")
    decide_by: datetime = strawberry.field(description="By when somebody has to decide.")
    outcome: Outcome | None = strawberry.field(description="How it was decided; null while it waits.")
    said: str = strawberry.field(description="The reason for the decision.")
    decided_at: datetime | None = strawberry.field(description="When it was decided.")
    row: strawberry.Private[FairnessCase]

    @classmethod
    def of(cls, row: FairnessCase) -> "VoteCase":
        """Return a case as the schema shows one."""
        return cls(
            id=ID(ids.encode("VoteCase", row.id)),
            kind=row.kind,
            **_about(row),
            opened_at=row.opened_at,
            decide_by=row.decide_by,
            outcome=row.outcome,
            said=row.said,
            decided_at=row.decided_at,
            row=row,
        )

    @strawberry.field(description="What was seen, the heaviest first.", metadata={"at_most": EVIDENCE})
    def evidence(self) -> list[CaseEvidence]:
        """Return the figures row by row."""
        return [
            CaseEvidence(figures=[CaseFigure(name=name, value=float(value)) for name, value in sorted(row.items())])
            for row in self.row.evidence
        ]

    @strawberry.field(
        description="How many changes are worked through until the points of its votes follow; 0 once they have."
    )
    async def settling(self, info: Info) -> int:
        """Return how much comes first."""
        return await info.context.loaders.settling.load(self.row.id)

    @strawberry.field(description="Who decided it.")
    def decided_by(self) -> Member | None:
        """Return who decided."""
        return Member.of(self.row.decided_by) if self.row.decided_by else None

    @strawberry.field(description="Whom it concerns.", metadata={"at_most": PARTIES})
    def parties(self) -> list[Member]:
        """Return voters and authors."""
        return [Member.of(each.member) for each in self.row.parties]

    @strawberry.field(description="Who gave whom how many votes.", metadata={"at_most": GIVEN})
    async def given(self, info: Info) -> list[CaseGiven]:
        """Return the votes by voter and author."""
        return [CaseGiven.of(each) for each in await info.context.loaders.given.load(self.row.id)]

    @strawberry.field(description="What members say to it.", metadata={"at_most": APPEALS})
    async def appeals(self, info: Info) -> list[CaseAppeal]:
        """Return what members say."""
        return [CaseAppeal.of(each) for each in await info.context.loaders.appeals.load(self.row.id)]

    @strawberry.field(description="What holding its votes back would change now.", metadata={"cost": QUERY})
    async def preview(self, info: Info) -> CasePreview:
        """Return a dry run."""
        async with info.context.reading() as session:
            found = await fairness.preview(session, info.context.viewer, self.row.id)
        moves = [CaseMove(idea_id=ID(ids.encode("Idea", n)), before=a, after=b) for n, (a, b) in found.moves.items()]
        points = [CasePoints(member_id=ID(ids.encode("Member", n)), points=p) for n, p in found.points.items()]
        return CasePreview(votes=found.votes, state=found.state, moves=moves, points=points)


@strawberry.type(description="Your own part in a case: votes of yours, or for your ideas, that were looked at.")
class OwnVoteCase:
    """A member's own part in a case."""

    case_id: ID = strawberry.field(description="Names the case.")
    experiment_id: ID | None = strawberry.field(
        description="The test whose learning points it holds back; null for all else."
    )
    idea_id: ID | None = strawberry.field(description="The later of two ideas, whose points wait; null for all else.")
    first_idea_id: ID | None = strawberry.field(description="The earlier idea that it is like; null for all else.")
    yours: bool = strawberry.field(description="Whether these are votes of yours; else they were for your ideas.")
    held_back: int = strawberry.field(description="How many of these votes don't count now.")
    opened_at: datetime = strawberry.field(description="When they were found.")
    decide_by: datetime = strawberry.field(description="By when somebody decides.")
    outcome: Outcome | None = strawberry.field(description="How it was decided; null while somebody looks.")
    said: str = strawberry.field(description="The reason for the decision.")
    may_appeal: bool = strawberry.field(description="Whether you may ask for a second look.")
    idea_ids: list[ID] = strawberry.field(description="What the votes were for.")
    appeal: CaseAppeal | None = strawberry.field(description="What you said to it.")

    @classmethod
    def of(cls, own: OwnCase) -> "OwnVoteCase":
        """Return a member's own part as the schema shows it."""
        case = own.party.case
        return cls(
            case_id=ID(ids.encode("VoteCase", case.id)),
            **_about(case),
            yours=own.party.voted,
            held_back=own.quarantined,
            opened_at=case.opened_at,
            decide_by=case.decide_by,
            outcome=case.outcome,
            said=case.said,
            may_appeal=own.may_appeal,
            idea_ids=[ID(ids.encode("Idea", each.id)) for each in own.ideas],
            appeal=CaseAppeal.of(own.appeal) if own.appeal else None,
        )


@strawberry.type(description="How often the checks were right, for moderators.")
class CaseRecord:
    """How cases were decided so far."""

    decided: int = strawberry.field(description="How many cases were decided.")
    cleared: int = strawberry.field(description="How many of these were false alarms.")
    waiting: int = strawberry.field(description="How many wait.")


def _about(case: FairnessCase) -> dict[str, ID | None]:
    numbers = {
        "experiment_id": ("Experiment", case.experiment_id),
        "idea_id": ("Idea", case.part_id),
        "first_idea_id": ("Idea", case.first_id),
    }
    return {name: ID(ids.encode(kind, number)) if number else None for name, (kind, number) in numbers.items()}


Decided = Annotated[bool, strawberry.argument(description="Whether to list what was decided.")]


@strawberry.type
class CaseQueries:
    """Reading cases."""

    @strawberry.field(description="Votes to look at, due first, or with `decided` what was decided; for moderators.")
    async def vote_cases(
        self,
        info: Info,
        decided: Decided = False,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[VoteCase]:
        """Return cases."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(
                await fairness.cases(session, info.context.viewer, wanted, decided=decided), VoteCase.of
            )

    @strawberry.field(description="How often the checks were right; for moderators.")
    async def vote_case_record(self, info: Info) -> CaseRecord:
        """Return the record."""
        async with info.context.reading() as session:
            found = await fairness.record_of_cases(session, info.context.viewer)
            return CaseRecord(decided=found.decided, cleared=found.cleared, waiting=found.waiting)

    @strawberry.field(description="Votes of yours, or for your ideas, that were looked at, latest first.")
    async def my_vote_cases(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[OwnVoteCase]:
        """Return the viewer's own part in cases."""
        wanted, member = paging.requested(first, after, last, before), members.require_self(info.context.viewer)
        async with info.context.reading() as session:
            return Connection.of(await fairness.own(session, member, wanted), OwnVoteCase.of)
