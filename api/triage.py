"""The product team's work over GraphQL: taking care of ideas, deciding with an answer, and reconsidering."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids, refusals
from api.answers import Answer
from api.context import Info
from api.enums import DecisionKind, Status, StepKind, Welcome
from api.ideas import Idea
from api.members import Member
from api.nodes import Node
from domain import triage, votes
from domain.errors import Invalid
from domain.experiments import ExperimentStep
from domain.triage import Decision as DecisionRow
from domain.triage import Ruling
from domain.triage import Step as StepRow


@strawberry.type(description="A decision of the product team about an idea, with its answer.")
class Decision(Node):
    """A decision about an idea."""

    kind: DecisionKind = strawberry.field(description="What was decided.")
    actor: Member = strawberry.field(description="Who decided.")
    decided_at: datetime = strawberry.field(description="When it was made.")
    effective_at: datetime | None = strawberry.field(description="Since when it counts; null while it doesn't.")
    from_status: Status = strawberry.field(description="Where the idea stood.")
    to_status: Status = strawberry.field(description="Where it leads the idea.")
    would_change: str = strawberry.field(description="What would change a NOT_NOW; empty for others.")
    look_again_on: date | None = strawberry.field(description="When a NOT_NOW is looked at again.")
    seconded_by: Member | None = strawberry.field(description="Who confirmed it as its second person.")
    withdrawn_at: datetime | None = strawberry.field(description="When it was given up before it counted.")
    row: strawberry.Private[DecisionRow]

    @classmethod
    def of(cls, row: DecisionRow) -> "Decision":
        """Return a decision, with its people, reason and answer loaded, as the schema shows one."""
        return cls(
            id=ID(ids.encode("Decision", row.id)),
            kind=row.kind,
            actor=Member.of(row.actor),
            decided_at=row.decided_at,
            effective_at=row.effective_at,
            from_status=row.from_status,
            to_status=row.to_status,
            would_change=row.would_change,
            look_again_on=row.look_again_on,
            seconded_by=Member.of(row.seconded_by) if row.seconded_by else None,
            withdrawn_at=row.withdrawn_at,
            row=row,
        )

    @strawberry.field(description="The reason from the community's list, for NOT_NOW and DECLINE.")
    def reason(self, info: Info) -> str | None:
        """Return the reason in the reader's language, as far as it is one of ours."""
        return info.context.gettext(self.row.reason.label) if self.row.reason else None

    @strawberry.field(description="What the best customers would think of it; null for all but who reads the queue.")
    def best_customers(self, info: Info) -> Welcome | None:
        """Return the thought to the team."""
        return self.row.best_customers if triage.may_read_triage(info.context.viewer) else None

    @strawberry.field(description="That thought in a sentence; null for all but who reads the queue.")
    def best_customers_words(self, info: Info) -> str | None:
        """Return the sentence to the team."""
        return self.row.best_customers_words if triage.may_read_triage(info.context.viewer) else None

    @strawberry.field(description="The idea it is about.")
    async def idea(self, info: Info) -> Idea:
        """Return the idea."""
        return Idea.found(await info.context.loaders.ideas.load(self.row.idea_id))


@strawberry.type(description="The experiment that a step of an idea's story is about.")
class StepExperiment:
    """The experiment that a step is about."""

    id: ID = strawberry.field(description="The experiment's id.")
    title: str = strawberry.field(description="What it is called.")
    page: str = strawberry.field(description="Its page, as a path on this site.")
    learning_card_id: ID | None = strawberry.field(description="The card it ended with, in the step that ends it.")

    @classmethod
    def of(cls, step: ExperimentStep) -> "StepExperiment":
        """Return the experiment of a step as the schema shows it."""
        row, card = step.experiment, step.card
        return cls(
            id=ID(ids.encode("Experiment", row.id)),
            title=row.title,
            page=row.path,
            learning_card_id=ID(ids.encode("LearningCard", card.id)) if card else None,
        )


@strawberry.type(description="One thing that happened to an idea.")
class Step:
    """One thing that happened to an idea."""

    at: datetime = strawberry.field(description="When it happened.")
    kind: StepKind = strawberry.field(description="What happened.")
    actor: Member | None = strawberry.field(description="Who did it; null for what time brought.")
    from_status: Status | None = strawberry.field(description="Where the idea stood, if it moved.")
    to_status: Status | None = strawberry.field(description="Where it came to, if it moved.")
    question: str | None = strawberry.field(description="What the author was asked.")
    answer: Answer | None = strawberry.field(description="What was said to everybody.")
    decision: Decision | None = strawberry.field(description="What was decided.")
    other: Idea | None = strawberry.field(description="What it was merged into, or what was merged into it.")
    experiment: StepExperiment | None = strawberry.field(description="The experiment it happened with.")

    @classmethod
    def of(cls, step: StepRow) -> "Step":
        """Return a step as the schema shows one."""
        return cls(
            at=step.at,
            kind=step.kind,
            actor=Member.of(step.actor) if step.actor else None,
            from_status=step.from_status,
            to_status=step.to_status,
            question=step.question or None,
            answer=Answer.of(step.answer) if step.answer else None,
            decision=Decision.of(step.decision) if step.decision else None,
            other=Idea.of(step.other) if step.other else None,
            experiment=StepExperiment.of(step) if isinstance(step, ExperimentStep) else None,
        )


@strawberry.input(description="Which idea to take up.")
class ClaimIdeaInput:
    """An idea to take up."""

    idea_id: ID = strawberry.field(description="The idea.")


@strawberry.input(description="Into whose care to give an idea.")
class AssignIdeaInput:
    """An idea to give into somebody's care."""

    idea_id: ID = strawberry.field(description="The idea.")
    member_id: ID = strawberry.field(description="Somebody of the product team.")


@strawberry.input(description="Which idea nobody shall take care of any more.")
class ReleaseIdeaInput:
    """An idea to let go."""

    idea_id: ID = strawberry.field(description="The idea.")


@strawberry.input(description="What to decide about an idea, and what to say to everybody.")
class DecideIdeaInput:
    """A decision to make."""

    idea_id: ID = strawberry.field(description="The idea.")
    kind: DecisionKind = strawberry.field(description="What you decide.")
    seen: Status = strawberry.field(description="Where the idea stood when you looked at it.")
    answer: str = strawberry.field(description="What you say to everybody, in Markdown; 20 to 6000 characters.")
    best_customers: Welcome = strawberry.field(
        description="What the best customers would think; what they DISLIKE waits for a second person."
    )
    best_customers_words: str = strawberry.field(description="That thought in a sentence; only staff read it.")
    reason_id: ID | None = strawberry.field(default=None, description="A reason of the list, for NOT_NOW and DECLINE.")
    would_change: str = strawberry.field(default="", description="What would change a NOT_NOW.")
    look_again_on: date | None = strawberry.field(default=None, description="When to look at a NOT_NOW again.")


@strawberry.input(description="Which waiting decision to stand for.")
class ConfirmDecisionInput:
    """A decision to confirm."""

    id: ID = strawberry.field(description="The decision.")


@strawberry.input(description="Which waiting decision to give up.")
class WithdrawDecisionInput:
    """A decision to withdraw."""

    id: ID = strawberry.field(description="The decision.")
    words: str = strawberry.field(description="Why; only staff read it.")


@strawberry.type(description="What those whom the company calls its best customers did about an idea.")
class BestCustomerSupport:
    """What the best customers did about an idea."""

    backing: int = strawberry.field(description="How many of them back it.")
    best_customers: int = strawberry.field(description="How many there are; 0 if nobody was named yet.")


@strawberry.type
class TriageQueries:
    """What to know before deciding."""

    @strawberry.field(
        description="How many best customers back an idea, to be seen beside the question that each decision asks; "
        "null for all but who reads the queue."
    )
    async def best_customer_support(
        self, info: Info, idea: Annotated[ID, strawberry.argument(description="The idea.")]
    ) -> BestCustomerSupport | None:
        """Return the figures to the team."""
        viewer, row = info.context.viewer, await info.context.loaders.ideas.load(ids.decode("Idea", idea, "idea"))
        if row is None or not triage.may_read_triage(viewer):
            return None
        async with info.context.reading() as session:
            backing, there = await votes.by_best_customers(session, viewer, row)
        return BestCustomerSupport(backing=backing, best_customers=there)


@strawberry.type
class TriageMutations:
    """Taking care and deciding."""

    @refusals.mutation(description="Take an idea up, which leads a submitted one into review.")
    async def claim_idea(self, info: Info, input: ClaimIdeaInput) -> Idea:
        """Take an idea up."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            return Idea.of(await triage.claim(session, info.context.viewer, number))

    @refusals.mutation(description="Give an idea into the care of somebody of the product team.")
    async def assign_idea(self, info: Info, input: AssignIdeaInput) -> Idea:
        """Give an idea into somebody's care."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            member = ids.decode("Member", input.member_id, "member_id")
            return Idea.of(await triage.give(session, info.context.viewer, number, member))

    @refusals.mutation(description="Let nobody take care of an idea any more.")
    async def release_idea(self, info: Info, input: ReleaseIdeaInput) -> Idea:
        """Let an idea go."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            return Idea.of(await triage.release(session, info.context.viewer, number))

    @refusals.mutation(description="Decide about an idea and answer it in the same step.")
    async def decide_idea(self, info: Info, input: DecideIdeaInput) -> Decision:
        """Decide about an idea."""
        ruling = Ruling(
            kind=input.kind,
            answer=input.answer,
            best_customers=input.best_customers,
            best_customers_words=input.best_customers_words,
            reason_id=ids.decode("Reason", input.reason_id, "reason_id") if input.reason_id else None,
            would_change=input.would_change,
            look_again_on=input.look_again_on,
        )
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            try:
                return Decision.of(await triage.decide(session, info.context.viewer, number, ruling, seen=input.seen))
            except Invalid as invalid:
                named = [(each, "reason_id" if each.field == "reason" else each.field) for each in invalid.problems]
                raise Invalid(*(replace(each, field=field) for each, field in named)) from None

    @refusals.mutation(description="Stand for a waiting decision as its second person; now it counts.")
    async def confirm_decision(self, info: Info, input: ConfirmDecisionInput) -> Decision:
        """Confirm a decision."""
        async with info.context.writing() as session:
            return Decision.of(await triage.confirm(session, info.context.viewer, ids.decode("Decision", input.id)))

    @refusals.mutation(description="Give a waiting decision up; its answer stays as a draft.")
    async def withdraw_decision(self, info: Info, input: WithdrawDecisionInput) -> Decision:
        """Withdraw a decision."""
        async with info.context.writing() as session:
            number = ids.decode("Decision", input.id)
            return Decision.of(await triage.withdraw(session, info.context.viewer, number, input.words))
