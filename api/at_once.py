"""The same done to several ideas of the queue, over GraphQL: foreseen, done, and undone."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.enums import BulkKind, Status, Welcome
from api.failures import code_of
from api.ideas import Idea
from domain import triage
from domain.triage import BulkAction as BulkRow
from domain.triage import BulkOrder, Ruling


@strawberry.type(description="What became, or would become, of one idea among several.")
class BulkOutcome:
    """What became of one idea among several."""

    idea_id: ID = strawberry.field(description="The idea.")
    done: bool = strawberry.field(description="Whether it was done, or would be.")
    code: str | None = strawberry.field(description="Why not, for programs; null if it was done.")
    message: str | None = strawberry.field(description="Why not, in a sentence; null if it was done.")

    @classmethod
    def of(cls, info: Info, idea_id: int, refused: Any) -> "BulkOutcome":
        """Return an outcome; `refused` is why it wasn't done, None if it was."""
        message = refused.text(info.context.gettext) if refused else None
        code = code_of(refused) if refused else None
        return cls(idea_id=ID(ids.encode("Idea", idea_id)), done=refused is None, code=code, message=message)


@strawberry.type(description="Something that was done to several ideas at once.")
class BulkAction:
    """Something that was done to several ideas at once."""

    id: ID = strawberry.field(description="Names it across the schema.")
    kind: BulkKind = strawberry.field(description="What was done.")
    done_at: datetime = strawberry.field(description="When.")
    undone_at: datetime | None = strawberry.field(description="When it was undone.")
    outcomes: list[BulkOutcome] = strawberry.field(
        description="What became of each idea.", metadata={"at_most": triage.AT_ONCE_MOST}
    )

    @classmethod
    def of(cls, info: Info, row: BulkRow) -> "BulkAction":
        """Return a bulk action, with its outcomes loaded, as the schema shows one."""
        outcomes = [BulkOutcome.of(info, each.idea_id, triage.why_refused(each)) for each in row.outcomes]
        number = ID(ids.encode("BulkAction", row.id))
        return cls(id=number, kind=row.kind, done_at=row.done_at, undone_at=row.undone_at, outcomes=outcomes)


@strawberry.input(description="An idea, and where it stood when you looked at it.")
class SeenIdeaInput:
    """An idea and where it stood."""

    idea_id: ID = strawberry.field(description="The idea.")
    seen: Status = strawberry.field(description="Where it stood.")


@strawberry.input(description="What to do to several ideas at once.")
class ActAtOnceInput:
    """What to do to several ideas at once."""

    kind: BulkKind = strawberry.field(description="What to do.")
    ideas: list[SeenIdeaInput] = strawberry.field(description="The ideas, 1 to 50.")
    member_id: ID | None = strawberry.field(default=None, description="Into whose care, for ASSIGN.")
    answer: str = strawberry.field(default="", description="What you say to everybody, for NOT_NOW and DECLINE.")
    reason_id: ID | None = strawberry.field(default=None, description="A reason of the list, for those.")
    best_customers: Welcome = strawberry.field(
        default=Welcome.UNKNOWN, description="What the best customers would think, for those."
    )
    best_customers_words: str = strawberry.field(default="", description="That thought in a sentence, for those.")
    would_change: str = strawberry.field(default="", description="What would change a NOT_NOW.")
    look_again_on: date | None = strawberry.field(default=None, description="When to look at a NOT_NOW again.")

    def order(self) -> BulkOrder:
        """Return it as the domain knows it. Raises Invalid."""
        decision = triage.DECIDES.get(self.kind)
        member_id = ids.decode("Member", self.member_id, "member_id") if self.member_id else None
        if decision is None:
            return BulkOrder(self.kind, member_id)
        ruling = Ruling(
            kind=decision,
            answer=self.answer,
            best_customers=self.best_customers,
            best_customers_words=self.best_customers_words,
            reason_id=ids.decode("Reason", self.reason_id, "reason_id") if self.reason_id else None,
            would_change=self.would_change,
            look_again_on=self.look_again_on,
        )
        return BulkOrder(self.kind, None, ruling)


@strawberry.input(description="What to undo.")
class UndoAtOnceInput:
    """What to undo."""

    id: ID = strawberry.field(description="The bulk action; yours, and no more than 15 minutes old.")


@strawberry.input(description="Which idea to take back that you gave into somebody's care.")
class UndoAssignmentInput:
    """An idea to take back."""

    idea_id: ID = strawberry.field(description="The idea; you gave it away alone, no more than 15 minutes ago.")


Seen = Annotated[list[SeenIdeaInput], strawberry.argument(description="The ideas, 1 to 50.")]
Doing = Annotated[BulkKind, strawberry.argument(description="What would be done.")]


@strawberry.type
class AtOnceQueries:
    """Foreseeing."""

    @strawberry.field(
        description="What would become of each of these ideas if that were done to all of them now.",
        metadata={"at_most": triage.AT_ONCE_MOST},
    )
    async def foresee_at_once(self, info: Info, kind: Doing, ideas: Seen) -> list[BulkOutcome]:
        """Return what would happen."""
        async with info.context.reading() as session:
            found = await triage.foresee(session, info.context.viewer, kind, {**_seen(ideas)})
        return [BulkOutcome.of(info, each.idea.id, each.refused) for each in found]


@strawberry.type
class AtOnceMutations:
    """Doing the same to several ideas."""

    @refusals.mutation(description="Do the same to several ideas, one after the other, and hear what became of each.")
    async def act_at_once(self, info: Info, input: ActAtOnceInput) -> BulkAction:
        """Do the same to several ideas."""
        context = info.context
        async with context.writing():
            order, seen = input.order(), _seen(input.ideas)
        number = await triage.act_at_once(context.sessions, context.viewer, order, seen)
        async with context.reading() as session:
            return BulkAction.of(info, await triage.bulk_action(session, context.viewer, number))

    @refusals.mutation(description="Let those take care again who did before, where nobody changed it since.")
    async def undo_at_once(self, info: Info, input: UndoAtOnceInput) -> BulkAction:
        """Undo what only changed who takes care."""
        async with info.context.writing() as session:
            viewer, number = info.context.viewer, ids.decode("BulkAction", input.id)
            await triage.undo_at_once(session, viewer, number)
            return BulkAction.of(info, await triage.bulk_action(session, viewer, number))

    @refusals.mutation(description="Let whoever took care of an idea before you gave it away take care of it again.")
    async def undo_assignment(self, info: Info, input: UndoAssignmentInput) -> Idea:
        """Undo giving one idea into somebody's care."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            return Idea.of(await triage.undo_giving(session, info.context.viewer, number))


def _seen(given: list[SeenIdeaInput]) -> dict[int, Status]:
    return {ids.decode("Idea", each.idea_id, "ideas"): each.seen for each in given}
