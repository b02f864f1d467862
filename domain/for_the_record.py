"""Facts that nobody reacts to: they are kept for the record."""

from domain.answers import ClockResumed
from domain.badges import BadgeHidden, BadgeShown, BadgeWithdrawn
from domain.behalf import CustomerVoteRecorded, RecordedIdeaTakenBack, RecordingTakenBack
from domain.challenges import (
    ChallengeAnnounced,
    ChallengeAnswered,
    ChallengeDiscarded,
    ChallengeDrafted,
    ChallengeJoined,
    ChallengeLeft,
    ChallengeReadingMade,
    ChallengeRevised,
)
from domain.changelog import ChangelogDiscarded, ChangelogDrafted, ChangelogRevised
from domain.comments import CommentRevised
from domain.community import CommunityRevised
from domain.credentials import CredentialIssued, IssuerKeysMade, IssuerKeysRotated
from domain.events import Fact
from domain.experiments import (
    ConclusionConfirmed,
    ExperimentPaused,
    ExperimentPlanned,
    ExperimentResumed,
    TotalsCorrected,
    TotalsEntered,
)
from domain.fairness import CaseAppealed
from domain.heroes import HeroReported, HeroTakenBack, HeroWithdrawn, NominationTakenBack
from domain.ideas import IdeaFiled, IdeaRevised, TagAdded, TagRenamed, TagRetired
from domain.images import ImagesPlaced
from domain.members import (
    BestCustomersNamed,
    DutyNamed,
    EmailChanged,
    MemberLeft,
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
from domain.moderation import EditKeptBack, NoteRemoved, ReportMade, TextKeptBack
from domain.recognition import CardPublicationChanged, CardReported, CardRevised, CardTakenBack
from domain.rewards import RuleRevised, SeasonClosed
from domain.rollouts import RolloutAdvanced, RolloutStepDropped, RolloutSteppedBack, RolloutStepPlanned
from domain.scores import IdeaScored, ScoreWeightsRevised
from domain.triage import IdeaClaimed, IdeaReleased

FOR_THE_RECORD: frozenset[type[Fact]] = frozenset(
    {
        BadgeHidden,
        BadgeWithdrawn,
        BadgeShown,
        BestCustomersNamed,
        CardPublicationChanged,
        CardReported,
        CardRevised,
        CardTakenBack,
        ChallengeAnnounced,
        ChallengeAnswered,
        ChallengeDiscarded,
        ChallengeDrafted,
        ChallengeJoined,
        ChallengeLeft,
        ChallengeReadingMade,
        ChallengeRevised,
        CaseAppealed,
        ChangelogDiscarded,
        ChangelogDrafted,
        ChangelogRevised,
        ClockResumed,
        CommentRevised,
        CommunityRevised,
        CredentialIssued,
        CustomerVoteRecorded,
        DutyNamed,
        EmailChanged,
        ConclusionConfirmed,
        ExperimentPaused,
        ExperimentPlanned,
        ExperimentResumed,
        HeroReported,
        HeroTakenBack,
        HeroWithdrawn,
        IdeaFiled,
        IdeaRevised,
        IdeaScored,
        ScoreWeightsRevised,
        IdeaClaimed,
        IdeaReleased,
        ImagesPlaced,
        IssuerKeysMade,
        IssuerKeysRotated,
        MemberLeft,
        MetricAdded,
        MetricBroughtBack,
        MetricRetired,
        MetricRevised,
        NominationTakenBack,
        NoteRemoved,
        ReadingCorrected,
        ReadingMade,
        ReadingsMade,
        ReportMade,
        RuleRevised,
        SeasonClosed,
        RolloutAdvanced,
        RolloutStepDropped,
        RolloutSteppedBack,
        RolloutStepPlanned,
        RecordedIdeaTakenBack,
        RecordingTakenBack,
        SponsorNamed,
        TagAdded,
        TagRenamed,
        TagRetired,
        TeamRevised,
        EditKeptBack,
        TotalsCorrected,
        TotalsEntered,
        TextKeptBack,
    }
)
