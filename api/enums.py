"""The domain's enumerations as the schema shows them, each value described."""

from enum import StrEnum
from typing import Any, TypeVar

import strawberry

from domain.answers import ClockState
from domain.community import Joining, Reading, ReasonKind
from domain.ideas import IdeaOrder, Quadrant, Status, Turn
from domain.members import Role, Scope
from domain.moderation import ReportOutcome, ReportReason
from domain.offers import OfferKind
from domain.triage import BulkKind, DecisionKind, QueueSort, QueueView, Standing, StepKind, Welcome

Kind = TypeVar("Kind", bound=type[StrEnum])


def described(kind: Kind, description: str, name: str | None = None, **values: str) -> Kind:
    """Give an enumeration to the schema, under its own or another name, with those values that are described here."""
    shown: Any = strawberry.enum(kind, name=name, description=description)
    definition = shown.__strawberry_definition__
    definition.values = [value for value in definition.values if value.name in values]
    for value in definition.values:
        value.description = values[value.name]
    return kind


described(
    Quadrant,
    "Where an idea belongs: for whom it is, and how deep one goes.",
    PARTICIPATION_FOR_SELF="Shape how I am served.",
    CREATION_FOR_SELF="Make my own.",
    PARTICIPATION_FOR_OTHERS="Lend skill or time to people who need it.",
    CREATION_WITH_OTHERS="Build it together.",
)
described(
    Status,
    "Where an idea stands.",
    DRAFT="Only its author sees it.",
    SUBMITTED="New; the product team will look at it.",
    IN_REVIEW="The product team looks at it.",
    SHORTLISTED="Worth trying.",
    IN_EXPERIMENT="It is being tried.",
    ADOPTED="It will be built.",
    DELIVERED="It is there.",
    NOT_NOW="At another time.",
    DECLINED="It won't be done, for a stated reason.",
    MERGED="It lives on in another idea.",
    WITHDRAWN="Its author took it back.",
)
described(
    Turn,
    "Whose turn it is.",
    AUTHOR="Its author's.",
    PRODUCT="The product team's.",
    EMPLOYEE="That of somebody who tries it out.",
    NOBODY="Nobody's; it is done.",
)
described(
    ClockState,
    "How an answer stands to its due time.",
    BEFORE_DUE="There is time.",
    DUE_SOON="The last quarter of the time has begun.",
    OVERDUE="It is late.",
    PAUSED="The clock waits for the author's word.",
    ANSWERED="It was given.",
    ENDED="None is owed any more.",
)
described(
    DecisionKind,
    "What the product team decides about an idea.",
    SHORTLIST="It is worth trying.",
    ADOPT="It will be built.",
    NOT_NOW="Not now, but it is looked at again.",
    DECLINE="It won't be done.",
    DELIVER="It is there.",
    REOPEN="It is looked at again.",
)
described(
    ReasonKind,
    "What a reason is given for.",
    NOT_NOW="Putting an idea off.",
    DECLINE="Declining it.",
)
described(
    Welcome,
    "What the best customers would think of a decision.",
    WELCOME="They would welcome it.",
    ACCEPT="They would accept it.",
    DISLIKE="They would dislike it.",
    UNKNOWN="We don't know.",
)
described(
    StepKind,
    "What happened to an idea.",
    MOVED="It came to another status without a decision.",
    ASKED="Its author was asked something, and the clock waits.",
    RESUMED="The clock runs on.",
    ANSWERED="It was answered.",
    DECIDED="It was decided about.",
    MERGED="It was merged into another idea.",
    UNMERGED="That merge was undone.",
    TOOK_IN="Another idea was merged into it.",
    GAVE_BACK="That merge of another idea was undone.",
    TEST_PLANNED="An experiment that started later was planned.",
    TEST_STARTED="An experiment with it started.",
    VERDICT_FELL="The figures of an experiment said something, or its time was over.",
    TEST_CONCLUDED="An experiment was concluded.",
    ROLLED_OUT="More people have what an experiment scaled.",
    ROLLED_BACK="Fewer people have it than before.",
    BENEFIT_SETTLED="It is known, or known that nobody can tell, whether the business felt it.",
)
described(
    IdeaOrder,
    "How a list of ideas is sorted.",
    BEST="Most surely backed by those who saw it first, with every fifth place kept for what few have seen.",
    RISING="What is being backed now first; a vote loses half of its weight in a week.",
    FRESH="By lot, anew for each member and day; what few have seen comes sooner.",
    NEW="Newest first.",
    SUPPORTED="Most supporters first.",
    RELEVANT="Best match of the words first.",
)
described(
    Role,
    "What a member is to the community.",
    CUSTOMER="Brings ideas and backs others'.",
    EMPLOYEE="Works here.",
    PRODUCT="Answers ideas and decides on them.",
    EXECUTIVE="Keeps an eye on the promise.",
    ADMIN="Sets the community up.",
)
described(
    Scope,
    "What an access token may be used for.",
    READ="Queries and subscriptions.",
    WRITE="Mutations too.",
)
described(
    OfferKind,
    "How a member wants to take part in an idea.",
    TEST="They would test it.",
    MAKE="They would make a version of their own.",
    HELP="They would give a skill or some time.",
    BUILD="They ask to be a co-author.",
)
described(
    Reading,
    "Who may read.",
    EVERYONE="Everybody, signed in or not.",
    MEMBERS="Members, once they have signed in.",
)
described(
    Joining,
    "Who may become a member by themselves.",
    EVERYONE="Whoever has an address.",
    DOMAINS="Whoever has an address at one of the community's domains.",
    NOBODY="Nobody; people are invited.",
)

described(
    ReportReason,
    "What is wrong with a text.",
    SPAM="It is spam or advertising.",
    RUDE="It is rude, or attacks somebody.",
    PRIVATE="It shows private things of somebody.",
    UNLAWFUL="It may break the law, or somebody's rights.",
    OFF_TOPIC="It has nothing to do with this place.",
    OTHER="Something else, to be said in words.",
)
described(
    ReportOutcome,
    "What became of a report.",
    HIDDEN="The text is out of sight.",
    KEPT="The text stays where it is.",
)
described(
    QueueView,
    "Which part of the queue somebody looks at.",
    ALL="All that waits.",
    MINE="What they take care of.",
    UNASSIGNED="What nobody takes care of.",
    DUE_TODAY="What is due today or was before, unless it waits for its author.",
    OVERDUE="What is overdue.",
)
described(
    QueueSort,
    "What sorts the queue.",
    TIME_LEFT="The time left; what nothing is owed for comes last.",
    SCORE="The score, highest first; what nobody has scored follows by the time left.",
)
described(
    Standing,
    "What an idea in the queue waits for.",
    UNDECIDED="To be decided.",
    SHORTLISTED="To be tried or decided.",
    ADOPTED="To be delivered.",
    SECOND_PERSON="For a second person to look at a decision.",
)
described(
    BulkKind,
    "What is done to several ideas at once.",
    CLAIM="You take care of them.",
    ASSIGN="Somebody takes care of them.",
    RELEASE="Nobody takes care of them any more.",
    NOT_NOW="They are put off, each with an answer of its own.",
    DECLINE="They are declined, each with an answer of its own.",
)
__all__ = [
    "BulkKind",
    "ClockState",
    "DecisionKind",
    "IdeaOrder",
    "Joining",
    "OfferKind",
    "Quadrant",
    "QueueSort",
    "QueueView",
    "Reading",
    "ReasonKind",
    "ReportOutcome",
    "ReportReason",
    "Role",
    "Scope",
    "Standing",
    "Status",
    "StepKind",
    "Turn",
    "Welcome",
]
