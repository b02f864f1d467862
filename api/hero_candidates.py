"""Who could be a hero of the month over GraphQL, and whose turn it is; for who chooses."""

from datetime import date, datetime

import strawberry

from api.context import Info
from api.enums import described
from api.members import Member
from domain import heroes
from domain.heroes import DeedKind, HeroKind

DEEDS_MOST, CANDIDATES_MOST, MONTHS_MOST = 3, 16, 2
described(
    DeedKind,
    "What somebody did that could make them a hero.",
    name="HeroDeedKind",
    VERIFIED="What their idea or experiment brings was confirmed by a second person.",
    STOPPED="Their test was stopped in time and honestly, and taught something.",
    ADOPTED="Their idea was adopted.",
    REUSED="What they learned helped others.",
    CREDITED="What they answered carried somebody else's idea on.",
)


@strawberry.type(description="Something that somebody did.")
class HeroDeed:
    """Something that somebody did."""

    kind: DeedKind = strawberry.field(description="What it was.")
    title: str = strawberry.field(description="What the idea is called that it was about.")
    at: datetime = strawberry.field(description="When it counted.")
    page: str = strawberry.field(description="What shows it, as a path on this site.")

    @classmethod
    def of(cls, row: heroes.Deed) -> "HeroDeed":
        """Return a deed as the schema shows one."""
        return cls(kind=row.kind, title=row.idea.title, at=row.at, page=row.path)


@strawberry.type(description="Somebody who could be a hero by what they did in 90 days.")
class HeroCandidate:
    """Somebody who could be a hero."""

    member: Member = strawberry.field(description="Who it is.")
    kind: HeroKind = strawberry.field(description="What they are to the community.")
    deeds: list[HeroDeed] = strawberry.field(
        description="What they did, the rarest first.", metadata={"at_most": DEEDS_MOST}
    )

    @classmethod
    def of(cls, row: heroes.Candidate) -> "HeroCandidate":
        """Return a candidate as the schema shows one."""
        return cls(member=Member.of(row.member), kind=row.kind, deeds=[HeroDeed.of(each) for each in row.deeds])


@strawberry.type(description="Whom heroes are chosen for now; for who chooses.")
class HeroTurns:
    """Whom heroes are chosen for now."""

    months: list[date] = strawberry.field(
        description="The months that heroes are chosen for, by their first day.", metadata={"at_most": MONTHS_MOST}
    )
    failure_due: bool = strawberry.field(description="Whether the next one has to stand for a failure.")


@strawberry.type
class HeroCandidateQueries:
    """Whom one may choose."""

    @strawberry.field(
        description="Who could be a hero by what they did; null for all but who chooses.",
        metadata={"at_most": CANDIDATES_MOST},
    )
    async def hero_candidates(self, info: Info) -> list[HeroCandidate] | None:
        """Return the candidates."""
        if not heroes.may_choose(info.context.viewer):
            return None
        async with info.context.reading() as session:
            return [HeroCandidate.of(each) for each in await heroes.candidates(session, info.context.viewer)]

    @strawberry.field(description="Whom heroes are chosen for now; null for all but who chooses.")
    async def hero_turns(self, info: Info) -> HeroTurns | None:
        """Return whose turn it is."""
        if not heroes.may_choose(info.context.viewer):
            return None
        async with info.context.reading() as session:
            return HeroTurns(months=await heroes.choosable(session), failure_due=await heroes.failure_due(session))
