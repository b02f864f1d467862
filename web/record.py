"""The record of staff actions, for admins to read and filter."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain import behalf, ideas, members, moderation
from domain.community import Community
from domain.errors import _
from domain.experiments import CONCLUSIONS, ConclusionKind
from domain.ideas import Status
from domain.moderation import REASONS, ReportOutcome, ReportReason, StaffAction
from domain.paging import Slice
from domain.permissions import Permission, Role
from web import i18n, statuses
from web.pieces import ROLES
from web.render import page
from web.visit import Inside, Session

router = APIRouter()
SHOWN = 50
ACTIONS = {
    "AnswerPublished": _("Published an answer"),
    "BadgeBroughtBack": _("Brought a badge back"),
    "BadgeMade": _("Made a badge"),
    "BadgeRevised": _("Wrote a new version of a badge"),
    "BadgeWithdrawn": _("Withdrew a badge"),
    "BadgeGiven": _("Gave a badge"),
    "BadgeRevoked": _("Took a badge back"),
    "IssuerKeysRotated": _("Took new keys for badges"),
    "BestCustomersNamed": _("Named the best customers"),
    "CardHidden": _("Hid a card"),
    "CardReportSettled": _("Settled a report about a card"),
    "CardRestored": _("Brought a card back"),
    "CardRevised": _("Changed a card"),
    "CardSent": _("Sent a card"),
    "CardTakenBack": _("Took a card back"),
    "CardWithdrawn": _("Withdrew a card"),
    "ChallengeAnnounced": _("Announced a challenge"),
    "ChallengeAnswered": _("Answered a call with an idea"),
    "ChallengeCancelled": _("Called a challenge off"),
    "ChallengeDecided": _("Confirmed who won a challenge"),
    "ChallengeDiscarded": _("Threw the draft of a challenge away"),
    "ChallengeDrafted": _("Began to write a challenge"),
    "ChallengeReadingMade": _("Entered a reading in a challenge"),
    "ChallengeRevised": _("Changed a challenge"),
    "CaseDecided": _("Decided about votes that were looked at"),
    "QuarantineLifted": _("Let votes count again"),
    "VotesQuarantined": _("Held votes back"),
    "ChangelogDiscarded": _("Threw away a draft of the changelog"),
    "ChangelogDrafted": _("Began an entry of the changelog"),
    "ChangelogPublished": _("Published an entry of the changelog"),
    "ChangelogExtended": _("Named one more idea in an entry of the changelog"),
    "ChangelogRevised": _("Changed an entry of the changelog"),
    "ClockPaused": _("Asked the author something"),
    "ClockResumed": _("Let the clock run again"),
    "CoAuthorAccepted": _("Accepted a co-author"),
    "CoAuthorDeclined": _("Declined a co-author"),
    "CoAuthorLeft": _("Parted from a co-author"),
    "CommentCredited": _("Credited a comment that an idea builds on"),
    "CreditTakenBack": _("Took credit for a comment back"),
    "HeroAgreed": _("Agreed to be a hero of the month"),
    "HeroChosen": _("Chose a hero of the month"),
    "HeroDeclined": _("Would rather not be a hero of the month"),
    "HeroHidden": _("Hid a hero’s story"),
    "HeroNominated": _("Told of a person who should be a hero"),
    "HeroReportSettled": _("Settled a report about a hero’s story"),
    "HeroRestored": _("Brought a hero’s story back"),
    "HeroTakenBack": _("Took the choice of a hero back"),
    "HeroWithdrawn": _("Took a hero’s story off the wall"),
    "NominationTakenBack": _("Took back what was told of a person"),
    "CommentHidden": _("Hid a comment"),
    "CommentRemoved": _("Removed a comment"),
    "CommentRestored": _("Brought a comment back"),
    "CommunityRevised": _("Changed the community"),
    "EditAdmitted": _("Let an edit through"),
    "EditRejected": _("Did not let an edit through"),
    "CustomerIdeaRecorded": _("Wrote down an idea of a customer"),
    "CustomerVoteRecorded": _("Recorded that a customer backs an idea"),
    "ConclusionConfirmed": _("Confirmed a conclusion against the advice"),
    "ConclusionDoubted": _("Concluded an experiment against the advice, which waits for a second person"),
    "ConclusionWithdrawn": _("Withdrew a conclusion"),
    "DecisionConfirmed": _("Confirmed a decision"),
    "DecisionDoubted": _("Made a decision that waits for a second person"),
    "DecisionWithdrawn": _("Withdrew a decision"),
    "DutyNamed": _("Named who is on duty"),
    "ExperimentApproved": _("Approved the plan of an experiment"),
    "ExperimentArchived": _("Archived an experiment"),
    "ExperimentAssigned": _("Gave an experiment to an owner or a team"),
    "ExperimentConcluded": _("Concluded an experiment"),
    "ExperimentPaused": _("Paused an experiment"),
    "ExperimentPlanned": _("Began to plan an experiment"),
    "ExperimentProposed": _("Proposed the plan of an experiment"),
    "ExperimentResumed": _("Let an experiment run on"),
    "ExperimentSentBack": _("Sent the plan of an experiment back"),
    "ExperimentStarted": _("Started an experiment"),
    "IdeaAssigned": _("Gave an idea into somebody’s care"),
    "IdeaClaimed": _("Took an idea up"),
    "IdeaDecided": _("Decided about an idea"),
    "IdeaFiled": _("Filed an idea under tags"),
    "IdeaHidden": _("Hid an idea"),
    "IdeaMerged": _("Merged an idea into another one"),
    "IdeaReleased": _("Let go of an idea"),
    "IdeaRestored": _("Brought an idea back"),
    "IdeaRevised": _("Changed an idea"),
    "IdeaScored": _("Scored an idea"),
    "ImagesPlaced": _("Placed images"),
    "LearningCardReused": _("Built on what was learned"),
    "MemberSuspended": _("Suspended a member"),
    "MergeUndone": _("Undid a merge"),
    "MetricAdded": _("Added a metric"),
    "MetricBroughtBack": _("Brought a metric back"),
    "MetricRetired": _("Retired a metric"),
    "MetricRevised": _("Changed a metric"),
    "NoteRemoved": _("Removed a note"),
    "NoteWritten": _("Left a note"),
    "OfferHidden": _("Hid an offer"),
    "OfferRestored": _("Brought an offer back"),
    "OfferTakenBack": _("Took an offer back or away"),
    "BenefitNoted": _("Said whether the business felt what was scaled"),
    "BenefitVerified": _("Confirmed that the business felt what was scaled"),
    "BenefitWithdrawn": _("Took back what was said of a benefit"),
    "RolloutAdvanced": _("Brought what was scaled to more people"),
    "RolloutAssigned": _("Gave a rollout to an owner"),
    "RolloutStepDropped": _("Dropped a step of a rollout"),
    "RolloutStepPlanned": _("Planned a step of a rollout"),
    "RolloutSteppedBack": _("Noted a step back of a rollout"),
    "ReadingCorrected": _("Corrected a reading"),
    "ReadingMade": _("Entered a reading"),
    "ReadingsMade": _("Entered readings from a list"),
    "PlanApproved": _("Approved a changed plan of an experiment"),
    "PlanDismissed": _("Turned a changed plan of an experiment down"),
    "PlanRevised": _("Changed the plan of an experiment that runs"),
    "RecordedIdeaTakenBack": _("Took a recorded idea back"),
    "RecordingTakenBack": _("Took a recorded vote back"),
    "ReportSettled": _("Settled a report"),
    "RoleChanged": _("Changed a role"),
    "ScoreWeightsRevised": _("Changed the weights of the score"),
    "RuleRevised": _("Wrote a new version of a rule"),
    "SeasonClosed": _("Closed a season"),
    "SponsorNamed": _("Named the sponsor"),
    "SuspensionLifted": _("Let a member write again"),
    "TagAdded": _("Put a tag on the list"),
    "TagRenamed": _("Renamed a tag"),
    "TagRetired": _("Took a tag off the list"),
    "TeamRevised": _("Changed a team"),
    "TotalsCorrected": _("Corrected totals of an experiment"),
    "TotalsEntered": _("Entered totals of an experiment"),
    "TextAdmitted": _("Let a text through"),
    "TextRejected": _("Didn’t let a text through"),
}
_OUTCOMES = {ReportOutcome.HIDDEN: _("Hidden"), ReportOutcome.KEPT: _("Left there")}
_IDEAS = ("idea_id", "target_id")
_PEOPLE = ("member_id", "author_id")


@router.get("/admin/record")
async def show_record(
    visit: Inside,
    session: Session,
    kind: Annotated[str, Query(max_length=60)] = "",
    who: Annotated[str, Query(max_length=60)] = "",
    after: str | None = None,
) -> Response:
    """Show what staff did, latest first, of one kind and by one person if asked."""
    members.require_member(visit.actor, Permission.READ_RECORD)
    handle = who.strip().removeprefix("@").lower()
    found = await moderation.staff_actions(session, visit.actor, Slice(SHOWN, after=after), kind=kind, handle=handle)

    def numbers(names: tuple[str, ...]) -> set[int]:
        return {each.fact.data[name] for each in found.items for name in names if each.fact.data.get(name) is not None}

    return page(
        visit,
        "admin/record.html",
        page=found,
        actions=ACTIONS,
        kind=kind,
        who=who,
        ideas=await ideas.by_ids(session, visit.actor, numbers(_IDEAS)),
        people=await members.by_ids(session, numbers(_PEOPLE)),
        details={each.fact.id: details(each, visit.community) for each in found.items},
    )


def details(action: StaffAction, community: Community) -> list[str]:
    """Return what a fact says beside who did what to whom, in the reader's language."""
    data, say = action.fact.data, i18n.gettext
    told = []
    if "to_status" in data:
        moved = (statuses.label(Status(data[name]), community) for name in ("from_status", "to_status"))
        told.append(" → ".join(moved))
    if "after" in data:
        told.append(" → ".join(say(ROLES[Role(data[name])]) for name in ("before", "after")))
    elif "name" in data:
        told.append(" → ".join(data[name] for name in ("before", "name") if name in data))
    if data.get("reason"):
        told.append(say(REASONS[ReportReason(data["reason"])]))
    if action.fact.kind == "ExperimentConcluded":
        told.append(say(CONCLUSIONS[ConclusionKind(data["kind"])]))
    if "outcome" in data:
        told.append(say(_OUTCOMES[ReportOutcome(data["outcome"])]))
    if "source" in data:
        told.append(say(behalf.SOURCES[behalf.Source(data["source"])]))
    if "days" in data:
        told.append(i18n.ngettext("%(count)s day", "%(count)s days", data["days"]) % {"count": data["days"]})
    if "version" in data and "idea_id" not in data:
        told.append(say(_("Version %(number)s")) % {"number": data["version"]})
    return told
