"""Who sees an image: whoever sees what it stands in, and before it stands anywhere its owner alone.

What is held for a moderator to look at, moderators see too.
"""

from sqlalchemy import ColumnElement, and_, exists, or_

from domain import comments, ideas, offers
from domain.comments import Comment
from domain.ideas import Idea
from domain.images.model import Image
from domain.members import Actor
from domain.offers import Offer
from domain.permissions import Permission


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for images the actor may see."""
    seen = ideas.visible_to(actor)
    by_idea = exists().where(Idea.id == Image.idea_id, seen)
    by_comment = exists().where(
        Comment.id == Image.comment_id,
        Comment.removed_at.is_(None),
        comments.visible_to(actor),
        Comment.idea_id == Idea.id,
        seen,
    )
    by_offer = exists().where(
        Offer.id == Image.offer_id,
        Offer.accepted_at.is_(None),
        Offer.declined_at.is_(None),
        offers.visible_to(actor),
        Offer.idea_id == Idea.id,
        seen,
    )
    if actor.id is None:
        return or_(by_idea, by_comment, by_offer)
    own = and_(Image.place.is_(None), Image.owner_id == actor.id)
    to_look_at = [Image.held] if actor.may(Permission.MODERATE) else []
    return or_(by_idea, by_comment, by_offer, own, *to_look_at)
