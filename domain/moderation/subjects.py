"""What a report or a hiding is about: an idea, a comment below one, or an offer on one."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain import comments, ideas, offers
from domain.comments import Comment
from domain.errors import NotFound
from domain.ideas import Idea
from domain.members import Actor
from domain.moderation.policy import author_of, require_may_judge, require_moderator
from domain.offers import Offer


@dataclass(frozen=True)
class Subject:
    """A text: the idea itself, where there is neither a comment nor an offer."""

    idea: Idea
    comment: Comment | None = None
    offer: Offer | None = None

    @property
    def text(self) -> Idea | Comment | Offer:
        """Return what it is about."""
        return self.comment or self.offer or self.idea

    @property
    def author_id(self) -> int:
        """Return who wrote it."""
        return author_of(self.text)

    @property
    def columns(self) -> dict[str, int | None]:
        """Return the columns that say which text a row is about."""
        return {
            "idea_id": self.idea.id,
            "comment_id": self.comment.id if self.comment else None,
            "offer_id": self.offer.id if self.offer else None,
        }


async def seen(
    session: AsyncSession,
    actor: Actor,
    *,
    idea_id: int | None = None,
    comment_id: int | None = None,
    offer_id: int | None = None,
) -> Subject:
    """Return what is named, the idea, the comment or the offer, as far as the actor sees it; raises NotFound."""
    if comment_id is not None:
        comment = await comments.visible(session, actor, comment_id)
        found = Subject(comment.idea, comment=comment)
    elif offer_id is not None:
        offer = await offers.visible(session, actor, offer_id)
        found = Subject(offer.idea, offer=offer)
    else:
        found = Subject(await ideas.visible(session, actor, idea_id or 0))
    if found.idea.is_draft:
        raise NotFound
    return found


async def held(
    session: AsyncSession,
    actor: Actor,
    *,
    idea_id: int | None = None,
    comment_id: int | None = None,
    offer_id: int | None = None,
) -> Subject:
    """Return a text that the actor judges, held for a change: the idea first, in the order in which all hold them.

    Raises SignInNeeded, NotAllowed, NotFound, OwnJudgement.
    """
    require_moderator(actor)
    found = await seen(session, actor, idea_id=idea_id, comment_id=comment_id, offer_id=offer_id)
    require_may_judge(actor, found.text)
    idea = await ideas.visible(session, actor, found.idea.id, lock=True)
    if found.comment is not None:
        return Subject(idea, comment=await comments.visible(session, actor, found.comment.id, lock=True))
    if found.offer is not None:
        return Subject(idea, offer=await offers.visible(session, actor, found.offer.id, lock=True))
    return Subject(idea)
