"""What people type comes into one form, and what doesn't fit is named."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.texts import Problems, checked, slug

ANY = st.text(st.characters(), max_size=60)  # half characters too


@given(ANY, st.integers(0, 5), st.integers(5, 40))
def test_a_line_is_tidy_or_says_what_is_wrong(value: str, least: int, most: int) -> None:
    problems = Problems()
    line = problems.line("name", value, least=least, most=most)
    assert len(problems.found) <= 1
    if not problems.found:
        assert least <= len(line) <= most
        assert line == " ".join(line.split())
        assert unicodedata.is_normalized("NFC", line)
        assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in line)
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", line)
        assert Problems().line("name", line, most=most) == line


@given(ANY)
def test_a_text_keeps_its_lines(value: str) -> None:
    problems = Problems()
    text = problems.text("about", value, most=100)
    if not problems.found:
        assert "\r" not in text
        assert "\0" not in text
        assert text == text.strip()
        assert text.encode().decode() == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "missing"),
        (" \n\t", "missing"),
        ("\0\x1f\x7f", "missing"),
        ("\u200b\u200d\u2060\ufeff\u00ad", "missing"),
        ("\u202e\u2066", "missing"),
        ("ab", "too_short"),
        ("abcdef", "too_long"),
        ("a\ud800b", "not_text"),
        pytest.param("x" * 10_000_000, "too_long", id="10 MB"),
        pytest.param("\ud800" * 10_000_000, "too_long", id="10 MB of halves"),
    ],
)
def test_what_is_wrong_has_a_name_and_a_sentence(value: str, code: str) -> None:
    problems = Problems()
    problems.line("name", value, least=3, most=5)
    assert [problem.code for problem in problems.found] == [code]
    assert "%" not in problems.found[0].text()


@pytest.mark.parametrize("value", ["🚲🚲🚲", "שלום", "👩‍👩‍👧", "日本語", "e\u0301a\u0300o\u0302", "1 2 3"])
def test_every_script_is_text(value: str) -> None:
    with checked() as problems:
        assert problems.line("name", value, least=3, most=20) == unicodedata.normalize("NFC", value)


def test_all_problems_are_raised_together() -> None:
    def fill_in() -> None:
        with checked() as problems:
            problems.line("name", "", least=1, most=5)
            problems.text("about", "x" * 9, most=5)

    with pytest.raises(Invalid) as refused:
        fill_in()
    assert [problem.field for problem in refused.value.problems] == ["name", "about"]


@given(ANY)
def test_a_slug_can_stand_in_an_address_and_is_its_own(value: str) -> None:
    made = slug(value)
    assert re.fullmatch(r"([^\W_]([\w-]*[^\W_])?)?", made), made
    assert len(made) <= 60
    assert slug(made) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Größe & Ärger", "grosse-arger"),
        ("GRÖSSE", "grosse"),
        ("  Crème   brûlée!  ", "creme-brulee"),
        ("日本 語", "日本-語"),
        ("🙂", ""),
        ("", ""),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_slugs_are_plain(text: str, made: str) -> None:
    assert slug(text) == made
