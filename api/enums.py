"""The domain's enumerations as the schema shows them, each value described."""

from enum import StrEnum
from typing import Any, TypeVar

import strawberry

from domain.answers import ClockState
from domain.community import Joining, Reading, ReasonKind
from domain.ideas import IdeaOrder, Quadrant, Status, Turn
from domain.members import Role, Scope
from domain.moderation import ReportOutcome, ReportReason
from domain.notifications import NoticeKind, NoticeTopic, Pace
from domain.offers import OfferKind
from domain.triage import BulkKind, DecisionKind, QueueSort, QueueView, Standing, StepKind, Welcome

Kind = TypeVar("Kind", bound=type[StrEnum])


def described(kind: Kind, description: str, **values: str) -> Kind:
    """Give an enumeration to the schema, with those of its values that are described here."""
    shown: Any = strawberry.enum(kind, description=description)
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
    NoticeKind,
    "Why a member is told.",
    COMMENT="Somebody commented on an idea they follow.",
    REPLY="Somebody replied to them.",
    MENTION="Somebody mentioned them.",
    OFFER="Somebody wants to take part in their idea.",
    OFFER_REMOVED="The product team took an offer of theirs away.",
    ACCEPTED="They are a co-author now.",
    DECLINED="They asked to be a co-author, and were told no.",
    STEPPED_DOWN="A co-author of their idea stepped down.",
    PARTED="They are a co-author no longer.",
    ASKED="The product team asks them something about their idea.",
    ANSWERED="The product team answered an idea that they have a part in.",
    SHORTLISTED="An idea that they have a part in came on the shortlist.",
    ADOPTED="An idea that they have a part in will be built.",
    DELIVERED="An idea that they have a part in is there.",
    PUT_OFF="An idea that they have a part in was put off, and will be looked at again.",
    TURNED_DOWN="An idea that they have a part in will not be done.",
    REOPENED="An idea that they have a part in is being looked at again.",
    CHANGELOG="The changelog tells what came of an idea that they have a part in.",
    EDIT_LET_THROUGH="A change of theirs that had waited for a moderator counts.",
    EDIT_NOT_LET_THROUGH="A change of theirs that had waited was turned down.",
    NOTED="Somebody named them in a note of the staff.",
    SUSPENDED="A moderator lets them only read for a while.",
    SUSPENSION_LIFTED="They may write again.",
    EXPERIMENT_STARTED="An idea that they have a part in is being tested.",
    EXPERIMENT_CONCLUDED="The test of an idea that they have a part in is over.",
    EXPERIMENT_GIVEN="An experiment was given into their care.",
    PLAN_PROPOSED="The plan of an experiment waits for somebody's approval, and it may be theirs.",
    PLAN_APPROVED="The plan of an experiment they work on was approved.",
    PLAN_SENT_BACK="The plan of an experiment they work on was sent back.",
    VERDICT_FELL="An experiment they work on waits for its conclusion.",
    VERDICT_LATE="The conclusion of an experiment is overdue, and it is theirs to see to.",
    CONCLUSION_DOUBTED="A conclusion against the advice needs a second person, and they may be it.",
    CONCLUSION_WITHDRAWN="Somebody withdrew their conclusion.",
    WITHDRAWN="The author of an idea that they have a part in took it back.",
    ASSIGNED="An idea was given into their care.",
    OVERDUE="An answer is overdue, and it is theirs to see to.",
    DOUBTED="A decision needs a second person, and they may be it.",
    CONFIRMED="A second person stands by their decision.",
    GIVEN_UP="A second person took their decision back.",
    HIDDEN="A moderator took their idea out of sight.",
    RESTORED="A moderator brought their idea back.",
    COMMENT_HIDDEN="A moderator took their comment out of sight.",
    COMMENT_RESTORED="A moderator brought their comment back.",
    REPORT_SETTLED="A moderator looked at what they reported.",
    LET_THROUGH="An idea of yours that had waited for a moderator can be seen.",
    NOT_LET_THROUGH="An idea of yours that had waited stays between you and the moderators.",
    COMMENT_LET_THROUGH="A comment of yours that had waited for a moderator can be read.",
    COMMENT_NOT_LET_THROUGH="A comment of yours that had waited stays between you and the moderators.",
    MERGED="An idea that they have a part in was merged into another one.",
    TOOK_IN="Another idea was merged into theirs.",
    UNMERGED="An idea that they have a part in stands on its own again.",
)
described(
    NoticeTopic,
    "What notices are about, as members choose their mail.",
    OWN_OUTCOMES="What becomes of their own ideas.",
    OUTCOMES="What becomes of ideas that they back or follow.",
    REPLIES="Replies to them, mentions of them, and questions.",
    OFFERS="Offers to take part in their ideas, and what became of their own offers.",
    COMMENTS="Comments on ideas they follow.",
    DUTIES="What waits for them at work; for staff.",
    MODERATION="What moderators did with their texts and reports.",
)
described(
    Pace,
    "How soon a member wants mail.",
    AT_ONCE="As soon as it happens, outside of quiet hours.",
    DAILY="Together, once a day.",
    WEEKLY="Together, on Mondays.",
    NEVER="Not at all.",
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
    "NoticeKind",
    "NoticeTopic",
    "OfferKind",
    "Pace",
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
