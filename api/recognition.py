"""Recognition cards over GraphQL: one, the wall, and one's own."""

from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import ID

from api import ids
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import Quadrant, Role, described
from api.members import Member
from api.nodes import Node
from api.offered import QUERY
from api.values import CompanyValue
from domain import members, paging, recognition
from domain.errors import NotFound
from domain.paging import Page
from domain.recognition import CardVisibility, Evidence, EvidenceKind
from domain.recognition import RecognitionCard as CardRow

described(
    CardVisibility,
    "Who reads a recognition card besides its sender and its recipients.",
    PRIVATE="Nobody.",
    TEAM="Who works in a team with a recipient.",
    EVERYONE="Everybody who reads here.",
)
NODES = {
    EvidenceKind.IDEA: "Idea",
    EvidenceKind.EXPERIMENT: "Experiment",
    EvidenceKind.LEARNING_CARD: "LearningCard",
}


@strawberry.type(description="What a recognition card is about.")
class CardEvidence:
    """What a recognition card is about."""

    about_id: ID = strawberry.field(description="The idea, experiment or learning card, for `node`.")
    title: str = strawberry.field(description="What it is called.")
    page: str = strawberry.field(description="Its page, as a path on this site.")

    @classmethod
    def of(cls, found: Evidence | None) -> "CardEvidence | None":
        """Return what somebody may see of it as the schema shows it."""
        if found is None:
            return None
        about_id = ID(ids.encode(NODES[found.about.kind], found.about.number))
        return cls(about_id=about_id, title=found.title, page=found.path)


@strawberry.type(description="A card with which somebody who works here thanks one to five people.")
class RecognitionCard(Node):
    """Thanks to one to five people."""

    sender: Member = strawberry.field(description="Who thanks.")
    sender_role: Role = strawberry.field(description="What they were when they wrote it.")
    recipients: list[Member] = strawberry.field(
        description="Whom it thanks.", metadata={"at_most": recognition.RECIPIENTS_MOST}
    )
    value: CompanyValue = strawberry.field(description="The value that they lived.")
    because: str = strawberry.field(description="Why, in 40 to 400 characters; empty once it is withdrawn.")
    language: str = strawberry.field(description="The language it is written in.")
    about: CardEvidence | None = strawberry.field(description="What it is about; null for who may not see that.")
    visibility: CardVisibility = strawberry.field(description="Who reads it besides them.")
    motif: Quadrant | None = strawberry.field(description="The quadrant that it is drawn with; null for plain.")
    sent_at: datetime = strawberry.field(description="When it was sent; it can be changed for ten minutes.")
    withdrawn_at: datetime | None = strawberry.field(description="When its sender withdrew it.")
    withdrawn_reason: str = strawberry.field(description="Why it was withdrawn.")
    hidden_at: datetime | None = strawberry.field(description="When a moderator took it out of sight.")
    hidden_said: str = strawberry.field(description="What the moderator said to its people.")
    page: str = strawberry.field(description="Its page, as a path on this site.")
    row: strawberry.Private[CardRow]

    @classmethod
    def of(cls, row: CardRow, about: Evidence | None, info: Info) -> "RecognitionCard":
        """Return a card, with its people and value loaded, as the schema shows one."""
        return cls(
            id=ID(ids.encode("RecognitionCard", row.id)),
            sender=Member.of(row.sender),
            sender_role=row.sender_role,
            recipients=[Member.of(each.member) for each in row.recipients],
            value=CompanyValue.of(row.value, info),
            because=row.because,
            language=row.language,
            about=CardEvidence.of(about),
            visibility=row.visibility,
            motif=row.motif,
            sent_at=row.sent_at,
            withdrawn_at=row.withdrawn_at,
            withdrawn_reason=row.withdrawn_reason,
            hidden_at=row.hidden_at,
            hidden_said=row.hidden_said,
            page=row.path,
            row=row,
        )

    @strawberry.field(description="Whether a recipient keeps it to its people; null for all but these.")
    def publication_declined(self, info: Info) -> bool | None:
        """Return whether others are kept from it, to whom it concerns."""
        viewer = info.context.viewer
        if self.row.sender_id != viewer.id and not self.row.is_to(viewer.id):
            return None
        return any(each.declined_at is not None for each in self.row.recipients)

    @strawberry.field(
        description="The path of your badge of it; null unless you carry it away.", metadata={"cost": QUERY}
    )
    async def badge_page(self, info: Info) -> str | None:
        """Return where the viewer's badge of the card is."""
        async with info.context.reading() as session:
            name = await recognition.award_of(session, info.context.viewer, self.row)
        return None if name is None else f"/ob/credentials/{name}"


@strawberry.type(description="How many cards you may still send this month.")
class CardBudget:
    """How many cards somebody may still send this month."""

    most: int = strawberry.field(description="How many it may be in a month.")
    sent: int = strawberry.field(description="How many you have sent.")
    left: int = strawberry.field(description="How many are left; none is carried over.")


ACard = Annotated[ID, strawberry.argument(description="The card.")]
AValue = Annotated[ID | None, strawberry.argument(description="Only cards for this value.")]
Eyes = Annotated[CardVisibility, strawberry.argument(description="Only cards meant for these.")]


@strawberry.type
class RecognitionQueries:
    """Reading recognition cards."""

    @strawberry.field(description="One card; null for who may not see it.")
    async def recognition_card(self, info: Info, id: ACard) -> RecognitionCard | None:
        """Return one card."""
        number = ids.decode("RecognitionCard", id)
        async with info.context.reading() as session:
            try:
                return await card_of(session, info, await recognition.visible(session, info.context.viewer, number))
            except NotFound:
                return None

    @strawberry.field(description="The wall of thanks: cards that hang there, latest first.")
    async def recognition_cards(
        self,
        info: Info,
        value_id: AValue = None,
        visibility: Eyes = CardVisibility.EVERYONE,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[RecognitionCard]:
        """Return the wall."""
        wanted = paging.requested(first, after, last, before)
        number = ids.decode("CompanyValue", value_id, "value_id") if value_id is not None else None
        async with info.context.reading() as session:
            viewer = info.context.viewer
            found = await recognition.wall(session, viewer, wanted, value_id=number, visibility=visibility)
            return await shown(session, info, found)

    @strawberry.field(description="The cards that thank you, latest first.")
    async def received_cards(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[RecognitionCard]:
        """Return what the viewer got."""
        wanted, member = paging.requested(first, after, last, before), members.require_self(info.context.viewer)
        async with info.context.reading() as session:
            return await shown(session, info, await recognition.received(session, member, wanted))

    @strawberry.field(description="The cards that you sent, latest first.")
    async def sent_cards(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[RecognitionCard]:
        """Return what the viewer sent."""
        wanted, member = paging.requested(first, after, last, before), members.require_self(info.context.viewer)
        async with info.context.reading() as session:
            return await shown(session, info, await recognition.sent(session, member, wanted))

    @strawberry.field(description="How many cards you may still send this month; null for who sends none.")
    async def card_budget(self, info: Info) -> CardBudget | None:
        """Return the viewer's budget."""
        if not recognition.may_send(info.context.viewer):
            return None
        member = recognition.require_sender(info.context.viewer)
        async with info.context.reading() as session:
            own = await recognition.budget(session, member)
            return CardBudget(most=own.most, sent=own.sent, left=own.left)


async def shown(session: AsyncSession, info: Info, page: Page[CardRow]) -> Connection[RecognitionCard]:
    """Return a page of cards with what they are about, as far as the viewer may see that."""
    seen = await recognition.evidence_of(session, info.context.viewer, page.items)
    return Connection.of(page, lambda row: RecognitionCard.of(row, seen.get(row.id), info))


async def card_of(session: AsyncSession, info: Info, row: CardRow) -> RecognitionCard:
    """Return one card with what it is about."""
    seen = await recognition.evidence_of(session, info.context.viewer, [row])
    return RecognitionCard.of(row, seen.get(row.id), info)


async def find_card(info: Info, number: int) -> Node:
    """Return a card by its number, for `node`; raises NotFound."""
    async with info.context.reading() as session:
        return await card_of(session, info, await recognition.visible(session, info.context.viewer, number))
