"""Images that are kept in files: none of them is left out of a backup without a word."""

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from domain import images
from domain.backups import (
    ImagesMissing,
    NotABackup,
    NotEmpty,
    Source,
    contents,
    new_key,
    take,
    taking,
)
from domain.images import FolderTaken
from tests.domain.backups.conftest import BENCH, LARGE, SMALL, bringing, dumped, manifest_of, put_back, repacked

pytestmark = pytest.mark.xdist_group("backups")
SECRET, PUBLIC = new_key()


def test_images_that_are_shown_come_along_and_nothing_else_that_lies_there(source: Source, goal: Source) -> None:
    put_back(take(source, None, fourfold="0.1.0"), bringing(source, goal))
    assert goal.images
    found = {path.name: path.read_bytes() for path in goal.images.iterdir()}
    assert found == {LARGE: BENCH.large, SMALL: BENCH.small}


def test_images_without_a_folder_for_them_are_refused(source: Source, goal: Source) -> None:
    with pytest.raises(NotEmpty, match=r"2 images in files\. Name a folder for them in IMAGES_FOLDER"):
        put_back(take(source, None, fourfold="0.1.0"), replace(bringing(source, goal), images=None))
    assert dumped(goal) == {}


def test_what_is_shown_from_files_is_not_left_out_unasked(source: Source, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with pytest.raises(ImagesMissing, match=r"in 2 files outside of the database.*IMAGES_FOLDER"):
        take(replace(source, images=None), path, fourfold="0.1.0")
    with pytest.raises(ImagesMissing, match=r"2 files of images aren't in .*whether its disk is there"):
        take(replace(source, images=tmp_path / "not mounted"), path, fourfold="0.1.0")
    assert not path.exists()
    take(replace(source, images=None), path, fourfold="0.1.0", incomplete=True)
    assert manifest_of(path).missing == (LARGE, SMALL)


@pytest.mark.parametrize("damage", ["gone", "empty", "a folder", "leads nowhere", "goes meanwhile"])
def test_one_file_that_is_missing_is_named_before_the_backup_is_made(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    assert source.images
    file, path = source.images / SMALL, tmp_path / "a.zip"
    if damage == "goes meanwhile":
        monkeypatch.setattr(taking, "_check_space", lambda *_: file.unlink())
    else:
        file.unlink()
    if damage == "empty":
        file.touch()
    elif damage == "a folder":
        file.mkdir()
    elif damage == "leads nowhere":
        file.symlink_to(tmp_path / "nowhere")
    with pytest.raises(ImagesMissing, match=f"1 files of images aren't in .*: {SMALL}"):
        take(source, path, fourfold="0.1.0")
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_an_image_that_lies_elsewhere_by_a_link_comes_along(source: Source, tmp_path: Path) -> None:
    assert source.images
    (source.images / LARGE).rename(tmp_path / "elsewhere.webp")
    (source.images / LARGE).symlink_to(tmp_path / "elsewhere.webp")
    told = manifest_of(take(source, None, fourfold="0.1.0"))
    assert told.parts[f"images/{LARGE}"].size == len(BENCH.large)


@pytest.mark.parametrize("damage", ["cut short", "leads nowhere"])
def test_a_damaged_file_gives_way_to_the_one_of_the_backup(source: Source, goal: Source, damage: str) -> None:
    assert goal.images
    goal.images.mkdir()
    if damage == "cut short":
        (goal.images / LARGE).write_bytes(BENCH.large[:9])
    else:
        (goal.images / LARGE).symlink_to(goal.images / "nowhere")
    put_back(take(source, None, fourfold="0.1.0"), bringing(source, goal))
    assert (goal.images / LARGE).read_bytes() == BENCH.large


def test_what_earlier_versions_took_along_besides_stays_in_the_backup(source: Source, goal: Source) -> None:
    path = goal.data_dir / "old.zip"
    whole = take(source, None, fourfold="0.1.0")
    repacked(whole, path, {"images/holiday.webp": b"not ours", f"images/{LARGE}": BENCH.large})
    put_back(path, bringing(source, goal))
    assert goal.images
    assert [file.name for file in goal.images.iterdir()] == [LARGE]


def test_the_folder_of_another_community_is_refused_and_that_of_the_one_that_makes_way_is_taken_over(
    source: Source, goal: Source
) -> None:
    goal = bringing(source, goal)
    assert goal.images
    path, folder = take(source, None, fourfold="0.1.0"), images.Folder(goal.images)
    goal.images.mkdir()
    folder.claim("another's\n")
    with pytest.raises(NotEmpty, match="keeps the images of another community"):
        put_back(path, goal)
    assert dumped(goal) == {}
    assert [file.name for file in goal.images.iterdir()] == [images.MARK]
    (goal.images / images.MARK).unlink()
    put_back(path, goal)
    folder.claim(manifest_of(path).community)
    with psycopg.connect(goal.url) as session:
        session.execute("update community set name = 'Other', created_at = created_at + interval '1 day'")
        theirs = contents.mark(session)
    with pytest.raises(FolderTaken):
        folder.claim(theirs)
    put_back(path, goal, replacing="Other")
    (goal.images / images.MARK).write_text(theirs)
    with psycopg.connect(goal.url) as session:
        session.execute("update community set name = 'Other', created_at = created_at + interval '1 day'")
    put_back(path, goal, replacing="Other")
    folder.claim(manifest_of(path).community)


@pytest.mark.parametrize("name", ["images/../../gone", "images/.hidden", "images/a/b", "images//etc/x"])
def test_no_file_is_put_outside_of_its_folder(source: Source, goal: Source, tmp_path: Path, name: str) -> None:
    repacked(take(source, None, fourfold="0.1.0"), tmp_path / "bad.zip", {name: b""})
    with pytest.raises(NotABackup, match="outside of its folder"):
        put_back(tmp_path / "bad.zip", goal, other_secret=True)
    assert dumped(goal) == {}
    assert list(goal.data_dir.iterdir()) == []
