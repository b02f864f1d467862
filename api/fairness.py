"""What was reported of recognition cards, for moderators, and how thanks are spread, for the sponsor, over GraphQL."""

from datetime import datetime

import strawberry
from strawberry import ID

from api import ids
from api.cases import CaseQueries
from api.complaints import Complaint, told
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.members import Member, Team
from api.recognition import RecognitionCard, shown
from domain import fairness, members, paging, recognition
from domain.recognition import CardReport as CardReportRow
from domain.recognition import Overlooked as OverlookedRow

TEAMS_MOST, PAIRS_MOST = 100, 50


@strawberry.type(description="A member's complaint about a card.")
class CardReport(Complaint):
    """A member's complaint about a card."""

    card_id: ID = strawberry.field(description="The card.")

    @classmethod
    def of(cls, row: CardReportRow) -> "CardReport":
        """Return a report as the schema shows one."""
        return cls(**told(row), card_id=ID(ids.encode("RecognitionCard", row.card_id)))


@strawberry.type(description="A card with what members said of it.")
class ReportedCard:
    """A card with open reports."""

    card: RecognitionCard = strawberry.field(description="The card.")
    reports: list[CardReport] = strawberry.field(
        description="The open reports about it, oldest first, 20 at most.", metadata={"at_most": 20}
    )


@strawberry.type(description="How many cards went to a team and came from it in 90 days.")
class TeamThanks:
    """How many cards went to a team and came from it."""

    team: Team = strawberry.field(description="The team.")
    people: int = strawberry.field(description="How many work there.")
    received: int = strawberry.field(description="How many cards thanked one of them.")
    sent: int = strawberry.field(description="How many cards one of them sent.")


@strawberry.type(description="Two people who exchanged three cards or more in 90 days.")
class ThankfulPair:
    """Two people who thanked each other again and again."""

    one: Member = strawberry.field(description="One of them.")
    other: Member = strawberry.field(description="The other.")
    to_other: int = strawberry.field(description="How many cards the one sent to the other.")
    to_one: int = strawberry.field(description="How many came back.")


@strawberry.type(description="Somebody who brought something and whom no card thanked in 90 days.")
class OverlookedMember:
    """Somebody who brought something and was thanked by nobody."""

    member: Member = strawberry.field(description="The member.")
    at: datetime = strawberry.field(description="When the last of it was decided or concluded.")
    idea_id: ID | None = strawberry.field(description="Their adopted idea, if it was one.")
    experiment_id: ID | None = strawberry.field(description="Their experiment that taught something, if it was one.")

    @classmethod
    def of(cls, row: OverlookedRow) -> "OverlookedMember":
        """Return who was overlooked as the schema shows it."""
        return cls(
            member=Member.of(row.member),
            at=row.at,
            idea_id=ID(ids.encode("Idea", row.idea.id)) if row.idea else None,
            experiment_id=ID(ids.encode("Experiment", row.experiment.id)) if row.experiment else None,
        )


@strawberry.type(description="The cases that moderators should have decided by now, but for those that concern you.")
class LateCases:
    """The cases that moderators should have decided by now."""

    count: int = strawberry.field(description="How many.")
    since: datetime | None = strawberry.field(description="When the oldest was due; null where there is none.")
    days: int = strawberry.field(description="How many whole days ago that was.")


@strawberry.type
class FairnessQueries(CaseQueries):
    """What was reported of cards, and how thanks are spread."""

    @strawberry.field(description="The cards that you reported, and what became of it, latest first.")
    async def my_card_reports(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[CardReport]:
        """Return what the viewer reported."""
        wanted, member = paging.requested(first, after, last, before), members.require_self(info.context.viewer)
        async with info.context.reading() as session:
            return Connection.of(await recognition.reports_made(session, member, wanted), CardReport.of)

    @strawberry.field(description="The cards with open reports, what was reported first at the top; for moderators.")
    async def reported_cards(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[ReportedCard]:
        """Return what was reported."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            viewer = info.context.viewer
            found = await recognition.reported(session, viewer, wanted)
            seen = await recognition.evidence_of(session, viewer, [each.card for each in found.items])
            return Connection.of(
                found,
                lambda row: ReportedCard(
                    card=RecognitionCard.of(row.card, seen.get(row.card.id), info),
                    reports=[CardReport.of(each) for each in row.reports[:20]],
                ),
            )

    @strawberry.field(description="The cards that are out of sight, latest first; for moderators.")
    async def hidden_cards(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[RecognitionCard]:
        """Return what is hidden."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return await shown(session, info, await recognition.hidden(session, info.context.viewer, wanted))

    @strawberry.field(
        description="Every team with the cards of 90 days; for admins and the sponsor.",
        metadata={"at_most": TEAMS_MOST, "cost": 10},
    )
    async def team_thanks(self, info: Info) -> list[TeamThanks]:
        """Return cards by team."""
        async with info.context.reading() as session:
            found = await recognition.by_team(session, info.context.viewer)
        return [
            TeamThanks(team=Team.of(each.team), people=each.people, received=each.received, sent=each.sent)
            for each in found[:TEAMS_MOST]
        ]

    @strawberry.field(
        description="Who exchanged three cards or more in 90 days, most first; for admins and the sponsor.",
        metadata={"at_most": PAIRS_MOST, "cost": 10},
    )
    async def thankful_pairs(self, info: Info) -> list[ThankfulPair]:
        """Return who thanked each other again and again."""
        async with info.context.reading() as session:
            found = await recognition.pairs(session, info.context.viewer)
        return [
            ThankfulPair(
                one=Member.of(each.one), other=Member.of(each.other), to_other=each.to_other, to_one=each.to_one
            )
            for each in found
        ]

    @strawberry.field(description="The cases that wait longer than was promised; for admins and the sponsor.")
    async def late_vote_cases(self, info: Info) -> LateCases:
        """Return how many cases wait too long."""
        async with info.context.reading() as session:
            found = await fairness.late(session, info.context.viewer)
        return LateCases(count=found.cases, since=found.since, days=found.days)

    @strawberry.field(
        description="Who brought something and was thanked by nobody, the latest first; for admins and the sponsor."
    )
    async def overlooked_members(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[OverlookedMember]:
        """Return who was overlooked."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            found = await recognition.overlooked(session, info.context.viewer, wanted)
        return Connection.of(found, OverlookedMember.of)
