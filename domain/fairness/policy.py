"""Who looks at cases, who judges them, and who may say something to one."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, exists, false

from domain.errors import Conflict, NotAllowed, _
from domain.fairness.model import Appeal, CaseParty, FairnessCase
from domain.members import Actor, Member, require_member
from domain.permissions import Permission


class DecidedBefore(NotAllowed):
    """A second look is somebody else's."""

    code = "decided_before"
    message = _("You decided this before. A member asked for a second look, so somebody else decides it now.")


class HadAHand(NotAllowed):
    """Who helped a test to end as it did doesn't say whether that was right."""

    code = "had_a_hand"
    message = _(
        "You helped to change this test while it ran, or to conclude it. So somebody else decides whether it ended as "
        "it should."
    )


class CaseMoved(Conflict):
    """What would happen isn't what was looked at."""

    code = "case_moved"
    message = _("The votes of this case have changed since you looked. Here is how it stands now.")


class VotesBusy(Conflict):
    """Something else moves the counters of many ideas."""

    code = "votes_busy"
    message = _(
        "Votes are being counted for something else just now, so nothing has changed. Please try again shortly."
    )


class CaseDecidedAlready(Conflict):
    """Somebody else was quicker."""

    code = "case_decided"
    message = _("This case has been decided. Somebody else may just have done it.")


class AppealedAlready(Conflict):
    """Once is enough."""

    code = "appealed"
    message = _("You have asked for a second look at this already. What became of it stands here.")


class NothingToAppeal(Conflict):
    """Nothing is held against them."""

    code = "nothing_to_appeal"
    message = _("These votes count. There is nothing to look at again.")


def cases_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for cases whose evidence the actor may read: moderators', but none that concerns them."""
    if not actor.may(Permission.MODERATE):
        return false()
    return ~exists().where(CaseParty.case_id == FairnessCase.id, CaseParty.member_id == actor.id)


def own_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for a member's own part in cases."""
    return CaseParty.member_id == actor.id if actor.id is not None else false()


def may_review(actor: Actor) -> bool:
    """Return whether the actor looks at cases."""
    return actor.may(Permission.MODERATE)


def require_reviewer(actor: Actor) -> Member:
    """Return the actor as a member who looks at cases; raises SignInNeeded or NotAllowed."""
    return require_member(actor, Permission.MODERATE)


def refusal(actor: Actor, appeals: Sequence[Appeal], hands: Collection[int]) -> NotAllowed | None:
    """Return why the actor may not decide a case that they see, None where they may.

    A second look is somebody else's, and `hands` helped what it is about to come to its end.
    """
    if not may_review(actor):
        return NotAllowed()
    if actor.id in hands:
        return HadAHand()
    return DecidedBefore() if any(each.outcome is None and each.against_id == actor.id for each in appeals) else None


def require_may_judge(actor: Actor, appeals: Sequence[Appeal], hands: Collection[int]) -> None:
    """Raise SignInNeeded, NotAllowed, HadAHand or DecidedBefore unless the actor may decide a case that they see."""
    require_reviewer(actor)
    if (refused := refusal(actor, appeals, hands)) is not None:
        raise refused
