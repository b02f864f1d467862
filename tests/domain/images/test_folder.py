"""In a folder, images are files named for their bytes: whole or not there, and dropped when nothing shows them."""

import asyncio
import os
from pathlib import Path

import pytest
from sqlalchemy import delete, text

from domain import checks, database, images
from domain.images import Folder, FolderAway, FolderEmpty, FolderTaken, Image
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


def files_in(folder: Folder) -> list[str]:
    """Return the names of what lies there, but for the mark."""
    return sorted(file.name for file in folder.path.iterdir() if file.name != images.MARK)


def grown_old(folder: Folder) -> None:
    """Make every file two days old."""
    for file in folder.path.iterdir():
        os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 2 * 86400))


async def test_both_versions_lie_there_and_are_read_back(people: People, ann: Member, folder: Folder) -> None:
    image = await kept(people, ann, folder)
    names = await people.reads(images.files)
    assert sorted(names) == files_in(folder)
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
    assert len(files_in(folder)) == 2
    for owner, image in ((ann, mine), (ben, his)):
        where = idea if owner is ann else await people.idea(by=ben, title="Lamps at stations")
        await people.does(images.place, owner, [images.Described(image.id)], idea_id=where.id)
    await people.does(images.place, ann, [], [mine.id], idea_id=idea.id)
    grown_old(folder)
    assert await people.does(images.tidy, folder) == 0
    await people.does(images.place, ben, [], [his.id], idea_id=where.id)
    assert await people.does(images.tidy, folder) == 2
    assert files_in(folder) == []


async def test_a_transaction_that_fails_leaves_files_that_go_after_a_day(
    people: People, ann: Member, folder: Folder
) -> None:
    async with people.sessions() as session:
        await images.keep(session, ann, pictures.picture(), folder=folder)
        await session.rollback()
    assert await people.does(images.tidy, folder) == 0
    grown_old(folder)
    assert await people.does(images.tidy, folder) == 2
    assert files_in(folder) == []


async def test_what_is_not_ours_in_the_folder_stays_however_old_it_is(
    people: People, ann: Member, folder: Folder
) -> None:
    await kept(people, ann, folder)
    foreign = ["keep.txt", "holiday.webp", ".new-notes.txt", f"{'A' * 64}.webp", f"{'a' * 63}.webp"]
    for name in foreign:
        (folder.path / name).write_text("not ours")
    (folder.path / "lost+found").mkdir(mode=0)
    (folder.path / f"{'d' * 64}.webp").mkdir()
    grown_old(folder)
    before = files_in(folder)
    assert await people.does(images.tidy, folder) == 0
    assert files_in(folder) == before
    half = folder.path / ".new-ab_12345"
    half.write_bytes(b"half")
    (folder.path / f"{'e' * 64}.webp").symlink_to(folder.path / "keep.txt")
    grown_old(folder)
    os.utime(folder.path / f"{'e' * 64}.webp", (0, 0), follow_symlinks=False)
    assert await people.does(images.tidy, folder) == 2
    assert files_in(folder) == before, "a link goes, and what it led to stays"


async def test_another_community_refuses_the_folder_and_leaves_its_images_alone(
    people: People, ann: Member, folder: Folder
) -> None:
    await kept(people, ann, folder)
    before = files_in(folder)
    async with database.transaction(people.sessions) as session:  # as if it were another one
        await session.execute(text("UPDATE community SET created_at = created_at + interval '1 second'"))
    with pytest.raises(FolderTaken, match="images of another community"):
        await kept(people, ann, folder, wide=70)
    async with database.transaction(people.sessions) as session:
        await session.execute(delete(Image))
    grown_old(folder)
    with pytest.raises(FolderTaken):
        await people.does(images.tidy, folder)
    assert files_in(folder) == before
    assert "marked as another community's" in (await people.reads(images.missing, folder))[-1]


async def test_two_who_come_at_once_agree_on_whose_folder_it_is(tmp_path: Path) -> None:
    def claim(name: str) -> str:
        try:
            Folder(tmp_path).claim(name)
        except FolderTaken:
            return ""
        return name

    came = await asyncio.gather(*(asyncio.to_thread(claim, name) for name in "ababababab"))
    assert {*filter(None, came)} == {Folder(tmp_path).owner()}


async def test_the_folder_of_an_earlier_version_has_no_mark_and_goes_on(
    people: People, ann: Member, folder: Folder
) -> None:
    await kept(people, ann, folder)
    (folder.path / images.MARK).unlink()
    assert await people.reads(images.missing, folder) == []
    assert await people.does(images.tidy, folder) == 0
    assert (folder.path / images.MARK).exists()


async def test_what_is_missing_is_named_and_so_is_a_folder_that_nobody_named(
    people: People, ann: Member, folder: Folder
) -> None:
    assert await people.reads(images.missing, None) == []
    image = await kept(people, ann, folder)
    assert await people.reads(images.missing, None) == ["2 files of images lie in a folder. Name it in IMAGES_FOLDER."]
    large, small = images.file_names(image.digest)
    (folder.path / large).unlink()
    (folder.path / small).write_bytes(b"")
    says = [f"{name} isn't in {folder.path}." for name in sorted((large, small))]
    assert await people.reads(images.missing, folder) == says
    assert [found.says for found in await people.reads(checks.recount, folder)] == says


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


async def test_a_folder_whose_disk_is_not_there_is_never_taken_for_an_empty_one(
    people: People, ann: Member, tmp_path: Path
) -> None:
    disk, mounted = tmp_path / "disk", tmp_path / "mounted"
    for path in (disk, mounted):
        path.mkdir()
    image = await kept(people, ann, Folder(disk))
    away = Folder(mounted)
    for attempt in (people.does(images.claim, away), people.does(images.tidy, away), kept(people, ann, away, wide=70)):
        with pytest.raises(FolderEmpty):
            await attempt
    assert list(mounted.iterdir()) == []
    (says,) = await people.reads(images.missing, away)
    assert "holds none of 2 files of images" in says
    assert (await people.reads(images.files)) == list(images.file_names(image.digest))

    mark = (Folder(disk).owner() or "").strip()
    assert f"write {mark} into its file {images.MARK}." in says
    (mounted / images.MARK).write_text(mark)
    await kept(people, ann, away, wide=70)
    assert len(await people.reads(images.missing, away)) == 2
