"""Passwords are long, not what everybody tries, and taken in any script."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.members import passwords
from domain.texts import Problems


def _codes(password: str, *personal: str) -> list[str]:
    problems = Problems()
    passwords.check(problems, "password", password, *personal)
    return [problem.code for problem in problems.found]


@pytest.mark.parametrize(
    "password",
    [
        "four green bicycles sing",
        "Pfannkuchen mit Zimt, bitte",
        "我喜欢在雨中骑自行车去图书馆看书",
        "🙂🚲🌧🏠🌻🍎🐈🎻🧩🪁🛶🗺🧦🫖🪴",
        "xkqvzjwpyrtbnml",
    ],
)
def test_a_few_words_are_enough(password: str) -> None:
    assert _codes(password) == []


@pytest.mark.parametrize(
    "password",
    [
        "password1234567",
        "PASSWORDpassword",
        "p@ssw0rdp@ssw0rd",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "qwertyqwerty1234",
        "123456789012345",
        "987654321098765",
        "abcdefghijklmnop",
        "summer2026summer2026",
        "letmein!letmein!letmein!",
        "passwort123passwort",
        "correct horse battery staple",
        "!?!?!?!?!?!?!?!?",
        "                ",
    ],
)
def test_what_everybody_tries_is_refused(password: str) -> None:
    assert _codes(password) == ["common"]


def test_it_must_be_long_and_may_not_be_endless() -> None:
    assert _codes("short") == ["too_short"]
    assert _codes("") == ["too_short"]
    assert _codes("four green bicycles sing, ".ljust(128, "x")) == []
    assert _codes("four green bicycles sing, ".ljust(129, "x")) == ["too_long"]
    assert _codes("x" * 10_000_000) == ["too_long"]


def test_letters_of_many_bytes_count_once() -> None:
    assert _codes("Über grüne Hügel führen ".ljust(128, "ß")) == []


def test_ones_own_name_is_no_secret() -> None:
    assert _codes("Annabel Lee 1849", "Annabel Lee", "raven@people.example") == ["common"]
    assert _codes("raven.people.example", "Annabel Lee", "raven@people.example") == ["common"]
    assert _codes("the raven spoke thrice", "Annabel Lee", "raven@people.example") == []


@given(st.text(max_size=140), st.text(max_size=60))
def test_whatever_is_typed_gets_an_answer(password: str, name: str) -> None:
    assert len(_codes(password, name)) <= 1


@given(st.characters(), st.integers(15, 40))
def test_one_character_repeated_is_refused(char: str, times: int) -> None:
    assert _codes(char * times) == ["common"]


@settings(max_examples=4)
@given(st.text(st.characters(), min_size=1, max_size=60))
async def test_what_was_hashed_matches_in_any_form_and_nothing_else_does(password: str) -> None:
    hash_ = await passwords.hashed(password)
    assert await passwords.matches(unicodedata.normalize("NFD", password)[:128], hash_)
    assert await passwords.matches(unicodedata.normalize("NFC", password), hash_)
    assert not await passwords.matches(password + "x", hash_)
    assert not await passwords.matches(password, None)


async def test_a_hash_is_argon2id_and_never_twice_the_same() -> None:
    one, two = await passwords.hashed("four green bicycles sing"), await passwords.hashed("four green bicycles sing")
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != two


async def test_half_characters_do_not_match_others() -> None:
    assert not await passwords.matches("\udfff" * 20, await passwords.hashed("\ud800" * 20))
