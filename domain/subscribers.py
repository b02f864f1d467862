"""Who reacts to what, on one page. What is kept for the record only stands in `for_the_record`."""

from domain import answers, badges, credentials, fairness, follows, images, notifications, recognition, rewards, triage
from domain.answers import AnswerOverdue, AnswerPublished, ClockPaused
from domain.badges import (
    BadgeBroughtBack,
    BadgeGiven,
    BadgeMade,
    BadgeRevised,
    BadgeRevoked,
)
from domain.behalf import CustomerIdeaRecorded
from domain.challenges import (
    ChallengeCancelled,
    ChallengeDecided,
    ChallengeEnded,
)
from domain.changelog import (
    ChangelogExtended,
    ChangelogPublished,
)
from domain.comments import CommentCredited, CommentRemoved, CommentWritten, CreditTakenBack
from domain.events import Subscribers
from domain.experiments import (
    ConclusionDoubted,
    ConclusionWithdrawn,
    ExperimentApproved,
    ExperimentArchived,
    ExperimentAssigned,
    ExperimentConcluded,
    ExperimentProposed,
    ExperimentSentBack,
    ExperimentStarted,
    LearningCardReused,
    PlanApproved,
    PlanDismissed,
    PlanRevised,
    VerdictFell,
    VerdictOverdue,
)
from domain.fairness import CaseDecided, CaseOpened, QuarantineLifted, VotesQuarantined
from domain.heroes import (
    HeroAgreed,
    HeroChosen,
    HeroDeclined,
    HeroNominated,
)
from domain.ideas import IdeaSubmitted, IdeaWithdrawn
from domain.members import (
    RoleChanged,
)
from domain.moderation import (
    CommentHidden,
    CommentRestored,
    EditAdmitted,
    EditRejected,
    IdeaHidden,
    IdeaRestored,
    MemberSuspended,
    NoteWritten,
    ReportSettled,
    SuspensionLifted,
    TextAdmitted,
    TextRejected,
)
from domain.offers import CoAuthorAccepted, CoAuthorDeclined, CoAuthorLeft, OfferMade, OfferTakenBack
from domain.recognition import (
    CardHidden,
    CardReportSettled,
    CardRestored,
    CardSent,
    CardWithdrawn,
)
from domain.rewards import PointsEarned
from domain.rollouts import (
    BenefitNoted,
    BenefitVerified,
    BenefitWithdrawn,
    FollowUpOverdue,
    RolloutAssigned,
)
from domain.triage import (
    DecisionConfirmed,
    DecisionDoubted,
    DecisionWithdrawn,
    IdeaAssigned,
    IdeaDecided,
    IdeaMerged,
    IdeaReturned,
    MergeUndone,
)
from domain.votes import MergeLeft, MergeRejoined, VoteCast, VoteWithdrawn

SUBSCRIBERS: Subscribers = {
    CommentRemoved: (images.remove_with_comment, rewards.reward, badges.look),
    CommentCredited: (notifications.tell_of_credit, rewards.reward, badges.look),
    CreditTakenBack: (rewards.reward, badges.look),
    IdeaSubmitted: (follows.author_follows, answers.start_clock, rewards.reward, badges.look),
    CustomerIdeaRecorded: (follows.recorder_follows,),
    IdeaWithdrawn: (answers.end_clock, notifications.tell_of_withdrawal, rewards.reward, badges.look),
    CommentWritten: (follows.commenter_follows, notifications.tell_of_comment, answers.hear_reply),
    OfferMade: (notifications.tell_of_offer,),
    OfferTakenBack: (notifications.tell_of_removal,),
    CoAuthorAccepted: (notifications.tell_of_acceptance, images.remove_with_ask, rewards.reward, badges.look),
    CoAuthorDeclined: (notifications.tell_of_declining, images.remove_with_ask),
    CoAuthorLeft: (notifications.tell_of_parting,),
    ClockPaused: (notifications.tell_of_question,),
    AnswerPublished: (notifications.tell_of_answer, badges.look_at_answerer),
    AnswerOverdue: (notifications.tell_of_overdue,),
    IdeaAssigned: (notifications.tell_of_assignment,),
    IdeaDecided: (notifications.tell_of_decision, rewards.reward, badges.look),
    IdeaMerged: (notifications.tell_of_merge, rewards.reward, badges.look),
    MergeUndone: (notifications.tell_of_undoing, rewards.reward, badges.look),
    IdeaReturned: (notifications.tell_of_return, rewards.reward, badges.look),
    RoleChanged: (triage.let_go,),
    DecisionDoubted: (notifications.tell_of_doubt,),
    DecisionConfirmed: (notifications.tell_of_confirmation,),
    DecisionWithdrawn: (notifications.tell_of_giving_up,),
    ChangelogExtended: (notifications.tell_of_addition,),
    ChangelogPublished: (notifications.tell_of_changelog,),
    IdeaHidden: (notifications.tell_of_hiding, rewards.reward, badges.look),
    IdeaRestored: (notifications.tell_of_restoring, rewards.reward, badges.look),
    CommentHidden: (notifications.tell_of_comment_hiding, rewards.reward, badges.look),
    CommentRestored: (notifications.tell_of_comment_restoring, rewards.reward, badges.look),
    ReportSettled: (notifications.tell_of_settled_report,),
    TextAdmitted: (notifications.tell_of_letting_through, rewards.reward, badges.look),
    MemberSuspended: (notifications.tell_of_suspension,),
    SuspensionLifted: (notifications.tell_of_lifting,),
    NoteWritten: (notifications.tell_of_note,),
    EditAdmitted: (notifications.tell_of_edit,),
    EditRejected: (notifications.tell_of_rejected_edit,),
    TextRejected: (notifications.tell_of_turning_down, rewards.reward, badges.look),
    ExperimentProposed: (notifications.tell_of_plan,),
    PlanRevised: (notifications.tell_of_plan,),
    ExperimentApproved: (notifications.tell_of_approval, rewards.reward, badges.look),
    PlanApproved: (notifications.tell_of_approval, rewards.reward, badges.look),
    ExperimentSentBack: (notifications.tell_of_sending_back, rewards.reward, badges.look),
    PlanDismissed: (notifications.tell_of_sending_back,),
    ExperimentAssigned: (notifications.tell_of_handing_over,),
    ExperimentStarted: (notifications.tell_of_start, rewards.reward, badges.look),
    VerdictFell: (notifications.tell_of_verdict,),
    VerdictOverdue: (notifications.tell_of_late_verdict,),
    ConclusionDoubted: (notifications.tell_of_doubted_conclusion,),
    CardSent: (notifications.tell_of_card,),
    CardHidden: (notifications.tell_of_card_hiding, recognition.follow_cards),
    CardRestored: (notifications.tell_of_card_restoring, recognition.follow_cards),
    CardWithdrawn: (recognition.follow_cards,),
    CardReportSettled: (notifications.tell_of_settled_card_report,),
    ConclusionWithdrawn: (notifications.tell_of_withdrawn_conclusion, rewards.reward, badges.look),
    ExperimentConcluded: (
        notifications.tell_of_conclusion,
        rewards.reward,
        badges.look,
        badges.look_at_owner,
    ),
    PointsEarned: (notifications.tell_of_points,),
    VoteCast: (fairness.keep_out, rewards.settle_later),
    VotesQuarantined: (fairness.take_back_points, notifications.tell_of_quarantine),
    QuarantineLifted: (fairness.pay_again,),
    CaseOpened: (fairness.hold_points,),
    CaseDecided: (fairness.release_points, notifications.tell_of_decided_case),
    VoteWithdrawn: (rewards.settle_later,),
    ExperimentArchived: (rewards.reward, badges.look),
    MergeLeft: (rewards.reward, badges.look),
    MergeRejoined: (rewards.reward, badges.look),
    LearningCardReused: (rewards.reward, badges.look),
    RolloutAssigned: (notifications.tell_of_rollout,),
    FollowUpOverdue: (notifications.tell_of_follow_up,),
    BenefitNoted: (notifications.tell_of_benefit,),
    BadgeGiven: (credentials.ask_for_signing, notifications.tell_of_badge),
    BadgeMade: (badges.survey_one,),
    BadgeRevised: (badges.survey_one,),
    BadgeBroughtBack: (badges.survey_one,),
    BadgeRevoked: (notifications.tell_of_revocation,),
    BenefitWithdrawn: (notifications.tell_of_withdrawn_benefit, rewards.reward, badges.look),
    BenefitVerified: (rewards.reward, badges.look),
    HeroNominated: (notifications.tell_of_nomination,),
    HeroChosen: (notifications.tell_of_choice,),
    HeroAgreed: (notifications.tell_of_agreement,),
    HeroDeclined: (notifications.tell_of_refusal,),
    ChallengeEnded: (notifications.tell_of_ended_challenge,),
    ChallengeDecided: (notifications.tell_of_winners,),
    ChallengeCancelled: (notifications.tell_of_calling_off,),
}
