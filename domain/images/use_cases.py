"""Keeping what was uploaded, holding it for what shows it by itself, and letting go of what nobody shows."""

import asyncio
from collections.abc import Collection

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members
from domain.clock import now
from domain.comments import CommentRemoved
from domain.errors import _, problem
from domain.events import RecordedFact
from domain.images.arranging import TOO_MANY, Described, tidied
from domain.images.folder import Folder, FolderEmpty
from domain.images.model import (
    BYTES_MOST,
    IMAGES_MOST,
    LOOSE_FOR,
    UPLOADS_MOST,
    UPLOADS_PER,
    Image,
    ImageBytes,
    file_names,
)
from domain.images.queries import files, mark
from domain.images.workshop import Picture
from domain.members import Actor, Member
from domain.offers import CoAuthorAccepted, CoAuthorDeclined, Offer, OfferTakenBack
from domain.permissions import Permission

NO_ROOM_LEFT = _("Your images take all the room that we can give. Take some away to make room.")


async def announce(session: AsyncSession, actor: Actor, count: int = 1) -> None:
    """Count images that are about to be drawn, which takes time whether or not they are any. Raises TooMany."""
    member = members.require_member(actor, Permission.ADD_IMAGE)
    for _each in range(count):
        await members.spend(session, f"image:{member.id}", UPLOADS_MOST, UPLOADS_PER)


async def claim(session: AsyncSession, folder: Folder) -> None:
    """Mark the folder as this community's, unless it is already. Raises FolderTaken, FolderEmpty, FolderAway."""
    if await asyncio.to_thread(folder.owner) is None:
        names = await files(session)
        if names and len(await asyncio.to_thread(folder.missing, names)) == len(names):
            raise FolderEmpty
    await asyncio.to_thread(folder.claim, await mark(session))


async def keep(
    session: AsyncSession,
    actor: Actor,
    picture: Picture,
    *,
    alternative_text: str = "",
    folder: Folder | None = None,
) -> Image:
    """Keep an image that stands nowhere yet, in the folder if there is one; the same again is the same.

    Raises Invalid, FolderAway, FolderTaken, FolderEmpty.
    """
    owner = await members.lock(session, members.require_member(actor, Permission.ADD_IMAGE))
    alternative_text = tidied(alternative_text)
    loose = Image.place.is_(None), ~Image.held
    twin = select(Image).where(Image.owner_id == owner.id, Image.digest == picture.digest, *loose)
    image = await session.scalar(twin)
    if image is not None:
        image.alternative_text, image.created_at = alternative_text or image.alternative_text, now(session)
        return image
    size = len(picture.large) + len(picture.small)
    used = await session.scalar(select(func.sum(Image.size)).where(Image.owner_id == owner.id)) or 0
    if used + size > BYTES_MOST:
        raise problem("images", "no_room_left", NO_ROOM_LEFT)
    if folder is not None:
        await claim(session, folder)
    image = Image(
        owner_id=owner.id,
        digest=picture.digest,
        width=picture.width,
        height=picture.height,
        small_width=picture.small_width,
        small_height=picture.small_height,
        size=size,
        alternative_text=alternative_text,
        created_at=now(session),
    )
    session.add(image)
    await session.flush()
    if folder is None:
        session.add(ImageBytes(image_id=image.id, large=picture.large, small=picture.small))
        await session.flush()
    else:
        for name, content in zip(file_names(picture.digest), (picture.large, picture.small), strict=True):
            await asyncio.to_thread(folder.write, name, content)
    return image


async def hold(session: AsyncSession, owner: Member, described: Collection[Described]) -> list[Image]:
    """Keep images of a member's that stand nowhere for something that shows them by itself, and describe them.

    Raises Invalid for one that isn't there, and for more than three.
    """
    found: list[Image] = []
    for each in described:
        mine = Image.id == each.image_id, Image.owner_id == owner.id, Image.place.is_(None), ~Image.held
        image = await session.scalar(select(Image).where(*mine).with_for_update())
        if image is None:
            raise problem("images", "no_such_image", _("This image isn't here any more. Please choose it again."))
        if len(found) == IMAGES_MOST:
            raise problem("images", "too_many_images", TOO_MANY, most=IMAGES_MOST)
        image.held, image.alternative_text = True, tidied(each.alternative_text)
        await session.flush()
        found.append(image)
    return found


async def release(session: AsyncSession, image_ids: Collection[int]) -> None:
    """Hold images no longer; they stand nowhere, until they are put somewhere or a day is over."""
    await session.execute(update(Image).where(Image.id.in_(image_ids), Image.held).values(held=False))


async def let_go(session: AsyncSession, image_ids: Collection[int]) -> None:
    """Throw away images that were held, since what showed them is gone."""
    await session.execute(delete(Image).where(Image.id.in_(image_ids), Image.held))


async def remove_with_comment(session: AsyncSession, fact: CommentRemoved, _recorded: RecordedFact) -> None:
    """Let a removed comment's images go for good; nobody sees them from the moment it was removed."""
    await session.execute(delete(Image).where(Image.comment_id == fact.comment_id))


async def remove_with_ask(
    session: AsyncSession, fact: CoAuthorAccepted | CoAuthorDeclined, _recorded: RecordedFact
) -> None:
    """Let the images of an offer go that was answered, as its words went."""
    await session.execute(delete(Image).where(Image.offer_id == fact.offer_id))


async def remove_with_offer(session: AsyncSession, fact: OfferTakenBack, _recorded: RecordedFact) -> None:
    """Let the images of an offer go whose place stays without words; nobody sees them from the moment it was so."""
    final = exists().where(Offer.id == Image.offer_id, Offer.hidden_at.is_not(None), Offer.taken_back_at.is_not(None))
    await session.execute(delete(Image).where(Image.offer_id == fact.offer_id, final))


async def forget(session: AsyncSession, member: Member) -> None:
    """Throw away what a member who leaves has uploaded and not used; the rest stays with the texts it belongs to."""
    await session.execute(delete(Image).where(Image.owner_id == member.id, Image.place.is_(None)))


async def tidy(session: AsyncSession, folder: Folder | None) -> int:
    """Drop images that were never put anywhere, and files that no image is kept in; return how many files."""
    loose = Image.place.is_(None), ~Image.held
    await session.execute(delete(Image).where(*loose, Image.created_at < now(session) - LOOSE_FOR))
    if folder is None or not await community.exists(session):
        return 0
    await claim(session, folder)
    return await asyncio.to_thread(folder.drop_all_but, await files(session))
