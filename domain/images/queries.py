"""Finding images, by what they stand in; their bytes are read one at a time."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community
from domain.errors import NotFound
from domain.images.folder import MARK, Folder, FolderAway, mark_of
from domain.images.model import Image, ImageBytes, file_names
from domain.images.policy import visible_to
from domain.members import Actor, Member

# The digests of images that are kept in files.
IN_FILES = (
    select(Image.digest)
    .where(~select(ImageBytes.image_id).where(ImageBytes.image_id == Image.id).exists())
    .distinct()
    .order_by(Image.digest)
)


@dataclass(frozen=True)
class Shown:
    """Images by the number of the idea, the comment or the offer they stand in, each in their order."""

    ideas: dict[int, list[Image]] = field(default_factory=dict)
    comments: dict[int, list[Image]] = field(default_factory=dict)
    offers: dict[int, list[Image]] = field(default_factory=dict)


async def visible(session: AsyncSession, actor: Actor, image_id: int) -> Image:
    """Return one image; raises NotFound."""
    image = await session.scalar(select(Image).where(Image.id == image_id, visible_to(actor)))
    if image is None:
        raise NotFound
    return image


async def shown(
    session: AsyncSession,
    actor: Actor,
    *,
    ideas: Collection[int] = (),
    comments: Collection[int] = (),
    offers: Collection[int] = (),
) -> Shown:
    """Return the images that stand in these ideas, comments and offers, as far as the actor may see them."""
    places = ((Image.idea_id, ideas), (Image.comment_id, comments), (Image.offer_id, offers))
    wanted = [column.in_(numbers) for column, numbers in places if numbers]
    found = Shown()
    if not wanted:
        return found
    for image in await session.scalars(select(Image).where(or_(*wanted), visible_to(actor)).order_by(Image.place)):
        stands = ((found.ideas, image.idea_id), (found.comments, image.comment_id), (found.offers, image.offer_id))
        for by_number, number in stands:
            if number is not None:
                by_number.setdefault(number, []).append(image)
    return found


async def by_ids(session: AsyncSession, actor: Actor, ids: Collection[int]) -> dict[int, Image]:
    """Return those of the images that the actor may see, by number."""
    if not ids:
        return {}
    return {
        image.id: image for image in await session.scalars(select(Image).where(Image.id.in_(ids), visible_to(actor)))
    }


async def content(session: AsyncSession, image: Image, folder: Folder | None, *, small: bool) -> bytes:
    """Return one version's bytes, from where they were kept; the image must have been loaded for whoever asks.

    Raises FolderAway.
    """
    column = ImageBytes.small if small else ImageBytes.large
    kept = await session.scalar(select(column).where(ImageBytes.image_id == image.id))
    if kept is not None:
        return kept
    if folder is None:
        raise FolderAway
    return await asyncio.to_thread(folder.read, file_names(image.digest)[small])


async def files(session: AsyncSession) -> list[str]:
    """Return the names of all files that the folder must hold, as a backup needs them and a check looks for them."""
    return [name for digest in await session.scalars(IN_FILES) for name in file_names(digest)]


async def missing(session: AsyncSession, folder: Folder | None) -> list[str]:
    """Return what is wrong with the files of images, each as a sentence for the operator; none is as it should be."""
    names = await files(session)
    try:
        if folder is None:
            return [f"{len(names):,} files of images lie in a folder. Name it in IMAGES_FOLDER."] if names else []
        gone = await asyncio.to_thread(folder.missing, names)
        owner = await asyncio.to_thread(folder.owner)
        if gone and len(gone) == len(names) and owner is None:
            return [
                f"{folder.path} holds none of {len(names):,} files of images, nor a mark of this community. The disk "
                f"may be away. If they are lost for good, write {(await mark(session)).strip()} into its file {MARK}."
            ]
        says = [f"{name} isn't in {folder.path}." for name in gone]
        if owner is not None and await community.exists(session) and owner.strip() != (await mark(session)).strip():
            says.append(f"{folder.path} is marked as another community's. Look at IMAGES_FOLDER.")
    except FolderAway:
        return [f"{folder.path} can't be read, so nobody knows about {len(names):,} files." if folder else ""]
    return says


async def mark(session: AsyncSession) -> str:
    """Return what a folder says that is this community's."""
    return mark_of((await community.current(session)).created_at)


async def personal_data(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return where each of the member's images can be fetched, and what they said of it."""
    rows = await session.scalars(select(Image).where(Image.owner_id == member.id).order_by(Image.id))
    return [
        {
            "id": row.id,
            "idea": row.idea_id,
            "comment": row.comment_id,
            "offer": row.offer_id,
            "file": row.path,
            "alternative_text": row.alternative_text,
            "created_at": row.created_at,
        }
        for row in rows
    ]
