"""Criteria as data: what is taken, what is refused, and with which words."""

from typing import Any

import pytest

from domain.badges.criteria import LEAVES_MOST, parsed, said
from domain.errors import Invalid

CODES = ("adopted", "learned")
COUNT: dict[str, Any] = {"kind": "count", "of": ["adopted"], "least": 3}


def nested(deep: int) -> dict[str, Any]:
    return COUNT if deep == 0 else {"kind": "not", "of": nested(deep - 1)}


@pytest.mark.parametrize(
    "given",
    [
        COUNT,
        {"kind": "count", "of": ["adopted"]},
        {"kind": "different", "of": ["adopted"], "what": "quadrant", "least": 2, "days": 365},
        {"kind": "points", "of": ["adopted", "learned"], "least": 100, "quadrants": ["creation_for_self"]},
        {"kind": "share", "of": ["adopted"], "among": ["adopted", "learned"], "share": 0.5, "least": 4},
        {"kind": "all", "of": [COUNT, {"kind": "any", "of": [COUNT, {"kind": "not", "of": COUNT}]}]},
    ],
)
def test_what_is_said_is_what_was_given(given: dict[str, Any]) -> None:
    criterion = parsed(given, CODES)
    assert parsed(said(criterion), CODES) == criterion


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (COUNT | {"of": ["adopted", "visits"]}, "nothing called “visits” to count"),
        (COUNT | {"least": 0}, "“least” can't be this"),
        (COUNT | {"least": "many"}, "“least” can't be this"),
        (COUNT | {"least": 10**9}, "“least” can't be this"),
        (COUNT | {"of": []}, "“of” can't be this"),
        (COUNT | {"days": 0}, "“days” can't be this"),
        (COUNT | {"streak": 5}, "“streak” is nothing that a criterion knows"),
        (COUNT | {"quadrants": ["everywhere"]}, "“quadrants.0” can't be this"),
        ({"kind": "count"}, "“of” is missing"),
        ({"kind": "sql", "of": "SELECT 1"}, "“kind” has to be"),
        ({}, "“kind” has to be"),
        ({"kind": "different", "of": ["adopted"], "what": "visitor", "least": 2}, "“what” can't be this"),
        ({"kind": "share", "of": ["adopted"], "among": ["adopted"], "share": float("nan"), "least": 1}, "“share”"),
        ({"kind": "share", "of": ["adopted"], "among": ["adopted"], "share": 1.1, "least": 1}, "“share” can't be this"),
        ({"kind": "all", "of": [COUNT, COUNT | {"least": -1}]}, "“of.1.least” can't be this"),
        ({"kind": "all", "of": []}, "“of” can't be this"),
        ({"kind": "not", "of": {}}, "“kind” has to be"),
        (nested(4), "at most 4 deep"),
        (nested(500), "at most 4 deep"),
        ({"kind": "any", "of": [{"kind": "all", "of": [COUNT] * 5}] * 3}, f"at most {LEAVES_MOST} things"),
    ],
)
def test_what_is_no_criterion_is_refused_with_its_place(given: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid) as refused:
        parsed(given, CODES)
    assert words in " ".join(problem.text() for problem in refused.value.problems)
