"""Who keeps challenges, who sees which, and who takes part."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, true

from domain.challenges.model import Challenge, ChallengeKind, ChallengeState
from domain.errors import Conflict, NotAllowed, _
from domain.members import Actor, Member, Viewer, require_member
from domain.permissions import Permission


class ChallengeFixed(Conflict):
    """What was promised stays as it was promised."""

    code = "challenge_fixed"
    message = _("What a challenge promises is fixed once it has started. It can only be called off, with a reason.")


class NotADraft(Conflict):
    """It was announced before."""

    code = "not_a_draft"
    message = _("This challenge was announced already. It can be called off, with a reason.")


class NotAnnounced(Conflict):
    """There is nothing to call off."""

    code = "not_announced"
    message = _("This challenge hasn’t been announced. A draft can be thrown away.")


class NotOver(Conflict):
    """It goes on."""

    code = "not_over"
    message = _("This challenge isn’t over yet. Who won is decided after its last day.")


class OverAlready(Conflict):
    """Nobody can come along any more."""

    code = "challenge_over"
    message = _("The time of this challenge is over.")


class DecidedAlready(Conflict):
    """Somebody decided it before."""

    code = "challenge_decided"
    message = _("It has been decided who won. The result stays as it is.")


class CalledOffAlready(Conflict):
    """It was called off."""

    code = "called_off"
    message = _("This challenge was called off.")


class NotRunning(Conflict):
    """It takes answers and readings in its time alone."""

    code = "not_running"
    message = _("This challenge isn’t running just now.")


class NotForJoining(Conflict):
    """Everybody takes part in it with their ideas."""

    code = "not_for_joining"
    message = _("Nobody has to join this challenge: write an idea, and you take part.")


class NotForIdeas(Conflict):
    """It is about work, and no call for ideas."""

    code = "not_for_ideas"
    message = _("This challenge isn’t a call for ideas.")


class NotAParticipant(Conflict):
    """Readings are entered for who joined themselves."""

    code = "not_a_participant"
    message = _("Readings can only be entered for people who joined this challenge themselves.")


class OwnReading(NotAllowed):
    """Somebody else enters one's figures."""

    code = "own_reading"
    message = _("Nobody enters their own figures. Please ask somebody else who keeps challenges.")


class OwnChallenge(NotAllowed):
    """Nobody confirms that they won."""

    code = "own_challenge"
    message = _("You met both thresholds yourself, so somebody else has to confirm who won.")


def visible_to(actor: Viewer) -> ColumnElement[bool]:
    """Return the condition for challenges the actor may see: announced ones, those among staff for staff alone."""
    if not actor.may(Permission.READ):
        return false()
    if may_keep(actor):
        return true()
    mine = [Challenge.kind == ChallengeKind.IDEAS]
    if actor.may(Permission.JOIN_CHALLENGE):
        mine.append(Challenge.kind == ChallengeKind.STAFF)
    return and_(Challenge.announced_at.is_not(None), or_(*mine))


def may_keep(actor: Viewer) -> bool:
    """Return whether the actor writes challenges, enters readings and confirms who won."""
    return actor.may(Permission.KEEP_CHALLENGES)


def require_keeper(actor: Actor) -> Member:
    """Return the actor as a member who keeps challenges; raises SignInNeeded or NotAllowed."""
    return require_member(actor, Permission.KEEP_CHALLENGES)


def may_join(actor: Actor, challenge: Challenge, moment: datetime) -> bool:
    """Return whether the actor may join the challenge now; that they haven't yet is for others to know."""
    open_ = challenge.state(moment) in (ChallengeState.ANNOUNCED, ChallengeState.RUNNING)
    return open_ and challenge.kind is ChallengeKind.STAFF and actor.may(Permission.JOIN_CHALLENGE)


def may_answer(actor: Actor, challenge: Challenge, moment: datetime) -> bool:
    """Return whether the actor may answer the call with an idea now."""
    running = challenge.state(moment) is ChallengeState.RUNNING
    return running and challenge.kind is ChallengeKind.IDEAS and actor.may(Permission.SUBMIT_IDEA)


def require_open(challenge: Challenge, moment: datetime) -> ChallengeState:
    """Return where a challenge stands; raises CalledOffAlready, DecidedAlready for one that is done with."""
    state = challenge.state(moment)
    if state is ChallengeState.CALLED_OFF:
        raise CalledOffAlready
    if state is ChallengeState.DECIDED:
        raise DecidedAlready
    return state
