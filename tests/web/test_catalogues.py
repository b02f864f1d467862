"""Every sentence of ours is in every catalogue, and says there what it says here."""

import re
from collections.abc import Iterator

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

from domain.community import LANGUAGES
from web import i18n, messages
from web.demo import story
from web.quadrants import QUADRANTS
from web.statuses import STATUSES

TRANSLATED = [language for language in LANGUAGES if language != "en"]
HELD = re.compile(r"%\(\w+\)s|</?\w+>|https?:\S+|/[a-z]+\b|\b[\w-]+\.csv\b|@(?=\w)")
Pair = tuple[str, str]


def _read(language: str) -> Catalog:
    with messages.path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def _forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (str(text),)


def _ids(catalogue: Catalog) -> set[tuple[str, ...]]:
    return {_forms(each.id) for each in catalogue if each.id}


def _pairs(catalogue: Catalog) -> Iterator[Pair]:
    """Yield each English sentence beside its translation, plural forms one by one."""
    for each in catalogue:
        if each.id:
            yield from zip(_forms(each.id), _forms(each.string), strict=True)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_the_sentences_of_the_code_and_no_others(language: str) -> None:
    ours, theirs = _ids(messages.collected()), _ids(_read(language))
    assert (ours - theirs, theirs - ours) == (set(), set()), "run `make messages`, then translate what came in"
    assert len(ours) > 400


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    catalogue = _read(language)
    assert [english for english, translation in _pairs(catalogue) if not translation] == []
    assert [each.id for each in catalogue if each.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_plural_has_a_text_for_each_form(language: str) -> None:
    catalogue = _read(language)
    plurals = [each for each in catalogue if len(_forms(each.id)) == 2]
    assert [each.id for each in plurals if len(_forms(each.string)) != catalogue.num_plurals] == []
    assert plurals


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_places_tags_and_addresses(language: str) -> None:
    pairs = list(_pairs(_read(language)))
    assert [pair for pair in pairs if sorted(HELD.findall(pair[0])) != sorted(HELD.findall(pair[1]))] == []
    assert [pair for pair in pairs if "%" in re.sub(r"%\(\w+\)s", "", "".join(pair))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_shouts_or_ends_otherwise(language: str) -> None:
    pairs = list(_pairs(_read(language)))
    assert [pair for pair in pairs if "!" in "".join(pair)] == []
    ends = [(english, text) for english, text in pairs if english.endswith((".", "?", ":", ",")) and len(english) > 2]
    assert [pair for pair in ends if pair[0][-1] != pair[1][-1]] == []
    assert [pair for pair in pairs if pair[1] != pair[1].strip()] == []


def test_words_that_pages_show_by_variable_are_collected() -> None:
    ids = _ids(messages.collected())
    shown = {text for words in QUADRANTS.values() for text in (words.name, words.prompt, words.example, words.motive)}
    shown |= {text for words in STATUSES.values() for text in (words.label, words.meaning)}
    shown |= {person.try_this for person in story.load().people if person.guide}
    assert {(text,) for text in shown} - ids == set()


def test_german_counts_in_german() -> None:
    german = i18n.catalogue("de")
    counted = [german.ngettext("%(count)s idea", "%(count)s ideas", count) % {"count": count} for count in (0, 1, 2)]
    assert counted == ["0 Ideen", "1 Idee", "2 Ideen"]
    assert german.gettext("Support an idea") == "Eine Idee unterstützen"
