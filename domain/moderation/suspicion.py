"""What makes a text wait for a moderator before others see it: first texts, and what spam looks like.

Nothing is refused for it, and no third party is asked. Of whoever has shown a few texts, or is a regular, only what
resembles a removed text waits; of people who work here, nothing.
"""

import re
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, func, literal, literal_column, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community
from domain.comments import Comment
from domain.errors import _
from domain.ideas import Idea, Status
from domain.members import Member, TrustLevel
from domain.moderation.model import Hiding, Sign, SignKind
from domain.offers import Offer

KNOWN_AFTER = 3  # texts in sight
LINKS_MOST = 2
QUICK = 2.0  # seconds from opening a form to sending it
ALIKE = 0.6  # of the groups of three letters that two texts have together
WORDS_LEAST = 6  # fewer are alike by chance
COMPARED, LETTERS = 300, 2000  # so many removed texts, and so much of each

_LINK = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
SENTENCES: dict[SignKind, str] = {
    SignKind.FIRST_TEXT: _("One of the first texts of this member"),
    SignKind.LINKS: _("Links in it: %(number)s"),
    SignKind.LIKE_REMOVED: _("It resembles a text that was taken out of sight"),
    SignKind.QUICK: _("It was sent %(number)s s after the form was opened"),
    SignKind.UNSEEN_FIELD: _("A field was filled in that people don’t see"),
    SignKind.WITHOUT_FORM: _("It was sent without the form"),
}


@dataclass(frozen=True)
class Sending:
    """How a form was sent: how many seconds after it was opened, None if nothing proves that it was."""

    seconds: float | None
    filled_unseen: bool = False


async def signs(
    session: AsyncSession, author: Member, text: str, *, sent: Sending | None = None, from_draft: bool = False
) -> list[Sign]:
    """Return what makes a text wait that the author has just written; nothing makes those of people who work here.

    `sent` is None where there is no form; a draft may have been ready when its form was opened.
    """
    if author.is_staff:
        return []
    first_texts = (await community.current(session)).first_texts
    known_after = max(first_texts, KNOWN_AFTER)
    shown, alike = (await session.execute(select(_in_sight(author, known_after + 1), _alike(text)))).one()
    before = shown - 1  # the new one is among them
    found = [Sign(SignKind.FIRST_TEXT)] if before < first_texts and not _is_regular(author) else []
    if before < known_after and not _is_regular(author):
        found += _of_strangers(text, None if from_draft and sent and not sent.filled_unseen else sent)
    return found + [Sign(SignKind.LIKE_REMOVED)] * (alike and len(text.split()) >= WORDS_LEAST)


async def signs_of_edit(session: AsyncSession, editor: Member, before: str, after: str) -> list[Sign]:
    """Return what makes the edit of a text wait that all see: links that strangers add, or the likeness to a removed
    text that it didn't have. Where first texts wait, any new link does."""
    if editor.is_staff:
        return []
    first_texts = (await community.current(session)).first_texts
    known_after = max(first_texts, KNOWN_AFTER)
    query = select(_in_sight(editor, known_after + 1), _alike(before), _alike(after))
    shown, was_alike, alike = (await session.execute(query)).one()
    links, more = len(_LINK.findall(after)), set(_LINK.findall(after)) - set(_LINK.findall(before))
    many = bool(more) and links > (0 if first_texts else LINKS_MOST)
    found = [Sign(SignKind.LINKS, links)] if many and shown <= known_after and not _is_regular(editor) else []
    like = alike and not was_alike and len(after.split()) >= WORDS_LEAST
    return found + [Sign(SignKind.LIKE_REMOVED)] * like


def _is_regular(member: Member) -> bool:
    """Return whether a member's texts are no longer a stranger's, however few there are."""
    return member.trust.reaches(TrustLevel.REGULAR)


def _of_strangers(text: str, sent: Sending | None) -> list[Sign]:
    links = len(_LINK.findall(text))
    found = [Sign(SignKind.LINKS, links)] if links > LINKS_MOST else []
    if sent is None:
        return found
    if sent.filled_unseen:
        found.append(Sign(SignKind.UNSEEN_FIELD))
    if sent.seconds is None:
        found.append(Sign(SignKind.WITHOUT_FORM))
    elif sent.seconds < QUICK:
        found.append(Sign(SignKind.QUICK, max(0, int(sent.seconds))))
    return found


def _in_sight(author: Member, most: int) -> ScalarSelect[int]:
    """Return how many of the author's texts all can read, counting to `most`."""
    of_ideas = select(literal(1)).where(Idea.author_id == author.id, Idea.hidden_at.is_(None))
    of_ideas = of_ideas.where(Idea.status != Status.DRAFT)
    of_comments = select(literal(1)).where(Comment.author_id == author.id, Comment.held_at.is_(None))
    of_comments = of_comments.where(Comment.removed_at.is_(None))
    some = union_all(of_ideas, of_comments).limit(literal_column(str(most))).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _alike(text: str) -> ScalarSelect[bool]:
    """Return whether one of the texts that moderators took out of sight last resembles this one."""
    of_idea = func.concat_ws("\n", Idea.title, Idea.problem, Idea.proposal)
    said = func.left(func.coalesce(Offer.text, Comment.hidden_body, Comment.body, of_idea), LETTERS).label("said")
    latest = select(said).select_from(Hiding).join(Hiding.idea).outerjoin(Hiding.comment).outerjoin(Hiding.offer)
    latest = latest.where(Hiding.restored_at.is_(None), Hiding.reason.is_not(None)).order_by(Hiding.id.desc())
    removed = latest.limit(literal_column(str(COMPARED))).subquery()
    most = func.coalesce(func.max(func.similarity(removed.c.said, text[:LETTERS])), 0)
    return select(most > ALIKE).scalar_subquery()
