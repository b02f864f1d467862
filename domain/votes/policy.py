"""Who may vote on what."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, FromClause, and_, any_, or_

from domain import ideas, permissions
from domain.errors import Conflict, _
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.permissions import Permission

NEWCOMER_FOR = timedelta(days=7)
NEWCOMERS_A_DAY = 50


class OwnIdea(Conflict):
    """Support comes from others."""

    code = "own_idea"
    message = _(
        "This is your own idea, or you share it or what was merged into it. Support for it has to come from others."
    )


class VotingClosed(Conflict):
    """The idea's status takes no votes."""

    code = "voting_closed"
    message = _("Voting on this idea is closed. The votes it has are kept.")


def may_vote(actor: Actor, idea: Idea) -> bool:
    """Return whether the actor may cast a vote on the idea now, or take one back."""
    return actor.may(Permission.CAST_VOTE) and not idea.is_near(actor.id) and ideas.takes_votes(idea)


def require_may_vote(actor: Actor, idea: Idea) -> None:
    """Raise SignInNeeded, OwnIdea or VotingClosed unless the actor may vote on the idea."""
    permissions.require(actor, Permission.CAST_VOTE)
    if idea.is_near(actor.id):
        raise OwnIdea
    if not ideas.takes_votes(idea):
        raise VotingClosed


def allows(idea: FromClause, member_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the same as a condition on an idea's row, for a member."""
    is_theirs = near(idea, member_id)
    return and_(idea.c.status.in_(sorted(ideas.OPEN_FOR_VOTES)), idea.c.hidden_at.is_(None), ~is_theirs)


def near(idea: FromClause, member_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return `Idea.is_near` as a condition on an idea's row, for a member."""
    people = (any_(idea.c.co_author_ids), any_(idea.c.merged_author_ids))
    return or_(idea.c.author_id == member_id, *(member_id == each for each in people))


def is_newcomer(member: Member, moment: datetime) -> bool:
    """Return whether the member joined by themselves within NEWCOMER_FOR before the moment; their looks may be many."""
    return not member.imported and moment < member.joined_at + NEWCOMER_FOR
