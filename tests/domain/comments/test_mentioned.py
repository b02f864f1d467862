"""A mention is `@handle`, outside of code and addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.comments import mentioned


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("@ann", ["ann"]),
        ("Thanks @Ann, and @ben-2!", ["ann", "ben-2"]),
        ("(@ann) **@ben**: @ann", ["ann", "ben"]),
        ("ann@people.example", []),
        ("https://people.example/@ann", []),
        ("@ann@people.example", []),
        ("`@ann` and\n```\n@ben\n```\n@cleo", ["cleo"]),
        ("@@ann", []),
        ("@ann-", ["ann"]),
        ("@ännchen", []),
        ("@annä", []),
        ("@", []),
        ("", []),
    ],
)
def test_who_a_text_speaks_to(text: str, handles: list[str]) -> None:
    assert mentioned(text) == handles


def test_ten_at_most() -> None:
    assert len(mentioned(" ".join(f"@ann{n}" for n in range(50)))) == 10


@given(st.lists(st.from_regex(r"\A[a-z0-9]+(-[a-z0-9]+)*\Z"), max_size=8, unique=True), st.sampled_from(" \n,;:!?()*"))
def test_every_handle_set_apart_is_found(handles: list[str], between: str) -> None:
    assert mentioned(between.join(f"@{handle}" for handle in handles)) == handles


@given(st.text())
def test_every_text_has_an_answer_in_small_letters(text: str) -> None:
    for handle in mentioned(text):
        assert f"@{handle}" in text.lower()
        assert handle.isascii()
