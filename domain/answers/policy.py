"""Who answers ideas, and who reads what isn't published yet."""

from sqlalchemy import ColumnElement, true

from domain import ideas, permissions
from domain.answers.model import Answer
from domain.errors import Conflict, _
from domain.ideas import Idea
from domain.members import Actor
from domain.permissions import Permission


class NoAnswerHere(Conflict):
    """The idea's status takes no answer."""

    code = "no_answer_here"
    message = _("Where this idea stands now, it can't be answered.")


class AnswerPublishedAlready(Conflict):
    """What was published stays as it was read."""

    code = "answer_published_already"
    message = _("This answer has been published. It stays as it was read; you can add another one.")


class OwnDraft(Conflict):
    """A review needs a second pair of eyes."""

    code = "own_draft"
    message = _("You wrote this draft yourself. Somebody else has to look at it.")


class ClockNotRunning(Conflict):
    """Only a clock that runs can be stopped."""

    code = "clock_not_running"
    message = _("The clock doesn't run for this idea, so there is nothing to hold.")


class ClockPausedAlready(Conflict):
    """One question at a time."""

    code = "clock_paused_already"
    message = _("The author has been asked something already. The clock stands still until they reply.")


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for answers the actor may read; every query has loaded or joins the idea."""
    return true() if actor.may(Permission.READ_TRIAGE) else Answer.published_at.is_not(None)


def may_answer(actor: Actor, idea: Idea) -> bool:
    """Return whether the actor may answer the idea now."""
    return actor.may(Permission.TRIAGE) and ideas.takes_answers(idea)


def require_may_answer(actor: Actor, idea: Idea) -> None:
    """Raise SignInNeeded, NotAllowed or NoAnswerHere unless the actor may answer the idea now."""
    permissions.require(actor, Permission.TRIAGE)
    if not may_answer(actor, idea):
        raise NoAnswerHere
