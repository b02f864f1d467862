"""Who makes offers, who reads them, and who answers those that ask.

Everybody who sees an idea sees how many offers it has. What somebody would make of their own is shown like a comment;
who tests, helps or asks to build, and with which words, only those who stand for the idea and staff read. What a
moderator took out of sight is there for whoever made it and for moderators, and doesn't count.
"""

from sqlalchemy import ColumnElement, and_, false, or_, true

from domain import ideas, permissions
from domain.errors import Conflict, NotAllowed, _
from domain.ideas import Idea
from domain.members import Actor
from domain.offers.model import CALLS, Offer, OfferKind
from domain.permissions import Permission


class OfferOnOwnIdea(Conflict):
    """Offers come from others."""

    code = "offer_on_own_idea"
    message = _("This is your own idea, or you share it. Offers to take part come from others.")


class OffersClosed(Conflict):
    """The idea's status takes no offers."""

    code = "offers_closed"
    message = _("Where this idea stands now, nobody else can join in. What was offered before stays.")


class OtherCall(Conflict):
    """Each idea asks for what its quadrant calls for."""

    code = "other_call"
    message = _("This idea asks for another way to take part. Please look at its page again.")


class OfferAnswered(Conflict):
    """An ask is answered once."""

    code = "offer_answered"
    message = _("This has been answered already. Please look at the idea’s page again.")


class OfferOutOfSight(Conflict):
    """A moderator has it out of sight."""

    code = "offer_out_of_sight"
    message = _("A moderator took this offer out of sight, so it can’t be changed, answered or made again.")


class NothingToAnswer(Conflict):
    """Only those who ask to build together wait for an answer."""

    code = "nothing_to_answer"
    message = _("This offer needs no yes or no. Thank them in a comment, or just begin.")


class NotYourOffer(NotAllowed):
    """Somebody else's offer."""

    code = "not_your_offer"
    message = _("Only the person who offered this can take it back.")


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for offers whose member and words the actor may read; every query joins the idea."""
    if not actor.may(Permission.READ):
        return false()
    return and_(Offer.taken_back_at.is_(None), _concerns(actor), _in_sight(actor))


def _concerns(actor: Actor) -> ColumnElement[bool]:
    if actor.may(Permission.READ_ANY_OFFER):
        return true()
    shown = Offer.kind == OfferKind.MAKE
    if actor.id is None:
        return shown
    return or_(shown, Offer.member_id == actor.id, Idea.author_id == actor.id, Idea.co_author_ids.contains([actor.id]))


def _in_sight(actor: Actor) -> ColumnElement[bool]:
    if actor.may(Permission.MODERATE):
        return true()
    shown = Offer.hidden_at.is_(None)
    return shown if actor.id is None else or_(shown, Offer.member_id == actor.id)


def counts() -> ColumnElement[bool]:
    """Return the condition for offers that count, whoever looks: they stand, and everybody concerned sees them."""
    return and_(Offer.declined_at.is_(None), Offer.hidden_at.is_(None), Offer.taken_back_at.is_(None))


def may_offer(actor: Actor, idea: Idea) -> bool:
    """Return whether the actor may answer the idea's call now."""
    return actor.may(Permission.MAKE_OFFER) and not idea.is_by(actor.id) and ideas.takes_offers(idea)


def may_take_back(actor: Actor, offer: Offer) -> bool:
    """Return whether the actor may take the offer away: their own, or as product team anybody's."""
    return offer.is_open and (offer.member_id == actor.id or actor.may(Permission.REMOVE_ANY_OFFER))


def may_answer(actor: Actor, idea: Idea) -> bool:
    """Return whether the actor decides who shares the idea: its author, or the product team when nobody is there."""
    if actor.id is not None and idea.author_id == actor.id:
        return True
    absent = idea.author.left_at is not None or idea.author.imported
    return absent and actor.may(Permission.EDIT_ANY_IDEA)


def require_may_offer(actor: Actor, idea: Idea, kind: OfferKind) -> None:
    """Raise SignInNeeded, OfferOnOwnIdea, OffersClosed or OtherCall unless the actor may make this offer."""
    permissions.require(actor, Permission.MAKE_OFFER)
    if idea.is_by(actor.id):
        raise OfferOnOwnIdea
    if not ideas.takes_offers(idea):
        raise OffersClosed
    if idea.quadrant is None or CALLS[idea.quadrant] is not kind:
        raise OtherCall


def require_may_take_back(actor: Actor, offer: Offer) -> None:
    """Raise NotYourOffer or OfferAnswered unless the actor may take the offer away."""
    if offer.member_id != actor.id and not actor.may(Permission.REMOVE_ANY_OFFER):
        raise NotYourOffer
    if not may_take_back(actor, offer):
        raise OfferAnswered


def require_may_answer(actor: Actor, idea: Idea) -> None:
    """Raise SignInNeeded or NotTheAuthor unless the actor decides who shares the idea."""
    permissions.require(actor, Permission.MAKE_OFFER)
    if not may_answer(actor, idea):
        raise ideas.NotTheAuthor
