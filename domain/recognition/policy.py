"""Who thanks, who reads which card, and who may change one when."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from domain.errors import Conflict, NotAllowed, NotFound, SignInNeeded, _
from domain.members import Actor, Member, TeamMembership, require_member
from domain.permissions import Permission, Role
from domain.recognition.model import CardRecipient, CardReport, CardVisibility, RecognitionCard


class CardSealed(Conflict):
    """Ten minutes are over."""

    code = "card_sealed"
    message = _("The ten minutes in which this card could be changed are over. You can withdraw it, with a reason.")


class CardWithdrawnAlready(Conflict):
    """Nothing is left of it but its place."""

    code = "card_withdrawn"
    message = _("This card has been withdrawn.")


class NotTheSender(NotAllowed):
    """Somebody else's card."""

    code = "not_the_sender"
    message = _("Only who sent the card can do this.")


class NotARecipient(NotAllowed):
    """It thanks others."""

    code = "not_a_recipient"
    message = _("Only whom the card thanks can say whether others read it.")


class NotThanked(NotAllowed):
    """It thanks others."""

    code = "not_thanked"
    message = _("Only whom the card thanks can carry it away.")


class CardStillOpen(Conflict):
    """What is signed stays as it is, so its words have to stand."""

    code = "card_still_open"
    message = _("Its sender may still change this card. Ten minutes after it was sent you can carry it away.")


class CardOutOfSight(Conflict):
    """A moderator hid it."""

    code = "card_out_of_sight"
    message = _("This card is hidden, so it can’t be carried away.")


class OwnCard(NotAllowed):
    """One's own words need no report."""

    code = "own_card"
    message = _("You wrote this card yourself. You can withdraw it.")


class ConcernsThem(NotAllowed):
    """Nobody judges their own card."""

    code = "concerns_you"
    message = _("You wrote this card, or it thanks you. Somebody else has to look at it.")


def is_theirs(member_id: int | None) -> ColumnElement[bool]:
    """Return the condition that a card is this member's, as its sender or a recipient."""
    if member_id is None:
        return false()
    to_them = exists().where(CardRecipient.card_id == RecognitionCard.id, CardRecipient.member_id == member_id)
    return or_(RecognitionCard.sender_id == member_id, to_them)


def published() -> ColumnElement[bool]:
    """Return the condition that nothing keeps a card from those whom it was written for besides its recipients."""
    declined = exists().where(CardRecipient.card_id == RecognitionCard.id, CardRecipient.declined_at.is_not(None))
    return and_(RecognitionCard.hidden_at.is_(None), ~declined)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for cards the actor may know of, withdrawn ones too, of which only the place is left."""
    if not actor.may(Permission.READ):
        return false()
    readers = [is_theirs(actor.id), and_(published(), RecognitionCard.visibility == CardVisibility.EVERYONE)]
    if actor.id is not None:
        readers.append(and_(published(), _for_teams_of(actor.id)))
    if actor.may(Permission.MODERATE):
        reported = exists().where(CardReport.card_id == RecognitionCard.id)
        readers.append(or_(RecognitionCard.hidden_at.is_not(None), reported))
    return or_(*readers)


def _for_teams_of(member_id: int) -> ColumnElement[bool]:
    theirs, mine = aliased(TeamMembership), aliased(TeamMembership)
    shared = (
        select(CardRecipient.card_id)
        .join(theirs, theirs.member_id == CardRecipient.member_id)
        .join(mine, mine.team_id == theirs.team_id)
        .where(CardRecipient.card_id == RecognitionCard.id, mine.member_id == member_id)
    )
    return and_(RecognitionCard.visibility == CardVisibility.TEAM, shared.exists())


def may_send(actor: Actor) -> bool:
    """Return whether the actor thanks people with cards: who works here does."""
    return actor.may(Permission.SEND_CARD)


def require_sender(actor: Actor) -> Member:
    """Return the actor as a member who sends cards; raises SignInNeeded or NotAllowed."""
    return require_member(actor, Permission.SEND_CARD)


def needs_evidence(actor: Actor) -> bool:
    """Return whether the actor's cards have to name what they are about: executives' do."""
    return actor.role is Role.EXECUTIVE


def may_change(actor: Actor, card: RecognitionCard, now: datetime) -> bool:
    """Return whether the actor may change the card or take it back now."""
    return may_send(actor) and card.sender_id == actor.id and card.is_standing and now < card.changeable_until


def may_withdraw(actor: Actor, card: RecognitionCard) -> bool:
    """Return whether the actor may withdraw the card."""
    return actor.id is not None and card.sender_id == actor.id and card.withdrawn_at is None


def may_carry(actor: Actor, card: RecognitionCard, now: datetime) -> bool:
    """Return whether the actor may carry the card away as a badge: whom it thanks, once its words stand."""
    return card.is_to(actor.id) and card.is_standing and now >= card.changeable_until


def may_report(actor: Actor, card: RecognitionCard) -> bool:
    """Return whether the actor may complain about a card they see."""
    return actor.may(Permission.REPORT_TEXT) and card.sender_id != actor.id and card.is_standing


def require_may_report(actor: Actor, card: RecognitionCard) -> None:
    """Raise SignInNeeded, OwnCard or NotFound unless the actor may complain about a card they see."""
    require_member(actor, Permission.REPORT_TEXT)
    if card.sender_id == actor.id:
        raise OwnCard
    if not may_report(actor, card):
        raise NotFound


def may_moderate(actor: Actor, card: RecognitionCard) -> bool:
    """Return whether the actor looks at reports of this card: a moderator whom it neither thanks nor came from."""
    return actor.may(Permission.MODERATE) and card.sender_id != actor.id and not card.is_to(actor.id)


def require_may_moderate(actor: Actor, card: RecognitionCard) -> Member:
    """Return the actor as a member who judges this card; raises SignInNeeded, NotAllowed or ConcernsThem."""
    moderator = require_member(actor, Permission.MODERATE)
    if not may_moderate(actor, card):
        raise ConcernsThem
    return moderator


def may_read_fairness(actor: Actor) -> bool:
    """Return whether the actor sees how thanks are spread: admins do, and the sponsor."""
    is_sponsor = isinstance(actor, Member) and actor.is_sponsor and actor.may(Permission.READ)
    return is_sponsor or actor.may(Permission.READ_FAIRNESS)


def require_may_read_fairness(actor: Actor) -> None:
    """Raise SignInNeeded or NotAllowed unless the actor sees how thanks are spread."""
    if actor.id is None:
        raise SignInNeeded
    if not may_read_fairness(actor):
        raise NotAllowed
