"""Who reacts to what, on one page. A fact without a line here is kept for the record."""

from collections.abc import Mapping, Sequence

from domain import answers, follows, images, notifications, triage
from domain.answers import AnswerOverdue, AnswerPublished, ClockPaused, ClockResumed
from domain.behalf import CustomerIdeaRecorded, CustomerVoteRecorded, RecordedIdeaTakenBack, RecordingTakenBack
from domain.changelog import (
    ChangelogDiscarded,
    ChangelogDrafted,
    ChangelogExtended,
    ChangelogPublished,
    ChangelogRevised,
)
from domain.comments import CommentRemoved, CommentRevised, CommentWritten
from domain.community import CommunityRevised
from domain.events import Fact, Subscriber
from domain.ideas import IdeaFiled, IdeaRevised, IdeaSubmitted, IdeaWithdrawn, TagAdded, TagRenamed, TagRetired
from domain.images import ImagesPlaced
from domain.members import (
    BestCustomersNamed,
    DutyNamed,
    EmailChanged,
    MemberJoined,
    MemberLeft,
    RoleChanged,
    SponsorNamed,
    TeamRevised,
)
from domain.metrics import (
    MetricAdded,
    MetricBroughtBack,
    MetricRetired,
    MetricRevised,
    ReadingCorrected,
    ReadingMade,
    ReadingsMade,
)
from domain.moderation import (
    CommentHidden,
    CommentRestored,
    EditAdmitted,
    EditKeptBack,
    EditRejected,
    IdeaHidden,
    IdeaRestored,
    MemberSuspended,
    NoteRemoved,
    NoteWritten,
    ReportMade,
    ReportSettled,
    SuspensionLifted,
    TextAdmitted,
    TextKeptBack,
    TextRejected,
)
from domain.offers import CoAuthorAccepted, CoAuthorDeclined, CoAuthorLeft, OfferMade, OfferTakenBack
from domain.scores import IdeaScored, ScoreWeightsRevised
from domain.triage import (
    DecisionConfirmed,
    DecisionDoubted,
    DecisionWithdrawn,
    IdeaAssigned,
    IdeaClaimed,
    IdeaDecided,
    IdeaMerged,
    IdeaReleased,
    IdeaReturned,
    MergeUndone,
)
from domain.votes import MergeLeft, MergeRejoined, VoteCast, VoteWithdrawn

SUBSCRIBERS: Mapping[type[Fact], Sequence[Subscriber]] = {
    CommentRemoved: (images.remove_with_comment,),
    IdeaSubmitted: (follows.author_follows, answers.start_clock),
    CustomerIdeaRecorded: (follows.recorder_follows,),
    IdeaWithdrawn: (answers.end_clock, notifications.tell_of_withdrawal),
    CommentWritten: (follows.commenter_follows, notifications.tell_of_comment, answers.hear_reply),
    OfferMade: (notifications.tell_of_offer,),
    OfferTakenBack: (notifications.tell_of_removal,),
    CoAuthorAccepted: (notifications.tell_of_acceptance, images.remove_with_ask),
    CoAuthorDeclined: (notifications.tell_of_declining, images.remove_with_ask),
    CoAuthorLeft: (notifications.tell_of_parting,),
    ClockPaused: (notifications.tell_of_question,),
    AnswerPublished: (notifications.tell_of_answer,),
    AnswerOverdue: (notifications.tell_of_overdue,),
    IdeaAssigned: (notifications.tell_of_assignment,),
    IdeaDecided: (notifications.tell_of_decision,),
    IdeaMerged: (notifications.tell_of_merge,),
    MergeUndone: (notifications.tell_of_undoing,),
    IdeaReturned: (notifications.tell_of_return,),
    RoleChanged: (triage.let_go,),
    DecisionDoubted: (notifications.tell_of_doubt,),
    DecisionConfirmed: (notifications.tell_of_confirmation,),
    DecisionWithdrawn: (notifications.tell_of_giving_up,),
    ChangelogExtended: (notifications.tell_of_addition,),
    ChangelogPublished: (notifications.tell_of_changelog,),
    IdeaHidden: (notifications.tell_of_hiding,),
    IdeaRestored: (notifications.tell_of_restoring,),
    CommentHidden: (notifications.tell_of_comment_hiding,),
    CommentRestored: (notifications.tell_of_comment_restoring,),
    ReportSettled: (notifications.tell_of_settled_report,),
    TextAdmitted: (notifications.tell_of_letting_through,),
    MemberSuspended: (notifications.tell_of_suspension,),
    SuspensionLifted: (notifications.tell_of_lifting,),
    NoteWritten: (notifications.tell_of_note,),
    EditAdmitted: (notifications.tell_of_edit,),
    EditRejected: (notifications.tell_of_rejected_edit,),
    TextRejected: (notifications.tell_of_turning_down,),
}

FOR_THE_RECORD: frozenset[type[Fact]] = frozenset(
    {
        BestCustomersNamed,
        ChangelogDiscarded,
        ChangelogDrafted,
        ChangelogRevised,
        ClockResumed,
        CommentRevised,
        CommunityRevised,
        CustomerVoteRecorded,
        DutyNamed,
        EmailChanged,
        IdeaFiled,
        IdeaRevised,
        IdeaScored,
        ScoreWeightsRevised,
        IdeaClaimed,
        IdeaReleased,
        ImagesPlaced,
        MemberJoined,
        MemberLeft,
        MergeLeft,
        MergeRejoined,
        MetricAdded,
        MetricBroughtBack,
        MetricRetired,
        MetricRevised,
        NoteRemoved,
        ReadingCorrected,
        ReadingMade,
        ReadingsMade,
        ReportMade,
        RecordedIdeaTakenBack,
        RecordingTakenBack,
        SponsorNamed,
        TagAdded,
        TagRenamed,
        TagRetired,
        TeamRevised,
        EditKeptBack,
        TextKeptBack,
        VoteCast,
        VoteWithdrawn,
    }
)
