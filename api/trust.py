"""How far what a member does is taken on trust, over GraphQL: for the member and for moderators."""

from datetime import datetime

import strawberry

from api import refusals
from api.context import Info
from api.enums import described
from api.members import Handle
from domain import members, trust
from domain.errors import NotFound
from domain.members import TrustLevel
from domain.trust import Allowance, Figure, LostFor
from domain.trust import Trust as TrustFound

described(
    TrustLevel,
    "How far what a member does is taken on trust; people who work here have none.",
    NEW="Not here for a day, or suspended.",
    KNOWN="Here for a day.",
    REGULAR="Takes part, and others answer.",
    TRUSTED="Takes part often, and others answer often.",
)
described(
    Figure,
    "What is counted as evidence, over a hundred days.",
    name="TrustFigure",
    ACTIVE_DAYS="Days with a vote, a comment, an idea or an offer.",
    VOTES_GIVEN="Votes for ideas of others.",
    PEOPLE="People who backed an idea, replied, gave credit or took up an offer.",
    CONTRIBUTIONS="Ideas, comments and offers for which somebody did so.",
    RESPONSE_DAYS="Days on which somebody did so.",
)
described(
    Allowance,
    "What a level lets a member do.",
    name="TrustAllowance",
    SUPPORT_COUNTS="Their support brings points to whoever wrote the idea.",
    TEXTS_AT_ONCE="Their texts don't wait as first texts or for their links.",
    REPORTS_STAND_OUT="Moderators see beside a report of theirs that they are trusted.",
)
described(
    LostFor,
    "Why a level was lost, or isn't given.",
    name="TrustLostFor",
    SUSPENDED="They were suspended in the last hundred days.",
    UPHELD="Moderators took a text of theirs out of sight in the last hundred days.",
    QUIET="They did less than what the level asks for, for longer than the grace.",
)
FIGURES_MOST = len(Figure)


@strawberry.type(description="One piece of evidence, beside what is asked.")
class TrustEvidence:
    """One piece of evidence."""

    figure: Figure = strawberry.field(description="What is counted.")
    has: int = strawberry.field(description="How much there is now.")
    regular: int = strawberry.field(description="How much a regular is asked for; 0 for nothing.")
    trusted: int = strawberry.field(description="How much is asked of who is trusted; 0 for nothing.")


@strawberry.type(description="Where a member stands, why, and what it lets them do; for them and moderators alone.")
class Trust:
    """Where a member stands."""

    level: TrustLevel = strawberry.field(description="The level as of the last look, which is taken every night.")
    since: datetime = strawberry.field(description="Since when.")
    next_level: TrustLevel = strawberry.field(description="The level that a look would find now.")
    evidence: list[TrustEvidence] = strawberry.field(
        description="What counts, as it is now.", metadata={"at_most": FIGURES_MOST}
    )
    upheld: int = strawberry.field(description="Texts that moderators took out of sight in a hundred days.")
    objection: LostFor | None = strawberry.field(description="What stands against more, whatever the evidence.")
    lost_for: LostFor | None = strawberry.field(description="Why a level was lost last; null once it is regained.")
    grace_until: datetime | None = strawberry.field(
        description="Until when evidence below what is asked costs nothing; null while there is enough."
    )
    allows: list[Allowance] = strawberry.field(description="What the level allows.", metadata={"at_most": 4})

    @classmethod
    def of(cls, found: TrustFound) -> "Trust":
        """Return where a member stands as the schema shows it."""
        return cls(
            level=found.level,
            since=found.stand.since,
            next_level=found.next_stand.level,
            evidence=[
                TrustEvidence(figure=each.figure, has=each.has, regular=each.regular, trusted=each.trusted)
                for each in found.measures
            ],
            upheld=found.evidence.upheld,
            objection=found.objection,
            lost_for=found.stand.lost_for,
            grace_until=found.grace_until,
            allows=list(found.allows),
        )


@strawberry.type
class TrustQueries:
    """Asking where a member stands."""

    @strawberry.field(
        description="Where a member stands; null for all but themselves and moderators.", metadata={"cost": 10}
    )
    async def trust(self, info: Info, handle: Handle) -> Trust | None:
        """Return where a member stands."""
        viewer = info.context.viewer
        async with info.context.reading() as session:
            try:
                member = await members.by_handle(session, viewer, handle)
            except NotFound:
                return None
            found = await trust.of_member(session, viewer, member) if trust.may_see(viewer, member) else None
        return Trust.of(found) if found else None


@strawberry.type
class TrustMutations:
    """Looking where one stands."""

    @refusals.mutation(description="Look now where you stand, as is done every night.")
    async def look_at_trust(self, info: Info) -> Trust:
        """Look where the viewer stands."""
        async with info.context.writing() as session:
            return Trust.of(await trust.look_again(session, info.context.viewer))
