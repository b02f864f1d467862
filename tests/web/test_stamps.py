"""The keys of forms: each another, and proof of when the form was opened."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from web import stamps

KEY, NOON = b"a key for tests", datetime(2026, 2, 2, 11, 0, 0, 250_000, tzinfo=UTC)


def test_a_stamp_says_when_it_was_made_and_no_two_are_the_same() -> None:
    made = {stamps.issued(KEY, NOON) for _each in range(20)}
    assert len(made) > 15, "of 4096 that one millisecond has"
    assert {stamps.opened_at(KEY, str(stamp)) for stamp in made} == {NOON}
    assert {(stamp.version, stamp.variant) for stamp in made} == {(8, "specified in RFC 4122")}


@pytest.mark.parametrize("given", ["", "nonsense", "0" * 32, "x" * 4000, "\0", str(UUID(int=2**128 - 1))])
def test_what_we_have_not_made_proves_nothing(given: str) -> None:
    assert stamps.opened_at(KEY, given) is None


def test_no_other_key_and_no_other_moment_fits() -> None:
    stamp = stamps.issued(KEY, NOON)
    assert stamps.opened_at(b"another key", str(stamp)) is None
    assert stamps.opened_at(KEY, str(uuid4())) is None
    for bit in range(128):
        assert stamps.opened_at(KEY, str(UUID(int=stamp.int ^ 1 << bit))) is None
