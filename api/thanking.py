"""Sending recognition cards over GraphQL, and all that may be done with one."""

from uuid import UUID

import strawberry
from strawberry import ID

from api import ids, refusals
from api.badges import Award
from api.context import Info
from api.enums import Quadrant, ReportReason
from api.fairness import CardReport
from api.recognition import NODES, RecognitionCard, card_of
from api.viewer import Done
from domain import recognition
from domain.recognition import About, CardVisibility, CardWords

_KINDS = {name: kind for kind, name in NODES.items()}


@strawberry.input(description="What a card shall say.")
class CardWordsInput:
    """What a card says."""

    value_id: ID = strawberry.field(description="The value that they lived.")
    because: str = strawberry.field(description="Why, in 40 to 400 characters.")
    about_id: ID | None = strawberry.field(
        default=None, description="An idea, experiment or learning card that all of them may see; executives name one."
    )
    visibility: CardVisibility = strawberry.field(
        default=CardVisibility.EVERYONE, description="Who reads it besides them."
    )
    motif: Quadrant | None = strawberry.field(default=None, description="The quadrant to draw it with; null for plain.")

    def words(self) -> CardWords:
        """Return what the card says."""
        about = None
        if self.about_id is not None:
            kind = ids.split(self.about_id, "about_id")[0]
            known = kind if kind in _KINDS else "Idea"
            about = About(_KINDS[known], ids.decode(known, self.about_id, "about_id"))
        value_id = ids.decode("CompanyValue", self.value_id, "value_id")
        return CardWords(value_id, self.because, about, self.visibility, self.motif)


@strawberry.input(description="Whom to thank, and what the card shall say.")
class SendRecognitionCardInput(CardWordsInput):
    """A card to send."""

    to: list[ID] = strawberry.field(description="One to five members.")
    key: UUID | None = strawberry.field(default=None, description="Drawn by you; the same key twice is one card.")


@strawberry.input(description="What a card shall say instead; all of it, also what stays.")
class ReviseRecognitionCardInput(CardWordsInput):
    """A card to change."""

    id: ID = strawberry.field(description="The card.")


@strawberry.input(description="Which card to take back.")
class TakeBackRecognitionCardInput:
    """A card to take back."""

    id: ID = strawberry.field(description="The card.")


@strawberry.input(description="Which card that thanks you to carry away.")
class CarryRecognitionCardInput:
    """A card to carry away."""

    id: ID = strawberry.field(description="The card.")


@strawberry.input(description="Which card to withdraw, and why.")
class WithdrawRecognitionCardInput:
    """A card to withdraw."""

    id: ID = strawberry.field(description="The card.")
    reason: str = strawberry.field(description="Why, in 5 to 200 characters, in its place.")


@strawberry.input(description="Whether others may read a card that thanks you.")
class ChoosePublicationInput:
    """Whether others may read a card."""

    id: ID = strawberry.field(description="The card.")
    declined: bool = strawberry.field(description="Whether it shall stay between its people.")


@strawberry.input(description="Which card, and what is wrong with it.")
class ReportRecognitionCardInput:
    """A card to report."""

    id: ID = strawberry.field(description="The card.")
    reason: ReportReason = strawberry.field(description="What is wrong with it.")
    said: str = strawberry.field(default="", description="In your words; needed for something else.")


@strawberry.input(description="Which reported card to leave where it is.")
class KeepRecognitionCardInput:
    """A card to leave."""

    id: ID = strawberry.field(description="The card.")
    answer: str = strawberry.field(default="", description="A word to those who reported it.")


@strawberry.input(description="Which card to take out of sight, and why.")
class HideRecognitionCardInput:
    """A card to hide."""

    id: ID = strawberry.field(description="The card.")
    reason: ReportReason = strawberry.field(description="What is wrong with it.")
    said: str = strawberry.field(default="", description="A word to its sender and whom it thanks.")


@strawberry.input(description="Which hidden card to bring back.")
class RestoreRecognitionCardInput:
    """A card to bring back."""

    id: ID = strawberry.field(description="The card.")


@strawberry.type
class ThankingMutations:
    """Sending cards, and what becomes of them."""

    @refusals.mutation(description="Thank one to five members with a card, within the month's budget; for staff.")
    async def send_recognition_card(self, info: Info, input: SendRecognitionCardInput) -> RecognitionCard:
        """Send a card."""
        to = [ids.decode("Member", each, "to") for each in input.to[:20]]
        words = input.words()
        async with info.context.writing() as session:
            made = await recognition.send(session, info.context.viewer, to, words, key=input.key)
            return await card_of(session, info, made)

    @refusals.mutation(description="Change what a card of yours says, within ten minutes; whom it thanks stays.")
    async def revise_recognition_card(self, info: Info, input: ReviseRecognitionCardInput) -> RecognitionCard:
        """Change a card."""
        number, words = _number(input.id), input.words()
        async with info.context.writing() as session:
            made = await recognition.revise(session, info.context.viewer, number, words)
            return await card_of(session, info, made)

    @refusals.mutation(description="Take a card of yours back within ten minutes; it counts for nothing.")
    async def take_back_recognition_card(self, info: Info, input: TakeBackRecognitionCardInput) -> Done:
        """Take a card back."""
        async with info.context.writing() as session:
            await recognition.take_back(session, info.context.viewer, _number(input.id))
        return Done()

    @refusals.mutation(description="Get a badge of a card that thanks you, once it can change no more; twice is once.")
    async def carry_recognition_card(self, info: Info, input: CarryRecognitionCardInput) -> Award:
        """Carry a card away."""
        async with info.context.writing() as session:
            return Award.of(await recognition.carry(session, info.context.viewer, _number(input.id)), info)

    @refusals.mutation(description="Withdraw a card of yours: its words go for good, its place says why.")
    async def withdraw_recognition_card(self, info: Info, input: WithdrawRecognitionCardInput) -> RecognitionCard:
        """Withdraw a card."""
        async with info.context.writing() as session:
            made = await recognition.withdraw(session, info.context.viewer, _number(input.id), input.reason)
            return await card_of(session, info, made)

    @refusals.mutation(description="Keep a card that thanks you between its people, or let others read it again.")
    async def choose_publication(self, info: Info, input: ChoosePublicationInput) -> RecognitionCard:
        """Choose whether others read a card."""
        number, declined = _number(input.id), input.declined
        async with info.context.writing() as session:
            made = await recognition.choose_publication(session, info.context.viewer, number, declined=declined)
            return await card_of(session, info, made)

    @refusals.mutation(description="Complain about a card; again changes what you said, until somebody looks.")
    async def report_recognition_card(self, info: Info, input: ReportRecognitionCardInput) -> CardReport:
        """Report a card."""
        number, given = _number(input.id), {"reason": input.reason, "said": input.said}
        async with info.context.writing() as session:
            return CardReport.of(await recognition.report(session, info.context.viewer, number, **given))

    @refusals.mutation(description="Leave a reported card where it is, and settle its reports; for moderators.")
    async def keep_recognition_card(self, info: Info, input: KeepRecognitionCardInput) -> RecognitionCard:
        """Leave a card."""
        async with info.context.writing() as session:
            kept = await recognition.keep(session, info.context.viewer, _number(input.id), answer=input.answer)
            return await card_of(session, info, kept)

    @refusals.mutation(description="Take a card out of sight, and settle its reports; for moderators.")
    async def hide_recognition_card(self, info: Info, input: HideRecognitionCardInput) -> RecognitionCard:
        """Hide a card."""
        number, given = _number(input.id), {"reason": input.reason, "said": input.said}
        async with info.context.writing() as session:
            return await card_of(session, info, await recognition.hide(session, info.context.viewer, number, **given))

    @refusals.mutation(description="Bring a hidden card back as it was; for moderators.")
    async def restore_recognition_card(self, info: Info, input: RestoreRecognitionCardInput) -> RecognitionCard:
        """Bring a card back."""
        async with info.context.writing() as session:
            card = await recognition.restore(session, info.context.viewer, _number(input.id))
            return await card_of(session, info, card)


def _number(given: ID) -> int:
    return ids.decode("RecognitionCard", given)
