"""Who records for customers, and who reads and takes back what was recorded. How many it are, all may know."""

from sqlalchemy import ColumnElement, false, true

from domain.behalf.model import RecordedIdea, Recording
from domain.errors import Conflict, _
from domain.members import Actor, Member, require_member
from domain.permissions import Permission
from domain.votes import OwnIdea


class BacksAlready(Conflict):
    """The customer has a vote on the idea, and there is one for each."""

    code = "backs_already"
    message = _("They back this idea already, by themselves. A vote counts once.")


class TheirOwnIdea(OwnIdea):
    """The customer stands for the idea, and support comes from others."""

    code = "their_own_idea"
    message = _("It is their own idea, or they share it or what was merged into it. Support has to come from others.")


class RecordedAlready(Conflict):
    """The same idea of the same customer is there."""

    code = "recorded_already"
    message = _("This customer has an idea of this title already. Say there what is new, or choose another title.")
    field = "title"


class ClaimedMeanwhile(Conflict):
    """The customer joined, and what they said is theirs to withdraw."""

    code = "claimed_meanwhile"
    message = _("The customer has joined by now, and the idea is theirs: only they can take it back.")


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for recordings the actor may read: all for staff, none for anybody else."""
    return true() if actor.may(Permission.RECORD_FOR_CUSTOMER) else false()


def may_record(actor: Actor) -> bool:
    """Return whether the actor records what customers say."""
    return actor.may(Permission.RECORD_FOR_CUSTOMER)


def require_may_record(actor: Actor) -> Member:
    """Return the actor as a member who records; raises SignInNeeded or NotAllowed."""
    return require_member(actor, Permission.RECORD_FOR_CUSTOMER)


def may_take_back(actor: Actor, recording: Recording | RecordedIdea) -> bool:
    """Return whether the actor may undo the recording: whoever made it, or who tends ideas."""
    return may_record(actor) and (recording.recorded_by_id == actor.id or actor.may(Permission.TRIAGE))
