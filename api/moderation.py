"""Moderation over GraphQL: reporting a text, the list of what was reported, hiding, leaving, bringing back."""

from datetime import datetime

import strawberry
from strawberry import ID

from api import ids, refusals
from api.comments import Comment
from api.complaints import Complaint, told
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import ReportReason, described
from api.ideas import Idea
from api.members import Member
from api.offers import Offer
from domain import moderation, paging
from domain.errors import _, problem
from domain.moderation import Hiding as HidingRow
from domain.moderation import Report as ReportRow
from domain.moderation import Reported, SignKind

REPORTS = 20  # for the cost; all that there are come
described(
    SignKind,
    "What a text is kept back for until a moderator has looked at it.",
    FIRST_TEXT="It is one of the first texts of this member.",
    LINKS="It has many links.",
    LIKE_REMOVED="It resembles a text that was taken out of sight.",
    QUICK="It was sent right after its form was opened.",
    UNSEEN_FIELD="A field was filled in that people don't see.",
    WITHOUT_FORM="It was sent without the form.",
)


@strawberry.type(description="A member's complaint about a text.")
class Report(Complaint):
    """A member's complaint about a text."""

    idea_id: ID = strawberry.field(description="The idea, or the one that the comment or the offer is on.")
    comment_id: ID | None = strawberry.field(description="The comment, if it is about one.")
    offer_id: ID | None = strawberry.field(description="The offer, if it is about one.")

    @classmethod
    def of(cls, row: ReportRow) -> "Report":
        """Return a report as the schema shows one."""
        return cls(
            **told(row),
            idea_id=ID(ids.encode("Idea", row.idea_id)),
            comment_id=ID(ids.encode("Comment", row.comment_id)) if row.comment_id else None,
            offer_id=ID(ids.encode("Offer", row.offer_id)) if row.offer_id else None,
        )


@strawberry.type(description="A text with all open reports about it.")
class ReportedText:
    """A text with all open reports about it."""

    idea: Idea = strawberry.field(description="The idea, or the one that the comment or the offer is on.")
    comment: Comment | None = strawberry.field(description="The comment, if it is about one.")
    offer: Offer | None = strawberry.field(description="The offer, if it is about one.")
    reports: list[Report] = strawberry.field(
        description="What members say, first come first.", metadata={"at_most": REPORTS}
    )

    @classmethod
    def of(cls, found: Reported) -> "ReportedText":
        """Return a reported text as the schema shows one."""
        return cls(
            idea=Idea.of(found.idea),
            comment=Comment.of(found.comment) if found.comment else None,
            offer=Offer.of(found.offer) if found.offer else None,
            reports=[Report.of(row) for row in found.reports],
        )


@strawberry.type(description="What a text is kept back for.")
class Sign:
    """What a text is kept back for."""

    kind: SignKind = strawberry.field(description="What it is.")
    number: int = strawberry.field(description="How many, or how many seconds; 0 where the kind says all.")


@strawberry.type(description="A text that others see only when a moderator has looked at it.")
class WaitingText:
    """A text that waits for a moderator."""

    idea: Idea = strawberry.field(description="The idea, or the one that the comment is below.")
    comment: Comment | None = strawberry.field(description="The comment, if it is one.")
    held_at: datetime = strawberry.field(description="Since when it waits.")
    row: strawberry.Private[HidingRow]

    @classmethod
    def of(cls, row: HidingRow) -> "WaitingText":
        """Return a waiting text as the schema shows one."""
        comment = Comment.of(row.comment) if row.comment else None
        return cls(idea=Idea.of(row.idea), comment=comment, held_at=row.hidden_at, row=row)

    @strawberry.field(
        description="What it is kept back for; null for all but moderators.", metadata={"at_most": len(SignKind)}
    )
    def signs(self, info: Info) -> list[Sign] | None:
        """Return the signs to moderators."""
        if not moderation.may_moderate(info.context.viewer):
            return None
        return [Sign(kind=sign.kind, number=sign.number) for sign in self.row.signs]


@strawberry.type(description="A text that is out of sight, and why.")
class HiddenText:
    """A text that is out of sight, and why."""

    idea: Idea = strawberry.field(description="The idea, or the one that the comment or the offer is on.")
    comment: Comment | None = strawberry.field(description="The comment, if it is about one.")
    offer: Offer | None = strawberry.field(description="The offer, if it is about one.")
    body: str | None = strawberry.field(
        description="What the comment says, in Markdown, or the offer; null for an idea."
    )
    reason: ReportReason = strawberry.field(description="What is wrong with it.")
    said: str = strawberry.field(description="What the moderator says about it.")
    hidden_at: datetime = strawberry.field(description="Since when.")
    row: strawberry.Private[HidingRow]

    @classmethod
    def of(cls, row: HidingRow) -> "HiddenText":
        """Return a hidden text as the schema shows one."""
        return cls(
            idea=Idea.of(row.idea),
            comment=Comment.of(row.comment) if row.comment else None,
            offer=Offer.of(row.offer) if row.offer else None,
            body=_body(row),
            reason=row.reason or ReportReason.OTHER,
            said=row.said,
            hidden_at=row.hidden_at,
            row=row,
        )

    @strawberry.field(description="The moderator; null for all others.")
    def hidden_by(self, info: Info) -> Member | None:
        """Return who hid it, to moderators."""
        who = self.row.hidden_by
        return Member.of(who) if who and moderation.may_moderate(info.context.viewer) else None


@strawberry.type
class ModerationQueries:
    """What waits for moderators, and what they hid."""

    @strawberry.field(description="Texts that were reported and wait; moderators see all, others what they reported.")
    async def reported_texts(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[ReportedText]:
        """Return what was reported."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await moderation.reported(session, info.context.viewer, wanted), ReportedText.of)

    @strawberry.field(description="Texts that no moderator has looked at yet; moderators see all, others their own.")
    async def waiting_texts(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[WaitingText]:
        """Return what waits."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await moderation.waiting(session, info.context.viewer, wanted), WaitingText.of)

    @strawberry.field(description="Texts that are hidden now; moderators see all, others their own.")
    async def hidden_texts(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[HiddenText]:
        """Return what is hidden."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return Connection.of(await moderation.hidden(session, info.context.viewer, wanted), HiddenText.of)


@strawberry.input(description="Which text to report, and why.")
class ReportTextInput:
    """A text to report."""

    id: ID = strawberry.field(description="The idea, the comment or the offer.")
    reason: ReportReason = strawberry.field(description="What is wrong with it.")
    said: str = strawberry.field(default="", description="Your words; OTHER needs some.")


@strawberry.input(description="Which text to leave where it is.")
class KeepTextInput:
    """A reported text to leave."""

    id: ID = strawberry.field(description="The idea, the comment or the offer.")
    answer: str = strawberry.field(default="", description="A word to those who reported it.")


@strawberry.input(description="Which text to hide, and why.")
class HideTextInput:
    """A text to hide."""

    id: ID = strawberry.field(description="The idea, the comment or the offer.")
    reason: ReportReason = strawberry.field(description="What is wrong with it.")
    said: str = strawberry.field(default="", description="A word about it, for its author; OTHER needs one.")


@strawberry.input(description="Which text to bring back.")
class RestoreTextInput:
    """A hidden text to bring back."""

    id: ID = strawberry.field(description="The idea, the comment or the offer.")


@strawberry.input(description="Whom to let only read, for how long and why.")
class SuspendMemberInput:
    """A member to suspend."""

    member_id: ID = strawberry.field(description="The member; nobody of the staff.")
    days: int = strawberry.field(description="For how many days from now, 1 to 365.")
    reason: str = strawberry.field(description="Why; they read it.")


@strawberry.input(description="Whom to let write again.")
class LiftSuspensionInput:
    """A member to let write again."""

    member_id: ID = strawberry.field(description="The member.")


@strawberry.type
class ModerationMutations:
    """Reporting, and settling what was reported."""

    @refusals.mutation(
        description="Report an idea, a comment or an offer to the moderators; again changes what you said."
    )
    async def report_text(self, info: Info, input: ReportTextInput) -> Report:
        """Report a text."""
        async with info.context.writing() as session:
            viewer, reason, said = info.context.viewer, input.reason, input.said
            return Report.of(await moderation.report(session, viewer, **_text(input.id), reason=reason, said=said))

    @refusals.mutation(description="Leave a reported text where it is, and settle its reports; for moderators.")
    async def keep_text(self, info: Info, input: KeepTextInput) -> Idea:
        """Leave a text where it is."""
        async with info.context.writing() as session:
            viewer, answer = info.context.viewer, input.answer
            number = (await moderation.keep(session, viewer, **_text(input.id), answer=answer)).id
        return Idea.found(await info.context.loaders.ideas.load(number))

    @refusals.mutation(
        description="Take a text out of sight, or turn one down that waits; its reports are settled; for moderators."
    )
    async def hide_text(self, info: Info, input: HideTextInput) -> Idea:
        """Hide a text."""
        async with info.context.writing() as session:
            viewer, reason, said = info.context.viewer, input.reason, input.said
            number = (await moderation.hide(session, viewer, **_text(input.id), reason=reason, said=said)).idea_id
        return Idea.found(await info.context.loaders.ideas.load(number))

    @refusals.mutation(description="Bring a hidden text back as it was, or let one through that waits; for moderators.")
    async def restore_text(self, info: Info, input: RestoreTextInput) -> Idea:
        """Bring a text back."""
        async with info.context.writing() as session:
            number = (await moderation.restore(session, info.context.viewer, **_text(input.id))).id
        return Idea.found(await info.context.loaders.ideas.load(number))

    @refusals.mutation(description="Let a member only read for some days, with a reason; for moderators.")
    async def suspend_member(self, info: Info, input: SuspendMemberInput) -> Member:
        """Suspend a member."""
        async with info.context.writing() as session:
            number, viewer = ids.decode("Member", input.member_id, "member_id"), info.context.viewer
            return Member.of(await moderation.suspend(session, viewer, number, days=input.days, reason=input.reason))

    @refusals.mutation(description="Let a suspended member write again; for moderators.")
    async def lift_suspension(self, info: Info, input: LiftSuspensionInput) -> Member:
        """Let a member write again."""
        async with info.context.writing() as session:
            number = ids.decode("Member", input.member_id, "member_id")
            return Member.of(await moderation.lift(session, info.context.viewer, number))


def _body(row: HidingRow) -> str | None:
    if row.offer:
        return row.offer.text
    return (row.comment.hidden_body or row.comment.body) if row.comment else None


def _text(id: ID) -> dict[str, int]:
    """Return the argument by which the domain knows a text; raises Invalid for anything else."""
    kind, number = ids.split(id)
    if kind not in ("Idea", "Comment", "Offer"):
        raise problem("id", "bad_id", _("This isn't an id that we gave out for such a thing."))
    return {f"{kind.lower()}_id": number}
