"""In a folder, images are files named for their bytes: whole or not there, and dropped when nothing shows them."""

import os
from pathlib import Path

import pytest

from domain import images
from domain.images import Folder, FolderAway, Image
from domain.members import Member
from tests import pictures
from tests.people import People


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


async def kept(people: People, by: Member, folder: Folder | None, wide: int = 64) -> Image:
    """Keep an image."""
    return await people.does(images.keep, by, pictures.picture(wide), folder=folder)


def grown_old(folder: Folder) -> None:
    """Make every file two days old."""
    for file in folder.path.iterdir():
        os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 2 * 86400))


async def test_both_versions_lie_there_and_are_read_back(people: People, ann: Member, folder: Folder) -> None:
    image = await kept(people, ann, folder)
    names = await people.reads(images.files)
    assert sorted(names) == sorted(file.name for file in folder.path.iterdir())
    assert folder.missing(names) == []
    for small in (False, True):
        content = await people.reads(images.content, image, folder, small=small)
        assert content == pictures.picture().large


async def test_what_was_kept_before_the_setting_changed_is_still_shown(
    people: People, ann: Member, folder: Folder
) -> None:
    image = await kept(people, ann, None)
    assert await people.reads(images.content, image, folder, small=True)
    assert await people.reads(images.files) == []


async def test_files_stay_as_long_as_any_image_is_kept_in_them(people: People, ann: Member, folder: Folder) -> None:
    ben, idea = await people.member("Ben"), await people.idea(by=ann)
    mine, his = await kept(people, ann, folder), await kept(people, ben, folder)
    assert len(list(folder.path.iterdir())) == 2
    for owner, image in ((ann, mine), (ben, his)):
        where = idea if owner is ann else await people.idea(by=ben, title="Lamps at stations")
        await people.does(images.place, owner, [images.Described(image.id)], idea_id=where.id)
    await people.does(images.place, ann, [], [mine.id], idea_id=idea.id)
    grown_old(folder)
    assert await people.does(images.tidy, folder) == 0
    await people.does(images.place, ben, [], [his.id], idea_id=where.id)
    assert await people.does(images.tidy, folder) == 2
    assert list(folder.path.iterdir()) == []


async def test_a_transaction_that_fails_leaves_files_that_go_after_a_day(
    people: People, ann: Member, folder: Folder
) -> None:
    async with people.sessions() as session:
        await images.keep(session, ann, pictures.picture(), folder=folder)
        await session.rollback()
    assert await people.does(images.tidy, folder) == 0
    (folder.path / "keep.txt").write_text("not ours")
    grown_old(folder)
    assert await people.does(images.tidy, folder) == 2
    assert [file.name for file in folder.path.iterdir()] == ["keep.txt"]


async def test_a_folder_that_is_away_says_so_and_keeps_nothing(people: People, ann: Member, tmp_path: Path) -> None:
    image = await kept(people, ann, Folder(tmp_path))
    (tmp_path / "a file").write_text("no folder")
    for path in (tmp_path / "missing", tmp_path / "a file"):
        away = Folder(path)
        with pytest.raises(FolderAway):
            await kept(people, ann, away, wide=70)
        with pytest.raises(FolderAway):
            await people.reads(images.content, image, away, small=False)
        with pytest.raises(FolderAway):
            await people.does(images.tidy, away)
    assert len(await people.reads(images.files)) == 2
    with pytest.raises(FolderAway):
        await people.reads(images.content, image, None, small=False)
