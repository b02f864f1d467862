"""Who takes care of ideas and decides, and who reads what doesn't count yet."""

from sqlalchemy import ColumnElement, false, or_, true

from domain import permissions
from domain.errors import Conflict, _
from domain.ideas import MOVES, UNDECIDED, Idea, Status
from domain.members import Actor, Member, Viewer
from domain.permissions import Permission
from domain.triage.model import LEADS_TO, Decision, DecisionKind, SavedView


class DecidedMeanwhile(Conflict):
    """The idea moved after this form was opened."""

    code = "decided_meanwhile"
    message = _("Somebody decided about this idea while you were writing. Please look at it again.")


class CannotDecide(Conflict):
    """From where the idea stands there is no such move."""

    code = "cannot_decide"
    message = _("This can't be decided where the idea stands now.")


class DecisionWaits(Conflict):
    """One decision at a time."""

    code = "decision_waits"
    message = _("A decision about this idea waits for a second person. Please confirm or withdraw that one first.")


class OwnDecision(Conflict):
    """Reconsidering needs a second person."""

    code = "own_decision"
    message = _("You made this decision yourself. Somebody else has to confirm it; you can withdraw it.")


class DecisionSettled(Conflict):
    """It waits no more."""

    code = "decision_settled"
    message = _("This decision waits no more. Please look at the idea’s page again.")


class NothingToClaim(Conflict):
    """Decided ideas wait for nobody."""

    code = "nothing_to_claim"
    message = _("This idea isn't waiting to be looked at. To take it up again, reopen it.")


class ClaimedMeanwhile(Conflict):
    """Somebody else was faster."""

    code = "claimed_meanwhile"
    message = _("%(name)s takes care of this idea already.")


class ManyViews(Conflict):
    """Views are few, so that they are found."""

    code = "many_views"
    message = _("You have %(most)s views, which is as many as there may be. Please drop one first.")


class ManySharedViews(Conflict):
    """All that are shared stand in everybody's list."""

    code = "many_shared_views"
    message = _("The team shares %(most)s views, which is as many as there may be. Save it for yourself, or drop one.")


class TooLateToUndo(Conflict):
    """Others have worked on since."""

    code = "too_late_to_undo"
    message = _("This was a while ago, and others have worked on since. Please change it idea by idea.")


class GivenOnMeanwhile(Conflict):
    """Somebody else has it by now, or nobody."""

    code = "given_on_meanwhile"
    message = _("Somebody changed since who takes care of this idea. Please look at it again.")


class MergeIntoItself(Conflict):
    """One idea."""

    code = "merge_into_itself"
    message = _("An idea can't be merged into itself. Please choose another one.")
    field = "target"


class MergeInCircle(Conflict):
    """The one lives on in the other already."""

    code = "merge_in_circle"
    message = _("That one is merged into this idea already. To turn them around, undo that merge first.")
    field = "target"


class MergedAlready(Conflict):
    """An idea lives on in one other."""

    code = "merged_already"
    message = _("This idea is merged into another one already. To choose another one, undo that merge first.")


class CannotMerge(Conflict):
    """The duplicate's status, or that it is hidden, rules it out."""

    code = "cannot_merge"
    message = _("Where this idea stands now, it can't be merged into another one.")


class TargetMerged(Conflict):
    """The idea that shall stay is gone itself."""

    code = "target_merged"
    message = _("That idea is merged into another one itself. Please choose the one it lives on in.")
    field = "target"


class CannotTakeIn(Conflict):
    """The target's status, or that it is hidden, rules it out."""

    code = "cannot_take_in"
    message = _("Nothing can be merged into a draft, nor into an idea that is declined, withdrawn or hidden.")
    field = "target"


class NotMerged(Conflict):
    """No merge holds the idea."""

    code = "not_merged"
    message = _("This idea isn't merged into another one any more. Please look at its page again.")


class NoPartInMerge(Conflict):
    """Only those whose support counts with a merge can take it out."""

    code = "no_part_in_merge"
    message = _("Only those who backed this idea, and its author, can step out of the merge.")


class StepOutOver(Conflict):
    """Some days to think about it."""

    code = "step_out_over"
    message = _("The 14 days for stepping out of this merge, or coming back, are over.")


TAKES_IN = frozenset(Status) - {Status.DRAFT, Status.DECLINED, Status.WITHDRAWN, Status.MERGED}


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for decisions the actor may read; every query joins the idea."""
    return true() if actor.may(Permission.READ_TRIAGE) else Decision.effective_at.is_not(None)


def views_visible_to(actor: Viewer) -> ColumnElement[bool]:
    """Return the condition for saved views the actor may use: their own, and those shared with the team."""
    if not actor.may(Permission.READ_TRIAGE):
        return false()
    return or_(SavedView.owner_id == actor.id, SavedView.shared)


def may_read_triage(actor: Actor) -> bool:
    """Return whether the actor may look at the queue, drafts, and what the team thought beside its decisions."""
    return actor.may(Permission.READ_TRIAGE)


def may_triage(actor: Actor) -> bool:
    """Return whether the actor may take care of ideas and decide."""
    return actor.may(Permission.TRIAGE)


def may_claim(actor: Actor, idea: Idea) -> bool:
    """Return whether the actor may take up the idea now."""
    return may_triage(actor) and idea.status in UNDECIDED


def open_decisions(actor: Actor, idea: Idea) -> list[DecisionKind]:
    """Return what the actor may decide where the idea stands now, none for who may not decide."""
    if not may_triage(actor):
        return []
    reached = MOVES.get(Status.IN_REVIEW if idea.status is Status.SUBMITTED else idea.status, frozenset())
    # An idea comes back from a merge by undoing it, and from an experiment by concluding it.
    if idea.status in (Status.MERGED, Status.IN_EXPERIMENT):
        return []
    return [kind for kind in DecisionKind if LEADS_TO[kind] in reached]


def may_merge(actor: Actor, idea: Idea) -> bool:
    """Return whether the actor may merge the idea into another one where it stands now."""
    return may_triage(actor) and Status.MERGED in MOVES.get(idea.status, ()) and idea.hidden_at is None


def takes_in(idea: Idea) -> bool:
    """Return whether others can be merged into the idea where it stands now."""
    return idea.status in TAKES_IN and idea.hidden_at is None


def require_may_merge(duplicate: Idea, target: Idea) -> None:
    """Raise what speaks against the one living on in the other; the first refusal that holds."""
    if duplicate.id == target.id:
        raise MergeIntoItself
    if target.id in duplicate.merged_ids:
        raise MergeInCircle
    if duplicate.status is Status.MERGED:
        raise MergedAlready
    if Status.MERGED not in MOVES.get(duplicate.status, ()) or duplicate.hidden_at is not None:
        raise CannotMerge
    if target.status is Status.MERGED:
        raise TargetMerged
    if not takes_in(target):
        raise CannotTakeIn


def require_may_triage(actor: Actor) -> None:
    """Raise SignInNeeded or NotAllowed unless the actor may take care of ideas and decide."""
    permissions.require(actor, Permission.TRIAGE)


def require_may_read_triage(actor: Actor) -> None:
    """Raise SignInNeeded or NotAllowed unless the actor may look at the queue."""
    permissions.require(actor, Permission.READ_TRIAGE)


def require_may_claim(idea: Idea, claimer: Member, held: Member | None) -> None:
    """Raise NothingToClaim or ClaimedMeanwhile unless the member may take up the idea that `held` takes care of."""
    if idea.status not in UNDECIDED:
        raise NothingToClaim
    if held is not None and held.id != claimer.id:
        raise ClaimedMeanwhile(name=held.name)


def require_may_assign(idea: Idea) -> None:
    """Raise NothingToClaim for an idea that nobody can take care of."""
    if idea.status in (Status.DRAFT, Status.MERGED, Status.WITHDRAWN):
        raise NothingToClaim


def require_may_decide(actor: Actor, idea: Idea, kind: DecisionKind, *, seen: Status, waits: bool) -> None:
    """Raise DecidedMeanwhile, DecisionWaits or CannotDecide unless this may be decided where the idea stands."""
    if idea.status is not seen:
        raise DecidedMeanwhile
    if waits:
        raise DecisionWaits
    if kind not in open_decisions(actor, idea):
        raise CannotDecide
