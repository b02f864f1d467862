"""The file of real experiments: every row is used, or named by its line."""

from pathlib import Path

import pytest

from domain.experiments import Look, Measured
from domain.imports import ColumnMissing, FileEmpty, FileUnreadable, asos

HEADER = "experiment_id,variant_id,metric_id,time_since_start,count_c,count_t,mean_c,mean_t,variance_c,variance_t"


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    """Write a file of these rows."""
    path = folder / "asos.csv"
    path.write_text("\n".join((header, *rows)) + "\n")
    return path


def test_rows_become_streams_in_the_order_of_time(tmp_path: Path) -> None:
    found = asos(
        written(tmp_path, "a,1,2,1.0,20,21,0.5,0.6,4,9", "a,1,3,0.5,10,11,1,1,1,1", "a,1,2,0.5,10,11,0.5,0.5,4,4")
    )
    first, other = found.streams
    assert (first.experiment, first.variant, first.metric) == ("a", "1", "2")
    assert [look.day for look in first.looks] == [0.5, 1.0]
    assert first.looks[1] == Look(1.0, (Measured(20, 0.5, 2), Measured(21, 0.6, 3)))
    assert (other.metric, len(other.looks)) == ("3", 1)
    assert found.bad_rows == ()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("a,1,2,1.0,20,21,0.5,0.6,4,", "variance_t: Nothing is entered here."),
        ("a,1,2,1.0,0,21,0.5,0.6,4,9", "units: Nobody has been counted"),
        ("a,1,2,1.0,-3,21,0.5,0.6,4,9", "units: Counts are whole numbers"),
        ("a,1,2,1.0,1000000000000,21,0.5,0.6,4,9", "units: Counts are whole numbers"),
        ("a,1,2,1.0,20.5,21,0.5,0.6,4,9", "isn't a number"),
        ("a,1,2,1.0,20,21,nan,0.6,4,9", "mean: This must be a number"),
        ("a,1,2,1.0,20,21,inf,0.6,4,9", "mean: This must be a number"),
        ("a,1,2,1.0,20,21,0.5,0.6,-4,9", "isn't a number"),
        ("a,1,2,soon,20,21,0.5,0.6,4,9", "isn't a number"),
        ("a,1,2,inf,20,21,0.5,0.6,4,9", "isn't a number"),
    ],
)
def test_a_row_that_can_not_be_used_is_named_with_its_line(tmp_path: Path, row: str, says: str) -> None:
    (stream,) = asos(written(tmp_path, "a,1,2,0.5,10,11,0.5,0.5,4,4", row)).streams
    assert len(stream.looks) == 1
    (left_out,) = stream.left_out
    assert left_out.line == 3
    assert says in left_out.reason()


def test_a_row_without_a_column_belongs_to_no_stream_and_is_named(tmp_path: Path) -> None:
    found = asos(written(tmp_path, "a,1,2,0.5,10", "a,1,2,1.0,20,21,0.5,0.6,4,9"))
    assert [bad.line for bad in found.bad_rows] == [2]
    assert len(found.streams[0].looks) == 1


def test_a_file_that_is_not_there_is_empty_or_lacks_a_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        asos(tmp_path / "nowhere.csv")
    with pytest.raises(FileUnreadable):
        asos(tmp_path)
    with pytest.raises(ColumnMissing):
        asos(written(tmp_path, header=HEADER.removesuffix(",variance_t")))
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(FileEmpty):
        asos(tmp_path / "empty.csv")
