"""What an entry of the ledger came from, over GraphQL: in words, and as the thing is shown elsewhere."""

from datetime import datetime

import strawberry

from api.comments import Comment
from api.context import Info
from api.experiments import Conclusion, Experiment
from api.ideas import Idea
from api.recognition import RecognitionCard
from api.rollouts import Benefit
from api.triage import Decision
from domain import experiments, tracing
from domain.comments import Comment as CommentRow
from domain.experiments import Conclusion as ConclusionRow
from domain.experiments import Experiment as ExperimentRow
from domain.ideas import Idea as IdeaRow
from domain.recognition import RecognitionCard as CardRow
from domain.rollouts import Benefit as BenefitRow
from domain.tracing import Trace
from domain.triage import Decision as DecisionRow


@strawberry.type(description="What points came from: in words, and the one thing among these that it is.")
class RewardCause:
    """What points came from."""

    says: str = strawberry.field(description="What it is, in your language; says so where it can't be shown.")
    at: datetime | None = strawberry.field(description="When it came about; null where it can't be shown.")
    page: str | None = strawberry.field(description="Its page, as a path on this site; null likewise.")
    idea: Idea | None = strawberry.field(default=None, description="The idea, for its publishing and support.")
    decision: Decision | None = strawberry.field(default=None, description="The decision on the idea.")
    experiment: Experiment | None = strawberry.field(default=None, description="The experiment, or its plan.")
    conclusion: Conclusion | None = strawberry.field(default=None, description="How the experiment ended.")
    benefit: Benefit | None = strawberry.field(default=None, description="What the business felt of it later.")
    comment: Comment | None = strawberry.field(default=None, description="The comment that was credited.")
    recognition_card: RecognitionCard | None = strawberry.field(default=None, description="The card that thanks.")

    @classmethod
    async def of(cls, found: Trace | None, info: Info) -> "RewardCause":
        """Return what an entry came from as the schema shows it, None for what can't be shown."""
        said = tracing.says(found).text(info.context.gettext)
        if found is None:
            return cls(says=said, at=None, page=None)
        cause = cls(says=said, at=found.at, page=found.path)
        match found.thing:
            case IdeaRow() as row:
                cause.idea = Idea.of(row)
            case DecisionRow() as row:
                cause.decision = Decision.of(row)
            case ExperimentRow() as row:
                cause.experiment = Experiment.of(row)
            case ConclusionRow() as row:
                cause.conclusion = Conclusion.of(row)
            case BenefitRow() as row:
                cause.benefit = Benefit.of(row, inside=experiments.may_read_inside(info.context.viewer))
            case CommentRow() as row:
                cause.comment = Comment.of(row)
            case CardRow() as row:
                evidence = await info.context.loaders.card_evidence.load(row)
                cause.recognition_card = RecognitionCard.of(row, evidence, info)
        return cause
