"""Answers and their clock over GraphQL: drafting, reviewing, publishing, asking the author."""

from datetime import datetime

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.enums import ClockState
from api.ideas import Idea
from api.members import Member
from api.nodes import Node
from api.viewer import Done
from domain import answers, ideas, triage
from domain.answers import Answer as AnswerRow
from domain.answers import AnswerClock as ClockRow


@strawberry.type(description="The time in which an answer is due; it runs on the community's working days.")
class AnswerClock:
    """The time in which an answer is due."""

    started_at: datetime = strawberry.field(description="Since when an answer is owed.")
    due_at: datetime = strawberry.field(description="When it is due.")
    paused_at: datetime | None = strawberry.field(description="Since when it waits for the author's word.")
    answered_at: datetime | None = strawberry.field(description="When the answer came.")
    was_in_time: bool | None = strawberry.field(description="Whether it came when it was due; null without one.")
    state: ClockState = strawberry.field(description="How things stand now.")

    @classmethod
    def of(cls, row: ClockRow, now: datetime) -> "AnswerClock":
        """Return a clock as it stands at this moment."""
        return cls(
            started_at=row.started_at,
            due_at=row.due_at,
            paused_at=row.paused_at,
            answered_at=row.answered_at,
            was_in_time=row.was_in_time,
            state=row.state(now),
        )


@strawberry.type(description="What the product team says to everybody about an idea.")
class Answer(Node):
    """What the product team says to everybody about an idea."""

    body: str = strawberry.field(description="What it says, in Markdown.")
    drafted_by: Member = strawberry.field(description="Who wrote it.")
    drafted_at: datetime = strawberry.field(description="When it was written.")
    reviewed_by: Member | None = strawberry.field(description="Who looked at it before it went out.")
    reviewed_at: datetime | None = strawberry.field(description="When they did.")
    published_by: Member | None = strawberry.field(description="Who published it; null for a draft.")
    published_at: datetime | None = strawberry.field(description="When it was published; null for a draft.")

    @classmethod
    def of(cls, row: AnswerRow) -> "Answer":
        """Return an answer, with its people loaded, as the schema shows one."""
        return cls(
            id=ID(ids.encode("Answer", row.id)),
            body=row.body,
            drafted_by=Member.of(row.drafted_by),
            drafted_at=row.drafted_at,
            reviewed_by=Member.of(row.reviewed_by) if row.reviewed_by else None,
            reviewed_at=row.reviewed_at,
            published_by=Member.of(row.published_by) if row.published_by else None,
            published_at=row.published_at,
        )

    @strawberry.field(description="What it says, as safe HTML.", metadata={"cost": 1})
    def body_html(self, info: Info) -> str:
        """Return the text rendered."""
        return info.context.render(self.body)


@strawberry.input(description="What to say to everybody about an idea.")
class AnswerIdeaInput:
    """An answer to publish."""

    idea_id: ID = strawberry.field(description="The idea.")
    answer: str = strawberry.field(description="What you say, in Markdown; 20 to 6000 characters.")


@strawberry.input(description="What you would say about an idea.")
class SaveAnswerDraftInput:
    """An answer to keep for now."""

    idea_id: ID = strawberry.field(description="The idea.")
    answer: str = strawberry.field(description="What you would say, in Markdown; 20 to 6000 characters.")


@strawberry.input(description="Whose draft of an answer to throw away.")
class DiscardAnswerDraftInput:
    """A draft to throw away."""

    idea_id: ID = strawberry.field(description="The idea.")


@strawberry.input(description="Which draft may go out.")
class ReviewAnswerInput:
    """A draft to review."""

    id: ID = strawberry.field(description="The answer.")


@strawberry.input(description="What to ask an idea's author.")
class AskAuthorInput:
    """A question."""

    idea_id: ID = strawberry.field(description="The idea.")
    question: str = strawberry.field(description="The question; everybody can read it.")


@strawberry.input(description="Whose clock to let run on.")
class ResumeClockInput:
    """A clock to let run on."""

    idea_id: ID = strawberry.field(description="The idea.")


@strawberry.type
class AnswerMutations:
    """Answering ideas."""

    @refusals.mutation(description="Answer an idea in public, which ends its clock.")
    async def answer_idea(self, info: Info, input: AnswerIdeaInput) -> Answer:
        """Publish an answer."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            return Answer.of(await triage.answer(session, info.context.viewer, number, input.answer))

    @refusals.mutation(description="Keep an answer that isn't published yet, in place of the draft there was.")
    async def save_answer_draft(self, info: Info, input: SaveAnswerDraftInput) -> Answer:
        """Keep a draft."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            return Answer.of(await answers.save_draft(session, info.context.viewer, number, input.answer))

    @refusals.mutation(description="Throw a draft of an answer away.")
    async def discard_answer_draft(self, info: Info, input: DiscardAnswerDraftInput) -> Done:
        """Throw a draft away."""
        async with info.context.writing() as session:
            await triage.discard_draft(session, info.context.viewer, ids.decode("Idea", input.idea_id, "idea_id"))
        return Done()

    @refusals.mutation(description="Say that a draft somebody else wrote may go out as it is.")
    async def review_answer(self, info: Info, input: ReviewAnswerInput) -> Answer:
        """Review a draft."""
        async with info.context.writing() as session:
            return Answer.of(await answers.review(session, info.context.viewer, ids.decode("Answer", input.id)))

    @refusals.mutation(description="Ask the author something in public; the clock stands still until they reply.")
    async def ask_author(self, info: Info, input: AskAuthorInput) -> Idea:
        """Ask the author."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            await answers.ask_author(session, info.context.viewer, number, input.question)
            return Idea.of(await ideas.visible(session, info.context.viewer, number))

    @refusals.mutation(description="Let the clock run on though the author hasn't replied.")
    async def resume_clock(self, info: Info, input: ResumeClockInput) -> Idea:
        """Let the clock run on."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            await answers.resume(session, info.context.viewer, number)
            return Idea.of(await ideas.visible(session, info.context.viewer, number))
