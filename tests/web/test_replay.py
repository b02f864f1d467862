"""`fourfold replay asos`: what it prints, and the two files it writes."""

import argparse
import json
import re
from pathlib import Path

import pytest

from domain.settings import Settings
from web import command_replay

HEADER = "experiment_id,variant_id,metric_id,time_since_start,count_c,count_t,mean_c,mean_t,variance_c,variance_t\n"


def test_a_replay_counts_what_each_rule_says_and_names_what_it_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = []
    for place in range(1, 5):
        units, day = 200_000 * place, 7 * place
        rows.append(f"works,1,1,{day},{units},{units},10,10.6,400,400")
        rows.append(f"dud,1,1,{day},{units},{units},10,10,400,400")
        rows.append(f"<b>split</b>,1,1,{day},{units},{units - units // 10},10,10,400,400")
        rows.append(f"blank,1,1,{day},{units},{units},10,10,,400")
    (tmp_path / "asos.csv").write_text(HEADER + "\n".join(rows))
    options = argparse.Namespace(file=tmp_path / "asos.csv", into=tmp_path / "report")
    assert command_replay.replay_asos(Settings(), options) == 0

    said = json.loads((tmp_path / "report" / "replay.json").read_text())
    advised = {stream["experiment"]: [each["advice"] for each in stream["engine"]] for stream in said["streams"]}
    assert advised == {"works": ["scale"] * 3, "dud": ["stop"] * 3, "<b>split</b>": ["invalid"] * 3, "blank": []}
    counted = said["tables"]["What the engine advises, of every stream"]
    assert counted[1][:5] == ["+1%", "1", "1", "0", "1"]
    page = (tmp_path / "report" / "replay.html").read_text()
    assert "<b>split" not in page
    assert "no row could be used" in page
    assert "--paper:" in page
    assert not re.search(r"url\(|asset:|@import|src=|href=", page), "it stands alone"
    printed = capsys.readouterr().out
    assert "blank 1 1: 4 rows left out (lines 5, 9, 13 and 1 more): variance_c: Nothing is entered here." in printed
