"""What an idea says of its way: whose turn it is, when an answer is due, who takes care, and its story."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import DecisionKind, Turn
from api.members import Member
from domain import answers, ideas, paging, stories, triage
from domain.ideas import Idea as IdeaRow

if TYPE_CHECKING:
    from api.answers import Answer, AnswerClock
    from api.challenges import Challenge
    from api.triage import Decision, Step


@strawberry.type
class Progress:
    """What an idea says of its way."""

    row: strawberry.Private[IdeaRow]

    @strawberry.field(description="Whose turn it is; the author's while the clock waits for their word.")
    async def turn(self, info: Info) -> Turn:
        """Return whose turn it is."""
        clock = await info.context.loaders.clocks.load(self.row.id)
        waits = clock is not None and clock.settled_at is None and clock.paused_at is not None
        return Turn.AUTHOR if waits else ideas.TURNS[self.row.status]

    @strawberry.field(description="The call that it answers; null where it answers none.")
    async def challenge(self, info: Info) -> Annotated["Challenge", strawberry.lazy("api.challenges")] | None:
        """Return the call that it answers."""
        from api.challenges import Challenge  # noqa: PLC0415 - challenges have ideas too

        found = await info.context.loaders.calls.load(self.row.id)
        return Challenge.of(found, info.context.now()) if found else None

    @strawberry.field(description="When an answer is due or came; null where none was owed.")
    async def answer_clock(self, info: Info) -> Annotated["AnswerClock", strawberry.lazy("api.answers")] | None:
        """Return the newest run of its clock."""
        from api.answers import AnswerClock  # noqa: PLC0415 - answers have ideas too

        clock = await info.context.loaders.clocks.load(self.row.id)
        return AnswerClock.of(clock, info.context.now()) if clock else None

    @strawberry.field(description="What was said about it last, in Markdown; null without an answer.")
    async def latest_answer(self, info: Info) -> str | None:
        """Return the newest published answer."""
        found = await info.context.loaders.last_answers.load(self.row.id)
        return found.body if found else None

    @strawberry.field(description="Who of the product team takes care of it.")
    async def assignee(self, info: Info) -> Member | None:
        """Return who takes care of it."""
        found = await info.context.loaders.assignees.load(self.row.id)
        return Member.of(found) if found else None

    @strawberry.field(description="All that happened to it, oldest first.", metadata={"cost": 10})
    async def story(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Annotated["Step", strawberry.lazy("api.triage")]]:
        """Return its steps."""
        from api.triage import Step  # noqa: PLC0415 - steps have ideas too

        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            page = await stories.told(session, info.context.viewer, self.row, wanted)
        return Connection.of(page, Step.of)

    @strawberry.field(
        description="The answer being written; null without one, and for all but who reads the queue.",
        metadata={"cost": 5},
    )
    async def answer_draft(self, info: Info) -> Annotated["Answer", strawberry.lazy("api.answers")] | None:
        """Return the draft to the team."""
        from api.answers import Answer  # noqa: PLC0415 - answers have ideas too

        async with info.context.reading() as session:
            found = await answers.draft(session, info.context.viewer, self.row)
        return Answer.of(found) if found else None

    @strawberry.field(
        description="The decision that waits for a second person; null for all but who reads the queue.",
        metadata={"cost": 5},
    )
    async def waiting_decision(self, info: Info) -> Annotated["Decision", strawberry.lazy("api.triage")] | None:
        """Return the waiting decision to the team."""
        from api.triage import Decision  # noqa: PLC0415 - decisions have ideas too

        viewer = info.context.viewer
        if not triage.may_read_triage(viewer):
            return None
        async with info.context.reading() as session:
            found = await triage.waiting(session, self.row.id)
            return Decision.of(await triage.visible(session, viewer, found.id)) if found else None

    @strawberry.field(description="Whether you may take it up now.")
    def viewer_may_claim(self, info: Info) -> bool:
        """Return whether the viewer may claim it."""
        return triage.may_claim(info.context.viewer, self.row)

    @strawberry.field(description="Whether you may answer it now.")
    def viewer_may_answer(self, info: Info) -> bool:
        """Return whether the viewer may answer it."""
        return answers.may_answer(info.context.viewer, self.row)

    @strawberry.field(description="What you may decide about it now.")
    def viewer_may_decide(self, info: Info) -> list[DecisionKind]:
        """Return what the viewer may decide."""
        return triage.open_decisions(info.context.viewer, self.row)
