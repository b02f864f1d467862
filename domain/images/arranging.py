"""Putting images where they belong: what somebody asks for, what that changes, and doing it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import comments, ideas, members, offers
from domain.clock import now
from domain.errors import NotAllowed, NotFound, _, problem
from domain.events import record
from domain.images.events import ImagesPlaced
from domain.images.model import ALTERNATIVE_MOST, IMAGES_MOST, Image
from domain.members import Actor, Member
from domain.texts import checked

TOO_MANY = _("%(most)s images fit here. Please take one away before you add another.")


@dataclass(frozen=True)
class Described:
    """An image to put somewhere, or one that stands there, and what it shows in words."""

    image_id: int
    alternative_text: str = ""


@dataclass(frozen=True)
class Arrangement:
    """What somebody asks for: images to put somewhere or to describe anew, and some to take away; others stay."""

    described: Collection[Described] = ()
    removed: Collection[int] = ()

    def __bool__(self) -> bool:
        return bool(self.described or self.removed)


NO_IMAGES: Final = Arrangement()


@dataclass(frozen=True)
class Changes:
    """What becomes other where images stand: those that come, those described anew, and those that go."""

    added: tuple[Described, ...] = ()
    described: tuple[Described, ...] = ()
    removed: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.described or self.removed)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Changes":
        """Return changes from what `dataclasses.asdict` made of them."""
        added, described = (tuple(Described(**each) for each in kept.get(name, ())) for name in ("added", "described"))
        return cls(added, described, tuple(kept.get("removed", ())))


async def place(
    session: AsyncSession,
    actor: Actor,
    described: Collection[Described],
    removed: Collection[int] = (),
    *,
    idea_id: int | None = None,
    comment_id: int | None = None,
    offer_id: int | None = None,
) -> None:
    """Put images into something that the actor may change, describe those in it anew, take some away.

    What isn't mentioned stays. An image that is in it already, or no more, is passed over, so that doing this twice
    does it once. A text that others read changes with its images in `moderation`. Raises NotFound, Invalid, and what
    changing the text would raise.
    """
    wanted = Arrangement(described, removed)
    if found := await changes(session, actor, wanted, idea_id=idea_id, comment_id=comment_id, offer_id=offer_id):
        member = members.require_self(actor)
        await put(session, member, found, idea_id=idea_id, comment_id=comment_id, offer_id=offer_id)


async def changes(
    session: AsyncSession,
    actor: Actor,
    wanted: Arrangement,
    *,
    idea_id: int | None = None,
    comment_id: int | None = None,
    offer_id: int | None = None,
    again: Collection[int] = (),
) -> Changes:
    """Return what an arrangement changes in something that the actor may change, which is held with what stands there.

    `again` are images held for an earlier wish that this takes the place of. Raises what `place` does.
    """
    if not wanted:
        return Changes()
    await _require_may_change(session, actor, idea_id=idea_id, comment_id=comment_id, offer_id=offer_id)
    found = await _standing(session, idea_id=idea_id, comment_id=comment_id, offer_id=offer_id)
    standing = {one.id: one for one in found}
    gone = [number for number in standing if number in wanted.removed]
    here = {number: one for number, one in standing.items() if number not in gone}
    added, described = [], []
    for each in wanted.described:
        if each.image_id in wanted.removed:
            continue
        said = Described(each.image_id, tidied(each.alternative_text))
        if each.image_id in here:
            described += [said] * (said.alternative_text != here[each.image_id].alternative_text)
        elif image := await _fetched(session, actor, each.image_id, here, again):
            here[image.id] = image
            added.append(said)
    if added and len(here) > IMAGES_MOST:
        raise problem("images", "too_many_images", TOO_MANY, most=IMAGES_MOST)
    return Changes(tuple(added), tuple(described), tuple(gone))


async def put(
    session: AsyncSession,
    member: Member,
    found: Changes,
    *,
    idea_id: int | None = None,
    comment_id: int | None = None,
    offer_id: int | None = None,
) -> None:
    """Let something show what the `changes` of a member make of it. Whoever calls holds it and has allowed it."""
    standing = await _standing(session, idea_id=idea_id, comment_id=comment_id, offer_id=offer_id)
    here = {one.id: one for one in standing}
    for number in found.removed:
        if number in here:
            await session.delete(here.pop(number))
    await session.flush()
    for each in (*found.added, *found.described):
        image = await session.get_one(Image, each.image_id, populate_existing=True)
        image.alternative_text = each.alternative_text
        if image.place is None:
            image.place = min(set(range(1, IMAGES_MOST + 1)) - {one.place for one in here.values()})
            image.idea_id, image.comment_id, image.offer_id = idea_id, comment_id, offer_id
            here[image.id] = image
    await session.flush()
    if found.added or found.removed:
        counts = len(found.added), len(found.removed)
        await record(session, ImagesPlaced(member.id, idea_id, comment_id, offer_id, *counts))


async def _require_may_change(
    session: AsyncSession,
    actor: Actor,
    *,
    idea_id: int | None = None,
    comment_id: int | None = None,
    offer_id: int | None = None,
) -> None:
    """Hold the thing, if the actor may change it."""
    if idea_id is not None:
        ideas.require_may_edit(actor, await ideas.visible(session, actor, idea_id, lock=True))
    elif comment_id is not None:
        comment = await comments.visible(session, actor, comment_id, lock=True)
        comments.require_may_edit(actor, comment, now(session))
    elif offer_id is not None:
        offer = await offers.visible(session, actor, offer_id, lock=True)
        if offer.member_id != actor.id:
            raise NotAllowed
        if offer.hidden_at is not None:
            raise offers.OfferOutOfSight
    else:
        raise NotFound


async def _standing(session: AsyncSession, **where: int | None) -> list[Image]:
    """Return what stands in the thing, held."""
    query = select(Image).filter_by(**{name: number for name, number in where.items() if number is not None})
    return list(await session.scalars(query.order_by(Image.place).with_for_update()))


async def _fetched(
    session: AsyncSession, actor: Actor, image_id: int, here: dict[int, Image], again: Collection[int]
) -> Image | None:
    """Return one of the actor's images that stands nowhere yet, None for a twin of one that stands here.

    Raises Invalid for one that isn't there.
    """
    loose = Image.owner_id == actor.id, Image.place.is_(None), or_(~Image.held, Image.id.in_(again))
    image = await session.scalar(select(Image).where(Image.id == image_id, *loose).with_for_update())
    if image is None:
        raise problem("images", "no_such_image", _("This image isn't here any more. Please choose it again."))
    return None if image.digest in {one.digest for one in here.values()} else image


def tidied(alternative_text: str) -> str:
    """Return what an image shows in words; raises Invalid."""
    with checked() as problems:
        return problems.line("images", alternative_text, most=ALTERNATIVE_MOST)
