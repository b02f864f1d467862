"""Who complains about what, who settles it, and who reads of it."""

from sqlalchemy import ColumnElement, false, or_, true

from domain import permissions
from domain.comments import Comment
from domain.errors import Conflict, NotAllowed, NotFound, _
from domain.ideas import Idea
from domain.members import Actor, Member, require_member
from domain.moderation.model import HeldEdit, Hiding, Report
from domain.offers import Offer
from domain.permissions import Permission


class OwnText(NotAllowed):
    """One's own words need no report."""

    code = "own_text"
    message = _("You wrote this yourself. You can change it, or take it back.")


class OwnJudgement(NotAllowed):
    """Nobody judges what is said of their own."""

    code = "own_judgement"
    message = _("This is your own. Another moderator has to look at it.")


class ReportSettledAlready(Conflict):
    """A moderator has looked at it; once is enough."""

    code = "report_settled"
    message = _("Somebody has looked at your report of this already. What they said stands on your page of reports.")


class NothingToSettle(Conflict):
    """Somebody else was quicker."""

    code = "nothing_to_settle"
    message = _("Nothing is left to settle here. Somebody else may just have done it.")


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for reports the actor may read: all of them for moderators, one's own for others."""
    if actor.may(Permission.MODERATE):
        return true()
    return Report.member_id == actor.id if actor.id is not None else false()


def hidings_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for hidings the actor may read of: all for moderators, of their own texts for authors.

    Every query joins the idea, and the comment or the offer where there is one.
    """
    if actor.may(Permission.MODERATE):
        return true()
    if actor.id is None:
        return false()
    of_idea = Hiding.comment_id.is_(None) & Hiding.offer_id.is_(None) & (Idea.author_id == actor.id)
    return or_(of_idea, Comment.author_id == actor.id, Offer.member_id == actor.id)


def edits_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for held edits the actor may read: what waits for moderators, their own for others."""
    mine = HeldEdit.editor_id == actor.id if actor.id is not None else false()
    return or_(mine, HeldEdit.turned_down_at.is_(None)) if actor.may(Permission.MODERATE) else mine


def may_moderate(actor: Actor) -> bool:
    """Return whether the actor settles reports, hides and restores."""
    return actor.may(Permission.MODERATE)


def author_of(text: Idea | Comment | Offer) -> int:
    """Return who wrote a text."""
    return text.member_id if isinstance(text, Offer) else text.author_id


def may_report(actor: Actor, text: Idea | Comment | Offer) -> bool:
    """Return whether the actor may complain about a text they see."""
    match text:
        case Comment():
            there = text.removed_at is None
        case Offer():
            there = text.is_open and text.hidden_at is None
        case _:
            there = True
    return actor.may(Permission.REPORT_TEXT) and author_of(text) != actor.id and there


def require_may_report(actor: Actor, text: Idea | Comment | Offer) -> None:
    """Raise SignInNeeded, OwnText or NotFound unless the actor may complain about the text."""
    permissions.require(actor, Permission.REPORT_TEXT)
    if author_of(text) == actor.id:
        raise OwnText
    if not may_report(actor, text):
        raise NotFound


def may_judge(actor: Actor, text: Idea | Comment | Offer) -> bool:
    """Return whether the actor settles reports of this text, hides and restores it: nobody what they stand for."""
    own = text.is_by(actor.id) if isinstance(text, Idea) else author_of(text) == actor.id
    return actor.may(Permission.MODERATE) and not own


def require_may_judge(actor: Actor, text: Idea | Comment | Offer) -> Member:
    """Return the actor as a member who judges this text; raises SignInNeeded, NotAllowed or OwnJudgement."""
    moderator = require_moderator(actor)
    if not may_judge(actor, text):
        raise OwnJudgement
    return moderator


def require_moderator(actor: Actor) -> Member:
    """Return the actor as a member who moderates; raises SignInNeeded or NotAllowed."""
    return require_member(actor, Permission.MODERATE)


def notes_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for notes the actor may know of: all for staff, none for anybody else."""
    return true() if actor.may(Permission.SHARE_NOTES) else false()


def may_share_notes(actor: Actor) -> bool:
    """Return whether the actor reads and writes notes."""
    return actor.may(Permission.SHARE_NOTES)


class StaffStay(Conflict):
    """Who works here is not suspended."""

    code = "staff_stay"
    message = _("People who work here can’t be suspended. An administrator can change their role first.")


def may_suspend(actor: Actor, member: Member) -> bool:
    """Return whether the actor may suspend this member."""
    return actor.may(Permission.SUSPEND_MEMBER) and not member.is_staff and not member.imported
